"""How does it look?

Pictures of plain numbers, in one style: labelled with units, numbers of nights and intervals, and
told apart without colour. One that has nothing to show says so in a sentence.
"""

from mobsim.looking.figures.curves import arrivals, incidence, mobilisation
from mobsim.looking.figures.differences import Panel, Range, forest
from mobsim.looking.figures.flows import flows
from mobsim.looking.figures.gauge import Gauge, capacity
from mobsim.looking.figures.home_figure import home
from mobsim.looking.figures.spans import PHASES, Phase, Span, units
from mobsim.looking.figures.style import Picture, check_picture, nothing
from mobsim.looking.figures.tiles import Tile, tiles
from mobsim.looking.figures.tornado import Swing, bars, tornado

__all__ = [
    "PHASES",
    "Gauge",
    "Panel",
    "Phase",
    "Picture",
    "Range",
    "Span",
    "Swing",
    "Tile",
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
    "tiles",
    "tornado",
    "units",
]
