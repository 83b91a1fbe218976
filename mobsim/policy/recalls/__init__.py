"""Does a force call back the aid it gave? One module a rule, which names it."""
