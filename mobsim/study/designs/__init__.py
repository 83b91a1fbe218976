"""At which settings of a scenario is it tried, and which of them mattered?

What is varied are `factors`, taken from the command line or from the register of assumptions
(`assumed`). A design of `points` says at which values of them a scenario is run; the numbers that
come out, one a point, say what each factor has to do with them (`effects`). Nothing is
simulated here.
"""

from mobsim.study.designs.assumed_factors import factors_of_register
from mobsim.study.designs.effects import (
    Ends,
    both_ends,
    main_effects,
    morris_indices,
    sobol_indices,
    what_mattered,
)
from mobsim.study.designs.factors import Factor, parse_factor
from mobsim.study.designs.points import (
    DESIGNS,
    Design,
    Point,
    design_of,
    grid,
    latin_hypercube,
    morris,
    saltelli,
    sobol,
)

__all__ = [
    "DESIGNS",
    "Design",
    "Ends",
    "Factor",
    "Point",
    "both_ends",
    "design_of",
    "factors_of_register",
    "grid",
    "latin_hypercube",
    "main_effects",
    "morris",
    "morris_indices",
    "parse_factor",
    "saltelli",
    "sobol",
    "sobol_indices",
    "what_mattered",
]
