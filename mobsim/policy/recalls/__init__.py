"""Does a force call back the units it lent? Each module is named after its rule."""
