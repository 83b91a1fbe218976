"""What is needed, where and when, and how is it drawn where a scenario does not say?

`need` holds need as a function of time. `stochastic` and `spreading` draw the incidents of a night:
independent ones, or ones each of which may trigger others.
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
