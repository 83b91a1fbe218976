"""What may incidents be drawn from, with which numbers, and who says so?

Each parameter stands once: how it is read, its default, and its line in the register of
assumptions. The forms are those of the sources named; no source gives these numbers for incidents
that need mutual aid in England and Wales, so all of them are assumed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mobsim.scenario.file.nested_keys import SEVERITIES
from mobsim.scenario.file.times import ClockTime, read_moment
from mobsim.scenario.file.value_readers import (
    SHARE_SCHEMA,
    SPREAD_SCHEMA,
    Gather,
    number_between,
    read_distribution,
    read_duration,
    read_number,
    read_positive_duration,
    read_share,
    shown,
)

END = "end"
"""The word for the scenario's end."""
POPULATION = "population"
"""The word for weights by residents."""
NEVER = "none"
"""The word for pools that are never exhausted."""

_ONE = 1e-9


@dataclass(frozen=True, slots=True)
class Known:
    """One parameter: its reader, its default, and what the register says of it."""

    read: Callable[[Any], Any]
    default: Any
    """As a scenario writes it."""
    schema: Mapping[str, Any]
    name: str
    unit: str
    low: str
    high: str
    source: str
    affects: str


def read_until(found: object) -> Any:
    """A time, or ``end``."""
    return END if found == END else read_moment(found)


def read_places(found: object) -> Any:
    """``population``, a list of forces, or weights by force."""
    if found == POPULATION:
        return POPULATION
    if isinstance(found, list) and found and all(isinstance(each, str) for each in found):
        return found
    if not isinstance(found, dict) or not found:
        raise ValueError(
            f"found {shown(found)}, expected population, a list such as [kent, essex], "
            "or weights such as {kent: 2, essex: 1}"
        )
    gather = Gather()
    weights = {
        force: gather.read(number_between(0, 1e9), weight, force) for force, weight in found.items()
    }
    gather.done()
    if not any(weights.values()):
        raise ValueError("expected a weight above 0 for at least one force")
    return weights


def read_activity(found: object) -> tuple[float, ...]:
    """How readily disorder breaks out in each hour of day: each figure holds until the next.

    >>> read_activity({"18:00": 3, "02:00": 1})[16:20]
    (1.0, 1.0, 3.0, 3.0)
    """
    form = "{'18:00': 3, '02:00': 0.5}"
    if not isinstance(found, dict) or not found:
        raise ValueError(f"found {shown(found)}, expected figures by hour, such as {form}")
    gather = Gather()
    hours: dict[int, float] = {}
    for key, figure in found.items():
        moment = gather.read(read_moment, key, key)
        value = gather.read(number_between(0, 1000), figure, key)
        if isinstance(moment, ClockTime) and moment.weekday is None and not moment.minute:
            hours[moment.hour] = value
        elif moment:
            gather.add(f"found {key!r}, expected a whole hour of day such as '18:00'", key)
    if not gather.faults and not any(hours.values()):
        gather.add(f"expected a figure above 0 for at least one hour, such as {form}")
    gather.done()
    last = hours[max(hours)]
    return tuple(last := hours.get(hour, last) for hour in range(24))


def read_severity(found: object) -> tuple[tuple[int, float], ...]:
    """Units, and the share of incidents that need so many at their peak."""
    form = "{local: 75%, small: 25%}"
    if not isinstance(found, dict) or not found:
        raise ValueError(f"found {shown(found)}, expected shares by severity, such as {form}")
    gather = Gather()
    for key in found.keys() - SEVERITIES.keys():
        gather.add(f"unknown severity {key!r}; expected one of: {', '.join(SEVERITIES)}", key)
    shares = {name: gather.read(read_share, share, name) for name, share in found.items()}
    gather.done()
    if abs(sum(shares.values()) - 1) > _ONE:
        raise ValueError(
            f"the shares add up to {sum(shares.values()) * 100:g}%, expected 100%, such as {form}"
        )
    return tuple((units, shares[name]) for name, units in SEVERITIES.items() if name in shares)


def read_pool(found: object) -> float | None:
    """Incidents a million residents, or ``none``."""
    return None if found == NEVER else _positive(found, 100)


def _positive(found: object, most: float) -> float:
    value = read_number(found)
    if not 0 < value <= most:
        raise ValueError(f"found {found}, expected a number above 0, at most {most:g}")
    return value


def _above_0(most: float) -> Callable[[object], float]:
    return lambda found: _positive(found, most)


_NUMBER = {"type": "number", "minimum": 0}
_DURATION = {"type": "string"}
_TIME = {"type": "string", "examples": ["+0m", "18:00"]}
_BY_FORCE = {"type": "object", "additionalProperties": _NUMBER}
_PLACES = {"anyOf": [{"enum": [POPULATION]}, {"type": "array"}, _BY_FORCE]}
_SEVERITY = {
    "type": "object",
    "additionalProperties": False,
    "properties": dict.fromkeys(SEVERITIES, SHARE_SCHEMA),
}


def _common(what: str) -> dict[str, Known]:
    """Parameters of both sources; ``what`` begins their names in the register."""
    return {
        "from": Known(
            read_moment, "+0m", _TIME, f"{what}: first minute at which any breaks out unprompted",
            "", "", "", "the whole run", "when drawn incidents begin"),
        "until": Known(
            read_until, END, _TIME, f"{what}: last such minute",
            "", "", "", "the whole run", "when drawn incidents begin"),
        "places": Known(
            read_places, POPULATION, _PLACES, f"{what}: weights of forces",
            "", "", "", "residents at the census of 2021; deprivation would be better "
            "(Bonnasse-Gahot et al. 2018 use one measure of it)", "where drawn incidents are"),
        "activity": Known(
            read_activity,
            {"03:00": 0.1, "12:00": 0.5, "16:00": 1, "18:00": 2, "20:00": 3, "23:00": 2,
             "01:00": 1},
            _BY_FORCE, f"{what}: activity by hour of the day", "relative to one another", "", "",
            "evenings: in August 2011 and 2024 most of it was told of after work and before the "
            "small hours; the figures are a judgement", "hours at which drawn incidents begin"),
        "severity": Known(
            read_severity, {"local": "75%", "small": "25%"}, _SEVERITY,
            f"{what}: sizes of incidents", "of incidents", "", "",
            "mostly small: 2024 had about nine units a place at its peak", "all drawn need"),
        "ramp": Known(
            read_duration, "1h", _DURATION, f"{what}: from the first unit needed to the peak",
            "", "0m", "3h", "a crowd gathers within the hour", "first hours of drawn need"),
        "hold": Known(
            read_distribution, {"triangular": ["2h", "4h", "8h"]}, SPREAD_SCHEMA,
            f"{what}: how long the peak lasts", "", "1h", "12h", "an evening",
            "unit-hours of drawn need"),
        "decay": Known(
            read_duration, "2h", _DURATION, f"{what}: from the peak to nothing",
            "", "0m", "6h", "slower than it came: streets are held", "unit-hours of drawn need"),
        "step": Known(
            read_positive_duration, "30m", _DURATION, f"{what}: step in which need changes",
            "", "5m", "60m", "as often as need is judged", "first hours of drawn need"),
    }  # fmt: skip


DISORDER: Mapping[str, Mapping[str, Known]] = {
    "none": {},
    "stochastic": {
        "mean": Known(
            _above_0(500), 6, _NUMBER, "stochastic: incidents in the window, in the mean",
            "incidents", "1", "30", "six places were told of for Saturday 3 August 2024",
            "how many incidents are drawn"),
        **_common("stochastic"),
    },
    "spreading": {
        "background": Known(
            number_between(0, 100), 0.5, _NUMBER, "spreading: incidents a day that none begot",
            "a day", "0", "5", "one every other day, so that a week is mostly contagion",
            "how many incidents are drawn"),
        **_common("spreading"),
        "branching": Known(
            number_between(0, 20), 1.2, _NUMBER, "spreading: incidents that one begets at first",
            "incidents", "0.3", "3",
            "with the other defaults about 30 in a week, as told of 30 July to 7 August 2024 (29 "
            "in 27 towns); it falls as areas are exhausted; the form is that of self-exciting "
            "processes (Hawkes 1971; Mohler et al. 2011; fitted to disorder by Campedelli and "
            "D'Orsogna 2021)", "how many incidents are drawn"),
        "delay": Known(
            read_positive_duration, "18h", _DURATION, "spreading: from one to what it begets",
            "in the mean", "3h", "72h",
            "places were likelier targets if there had been rioting within 24 h (London 2011: "
            "Baudains, Braithwaite and Johnson 2013); on the clock of activity",
            "how fast it spreads"),
        "reach_km": Known(
            _above_0(2000), 60, _NUMBER, "spreading: distance in which nearness falls to 37 %",
            "km", "20", "200",
            "from one main city to the next; nearness mattered in 2005 though all had the news "
            "(France: Bonnasse-Gahot et al. 2018), there between municipalities",
            "where it spreads to"),
        "nationwide": Known(
            read_share, "30%", SHARE_SCHEMA, "spreading: share that heeds no distance",
            "of those begotten", "0%", "100%",
            "the news reaches everyone at once: contagion through media besides nearness, as in "
            "Bonnasse-Gahot et al. 2018", "where it spreads to"),
        "pool_per_million": Known(
            read_pool, 2.5, {"anyOf": [{"enum": [NEVER]}, _NUMBER]},
            "spreading: incidents after which an area is exhausted", "a million residents",
            "0.5", "10",
            "22 of London's 32 boroughs saw disorder on 8 August 2011, 2.7 a million; who can be "
            "drawn in runs out, as in an epidemic (Burbeck et al. 1978; Bonnasse-Gahot et al. "
            "2018); at least 1", "when it dies away"),
    },
}  # fmt: skip
"""By name of the source, then parameter."""
