"""Which crew does a host ask for first? Each module is named after the ranking that it defines."""
