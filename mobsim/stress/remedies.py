"""What would improve the results?

This module tries several changes to the tests that fared worst. Each changed test uses the draws of
the original test. The changes are a national call an hour earlier, ten more PSUs in the region that
breaks, half as many crews kept at home, a forward reserve, and a faster RICC.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from mobsim.country.commitments import apportion
from mobsim.ground.grids import csv_text
from mobsim.scenario.scenario import Scenario
from mobsim.stress.findings import Remedy
from mobsim.stress.pack import Case
from mobsim.stress.paired_nights import MEASURED, STATISTICS, difference_in, night_values
from mobsim.stress.runs import Runner, WantedRun
from mobsim.study.study import Study

WORST: Final = 5
"""The number of tests for which remedies are tried."""
MORE_PSUS: Final = 10
EARLIER: Final = 60.0
"""The minutes by which the remedy advances the national call."""
RESERVE: Final = 20
"""The number of PSUs in the forward reserve. The number and the location of these PSUs are
assumed.
"""
_RESERVED: Final = (
    "name: Forward reserve at Derby, force: derbyshire, begins: +0m, holding: on, "
    f"need: {{psu: {RESERVE}}}"
)
Table = Callable[[str], str]
"""A function that changes the text of a table of forces."""


@dataclass(frozen=True, slots=True)
class Change:
    """One remedy: the settings and the table of forces that it changes."""

    remedy: str
    label: str
    settings: tuple[str, ...] = ()
    table: Table | None = None


def remedies_for(scenario: Scenario, where: str) -> list[Change]:
    """The changes to try for a test.

    ``where`` is the force whose incident breaks the test.
    """
    region_id = scenario.force_region[where]
    region = next(each.name for each in scenario.regions if each.region_id == region_id)
    return [
        _earlier_call(scenario),
        Change(
            "ten-more-psus",
            f"{MORE_PSUS} more PSUs in {region}",
            table=partial(with_more_psus, region=region_id, units=MORE_PSUS),
        ),
        Change(
            "lower-floor",
            "Half as many crews kept at home",
            ("floor_share=5%",),
            with_half_the_floors,
        ),
        Change(
            "forward-reserve",
            f"{RESERVE} PSUs in reserve at Derby from the start",
            ("retasking=largest_shortfall", f"incidents.forward-reserve={{{_RESERVED}}}"),
        ),
        Change(
            "faster-ricc",
            "RICCs with four desks that take half the time",
            ("ricc_desks=4", "durations.ricc_desk={triangular: [5m, 10m, 30m]}"),
        ),
    ]


def _earlier_call(scenario: Scenario) -> Change:
    first = min(incident.begins for incident in scenario.incidents)
    planned = scenario.policies.trigger.at_minute
    minute = first + EARLIER if planned is None else max(first, planned - EARLIER)
    label = (
        "A national call after an hour" if planned is None else "The national call an hour earlier"
    )
    return Change("earlier-call", label, (f"trigger={{national_call: {{at: +{minute:g}m}}}}",))


def try_remedies(worst: Sequence[tuple[Case, str]], forces: Path, runner: Runner) -> list[Remedy]:
    """The effect of each remedy on each given test, with the draws of that test.

    ``worst`` gives each test with the force whose incident breaks it. ``forces`` is the table of
    forces for all these tests.
    """
    before = {case: runner.study(case.run, partial(case.scenario, forces)) for case, _ in worst}
    changes = {case: remedies_for(before[case].scenario, where) for case, where in worst}
    wanted = [_wanted(case, each, forces, runner) for case in changes for each in changes[case]]
    made = runner.made(wanted)
    return [
        remedy
        for case, tried in changes.items()
        for remedy in ranked(
            case, tried, before[case], {each.remedy: made[run_of(case, each)] for each in tried}
        )
    ]


def run_of(case: Case, change: Change) -> str:
    """The folder of a remedy's run."""
    return f"runs/remedies/{case.row.test_id}/{change.remedy}"


def _wanted(case: Case, change: Change, forces: Path, runner: Runner) -> WantedRun:
    table = forces
    if change.table is not None:
        content = change.table(forces.read_bytes().decode())
        table = runner.table(f"{case.row.test_id}-{change.remedy}", content)
    return WantedRun(run_of(case, change), partial(case.scenario, table, *change.settings))


def ranked(
    case: Case, changes: Sequence[Change], before: Study, tried: Mapping[str, Study]
) -> list[Remedy]:
    """All remedies by measure, best first. Bonferroni's correction uses the number of remedies."""
    return [each for name in MEASURED for each in _by(case, name, changes, before, tried)]


def _by(
    case: Case, name: str, changes: Sequence[Change], before: Study, tried: Mapping[str, Study]
) -> Iterator[Remedy]:
    measure = MEASURED[name]
    horizon = max(study.horizon for study in (before, *tried.values()))
    was = night_values(before, name, horizon)
    of = {
        remedy: difference_in(name, was, night_values(study, name, horizon), len(tried))
        for remedy, study in tried.items()
    }
    sign = -1 if measure.more_is_better else 1
    best = sorted(
        changes, key=lambda c: (sign * (of[c.remedy].difference.estimate or 0.0), c.remedy)
    )
    for rank, change in enumerate(best, 1):
        found = of[change.remedy]
        yield Remedy(
            **case.ids,
            remedy=change.remedy,
            label=change.label,
            measure=name,
            measure_label=measure.label,
            unit=measure.unit,
            more_is_better=bool(measure.more_is_better),
            before=found.before,
            after=found.after,
            statistic=STATISTICS[measure.sort],
            difference=found.difference,
            told_apart=found.told_apart,
            rank=rank,
            run=run_of(case, change),
        )


# --- the table of forces, with more PSUs or with lower floors -------------------------------------


def with_more_psus(table: str, region: str, units: int) -> str:
    """Add PSUs to the trained, owed and declared units in a region, in proportion to officers."""
    strengths = {row["force_id"]: row for row in _rows(table) if row["region"] == region}
    more = apportion(units, {force: int(row["officers"]) for force, row in strengths.items()})
    grown = ("psu_trained", "psu_commitment", "psu_commitment_inside_297", "psu_declared")
    return _edited(table, grown, lambda force, number: number + more.get(force, 0))


def with_half_the_floors(table: str) -> str:
    """Halve the floor in each return, rounding down."""
    floors = [f"{kind}_floor" for kind in ("psu", "bdu", "aep")]
    return _edited(table, floors, lambda _, number: number // 2)


def _rows(table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table, newline="")))


def _edited(table: str, columns: Sequence[str], edit: Callable[[str, int], int]) -> str:
    """The table with new numbers in the given columns, for each force that has a number there."""
    rows = _rows(table)
    for row in rows:
        for name in columns:
            if row.get(name):
                row[name] = str(edit(row["force_id"], int(row[name])))
    return csv_text(rows[0], (row.values() for row in rows))
