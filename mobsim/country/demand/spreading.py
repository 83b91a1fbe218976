"""Which incidents happen in a night if each incident can trigger further incidents?

The model is a self-exciting process over the areas of the forces (Hawkes 1971; Mohler et al. 2011),
simulated as a branching process (Hawkes and Oakes 1974). The process begins with the scripted
incidents and a background of spontaneous incidents. The number of *calls* that an incident makes on
each area has a Poisson distribution. The calls follow after delays that have an exponential
distribution on the activity clock. The model handles calls in order of time. A call leads to an
incident with a probability equal to the unused share of the area's pool. Each new incident makes
calls of its own; a call that leads to no incident has no further effect. Incidents therefore break
out in area j, at minute a of the activity clock, at the rate

    (1 - burnt_j / pool_j) * (background_j + branching * sum of share_ij * exp(-(a - a_i) / delay)
    / delay over the incidents i so far).

The key of each random draw includes the chain of incidents that led to the incident, so that draws
do not affect each other.
"""

import heapq
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from mobsim.country.demand.activity import Activity, activity_of
from mobsim.country.demand.outbreaks import Course, Draw, Outbreak, Scripted, Window, poisson_at
from mobsim.ground.clock import WallClock
from mobsim.ground.units import MINUTES_PER_DAY, quantise

SPREAD = "spread"
"""The purpose of every random draw that decides where and when disorder spreads."""

Call = tuple[float, str, str]
"""The minute of a call, the chain of incidents behind the call, and the force that is called."""


@dataclass(frozen=True, slots=True)
class Spreading:
    """Incidents that can each trigger other incidents."""

    background: float
    """Spontaneous incidents per day, on average."""
    window: Window
    """The period in which spontaneous incidents break out; disorder can spread until the run
    ends."""
    branching: float
    """Average number of calls that an incident makes."""
    delay: float
    """Average minutes, on the activity clock, between an incident and an incident that it
    triggers."""
    reach_km: float
    """Distance in kilometres at which the effect of nearness has fallen to 37 % of its full
    strength."""
    nationwide: float
    """Share of calls that go to the whole country, regardless of distance."""
    weights: Mapping[str, float]
    """The weight of each force; the weights add up to 1."""
    pools: Mapping[str, int | None]
    """Number of incidents that exhausts an area, by force; None if the area is never exhausted."""
    km: Mapping[str, Mapping[str, float]]
    """Kilometres between the main cities of the forces."""
    by_hour: tuple[float, ...]
    """The relative speed of the activity clock in each hour of the day."""
    course: Course

    def shares(self, force: str) -> dict[str, float]:
        """The share of calls that goes to each force, for an incident in the given force."""
        near = {
            other: weight * math.exp(-self.km[force][other] / self.reach_km)
            for other, weight in self.weights.items()
        }
        # Where no place is within reach, all calls go to the whole country.
        total = sum(near.values())
        nationwide = self.nationwide if total else 1.0
        return {
            other: nationwide * weight + (1 - nationwide) * (near[other] / (total or 1.0))
            for other, weight in self.weights.items()
        }

    def outbreaks(
        self, clock: WallClock, duration: float, draw: Draw, scripted: Scripted = ()
    ) -> list[Outbreak]:
        """All incidents of one night except the ``scripted`` incidents."""
        return [
            outbreak
            for outbreak in self.cascade(clock, duration, draw, scripted)
            if outbreak.number
        ]

    def cascade(
        self, clock: WallClock, duration: float, draw: Draw, scripted: Scripted = ()
    ) -> Iterator[Outbreak]:
        """All incidents in order of time; scripted incidents have the number 0."""
        activity = activity_of(self.by_hour, clock, duration)
        shares = cache(self.shares)
        stated = {key for _, _, key in scripted}
        calls: list[Call] = [(begins, key, force) for begins, force, key in scripted]
        calls += self._background(activity, draw)
        heapq.heapify(calls)
        burnt: dict[str, int] = defaultdict(int)
        number: dict[str, int] = defaultdict(int)
        while calls:
            minute, key, force = heapq.heappop(calls)
            if minute >= duration:
                continue
            if key not in stated:
                if not self._answers(force, burnt[force], key, draw):
                    continue
                number[force] += 1
            burnt[force] += 1
            yield Outbreak(force, 0 if key in stated else number[force], minute, key)
            for call in self._calls(minute, key, shares(force), activity, draw):
                heapq.heappush(calls, call)

    def _answers(self, force: str, burnt: int, key: str, draw: Draw) -> bool:
        pool = self.pools[force]
        return pool is None or draw(SPREAD, key, "answer") * pool < pool - burnt

    def _background(self, activity: Activity, draw: Draw) -> list[Call]:
        begins, ends = activity.at(self.window.first), activity.at(self.window.last)
        mean = self.background * (ends - begins) / MINUTES_PER_DAY
        means = {force: mean * weight for force, weight in self.weights.items()}
        drawn = self.window.unprompted(means, activity, draw, SPREAD, "{}.{}")
        return [(each.begins, each.key, each.force) for each in drawn]

    def _calls(
        self,
        minute: float,
        parent: str,
        shares: Mapping[str, float],
        activity: Activity,
        draw: Draw,
    ) -> Iterator[Call]:
        """The calls that one incident makes before the run ends."""
        passed = activity.at(minute)
        for force, share in shares.items():
            count = poisson_at(draw(SPREAD, parent, force), self.branching * share)
            for number in range(1, count + 1):
                key = f"{parent}>{force}.{number}"
                wait = -self.delay * math.log1p(-draw(SPREAD, key, "delay"))
                at = activity.minute_of(passed + wait)
                if at is not None:
                    yield quantise(at), key, force
