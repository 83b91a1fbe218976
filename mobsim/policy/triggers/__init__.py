"""When is the national call made? One module a trigger; its name is the module's."""
