"""Which incidents happen in a night if they are independent?

The number of incidents in each force has a Poisson distribution, with a mean in proportion to the
force's weight. The total therefore has a Poisson distribution too, and the weight of a force is the
probability that an incident is in it. The key of each random draw includes the incident's force and
number. A higher mean therefore adds incidents and leaves the other incidents unchanged.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from mobsim.country.demand.activity import activity_of
from mobsim.country.demand.outbreaks import PURPOSE, Course, Draw, Outbreak, Scripted, Window
from mobsim.ground.clock import WallClock


@dataclass(frozen=True, slots=True)
class Stochastic:
    """Independent incidents."""

    mean: float
    """Average number of incidents in the window."""
    window: Window
    weights: Mapping[str, float]
    """The weight of each force; the weights add up to 1."""
    by_hour: tuple[float, ...]
    """The relative chance that disorder breaks out in each hour of the day."""
    course: Course

    def outbreaks(
        self, clock: WallClock, duration: float, draw: Draw, scripted: Scripted = ()
    ) -> list[Outbreak]:
        """The incidents of one night; ``scripted`` incidents do not affect them."""
        activity = activity_of(self.by_hour, clock, duration)
        means = {force: self.mean * weight for force, weight in self.weights.items()}
        found = self.window.unprompted(means, activity, draw, PURPOSE, "{}-{}")
        return [each for each in found if each.begins < duration]
