"""How does a quarterly stress test get from returns to findings?

This module runs the tests in the pack under every reading, and then the searches for breaking
points. It also tries remedies for the worst tests and compares the results with last quarter. An
interrupted test resumes without repeating a finished run.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

from mobsim.country.forces import known_force_ids, shipped_force_rows
from mobsim.country.line_verdicts import WATCH_SHARE
from mobsim.country.lines import PSU
from mobsim.country.returns import Returns, kind_totals, reconcile_returns
from mobsim.ground.manifest import read_manifest
from mobsim.ground.progress import silent
from mobsim.ground.versions import version
from mobsim.scenario.file import load_scenario
from mobsim.stress.answers import answers, line_verdicts
from mobsim.stress.belief_turns import Nights, allowing_for_beliefs
from mobsim.stress.findings import (
    AllowingForBeliefs,
    HostResult,
    LineResult,
    LineVerdict,
    Reading,
    Remedy,
    ScenarioResult,
    StockLine,
    StressFindings,
    StressRemark,
    StressRun,
)
from mobsim.stress.pack import (
    SEARCHED,
    Case,
    Pack,
    PackRow,
    cases,
    pack_sha256,
    readings,
    shipped_pack,
)
from mobsim.stress.paper import paper_of
from mobsim.stress.plain_verdicts import (
    EARLY_ERROR,
    Plain,
    check_error,
    looked_at,
    looks_before,
    must_go_on,
    plain_in,
)
from mobsim.stress.quarter_change import (
    SPLIT,
    Now,
    Then,
    check_compatible,
    quarter_change,
)
from mobsim.stress.remedies import WORST, try_remedies
from mobsim.stress.reverse.breaking import ABSENCE, TRIALS, Scope, break_it
from mobsim.stress.reverse.search_keeping import is_search, read_record
from mobsim.stress.runs import Runner, Total, WantedRun, drawn_in
from mobsim.stress.speed import TARGET
from mobsim.stress.stress_folder import (
    FORCES,
    INPUTS,
    StressPlan,
    finish_pack,
    let_grow,
    open_pack,
    read_pack,
)
from mobsim.stress.verdicts import (
    TOLERATED,
    all_shares_of,
    fared,
    host_results,
    know_shares,
    line_results,
    scenario_result,
    worst_hosts,
)
from mobsim.study.calibrating.calibrated_sets import CalibratedSets
from mobsim.study.engines import saying_how_to_go_on
from mobsim.study.folder import open_folder
from mobsim.study.study import How, Study
from mobsim.telling.provenance import circumstances, code_sha256, libraries

NIGHTS: Final = 200
QUICK_NIGHTS: Final = 10
QUICK_TESTS: Final = 1
"""The number of tests for which a trial tries remedies and splits changes by cause."""
SEED: Final = 1
MENDED: Final = "likely-outside-297"
"""The reading under which remedies are tried."""


@dataclass(frozen=True)
class Wanted:
    """The choices that define a stress test."""

    returns: Returns
    last: Then | None = None
    quick: bool = False
    nights: int = NIGHTS
    seed: int = SEED
    hosts: tuple[str, ...] = ()
    """The forces that take a turn as host. By default, these are all forces, or three forces in a
    quick test.
    """
    beliefs: CalibratedSets | None = None
    """The source of beliefs for a second set of nights. If this is None, the test does not say
    whether beliefs could change a verdict.
    """
    early_error: float = EARLY_ERROR
    """The highest allowed chance of a wrong early verdict on a host's line. If this is 0, or if
    beliefs are drawn, the test runs every night for every host.
    """

    def __post_init__(self) -> None:
        check_error(self.early_error)

    @property
    def plan(self) -> StressPlan:
        """The plan that identifies this stress test."""
        hosts = self.hosts or (_few() if self.quick else known_force_ids())
        nights = min(self.nights, QUICK_NIGHTS) if self.quick else self.nights
        return StressPlan(
            self.returns.quarter,
            self.returns.sha256,
            nights,
            self.seed,
            self.quick,
            hosts,
            self.beliefs.said if self.beliefs else "",
            self.early_error,
        )


def run_stress(wanted: Wanted, folder: Path, how: How | None = None) -> StressFindings:
    """Run a stress test, or resume an interrupted one.

    Raises
    ------
    OutputError
        If the folder holds other files, or cannot be written.
    InputError
        If last quarter used different nights, the beliefs have other priors, or saved files have
        changed since they were written.
    """
    plan = wanted.plan
    if wanted.last is not None and wanted.last.packed is not None:
        check_compatible(wanted.last.packed.findings, plan.nights, plan.seed)
    if wanted.beliefs is not None:
        for row in shipped_pack().rows:
            drawn_in(load_scenario(row.scenario), wanted.beliefs)
    open_pack(folder, plan, wanted.returns)
    if _was_made_otherwise(folder):
        let_grow(folder)
    forces = folder / INPUTS / FORCES
    how = how or How()
    kept = f"finished runs are in {folder}; run the same command to resume"
    with saying_how_to_go_on(lambda: kept), how.opened() as engine:
        on = replace(how, engine=engine)
        findings = _Test(wanted, plan, Runner(folder, plan.nights, plan.seed, on), forces).go()
    return finish_pack(findings, folder, paper_of(findings))


class Tested(NamedTuple):
    """The results of the tests, without searches, remedies and changes."""

    lines: list[LineResult]
    hosts: list[HostResult]


def run_tests(wanted: Wanted, rows: Sequence[PackRow], runner: Runner, forces: Path) -> Tested:
    """Run only some tests of the pack. Saved runs are used again, as in a whole stress test."""
    pack = Pack(shipped_pack().version, tuple(rows))
    test = _Test(wanted, wanted.plan, runner, forces, pack)
    test.run_tests()
    return Tested(test.lines, test.hosts)


def _was_made_otherwise(folder: Path) -> bool:
    """Whether another version of mobsim made a complete stress test, so its runs are outdated."""
    if not read_manifest(folder).complete:
        return False
    known = read_pack(folder).findings
    now = (code_sha256(), libraries(), pack_sha256(shipped_pack()))
    return (known.code_sha256, known.libraries, known.pack_sha256) != now


@dataclass
class _Test:
    """A stress test that is running."""

    wanted: Wanted
    plan: StressPlan
    runner: Runner
    forces: Path
    pack: Pack = field(default_factory=shipped_pack)
    lines: list[LineResult] = field(default_factory=list)
    results: list[ScenarioResult] = field(default_factory=list)
    hosts: list[HostResult] = field(default_factory=list)
    drawn_lines: list[LineResult] = field(default_factory=list)
    """The results with beliefs, in the same form as `lines` and `results`."""
    drawn_results: list[ScenarioResult] = field(default_factory=list)
    fixed: dict[Case, Study] = field(default_factory=dict)
    """The runs of tests that do not rotate."""

    def go(self) -> StressFindings:
        """Run the whole test, in the order in which the report shows its parts."""
        self.run_tests()
        some = [each for each in readings() if each.reading_id in SEARCHED]
        searching = self._phase("Breaking points (2 of 4)")
        broken = break_it(some, self.forces, searching, scope_of(self.plan))
        mending = self._phase("Remedies (3 of 4)")
        found = self._findings(broken, self._remedies(mending))
        if self.wanted.last is not None:
            comparing = self._phase("Changes since last quarter (4 of 4)")
            split = QUICK_TESTS if self.plan.quick else SPLIT
            now = Now(self.wanted.returns, self.pack, found, self.forces)
            change = quarter_change(self.wanted.last, now, comparing, split)
            found = found.model_copy(update={"change": change})
        runs = list(runs_of(self.runner.folder))
        return found.model_copy(update={"answers": answers(found), "runs": runs})

    def _phase(self, label: str) -> Runner:
        """A runner that reports its runs under one label."""
        how = self.runner.how
        return replace(self.runner, how=replace(how, bar=lambda _: how.bar(label)))

    # --- the tests of the pack ------------------------------------------------------------------

    def run_tests(self) -> None:
        """Run the tests under every reading, and collect their results."""
        with self.runner.how.bar("The tests of the pack (1 of 4)") as progress:
            times = 1 if self.wanted.beliefs is None else 2
            total = Total(times * self._planned() * self.plan.nights, progress)
            runner = self.runner.told(total)
            self._make_fixed(runner, total)
            for row in self.pack.rows:
                for reading in readings():
                    hosts = self._hosts(row, reading)
                    self._one_test(cases(row, reading, hosts), runner, total)

    def _make_fixed(self, runner: Runner, total: Total) -> None:
        """Make the runs of all non-rotating tests together, so that no process is idle."""
        fixed = [
            replace(case, with_beliefs=drawn)
            for row in self.pack.rows
            for reading in readings()
            for case in cases(row, reading)
            for drawn in ([False] if self.wanted.beliefs is None else [False, True])
            if not case.host
        ]
        for case, study in self._studies(fixed, self.plan.nights, runner):
            self.fixed[case] = study
            total.next(self.plan.nights)

    def _planned(self) -> int:
        """The number of runs in all tests, without beliefs."""
        first = 2 * len(self.plan.hosts)
        rotating = first + 2 * min(
            len(self.plan.hosts), len({r.region for r in shipped_force_rows()})
        )
        return sum(rotating if row.rotates == "yes" else 4 for row in self.pack.rows)

    def _hosts(self, row: PackRow, reading: Reading) -> Sequence[str]:
        """All hosts; under the second reading of London, only the worst host in each region.

        The results under the first reading show which hosts are worst. One host in each region is
        enough, because the reading of London changes little for hosts elsewhere.
        """
        if reading.london == "outside_297":
            return self.plan.hosts
        before = reading.reading_id.replace("inside", "outside")
        of = [each for each in self.hosts if (each.test, each.reading) == (row.test_id, before)]
        worst: dict[str, HostResult] = {}
        for each in sorted(of, key=_host_fared):
            worst.setdefault(each.region, each)
        return sorted(each.force for each in worst.values())

    def _one_test(self, same: Sequence[Case], runner: Runner, total: Total) -> None:
        runs, planned = self._runs(same, runner, total), self.plan.nights
        self.lines += line_results(runs, runs[0][1].scenario, planned)
        self.results.append(scenario_result(runs))
        self.hosts += host_results(runs, planned)
        if self.wanted.beliefs is not None:
            again = [replace(case, with_beliefs=True) for case in same]
            drawn = self._runs(again, runner, total)
            self.drawn_lines += line_results(drawn, drawn[0][1].scenario)
            self.drawn_results.append(scenario_result(drawn))

    def _runs(self, same: Sequence[Case], runner: Runner, total: Total) -> list[tuple[Case, Study]]:
        if not same[0].host:
            return [(case, self.fixed[case]) for case in same]
        looks = looks_of(self.plan)
        made: dict[Case, Study] = {}
        plain: dict[Case, Plain] = {}
        waiting, before = list(same), 0
        for nights in (*looks, self.plan.nights):
            for case, study in self._studies(waiting, nights, runner):
                made[case] = study
                total.next(nights - before)
                if nights in looks:
                    plain[case] = plain_in(study, self.plan.early_error)
            before, going = nights, must_go_on(plain)
            total.next((len(waiting) - len(going)) * (self.plan.nights - nights))
            waiting = going
        quiet = runner.told(silent)
        while short := self._short(made):
            made |= dict(self._studies(short, self.plan.nights, quiet))
        return [(case, made[case]) for case in same]

    def _studies(
        self, asked: Sequence[Case], nights: int, runner: Runner
    ) -> Iterator[tuple[Case, Study]]:
        """Yield the runs of some cases as they finish."""
        by_run = {case.run: case for case in asked}
        wanted = [
            WantedRun(
                case.run,
                partial(case.scenario, self.forces),
                self.wanted.beliefs if case.with_beliefs else None,
                nights,
            )
            for case in asked
        ]
        for each, study, shares in runner.studies(wanted, all_shares_of):
            know_shares(study, shares)
            yield by_run[each.run], study

    def _short(self, made: dict[Case, Study]) -> list[Case]:
        """Hosts whose runs stopped early although the report needs intervals from them."""
        short = {case for case, of in made.items() if of.replications_run < self.plan.nights}
        if not short:
            return []  # also if no run was made
        worst = worst_hosts(list(made.items()), next(iter(made.values())).scenario)
        return sorted(short & worst, key=lambda case: case.host)

    # --- remedies -------------------------------------------------------------------------------

    def _remedies(self, runner: Runner) -> list[Remedy]:
        return try_remedies(list(self._worst()), self.forces, runner)

    def _worst(self) -> Iterator[tuple[Case, str]]:
        """The tests that fared worst, by capacity and then speed, each with the force to help."""
        met = {
            each.test: 1.0 if each.on_time.estimate is None else each.on_time.estimate
            for each in self.results
            if each.reading == MENDED
        }
        mended = [line for line in self.lines if line.reading == MENDED and not line.region]
        ordered = sorted(
            (line for line in mended if line.line == PSU),
            key=lambda line: (fared(line)[:2], -met[line.test], line.test),
            reverse=True,
        )
        rows = {row.test_id: row for row in self.pack.rows}
        reading = next(each for each in readings() if each.reading_id == MENDED)
        for line in ordered[: QUICK_TESTS if self.plan.quick else WORST]:
            case = Case(rows[line.test], reading, line.host)
            yield case, line.host or self._where(case, line.where)

    def _where(self, case: Case, place: str) -> str:
        """The force of a named incident, or of the first incident if the name is not found."""
        incidents = case.scenario(self.forces).incidents
        return next((each for each in incidents if each.name == place), incidents[0]).force

    # --- findings -------------------------------------------------------------------------------

    def _findings(self, broken: dict[str, list[Any]], remedies: list[Remedy]) -> StressFindings:
        returns, last, plan = self.wanted.returns, self.wanted.last, self.plan
        totals = reconcile_returns(returns)
        stock = [StockLine.model_validate(each, from_attributes=True) for each in totals]
        verdicts = line_verdicts(self.lines, stock, self.pack.tests)
        return StressFindings(
            quarter=returns.quarter,
            title=f"Capacity stress test, {returns.quarter}",
            pack=self.pack.version,
            pack_sha256=pack_sha256(self.pack),
            quick=plan.quick,
            nights=plan.nights,
            seed=plan.seed,
            made=datetime.fromisoformat(circumstances().made_at).astimezone(UTC).date().isoformat(),
            mobsim=version(),
            code_sha256=code_sha256(),
            libraries=libraries(),
            returns_sha256=returns.sha256,
            returns_forces=returns.forces_returned,
            returns_synthetic=returns.synthetic,
            answers=[],
            verdicts=verdicts,
            stock=stock,
            kinds=kind_totals(returns, last.returns if last else None),
            target=TARGET,
            tests=self.pack.tests,
            readings=readings(),
            lines=self.lines,
            results=self.results,
            hosts=self.hosts,
            **broken,
            remedies=remedies,
            change=None,
            beliefs=self._beliefs(stock, verdicts),
            remarks=[StressRemark.model_validate(asdict(each)) for each in returns.remarks],
            assumptions=[*assumptions(plan), *_of_beliefs(plan)],
            runs=[],
        )

    def _beliefs(
        self, stock: Sequence[StockLine], verdicts: Sequence[LineVerdict]
    ) -> AllowingForBeliefs | None:
        """The effect of beliefs on the verdicts; None if the test draws no beliefs."""
        if self.wanted.beliefs is None:
            return None
        drawn = line_verdicts(self.drawn_lines, stock, self.pack.tests)
        return allowing_for_beliefs(
            self.plan.beliefs,
            Nights(self.lines, self.results, verdicts),
            Nights(self.drawn_lines, self.drawn_results, drawn),
        )


def _host_fared(host: HostResult) -> tuple[float, float, str]:
    """A sort key that puts the worst hosts first, by capacity and then by speed."""
    often, met = host.line_breaks.estimate or 0.0, host.on_time.estimate or 0.0
    return (-often, met, host.force)


def assumptions(plan: StressPlan) -> list[str]:
    """The thresholds and choices of the stress test, in words."""
    count = len(plan.hosts)
    hosts = f"{count} of 43 forces are" if count < 43 else "each force is"
    nights = f"{plan.nights} nights per run, seed {plan.seed}"
    turns = (
        f"In a test that rotates, {hosts} host in turn. If London owes a share of the 297 too, "
        "only the worst host in each region is tested."
    )
    worst = f"This is the worst of {count} hosts, so chance exaggerates it."
    luck = f"A test that rotates shows its worst host. {worst}" if count > 1 else ""
    early = _of_early(plan)
    said = [f"{nights}. Every comparison uses the same draws.", turns, early, luck, *_ASSUMED]
    return [each for each in said if each]


def scope_of(plan: StressPlan) -> Scope:
    """The extent of the searches, which is smaller for a trial."""
    hosts = tuple(sorted(plan.hosts))
    if not plan.quick:
        return Scope(hosts)
    return Scope(hosts, ABSENCE[::3], TRIALS // 10, is_trial=True)


def looks_of(plan: StressPlan) -> list[int]:
    """The numbers of nights after which a host's run can stop; empty if no run stops early."""
    return looks_before(plan.nights) if plan.early_error and not plan.beliefs else []


def _of_early(plan: StressPlan) -> str:
    """When a host's run can stop early; empty if no run can stop early."""
    looks = looks_of(plan)
    if not looks:
        return ""
    return (
        f"A host stops after {looked_at(looks)} nights if the verdict on every line is clear. The "
        f"chance that such a verdict on a line is wrong is at most {100 * plan.early_error:g} % "
        "over all checks (assumed). Such a verdict has no interval. For each line, the worst host "
        "runs to the last night. Numbers over all hosts use only the nights that every host has."
    )


def _of_beliefs(plan: StressPlan) -> Iterator[str]:
    """How the test decides whether beliefs could change a verdict; empty without beliefs."""
    if plan.beliefs:
        yield (
            f"Beliefs ({plan.beliefs}): a second set with the same number of nights, each with "
            "its own beliefs. A test keeps the values that it states, including its reading of "
            "London. Beliefs could change a verdict if the same rule gives a different one on "
            "these nights. They could change speed if they change whether most nights meet the "
            "target: the whole interval must be above or below one half."
        )


_ASSUMED = (
    (
        f"Capacity: a line may run out of crews in {100 * TOLERATED:g} % of the nights that need "
        "its crews (assumed). It fails if the whole Clopper-Pearson interval is above that share. "
        "It passes if the whole interval is below that share, even when nights with less than "
        f"{100 * WATCH_SHARE:g} % of the figure left count too. Otherwise it is on watch. A line "
        "that no night needs is not tested."
    ),
    "Capacity ignores when crews arrive: a line can pass although all its crews came late.",
    (
        f"Speed: the target is {TARGET.words} of the first incident (assumed). A night meets it or "
        "misses it; there is no pass or fail. A test is not judged on speed if its disorder is "
        "drawn over several days."
    ),
    (
        "The verdict on a line is the worst of two: on the declared stock, and on its runs in the "
        "classes baseline and severe, under both readings of London. The classes national and tail "
        "show how far the line can stretch."
    ),
    (
        "Returns declare fit crews, so a test subtracts leave and sickness only if it states an "
        "absence."
    ),
    "A region's AEP teams are on watch if all its declared teams are in use.",
    (
        "Searches and remedies assume that London owes the 75 only. Remedies and the weakest "
        "forces use the likely readings."
    ),
    "Sizes of incidents, absence, roads and readiness are assumed: mobsim explain --assumptions.",
)


def runs_of(folder: Path) -> Iterator[StressRun]:
    """Every run in a stress test's folder, in order."""
    for place in sorted({path.parent for path in (folder / "runs").rglob("scenario.yaml")}):
        yield _stress_run(place, place.relative_to(folder).as_posix())


def _stress_run(place: Path, name: str) -> StressRun:
    searched = is_search(place)
    if searched:
        searched_nights, document = read_record(place)
        nights, results = len(searched_nights), document["results_sha256"]
        known = document["search"] | document["search"]["identity"]
    else:
        known = asdict(open_folder(place).identity)
        first, _, end = known["replications"].partition(":")
        nights, results = int(end) - int(first), known["results_sha256"]
    return StressRun(
        run=name,
        kind="search" if searched else "study",
        nights=nights,
        results_sha256=results,
        **{each: known[each] for each in ("seed", "scenario_sha256", "tables_sha256")},
        command=f"mobsim rerun {name}",
    )


def _few() -> tuple[str, ...]:
    """The three forces of a trial: the strongest, the weakest and a middle force."""
    ordered = sorted(shipped_force_rows(), key=lambda row: (row.officers, row.force_id))
    return tuple(sorted(ordered[place].force_id for place in (0, len(ordered) // 2, -1)))
