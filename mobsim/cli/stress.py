"""``mobsim stress``: how do you import quarterly returns, and how much can the forces withstand?"""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from mobsim.cli.completion import force_ids, quarters
from mobsim.cli.fitted_help import Suggesting
from mobsim.cli.options import (
    GATE,
    beliefs_option,
    engine_options,
    json_option,
    output_option,
    saved_in,
    say,
    say_as_is,
    say_beside,
    say_json,
    say_next,
)
from mobsim.cli.study_commands import how_of
from mobsim.country.forces import known_force_ids
from mobsim.country.line_verdicts import printed
from mobsim.country.returns import (
    Difference,
    Remark,
    Returns,
    StockTotal,
    differences,
    freeze,
    import_returns,
    kind_totals,
    read_returns,
    reconcile_returns,
    shipped_quarters,
    write_template,
)
from mobsim.country.returns.reconciling import committed_by_line
from mobsim.ground.folders import check_not_replaced, check_replaceable
from mobsim.ground.manifest import kind_of
from mobsim.ground.safe_text import escaped, shown_in_line
from mobsim.ground.text_layout import columns
from mobsim.stress.expected_time import expected
from mobsim.stress.pack import shipped_pack
from mobsim.stress.plain_verdicts import EARLY_ERROR
from mobsim.stress.quarter_change import Then
from mobsim.stress.stress_folder import PLAN, read_pack
from mobsim.stress.stress_text import kinds_told, text_of
from mobsim.stress.testing import NIGHTS, SEED, Wanted, run_stress
from mobsim.study.drawn_beliefs import belief_source
from mobsim.study.engines import usable_processors
from mobsim.study.span import parse_replications

_FILES = click.Path(path_type=Path)


@click.group(
    cls=Suggesting,
    epilog="Example:  mobsim stress import returns/*.xlsx --quarter 2027-Q1 --last 2026-Q4",
)
def stress() -> None:
    """Import the returns that forces send each quarter, and run the stress test on them.

    SET is the name of a shipped quarter, such as 2026-Q4, or a folder that 'import' has written.
    """


@stress.command(
    short_help="Write a blank return to fill in.",
    epilog="Example:  mobsim stress template kent.xlsx --force-id kent --last 2026-Q4",
)
@click.argument("file", type=_FILES, default=Path("return.xlsx"))
@click.option(
    "--force-id",
    metavar="FORCE",
    shell_complete=force_ids,
    help="Force that fills in the return, such as kent. The default is all forces.",
)
@click.option(
    "--last",
    metavar="SET",
    shell_complete=quarters,
    help="Previous quarter, which the return shows for comparison.",
)
@click.option("--capability", is_flag=True, help="Write only the capability table, as CSV.")
@click.option("--force", is_flag=True, help="Replace FILE if it exists.")
def template(
    file: Path, force_id: str | None, last: str | None, capability: bool, force: bool
) -> None:
    """Write a blank return to FILE: a workbook, or CSV if the name ends in .csv.

    A workbook has one sheet for the returns and one for capability: people, vehicles, speed,
    standards and agreements. The command replaces an existing file only with --force.
    """
    before = read_returns(last) if last else None
    write_template(file, force_id, before, capability=capability, force=force)
    say(f"Wrote {file}. Fill in each row: numbers, a date and the post of the person who signs.")
    alone = ["inspect", str(force_id), "--returns", str(file)]
    of_all = ["stress", "import", str(file), "--quarter", "2027-Q1"]
    say_next(shlex.join(["mobsim", *(alone if force_id else of_all)]))


@stress.command(
    "import",
    short_help="Check returns, and save them as the set of a quarter.",
    epilog="Example:  mobsim stress import north.xlsx south.csv --quarter 2027-Q1 --last 2026-Q4",
)
@click.argument("files", nargs=-1, required=True, type=_FILES)
@click.option(
    "--quarter", required=True, metavar="QUARTER", help="Quarter of the returns, such as 2027-Q1."
)
@click.option(
    "--last",
    metavar="SET",
    shell_complete=quarters,
    help="Previous quarter, to compare the numbers with.",
)
@click.option("--kinds", metavar="FILE", type=_FILES, help="Table of your own kinds of unit.")
@click.option(
    "--partial",
    is_flag=True,
    help="If a force sent no return, keep its rows from the previous quarter.",
)
@output_option("Folder for the set. The default is the name of the quarter.")
@click.option("--force", is_flag=True, help="Replace an existing set in the folder.")
@click.option(
    "--shared", is_flag=True, help="Let other users read the set. By default, only you can read it."
)
@click.option("--dry-run", is_flag=True, help="Check and compare the returns, but write nothing.")
@json_option
@click.option("--synthetic", is_flag=True, help="Mark the numbers as made up.")
def import_(
    files: tuple[Path, ...],
    quarter: str,
    last: str | None,
    kinds: Path | None,
    output: Path | None,
    **how: bool,
) -> None:
    """Check the returns in FILES, compare them with the national figures, and save them as a set.

    FILES are CSV files and workbooks. Each file has the returns of one or more forces. If a file
    has faults, the command prints all of them and saves nothing.
    """
    if not how["dry_run"]:
        target = output or Path(quarter)
        beside = [kinds] if kinds else []
        beside += [Path(last)] if last and Path(last).exists() else []
        for source in [*files, *beside]:
            check_not_replaced(source, target, str(source))
        check_replaceable(target, ("returns",), force=how["force"])
    before = read_returns(last) if last else None
    found = import_returns(files, quarter, before, how["partial"], how["synthetic"], kinds)
    folder = _frozen(found, output, how)
    if how["as_json"]:
        say_json("stress-import", _plain(found, before, folder))
        return
    _show(found, before)
    if folder is None:
        say_beside("\nA dry run: nothing was written.")
        return
    private = "" if how["shared"] else "; only you can read it"
    say(f"\nSaved in {shown_in_line(str(folder))}/{private}")
    say_next(shlex.join(["mobsim", "stress", "run", str(folder)]))


def _frozen(found: Returns, output: Path | None, how: Mapping[str, bool]) -> Path | None:
    if how["dry_run"]:
        return None
    return freeze(found, output or found.quarter, how["force"], how["shared"])


def _plain(found: Returns, before: Returns | None, folder: Path | None) -> dict[str, object]:
    """The content of the JSON document about an import."""
    moved = differences(before, found) if before else []
    return {
        "quarter": found.quarter,
        "folder": str(folder) if folder else None,
        "returns_sha256": found.sha256,
        "synthetic": found.synthetic,
        "forces_returned": found.forces_returned,
        "stock": [asdict(total) for total in reconcile_returns(found)],
        "kinds": [total.model_dump() for total in kind_totals(found, before)],
        "capability_forces": [row.force_id for row in found.capability],
        "sources": [asdict(source) for source in found.sources],
        "remarks": [asdict(remark) for remark in found.remarks],
        "differences": [asdict(each) for each in moved],
    }


def _show(found: Returns, before: Returns | None) -> None:
    counted = f"{found.forces_returned} forces, {len(found.rows)} rows"
    made_up = ", synthetic" if found.synthetic else ""
    say(f"Returns of {found.quarter}: {counted}{made_up}")
    if found.capability:
        kept = sum(1 for _, kind in found.carried if not kind)
        sent = f"returned by {len(found.capability) - kept} of {len(known_force_ids())} forces"
        say(f"Capability: {sent}{f'; that of {kept} is kept from last quarter' if kept else ''}")
    if told := [[source.name, note] for source in found.sources for note in source.notes]:
        _show_lines("How the files were read", told)
    totals = reconcile_returns(found)
    _show_lines("Declared against what is required", _national(found, totals), headed=True)
    _show_lines("By region", _regional(totals), headed=True)
    say("\nEvery kind", *kinds_told(kind_totals(found, before)))
    if before is not None:
        moved = differences(before, found)
        _show_lines(f"Changed since {before.quarter}", _moved(moved), "nothing")
    _show_lines("Remarks", _remarked(found.remarks), "none")


def _show_lines(
    title: str, rows: Sequence[Sequence[str]], empty: str = "", *, headed: bool = False
) -> None:
    say(f"\n{title}", *(columns(rows, indent="  ", headed=headed) or [f"  {empty}"]))


def _national(found: Returns, totals: Sequence[StockTotal]) -> list[list[str]]:
    committed = committed_by_line(found)
    head = ["line", "required", "committed", "declared", "headroom", "verdict"]
    return [head, *(_row([t.name], t, committed[t.line][0]) for t in totals if not t.region)]


def _regional(totals: Sequence[StockTotal]) -> list[list[str]]:
    head = ["line", "region", "required", "declared", "headroom", "verdict"]
    return [head, *(_row([t.name, t.region_name], t) for t in totals if t.region)]


def _row(names: list[str], total: StockTotal, committed: int | None = None) -> list[str]:
    """The cells of a row: the names, the right-aligned numbers and the verdict."""
    said = "" if committed is None else str(committed)
    numbers = {"required": str(total.required), "committed": said}
    numbers |= {"declared": str(total.declared), "headroom": f"{total.headroom:+d}"}
    cells = [number.rjust(len(title)) for title, number in numbers.items() if number]
    return [*names, *cells, printed(total.verdict)]


def _moved(moved: Sequence[Difference]) -> list[list[str]]:
    told = [f"{_said(each.before)} → {_said(each.after)}" for each in moved]
    return [
        [e.force, e.kind or "–", e.column, two, e.note] for e, two in zip(moved, told, strict=True)
    ]


def _said(found: int | str | None) -> str:
    return "not said" if found is None else str(found)


def _remarked(remarks: Sequence[Remark]) -> list[list[str]]:
    """One line for each remark about a force, with the kinds of unit that the remark concerns."""
    kinds: dict[tuple[str, str], list[str]] = {}
    for each in remarks:
        kinds.setdefault((each.force, each.text), []).append(each.kind or "–")
    return [[force or "all", ", ".join(of), text] for (force, text), of in kinds.items()]


@stress.command(
    short_help="Run the stress test of a quarter.",
    epilog="Examples:  mobsim stress run 2026-Q4   mobsim stress run 2026-Q4 --quick   "
    "mobsim stress run returns-2027-Q1 --last stress-2026-Q4 --gate",
)
@click.argument("returns", metavar="SET", shell_complete=quarters)
@click.option(
    "--last",
    metavar="SET|DIR",
    shell_complete=quarters,
    help="Previous quarter: a set of returns, the folder of its stress test, or 'none'. For a "
    "shipped quarter, the default is the shipped quarter before it.",
)
@click.option(
    "--quick",
    is_flag=True,
    help="Run a trial with few nights and hosts. Do not draw conclusions from it.",
)
@click.option(
    "--nights",
    type=click.IntRange(min=2),
    default=NIGHTS,
    show_default=True,
    help="Number of nights in each run.",
)
@click.option("--seed", type=click.IntRange(min=0), default=SEED, show_default=True,
              help="Seed of the random draws.")  # fmt: skip
@click.option(
    "--full",
    is_flag=True,
    help="Run all nights for every host, even when its verdict is already clear.",
)
@beliefs_option(
    "Also say whether other beliefs could change a verdict. This doubles the number of nights."
)
@output_option("Folder for the test. The default is stress-QUARTER.")
@click.option(
    "--gate", is_flag=True, help="Exit with status 4 if any national line fails on capacity."
)
@engine_options
@click.option("--json", "as_json", is_flag=True, help="Print the findings as one JSON document.")
def run(returns: str, last: str | None, output: Path | None, **how: Any) -> int:
    """Run the capacity stress test on the returns in SET.

    The test simulates nights with the crews that forces declare. It shows how much each national
    line can withstand, which changes would help, and what has changed since the previous quarter.
    If interrupted, run the same command to resume.
    """
    parse_replications(str(how["nights"]))
    found = read_returns(returns)
    source = belief_source(how["beliefs"]) if how["beliefs"] else None
    wanted = Wanted(
        found,
        _last(found, last),
        how["quick"],
        how["nights"],
        how["seed"],
        beliefs=source,
        early_error=0.0 if how["full"] else EARLY_ERROR,
    )
    folder = output or Path(f"stress-{found.quarter}{'-quick' if how['quick'] else ''}")
    _say_how_long(wanted, how["jobs"], how["scheduler"])
    findings = run_stress(wanted, folder, how_of(how["jobs"], how["scheduler"]))
    if how["as_json"]:
        say_as_is(escaped(findings.model_dump_json(indent=2)))
    else:
        say(text_of(findings))
        say(f"\n{saved_in(folder)}")
        say_beside(
            f"To read, and to print: {folder}/stress.html; to calculate: {folder}/stress.xlsx"
        )
        say_next(shlex.join(["mobsim", "rerun", f"{folder}/{findings.verdicts[0].run}"]))
    failed = any(each.verdict == "fail" for each in findings.verdicts)
    return GATE if how["gate"] and failed else 0


def _say_how_long(wanted: Wanted, jobs: int | None, scheduler: str | None) -> None:
    """Print how many nights will run, and roughly how long they take on this machine.

    For a cluster, print nothing, because the time is not known.
    """
    if scheduler is None:
        processors = min(jobs or usable_processors(), usable_processors())
        compared = wanted.last is not None
        found = expected(wanted.plan, shipped_pack(), compared=compared).told(processors)
        say_beside(f"{found[0].upper()}{found[1:]}. Finished nights do not run again.")


def _last(returns: Returns, named: str | None) -> Then | None:
    """The quarter to compare with: the named quarter, or the shipped quarter before this one."""
    if named == "none":
        return None
    if named is None:
        before = [name for name in shipped_quarters() if name < returns.quarter]
        known = returns.quarter in shipped_quarters() and before
        return Then(read_returns(before[-1])) if known else None
    if kind_of(Path(named)) == "stress test" or (Path(named) / PLAN).is_file():
        packed = read_pack(named, whole=True)
        return Then(packed.returns, packed)
    return Then(read_returns(named))
