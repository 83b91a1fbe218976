"""Does each kind of event have one function, and does its row have the columns of the page?"""

import inspect
import re
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from mobsim.scoring import events as ev
from mobsim.scoring.events import COLUMNS, EVENTS, Event, RequestColumns, UnitColumns

ROOT = Path(__file__).resolve().parents[1]
UNITS_ROW = {"incident", "request", "tier", "force", "counterpart", "unit", "kind"}
"""What the page on results says above its table."""

FUNCTIONS: dict[str, Callable[..., Event]] = {
    name: function
    for name, function in inspect.getmembers(ev, inspect.isfunction)
    if function.__module__ == ev.__name__ and not name.startswith("_")
}


def function_of(event: str) -> str:
    """``UnitReachedRVP`` is made by ``unit_reached_rvp``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", event).lower()


def columns_on_the_page(event: str) -> set[str]:
    page = (ROOT / "docs" / "results.md").read_text(encoding="utf-8")
    (columns,) = re.findall(rf"^\| `{event}` \| [^|]+ \| ([^|]+) \|$", page, re.MULTILINE)
    named = {column.partition(":")[0] for column in columns.split("; ")}
    return named - {"a unit's row"} | (UNITS_ROW if "a unit's row" in named else set())


def given(function: Callable[..., Event]) -> dict[str, Any]:
    """A value for each parameter, none of them twice."""
    numbers = count(1)

    def one(kind: Any) -> Any:
        if kind in (UnitColumns, RequestColumns):
            return kind(**{name: one(each) for name, each in get_type_hints(kind).items()})
        kind = next((each for each in get_args(kind) if each is not type(None)), kind)
        return kind(next(numbers))

    hints = get_type_hints(function)
    assert Event is hints.pop("return")
    return {name: one(kind) for name, kind in hints.items()}


def test_each_kind_of_event_has_one_function_named_after_it() -> None:
    assert sorted(map(function_of, EVENTS)) == sorted(FUNCTIONS)
    for event in EVENTS:
        function = FUNCTIONS[function_of(event)]
        assert event == function(**given(function)).event


@pytest.mark.parametrize("event", EVENTS)
def test_a_row_has_the_columns_that_the_page_names_and_no_others(event: str) -> None:
    function = FUNCTIONS[function_of(event)]
    made = function(**given(function))
    assert len(COLUMNS) == len(made)
    row = made._asdict()
    filled = {column for column in COLUMNS if row[column] is not None}
    assert columns_on_the_page(event) == filled - {"minute", "event"}


@pytest.mark.parametrize("event", EVENTS)
def test_what_a_function_is_given_stands_in_the_row_once(event: str) -> None:
    function = FUNCTIONS[function_of(event)]
    arguments = given(function)
    row = function(**arguments)
    for name, value in arguments.items():
        columns = value._asdict() if isinstance(value, tuple) else {name: value}
        for column, each in columns.items():
            assert 1 == list(row).count(each)
            assert column not in COLUMNS or each == getattr(row, column)


def test_the_engine_makes_rows_by_these_functions_alone() -> None:
    for module in (ROOT / "mobsim" / "engine").glob("*.py"):
        text = module.read_text(encoding="utf-8")
        assert [] == re.findall(r"(?<!simpy\.)\bEvent\(", text), module.name
