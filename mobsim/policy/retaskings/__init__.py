"""Which incident gets a unit that another releases? One module a rule, which names it."""
