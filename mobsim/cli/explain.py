"""``mobsim explain``: which values does a run depend on, and where does each come from?"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import click

from mobsim.cli.options import (
    again,
    columns,
    say,
    say_json,
    say_next,
    scenario_options,
    wrapped,
)
from mobsim.scenario_file import Resolved, resolve
from mobsim.units import format_duration
from mobsim.wording import joined


@click.command(
    epilog="Examples:  mobsim explain quickstart   mobsim explain six-cities-saturday --assumptions"
)
@scenario_options(required=False)
@click.option(
    "--assumptions", is_flag=True, help="List every number a run depends on, with its source."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def explain(
    scenario: str | None,
    override: str | None,
    settings: tuple[str, ...],
    assumptions: bool,
    as_json: bool,
) -> None:
    """Show SCENARIO with every default filled in, and the origin of each value.

    An origin is default, static preset, likely preset, file:line:column, the name of an override,
    or --set. With --assumptions: every number a run depends on, its range, its source, and what it
    affects.
    """
    if scenario is None and not assumptions:
        raise click.UsageError("expected SCENARIO, or --assumptions")
    found = resolve(scenario, override=override, settings=settings) if scenario else None
    if assumptions:
        _explain_assumptions(found, as_json)
    elif found:
        _explain_values(found, as_json)
    if not as_json:
        say_next(again("run", scenario or "quickstart", override, settings))


def written(value: Any) -> str:
    """A value on one line, as a scenario writes it.

    >>> written(["10m", "20m"]), written(True), written({})
    ('[10m, 20m]', 'true', '{}')
    """
    if isinstance(value, list):
        return "[" + ", ".join(written(each) for each in value) + "]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {written(each)}" for key, each in value.items()) + "}"
    return value if isinstance(value, str) else json.dumps(value)


def _explain_values(found: Resolved, as_json: bool) -> None:
    if as_json:
        values = [
            {"path": path, "value": value, "origin": origin}
            for path, (value, origin) in found.origins.items()
        ]
        resolved = dict(found.scenario.resolved)
        say_json("explain", {"values": values, "scenario": resolved})
        return
    rows = [[path, written(value), origin] for path, (value, origin) in found.origins.items()]
    for line in columns(rows):
        say(line)


def _explain_assumptions(found: Resolved | None, as_json: bool) -> None:
    from mobsim.assumptions import register

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
        _say_wrapped(f"{each.name}: {in_words(each.value)} {unit}".rstrip() + span, "  ")
        where = f"{each.path}; " if each.path else ""
        _say_wrapped(f"{where}{each.status}: {each.source}. Affects {each.affects}.", "      ")
    say()


def _say_wrapped(text: str, indent: str) -> None:
    for line in wrapped(text, indent=indent):
        say(line)


def in_words(value: Any) -> str:
    """A value as a planner would write it.

    >>> in_words([[0.1, 60.0], [0.4, 240.0]])
    '10 % by 1h, 40 % by 4h'
    >>> in_words({"triangular": ["10m", "20m", "45m"]})
    'between 10m and 45m, most often 20m'
    >>> in_words({"small": 15, "large": 99}), in_words([7, 15, 22]), in_words(13.0), in_words(False)
    ('small 15, large 99', '7, 15 and 22', '13', 'no')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return _drawn(value) or ", ".join(f"{key} {in_words(each)}" for key, each in value.items())
    if isinstance(value, list) and value and isinstance(value[0], list):
        return ", ".join(f"{100 * share:g} % by {format_duration(by)}" for share, by in value)
    if isinstance(value, list):
        return joined([in_words(each) for each in value]) or "none"
    return f"{value:,g}" if isinstance(value, float) and value.is_integer() else str(value)


def _drawn(value: Mapping[str, Any]) -> str:
    """What a duration is drawn from; empty for another mapping."""
    name, numbers = next(iter(value.items()), ("", None))
    told = [in_words(each) for each in numbers] if isinstance(numbers, list) else []
    if name == "triangular" and len(told) == 3:
        return f"between {told[0]} and {told[2]}, most often {told[1]}"
    if name == "uniform" and len(told) == 2:
        return f"between {told[0]} and {told[1]}, evenly"
    return ""
