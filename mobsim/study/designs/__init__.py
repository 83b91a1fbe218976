"""At which settings of a scenario is it tried, and which of them mattered?

What is varied are `factors`, from the command line or from the register (`assumed_factors`). A
design of `points` says at which values of them a scenario is run; the numbers that come out, one a
point, say what each factor has to do with them (`effects`). Nothing is simulated here.
"""
