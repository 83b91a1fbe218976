"""Which incident gets a released unit? Each module is named after the rule that it defines."""
