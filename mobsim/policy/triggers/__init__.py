"""When is the national call made? Each module is named after the trigger that it defines."""
