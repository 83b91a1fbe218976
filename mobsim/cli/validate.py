"""``mobsim validate``: how far is the model from observations of real events?"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from mobsim.cli.completion import scenario_names
from mobsim.cli.options import (
    GATE,
    again,
    beliefs_option,
    engine_options,
    json_option,
    once,
    override_options,
    say,
    say_json,
    say_next,
)
from mobsim.cli.study_commands import how_of
from mobsim.ground.clock import day_letters, month_name
from mobsim.ground.text_layout import aligned, columns, labelled, wrapped
from mobsim.study.calibrating.belief_space import HistorySource
from mobsim.study.calibrating.held_out import score_sets
from mobsim.study.call_sweep import SWEPT, SweptCall, sweep
from mobsim.study.drawn_beliefs import belief_source
from mobsim.study.validation import (
    ASKED,
    CUT,
    DISCREPANCY,
    LEAST_DISCREPANCY,
    NULL,
    ONE_CREW,
    REPLICATIONS,
    SEED,
    Finding,
    Spread,
    Validation,
    history_names,
    validate,
)

_SWEPT = {
    "soon": ("met 4 h", "share of the need of a place's first 4 h that was met"),
    "met": ("met", "share of all need that was met"),
    "short_hours": ("short", "PSU-hours needed but not met"),
    "worst": ("worst", "most PSUs short at one place and minute, 4 h or more after it began"),
    "aid_48h": ("aid 48 h", "different aid PSUs deployed within 48 h of the earliest call"),
    "aid": ("aid", "different aid PSUs deployed from the earliest call on"),
}
_SHARES = ("soon", "met")
_HEAD_START = (
    "The national call starts every force's mobilisation clock, which runs until the night ends. If"
    " the call comes days before units are needed, every promised crew is ready when it is ordered."
)
_DISCREPANCY = (
    "Implausibility = |mean of the runs - observed| / root of (error² + discrepancy² + standard "
    f"error²). The model's discrepancy is assumed: {DISCREPANCY * 100:.0f} % of what was observed, "
    f"at least one PSU ({ONE_CREW:.0f} officers) or {LEAST_DISCREPANCY['forces']:.0f} force."
)


@click.command("validate", epilog="Example:  mobsim validate history/august-2011")
@click.argument("scenarios", nargs=-1, metavar="[SCENARIO]...", shell_complete=scenario_names)
@click.option(
    "--replications",
    type=click.IntRange(min=1),
    default=REPLICATIONS,
    show_default=True,
    metavar="N",
    help="Number of simulated runs, on fixed draws.",
)
@click.option(
    "--observed",
    type=click.Path(path_type=Path),
    multiple=True,
    callback=once,
    metavar="CSV",
    help="Table of your own observations, with the same columns as data/history.csv.",
)
@override_options
@beliefs_option("Predict the held-out patterns, and score the predictions.")
@engine_options
@click.option(
    "--sweep",
    "swept",
    is_flag=True,
    help="Instead, show what an earlier or later national call would have changed.",
)
@click.option(
    "--gate",
    is_flag=True,
    help=f"Exit with status 4 if a calibration pattern has an implausibility of {CUT:g} or more.",
)
@json_option
def validate_command(
    scenarios: tuple[str, ...],
    replications: int,
    observed: Path | None,
    override: str | None,
    settings: tuple[str, ...],
    swept: bool,
    **how: Any,
) -> int:
    """Compare SCENARIO with what was observed at a real event.

    Without SCENARIO, the command uses every past event that comes with mobsim. Each pattern has an
    observation error and a grade. The calibration patterns and the held-out patterns were separated
    before any run. The output also shows the null model, which calls every force at once.

    With --beliefs, the command predicts only the held-out patterns. It uses the sets of beliefs
    that history does not rule out.
    """
    gate, as_json = how["gate"], how["as_json"]
    _check_beliefs({"--with": override, "--set": settings, "--sweep": swept, "--gate": gate}, **how)
    if how["beliefs"]:
        _say_scores(HistorySource(scenarios, observed=observed), replications, **how)
        return 0
    if swept and (override or gate or observed):
        wrong = "--with" if override else "--gate" if gate else "--observed"
        raise click.UsageError(f"--sweep compares times of the call; leave out {wrong}")
    if observed and not scenarios:
        raise click.UsageError("--observed needs a SCENARIO to compare it with")
    if swept:
        _sweep(scenarios or (SWEPT,), settings, replications, as_json)
        return 0
    held = [
        validate(
            name,
            override=override,
            settings=settings,
            replications=replications,
            observed=observed,
        )
        for name in scenarios or history_names()
    ]
    if as_json:
        say_json("validation", {"seed": SEED, "scenarios": [_plain(each) for each in held]})
    else:
        _print_all(held, settings)
    return GATE if gate and any(each.missed for each in held) else 0


def _check_beliefs(others: dict[str, Any], **how: Any) -> None:
    """Raise an error if the options cannot be combined."""
    if how["beliefs"]:
        for option, value in others.items():
            if value:
                message = f"--beliefs uses the sets as they were calibrated; leave out {option}"
                raise click.UsageError(message)
    elif how["jobs"] or how["scheduler"]:
        raise click.UsageError("--jobs and --scheduler need --beliefs")


def _say_scores(source: HistorySource, replications: int, **how: Any) -> None:
    """Print how well the sets of beliefs predict the held-out patterns."""
    sets = belief_source(how["beliefs"])
    if not sets.sets:
        raise click.UsageError(
            "--beliefs prior is not a calibration; expected calibrated, or a file"
        )
    on = how_of(how["jobs"], how["scheduler"])
    found = score_sets(sets, source, replications, seed=SEED, how=on)
    if how["as_json"]:
        rows = found.frame.to_dict("records")
        say_json("scores", {"sentence": found.sentence(), "scores": rows, "sets": found.sets})
    else:
        say(found.text())


# --- patterns -----------------------------------------------------------------------------------


def _print_all(held: list[Validation], settings: tuple[str, ...]) -> None:
    for each in held:
        _print(each, settings)
    say(*wrapped(_DISCREPANCY))
    say()
    verdicts = [
        (f"{told}, {layer}", _counted(findings))
        for role, told in (("calibration", "calibration"), ("held-out", "held out"))
        for layer, findings in (
            ("end to end", _of(role, (each.end_to_end for each in held))),
            ("given what was asked", _of(role, (each.conditional for each in held))),
        )
        if findings
    ]
    verdicts.append(("null model", _null(held)))
    _say_list("VERDICT", verdicts)
    last = held[-1]
    say_next(again("run", last.scenario, last.override, settings))


def _print(held: Validation, settings: tuple[str, ...]) -> None:
    say(*wrapped(f"{_changed(held.scenario, held.override, settings)}: {held.question}"))
    say(
        f"{held.replications} simulated run{'s' * (held.replications != 1)} (seed {SEED}). "
        "Sizes of need are largely assumed."
    )
    say()
    header = ["PATTERN", "grade", "role", "observed", "median", "5–95 %", "implausible"]
    tables = [("", held.findings), (f"GIVEN WHAT WAS ASKED (--with {ASKED})", held.given)]
    for title, findings in tables:
        if not findings:
            continue
        if title:
            say(title)
        rows = [_row(finding) for finding in findings]
        say(*aligned([header, *rows], left=3, last_left=True))
        say()
    patterns = [finding.pattern for finding in held.findings]
    _say_list("WHAT EACH IS", [(p.pattern, f"{p.sense}: {p.what}.") for p in patterns])
    if held.context:
        told = [(row.pattern, f"{row.value} {row.unit}: {row.what}.") for row in held.context]
        _say_list("SHOWN, NOT COMPARED", told)


def _changed(scenario: str, override: str | None, settings: tuple[str, ...]) -> str:
    """The scenario and its changes, as the user would type them on the command line."""
    return again("validate", scenario, override, settings).removeprefix("mobsim validate ")


def _row(finding: Finding) -> list[str]:
    pattern, found = finding.pattern, finding.simulated
    return [
        *(f"  {pattern.pattern}", pattern.grade, pattern.role),
        f"{_number(pattern.number)} ± {_number(pattern.deviation)}",
        *(_number(found.median), f"{_number(found.low)}–{_number(found.high)}"),
        f"{finding.implausibility:4.1f}{' MISSED' * finding.missed}",
    ]


def _of(role: str, held: Iterable[Iterable[Finding]]) -> list[Finding]:
    return [finding for each in held for finding in each if finding.pattern.role == role]


def _counted(found: Sequence[Finding]) -> str:
    """The number of patterns of each grade whose implausibility is below the cut, in words."""
    below = Counter(finding.pattern.grade for finding in found if not finding.missed)
    grades = Counter(finding.pattern.grade for finding in found)
    by_grade = ", ".join(
        f"{below[each]} of {grades[each]} of grade {each}" for each in sorted(grades)
    )
    below_cut = f"{below.total()} of {len(found)} patterns have an implausibility under {CUT:g}"
    passed_by_nobody = sum(finding.passed_by_nobody for finding in found)
    nobody = f"A run in which no unit came would be under {CUT:g} in {passed_by_nobody} of them"
    return f"{below_cut}: {by_grade}. {nobody}."


def _null(held: Iterable[Validation]) -> str:
    pairs = [
        (found, null)
        for each in held
        for found, null in zip(each.findings, each.null, strict=False)
        if found.pattern.role == "calibration"
    ]
    if not pairs:
        return f"No scenario has a null model (override {NULL})."
    own = sum(not found.missed for found, _ in pairs)
    under = sum(not null.missed for _, null in pairs)
    nearer = sum(found.implausibility < null.implausibility for found, null in pairs)
    return (
        f"The null model has an implausibility under {CUT:g} in {under} of {len(pairs)} "
        f"calibration patterns, and the scenario in {own}. The scenario is nearer in {nearer} of "
        "them."
    )


def _number(value: float) -> str:
    """A number as text: rounded to a whole number, or to one decimal place if it is below 100.

    >>> _number(1705.0), _number(18.72)
    ('1705', '18.7')
    """
    return f"{value:.1f}".removesuffix(".0") if abs(value) < 100 else f"{value:.0f}"


def _say_list(title: str, rows: Iterable[tuple[str, str]]) -> None:
    known = list(rows)
    width = max(24, *(len(name) + 2 for name, _ in known))
    say(title)
    for name, text in known:
        say(*labelled(f"  {name}", text, width))
    say()


_TOLD = ("event", "pattern", "what", "grade", "role", "layer", "unit", "read")


def _plain(held: Validation) -> dict[str, Any]:
    return {
        "scenario": held.scenario,
        "override": held.override,
        "replications": held.replications,
        "cut": CUT,
        "patterns": [_plain_finding(finding) for finding in held.findings],
        "null": [_plain_finding(finding) for finding in held.null],
        "given_what_was_asked": [_plain_finding(finding) for finding in held.given],
        "context": [
            {**{each: getattr(row, each) for each in _TOLD}, "observed": row.value}
            for row in held.context
        ],
    }


def _plain_finding(finding: Finding) -> dict[str, Any]:
    pattern = finding.pattern
    return {
        **{each: getattr(pattern, each) for each in _TOLD},
        "construct": pattern.sense,
        "observed": pattern.number,
        "error": pattern.deviation,
        "discrepancy": finding.discrepancy,
        "simulated": asdict(finding.simulated),
        "implausibility": finding.implausibility,
        "passed_by_nobody": finding.passed_by_nobody,
        "source": list(pattern.source),
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
        say(*(line.rstrip() for line in columns([header, *rows], headed=True)))
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
