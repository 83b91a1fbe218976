"""Which crew is asked for first? One module per ranking; its name is the module's."""
