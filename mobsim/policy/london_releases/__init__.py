"""When may London's units leave London? One module per rule; the rule has the module's name."""
