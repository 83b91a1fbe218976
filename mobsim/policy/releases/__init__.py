"""How many units stay when need falls? Each module defines the rule of the same name."""
