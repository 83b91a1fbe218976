"""Does a stress test that stops early reach the verdicts of one that runs every night?

``python -m benchmarks --verdicts`` runs the tests that rotate with every night, and then reads the
short way from the same saved nights; ``--verdicts 4`` takes every fourth force as host. The
quarters were chosen before the first run: the quarter that the pack is timed on, the one before it,
and one in which forces declare a quarter fewer crews.
"""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from benchmarks.cold import QUARTER
from mobsim.country.forces import known_force_ids
from mobsim.country.returns import Returns, forces_csv, read_returns
from mobsim.stress.findings import Estimate, LineResult
from mobsim.stress.night_numbers import share
from mobsim.stress.pack import shipped_pack
from mobsim.stress.runs import Runner
from mobsim.stress.testing import Tested, Wanted, run_tests
from mobsim.stress.verdicts import Share, share_of, verdict_on
from mobsim.study.first_nights import first_nights
from mobsim.study.study import How

BEFORE = "2026-Q3"
LEAN = 0.75
"""The share of its declared crews that each force declares in the third quarter."""


class Compared(NamedTuple):
    """The verdicts of one quarter, both ways."""

    quarter: str
    lines: int
    hosts: int
    stopped: int
    """Hosts that stop early the short way."""
    differing: list[str]
    """A line for each verdict that is not the same, with both intervals."""


def quarters() -> Iterator[tuple[str, Returns]]:
    """The three quarters, each with its name."""
    shipped = read_returns(QUARTER)
    yield QUARTER, shipped
    yield BEFORE, read_returns(BEFORE)
    yield f"{QUARTER}, {LEAN:.0%} declared", lean(shipped)


def lean(returns: Returns) -> Returns:
    """The returns, if every force declared fewer crews of each kind, rounded down."""
    rows = (row.model_copy(update={"declared": int(LEAN * row.declared)}) for row in returns.rows)
    return replace(returns, rows=tuple(rows))


def compared(name: str, wanted: Wanted, folder: Path, jobs: int = 2) -> Compared:
    """Run one quarter the long way, and read the short way from its nights."""
    forces = folder / "forces.csv"
    forces.write_text(forces_csv(wanted.returns), encoding="utf-8")
    runner = Runner(folder, wanted.nights, wanted.seed, How(jobs=jobs))
    rotating = [row for row in shipped_pack().rows if row.rotates == "yes"]
    every_night = replace(wanted, early_error=0.0)
    long, short = (run_tests(each, rotating, runner, forces) for each in (every_night, wanted))
    stopped = {host.run: host.stopped_after for host in short.hosts if host.stopped_after}
    return Compared(
        name,
        len(long.lines),
        len(long.hosts),
        len(stopped),
        [*_lines_apart(long, short), *_hosts_apart(long, short, stopped, runner)],
    )


def _lines_apart(long: Tested, short: Tested) -> Iterator[str]:
    """The lines whose verdict differs, each in the run in which it fared worst."""
    before = {_key(each): each for each in long.lines}
    for each in short.lines:
        other = before[_key(each)]
        if each.verdict != other.verdict:
            yield (
                f"{each.test}, {each.reading}, {each.name}: {_told(other)} with every night; "
                f"{_told(each)} the short way"
            )


def _key(line: LineResult) -> tuple[str, str, str, str]:
    return line.test, line.reading, line.line, line.region


def _hosts_apart(
    long: Tested, short: Tested, stopped: Mapping[str, int], runner: Runner
) -> Iterator[str]:
    """The hosts that stopped early with another verdict than with every night, line by line."""
    early = {host.run: host for host in short.hosts}
    for host in long.hosts:
        if host.run not in stopped or early[host.run].capacity == host.capacity:
            continue
        whole = runner.kept(host.run)
        part = first_nights(whole, stopped[host.run])
        for line in whole.scenario.lines:
            shares = [share_of(study, line.line) for study in (whole, part)]
            if len({verdict_on(each.breaks, each.strained) for each in shares}) > 1:
                told = [_told(each) for each in shares]
                yield f"{host.run}, {line.name}: {told[0]} with every night; {told[1]} before"


def _told(held: LineResult | Share) -> str:
    """A verdict and the two shares of nights on which it rests."""
    verdict = (
        held.verdict if isinstance(held, LineResult) else verdict_on(held.breaks, held.strained)
    )
    often, nearly = _interval(held.breaks), _interval(held.strained)
    return f"{verdict}, runs out in {often}, runs out or nearly in {nearly}"


def _interval(found: Estimate) -> str:
    """A share of nights with its interval, computed anew if the run stopped early."""
    whole = share(round((found.estimate or 0.0) * found.n), found.n)
    return f"{whole.estimate:.1%} ({whole.low:.1%} to {whole.high:.1%}) of {whole.n}"


def both_ways(every: int, jobs: int = 2) -> None:
    """Print the comparison for each quarter, with one force in ``every`` as host."""
    hosts = known_force_ids()[::every]
    for name, returns in quarters():
        with tempfile.TemporaryDirectory() as folder:
            found = compared(name, Wanted(returns, hosts=hosts), Path(folder), jobs)
        print(
            f"{found.quarter}, {len(hosts)} forces as hosts: {found.hosts} runs, "
            f"{found.stopped} of them stop early; "
            f"{len(found.differing)} of {found.lines} lines and {found.hosts} runs differ",
            *found.differing,
            sep="\n    ",
            flush=True,
        )
