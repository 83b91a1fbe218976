"""When may London's units leave London? One module a rule, which names it."""
