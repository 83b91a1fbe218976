"""What do the pictures of a result look like?

All pictures have the same style. Labels give the units, the number of nights and the intervals.
Readers can understand the pictures without colour. If there is nothing to show, the picture has a
sentence that says why.
"""

from mobsim.looking.figures.curves import arrivals, home, incidence, mobilisation
from mobsim.looking.figures.marked import capacity, flows, forest, tiles
from mobsim.looking.figures.ranges import RangePanel, ranges
from mobsim.looking.figures.spans import PHASES, Phase, UnitSpan, units
from mobsim.looking.figures.style import Picture, check_picture, nothing
from mobsim.looking.figures.tornado import Swing, bars, tornado
from mobsim.looking.marks import DifferenceRange, ForceTile, LineGauge, MeasurePanel

__all__ = [
    "PHASES",
    "DifferenceRange",
    "ForceTile",
    "LineGauge",
    "MeasurePanel",
    "Phase",
    "Picture",
    "RangePanel",
    "Swing",
    "UnitSpan",
    "arrivals",
    "bars",
    "capacity",
    "check_picture",
    "flows",
    "forest",
    "home",
    "incidence",
    "mobilisation",
    "nothing",
    "ranges",
    "tiles",
    "tornado",
    "units",
]
