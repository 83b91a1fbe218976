"""How long would a scenario take to simulate, and is that longer than its author can have meant?

A well-formed scenario can still run for days. For example, it can have intervals of a minute over a
year, ramps in tiny steps, or sources that draw a million incidents. This module estimates the work
from the keys alone, before the work begins.
"""

import math
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from mobsim.country.demand import Responsive
from mobsim.ground.budgets import limit, over
from mobsim.ground.units import MINUTES_PER_DAY
from mobsim.scenario.file.choices import Chosen
from mobsim.scenario.file.disorder_keys import DISORDER
from mobsim.scenario.file.nested_keys import Daily, Shape
from mobsim.scenario.file.scenario_keys import IncidentKeys, LayerKeys
from mobsim.scenario.file.yaml_reading import Path
from mobsim.scenario.scenario import Durations

_ROUNDS = ("judging_interval", "rework_interval")
"""The durations after which the engine checks something again while an incident lasts."""
_A_REPORT = 4
"""The number of simulated events that take as long as one report from 43 forces."""
_A_TOUR = 10
"""The number of simulated events that a unit causes on one tour."""
_MOST_AT_WORK = 3000
"""The approximate number of crews in the country; further need causes no more simulated events."""
_RESIDENTS = 60.0
"""The approximate number of residents, in millions."""


class Work(NamedTuple):
    """The number of simulated events that one value of a scenario causes."""

    happenings: float
    path: Path


def too_much_work(keys: LayerKeys) -> tuple[Path, str] | None:
    """The path of the value that causes most of the work, and a message.

    The result is None if all the work is within the limit.
    """
    work = list(_work_of(keys))
    total = sum(each.happenings for each in work)
    if total <= limit("happenings"):
        return None
    of_key: dict[str | int, float] = defaultdict(float)
    for each in work:
        of_key[each.path[0]] += each.happenings
    key = max(of_key, key=of_key.__getitem__)
    most = max((each for each in work if each.path[0] == key), key=lambda each: each.happenings)
    found = over("happenings", math.ceil(min(total, 1e15)))
    share = (
        f"{100 * of_key[key] / total:.0f} % of them come from values of {key!r} such as this one"
    )
    return most.path, f"{found}; {share}"


def _work_of(keys: LayerKeys) -> Iterator[Work]:
    duration = keys.duration
    if duration is None:
        return
    given = keys.durations
    said: dict[str, Any] = {} if given is None else dict(given)
    each = {
        name: said.get(name) or getattr(Durations(), name)
        for name in (*_ROUNDS, "tour", "report_interval")
    }
    at_work, needed = 0.0, 0.0
    for place, incident in enumerate(keys.incidents or ()):
        times = 1 if incident.repeat is None else math.ceil(duration / MINUTES_PER_DAY)
        lasts = min(times * (incident.lasts or duration), duration)
        at_work += lasts
        yield from _steps_of(incident, ("incidents", place), lasts, times)
        needed += lasts * sum(_peak(need) for need in (incident.need or {}).values())
    if keys.disorder is not None:
        count, needed_each, lasts = _drawn(keys.disorder, duration, len(keys.incidents or ()))
        needed += count * needed_each
        judged = sum(count * lasts / each[name] for name in _ROUNDS)
        yield from _work_of_drawn(keys.disorder, count, judged)
    needed = min(needed, _MOST_AT_WORK * duration)
    for name in _ROUNDS:
        yield Work(at_work / each[name], ("durations", name))
    yield Work(_A_TOUR * needed / each["tour"], ("durations", "tour"))
    if each["report_interval"]:
        reports = _A_REPORT * duration / each["report_interval"]
        yield Work(reports, ("durations", "report_interval"))


def _steps_of(incident: IncidentKeys, path: Path, lasts: float, times: int) -> Iterator[Work]:
    for kind, need in (incident.need or {}).items():
        at = (*path, "need", kind)
        if isinstance(need, Shape):
            yield Work(times * (need.ramp + need.decay) / need.step, (*at, "step"))
        elif isinstance(need, Responsive):
            yield Work(lasts / need.step, (*at, "responsive", "step"))


def _peak(need: object) -> int:
    if isinstance(need, Shape | Responsive):
        return need.peak
    steps = need.steps if isinstance(need, Daily) else need
    if isinstance(steps, tuple):
        return max((units for _, units in steps), default=0)
    return need if isinstance(need, int) else 0


def _drawn(chosen: Chosen, duration: float, stated: int) -> tuple[float, float, float]:
    """The average number of drawn incidents, with the unit-minutes and minutes of each incident."""
    given = chosen.parameters
    if (
        chosen.name not in DISORDER
        or not {"ramp", "hold", "decay", "step", "severity"} <= given.keys()
    ):
        return 0.0, 0.0, 0.0
    lasts = min(given["ramp"] + given["hold"].mean + given["decay"], duration)
    units = sum(size * share for size, share in given["severity"])
    count = given["mean"] if "mean" in given else _spread(given, duration, stated)
    return count, units * lasts, lasts


def _spread(given: Any, duration: float, stated: int) -> float:
    if not {"background", "branching", "pool_per_million"} <= given.keys():
        return 0.0
    begun = stated + given["background"] * duration / MINUTES_PER_DAY
    branching, pool = given["branching"], given["pool_per_million"]
    most = math.inf if pool is None else begun + pool * _RESIDENTS
    if branching < 1:
        most = min(most, begun / (1 - branching))
    return 0.0 if math.isinf(most) else most * (1 + branching)  # an endless source is a fault


def _work_of_drawn(chosen: Chosen, count: float, judged: float) -> Iterator[Work]:
    given = chosen.parameters
    at = ("disorder", chosen.name)
    if count:
        steps = (given["ramp"] + given["decay"]) / given["step"]
        yield Work(count * steps, (*at, "step"))
        yield Work(count + judged, (*at, "mean" if "mean" in given else "background"))
