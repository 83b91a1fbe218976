"""Does a force call back the aid it gave? One module per rule; the rule has the module's name."""
