"""``mobsim validate``: does the model show the patterns that real events showed?"""

import math
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import click

from mobsim.cli.options import GATE, again, json_option, override_options, say, say_json, say_next
from mobsim.ground.clock import day_letters, month_name
from mobsim.ground.text_layout import aligned, columns, labelled, wrapped
from mobsim.study.validation import (
    NULL,
    REPLICATIONS,
    SEED,
    Finding,
    Spread,
    SweptCall,
    Validation,
    history_names,
    sweep,
    validate,
)

_SWEPT = {
    "soon": ("met 4 h", "share of the need of a place's first 4 h that was met"),
    "met": ("met", "share of all need that was met"),
    "short_hours": ("short", "PSU-hours needed and not there"),
    "worst": ("worst", "most PSUs short at one place and minute, 4 h or more after it began"),
    "aid_48h": ("aid 48 h", "different aid PSUs deployed within 48 h of the earliest call"),
    "aid": ("aid", "different aid PSUs deployed from the earliest call on"),
}
_SHARES = ("soon", "met")
_HEAD_START = (
    "A call sets every force's mobilisation going, but that of a force whose units are not ordered "
    "runs out after durations.clock_reset (24 h, assumed): a call days ahead of need is no head "
    "start. What if they stayed ready: --set durations.clock_reset=10d"
)


@click.command("validate", epilog="Example:  mobsim validate history/august-2011")
@click.argument("scenarios", nargs=-1, metavar="[SCENARIO]...")
@click.option(
    "--replications",
    type=click.IntRange(min=1),
    default=REPLICATIONS,
    show_default=True,
    metavar="N",
    help="How many simulated runs, of fixed draws.",
)
@override_options
@click.option("--sweep", "swept", is_flag=True, help="Move the national call instead.")
@click.option("--gate", is_flag=True, help="End with exit code 4 if a pattern is out of bounds.")
@json_option
def validate_command(
    scenarios: tuple[str, ...],
    replications: int,
    override: str | None,
    settings: tuple[str, ...],
    swept: bool,
    gate: bool,
    as_json: bool,
) -> int:
    """Hold SCENARIO against what was observed: August 2011 and August 2024 by default.

    Bounds were fixed before the first run. The null model, everyone called at once, must be out of
    bounds somewhere, or the comparison says nothing.
    """
    if swept and (override or gate):
        wrong = "--with" if override else "--gate"
        raise click.UsageError(f"--sweep compares times of the call; leave out {wrong}")
    names = scenarios or history_names()
    if swept:
        _sweep(scenarios or names[-1:], settings, replications, as_json)
        return 0
    held = [
        validate(name, override=override, settings=settings, replications=replications)
        for name in names
    ]
    if as_json:
        say_json("validation", {"seed": SEED, "scenarios": [_plain(each) for each in held]})
    else:
        for each in held:
            _print(each, settings)
        last = held[-1].scenario
        say_next(
            again("validate", last, None, settings) + " --sweep",
            again("run", last, override, settings),
        )
    missed = any(each.out or not each.null_fails for each in held)
    return GATE if gate and missed else 0


# --- patterns -----------------------------------------------------------------------------------


def _print(held: Validation, settings: tuple[str, ...]) -> None:
    say(*wrapped(f"{_changed(held.scenario, held.override, settings)}: {held.question}"))
    say(
        f"{held.replications} simulated run{'s' * (held.replications != 1)} (seed {SEED}); "
        "bounds fixed before the first. Sizes of need are largely assumed."
    )
    say()
    header = ["PATTERN", "", "observed", "bounds", "simulated", "5–95 %", ""]
    rows = [_row(finding) for finding in held.findings]
    say(*aligned([header, *rows], left=2, last_left=True))
    say()
    _say_list("WHAT EACH IS", [(f.pattern.name, f.pattern.what) for f in held.findings])
    if held.out:
        reasons = [(f.pattern.name, f.pattern.if_out) for f in held.out]
        _say_list("OUT OF BOUNDS, LIKELY BECAUSE", reasons)
    inside = len(held.findings) - len(held.out)
    counted = f"{inside} of {len(held.findings)} patterns"
    _say_list("VERDICT", [("within bounds", counted), ("null model", _null(held))])


def _changed(scenario: str, override: str | None, settings: tuple[str, ...]) -> str:
    """A scenario as it was asked for."""
    return again("validate", scenario, override, settings).removeprefix("mobsim validate ")


def _row(finding: Finding) -> list[str]:
    pattern, found = finding.pattern, finding.simulated
    low, high = pattern.bounds
    verdict = "within"
    if not finding.within:
        verdict = "OUT, low" if found.median < low else "OUT, high"
    return [
        *(f"  {pattern.name}", pattern.unit, _number(pattern.number)),
        *(f"{_number(low)}–{_number(high)}", _number(found.median)),
        *(f"{_number(found.low)}–{_number(found.high)}", verdict),
    ]


def _null(held: Validation) -> str:
    failed = held.null_fails
    if not failed:
        return f"Out of bounds nowhere: the comparison says nothing (override {NULL})."
    told = f"Out of bounds in {len(failed)} of {len(held.null)}, as it must be somewhere"
    inside = [f.pattern.name for f in held.findings if f.within and f.pattern.name in failed]
    where = ", ".join(inside) or "nowhere"
    return (
        f"{told}; the scenario is within bounds where it is not: {where}. "
        f"The scenario is nearer to what was observed in {len(held.nearer)}."
    )


def _number(value: float) -> str:
    """As printed: whole, or to a tenth below 100.

    >>> _number(1705.0), _number(18.72), _number(math.inf)
    ('1705', '18.7', 'never')
    """
    if math.isinf(value):
        return "never"
    return f"{value:.1f}".removesuffix(".0") if abs(value) < 100 else f"{value:.0f}"


def _say_list(title: str, rows: Iterable[tuple[str, str]]) -> None:
    say(title)
    for name, text in rows:
        say(*labelled(f"  {name}", text, 24))
    say()


def _plain(held: Validation) -> dict[str, Any]:
    return {
        "scenario": held.scenario,
        "override": held.override,
        "replications": held.replications,
        "null_fails": list(held.null_fails),
        "nearer_than_null": list(held.nearer),
        "patterns": [
            {
                **{each: getattr(finding.pattern, each) for each in ("pattern", "what", "unit")},
                "observed": finding.pattern.number,
                "bounds": list(finding.pattern.bounds),
                "simulated": asdict(finding.simulated),
                "within": finding.within,
                "reason_if_out": finding.pattern.if_out,
                "source": list(finding.pattern.source),
            }
            for finding in held.findings
        ],
    }


# --- times of the call ----------------------------------------------------------------------------


def _sweep(
    names: tuple[str, ...], settings: tuple[str, ...], replications: int, as_json: bool
) -> None:
    found = {name: sweep(name, settings=settings, replications=replications) for name in names}
    if as_json:
        plain = [
            {"scenario": name, "replications": replications, "calls": list(map(_plain_call, calls))}
            for name, calls in found.items()
        ]
        say_json("sweep", {"seed": SEED, "scenarios": plain})
        return
    for name, calls in found.items():
        _print_sweep(name, calls, replications, settings)
    last = calls[0].override
    say_next(again("run", names[-1], last, settings), again("validate", names[-1], None, settings))


def _print_sweep(
    name: str, calls: tuple[SweptCall, ...], replications: int, settings: tuple[str, ...]
) -> None:
    earliest = _day_and_time(calls[0])
    say(f"{_changed(name, None, settings)}: what if the call had been made earlier or later?")
    say(
        f"{replications} simulated run{'s' * (replications != 1)} each, of the same draws "
        f"(seed {SEED}). Sizes of need are assumed: not a forecast."
    )
    header = ["", *(short for short, _ in _SWEPT.values())]
    for title, chosen in (
        ("MEDIANS", "values"),
        (f"DIFFERENCE FROM {earliest.upper()}, DRAW BY DRAW: MEDIAN (5–95 %)", "differences"),
    ):
        say()
        say(title)
        told = calls if chosen == "values" else calls[1:]
        rows = [
            [
                f"  {_day_and_time(call)}",
                *(_cell(k, getattr(call, chosen)[k], chosen) for k in _SWEPT),
            ]
            for call in told
        ]
        say(*(line.rstrip() for line in columns([header, *rows])))
    say()
    _say_list(f"Counted at places that began after {earliest}:", _SWEPT.values())
    say(*wrapped(_HEAD_START))
    say()


def _day_and_time(call: SweptCall) -> str:
    at = call.called_at
    return f"{day_letters(at)} {at.day} {month_name(at)[:3]} {at:%H:%M}"


def _cell(key: str, found: Spread, chosen: str) -> str:
    scale = 100.0 if key in _SHARES else 1.0
    values = [value * scale for value in (found.median, found.low, found.high)]
    if chosen == "values":
        return f"{_number(values[0])} %" if key in _SHARES else _number(values[0])
    middle, low, high = (f"{value:+.0f}" if round(value) else "0" for value in values)
    return f"{middle} ({low}…{high})"


def _plain_call(call: SweptCall) -> dict[str, Any]:
    return {**asdict(call), "called_at": call.called_at.isoformat()}
