"""Which crew does a host ask for first? Each module defines the ranking of the same name."""
