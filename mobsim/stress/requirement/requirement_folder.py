"""How does mobsim save a requirement as a folder and as one document?

::

    summary.txt       the text that the command prints
    requirement.json  the plan, the lines, the regions and the forces
    threats.csv       the table of threats, as it was read
    need.csv          line or region: figure, share of weeks, units that suffice
    weeks.csv         year, week: units needed at once on each line
    over.csv          weeks that need more than a national figure, and the main threat
    forces.csv        force: units given and received per year
    lent.csv          year, episode, donor, host, kind: units and unit-hours
    scenarios/        the episodes with most units, as files for 'mobsim run'
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, astuple
from pathlib import Path
from typing import Any, Final

from mobsim.ground.folders import replaced_folder
from mobsim.ground.grids import csv_text
from mobsim.ground.intervals import Interval
from mobsim.ground.tables import guarded
from mobsim.ground.text_layout import as_kept
from mobsim.stress.requirement.episodes import text_of_episode
from mobsim.stress.requirement.model_year import WEEKS
from mobsim.stress.requirement.requirement_study import LineNeed, Requirement
from mobsim.stress.requirement.requirement_text import text_of
from mobsim.stress.requirement.sufficing import SHARES
from mobsim.stress.requirement.weekly_need import Of
from mobsim.telling.results import dumps

FORMAT: Final = "mobsim.requirement"
VERSION: Final = 1
HEAVIEST: Final = 10
"""The number of episodes whose scenarios are saved."""


def document_of(found: Requirement) -> dict[str, Any]:
    """The results as plain data."""
    plan = asdict(found.plan) | {"settings": list(found.plan.settings)}
    return {
        "plan": plan,
        "threats": [
            {"threat": each.threat, "times_a_year": each.times_a_year, "basis": each.basis}
            for each in found.threats
        ],
        "lines": [_need(each) | _broke(found, each) for each in found.lines],
        "regions": [_need(each) for each in found.regions],
        "episodes": {"simulated": len(found.records), "light": list(found.light)},
        "net_providers": found.providers,
        "net_recipients": found.recipients,
        "forces": [asdict(each) for each in found.forces()],
    }


def _need(each: LineNeed) -> dict[str, Any]:
    return {
        "line": each.of.line,
        "region": each.of.region,
        "figure": each.figure,
        "figure_is": each.figure_is,
        "suffices": asdict(each.suffices),
        "units_for": [asdict(units) for units in each.quantiles],
        "most": each.most,
    }


def _broke(found: Requirement, each: LineNeed) -> dict[str, Any]:
    line = each.of.line
    return {
        "weeks_over": len(found.over(line)),
        "episodes_broken": len(found.broken(line)),
        "planned_aid_not_found": found.not_found(line),
    }


def keep_requirement(found: Requirement, folder: Path, threats: Path, *, force: bool) -> None:
    """Write the folder completely or not at all; ``threats`` is the path of the table of threats.

    Raises `OutputError` if the folder holds other files or cannot be written.
    """
    content = {"format": FORMAT, "version": VERSION, **document_of(found)}
    settings = found.plan.settings
    with replaced_folder(folder, "requirement", ("requirement",), force=force) as made:
        made.put("summary.txt", as_kept(lambda: text_of(found)) + "\n")
        made.put("requirement.json", dumps(content) + "\n")
        made.put(f"threats{threats.suffix.lower() or '.csv'}", threats.read_bytes())
        for name, (columns, rows) in _tables(found).items():
            made.put(f"{name}.csv", _csv(columns, rows))
        for episode in found.heaviest[:HEAVIEST]:
            text = text_of_episode(episode, settings)
            made.put(f"scenarios/{episode.name}.yaml", text)


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    cells = ([_cell(value) for value in row] for row in rows)
    return csv_text(columns, cells)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.6g}"
    return guarded(value) if isinstance(value, str) else str(value)


Rows = tuple[Sequence[str], Iterable[Sequence[object]]]


def _tables(found: Requirement) -> dict[str, Rows]:
    return {
        "need": _need_rows(found),
        "weeks": _week_rows(found),
        "over": (
            ("year", "week", "line", "units", "mostly"),
            (
                (each.year, each.week, each.line, each.units, each.mostly)
                for need in found.needs
                for each in need.over
            ),
        ),
        "forces": _force_rows(found),
        "lent": (
            ("year", "episode", "donor", "host", "kind", "units", "unit_hours"),
            (
                (record.year, record.number, *astuple(lent))
                for record in found.records
                for lent in record.lent
            ),
        ),
    }


def _need_rows(found: Requirement) -> Rows:
    ends = [f"{end}_{100 * share:.0f}" for share in SHARES for end in ("units", "low", "high")]
    columns = ("line", "region", "figure", "figure_is", "suffices", "low", "high", *ends, "most")
    rows = (
        (
            *(each.of.line, each.of.region, each.figure, each.figure_is),
            *_ends(each.suffices),
            *(end for of in each.quantiles for end in (of.units, of.low, of.high)),
            each.most,
        )
        for each in (*found.lines, *found.regions)
    )
    return columns, rows


def _ends(found: Interval | None) -> tuple[float | None, ...]:
    return (found.estimate, found.low, found.high) if found else (None, None, None)


def _week_rows(found: Requirement) -> Rows:
    lines = [line.line for line in found.world.lines]
    weeks = {line: found.weeks(Of(line)) for line in lines}
    rows = (
        (need.year, week + 1, *(int(weeks[line][row, week]) for line in lines))
        for row, need in enumerate(found.needs)
        for week in range(WEEKS)
    )
    return ("year", "week", *lines), rows


def _force_rows(found: Requirement) -> Rows:
    columns = (
        *("force", "gives", "gives_low", "gives_high"),
        *("receives", "receives_low", "receives_high", "gives_heavy", "receives_heavy"),
        *("gave_hours", "received_hours", "provider_share", "recipient_share"),
    )
    rows = (
        (
            *(each.force, *_ends(each.gives), *_ends(each.receives)),
            *(each.gives_heavy, each.receives_heavy, each.gave_hours, each.received_hours),
            *(each.provider_share, each.recipient_share),
        )
        for each in found.forces()
    )
    return columns, rows
