"""Are the region's crews asked for first? Each module defines the rule of the same name."""
