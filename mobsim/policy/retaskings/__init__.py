"""Which incident gets a unit that another releases? A module per rule, with its name."""
