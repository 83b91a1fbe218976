"""How late can the national call come and still bring help in time?

A call is in time if 40 % of the peak PSU need is met within four hours of the first incident, or
within another limit that you set. For each night, this module finds the latest call that is in
time, by repeatedly halving the range of possible times. All calls of one night use the same random
draws.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from mobsim.ground.html_layout import in_html
from mobsim.ground.intervals import Interval, proportion, quantile
from mobsim.policy.triggers.national_call import national_call
from mobsim.scenario.scenario import Scenario
from mobsim.study.engines import saying_how_to_go_on
from mobsim.study.night_measures import FOUR_HOURS
from mobsim.study.playing import play
from mobsim.study.running import map_nights
from mobsim.study.span import fixed_replications
from mobsim.study.study import How
from mobsim.study.study_text import number
from mobsim.study.summary import LEVEL

TOLERANCE: Final = 5.0
"""The accuracy of the latest call that the search finds, in minutes."""

NEVER: Final = -math.inf
ALWAYS: Final = math.inf


@dataclass(frozen=True, slots=True)
class LatestCallSearch:
    """The settings of a search for the latest call, in a form that any process can receive."""

    scenario: Scenario
    seed: int = 1
    typical: bool = False
    within: float = FOUR_HOURS
    """The time limit, in minutes from the first incident."""
    tolerance: float = TOLERANCE

    def latest(self, replication: int) -> float:
        """Minutes from the first incident of a night to the latest call that is in time.

        The result is `NEVER` if even a call at the first incident is too late, and `ALWAYS` if no
        call is needed.
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
        return self._there(replication, call) <= self.within

    def _there(self, replication: int, call: float | None) -> float:
        """Minutes from the first incident until 40 % of the peak PSU need is met.

        ``call`` is the minute of the national call, counted from the first incident. If ``call`` is
        None, the scenario does not change.
        """
        scenario = self.scenario
        begins = min((each.begins for each in scenario.incidents), default=0.0)
        if call is not None:
            trigger = national_call(begins + call)
            scenario = replace(scenario, policies=replace(scenario.policies, trigger=trigger))
        played = play(scenario, seed=self.seed, replication=replication, typical=self.typical)
        found = played.measures.headlines.forty_percent_at
        return math.inf if found is None else found - begins


@dataclass(frozen=True, repr=False)
class Latest:
    """The latest calls of many nights."""

    search: LatestCallSearch
    minutes: Sequence[float]
    """The minutes from the first incident to the latest call, for each night."""

    def __repr__(self) -> str:
        return f"<Latest call of {self.search.scenario.name}: {len(self.minutes)} nights>"

    def _repr_html_(self) -> str:
        return in_html(self.text)

    @property
    def median(self) -> Interval | None:
        """The median, over all nights, of the minutes between the latest call and the time limit.

        A night in which no call is needed counts as 0. If even a call at the first incident is too
        late, the night counts as infinite.
        """
        within = self.search.within
        return quantile([within - min(minute, within) for minute in self.minutes], 0.5, LEVEL)

    def share(self, minute: float) -> Interval | None:
        """The share of nights in which a call this long after the first incident is in time."""
        count = sum(found >= minute for found in self.minutes)
        return proportion(count, len(self.minutes), LEVEL)

    def told(self) -> list[float | str]:
        """The latest call of each night as a document shows it: a number of minutes, or words."""
        words = {NEVER: "never in time", ALWAYS: "no call needed"}
        return [words.get(minute, minute) for minute in self.minutes]

    def text(self) -> str:
        """The text that ``mobsim latest`` prints."""
        nights, within = len(self.minutes), number(self.search.within, "minutes")
        never = sum(minute == NEVER for minute in self.minutes)
        late = proportion(never, nights, LEVEL)
        lines = [
            f"40 % of all PSU need there within {within} of the first incident: {nights} nights",
            f"  without a call                 in time in {_share(self.share(ALWAYS))}",
            f"  called when it begins          too late in {_share(late)}",
        ]
        for minute in _marks(self.search.within):
            called = f"called {number(minute, 'minutes'):>6} after it"
            lines.append(f"  {called:31}in time in {_share(self.share(minute))}")
        lines.append(f"Latest minute in half of nights: {_latest(self.median, self.search.within)}")
        if never == nights:
            lines.append("Try again with more time: --within")
        return "\n".join(lines)


def find_latest(
    search: LatestCallSearch, replications: int | str = 50, how: How | None = None
) -> Latest:
    """Find the latest call in each of several nights.

    Raises `InputError` when ``replications`` cannot be read, or is ``auto``.
    """
    span = fixed_replications(str(replications))
    how = how or How()
    with (
        saying_how_to_go_on(lambda: "nothing is saved; run the same command again"),
        how.opened() as engine,
        how.bar(search.scenario.name) as progress,
    ):
        return Latest(search, map_nights(search.latest, span.numbers, engine, progress))


def _marks(within: float) -> list[float]:
    """The times at one, two, three and four eighths of the time limit, rounded to five minutes."""
    return sorted({max(5.0, 5.0 * round(within * part / 40)) for part in range(1, 5)})


def _share(found: Interval | None) -> str:
    if found is None:
        return "no night"
    share, low, high = (number(n, "share") for n in (found.estimate, found.low, found.high))
    return f"{share} of nights ({low} – {high})"


def _latest(left: Interval | None, within: float) -> str:
    if left is None or left.estimate == math.inf:
        return "none, because even a call at the first incident is too late"
    if left.estimate == 0:
        return "any, because no call is needed"
    early = "none" if left.high in (None, math.inf) else _minute(left.high, within)
    late = "any" if not left.low else _minute(left.low, within)
    return f"{_minute(left.estimate, within)} after the first incident ({early} – {late})"


def _minute(left: float | None, within: float) -> str:
    return number(within - (left or 0.0), "minutes")
