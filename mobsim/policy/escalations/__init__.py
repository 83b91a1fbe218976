"""Does the region come before the country? One module per rule; the rule has the module's name."""
