"""What changed since last quarter, and why?

For each night, an intermediate run on the same draws divides the movement of a measure into two
steps. The intermediate run uses last quarter's returns with this quarter's tests and code. The step
from last quarter's run to the intermediate run is due to tests and code. The step from the
intermediate run to this quarter's run is due to returns. Further runs try each force's changed
return alone.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from mobsim.country.forces import shipped_forces
from mobsim.country.returns import (
    Difference,
    Returns,
    differences,
    forces_csv,
    is_jump,
    moves_forces,
)
from mobsim.ground.errors import Fault, InputError
from mobsim.ground.intervals import paired
from mobsim.scenario.file import load_scenario
from mobsim.stress.findings import (
    MeasureMovement,
    MovementSource,
    QuarterChange,
    ReturnDifference,
    StressFindings,
)
from mobsim.stress.night_numbers import estimate, mean
from mobsim.stress.pack import SEARCHED, Case, Pack, cases, readings
from mobsim.stress.paired_nights import (
    MEASURED,
    STATISTICS,
    NightDifference,
    difference_in,
    night_values,
)
from mobsim.stress.runs import Runner, WantedRun
from mobsim.stress.stress_folder import Packed
from mobsim.study.study import Study, read_study
from mobsim.study.study_text import number
from mobsim.study.summary import LEVEL
from mobsim.telling.store import SCENARIO

SPLIT: Final = 4
"""The number of tests in which the effect of returns is split by force: the tests that moved most.
"""
ALONE: Final = 10
"""The largest number of forces whose returns are tried one at a time. If the returns of more forces
changed, the returns are tried by region.
"""


@dataclass(frozen=True)
class Then:
    """Last quarter's returns, and last quarter's runs if they were saved."""

    returns: Returns
    packed: Packed | None = None


@dataclass(frozen=True)
class Now:
    """The quarter that the stress test is about."""

    returns: Returns
    pack: Pack
    findings: StressFindings
    """The findings without the comparison."""
    forces: Path
    """The quarter's table of forces."""


def check_compatible(before: StressFindings, nights: int, seed: int) -> None:
    """Refuse to compare two quarters that did not use the same nights.

    Raises
    ------
    InputError
        If the numbers of nights or the seeds differ.
    """
    differs = "expected the same value, so that nights can be compared; repeat one of the two tests"
    faults = [
        Fault(f"stress test of {before.quarter}", 0, 0, name, f"{found}, {differs}")
        for name, then, now in (("nights", before.nights, nights), ("seed", before.seed, seed))
        if then != now
        for found in [f"found {then} then and {now} now"]
    ]
    if faults:
        raise InputError(faults)


def quarter_change(then: Then, now: Now, runner: Runner, split: int = SPLIT) -> QuarterChange:
    """The changes since last quarter, and their causes.

    The effect of returns is split by force in the ``split`` tests that moved most.
    """
    old = then.packed.findings if then.packed else None
    moved = differences(then.returns, now.returns)
    felt = [each for each in moved if moves_forces(each, now.returns)]
    table = runner.table("last", forces_csv(then.returns))
    found: list[MeasureMovement] = []
    effects: dict[Case, float] = {}
    """For each case, the size of the change in mean unmet need."""
    fixed = _fixed(now.pack)
    wanted = [WantedRun(_last_run(case), partial(case.scenario, table)) for case in fixed]
    wanted += [WantedRun(case.run, partial(case.scenario, now.forces)) for case in fixed]
    made = runner.made(wanted)
    for case in fixed:
        between, new = made[_last_run(case)], made[case.run]
        found += _moves(case, "all", "", _kept(then, case) or between, new)
        found += _earlier(case, then, now, between, runner)
        found += _moves(case, "returns", "", between, new)
        before, after = (night_values(study, "unmet_unit_hours") for study in (between, new))
        effects[case] = abs(sum(after) - sum(before)) / max(1, len(before))
    most_moved = _most_moved(effects)[:split]
    found += _parts(most_moved, then.returns, now.returns, _groups(felt), runner)
    return QuarterChange(
        before=then.returns.quarter,
        after=now.returns.quarter,
        summary=_summary(moved, found, {test.test_id: test.title for test in now.pack.tests}),
        flags=_flags(old, now.findings) if old else [_ONLY_RETURNS],
        returns=[_told(each) for each in moved],
        scenarios=_moved_pack(old, now) if old else [],
        code=_moved_code(old, now.findings) if old else [],
        movements=found,
    )


def _fixed(pack: Pack) -> list[Case]:
    """The tests that do not rotate, under the readings used in the comparison."""
    some = [each for each in readings() if each.reading_id in SEARCHED]
    rows = [row for row in pack.rows if row.rotates == "no"]
    return [case for row in rows for reading in some for case in cases(row, reading)]


# --- the steps in between ---------------------------------------------------------------------


def _earlier(
    case: Case, then: Then, now: Now, between: Study, runner: Runner
) -> Iterator[MeasureMovement]:
    """The effect of tests and code; nothing if last quarter saved no runs."""
    old = _kept(then, case)
    if old is None or then.packed is None:
        return
    findings = then.packed.findings
    same_pack = findings.pack_sha256 == now.findings.pack_sha256
    same_code = findings.code_sha256 == now.findings.code_sha256
    if same_pack or same_code:
        yield from _moves(case, "code" if same_pack else "scenarios", "", old, between)
        yield from _moves(case, "scenarios" if same_pack else "code", "", between, between)
        return
    folder = then.packed.folder / case.run / SCENARIO
    again = runner.study(f"runs/last-pack/{_tail(case)}", partial(load_scenario, folder))
    yield from _moves(case, "code", "", old, again)
    yield from _moves(case, "scenarios", "", again, between)


def _kept(then: Then, case: Case) -> Study | None:
    """Last quarter's run of a case; None if it was not saved."""
    if then.packed is None or not (then.packed.folder / case.run).is_dir():
        return None
    return read_study(then.packed.folder / case.run)


def _parts(
    cases: Sequence[Case],
    before: Returns,
    after: Returns,
    groups: Mapping[str, set[str]],
    runner: Runner,
) -> Iterator[MeasureMovement]:
    """The effect, in the given runs, of each force's return alone and of all returns together."""
    tables = {
        name: runner.table(f"last-{name}", forces_csv(_with(before, after, forces)))
        for name, forces in groups.items()
    }
    made = runner.made(
        [
            WantedRun(_last_run(case, name), partial(case.scenario, table))
            for case in cases
            for name, table in tables.items()
        ]
    )
    for case in cases:
        base, whole = runner.kept(_last_run(case)), runner.kept(case.run)
        alone = {name: made[_last_run(case, name)] for name in groups}
        for name, study in alone.items():
            yield from _moves(case, "returns", name, base, study)
        yield from _together(case, base, whole, alone)


def _together(
    case: Case, base: Study, whole: Study, alone: Mapping[str, Study]
) -> Iterator[MeasureMovement]:
    """The part of the whole effect that is left after subtracting the separate effects."""
    for name in MEASURED:
        of = [night_values(study, name) for study in alone.values()]
        start, end = night_values(base, name), night_values(whole, name)
        summed = [b + sum(a[i] - b for a in of) for i, b in enumerate(start)]
        left = estimate(paired(summed, end, LEVEL))
        found = NightDifference(mean(summed), mean(end), left)
        yield _movement(case, "returns", "together", name, found)


def _groups(moved: Sequence[Difference]) -> dict[str, set[str]]:
    """The forces whose returns are tried together, by group name."""
    forces = sorted({each.force for each in moved})
    if len(forces) <= ALONE:
        return {force: {force} for force in forces}
    found: dict[str, set[str]] = defaultdict(set)
    for force in forces:
        found[shipped_forces()[force].region].add(force)
    return dict(sorted(found.items()))


def _with(before: Returns, after: Returns, forces: set[str]) -> Returns:
    """Last quarter's returns, with this quarter's rows for some forces."""
    rows = [row for row in before.rows if row.force_id not in forces]
    rows += [row for row in after.rows if row.force_id in forces]
    return replace(before, rows=tuple(sorted(rows, key=lambda row: (row.force_id, row.kind))))


# --- movements --------------------------------------------------------------------------------


def _moves(
    case: Case, source: MovementSource, part: str, one: Study, two: Study
) -> Iterator[MeasureMovement]:
    for name in MEASURED:
        moved = difference_in(name, night_values(one, name), night_values(two, name))
        yield _movement(case, source, part, name, moved, _run_of(two))


def _run_of(study: Study) -> str:
    """The folder of a run inside the stress test's folder."""
    assert study.folder is not None
    return "runs/" + study.folder.as_posix().rpartition("/runs/")[2]


def _movement(
    case: Case, source: MovementSource, part: str, name: str, moved: NightDifference, run: str = ""
) -> MeasureMovement:
    measure = MEASURED[name]
    return MeasureMovement(
        **case.ids,
        measure=name,
        measure_label=measure.label,
        unit=measure.unit,
        source=source,
        part=part,
        before=moved.before,
        after=moved.after,
        statistic=STATISTICS[measure.sort],
        difference=moved.difference,
        told_apart=moved.told_apart,
        run=run,
    )


def _most_moved(effects: Mapping[Case, float]) -> list[Case]:
    moved = [case for case, size in effects.items() if size]
    return sorted(moved, key=lambda case: (-effects[case], case.run))


def _tail(case: Case) -> str:
    return case.run.removeprefix("runs/")


def _last_run(case: Case, group: str = "") -> str:
    """The run with last quarter's returns, except that a group of forces has new returns."""
    return f"runs/{f'last-{group}' if group else 'last'}/{_tail(case)}"


# --- in words ---------------------------------------------------------------------------------


def _told(moved: Difference) -> ReturnDifference:
    before, after = ("" if n is None else str(n) for n in (moved.before, moved.after))
    return ReturnDifference(
        force=moved.force,
        force_name=_force_names().get(moved.force, moved.force),
        kind=moved.kind,
        column=moved.column,
        before=before,
        after=after,
        note="a jump" if is_jump(moved) else moved.note,
    )


def _force_names() -> dict[str, str]:
    return {force: row.name for force, row in shipped_forces().items()}


_ONLY_RETURNS = (
    "Last quarter's runs are missing, so this quarter's tests and code were run on its returns. "
    "Every movement is therefore due to returns."
)


def _flags(then: StressFindings, now: StressFindings) -> list[str]:
    """Reasons why the two quarters are not fully comparable."""
    what = {"The pack": "pack_sha256", "mobsim": "code_sha256"}
    return [
        f"{name} differs from last quarter's."
        for name, digest in what.items()
        if getattr(then, digest) != getattr(now, digest)
    ]


def _moved_pack(then: StressFindings, now: Now) -> list[str]:
    old, new = ({test.test_id: test for test in each.tests} for each in (then, now.pack))
    found = [f"{name} is new" for name in new if name not in old]
    found += [f"{name} was removed" for name in old if name not in new]
    found += [f"{name} has changed" for name in new if old.get(name, new[name]) != new[name]]
    if not found and then.pack_sha256 != now.findings.pack_sha256:
        found.append("a scenario in the pack was edited")
    return found


def _moved_code(then: StressFindings, now: StressFindings) -> list[str]:
    found = []
    if then.mobsim != now.mobsim:
        found.append(f"mobsim {then.mobsim} → {now.mobsim}")
    elif then.code_sha256 != now.code_sha256:
        found.append(f"code of mobsim {then.code_sha256[:12]} → {now.code_sha256[:12]}")
    for name, version in now.libraries.items():
        if then.libraries.get(name) != version:
            found.append(f"{name} {then.libraries.get(name, 'none')} → {version}")
    return found


def _summary(
    moved: Sequence[Difference], movements: Sequence[MeasureMovement], titles: Mapping[str, str]
) -> list[str]:
    """The sentences that summarise the changes, in order of importance."""
    if not moved and not any(each.told_apart for each in movements):
        return ["No return changed, and nothing moved."]
    forces = {each.force for each in moved}
    values = f"{len(moved)} returned value{'s' if len(moved) != 1 else ''}"
    said = [f"{values} of {len(forces)} forces changed."] if moved else []
    whole = [each for each in movements if each.source == "all" and each.told_apart]
    if not whole:
        return [*said, "No measure of a test moved by more than chance can explain."]
    worst = sorted(whole, key=lambda each: -_times(each))[:_SAID]
    return said + [_sentence(each, movements, titles) for each in worst]


_SAID = 3


def _times(moved: MeasureMovement) -> float:
    """The size of the movement, as a multiple of the width of its interval."""
    by = moved.difference
    width = (by.high or 0.0) - (by.low or 0.0)
    return abs(by.estimate or 0.0) / width if width else float("inf")


def _sentence(
    moved: MeasureMovement, movements: Sequence[MeasureMovement], titles: Mapping[str, str]
) -> str:
    unit, by = moved.unit, moved.difference
    size = by.estimate or 0.0
    way = "rose" if size > 0 else "fell"
    low, high = sorted((abs(by.low or 0.0), abs(by.high or 0.0)))
    before = number(moved.before.estimate, unit)
    units = "" if unit in ("share", "minutes") or unit in moved.measure_label else f" {unit}"
    said = (
        f"{titles[moved.test]}, {moved.reading.partition('-')[0]}: {moved.measure_label} {way} by "
        f"{_points(abs(size), unit)}{units} (mean paired difference, 95 % interval "
        f"{_points(low, unit)} to {_points(high, unit)}) from {before} ({moved.statistic})"
    )
    parts = [
        each
        for each in movements
        if (each.test, each.reading, each.measure) == (moved.test, moved.reading, moved.measure)
        and (each.part or each.source in ("scenarios", "code"))
        and each.told_apart
    ]
    names, told = _force_names(), []
    for each in sorted(parts, key=lambda each: -abs(each.difference.estimate or 0.0)):
        part, name = each.difference.estimate or 0.0, names.get(each.part, each.part) or each.source
        told.append(f"{name} {'+' if part > 0 else '−'}{_points(abs(part), unit)}")
    return f"{said}. Of this movement: {'; '.join(told)}." if told else f"{said}."


def _points(size: float, unit: str) -> str:
    """The size of the difference between two numbers, without its sign."""
    text = number(size, unit)
    return text.replace(" %", " points") if unit == "share" else text
