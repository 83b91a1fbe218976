"""Which comes first, need or relief? Each module is named after the rule that it defines."""
