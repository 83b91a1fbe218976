"""Does each measure say what it is made from, and is it refused where a log lacks just that?"""

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

import pytest

from mobsim.api import load
from mobsim.scoring import Facts, score
from mobsim.scoring import events as ev
from mobsim.scoring.causes import BINDING, CAUSES
from mobsim.scoring.clocks import NEEDS
from mobsim.scoring.declaring import declared
from mobsim.scoring.events import Event
from mobsim.scoring.measures import PARTS, Measures
from mobsim.study.night_measures import MEASURES

NIGHTS = {
    "three-days": ("likely=true", "serials=3"),
    "national-drill": ("posture=[{force: kent, units: {psu: 2}}]",),
    "bank-holiday": ("likely=true",),
    "quickstart": (
        "operations=[{name: Match, force: gwent, begins: +0m, lasts: 8h, units: {psu: 40}}]",
        "incidents.cardiff.need.psu=400",
    ),
}
"""Shipped nights, and settings of each, in which every event happens that a measure needs."""


@cache
def night(name: str) -> tuple[list[Event], Facts]:
    made = load(name, settings=NIGHTS[name]).run(seed=1)
    return made.log, replace(made.facts, returns_loaded=True)


@cache
def logs_with(event: str) -> list[str]:
    return [name for name in NIGHTS if any(row.event == event for row in night(name)[0])]


def parts_of(measures: Measures) -> Iterator[tuple[str, Any]]:
    """Every part that declares its fields, with its place."""
    heads = measures.headlines
    yield from (("headlines", heads), ("asked", measures.asked), ("people", measures.people))
    yield from (("first", heads.first_to_break), ("worst", heads.worst_shortfall))
    rows: dict[str, Iterable[Any]] = {
        "officers": heads.officers_taken or (),
        "incidents": measures.incidents,
        "national": measures.national,
        "regions": measures.regions,
        "home": measures.home.forces if measures.home else (),
    }
    for place, held in rows.items():
        for number, part in enumerate(held):
            yield f"{place} {number}", part
    if measures.home:
        yield "committed", measures.home


def values_of(measures: Measures) -> dict[str, dict[str, Any]]:
    """By measure: every value that it gives."""
    found: dict[str, dict[str, Any]] = {}
    for place, part in parts_of(measures):
        if part is None:
            continue
        for name, gauged in declared(type(part)):
            value = getattr(part, name)
            if not _holds_parts(value):
                found.setdefault(gauged.of.name, {})[f"{place} {name}"] = _rounded(value)
    return found


def _rounded(value: Any) -> Any:
    """Hours added up in another order differ in the last bit."""
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    return round(value, 6) if isinstance(value, float) else value


def _holds_parts(value: Any) -> bool:
    """Whether a value is made of parts that declare fields of their own."""
    return is_dataclass(value) or (isinstance(value, list) and any(map(is_dataclass, value)))


def without(name: str, event: str) -> Measures:
    """A night's measures if its keeper wrote nothing down of one event, and says so."""
    log, facts = night(name)
    facts = replace(facts, recorded=frozenset(ev.EVENTS) - {event})
    return score([row for row in log if row.event != event], facts)


def test_every_field_of_the_measures_says_its_unit_and_its_measure() -> None:
    for part in PARTS:
        assert {each.name for each in fields(part)} == {name for name, _ in declared(part)}


def test_the_nights_have_every_event_that_a_measure_needs() -> None:
    needed = {event for events in NEEDS.values() for event in events}
    assert all(logs_with(event) for event in needed)


@pytest.mark.parametrize("event", ev.EVENTS)
def test_a_log_without_an_event_is_refused_what_declares_it_and_nothing_else(event: str) -> None:
    expected = {measure for measure, events in NEEDS.items() if event in events}
    for name in logs_with(event):
        refused = without(name, event).refused
        assert expected == set(refused)
        assert {f"needs {event}, which the log lacks"} >= set(refused.values())


@pytest.mark.parametrize("event", ev.EVENTS)
def test_no_measure_moves_by_rows_of_an_event_that_it_does_not_declare(event: str) -> None:
    for name in logs_with(event):
        whole, less = values_of(score(*night(name))), values_of(without(name, event))
        for measure, values in whole.items():
            if event not in NEEDS.get(measure, ()):
                assert values == less[measure]


def test_a_night_s_measure_needs_what_its_columns_need() -> None:
    events = (ev.INCIDENT_BEGAN, ev.NEED_CHANGED, ev.UNIT_DEPLOYED, ev.UNIT_STOOD_DOWN)
    assert events == MEASURES["forty_after"].needs
    assert (ev.NEED_CHANGED, ev.NEED_UNMET) == MEASURES["line_breaks"].needs
    assert all(each.needs for each in MEASURES.values())


def test_every_cause_in_a_log_is_in_the_table_of_causes() -> None:
    own = (
        *(ev.NATIONAL_CALL_MADE, ev.UNIT_COMMITTED, ev.UNIT_RETURNED, ev.OPERATION_SHORT),
        ev.UNIT_STOOD_BY,
    )
    for name in NIGHTS:
        for row in night(name)[0]:
            if row.cause is not None and row.event not in own:
                assert row.cause.startswith("relief of ") or row.cause in CAUSES[row.event]


def test_the_page_on_events_names_every_cause_of_the_table() -> None:
    for event, causes in CAUSES.items():
        assert all(f"'{cause}'" in ev.EVENTS[event].columns for cause in causes)
    assert BINDING.keys() == CAUSES[ev.NEED_UNMET].keys()
