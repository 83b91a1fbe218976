"""Does the region come before the country? One module a rule, which names it."""
