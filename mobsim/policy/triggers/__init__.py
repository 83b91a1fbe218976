"""When is the national call made? Each module defines the trigger of the same name."""
