"""What does a quarter's stress test say?

It says it in one document made of plain rows. mobsim writes the page, the workbook and the tables
from it, and compares the next quarter with it. Times are minutes from the first incident of a
night. Every row based on simulated nights names its run: a folder inside the test's folder.
"""

from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from mobsim.country.line_verdicts import CapacityVerdict, Verdict
from mobsim.country.lines import LondonReading
from mobsim.country.returns import KindTotal
from mobsim.ground.html_layout import in_html
from mobsim.ground.units import MINUTES_PER_HOUR, format_duration

FORMAT: Final = "mobsim.stress"
VERSION: Final = 2

PackClass = Literal["baseline", "severe", "national", "tail"]
MovementSource = Literal["returns", "scenarios", "code", "all"]

CLASSES: Final[dict[str, str]] = {
    "baseline": "Baseline",
    "severe": "Severe but plausible",
    "national": "National",
    "tail": "Tail",
}
"""The classes of tests in order of severity, as printed."""
GATING: Final = ("baseline", "severe")
"""The classes in which a line must hold; the other classes show how far it would stretch."""


class FindingsPart(BaseModel):
    """A row of the document."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Estimate(FindingsPart):
    """A number over nights, with its 95 % interval."""

    estimate: float | None
    """The estimate; None if the event never happens in these nights."""
    low: float | None
    high: float | None
    """The upper end; None if unbounded; both ends are None if the run stopped early."""
    n: int
    """The number of nights."""


class SpeedTarget(FindingsPart):
    """The speed target: this share of the PSU need must arrive within this time."""

    percent: int
    """Percentage of the peak PSU need of all incidents together that must be there at once."""
    within: float
    """Minutes after the first incident."""

    @property
    def words(self) -> str:
        """The text in words.

        >>> SpeedTarget(percent=40, within=240.0).words
        '40 % of the need for PSUs there within 4 h'
        """
        hours = self.within / MINUTES_PER_HOUR
        within = f"{hours:g} h" if hours == int(hours) else format_duration(self.within)
        return f"{self.percent} % of the need for PSUs there within {within}"


class Reading(FindingsPart):
    """One way to read the figures."""

    reading_id: str
    """The id, e.g. ``promised-outside-297``."""
    name: str
    """The name as printed, e.g. ``Promised, London owes the 75 only``."""
    readiness: Literal["promised", "likely"]
    """Whether aid follows the promised timeline or the likely rosters."""
    london: LondonReading


class StressTest(FindingsPart):
    """One scenario of the pack."""

    test_id: str
    title: str
    pack_class: PackClass
    narrative: str
    """What happens."""
    reason: str
    """Why the pack includes it."""
    rotates: bool
    """Whether each force takes a turn as host."""


class OfLine(FindingsPart):
    """Base class for facts about a national line or a region's share of it."""

    line: str
    """``psu``, ``psu_london``, ``bdu`` or ``aep``."""
    name: str
    """The name as printed."""
    region: str
    """Region id; empty for the national line."""
    region_name: str


class DeclaredStock(OfLine):
    """What forces declared, compared with what a national line or a region requires."""

    required: int
    declared: int
    headroom: int
    """Declared units minus required units."""


class StockLine(DeclaredStock):
    """The verdict on the declared stock."""

    verdict: Verdict
    """The verdict: fail below the requirement; watch with a margin of less than a tenth of it."""


class OfTest(FindingsPart):
    """Base class for rows about one test under one reading."""

    test: str
    reading: str


class LineResult(OfLine, OfTest):
    """How one line, or one region's share of it, fared in one test under one reading."""

    host: str
    """If the test rotates, the force that fared worst; otherwise empty."""
    host_name: str
    breaks: Estimate
    """The share of nights in which the line runs out of crews, among nights that need some."""
    strained: Estimate
    """The share of the same nights in which the line runs out, or has less than a tenth of its
    figure left to send while need is unmet.
    """
    buffer: float | None
    """Units declared minus units in use at the busiest minute of the median night; never below 0.
    None if no night needs any.
    """
    verdict: CapacityVerdict
    """The verdict on capacity alone, regardless of how late crews arrive; ``not tested`` if no
    night needs any.
    """
    cause: str
    """Why no crew is left in most of the nights that run out: ``stock``, ``drawdown`` or empty."""
    where: str
    """The place that most often runs out; can be empty."""
    after: float | None
    """Median minutes from the first incident until the line runs out, in the nights where it does.
    """
    stopped_after: int | None = None
    """The run stopped early after this many nights, because the verdict was clear, and has no
    interval; None if it ran to the last night.
    """
    reason: str
    """A description in words."""
    run: str


class ScenarioResult(OfTest):
    """The result of one test under one reading, over all hosts if it rotates."""

    line_breaks: Estimate
    """The share of nights in which any national line runs out of crews."""
    first_to_break: str
    """The line that most often runs out first in those nights, as printed; empty if no line runs
    out.
    """
    on_time: Estimate
    """The share of nights that meet the speed target. Empty if disorder is drawn over several days,
    because the peak need then falls days after the first incident.
    """
    forty_after: Estimate
    """Minutes from the first incident to 40 % of peak PSU need, in the median of the same nights.
    """
    worst_shortfall: Estimate
    """The mean number of units per night."""
    forces_below_floor: Estimate
    """The mean number of forces per night."""
    run: str


class HostResult(OfTest):
    """How one force fared as host in a test that rotates."""

    force: str
    force_name: str
    region: str
    capacity: CapacityVerdict | None = None
    """The worst verdict on any national line that its nights test; None if it was not saved."""
    stopped_after: int | None = None
    """The run stopped early after this many nights, because every line's verdict was clear, and has
    no interval; None if it ran to the last night.
    """
    line_breaks: Estimate
    on_time: Estimate
    worst_shortfall: Estimate
    run: str


class LineVerdict(DeclaredStock):
    """The verdict on the capacity of a line or of a region's share of it.

    It covers the tests in the classes where a line must hold, and says nothing about speed.
    """

    stock: Verdict
    """The verdict on the declared stock."""
    promised: CapacityVerdict
    """The verdict on the worst promised run, under either reading of London."""
    likely: CapacityVerdict
    """The verdict on the worst likely run, under either reading of London."""
    verdict: CapacityVerdict
    """The worst of the three verdicts; a line that no run tests does not pass."""
    reason: str
    """The declared stock and the worst run, in words."""
    run: str = ""
    """The run in which it fared worst."""


class BreakingPoint(FindingsPart):
    """The smallest severity at which a line runs out of crews or nights miss the speed target."""

    about: Literal["capacity", "speed"]
    search: str
    """The id, e.g. ``simultaneous-medium``."""
    question: str
    """A description in words."""
    incidents: str
    """Which incidents happen at once, e.g. ``medium incidents (35 PSUs each)``."""
    reading: str
    unit: str
    """The unit of severity, e.g. ``incidents``."""
    criterion: str
    """What breaks, in words."""
    median: Estimate
    """The severity that breaks half of the nights. The estimate is None if even the highest
    severity tried holds.
    """
    tolerance: float
    lowest: float
    highest: float
    """The range of severities searched."""
    always_broken: int
    """The number of nights that even the lowest severity breaks."""
    never_broken: int
    """The number of nights that hold even at the highest severity."""
    plausibility: str
    """How such a night compares with past events, with the source."""
    run: str


class FrontierPoint(FindingsPart):
    """How much of one lever breaks it at one setting of the other lever."""

    search: str
    reading: str
    lever: str
    setting: float
    """The setting of the other lever."""
    setting_unit: str
    median: Estimate
    unit: str
    run: str


class Separating(FindingsPart):
    """How well an input separates breaking runs from holding runs."""

    search: str
    reading: str
    factor: str
    label: str
    distance: float
    """Kolmogorov–Smirnov distance between its values in breaking runs and in holding runs, from 0
    to 1.
    """
    p_value: float
    breaking_median: float
    holding_median: float
    breaking: int
    """The number of runs."""
    holding: int
    run: str


class ForceBreakingPoint(FindingsPart):
    """The largest need that one force, or each force of a pair at once, can have met on time."""

    reading: str
    force: str
    force_name: str
    other: str
    """The second force of a pair; otherwise empty."""
    other_name: str
    largest: Estimate
    """PSUs for each force, in the median night."""
    screened: float | None
    """The same in a typical night without chance, which screens pairs."""
    tile_column: int
    tile_row: int
    tile_label: str
    run: str


class Remedy(OfTest):
    """The effect of a change on one of the worst tests, with the same draws."""

    remedy: str
    """The id, e.g. ``call-an-hour-earlier``."""
    label: str
    measure: str
    """The measure, e.g. ``forty_in_4h``."""
    measure_label: str
    unit: str
    more_is_better: bool
    before: Estimate
    after: Estimate
    statistic: str
    """What the numbers before and after are, e.g. ``mean of nights``."""
    difference: Estimate
    """Mean paired difference: after minus before, night by night."""
    told_apart: bool
    """Whether the interval of the difference excludes zero."""
    rank: int
    """Rank within the test and measure; 1 is the best."""
    run: str


class ReturnDifference(FindingsPart):
    """What one force returned that differs from last quarter."""

    force: str
    force_name: str
    kind: str
    """Kind id; empty if the row is about capability."""
    column: str
    before: str
    after: str
    note: str
    """A note, for example that the change is a jump; can be empty."""


class MeasureMovement(OfTest):
    """How far a measure of a test moved, and how much each source contributed."""

    measure: str
    measure_label: str
    unit: str
    source: MovementSource
    """``all`` for the whole movement."""
    part: str
    """The part of the source, e.g. the force whose return changed. Empty for the whole source;
    ``together`` for the combined effect of its parts.
    """
    before: Estimate
    after: Estimate
    statistic: str
    """What the numbers before and after are, e.g. ``mean of nights``."""
    difference: Estimate
    """Mean paired difference: after minus before, night by night."""
    told_apart: bool
    run: str = ""
    """The run after the change; a row for an earlier step names the run before."""


class QuarterChange(FindingsPart):
    """One quarter compared with the previous quarter."""

    before: str
    after: str
    """The quarters compared."""
    summary: list[str]
    """Sentences in order of importance."""
    flags: list[str]
    """What makes the two quarters less comparable."""
    returns: list[ReturnDifference]
    scenarios: list[str]
    """What changed in the pack."""
    code: list[str]
    """What changed in mobsim and in the libraries that affect results."""
    movements: list[MeasureMovement]


class LineTurn(OfLine):
    """The effect of beliefs on the verdict on a line or on a region's share of it."""

    verdict: CapacityVerdict
    """The capacity verdict without beliefs."""
    with_beliefs: CapacityVerdict
    """The capacity verdict with drawn beliefs."""
    breaks: Estimate
    """The share of nights that run out of crews in the worst run, without beliefs."""
    breaks_with_beliefs: Estimate
    """The same share in the worst run with drawn beliefs."""
    turns: bool
    """Whether beliefs could turn the verdict: the same rule gives a different one."""
    sentence: str
    """A description in words."""
    run: str
    """The worst run with drawn beliefs."""


class LineTurnInTest(LineTurn, OfTest):
    """The effect of beliefs on the verdict on a line in one test under one reading."""


class SpeedTurn(OfTest):
    """The effect of beliefs on the speed target in one test under one reading."""

    missed: Estimate
    """The share of nights that miss the target, without beliefs."""
    missed_with_beliefs: Estimate
    """The share of nights that miss the target, with drawn beliefs."""
    turns: bool
    """Whether beliefs could turn it, so that the answer to "do most nights meet the target?"
    changes.
    """
    sentence: str
    """A description in words."""
    run: str
    """The run with drawn beliefs."""


class AllowingForBeliefs(FindingsPart):
    """Each verdict beside the verdict from nights with drawn beliefs."""

    source: str
    """The source of the beliefs: ``prior``, or ``calibrated`` and the name of the calibration."""
    lines: list[LineTurn]
    """The turn of each verdict on a line."""
    tests: list[LineTurnInTest]
    speed: list[SpeedTurn]


class StressRemark(FindingsPart):
    """Something a reader should know about the returns."""

    force: str
    """The force; empty if the remark applies to all forces."""
    kind: str
    text: str


class StressRun(FindingsPart):
    """A run that supports some rows."""

    run: str
    """The run's folder inside the test's folder."""
    kind: Literal["study", "search"]
    nights: int
    seed: int
    scenario_sha256: str
    tables_sha256: dict[str, str]
    results_sha256: str
    command: str
    """The command that repeats the run from the test's folder."""


class Answer(FindingsPart):
    """One of the five questions and its answer."""

    question: str
    answer: str
    """One or two sentences that can be read out loud."""
    verdict: CapacityVerdict | None
    """The verdict; None if the question has none."""
    verdict_on: Literal["stock", "capacity", ""]
    """What the verdict covers: the declared stock or the runs; empty if there is no verdict."""
    points: list[str]
    """Points on capacity, or on the question's other subject; at most six, one line each."""
    speed: list[str]
    """Points on speed, one line each; empty if the question does not ask about speed."""


class StressFindings(FindingsPart):
    """Everything that a stress test says."""

    format: Literal["mobsim.stress"] = FORMAT
    version: int = VERSION
    quarter: str
    """The quarter, e.g. ``2026-Q4``."""
    title: str
    pack: str
    """The version of the pack of tests."""
    pack_sha256: str = ""
    """A digest of what its tests ask."""
    quick: bool
    """Whether this is a trial with few nights, from which nobody should draw conclusions."""
    nights: int
    """The nights in each run."""
    seed: int
    made: str
    """UTC date in ISO format; the only value that differs when the test is repeated."""
    mobsim: str
    """The version."""
    code_sha256: str
    libraries: dict[str, str]
    returns_sha256: str
    returns_forces: int
    """The forces that sent a return."""
    returns_synthetic: bool
    answers: list[Answer]
    verdicts: list[LineVerdict]
    stock: list[StockLine]
    kinds: list[KindTotal] = []
    """Every kind that a force can return: first all forces together, then region by region."""
    target: SpeedTarget
    """The speed target; assumed."""
    tests: list[StressTest]
    readings: list[Reading]
    lines: list[LineResult]
    results: list[ScenarioResult]
    hosts: list[HostResult]
    breaking: list[BreakingPoint]
    frontier: list[FrontierPoint]
    separating: list[Separating]
    map: list[ForceBreakingPoint]
    pairs: list[ForceBreakingPoint]
    remedies: list[Remedy]
    change: QuarterChange | None
    """The comparison with the previous quarter; None if there was none."""
    beliefs: AllowingForBeliefs | None = None
    """The effect of beliefs; None unless the test asked whether they could turn a verdict."""
    remarks: list[StressRemark]
    assumptions: list[str]
    """The named thresholds and choices of the test itself, in words."""
    runs: list[StressRun]

    def __repr__(self) -> str:
        return f"<Stress test of {self.quarter}: {self.nights} nights, {len(self.tests)} tests>"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        from mobsim.stress.stress_text import text_of

        return in_html(lambda: text_of(self), more="its folder has the rest")

    @property
    def titles(self) -> dict[str, str]:
        """The title of each test, by its id."""
        return {test.test_id: test.title for test in self.tests}
