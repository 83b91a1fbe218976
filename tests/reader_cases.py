"""Is every key of the JSON Schema refused when it holds nothing, a wrong type, or is misspelt?

Each key is written, alone under its parents, with a value that it cannot have; a fault must name
its path and its line. `problems` lists what went otherwise, so that the same can be asked of an
interpreter that ignores asserts: ``python -O -m tests.reader_cases``.
"""

import functools
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from mobsim.country.forces import load_forces
from mobsim.ground.errors import Fault, InputError
from mobsim.scenario.file import json_schema, resolving
from mobsim.scenario.file.scenario_finding import ScenarioSource
from mobsim.scenario.file.yaml_reading import dotted

At = tuple[str | int, ...]

BASE = {
    "schema": "schema: 1\n",
    "question": "question: Is it refused?\n",
    "start": "start: 2026-06-03 14:00\n",
    "duration": "duration: 24h\n",
    "incidents": (
        "incidents:\n- {name: Leeds, force: west-yorkshire, begins: 20:00, need: {psu: 5}}\n"
    ),
}
SAMPLES = {
    **dict.fromkeys(("need", "units"), "psu"),
    **dict.fromkeys(("from", "places"), "kent"),
    **dict.fromkeys(("on_duty", "activity"), "18:00"),
    **dict.fromkeys(("ricc_desks", "ricc_at"), "wales"),
    "overrides": "late",
    "kent": "psu",
}
"""Names where a schema leaves them free."""
DRAWN = ("judging", "hold")
"""Distributions are looked into under these; under the others the same code reads them."""
ALONE = ("schema", "base")
"""Keys without which nothing further is read."""

BLANK, LIST, MAPPING, MISSPELT = "", "[[7]]", "{zzz: [7]}", "misspelt"
WRONG = (LIST, MAPPING)


@dataclass(frozen=True)
class Case:
    """One value under one key."""

    path: At
    value: str

    @property
    def written(self) -> At:
        """The path as it is written, with its last letter twice if it is misspelt."""
        *way, last = self.path
        return (*way, f"{last}{str(last)[-1]}") if self.value == MISSPELT else self.path

    def lines(self) -> list[str]:
        """The key with its parents, the key in the last line."""
        lines = [""]
        for depth, step in enumerate(self.written):
            if isinstance(step, int):
                lines.append("  " * depth + "-")
            elif lines[-1].endswith("-"):
                lines[-1] += f" '{step}':"
            else:
                lines.append("  " * depth + f"'{step}':")
        lines[-1] += f" {'7' if self.value == MISSPELT else self.value}".rstrip()
        return lines[1:]


def keys(schema: dict[str, Any], path: At = ()) -> Iterator[At]:
    """The path of every key, and of the first entry of every list."""
    schema = _definition(schema)
    below = [((*path, key), inner) for key, inner in schema.get("properties", {}).items()]
    if isinstance(schema.get("items"), dict):
        below.append(((*path, 0), schema["items"]))
    name = SAMPLES.get(str(path[-1])) if path else None
    if isinstance(schema.get("additionalProperties"), dict) and name:
        below.append(((*path, name), schema["additionalProperties"]))
    for at, inner in below:
        yield at
        if at[0] != "durations" or len(at) != 2 or at[1] in DRAWN:
            yield from keys(inner, at)
    for either in schema.get("anyOf", ()) if path else ():
        yield from keys(either, path)


def _definition(schema: dict[str, Any]) -> dict[str, Any]:
    """What a reference stands for; of an override, the keys only, whose values are a file's."""
    if "$ref" not in schema:
        return schema
    name = schema["$ref"].rpartition("/")[2]
    found: dict[str, Any] = json_schema_()["$defs"][name]
    if name != "Override":
        return found
    return {"properties": {key: {} for key in found["properties"]}}


@functools.cache
def json_schema_() -> dict[str, Any]:
    return json_schema()


@functools.cache
def every_key() -> tuple[At, ...]:
    return tuple(dict.fromkeys(keys(json_schema_())))


def files(value: str) -> Iterator[list[Case]]:
    """Cases of one value in as few files as they go in, but a blank alone in its own."""
    waiting = [
        Case(path, value)
        for path in every_key()
        # An entry has no name, and a sample is none that a schema knows.
        if value != MISSPELT or (isinstance(path[-1], str) and path[-1] not in SAMPLES.values())
    ]
    while waiting:
        first = waiting.pop(0)
        chosen = {first.path[0]: first}
        if value != BLANK and first.path[0] not in ALONE:
            for case in list(waiting):
                if case.path[0] not in (*chosen, *ALONE):
                    chosen[case.path[0]] = case
                    waiting.remove(case)
        yield list(chosen.values())


def problems(cases: Sequence[Case]) -> list[str]:
    """What goes otherwise than it should with a file of these cases."""
    taken = {case.path[0] for case in cases}
    lines = "".join(text for key, text in BASE.items() if key not in taken).splitlines()
    at = {}
    for case in cases:
        lines += case.lines()
        at[case] = len(lines)
    faults = faults_of("\n".join(lines) + "\n")
    return [
        f"{dotted(case.path)}: {case.value!r}: no fault at line {line} among {faults}"
        for case, line in at.items()
        if not any(_tells(fault, case, line) for fault in faults)
    ]


def _tells(fault: Fault, case: Case, line: int) -> bool:
    if case.path == ("schema",) and case.value == MISSPELT:
        return "missing 'schema'" in fault.message
    if (fault.file, fault.line) != ("night.yaml", line):
        return False
    if case.value == MISSPELT:
        meant = f"did you mean {case.path[-1]!r}?"
        near = meant in fault.message or "expected one of" in fault.message
        return near and dotted(case.written[:-1]) in fault.path
    return fault.path.startswith(dotted(case.path))


def faults_of(text: str) -> tuple[Fault, ...]:
    """The faults of a scenario file of this text; of a base, if it names one, nothing is known."""
    source = ScenarioSource("night.yaml", "night", Path("/nowhere"), text)
    with (
        mock.patch.object(resolving, "find_source", return_value=source),
        mock.patch.object(resolving, "load_forces", _forces),
    ):
        try:
            resolving.resolve("night.yaml")
        except InputError as error:
            return error.faults
    return ()


def _forces(table: str | None, **how: Any) -> Any:
    return _loaded(table, tuple(sorted(how.items())))


@functools.cache
def _loaded(table: str | None, how: tuple[tuple[str, Any], ...]) -> Any:
    return load_forces(table, **dict(how))


def main() -> int:
    """Every case, told in a line; how many problems there are."""
    found = [files_ for value in (BLANK, *WRONG, MISSPELT) for files_ in files(value)]
    told = [problem for cases in found for problem in problems(cases)]
    sys.stdout.write("\n".join([*told, f"{sum(map(len, found))} cases, {len(told)} problems\n"]))
    return len(told)


if __name__ == "__main__":
    sys.exit(min(main(), 100))
