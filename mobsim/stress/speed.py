"""What is the speed target of a stress test, and how often do nights meet it?

Speed and capacity are separate questions. A night that misses the target may have enough crews. A
night in which a line runs out of crews can have met the target earlier. Speed is therefore stated
as a share of nights and a time, never in the words of a capacity verdict.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from mobsim.country.lines import PSU
from mobsim.scoring import Measures
from mobsim.stress.findings import Estimate, SpeedTarget
from mobsim.stress.night_numbers import of_nights, share
from mobsim.study.night_frames import Tables
from mobsim.study.night_measures import MEASURES
from mobsim.study.study_text import number

if TYPE_CHECKING:
    import pandas

TARGET: Final = SpeedTarget(percent=40, within=240.0)
"""The speed target of the stress test, which is assumed. The time limit is set only here. The share
belongs to the measure `forty_after`, from which mobsim computes every number about speed.
"""

_FORTY: Final = MEASURES["forty_after"]


def _read(tables: Tables) -> "pandas.Series":
    return (_FORTY.read(tables) <= TARGET.within).astype("float64")


ON_TIME: Final = replace(
    _FORTY, name="on_time", label=TARGET.words, sort="yes", unit="share", more_is_better=True,
    read=_read,
)  # fmt: skip
"""The measure of speed: 1 for a night that meets the target, otherwise 0."""


def on_time(minutes: Iterable[float], target: SpeedTarget = TARGET) -> list[float]:
    """Return 1 for each night that meets the target, and 0 for every other night.

    ``minutes`` holds the time until 40 % of the need is met, for each night.

    >>> on_time([239.0, 240.0, 241.0, float("inf")])
    [1.0, 1.0, 0.0, 0.0]
    """
    return [float(each <= target.within) for each in minutes]


def speed_of(minutes: list[float], *, judged: bool = True) -> dict[str, Estimate]:
    """The share of nights that meet the target, and the median minutes to 40 % of the need.

    If disorder is drawn over several days, nights are not ``judged``. The reason is that the target
    is a share of the peak need, which then comes days after the first incident.
    """
    minutes = minutes if judged else []
    met = on_time(minutes)
    return {
        "on_time": share(int(sum(met)), len(met)),
        "forty_after": of_nights(_FORTY, minutes),
    }


def misses_target(measures: Measures) -> bool:
    """Whether one night misses the target; a night without need for PSUs never misses it."""
    rows = measures.incidents
    if not any(row.kind == PSU and row.peak_need for row in rows):
        return False
    reached = measures.headlines.forty_percent_at
    return reached is None or reached - min(row.began_at for row in rows) > TARGET.within


def late_by(after: Estimate, target: SpeedTarget = TARGET) -> str:
    """How late the median night was for the target; a dash if the night met the target.

    >>> late_by(Estimate(estimate=300.0, low=None, high=None, n=10))
    '1h'
    """
    if not after.n:
        return "not judged"
    if after.estimate is None:
        return "never met"
    over = after.estimate - target.within
    return number(over, "minutes") if over > 0 else "–"


def speed_told(met: Estimate, after: Estimate, target: SpeedTarget = TARGET) -> str:
    """How often nights met the target, and how late the median night was if it missed the target.

    >>> from mobsim.stress.night_numbers import share
    >>> late = Estimate(estimate=300.0, low=None, high=None, n=10)
    >>> speed_told(share(4, 10), late)
    'met in 40 % of nights (12 % to 74 %); the median night was 1h late'
    """
    low, high = (number(end, "share") for end in (met.low, met.high))
    said = f"met in {number(met.estimate, 'share')} of nights ({low} to {high})"
    if after.estimate is None:
        return f"{said}; the median night never met it"
    late = late_by(after, target)
    return said if late == "–" else f"{said}; the median night was {late} late"
