"""At what time of day does disorder break out?

Random incidents follow a clock of their own, the activity clock, which runs faster in the hours
when disorder breaks out more often. On average over a day, it runs as fast as the wall clock.
Incidents are equally likely at all times of the activity clock. The hours of the day therefore
affect when incidents happen, but not how many there are.
"""

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

from mobsim.ground.clock import WallClock

_HOUR = 60.0
_HOURS_OF_DAY = 24


class Activity:
    """The activity clock of a run.

    ``by_hour`` gives the relative speed of the activity clock in each hour of the day.
    """

    def __init__(self, by_hour: Sequence[float], clock: WallClock, duration: float) -> None:
        scale = _HOURS_OF_DAY / sum(by_hour)
        self._minutes = [0.0]
        self._rates: list[float] = []
        self._passed = [0.0]
        minute, following = 0.0, _HOUR - clock.start.minute
        while minute < duration:
            until = min(following, duration)
            rate = by_hour[clock.at(minute).hour] * scale
            self._rates.append(rate)
            self._minutes.append(until)
            self._passed.append(self._passed[-1] + rate * (until - minute))
            minute, following = until, following + _HOUR

    def at(self, minute: float) -> float:
        """The time that has passed on the activity clock by a minute of the run, in minutes.

        >>> from datetime import datetime
        >>> from mobsim.ground.clock import LONDON
        >>> evening = [0.0] * 18 + [1.0] * 6
        >>> start = datetime(2026, 8, 15, 17, 0, tzinfo=LONDON)
        >>> activity = Activity(evening, WallClock(start), 600.0)
        >>> activity.at(60.0), activity.at(90.0), activity.minute_of(120.0)
        (0.0, 120.0, 90.0)
        """
        hour = min(bisect_right(self._minutes, minute), len(self._rates)) - 1
        return self._passed[hour] + self._rates[hour] * (minute - self._minutes[hour])

    def minute_of(self, passed: float) -> float | None:
        """The minute when the activity clock reaches a given time; None if the run ends first."""
        if passed >= self._passed[-1]:
            return None
        hour = bisect_right(self._passed, passed) - 1
        return self._minutes[hour] + (passed - self._passed[hour]) / self._rates[hour]


@lru_cache(maxsize=16)
def activity_of(by_hour: tuple[float, ...], clock: WallClock, duration: float) -> Activity:
    """The activity clock of a run; all replications of one scenario share it."""
    return Activity(by_hour, clock, duration)
