"""``mobsim explain``: which values does a run depend on, and where does each come from?"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import click

from mobsim.cli.options import (
    again,
    json_option,
    may_go_outside,
    say,
    say_json,
    say_next,
    scenario_options,
)
from mobsim.country.force_tables import CellChange
from mobsim.ground.text_layout import columns, wrapped
from mobsim.scenario.file import Resolved, resolve
from mobsim.telling.wording import in_words


@click.command(
    epilog="Examples:  mobsim explain quickstart   mobsim explain six-cities-saturday --assumptions"
)
@scenario_options(required=False)
@click.option(
    "--assumptions", is_flag=True, help="List every number that a run depends on, with its source."
)
@json_option
def explain(
    scenario: str | None,
    override: str | None,
    settings: tuple[str, ...],
    assumptions: bool,
    as_json: bool,
) -> None:
    """Show SCENARIO with every default filled in, and the origin of each value.

    The origin is the default, the static or likely preset, a place in a file (file:line:column),
    the gazetteer, the name of an override, or --set.

    With --assumptions, the command shows every number that a run depends on, with its range, its
    source and what it affects. It also says whether the number is a belief about the world, a
    policy that someone chooses, or a fact. For each belief that a scenario can set, it adds the
    prior, which says how probable each value is.
    """
    if scenario is None and not assumptions:
        raise click.UsageError("expected SCENARIO, or --assumptions")
    found = None
    if scenario is not None:
        outside = may_go_outside()
        found = resolve(scenario, override=override, settings=settings, allow_outside=outside)
    if assumptions:
        _explain_assumptions(found, as_json)
    elif found:
        _explain_values(found, as_json)
    if not as_json:
        say_next(again("run", scenario or "quickstart", override, settings))


def written(value: Any) -> str:
    """The text of a value on one line, in the notation of a scenario.

    >>> written(["10m", "20m"]), written(True), written({})
    ('[10m, 20m]', 'true', '{}')
    """
    if isinstance(value, list):
        return "[" + ", ".join(written(each) for each in value) + "]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {written(each)}" for key, each in value.items()) + "}"
    return value if isinstance(value, str) else json.dumps(value)


def _explain_values(found: Resolved, as_json: bool) -> None:
    from mobsim.telling.forces_tonight import values_before

    before = values_before(found)
    if as_json:
        values = [
            {"path": path, "value": value, "origin": origin}
            | ({"before": before[path]} if path in before else {})
            for path, (value, origin) in found.origins.items()
        ]
        resolved = dict(found.scenario.resolved)
        cells = {"cells": [asdict(cell) for cell in found.cells]} if found.cells else {}
        say_json("explain", {"values": values, "scenario": resolved} | cells)
        return
    shown = {
        path: f"{written(value)}, was {written(before[path])}"
        for path, (value, _) in found.origins.items()
        if path in before
    }
    rows = [
        [path, shown.get(path) or written(value), origin]
        for path, (value, origin) in found.origins.items()
    ]
    rows += [
        [f"forces: {cell.column} of {cell.force}", _cell_told(cell), cell.origin]
        for cell in found.cells
    ]
    say(*columns(rows))


def _cell_told(cell: CellChange) -> str:
    return f"{cell.after}, was {cell.before or 'not stated'}"


def _explain_assumptions(found: Resolved | None, as_json: bool) -> None:
    from mobsim.scenario.assumptions import register

    listed = register(found.origins if found else None)
    if as_json:
        say_json("assumptions", {"assumptions": [asdict(each) for each in listed]})
        return
    group = ""
    for each in listed:
        if each.group != group:
            group = each.group
            say(f"\n{group}")
        span = f"  ({each.low} to {each.high})" if each.low or each.high else ""
        unit = each.unit.removesuffix("s") if each.value == 1 else each.unit
        say(*wrapped(f"{each.name}: {in_words(each.value)} {unit}".rstrip() + span, indent="  "))
        where = f"{each.path}; " if each.path else ""
        what = f"{where}{each.nature}, {each.status}"
        say(*wrapped(f"{what}: {each.source}. Affects {each.affects}.", indent="      "))
        if each.prior:
            say(*wrapped(f"Prior: {each.prior} ({each.prior.why}).", indent="      "))
    say()
