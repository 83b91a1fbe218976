"""Which numbers does a run depend on, and where does each number come from?

The register lists each number with its value, a range worth trying, its status and source, and what
it affects. The register takes each value from the place that defines it, so that no value is
written twice. The ranges are judgements unless a source gives a range.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from mobsim.country import commitments, doctrine, geography, pool
from mobsim.country.force_tables import SHIPPED
from mobsim.country.forces import load_forces, load_kinds
from mobsim.country.lines import load_requirements, required_by_kind
from mobsim.ground import clock
from mobsim.ground.declarations import (
    ASSUMED,
    PUBLISHED,
    SECOND_HAND,
    SYNTHETIC,
    Nature,
    Parameter,
    Part,
    Status,
)
from mobsim.ground.priors import Prior
from mobsim.ground.units import format_duration
from mobsim.scenario.file import beyond_bodies, nested_keys, supply
from mobsim.scenario.file.choices import CHOICES, plugin_of
from mobsim.scenario.file.defaults import likely_preset
from mobsim.scenario.file.scenario_keys import GROUPED, KEYS, Key
from mobsim.scenario.file.usual_operations import usual_operations
from mobsim.scenario.file.value_readers import read_distribution
from mobsim.scenario.file.yaml_reading import Plain
from mobsim.scenario.plugins import KINDS


@dataclass(frozen=True, slots=True)
class Assumption:
    """One number that a run depends on."""

    name: str
    """The name of the number in plain words."""
    path: str | None
    """The scenario key that sets the number; None if no key sets it."""
    value: Plain
    """The value as it is written in a scenario, or the number in the code."""
    unit: str
    low: str
    """The lowest value worth trying; empty if another value would make a different model."""
    high: str
    status: Status
    source: str
    """The source of the figure; for an assumption, the reason for this value."""
    affects: str
    """What changes when this number changes."""
    group: str = ""
    where: str = ""
    """The constant that holds the number, as ``module.NAME``, if the number is in the code."""
    nature: Nature = "belief"
    """Whether the number is a belief, a policy or a fact; see `mobsim.ground.declarations`."""
    prior: Prior | None = None
    """How probable each value is; None if no scenario can set this number separately, so that it
    cannot be drawn.
    """


Record = Key | Parameter
Fact = tuple[str, str, str, str, Status, str, str]
"""A number in the code: its ``module.NAME``, name, unit, range, status, source and effects."""

LIKELY = "scenario.file.defaults.likely_preset."
"""The text before the path of a key in `Assumption.where`, for a value of the likely preset."""

_SPR = "SPR 2023"
_POPM = "the open model popm, 2021"

# fmt: off
_FACTS: Sequence[Fact] = (
    ("doctrine.REGIONS", "regions, each with a RICC", "regions", "",
     PUBLISHED, f"{_SPR} ¶127; members as listed in 2016", "who is asked at tier 2"),
    ("doctrine.FORCES", "territorial forces", "forces", "",
     PUBLISHED, "lists of forces", "all supply"),
    ("doctrine.TIERS", "tiers of mutual aid", "", "",
     PUBLISHED, f"{_SPR} ¶123", "the order of asking"),
    ("doctrine.PSU", "make-up of a PSU", "officers", "",
     PUBLISHED, f"{_SPR} ¶122a", "officers taken from ordinary duty; trained stock"),
    ("doctrine.PSU_CARRIERS", "carriers of a PSU", "carriers", "",
     PUBLISHED, "HMIC, West Midlands, 2014", "length of a convoy"),
    ("doctrine.BDU", "make-up of a BDU", "officers", "",
     PUBLISHED, f"{_SPR} ¶122b", "officers taken from ordinary duty"),
    ("doctrine.AEP", "make-up of an AEP team", "officers", "",
     PUBLISHED, f"{_SPR} ¶122c", "officers taken from ordinary duty"),
    ("doctrine.TIMELINE", "shares of PSUs promised by 1, 4 and 8 h", "", "",
     SECOND_HAND, f"{_POPM}; what they are shares of is not public", "all aid"),
    ("doctrine.PLANNING_SIZES", "PSUs of a small, medium and large incident", "PSUs", "",
     SECOND_HAND, _POPM, "scenarios that use them"),
    ("doctrine.KENT_WITHIN_AN_HOUR", "contingents from Kent within 60 min", "PSUs", "",
     PUBLISHED, "HMIC, Kent, 2014; tested September 2013; a contingent counts as a PSU",
     ("a check on readiness: it passes at 14:00, but not at 04:00, when there are too few officers "
      "on duty for one whole crew (the hour of the test is not published)")),
    ("doctrine.WEST_MIDLANDS_AT_ONCE", "PSUs of West Midlands at once", "PSUs", "",
     PUBLISHED, "HMIC, West Midlands, 2014; tested September 2013",
     ("a check on readiness: it passes at 14:00, but not at 04:00, when fewer than three crews "
     "are formed (the hour of the test is not published)")),
    ("doctrine.WEST_MIDLANDS_WITHIN_AN_HOUR",
     "trained sergeants and constables of West Midlands at a rendezvous within 1 h", "officers", "",
     PUBLISHED, "HMIC, West Midlands, 2014; tested September 2013",
     ("a check on readiness that the defaults fail. At 14:00 a quarter of crews are on duty, and "
      "half of those crews are formed. About 200 officers reach the rendezvous, or about 290 with "
      "serials: 3. All crews on duty would be some 300 sergeants and constables, so the shortfall "
      "cannot come from how they arrive. It must come from the number of trained officers on duty, "
      "or from who was counted as trained. The finding gives neither, and no number of crews: with "
      "ten PSU inspectors, only 210 officers form PSUs")),
    ("nested_keys.SEVERITIES", "PSUs of a named severity", "PSUs", "local: 3 to 20",
     ASSUMED,
     "local is assumed (2011 had about 19 at one place, 2024 about 9); the others are from popm",
     "scenarios that use them"),
    ("nested_keys.DEFAULT_STEP", "step in which need ramps, decays or responds", "", "5m to 60m",
     ASSUMED, "as often as the host judges need", "scenarios with a ramp, or responsive need"),
    ("nested_keys.DEFAULT_GROWTH", "growth of responsive need in a step while it is not met", "",
     "5% to 100%", ASSUMED, "need doubles in an hour and a half; no rate is published",
     "scenarios with responsive need"),
    ("nested_keys.DEFAULT_DECAY", "decay of responsive need in a step once it is met", "",
     "10% to 100%", ASSUMED, "crowds go home when enough officers face them; no rate is published",
     "scenarios with responsive need"),
    ("commitments.PUBLIC_ORDER_OFFICERS", "officers trained in public order", "officers",
     "15000 to 22000", SECOND_HAND, "press, 2024: about 18,000", "trained stock of PSUs"),
    ("commitments.TRAINED_PER_COMMITMENT", "crews trained for each crew owed, except PSUs", "",
     "1 to 4", ASSUMED, "no figure is public", "fit stock of BDU, AEP and others"),
    ("supply.FEWEST_FOR_FLOOR", "number of trained crews below which a force keeps none at home",
     "crews",
     "2 to 10", ASSUMED, "a force with few crews would keep all of them at home",
     "aid of scarce kinds"),
    ("supply.LEAST_FLOOR", "the fewest PSUs, and BDUs, kept at home", "crews", "0 to 3",
     ASSUMED, "some crews always stay", "aid of small forces; home cover"),
    ("pool.SURPLUS", "people and carriers, relative to the number that trained crews need, by rank",
     "",
     "1.0 to 1.5", ASSUMED,
     "more supervisors and drivers than constables need; no figure is published",
     "crews under roster readiness; a return counts its own"),
    ("pool.CARRIERS_OFF_THE_ROAD", "carriers in the workshop or in other use", "of carriers",
     "5% to 25%", ASSUMED,
     ("one in ten. In September 2013 West Midlands knew of five equipped carriers at the start of "
     "each tour, and three PSUs take nine: where the others came from is not published"),
     "PSUs under roster readiness"),
    ("geography.THROUGH_CITY_MINUTES", "minutes subtracted for each city driven past", "min",
     "8 to 18",
     ASSUMED, "fitted to 378 published drive times", "all aid from afar"),
    ("geography.LEAST_ROAD_MINUTES", "the shortest drive time of a road after this subtraction",
     "min", "0 to 5",
     ASSUMED, "driving on any road takes some time", "routes round London"),
    ("geography.DETOUR_FACTOR", "road distance relative to a straight line, to a place", "",
     "1.1 to 1.5",
     ASSUMED, "median of 903 routes of the road table", "places outside the main cities"),
    ("geography.PLACE_SPEED_KMH", "speed to a place outside the main cities", "km/h", "40 to 80",
     ASSUMED, "mixed roads", "places outside the main cities"),
    ("geography.EARTH_RADIUS_KM", "mean radius of the earth", "km", "",
     PUBLISHED, "IUGG mean radius", "places outside the main cities"),
    ("clock.SHIFT_STARTS", "hours at which duty shifts begin", "", "6, 14, 21 to 8, 16, 23",
     ASSUMED, "early, late and night", "the host's strength after the first hours"),
    ("clock.ON_CALL_FREE", "hours, Monday to Friday, with command at work", "", "7–19 to 9–17",
     ASSUMED, "office hours", "when the on-call wait applies"),
    ("beyond_bodies.BEYOND_DESKS", "requests to bodies beyond the 43 that are worked on at once",
     "desks", "1 to 4", ASSUMED, "one liaison officer", "aid from beyond the 43"),
)

_CHOSEN = ("supply.FEWEST_FOR_FLOOR", "supply.LEAST_FLOOR", "beyond_bodies.BEYOND_DESKS")
"""The constants that someone in the service could choose; other constants are facts or beliefs."""

_RULES: Sequence[tuple[str, str, Plain, str, str, str, str, str, Nature]] = (
    ("policy.drawdown", "share of the commitment lent at minimal drawdown", "a third", "", "10%",
     "50%", "between nothing and all of it", "all aid at that level", "policy"),
    ("engine.readiness", "the fewest crews on duty, on recall and on each shift", 1, "crews", "0",
     "3", "every force has some", "first unit on the ground in small forces", "belief"),
    ("engine.roster", "smallest part of a crew that is sent if too few officers are on duty", 1,
     "crews",
     "0.5", "1", "half a crew is not sent, nor is it joined with half a crew of a neighbour",
     "crews on duty under roster, most at night: at 04:00, 33 of 43 forces have no PSU on duty",
     "belief"),
    ("scoring.headlines.HELD_SHARE",
     "share of a day's need that must be met for the level to count as held",
     0.9, "", "0.8", "1", "a judgement of what holding means",
     "the headline of endurance; no event", "policy"),
    ("country.line_verdicts.WATCH_SHARE",
     "remaining share of a figure below which a line is watched",
     0.1, "",
     "0.05", "0.25", "a tenth is little", "the verdicts pass and watch; no event", "policy"),
)
# fmt: on

_STATED = (clock, commitments, doctrine, geography, nested_keys, pool, supply, beyond_bodies)
_MODULES = {module.__name__.rpartition(".")[2]: module for module in _STATED}


def register(origins: Mapping[str, tuple[Plain, str]] | None = None) -> tuple[Assumption, ...]:
    """Every number that a run depends on.

    ``origins``: the values of a scenario by path (`mobsim.scenario.file.Resolved.origins`), which
    replace the defaults.
    """
    listed = _defaults()
    if origins is None:
        return listed
    known = (_stated_in(origins, each) for each in listed)
    # If nothing is stated about any force, there is nothing to list.
    return (*(each for each in known if each.value != {}), *_plugged(origins))


def _plugged(origins: Mapping[str, tuple[Plain, str]]) -> Iterable[Assumption]:
    """The parameters of the chosen plug-ins; each plug-in states the sources and effects."""
    for path, (value, _) in origins.items():
        key, name, parameter = (*path.split(".", 2), "", "")[:3]
        if key not in KINDS or not parameter or name in CHOICES[key]:
            continue
        plugin = plugin_of(key, name)
        said = plugin.parameters[parameter] if plugin else Part("")
        row = _row(said, path, value, "Plug-ins", _nature_of(said, KEYS[key].nature))
        yield replace(
            row,
            name=f"{name}: {parameter}",
            source=said.why or said.meaning.rstrip(".") or "the plug-in does not say",
            affects=said.affects or f"what the {key} of the plug-in gives",
        )


def _nature_of(said: Parameter | Part, choice: Nature) -> Nature:
    """Whether a plug-in's parameter is a belief, a policy or a fact.

    A parameter with a prior is a belief, and a parameter that is declared a policy is a policy. Any
    other parameter has the nature of its choice.
    """
    if said.prior:
        return "belief"
    return choice if said.nature == "belief" else said.nature


def _stated_in(origins: Mapping[str, tuple[Plain, str]], each: Assumption) -> Assumption:
    """A line of the register with the value that a scenario states.

    If this value is the name of a table, the line gives no unit.
    """
    value = _value_in(origins, each)
    named = each.path == "forces" and value != each.value
    return replace(each, value=value, unit="" if named else each.unit)


def _value_in(origins: Mapping[str, tuple[Plain, str]], each: Assumption) -> Plain:
    path = each.path or ""
    if path in origins:
        value = origins[path][0]
        return each.value if value == SHIPPED else value
    start = f"{path}."
    found = {o.removeprefix(start): v for o, (v, _) in origins.items() if o.startswith(start)}
    if not path or not found:
        return each.value
    if each.value == {}:  # nothing is stated by default
        return found
    # A choice by name has its parameters below the name.
    return next(iter(found)).partition(".")[0]


@cache
def _defaults() -> tuple[Assumption, ...]:
    steps = _grouped("durations")
    lending = _grouped("asking") | _grouped("risk") | _grouped("lodging")
    amounts = {name: record for name, record in KEYS.items() if _is_amount(record)}
    levers = {name: record for name, record in KEYS.items() if name not in amounts}
    return (
        *_facts("What is published, and what is in the code"),
        *_tables("Forces and kinds"),
        *_stated(amounts | lending, "Supply, desks and refusals"),
        *_choices("Readiness and policies", [key for key in CHOICES if key != "disorder"]),
        *_stated(steps, "How long each step takes"),
        *_stated(levers, "Levers and readings"),
        *_likely("What likely: on sets", steps | lending | KEYS),
        *_choices("Drawn demand", ["disorder"]),
        *_operations("Planned operations, and aid from beyond the 43"),
        *_beyond("Planned operations, and aid from beyond the 43"),
    )


def _grouped(group: str) -> dict[str, Record]:
    """The records of the keys in a group, by path."""
    return {f"{group}.{name}": record for name, record in GROUPED[group].items()}


def _row(said: Record | Part, path: str, value: Plain, group: str, nature: Nature) -> Assumption:
    return Assumption(
        said.meaning, path, value, said.unit, *said.tried, said.status, said.why, said.affects,
        group, nature=nature, prior=_prior(said, value) if nature == "belief" else None,
    )  # fmt: skip


_USUAL = "the whole range worth trying, with the likely value most probable"


def _prior(said: Record | Part, default: Plain) -> Prior | None:
    """The declared prior or, for an assumption with a range, a triangular prior over that range."""
    if said.prior or said.status != ASSUMED or not said.tried[0]:
        return said.prior
    value = said.likely[0] if said.likely else default
    if not isinstance(value, dict):
        return Prior("triangular", said.tried[0], str(value), said.tried[1], _USUAL)
    mean = format_duration(read_distribution(value).mean)
    return Prior("triangular", said.tried[0], mean, said.tried[1], _USUAL, of="mean")


def _stated(
    records: Mapping[str, Record], group: str, nature: Nature | None = None
) -> Iterable[Assumption]:
    """One line of the register for each number in the records."""
    for path, record in records.items():
        if not record.why and not record.parts:
            continue
        value, said = _plain(record.default), nature or record.nature
        parts = value if record.parts and isinstance(value, dict) else {}
        for part, each in record.parts.items():
            yield _row(each, f"{path}.{part}", parts[part], group, said)
        if not record.parts:
            yield _row(record, path, value, group, said)


def _is_amount(record: Record) -> bool:
    """Whether a key holds a number or a share, rather than a name."""
    value = record.default
    return bool(record.parts) or isinstance(value, int | float) or str(value).endswith("%")


def _choices(group: str, keys: Iterable[str]) -> Iterable[Assumption]:
    """The parameters of named choices; each parameter has the nature of its choice."""
    for key in keys:
        for name, known in CHOICES[key].items():
            records = {f"{key}.{name}.{each}": record for each, record in known.items()}
            yield from _stated(records, group, KEYS[key].nature)


def _likely(group: str, records: Mapping[str, Record]) -> Iterable[Assumption]:
    """The values of the likely preset, each with the key that it sets."""
    values = likely_preset()
    for name in GROUPED.keys() & values.keys():
        values |= {f"{name}.{key}": each for key, each in values.pop(name).items()}
    for path, record in records.items():
        if record.likely:
            yield replace(
                _row(record, path, values[path], group, record.nature),
                name=f"{record.meaning}; with likely: on",
                path=None,
                prior=None,
                source=record.likely[1],
                where=f"{LIKELY}{path}",
            )


def _facts(group: str) -> Iterable[Assumption]:
    for where, name, unit, span, status, source, affects in _FACTS:
        module, _, constant = where.partition(".")
        value = _plain(getattr(_MODULES[module], constant))
        low, _, high = span.partition(" to ")
        nature = "policy" if where in _CHOSEN else _nature(status)
        yield Assumption(
            name, None, value, unit, low, high, status, source, affects, group, where, nature
        )
    # Numbers in modules that this one may not import; a test compares them with the code.
    for where, name, value, unit, low, high, why, affects, nature in _RULES:
        yield Assumption(
            name, None, value, unit, low, high, ASSUMED, why, affects, group, where, nature
        )


def _plain(value: object) -> Plain:
    """A constant as plain data."""
    if isinstance(value, doctrine.MakeUp):
        return value.officers
    if isinstance(value, range):
        return f"{value.start}:00 to {value.stop}:00"
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    assert isinstance(value, str | int | float)
    return value


# fmt: off
def _tables(group: str) -> Iterable[Assumption]:
    forces = load_forces()
    for line in load_requirements():
        figures = [(line.name, line.required)]
        if line.per_region is not None:
            figures.append((f"{line.name} of each region", line.per_region))
        for name, figure in figures:
            yield Assumption(
                f"national figure: {name}", "requirements", figure, "units", "", "", PUBLISHED,
                re.split("[:,]", line.note)[0],
                f"the line {line.name}; every commitment of the kind", group, nature="fact")
    figured = required_by_kind(load_requirements())
    for kind in load_kinds():
        owed = sum(force.stock[kind.kind_id].commitment for force in forces)
        trained = sum(force.stock[kind.kind_id].trained for force in forces)
        figure = kind.kind_id in figured
        status, source = (PUBLISHED, f"{_SPR} ¶122") if figure else (ASSUMED, "no figure is public")
        rule = "the national figure" if figure else "a notional total (no figure is set)"
        psu = kind.kind_id == "psu"
        yield Assumption(
            f"{kind.plural} owed, by force", "forces", owed, "in all", "", "", SYNTHETIC,
            f"{rule} shared out by officers; what each force owes is not public",
            "all aid of the kind", group)
        yield Assumption(
            f"{kind.plural} trained, by force", "forces", trained, "in all", "", "", SYNTHETIC,
            "public-order officers by strength" if psu else "a multiple of what is owed",
            "all supply of the kind", group)
        yield Assumption(
            f"officers in each unit: {kind.plural}", "kinds", kind.officers, "officers", "", "",
            status,
            source, "officers taken from ordinary duty", group, nature=_nature(status))


def _nature(status: Status) -> Nature:
    """The nature of a number: a fact if the number is published, otherwise a belief."""
    return "fact" if status == PUBLISHED else "belief"


_HALF, _TWICE = "half", "twice"


def _operations(group: str) -> Iterable[Assumption]:
    """The lines for usual operations; only a scenario that names an operation depends on them."""
    for each in usual_operations().values():
        affects = f"scenarios with an operation like {each.operation_id}"
        yield Assumption(
            f"units of {each.name}", None, dict(each.units), "", _HALF, _TWICE, ASSUMED,
            "how many of its officers are in units is not public", affects, group,
            "data/operations.csv")
        yield Assumption(
            f"length of {each.name}", None, each.lasts, "", _HALF, _TWICE, ASSUMED,
            "crowds, and clearing up after them", affects, group, "data/operations.csv")


def _beyond(group: str) -> Iterable[Assumption]:
    """The lines for bodies beyond the 43 forces; only a scenario that names a body uses them."""
    said = ("national aid, where beyond names them", group, "data/beyond.csv")
    for row in beyond_bodies.bodies().values():
        trained: Plain = {kind: row.trained(kind) for kind in beyond_bodies.KINDS}
        lent: Plain = {kind: row.lent(kind) for kind in beyond_bodies.KINDS}
        low, high = f"{round(row.minutes * 0.9)}", f"{round(row.minutes * 1.5) or 60}"
        yield Assumption(
            f"crews trained, {row.name}", None, trained, "crews", _HALF, _TWICE, ASSUMED,
            "no published figure is known", *said)
        yield Assumption(
            f"crews lent at most, {row.name}", None, lent, "crews", _HALF, _TWICE, ASSUMED,
            "a small part of what it has", *said, nature="policy")
        yield Assumption(
            f"way to the first city, {row.name}", None, row.minutes, "min", low, high, ASSUMED,
            f"{row.city} to the main city of {row.gateway}, cars in light traffic and the ferry",
            *said)
# fmt: on
