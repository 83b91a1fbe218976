"""How do you run, resume and repeat a study of many nights?"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mobsim.country.lines import PSU
from mobsim.ground.errors import Fault, InputError
from mobsim.ground.html_layout import in_html
from mobsim.ground.precision import Precision, Reached, Rule, replications_needed
from mobsim.ground.progress import Progress, bar
from mobsim.ground.text_layout import as_kept
from mobsim.looking.figures import Picture, arrivals, check_picture, incidence
from mobsim.scenario.scenario import Scenario
from mobsim.study.blocks import read_outcomes
from mobsim.study.calibrating.calibrated_sets import CalibratedSets
from mobsim.study.clock_frames import check_table, on_the_clock, with_deltas, write_parquet
from mobsim.study.drawn_beliefs import NightBeliefs
from mobsim.study.engines import Engine, engine_of, saying_how_to_go_on
from mobsim.study.folder import Folder, check_study_target, new_folder, open_folder
from mobsim.study.identity import StudyIdentity, digests_of, results_of
from mobsim.study.memory import Keeper, Memory
from mobsim.study.night_frames import TABLES, Tables
from mobsim.study.night_measures import clock_after, horizon_of, nights
from mobsim.study.outcome import Outcome
from mobsim.study.replication import Task
from mobsim.study.running import run_spans
from mobsim.study.span import (
    AUTO,
    BLOCK,
    ReplicationSpan,
    count_of,
    joined,
    parse_replications,
    without,
    written,
)
from mobsim.study.study_text import card
from mobsim.study.summary import SummaryLine, summarise, summary_frame
from mobsim.study.verifying import moved

if TYPE_CHECKING:
    import pandas

Bar = Callable[[str], AbstractContextManager[Progress]]
Page = Callable[["Study"], str]
"""A function that makes the report of a study."""
AUTO_RULE = Rule(
    measures=(
        Precision("forty_after", absolute=5.0),
        Precision("worst_shortfall", absolute=1.0),
        Precision("line_breaks", relative=0.0, absolute=0.05, share=True),
    )
)
"""The precision at which ``auto`` stops. The time must be known to within 5 % or 5 minutes, and the
shortfall to within 5 % or one unit. The share of nights must be known to within 5 in 100.
"""
AUTO_STEP = 50
"""The number of replications that ``auto`` runs before it checks the precision again. The results
of each night do not depend on the number.
"""


@dataclass(frozen=True)
class How:
    """The options for where a study runs and how it reports progress.

    The options never affect the results of the study.
    """

    jobs: int | None = None
    """The number of processes. The default is one for each processor that mobsim may use."""
    scheduler: str | None = None
    """The address of a Dask scheduler, if a cluster is used instead of local processes."""
    bar: Bar = field(default=bar)
    engine: Engine | None = None
    """An open engine that is used instead of a new engine, and that stays open afterwards."""

    @contextmanager
    def opened(self) -> Iterator[Engine]:
        """Open the engine, and close it afterwards unless it was open before."""
        if self.engine:
            yield self.engine
            return
        with closing(engine_of(self.jobs, self.scheduler)) as engine:
            yield engine


class Study(Tables):
    """Many nights of one scenario, with `summary`, `nights`, and tables such as `incidents`.

    >>> import mobsim
    >>> study = mobsim.load("quickstart").run(replications=4, jobs=1)
    >>> study
    <Study of quickstart: 4 nights, seed 1>
    >>> len(study.nights)
    4
    """

    def __init__(
        self,
        scenario: Scenario,
        identity: StudyIdentity,
        keeper: Keeper,
        reached: Reached | None = None,
    ) -> None:
        super().__init__(keeper)
        self.scenario = scenario
        self.identity = identity
        """The identity of the study. If two studies have the same identity, all their rows have the
        same values.
        """
        self.reached = reached
        """The precision that ``auto`` reached; None if the number of nights was fixed in advance.
        """

    @property
    def replications_run(self) -> int:
        """The number of nights in the study."""
        return count_of(self.keeper.spans)

    @property
    def folder(self) -> Path | None:
        """The folder in which the study is saved; None if the study is only in memory."""
        return self.keeper.place if isinstance(self.keeper, Folder) else None

    @property
    def horizon(self) -> float:
        """The limit, in minutes from the first incident, at which times are cut off."""
        return horizon_of(self.scenario)

    @property
    def clock_after(self) -> Callable[[float], str] | None:
        """A function that converts minutes after the first incident to a clock time.

        The result is None if incidents are drawn, or if there are no incidents.
        """
        return clock_after(self.scenario)

    @cached_property
    def nights(self) -> "pandas.DataFrame":
        """A frame with one row for each night and one column for each measure.

        The measures are those in `mobsim.study.night_measures.MEASURES`.
        """
        return nights(self)

    @cached_property
    def lines(self) -> list[SummaryLine]:
        """The lines of the summary, from which the frame `summary` is made."""
        return summarise(self, self.nights, self.horizon)

    @cached_property
    def summary(self) -> "pandas.DataFrame":
        """A frame with one row for each number, with its estimate, interval, nights and method."""
        return summary_frame(self.lines)

    def to_frame(self, table: str = "nights") -> "pandas.DataFrame":
        """A table of the study, with clock times and timedeltas beside its minutes.

        Parameters
        ----------
        table
            ``nights`` has one row for each night, and ``summary`` has one row for each number. You
            can also name any other table of the study, such as ``incidents`` or ``forces``.

        Raises
        ------
        InputError
            If there is no such table.
        """
        check_table(table, ("nights", "summary", *TABLES))
        frame: pandas.DataFrame = getattr(self, table)
        if table == "summary":
            return with_deltas(frame, ("estimate", "low", "high"), frame["unit"])
        return on_the_clock(frame, self.scenario.clock)

    def to_parquet(self, path: Path | str, table: str = "nights", *, force: bool = False) -> Path:
        """Write the result of `to_frame` as one Parquet file.

        If ``force`` is set, the method replaces an existing file. Raises `OutputError` if the file
        cannot be written, or if it exists and ``force`` is not set.
        """
        return write_parquet(self.to_frame(table), path, force=force)

    def text(self) -> str:
        """The text that ``mobsim run --replications`` prints."""
        return card(self.scenario, self.identity, self.lines, self.replications_run, self.reached)

    def plot(self, name: str = "incidence") -> Picture:
        """A picture of many nights.

        The picture ``incidence`` has two curves. One curve shows the share of nights in which 40 %
        of the peak PSU need is met by each time. The other curve shows the share of nights in which
        a unit from another force is deployed by each time. The picture ``arrivals`` shows the share
        of PSU need that was met by each time, as a mean and a median over nights. The picture
        ``arrivals`` also shows the ranges of the middle 50 % and the middle 90 % of nights. Raises
        `InputError` when no picture has the given name.
        """
        check_picture(name, ("incidence", "arrivals"))
        if name == "arrivals":
            rows = self.met_so_far[self.met_so_far["kind"] == PSU]
            grid = sorted(rows["after"].unique())
            shares = {at: rows[rows["after"] == at]["share"].tolist() for at in grid}
            return arrivals(shares, self.scenario.title, clock=self.clock_after)
        curves = {
            "40 % of PSU need there": self.nights["forty_after"].tolist(),
            "first unit from another force there": self.nights["first_aid_after"].tolist(),
        }
        return incidence(curves, self.horizon, self.scenario.title, self.clock_after)

    def __repr__(self) -> str:
        count = f"{self.replications_run} nights, seed {self.identity.seed}"
        return f"<Study of {self.scenario.name}: {count}>"

    def _repr_html_(self) -> str:
        return in_html(self.text)


def run_study(
    task: Task,
    replications: int | str = 100,
    *,
    folder: Path | str | None = None,
    force: bool = False,
    keep: bool = False,
    how: How | None = None,
    rule: Rule = AUTO_RULE,
    page: Page | None = None,
) -> Study:
    """Run many nights of a scenario.

    ``replications`` is a number, a range such as ``100:200``, or ``auto``, which runs nights until
    the results are precise enough. mobsim saves the nights in ``folder``, or in the default folder
    if ``keep`` is set. Without either option, the nights stay in memory. If there is a folder,
    mobsim also saves there the report that ``page`` makes. Results never depend on the options in
    ``how``. Raises `InputError` when ``replications`` cannot be read. Raises `OutputError` when the
    folder cannot be written. The old contents of the folder then remain unchanged.
    """
    span = parse_replications(str(replications))
    identity = task.identity()
    keeper: Keeper = Memory()
    if folder is not None or keep:
        planned = AUTO if span is None else span
        keeper = new_folder(
            folder, task.scenario, identity, planned, force=force, beliefs=_source_of(task)
        )
    return _run(task, span, identity, keeper, how or How(), rule, page)


def _source_of(task: Task) -> CalibratedSets | None:
    return task.beliefs.source if task.beliefs else None


def task_of(folder: Folder) -> Task:
    """The task that describes the nights of a saved study."""
    scenario, known, source = folder.scenario(), folder.identity, folder.belief_source()
    beliefs = NightBeliefs.of(scenario, source) if source else None
    return Task(scenario, known.seed, known.typical, known.log, beliefs)


def check_place(task: Task, replications: int | str, folder: Path, *, force: bool = False) -> None:
    """Check early that `run_study` can use a folder.

    Raises `InputError` when ``replications`` cannot be read, and `OutputError` when the folder has
    contents that must not be replaced.
    """
    span = parse_replications(str(replications))
    identity = task.identity()
    check_study_target(folder, identity, AUTO if span is None else span, force=force)


def extend(
    path: Path | str,
    replications: int | str | None = None,
    how: How | None = None,
    *,
    task: Task | None = None,
) -> Study:
    """Resume a study, or add nights to it.

    ``replications`` is the total number of nights, a range, or ``auto``. If ``task`` describes the
    study's nights, mobsim does not read them from the folder again. Raises `InputError` when
    the folder is not a study, or when the inputs of the study have changed. Changed inputs could
    give different results.
    """
    folder = open_folder(path, mending=True)
    folder.check()
    task = task or task_of(folder)
    known, now = folder.identity, task.identity()
    if different := known.moved(now):
        message = (
            f"cannot be resumed, because this has changed: {', '.join(sorted(different))}; "
            f"repeat it with this mobsim: mobsim rerun {path}"
        )
        raise InputError.about(path, message)
    planned = folder.record.planned if replications is None else str(replications)
    span = parse_replications(planned)
    if span is not None and folder.spans and replications is not None:
        span = ReplicationSpan(min(span.first, folder.spans[0].first), span.end)
    if span is not None and folder.record.complete and not without(span, folder.spans):
        return Study(task.scenario, known, folder)
    folder.plan(AUTO if span is None else str(span))
    return _run(task, span, now, folder, how or How(), AUTO_RULE)


def read_study(path: Path | str, *, whole: bool = False, scenario: Scenario | None = None) -> Study:
    """Read a study from its folder.

    Each table is checked against its digest when it is first read. If ``whole`` is set, all tables
    are checked at once. If ``scenario`` is the study's scenario, mobsim does not read it again.
    Raises `InputError` when the folder is not a study, is not complete, or has changed.
    """
    folder = open_folder(path)
    if whole:
        folder.check()
    if not folder.record.complete:
        message = (
            f"not complete: planned {folder.record.planned}, "
            f"kept {written(folder.spans) or 'none'}; resume with: mobsim extend {path}"
        )
        raise InputError.about(path, message)
    return Study(scenario or folder.scenario(), folder.identity, folder)


def _run(
    task: Task,
    span: ReplicationSpan | None,
    identity: StudyIdentity,
    keeper: Keeper,
    how: How,
    rule: Rule,
    page: Page | None = None,
) -> Study:
    reached = None
    with (
        saying_how_to_go_on(keeper.next_move),
        how.opened() as engine,
        how.bar(task.scenario.name) as progress,
    ):
        if span is None:
            reached = _run_until_precise(task, keeper, engine, progress, rule)
        else:
            run_spans(task, without(span, keeper.spans), engine, keeper.keep, progress)
    study = Study(task.scenario, results_of(identity, keeper), keeper, reached)
    if isinstance(keeper, Folder):
        keeper.finish(study.identity, as_kept(study.text), page(study) if page else "")
    return study


def _run_until_precise(
    task: Task, keeper: Keeper, engine: Engine, progress: Progress, rule: Rule
) -> Reached:
    """Run nights in order of number until the results are precise enough.

    A time that is never reached counts as equal to the length of the run. The number of nights
    depends only on the results of the nights that have run.
    """
    horizon, end = horizon_of(task.scenario), AUTO_STEP
    while True:
        missing = without(ReplicationSpan(0, end), keeper.spans)
        run_spans(task, missing, engine, keeper.keep, progress)
        found = nights(Tables(keeper)).iloc[:end]
        names = [each.name for each in rule.measures]
        columns = {name: found[name].clip(upper=horizon).tolist() for name in names}
        reached = replications_needed(columns, rule)
        if reached is not None:
            return reached
        end += AUTO_STEP


@dataclass(frozen=True)
class Again:
    """The result of repeating a study."""

    study: Study
    different: list[int]
    """The numbers of the replications whose results differ."""
    moved: dict[str, tuple[object, object]]
    """The inputs that have changed, each with its old and new value."""


def rerun(
    path: Path | str,
    target: Path | str | None = None,
    *,
    force: bool = False,
    how: How | None = None,
) -> Again:
    """Repeat a study with the installed mobsim.

    Raises `InputError` when the folder is not a study, has changed, or has no nights.
    """
    kept = open_folder(path)
    kept.check()
    before = digests_of(kept)
    if not before:
        message = "has no night yet, so there is nothing to repeat; resume with: mobsim extend"
        raise InputError.about(path, f"{message} {path}")
    task, changed = task_of(kept), moved(kept)
    span = ReplicationSpan(kept.spans[0].first, kept.spans[-1].end)
    now = task.identity()
    keeper = new_folder(target, task.scenario, now, span, force=force, beliefs=_source_of(task))
    study = _run(task, span, now, keeper, how or How(), AUTO_RULE)
    after = digests_of(keeper)
    different = [number for number in before if before[number] != after.get(number)]
    return Again(study, different, changed)


def merge(paths: Sequence[Path | str], target: Path | str, *, force: bool = False) -> Study:
    """Combine the shards of a study into one study, as if one command had run all nights.

    The folders of the shards do not change. Raises `InputError` when the shards belong to different
    studies, have changed, or give different results for a night, and when nights are missing
    between the shards. Raises `OutputError` when the target cannot be written.
    """
    shards = _shards(paths)
    _check_shards(shards)
    identity = replace(shards[0].identity, replications="", results_sha256="")
    spans = joined(span for shard in shards for span in shard.spans)
    scenario, planned = shards[0].scenario(), written(spans)
    folder = new_folder(
        target,
        scenario,
        identity,
        planned,
        force=force,
        whole=True,
        beliefs=shards[0].belief_source(),
    )
    for blocks in _by_place(shards):
        folder.keep(_one_block(blocks, log=identity.log))
    study = Study(scenario, results_of(identity, folder), folder)
    folder.finish(study.identity, as_kept(study.text))
    return study


def _shards(paths: Sequence[Path | str]) -> list[Folder]:
    """Open the shards, check all their files, and report all faults in one error."""
    shards: list[Folder] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            shards.append(open_folder(path))
            shards[-1].check()
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    return shards


def _check_shards(shards: Sequence[Folder]) -> None:
    wrong = [(shard, told) for shard in shards for told in _unlike(shards[0], shard)]
    spans = joined(span for shard in shards for span in shard.spans)
    if not spans:
        wrong.append((shards[0], "has no replications yet; resume with 'mobsim extend'"))
    elif missing := without(ReplicationSpan(spans[0].first, spans[-1].end), spans):
        message = f"no shard has replications {written(missing)}; run or extend a shard with them"
        wrong.append((shards[-1], message))
    if wrong:
        raise InputError(Fault(str(shard.path), 0, 0, "", told) for shard, told in wrong)


def _unlike(first: Folder, shard: Folder) -> Iterable[str]:
    for name, (here, there) in first.identity.moved(shard.identity).items():
        two = f"{_clipped(there)}, not {_clipped(here)}"
        yield f"is not part of the same study: {name} differs from {first.path}: {two}"


def _by_place(shards: Sequence[Folder]) -> Iterable[list[Path]]:
    """The folders that hold each block, from all shards."""
    found: dict[int, list[Path]] = defaultdict(list)
    for span, path in (each for shard in shards for each in shard.blocks.items()):
        found[span.first // BLOCK].append(path)
    return [found[place] for place in sorted(found)]


def _one_block(blocks: Sequence[Path], *, log: bool) -> list[Outcome]:
    found: dict[int, Outcome] = {}
    for path in blocks:
        for outcome in read_outcomes(path, log=log):
            known = found.setdefault(outcome.replication, outcome)
            if known.rows != outcome.rows:
                message = (
                    f"replication {outcome.replication} differs from another shard; "
                    "'mobsim verify' shows which shard is damaged"
                )
                raise InputError.about(path, message)
    return [found[number] for number in sorted(found)]


def _clipped(value: object) -> str:
    text = str(value)
    return text if len(text) <= 24 else f"{text[:12]}…"
