"""Which crew is asked for first? One module a ranking; its name is the module's."""
