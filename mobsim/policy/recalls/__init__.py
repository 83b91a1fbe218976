"""Does a force call back the units it lent? Each module defines the rule of the same name."""
