"""From which sources can incidents be drawn, and with which numbers?

The formulas of the sources follow published work, which is named beside each source. No published
work gives these numbers for incidents in England and Wales that need mutual aid, so all the numbers
are assumed.
"""

from collections.abc import Callable, Mapping
from typing import Any

from mobsim.ground.declarations import (
    DurationParameter,
    NumberParameter,
    OwnParameter,
    Parameter,
    ShareParameter,
    SpreadParameter,
    TimeParameter,
)
from mobsim.ground.priors import log_uniform, not_drawn
from mobsim.scenario.file.nested_keys import SEVERITIES
from mobsim.scenario.file.readiness_keys import read_hours
from mobsim.scenario.file.times import read_moment
from mobsim.scenario.file.value_readers import (
    SHARE,
    TIME,
    Gather,
    number,
    object_schema,
    read_number,
    read_share,
    read_values,
    shown,
)

END = "end"
"""The word that means the end of the scenario."""
POPULATION = "population"
"""The word that means that forces have weights by number of residents."""
NEVER = "none"
"""The word that means that pools are never exhausted."""

_ONE = 1e-9


def read_until(found: object) -> Any:
    """Read a time, or ``end``."""
    return END if found == END else read_moment(found)


def read_places(found: object) -> Any:
    """Read ``population``, a list of forces, or weights by force."""
    if found == POPULATION:
        return POPULATION
    if isinstance(found, list) and found and all(isinstance(each, str) for each in found):
        return found
    if not isinstance(found, dict) or not found:
        raise ValueError(
            f"found {shown(found)}, expected population, a list such as [kent, essex], "
            "or weights such as {kent: 2, essex: 1}"
        )
    weights = read_values(found, number(0, 1e9).read)
    if not any(weights.values()):
        raise ValueError("expected a weight above 0 for at least one force")
    return weights


def read_activity(found: object) -> tuple[float, ...]:
    """Read how readily disorder breaks out in each hour of the day.

    Each figure applies until the hour of the next figure.

    >>> read_activity({"18:00": 3, "02:00": 1})[16:20]
    (1.0, 1.0, 3.0, 3.0)
    """
    form = "{'18:00': 3, '02:00': 0.5}"
    if not isinstance(found, dict) or not found:
        raise ValueError(f"found {shown(found)}, expected figures by hour, such as {form}")
    gather = Gather()
    hours = read_hours(found, number(0, 1000).read, gather, "18:00")
    if not gather.faults and not any(hours.values()):
        gather.add(f"expected a figure above 0 for at least one hour, such as {form}")
    gather.done()
    last = hours[max(hours)]
    return tuple(last := hours.get(hour, last) for hour in range(24))


def read_severity(found: object) -> tuple[tuple[int, float], ...]:
    """Read the possible peak needs in units, each with its share of the incidents."""
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
    """Read the number of incidents per million residents, or ``none``."""
    return None if found == NEVER else _positive(found, 100)


def _positive(found: object, most: float) -> float:
    value = read_number(found)
    if not 0 < value <= most:
        raise ValueError(f"found {found}, expected a number above 0, at most {most:g}")
    return value


def _above_0(most: float) -> Callable[[object], float]:
    return lambda found: _positive(found, most)


# fmt: off
_NUMBER = {"type": "number", "minimum": 0}
_BY_FORCE = {"type": "object", "additionalProperties": _NUMBER}
_PLACES = {"anyOf": [{"enum": [POPULATION]}, {"type": "array"}, _BY_FORCE]}
_WINDOW = not_drawn("the author of a scenario chooses the period")
_SEVERITY = object_schema(dict.fromkeys(SEVERITIES, SHARE.schema))


def _common(what: str) -> dict[str, Parameter]:
    """The parameters that both sources of incidents have.

    The names of these parameters in the register begin with the text of ``what``.
    """
    return {
        "from": TimeParameter(
            "+0m", f"{what}: first minute for a spontaneous incident",
            help="First minute at which a spontaneous incident can begin.",
            prior=_WINDOW, why="the whole run", affects="when drawn incidents begin"),
        "until": OwnParameter(
            END, read_until, TIME.schema, f"{what}: last minute for a spontaneous incident",
            help="Last minute at which a spontaneous incident can begin.",
            prior=_WINDOW, why="the whole run", affects="when drawn incidents begin"),
        "places": OwnParameter(
            POPULATION, read_places, _PLACES, f"{what}: weights of forces",
            help="The forces in which incidents can be: `population` for all forces, a list of "
            "forces, or weights by force. Without weights, the number of residents counts.",
            prior=not_drawn("no other weights were read"),
            why="residents at the 2021 census; deprivation would be better (Bonnasse-Gahot et al. "
            "2018 use one measure of it)",
            affects="where drawn incidents are"),
        "activity": OwnParameter(
            {"03:00": 0.1, "12:00": 0.5, "16:00": 1, "18:00": 2, "20:00": 3, "23:00": 2,
             "01:00": 1},
            read_activity, _BY_FORCE, f"{what}: activity by hour of the day",
            help="How readily disorder breaks out at each hour of the day, relative to the other "
            "hours.",
            unit="figures relative to one another", prior=not_drawn("no other hours were read"),
            why="evenings: in August 2011 and 2024 most reports came after working hours and "
            "before the small hours; the figures are a judgement",
            affects="the hours at which drawn incidents begin"),
        "severity": OwnParameter(
            {"local": "75%", "small": "25%"}, read_severity, _SEVERITY,
            f"{what}: sizes of incidents",
            help="The sizes of incidents, and the share of incidents that have each size.",
            unit="of incidents",
            prior=not_drawn("need_factor draws the size of all need"),
            why="mostly small: the 2024 places had about nine units at their peak",
            affects="all drawn need"),
        "ramp": DurationParameter(
            "1h", f"{what}: from the first unit needed to the peak",
            help="Time from the first unit needed to the peak.",
            zero=True,
            tried=("0m", "3h"), why="a crowd gathers within the hour",
            affects="first hours of drawn need"),
        "hold": SpreadParameter(
            {"triangular": ["2h", "4h", "8h"]}, f"{what}: how long the peak lasts",
            help="How long the peak lasts.",
            tried=("1h", "12h"), why="an evening", affects="unit-hours of drawn need"),
        "decay": DurationParameter(
            "2h", f"{what}: from the peak to nothing",
            help="Time from the peak until no unit is needed.",
            zero=True, tried=("0m", "6h"),
            why="slower than the ramp: streets are held", affects="unit-hours of drawn need"),
        "step": DurationParameter(
            "30m", f"{what}: step in which need changes",
            help="Time between changes of need.",
            tried=("5m", "60m"),
            why="as often as the host judges need", affects="first hours of drawn need"),
    }


DISORDER: Mapping[str, Mapping[str, Parameter]] = {
    "none": {},
    "stochastic": {
        "mean": OwnParameter(
            6, _above_0(500), _NUMBER, "stochastic: mean incidents in the window",
            help="Mean number of incidents in the time from `from` to `until`.",
            unit="incidents", tried=("1", "30"),
            why="six places were reported for Saturday 3 August 2024",
            affects="how many incidents are drawn"),
        **_common("stochastic"),
    },
    "spreading": {
        "background": NumberParameter(
            0.5, 0, 100, "spreading: spontaneous incidents per day",
            help="Spontaneous incidents per day.",
            unit="a day", tried=("0", "5"),
            prior=log_uniform("0.1", "2.5", "a fifth to five times as many: rare, and not counted"),
            why="one every other day, so that a week is mostly contagion",
            affects="how many incidents are drawn"),
        **_common("spreading"),
        "branching": NumberParameter(
            1.2, 0, 20, "spreading: incidents that one incident sets off at first",
            help="Incidents that one incident sets off at first, before areas are exhausted.",
            unit="incidents",
            tried=("0.3", "3"),
            why="with the other defaults about 30 in a week, like the 29 in 27 towns reported for "
            "30 July to 7 August 2024; it falls as areas are exhausted; the form is that of "
            "self-exciting processes (Hawkes 1971; Mohler et al. 2011; fitted to disorder by "
            "Campedelli and D'Orsogna 2021)", affects="how many incidents are drawn"),
        "delay": DurationParameter(
            "18h", "spreading: time from one incident to the next one that it sets off",
            help="Mean time from an incident to the incidents that it sets off.",
            unit="in the mean",
            tried=("3h", "72h"),
            why="places were more likely targets if there had been rioting within 24 h (London "
            "2011: Baudains, Braithwaite and Johnson 2013); on the clock of activity",
            affects="how fast it spreads"),
        "reach_km": OwnParameter(
            60, _above_0(2000), _NUMBER,
            "spreading: distance at which nearness falls to 37 %",
            help="Distance at which the effect of nearness falls to 37 %.",
            unit="km", tried=("20", "200"),
            why="from one main city to the next; nearness mattered in 2005 although everyone had "
            "the news (France: Bonnasse-Gahot et al. 2018), in that study, between municipalities",
            affects="where it spreads to"),
        "nationwide": ShareParameter(
            "30%", "spreading: share unaffected by distance",
            help="Share of the incidents set off that are unaffected by distance.",
            unit="of incidents set off",
            tried=("0%", "100%"),
            why="the news reaches everyone at once: contagion through media in addition to "
            "nearness, as in Bonnasse-Gahot et al. 2018", affects="where it spreads to"),
        "pool_per_million": OwnParameter(
            2.5, read_pool, {"anyOf": [{"enum": [NEVER]}, _NUMBER]},
            "spreading: incidents after which an area is exhausted",
            help="Incidents per million residents after which an area is exhausted.",
            unit="a million residents",
            tried=("0.5", "10"),
            why="22 of London's 32 boroughs had disorder on 8 August 2011, 2.7 per million; the "
            "pool of places runs out, as in an epidemic (Burbeck et al. 1978; Bonnasse-Gahot et "
            "al. 2018); at least 1", affects="when it dies away"),
    },
}
"""The parameters of each source, by the name of the source and of the parameter."""
# fmt: on
