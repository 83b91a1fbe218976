"""Which incidents happen in a night if they are independent?

The number for each force is Poisson, with a mean in proportion to its weight. So the total is
Poisson too, and each incident is in a force with the probability of its weight. Incident n of a
force is drawn under that name: a higher mean adds incidents and leaves the others unchanged.
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
    """Incidents in the window, on average."""
    window: Window
    weights: Mapping[str, float]
    """Weights by force, which add up to 1."""
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
