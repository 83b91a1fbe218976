"""What can you write under the keys that hold more than one value?

This module reads needs, places, leave, desks, agreements, units of planned operations and bodies
beyond the 43. The module also defines the suggestions that editors show for each key.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, NamedTuple

from mobsim.country.demand import Responsive
from mobsim.country.doctrine import PLANNING_SIZES
from mobsim.country.force_tables import MOST as MOST_TABLES
from mobsim.country.gazetteer import TOWN_FORM
from mobsim.ground.coordinates import latitude_problem, longitude_problem
from mobsim.ground.errors import did_you_mean
from mobsim.ground.units import round_half_up
from mobsim.scenario.file.beyond_bodies import bodies
from mobsim.scenario.file.times import (
    MOMENT_FORM,
    WEEKDAYS,
    ClockTime,
    Moment,
    Offset,
    read_day,
    read_moment,
    read_offset,
    read_weekday,
)
from mobsim.scenario.file.value_readers import (
    SHARE,
    TEXT,
    FaultyError,
    Gather,
    ValueForm,
    keyed,
    object_schema,
    read_duration,
    read_members,
    read_number,
    read_positive_duration,
    read_share,
    read_switch,
    read_text,
    read_values,
    shown,
    whole_number,
)

MOST_UNITS = 2000
"""The largest number of units that one incident can need.

A larger number counts as a typing error, because all forces together owe only 372 PSUs.
"""
SEVERITIES = {"local": 6, **PLANNING_SIZES}
"""The PSUs that each named severity needs. ``local`` is assumed; the rest are planning sizes."""
MONTHS = (
    "january february march april may june july august september october november december".split()
)
OTHER = "other"
"""The key for all months, regions or names that have no key of their own."""
RESPONSIVE = "responsive"
"""The key for need that responds to the units that are present."""
SHAPE_KEYS = ("peak", "ramp", "hold", "decay", "step")
"""The keys of a need that has a ramp, a peak and a decay."""
DAILY = "daily"
"""The key for need that changes at given times of day, and for a daily repeat."""
NEED_FORMS = (SHAPE_KEYS, (RESPONSIVE,), (DAILY,))
"""The keys of each form in which a need can be written. A need can use only one form."""

DEFAULT_STEP = "30m"
"""The time between changes of a need that ramps, decays or responds (assumed)."""
DEFAULT_GROWTH = "25%"
"""How much responsive need grows in a step while the need is not met (assumed)."""
DEFAULT_DECAY = "50%"
"""How much responsive need falls in a step once the need is met (assumed)."""

_UNITS = whole_number(0, MOST_UNITS)
SOME_UNITS = whole_number(1, MOST_UNITS)
PRIORITY = whole_number(1, 3)
"""The threat level of an incident; 1 is the highest."""


Steps = tuple[tuple[Moment, int], ...]
"""Need that changes at stated times."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Need that grows to a peak, remains at the peak and then falls."""

    peak: int
    ramp: float
    hold: float
    decay: float
    step: float


@dataclass(frozen=True, slots=True)
class Daily:
    """Need that changes at the same times each day, in order."""

    steps: tuple[tuple[ClockTime, int], ...]


NeedKey = int | Steps | Shape | Responsive | Daily
"""A need. Responsive need gets its beginning and its end when its incident is placed."""

_STEP_FORM = "{at: +0m, units: 4}"
_STEP = keyed(
    lambda at, units: (at, units),
    _STEP_FORM,
    {"at": ValueForm(read_moment, TEXT.schema), "units": _UNITS},
)
_SHAPE = keyed(
    Shape,
    "{peak: 40, ramp: 2h, hold: 4h, decay: 3h}",
    {
        "peak": _UNITS,
        "ramp": ValueForm(read_duration, TEXT.schema, "0m"),
        "hold": ValueForm(read_duration, TEXT.schema),
        "decay": ValueForm(read_duration, TEXT.schema, "0m"),
        "step": ValueForm(read_positive_duration, TEXT.schema, DEFAULT_STEP),
    },
)


def _time_of_day(found: object) -> ClockTime:
    moment = read_moment(found)
    if not isinstance(moment, ClockTime) or moment.weekday is not None:
        raise ValueError(f"found {found!r}, expected a time of day such as '20:00'")
    return moment


_DAILY_FORM = "{daily: [{at: 08:00, units: 4}, {at: 20:00, units: 10}]}"
_DAILY_STEP = keyed(
    lambda at, units: (at, units),
    "{at: 20:00, units: 10}",
    {"at": ValueForm(_time_of_day, TEXT.schema), "units": _UNITS},
)


def _daily(found: object) -> Daily:
    """Read a need that changes at given times of day."""
    if not isinstance(found, list) or not found:
        raise ValueError(f"found {shown(found)}, expected steps of a day: {_DAILY_FORM}")
    gather, steps = Gather(), dict[ClockTime, int]()
    for place, (at, units) in enumerate(read_members(found, _DAILY_STEP.read)):
        if at in steps:
            gather.add("found the same time of day again, expected each time once", place, "at")
        steps[at] = units
    gather.done()
    return Daily(tuple(sorted(steps.items(), key=lambda step: (step[0].hour, step[0].minute))))


def times_needed(units: int, factor: float) -> int:
    """The number of units needed, multiplied by a factor; at least 1 if any unit is needed.

    >>> times_needed(6, 1.0), times_needed(6, 0.63), times_needed(1, 0.1), times_needed(0, 2.0)
    (6, 4, 1, 0)
    """
    return min(max(1, round_half_up(round(factor * units, 9))), MOST_UNITS) if units else 0


def _usually(default: str, form: ValueForm) -> ValueForm:
    """A form with a default that editors show."""
    return ValueForm(form.read, form.schema | {"default": default}, default)


def _response(starts: int, most: int, *course: float) -> Responsive:
    if most < starts:
        expected = f"expected at least the {starts} that it starts with"
        raise FaultyError((("most",), f"found {most}, {expected}"))
    return Responsive(0.0, math.inf, starts, most, *course)


_RESPONSE = keyed(
    _response,
    "{responsive: {starts: 6, most: 40}}",
    {
        "starts": SOME_UNITS,
        "most": SOME_UNITS,
        "growth": _usually(DEFAULT_GROWTH, SHARE),
        "decay": _usually(DEFAULT_DECAY, SHARE),
        "step": _usually(DEFAULT_STEP, ValueForm(read_positive_duration, TEXT.schema)),
    },
)


def read_needs(found: object) -> dict[str, NeedKey]:
    """Read the need of each kind of unit."""
    if not isinstance(found, dict) or not found:
        raise ValueError(f"found {shown(found)}, expected units by kind, such as {{psu: 40}}")
    if any(is_time(key) for key in found):
        raise ValueError(f"found times, expected units by kind: {{psu: {_as_steps(found)}}}")
    return read_values(found, read_need)


def is_time(key: str) -> bool:
    """Whether a text that should be a name is a time."""
    try:
        read_moment(key)
    except ValueError:
        return False
    return True


def _as_steps(found: Mapping[str, object]) -> str:
    """The text of a list of steps, made from a mapping of times to units."""
    times = [(key, value) for key, value in found.items() if is_time(key)]
    if not all(isinstance(value, int) for _, value in times):
        return f"[{_STEP_FORM}]"
    return "[" + ", ".join(f"{{at: {key}, units: {value}}}" for key, value in times) + "]"


def read_need(found: object) -> Any:
    """Read the need of one kind."""
    if isinstance(found, list):
        if not found:
            raise ValueError(f"found an empty list, expected steps such as {_STEP_FORM}")
        return tuple(read_members(found, _STEP.read))
    if not isinstance(found, dict):
        return _UNITS.read(found)
    if any(is_time(key) for key in found):
        raise ValueError(f"found units by time, expected a list of steps: {_as_steps(found)}")
    for form, read in ((RESPONSIVE, _RESPONSE.read), (DAILY, _daily)):
        if form in found:
            return _alone(found, form, read)
    only = next(iter(found)) if len(found) == 1 else None
    if only is not None and only not in SHAPE_KEYS:
        hint = did_you_mean(only, (RESPONSIVE, DAILY, *SHAPE_KEYS))
        raise FaultyError(((only,), f"unknown key {only!r}; {hint}"))
    return _SHAPE.read(found)


def _alone(found: Mapping[str, object], form: str, read: Callable[[Any], Any]) -> Any:
    """Read the value of the only key that a need has."""
    gather = Gather()
    for key in found.keys() - {form}:
        gather.add(f"found {key!r} and {form!r}, expected one of them", key)
    value = gather.read(read, found[form], form)
    gather.done()
    return value


_DAY_STEPS = {"type": "array", "items": _DAILY_STEP.schema}
_ONLY_DAILY = object_schema({DAILY: _DAY_STEPS}, required=[DAILY])
_ONLY_RESPONSE = object_schema({RESPONSIVE: _RESPONSE.schema}, required=[RESPONSIVE])
_STEPS = {"type": "array", "items": _STEP.schema}
NEED = ValueForm(
    read_needs,
    {
        "type": "object",
        "additionalProperties": {
            "anyOf": [_UNITS.schema, _STEPS, _SHAPE.schema, _ONLY_RESPONSE, _ONLY_DAILY]
        },
        "examples": [{"psu": 40, "aep": 2}],
    },
    holds="need",
)


class Place(NamedTuple):
    """A place, given in WGS84 degrees."""

    lat: float
    lon: float


def _degrees(problem_of: Callable[[float], str]) -> ValueForm:
    def read(found: object) -> float:
        degrees = read_number(found)
        if problem := problem_of(degrees):
            raise ValueError(f"found {found}, expected {problem}")
        return degrees

    return ValueForm(read, {"type": "number"})


_DEGREES = keyed(
    lambda lat, lon, _: Place(lat, lon),
    TOWN_FORM,
    {
        "lat": _degrees(latitude_problem),
        "lon": _degrees(longitude_problem),
        "name": ValueForm(read_text, TEXT.schema, "-"),
    },
)
PLACE = ValueForm(
    lambda found: found if isinstance(found, str) and found else _DEGREES.read(found),
    {"anyOf": [{"type": "string", "examples": ["Southport"]}, _DEGREES.schema]},
    holds="place",
)
"""A point in or near England and Wales.

Before mobsim reads places, it replaces the names of towns, so any remaining name is a fault.
"""


def _for_all_or(each: ValueForm, form: str, known: tuple[str, ...] = ()) -> Callable[[object], Any]:
    """A function that reads one value for all names, or a mapping of names to values.

    If ``known`` is empty, any name is allowed.
    """

    def read(found: object) -> dict[str, Any]:
        if not isinstance(found, dict):
            return {OTHER: each.read(found)}
        gather = Gather()
        for key in found:
            if known and key not in known:
                gather.add(f"unknown key {key!r}; {did_you_mean(key, known)}; as in {form}", key)
        values = gather.read(lambda values: read_values(values, each.read), found)
        gather.done()
        return dict(values)

    return read


_MONTHS = (*MONTHS, OTHER)
_BY_MONTH = object_schema(dict.fromkeys(_MONTHS, SHARE.schema))
LEAVE = ValueForm(
    _for_all_or(SHARE, "{august: 15%, other: 10%}", _MONTHS),
    {"anyOf": [*SHARE.schema["anyOf"], _BY_MONTH]},
)
"""The shares of crews on leave, by month; ``other`` covers the months that are not named."""

_DESKS = {"type": "integer", "minimum": 1}
DESKS = ValueForm(
    _for_all_or(whole_number(1, 1000), "2 or {london: 4, other: 2}"),
    {"anyOf": [_DESKS, {"type": "object", "additionalProperties": _DESKS}]},
)
"""The number of desks by region id (checked later); ``other`` covers regions that are not named."""


def read_ricc_at(found: object) -> dict[str, str]:
    """Read the region whose RICC handles each region's requests; the ids are checked later."""
    if not isinstance(found, dict):
        raise ValueError(f"found {found!r}, expected regions such as {{north-west: west-midlands}}")
    return read_values(found, _region_name)


def _region_name(found: object) -> str:
    if not isinstance(found, str):
        raise ValueError(f"found {found!r}, expected the id of a region")
    return found


RICC_AT = ValueForm(read_ricc_at, {"type": "object", "additionalProperties": TEXT.schema})


@dataclass(frozen=True, slots=True)
class InlineAgreement:
    """Forces that share some kinds of unit, or all kinds if the agreement names no kind."""

    forces: tuple[str, ...]
    kinds: tuple[str, ...]


def _names(found: object) -> tuple[str, ...]:
    if not isinstance(found, list):
        raise ValueError(f"found {shown(found)}, expected a list such as [kent, surrey]")
    return tuple(read_members(found, read_text))


def _agreement(forces: tuple[str, ...], kinds: tuple[str, ...]) -> InlineAgreement:
    if len(set(forces)) < 2:
        raise FaultyError((("forces",), "expected at least two forces"))
    return InlineAgreement(forces, kinds)


_NAMES = {"type": "array", "items": TEXT.schema}
_AGREEMENT = keyed(
    _agreement,
    "an id or {forces: [kent, surrey], kinds: [psu]}",
    {"forces": ValueForm(_names, _NAMES), "kinds": ValueForm(_names, _NAMES, [])},
)


def read_agreements(found: object) -> str | tuple[str | InlineAgreement, ...]:
    """Read ``none``, ``examples``, or a list of ids of shipped agreements and of new agreements."""
    if found in ("none", "examples"):
        return str(found)
    if not isinstance(found, list):
        raise ValueError(f"found {shown(found)}, expected none, examples or a list")
    each = read_members(found, lambda one: one if isinstance(one, str) else _AGREEMENT.read(one))
    return tuple(each)


AGREEMENTS = ValueForm(
    read_agreements,
    {
        "anyOf": [
            {"enum": ["none", "examples"]},
            {"type": "array", "items": {"anyOf": [TEXT.schema, _AGREEMENT.schema]}},
        ]
    },
)


def read_force_tables(found: object) -> str | tuple[str, ...]:
    """Read a table, a quarter of returns, or a list in which later items override earlier items.

    >>> read_force_tables("2026-Q4"), read_force_tables(["2026-Q4", "mine.csv"])
    ('2026-Q4', ('2026-Q4', 'mine.csv'))
    """
    if not isinstance(found, list):
        return read_text(found)
    if not 0 < len(found) <= MOST_TABLES:
        problem = f"found {len(found)} tables, expected a list of 1 to {MOST_TABLES}"
        raise ValueError(f"{problem} such as [2026-Q4, mine.csv]")
    names, gather = tuple(read_members(found, read_text)), Gather()
    for i, name in enumerate(names):
        if name in names[:i]:
            gather.add(f"found {name!r} twice, expected it once", i)
    gather.done()
    return names


FORCE_TABLES = ValueForm(read_force_tables, {"anyOf": [TEXT.schema, _NAMES]})

ALL = "all"
"""The word that means all forces."""


def read_in_play(found: object) -> tuple[str, ...]:
    """Read the forces in a list, in order; an empty result means all forces.

    >>> read_in_play("all"), read_in_play(["kent", "essex"])
    ((), ('kent', 'essex'))
    """
    if found == ALL:
        return ()
    if found == []:
        raise ValueError("found an empty list, expected 'all', or a list such as [kent, essex]")
    names, gather = _names(found), Gather()
    for i, name in enumerate(names):
        if name in names[:i]:
            gather.add(f"found {name!r} twice, expected it once", i)
    gather.done()
    return names


IN_PLAY = ValueForm(read_in_play, {"anyOf": [{"enum": [ALL]}, _NAMES]})

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def read_slug(found: object) -> str:
    """Read an id: lower-case words joined by hyphens."""
    if not isinstance(found, str) or not _SLUG.fullmatch(found):
        raise ValueError(f"found {shown(found)}, expected an id such as 'leeds-centre'")
    return found


def slug(name: str) -> str:
    """An id made from a name.

    >>> slug("St. Helens (A580)")
    'st-helens-a580'
    """
    return "-".join(re.findall(r"[a-z0-9]+", name.lower()))


SlugKey = Annotated[str, ValueForm(read_slug, {"type": "string", "pattern": f"^{_SLUG.pattern}$"})]

MOST_TAGS = 20
LONGEST_TAG = 40


def read_tags(found: object) -> tuple[str, ...]:
    """Read tags, and leave out repeated tags.

    >>> read_tags(["football", "Bank holiday", "football"])
    ('football', 'Bank holiday')
    """
    if not isinstance(found, list) or not found:
        raise ValueError(f"found {shown(found)}, expected a list such as [football, regional]")
    if len(found) > MOST_TAGS:
        raise ValueError(f"found {len(found)} tags, expected at most {MOST_TAGS}")
    return tuple(dict.fromkeys(read_members(found, _tag)))


def _tag(found: object) -> str:
    tag = read_text(found)
    if len(tag) > LONGEST_TAG:
        raise ValueError(f"found {len(tag)} characters, expected at most {LONGEST_TAG}")
    return tag


TAGS = ValueForm(
    read_tags,
    {"type": "array", "items": TEXT.schema, "minItems": 1, "maxItems": MOST_TAGS},
)

# Days on which an incident or operation repeats

REPEAT_FORM = "daily, {on: [Mon, Wed], until: 2026-08-21} or {daily: true, until: Fri}"


@dataclass(frozen=True, slots=True)
class Repeat:
    """The days of the week on which something begins, and the last possible day."""

    days: tuple[int, ...]
    """The days of the week, from 0 for Monday."""
    until: date | int | None = None
    """The last possible day: a date, or a day of the week for the next such day after the first."""


def read_repeat(found: object) -> Repeat:
    """Read the days on which something repeats, and the last day if there is one.

    >>> read_repeat("daily").days, read_repeat({"on": ["Mon", "Wed"], "until": "Fri"})
    ((0, 1, 2, 3, 4, 5, 6), Repeat(days=(0, 2), until=4))
    """
    every = tuple(range(len(WEEKDAYS)))
    if found == DAILY:
        return Repeat(every)
    if not isinstance(found, dict):
        raise ValueError(f"found {shown(found)}, expected {REPEAT_FORM}")
    gather = Gather()
    for key in found.keys() - {DAILY, "on", "until"}:
        gather.add(f"unknown key {key!r}; {did_you_mean(key, (DAILY, 'on', 'until'))}", key)
    days = every
    if DAILY in found and "on" in found:
        gather.add("found 'daily' and 'on', expected one of them", "on")
    elif "on" in found:
        days = gather.read(_weekdays, found["on"], "on") or every
    elif DAILY not in found:
        gather.add(f"found neither 'daily' nor 'on', expected {REPEAT_FORM}")
    if DAILY in found and gather.read(read_switch, found[DAILY], DAILY) is False:
        gather.add("found 'off', expected 'true', or no 'repeat'", DAILY)
    until = gather.read(_last_day, found["until"], "until") if "until" in found else None
    gather.done()
    return Repeat(days, until)


def _weekdays(found: object) -> tuple[int, ...]:
    if not isinstance(found, list) or not found:
        raise ValueError(f"found {shown(found)}, expected a list of days such as [Mon, Wed]")
    gather, days = Gather(), list[int]()
    for place, each in enumerate(found):
        day = gather.read(read_weekday, each, place)
        if day in days:
            gather.add(f"found {each!r} twice, expected it once", place)
        days += [day] if day is not None else []
    gather.done()
    return tuple(sorted(days))


def _last_day(found: object) -> date | int:
    try:
        return read_day(found)
    except ValueError:
        pass
    try:
        return read_weekday(found)
    except ValueError:
        raise ValueError(
            f"found {shown(found)}, expected the last day, such as 2026-08-21 or Fri"
        ) from None


_ON = {"type": "array", "items": TEXT.schema, "minItems": 1}
REPEAT = ValueForm(
    read_repeat,
    {
        "anyOf": [
            {"enum": [DAILY]},
            object_schema({DAILY: {"enum": [True]}, "on": _ON, "until": TEXT.schema}),
        ]
    },
)

# Units that are taken out beforehand, or come from beyond the 43


def _by_name(read: Callable[[Any], Any], form: str) -> Callable[[object], Any]:
    def read_named(found: object) -> dict[str, Any]:
        if not isinstance(found, dict) or not found:
            raise ValueError(f"found {shown(found)}, expected {form}")
        return read_values(found, read)

    return read_named


_UNITS_BY_KIND = ValueForm(
    _by_name(_UNITS.read, "units by kind, such as {psu: 6}"),
    {"type": "object", "additionalProperties": _UNITS.schema, "examples": [{"psu": 6}]},
)
_DONORS = ValueForm(
    _by_name(_UNITS_BY_KIND.read, "units by kind for each donor, such as {kent: {psu: 2}}"),
    {"type": "object", "additionalProperties": _UNITS_BY_KIND.schema},
)


def _crews(found: object) -> int | float:
    """Read a number of crews, or a share of the fit crews."""
    return read_share(found) if isinstance(found, str | float) else int(_UNITS.read(found))


_CREWS_BY_KIND = ValueForm(
    _by_name(_crews, "crews by kind, such as {psu: 2} or {psu: 10%}"),
    {
        "type": "object",
        "additionalProperties": {"anyOf": [_UNITS.schema, *SHARE.schema["anyOf"]]},
        "examples": [{"psu": 2}, {"psu": "10%"}],
    },
)


def read_begins(found: object) -> Moment:
    """Read a time, which can be before the scenario starts.

    >>> read_begins("-3h")
    Offset(minutes=-180.0)
    """
    if isinstance(found, str) and found.strip().startswith("-"):
        form = f"{MOMENT_FORM}, or '-3h' for before the start"
        return Offset(-read_offset(found.strip().removeprefix("-"), found, form).minutes)
    return read_moment(found)


NONE = "none"


def read_beyond(found: object) -> tuple[str, ...]:
    """Read the names of the lending bodies beyond the 43 forces, in the given order.

    >>> read_beyond("none"), read_beyond(["psni"])
    ((), ('psni',))
    """
    if found == NONE:
        return ()
    if not isinstance(found, list):
        form = "none or a list such as [police-scotland, btp]"
        raise ValueError(f"found {shown(found)}, expected {form}")
    gather = Gather()
    for i, each in enumerate(found):
        if not isinstance(each, str):
            gather.add(f"found {shown(each)}, expected a body such as 'police-scotland'", i)
        elif each not in bodies():
            gather.add(f"unknown body {each!r}; {did_you_mean(each, bodies())}", i)
        elif each in found[:i]:
            gather.add(f"found {each!r} twice, expected it once", i)
    gather.done()
    return tuple(found)


_BODIES = {"type": "array", "uniqueItems": True, "items": {"enum": sorted(bodies())}}

Repeats = Annotated[Repeat, REPEAT]
Units = Annotated[dict[str, int], _UNITS_BY_KIND]
Crews = Annotated[dict[str, int | float], _CREWS_BY_KIND]
Donors = Annotated[dict[str, dict[str, int]], _DONORS]
Begin = Annotated[
    Moment,
    ValueForm(
        read_begins, {"type": "string", "examples": ["20:00", "Sun 08:00", "-3h"]}, holds="time"
    ),
]
Beyond = Annotated[tuple[str, ...], ValueForm(read_beyond, {"anyOf": [{"enum": [NONE]}, _BODIES]})]
