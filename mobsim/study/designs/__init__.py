"""At which settings is a scenario tried, and which of them mattered?

`factors` says what varies, from the command line or from the register (`assumed_factors`). A design
of `points` says at which of their values a scenario runs. From the results, one number for each
point, `effects` says how much each factor matters. This package does not simulate.
"""
