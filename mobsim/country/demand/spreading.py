"""Which incidents happen in a night if each may trigger others, near and far?

The model is a self-exciting process over the areas of the forces (Hawkes 1971; Mohler et al. 2011),
drawn as its clusters (Hawkes and Oakes 1974). Immigrants are the scripted incidents and a
background. Each incident makes a Poisson number of *calls* on each area, after delays that are
exponential on the activity clock. Calls are handled in order of time. If a share of an area's pool
is used up, a call on the area leads to an incident with the probability of the remaining share. An
incident that breaks out makes its own calls; a call that does not lead to an incident makes none.
The rate at which incidents break out in area j is thus, in minutes a of activity,

    (1 - burnt_j / pool_j) * (background_j + branching * sum of share_ij * exp(-(a - a_i) / delay)
    / delay over the incidents i so far).

Every draw has the name of its line of descent, so no draw affects another.
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
"""The purpose of every draw that decides where and when disorder spreads."""

Call = tuple[float, str, str]
"""Minute, line of descent, force."""


@dataclass(frozen=True, slots=True)
class Spreading:
    """Incidents that may each trigger others."""

    background: float
    """Spontaneous incidents per day, on average."""
    window: Window
    """Window of the background; spreading continues until the end of the run."""
    branching: float
    """Calls that an incident makes, on average."""
    delay: float
    """Minutes of activity from an incident to one that it triggers, on average."""
    reach_km: float
    """Kilometres over which the effect of nearness falls to 37 %."""
    nationwide: float
    """Share of calls that go to the whole country, near or far."""
    weights: Mapping[str, float]
    """Weights by force, which add up to 1."""
    pools: Mapping[str, int | None]
    """Incidents after which an area is exhausted, by force; None for never."""
    km: Mapping[str, Mapping[str, float]]
    """Between the main cities of forces."""
    by_hour: tuple[float, ...]
    """The relative speed of the activity clock in each hour of the day."""
    course: Course

    def shares(self, force: str) -> dict[str, float]:
        """For an incident in a force, the share of its calls on each other force."""
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
        """The incidents of one night that were not ``scripted``."""
        return [
            outbreak
            for outbreak in self.cascade(clock, duration, draw, scripted)
            if outbreak.number
        ]

    def cascade(
        self, clock: WallClock, duration: float, draw: Draw, scripted: Scripted = ()
    ) -> Iterator[Outbreak]:
        """All incidents in order of time; scripted ones have the number 0."""
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
