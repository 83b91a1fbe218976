"""Which settings does a sweep try, and which of them matter?

`factors` defines the settings that vary. These settings come from the command line or from the
register (`assumed_factors`). `points` makes designs, which define the settings of each run.
`effects` shows how much each factor matters, from one result for each point. This package does not
simulate any nights.
"""
