"""Until when could one still have asked?

The latest minute at which a national call would still have had 40 % of all PSU need there within
four hours of the first incident, night by night on the same draws, found by halving.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from mobsim.intervals import Interval, proportion, quantile
from mobsim.policy.trigger import national_call
from mobsim.progress import Progress, silent
from mobsim.replication import play
from mobsim.scenario import Scenario
from mobsim.study.engines import Engine
from mobsim.study.measures import FOUR_HOURS
from mobsim.study.running import map_nights
from mobsim.study.summary import LEVEL
from mobsim.study.text import number

TOLERANCE: Final = 5.0
"""Minutes to which the latest one is found."""

NEVER: Final = float("-inf")
ALWAYS: Final = float("inf")


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for. It travels to other processes."""

    scenario: Scenario
    seed: int = 1
    typical: bool = False
    within: float = FOUR_HOURS
    """Minutes from the first incident."""
    tolerance: float = TOLERANCE

    def latest(self, replication: int) -> float:
        """Minutes from the night's first incident to the latest call that is in time.

        `NEVER` if a call with the first incident is too late, `ALWAYS` if none is needed.
        """
        if self._in_time(replication, None):
            return ALWAYS
        if not self._in_time(replication, 0.0):
            return NEVER
        in_time, too_late = 0.0, self.within
        while too_late - in_time > self.tolerance:
            middle = (in_time + too_late) / 2
            if self._in_time(replication, middle):
                in_time = middle
            else:
                too_late = middle
        return in_time

    def _in_time(self, replication: int, call: float | None) -> bool:
        """Whether 40 % is there in time, with a call so long after the first incident."""
        scenario = self.scenario
        begins = min((each.begins for each in scenario.incidents), default=0.0)
        if call is not None:
            trigger = national_call(begins + call)
            scenario = replace(scenario, policies=replace(scenario.policies, trigger=trigger))
        played = play(scenario, seed=self.seed, replication=replication, typical=self.typical)
        found = played.measures.headlines.forty_percent_at
        return found is not None and found - begins <= self.within


@dataclass(frozen=True)
class Latest:
    """The latest calls of many nights."""

    search: Search
    minutes: Sequence[float]
    """Night by night."""

    @property
    def median(self) -> Interval | None:
        """Of minutes before the first incident: negative, and infinite for a call too late."""
        return quantile([-minute for minute in self.minutes], 0.5, LEVEL)

    def share(self, minute: float) -> Interval | None:
        """Of nights in which a call so long after the first incident is in time."""
        count = sum(found >= minute for found in self.minutes)
        return proportion(count, len(self.minutes), LEVEL)

    def text(self) -> str:
        """What ``mobsim latest`` prints."""
        nights, within = len(self.minutes), number(self.search.within, "minutes")
        never = sum(minute == NEVER for minute in self.minutes)
        always = sum(minute == ALWAYS for minute in self.minutes)
        lines = [
            f"40 % of all PSU need there within {within} of the first incident: {nights} nights",
            f"  without a call                 in time in {_share(always, nights)}",
            f"  called at its first minute     too late in {_share(never, nights)}",
        ]
        for minute in _marks(self.search.within):
            count = sum(found >= minute for found in self.minutes)
            called = f"called {number(minute, 'minutes'):>6} after it"
            lines.append(f"  {called:31}in time in {_share(count, nights)}")
        lines.append(f"Latest minute in half of nights: {_latest(self.median)}")
        return "\n".join(lines)


def latest_calls(
    search: Search, replications: Sequence[int], engine: Engine, progress: Progress = silent
) -> Latest:
    """The latest call of each of some nights."""
    work: Callable[[int], float] = search.latest
    return Latest(search, map_nights(work, replications, engine, progress))


def _marks(within: float) -> list[float]:
    return [within * part / 8 for part in range(5)]


def _share(count: int, nights: int) -> str:
    found = proportion(count, nights, LEVEL)
    if found is None:
        return "no night"
    return (
        f"{number(found.estimate, 'share')} of nights "
        f"({number(found.low, 'share')} – {number(found.high, 'share')})"
    )


def _latest(median: Interval | None) -> str:
    """The median of negative minutes, so that `NEVER` is what an order statistic calls never."""
    if median is None or median.estimate == -NEVER:
        return "none; even a call with the first incident is too late"
    estimate = median.estimate
    if estimate == -ALWAYS:
        return "any; no call is needed"
    low, high = median.low, median.high
    early = "none" if high is None or high == -NEVER else number(-high, "minutes")
    late = "any" if low is None or low == -ALWAYS else number(-low, "minutes")
    return f"{number(-estimate, 'minutes')} after the first incident ({early} – {late})"
