"""When is the national call made? One module per trigger; its name is the module's."""
