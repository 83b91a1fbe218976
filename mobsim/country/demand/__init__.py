"""How many units are needed, where and when, and how does mobsim draw incidents at random?

`need` represents need as a function of time. `stochastic` draws independent incidents for a night.
`spreading` draws incidents that can trigger other incidents.
"""

from mobsim.country.demand.activity import Activity
from mobsim.country.demand.need import Need, Responsive, need_of, ramp_hold_decay, spells
from mobsim.country.demand.outbreaks import Course, Draw, Outbreak, Source, Window, poisson_at
from mobsim.country.demand.spreading import Spreading
from mobsim.country.demand.stochastic import Stochastic

__all__ = [
    "Activity",
    "Course",
    "Draw",
    "Need",
    "Outbreak",
    "Responsive",
    "Source",
    "Spreading",
    "Stochastic",
    "Window",
    "need_of",
    "poisson_at",
    "ramp_hold_decay",
    "spells",
]
