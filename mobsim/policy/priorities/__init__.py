"""Which comes first, need or relief? Each module defines the rule of the same name."""
