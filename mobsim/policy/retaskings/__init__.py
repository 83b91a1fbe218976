"""Which incident gets a released unit? Each module defines the rule of the same name."""
