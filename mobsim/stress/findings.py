"""Which results does a quarterly stress test report?

The test writes its results as one document of plain rows. mobsim makes the page, the workbook and
the tables from this document. mobsim also compares this document with the next quarter's document.
Times are in minutes from the first incident of a night. Every row that rests on simulated nights
names its run: a folder inside the test's folder.
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
"""The classes of tests, as printed, in order of severity."""
GATING: Final = ("baseline", "severe")
"""The classes of tests that a line must pass. The other classes show the effect of more extreme
events.
"""


class FindingsPart(BaseModel):
    """A row of the findings document."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Estimate(FindingsPart):
    """A number estimated from nights, with its 95 % interval."""

    estimate: float | None
    """The estimate; None if the event happens in no night."""
    low: float | None
    high: float | None
    """The upper end of the interval; None if the interval has no upper bound. Both ends are None if
    the run stopped early.
    """
    n: int
    """The number of nights."""


class SpeedTarget(FindingsPart):
    """The speed target: the share of the need for PSUs that must be met in time."""

    percent: int
    """The percentage of the peak need for PSUs, at all incidents together, that must be met at the
    same time.
    """
    within: float
    """The time limit, in minutes after the first incident."""

    @property
    def words(self) -> str:
        """The target in words.

        >>> SpeedTarget(percent=40, within=240.0).words
        '40 % of the need for PSUs met within 4 h'
        """
        hours = self.within / MINUTES_PER_HOUR
        within = f"{hours:g} h" if hours == int(hours) else format_duration(self.within)
        return f"{self.percent} % of the need for PSUs met within {within}"


class Reading(FindingsPart):
    """One way to interpret the national figures."""

    reading_id: str
    """The id, such as ``promised-outside-297``."""
    name: str
    """The name as printed, such as ``Promised, London owes the 75 only``."""
    readiness: Literal["promised", "likely"]
    """Whether aid follows the promised timeline, or depends on the crews likely to be on duty."""
    london: LondonReading


class StressTest(FindingsPart):
    """One scenario of the pack."""

    test_id: str
    title: str
    pack_class: PackClass
    narrative: str
    """A description of the events."""
    reason: str
    """Why the pack includes this test."""
    rotates: bool
    """Whether each force takes a turn as host."""


class OfLine(FindingsPart):
    """Base class for facts about a national line or a region's share of it."""

    line: str
    """``psu``, ``psu_london``, ``bdu`` or ``aep``."""
    name: str
    """The name as printed."""
    region: str
    """The region's id; empty for the national line."""
    region_name: str


class DeclaredStock(OfLine):
    """The stock that forces declared, compared with the requirement of a line or a region."""

    required: int
    declared: int
    headroom: int
    """The number of declared units minus the number of required units."""


class StockLine(DeclaredStock):
    """The verdict on the declared stock."""

    verdict: Verdict
    """Fail if the declared stock is below the requirement; watch if the surplus is less than a
    tenth of the requirement.
    """


class OfTest(FindingsPart):
    """Base class for rows about one test under one reading."""

    test: str
    reading: str


class LineResult(OfLine, OfTest):
    """The result for one line, or a region's share of it, in one test under one reading."""

    host: str
    """The force that fared worst as host, if the test rotates; otherwise empty."""
    host_name: str
    breaks: Estimate
    """The share of nights in which the line runs out of crews, among the nights that need its
    crews.
    """
    strained: Estimate
    """The share of nights in which the line runs out or nearly does, among the nights that need its
    crews. A line nearly runs out if less than a tenth of its figure is left to send while need is
    unmet.
    """
    buffer: float | None
    """The number of units declared minus the number in use at the busiest minute of the median
    night; never below 0. The buffer is None if no night needs these units.
    """
    verdict: CapacityVerdict
    """The verdict on capacity alone, however late crews arrive; ``not tested`` if no night needs
    the line's crews.
    """
    cause: str
    """The reason why no crew is left, in most of the nights in which the line runs out: ``stock``,
    ``drawdown`` or empty.
    """
    where: str
    """The place for which the line most often runs out of crews; empty if there is no such place.
    """
    after: float | None
    """The median minutes from the first incident until the line runs out, in the nights in which it
    runs out.
    """
    stopped_after: int | None = None
    """The number of nights after which the run stopped early, because the verdict was clear. Such a
    run has no interval. The number is None if the run reached the last night.
    """
    reason: str
    """The result for the line, in words."""
    run: str


class ScenarioResult(OfTest):
    """The result of one test under one reading, over all hosts if the test rotates."""

    line_breaks: Estimate
    """The share of nights in which any national line runs out of crews."""
    first_to_break: str
    """The name, as printed, of the line that is most often the first to run out; empty if no line
    runs out.
    """
    on_time: Estimate
    """The share of nights that meet the speed target. The estimate is empty if disorder is drawn
    over several days, because the need then peaks days after the first incident.
    """
    forty_after: Estimate
    """The minutes from the first incident until 40 % of the peak need for PSUs is met, in the
    median night. The estimate is empty if disorder is drawn over several days.
    """
    worst_shortfall: Estimate
    """The largest shortfall at any incident and minute, in units, as a mean over nights."""
    forces_below_floor: Estimate
    """The number of forces below their floor for some kind of unit, as a mean over nights."""
    run: str


class HostResult(OfTest):
    """The result for one force as host in a test that rotates."""

    force: str
    force_name: str
    region: str
    capacity: CapacityVerdict | None = None
    """The worst verdict on any national line that the host's nights test; None if the verdict was
    not saved.
    """
    stopped_after: int | None = None
    """The number of nights after which the run stopped early, because every line's verdict was
    clear. Such a run has no interval. The number is None if the run reached the last night.
    """
    line_breaks: Estimate
    on_time: Estimate
    worst_shortfall: Estimate
    run: str


class LineVerdict(DeclaredStock):
    """The verdict on the capacity of a line or of a region's share of it.

    The verdict covers the tests that a line must pass, and leaves out speed.
    """

    stock: Verdict
    """The verdict on the declared stock."""
    promised: CapacityVerdict
    """The verdict on the worst promised run, with either reading of London."""
    likely: CapacityVerdict
    """The verdict on the worst likely run, with either reading of London."""
    verdict: CapacityVerdict
    """The worst of the three verdicts. A line that no run tests does not pass."""
    reason: str
    """The declared stock and the worst run in words."""
    run: str = ""
    """The run in which the line fared worst."""


class BreakingPoint(FindingsPart):
    """The lowest severity at which a line runs out of crews or a night misses the speed target."""

    about: Literal["capacity", "speed"]
    search: str
    """The id, such as ``simultaneous-medium``."""
    question: str
    """The question that the search answers, in words."""
    incidents: str
    """The incidents that happen at once, such as ``medium incidents (35 PSUs each)``."""
    reading: str
    unit: str
    """The unit of severity, such as ``incidents``."""
    criterion: str
    """The event that counts as a break, in words."""
    median: Estimate
    """The severity that breaks half of the nights. The estimate is None if even the highest
    severity tried breaks fewer than half of the nights.
    """
    tolerance: float
    lowest: float
    highest: float
    """The highest severity tried."""
    always_broken: int
    """The number of nights that break even at the lowest severity."""
    never_broken: int
    """The number of nights that do not break even at the highest severity."""
    plausibility: str
    """A comparison of a night of this severity with past events, and the source."""
    run: str


class FrontierPoint(FindingsPart):
    """The severity that breaks half of the nights, for one setting of a second lever."""

    search: str
    reading: str
    lever: str
    setting: float
    """The setting of the second lever."""
    setting_unit: str
    median: Estimate
    unit: str
    run: str


class Separating(FindingsPart):
    """How well an input separates the runs that break from the runs that hold."""

    search: str
    reading: str
    factor: str
    label: str
    distance: float
    """The Kolmogorov–Smirnov distance, from 0 to 1, between the factor's values in breaking runs
    and its values in holding runs.
    """
    p_value: float
    breaking_median: float
    holding_median: float
    breaking: int
    """The number of runs that break."""
    holding: int
    run: str


class ForceBreakingPoint(FindingsPart):
    """The largest need that can be met on time in one force, or in each of two forces at once."""

    reading: str
    force: str
    force_name: str
    other: str
    """The second force of a pair; otherwise empty."""
    other_name: str
    largest: Estimate
    """The largest need met on time in each force, in PSUs, in the median night."""
    screened: float | None
    """The largest need in a typical night without chance. The test uses this number to select pairs
    for a detailed search.
    """
    tile_column: int
    tile_row: int
    tile_label: str
    run: str


class Remedy(OfTest):
    """The effect of a remedy on one of the worst tests, with the same draws."""

    remedy: str
    """The id, such as ``call-an-hour-earlier``."""
    label: str
    measure: str
    """The measure, such as ``forty_in_4h``."""
    measure_label: str
    unit: str
    more_is_better: bool
    before: Estimate
    after: Estimate
    statistic: str
    """The statistic used for the numbers before and after, such as ``mean of nights``."""
    difference: Estimate
    """The mean paired difference: after minus before, night by night."""
    told_apart: bool
    """Whether the interval of the difference excludes zero."""
    rank: int
    """The rank within the test and measure; 1 is the best."""
    run: str


class ReturnDifference(FindingsPart):
    """A number in a force's return that differs from last quarter's number."""

    force: str
    force_name: str
    kind: str
    """The kind's id; empty if the row is about a capability."""
    column: str
    before: str
    after: str
    note: str
    """A note, for example on a large jump; can be empty."""


class MeasureMovement(OfTest):
    """How far a measure of a test moved, and how far each source moved it."""

    measure: str
    measure_label: str
    unit: str
    source: MovementSource
    """The source of the movement; ``all`` for the whole movement."""
    part: str
    """The part of the source, such as the force whose return changed. The field is empty for the
    whole source, and ``together`` for the combined effect of its parts.
    """
    before: Estimate
    after: Estimate
    statistic: str
    """The statistic used for the numbers before and after, such as ``mean of nights``."""
    difference: Estimate
    """The mean paired difference: after minus before, night by night."""
    told_apart: bool
    run: str = ""
    """The run after the change. It is also the run before the change in the next step."""


class QuarterChange(FindingsPart):
    """A comparison of one quarter with the quarter before it."""

    before: str
    after: str
    """The later of the two quarters."""
    summary: list[str]
    """Sentences in order of importance."""
    flags: list[str]
    """Reasons why the two quarters are not fully comparable."""
    returns: list[ReturnDifference]
    scenarios: list[str]
    """The changes in the pack."""
    code: list[str]
    """The changes in mobsim and in the libraries that affect results."""
    movements: list[MeasureMovement]


class LineTurn(OfLine):
    """The effect of beliefs on the verdict on a line or on a region's share of it."""

    verdict: CapacityVerdict
    """The capacity verdict from nights without beliefs."""
    with_beliefs: CapacityVerdict
    """The capacity verdict from nights that draw their beliefs."""
    breaks: Estimate
    """The share of nights in which the line runs out of crews, in the worst run without beliefs."""
    breaks_with_beliefs: Estimate
    """The share of nights in which the line runs out of crews, in the worst run with drawn beliefs.
    """
    turns: bool
    """Whether beliefs could change the verdict, because the same rule gives a different verdict on
    nights that draw their beliefs.
    """
    sentence: str
    """The effect of beliefs, in words."""
    run: str
    """The worst run with drawn beliefs."""


class LineTurnInTest(LineTurn, OfTest):
    """The effect of beliefs on the verdict on a line in one test under one reading."""


class SpeedTurn(OfTest):
    """The effect of beliefs on the speed target in one test under one reading."""

    missed: Estimate
    """The share of nights without beliefs that miss the target."""
    missed_with_beliefs: Estimate
    """The share of nights with drawn beliefs that miss the target."""
    turns: bool
    """Whether beliefs could change the result, because most nights meet the target only with
    beliefs, or only without beliefs.
    """
    sentence: str
    """The effect of beliefs, in words."""
    run: str
    """The run with drawn beliefs."""


class AllowingForBeliefs(FindingsPart):
    """Each verdict without beliefs, beside the verdict from nights that draw their beliefs."""

    source: str
    """The source of the beliefs: ``prior``, or ``calibrated`` and the name of the calibration."""
    lines: list[LineTurn]
    """The effect on each verdict on a line."""
    tests: list[LineTurnInTest]
    speed: list[SpeedTurn]


class StressRemark(FindingsPart):
    """A remark that helps the reader to understand the returns."""

    force: str
    """The force; empty if the remark applies to all forces."""
    kind: str
    text: str


class StressRun(FindingsPart):
    """A run on which some rows of the findings rest."""

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
    """One or two sentences that can be read aloud."""
    verdict: CapacityVerdict | None
    """The verdict; None if the question asks for no verdict."""
    verdict_on: Literal["stock", "capacity", ""]
    """The basis of the verdict: the declared stock or the runs. Empty if there is no verdict."""
    points: list[str]
    """Points on capacity, or on the question's other subject: at most six, one line each."""
    speed: list[str]
    """Points on speed, one line each; empty if the question does not ask about speed."""


class StressFindings(FindingsPart):
    """All results of a stress test."""

    format: Literal["mobsim.stress"] = FORMAT
    version: int = VERSION
    quarter: str
    """The quarter, such as ``2026-Q4``."""
    title: str
    pack: str
    """The version of the pack."""
    pack_sha256: str = ""
    """A digest of the pack's tests."""
    quick: bool
    """Whether this is a trial run with few nights. Its results support no conclusion."""
    nights: int
    """The number of nights in each run."""
    seed: int
    made: str
    """The date of the test (UTC, ISO format), which is the only value that differs when the test is
    repeated.
    """
    mobsim: str
    """The version of mobsim."""
    code_sha256: str
    libraries: dict[str, str]
    returns_sha256: str
    returns_forces: int
    """The number of forces that sent a return."""
    returns_synthetic: bool
    answers: list[Answer]
    verdicts: list[LineVerdict]
    stock: list[StockLine]
    kinds: list[KindTotal] = []
    """The totals for every kind of unit in the returns: first for all forces together, then by
    region.
    """
    target: SpeedTarget
    """The speed target, which is an assumption."""
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
    """The comparison with the previous quarter; None if there was no comparison."""
    beliefs: AllowingForBeliefs | None = None
    """The effect of beliefs; None if the test drew no beliefs."""
    remarks: list[StressRemark]
    assumptions: list[str]
    """The named thresholds and choices of the stress test, in words."""
    runs: list[StressRun]

    def __repr__(self) -> str:
        return f"<Stress test of {self.quarter}: {self.nights} nights, {len(self.tests)} tests>"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        from mobsim.stress.stress_text import text_of

        return in_html(lambda: text_of(self), more="its folder has the rest")

    @property
    def titles(self) -> dict[str, str]:
        """The title of each test by id."""
        return {test.test_id: test.title for test in self.tests}
