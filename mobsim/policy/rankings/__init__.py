"""Which crew does a host ask for first? One module per ranking; its name is the module's."""
