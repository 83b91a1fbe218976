"""Which settings does a sweep try, and which of them matter?

The module `factors` defines the settings that vary. These settings come from the command line or
from the register (`assumed_factors`). The module `points` makes designs, which define the settings
of each run. The module `effects` shows how much each factor matters, from one result for each point
of a design. This package does not simulate any nights.
"""
