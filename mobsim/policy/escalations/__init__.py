"""Does a host ask its own region first? Each module is named after the rule that it defines."""
