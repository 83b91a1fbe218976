"""How many units stay when need falls? Each module is named after the rule that it defines."""
