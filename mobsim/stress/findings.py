"""What does a quarter's stress test say?

One document, made of plain rows, that the page, the workbook and the tables are written from and
that the next quarter is compared with. Times are minutes from a night's first incident. Every row
that rests on simulated nights names the run that made it: a folder below that of the test.
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
"""Classes of tests in order of severity, as printed."""
GATING: Final = ("baseline", "severe")
"""Classes in which a line must hold; those beyond say how far it would reach."""


class FindingsPart(BaseModel):
    """A row of the document."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Estimate(FindingsPart):
    """A number over nights, with its 95 % interval."""

    estimate: float | None
    """None if it never comes in these nights."""
    low: float | None
    high: float | None
    """None for an end that is not bounded; both of a run that stopped early."""
    n: int
    """Nights."""


class SpeedTarget(FindingsPart):
    """What is asked of speed: so much of the need for PSUs there within so many minutes."""

    percent: int
    """Of the peak need for PSUs of all incidents together, there at once."""
    within: float
    """Minutes from the first incident."""

    @property
    def words(self) -> str:
        """In words.

        >>> SpeedTarget(percent=40, within=240.0).words
        '40 % of the need for PSUs there within 4 h'
        """
        hours = self.within / MINUTES_PER_HOUR
        within = f"{hours:g} h" if hours == int(hours) else format_duration(self.within)
        return f"{self.percent} % of the need for PSUs there within {within}"


class Reading(FindingsPart):
    """One of the ways in which the figures can be read."""

    reading_id: str
    """E.g. ``promised-outside-297``."""
    name: str
    """As printed, e.g. ``Promised, London owes the 75 only``."""
    readiness: Literal["promised", "likely"]
    """Aid as the timeline promises it, or as rosters make it likely."""
    london: LondonReading


class StressTest(FindingsPart):
    """One scenario of the pack."""

    test_id: str
    title: str
    pack_class: PackClass
    narrative: str
    """What happens."""
    reason: str
    """Why it is in the pack."""
    rotates: bool
    """Whether each force is host in turn."""


class OfLine(FindingsPart):
    """Anything about a national line, or about a region's share of it."""

    line: str
    """``psu``, ``psu_london``, ``bdu`` or ``aep``."""
    name: str
    """As printed."""
    region: str
    """Region id; empty for the national line."""
    region_name: str


class DeclaredStock(OfLine):
    """What was declared, against what is required of a national line or a region."""

    required: int
    declared: int
    headroom: int
    """Declared minus required."""


class StockLine(DeclaredStock):
    """The verdict on what was declared."""

    verdict: Verdict
    """Fail below what is required, watch with less than a tenth of it to spare."""


class OfTest(FindingsPart):
    """What rests on one test under one reading."""

    test: str
    reading: str


class LineResult(OfLine, OfTest):
    """How one line, or one region's share of it, fared in one test under one reading."""

    host: str
    """In a test that rotates: the force with which it fared worst; else empty."""
    host_name: str
    breaks: Estimate
    """Share of nights in which it runs out of crews, of the nights in which some are needed."""
    strained: Estimate
    """Share of the same nights in which it runs out, or less than a tenth of the figure is left to
    send while need is unmet."""
    buffer: float | None
    """Units declared minus units in use at the busiest minute, in the median night; not below 0.
    None where no night needs any.
    """
    verdict: CapacityVerdict
    """On capacity alone, however late crews come; ``not tested`` where no night needs any."""
    cause: str
    """Why no crew is left in most of the nights in which it runs out: ``stock``, ``drawdown`` or
    empty."""
    where: str
    """The place for which it runs out in most of them; may be empty."""
    after: float | None
    """Median minutes from the first incident until it runs out, of the nights in which it does."""
    stopped_after: int | None = None
    """Nights after which the verdict was plain, so that the run stopped and has no interval; None
    if it went to the last night."""
    reason: str
    """In words."""
    run: str


class ScenarioResult(OfTest):
    """What one test showed under one reading, of all hosts together where it rotates."""

    line_breaks: Estimate
    """Share of nights in which some national line runs out of crews."""
    first_to_break: str
    """The line that runs out first in most of those nights, as printed; empty if none does."""
    on_time: Estimate
    """Share of nights that meet the target of speed; of no night where disorder is drawn over days,
    for the peak of need then comes days after the first incident."""
    forty_after: Estimate
    """Minutes from the first incident to 40 % of peak PSU need, in the median night; of the same
    nights."""
    worst_shortfall: Estimate
    """Units, in the mean night."""
    forces_below_floor: Estimate
    """Forces, in the mean night."""
    run: str


class HostResult(OfTest):
    """How one force fared as host of a test that rotates."""

    force: str
    force_name: str
    region: str
    capacity: CapacityVerdict | None = None
    """The worst verdict on a national line that its nights test; None where it was not kept."""
    stopped_after: int | None = None
    """Nights after which the verdict on every line was plain, so that the run stopped and has no
    interval; None if it went to the last night."""
    line_breaks: Estimate
    on_time: Estimate
    worst_shortfall: Estimate
    run: str


class LineVerdict(DeclaredStock):
    """The verdict on the capacity of a line, or of a region's share of it.

    It is taken over the tests of the classes that a line must hold, and says nothing of speed.
    """

    stock: Verdict
    """On what was declared."""
    promised: CapacityVerdict
    """On the worst of its runs as promised, under either reading of London."""
    likely: CapacityVerdict
    """On the worst of its runs as is likely, under either reading of London."""
    verdict: CapacityVerdict
    """The worst of the three; a line that no run tests does not pass."""
    reason: str
    """In words: what was declared, and the worst run."""
    run: str = ""
    """In which it fared worst."""


class BreakingPoint(FindingsPart):
    """The smallest severity at which a line runs out of crews, or the target of speed is missed."""

    about: Literal["capacity", "speed"]
    search: str
    """Id, e.g. ``simultaneous-medium``."""
    question: str
    """In words."""
    incidents: str
    """Which incidents are at once, e.g. ``medium incidents (35 PSUs each)``."""
    reading: str
    unit: str
    """Of the severity, e.g. ``incidents``."""
    criterion: str
    """What breaks, in words."""
    median: Estimate
    """Severity at which it breaks in half of nights. The estimate is None if even the highest that
    was tried holds."""
    tolerance: float
    lowest: float
    highest: float
    """Severities between which it was looked for."""
    always_broken: int
    """Nights in which even the lowest breaks."""
    never_broken: int
    """Nights in which even the highest holds."""
    plausibility: str
    """How such a night compares with what has happened, with its source."""
    run: str


class FrontierPoint(FindingsPart):
    """How much of one lever breaks it at a setting of another."""

    search: str
    reading: str
    lever: str
    setting: float
    """Of the other lever."""
    setting_unit: str
    median: Estimate
    unit: str
    run: str


class Separating(FindingsPart):
    """How well an input tells breaking runs from those that hold."""

    search: str
    reading: str
    factor: str
    label: str
    distance: float
    """Kolmogorov–Smirnov distance between its values in breaking and in holding runs, 0 to 1."""
    p_value: float
    breaking_median: float
    holding_median: float
    breaking: int
    """Runs."""
    holding: int
    run: str


class ForceBreakingPoint(FindingsPart):
    """The largest need of one force, or of a pair at once, that is met on time."""

    reading: str
    force: str
    force_name: str
    other: str
    """The second of a pair, else empty."""
    other_name: str
    largest: Estimate
    """PSUs, of each; in the median night."""
    screened: float | None
    """The same of a typical night without chance, by which pairs are screened."""
    tile_column: int
    tile_row: int
    tile_label: str
    run: str


class Remedy(OfTest):
    """What a change would do to one of the worst tests, on the same draws."""

    remedy: str
    """Id, e.g. ``call-an-hour-earlier``."""
    label: str
    measure: str
    """E.g. ``forty_in_4h``."""
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
    """Within test and measure, 1 for the best."""
    run: str


class ReturnDifference(FindingsPart):
    """What one force returned differently from last quarter."""

    force: str
    force_name: str
    kind: str
    """Kind id; empty for what is said of capability."""
    column: str
    before: str
    after: str
    note: str
    """E.g. that it is a jump; may be empty."""


class MeasureMovement(OfTest):
    """What a measure of a test moved by, and how much of it is due to what."""

    measure: str
    measure_label: str
    unit: str
    source: MovementSource
    """``all`` for the whole movement."""
    part: str
    """Within the source, e.g. the force whose return changed; empty for all of the source,
    ``together`` for what its parts do only together."""
    before: Estimate
    after: Estimate
    statistic: str
    """What the numbers before and after are, e.g. ``mean of nights``."""
    difference: Estimate
    """Mean paired difference: after minus before, night by night."""
    told_apart: bool
    run: str = ""
    """The run after; the row of what came before it names the run before."""


class QuarterChange(FindingsPart):
    """One quarter against the one before."""

    before: str
    after: str
    """Quarters."""
    summary: list[str]
    """Sentences, the most important first."""
    flags: list[str]
    """What makes the two less than comparable."""
    returns: list[ReturnDifference]
    scenarios: list[str]
    """What moved in the pack."""
    code: list[str]
    """What moved in mobsim and the libraries that take part."""
    movements: list[MeasureMovement]


class LineTurn(OfLine):
    """What beliefs do to the verdict on a line, or on a region's share of it."""

    verdict: CapacityVerdict
    """On capacity, as it is."""
    with_beliefs: CapacityVerdict
    """The same with beliefs drawn."""
    breaks: Estimate
    """Share of nights in which it runs out of crews, in the worst run, as it is."""
    breaks_with_beliefs: Estimate
    """The same in the worst run with beliefs drawn."""
    turns: bool
    """Whether beliefs could turn it: the same rule gives another verdict."""
    sentence: str
    """In words."""
    run: str
    """The worst run with beliefs drawn."""


class LineTurnInTest(LineTurn, OfTest):
    """What beliefs do to the verdict on a line in one test under one reading."""


class SpeedTurn(OfTest):
    """What beliefs do to the target of speed in one test under one reading."""

    missed: Estimate
    """Share of nights that miss the target, as it is."""
    missed_with_beliefs: Estimate
    """The same with beliefs drawn."""
    turns: bool
    """Whether beliefs could turn it: whether most nights meet the target has another answer."""
    sentence: str
    """In words."""
    run: str
    """With beliefs drawn."""


class AllowingForBeliefs(FindingsPart):
    """Each verdict beside the one that nights with drawn beliefs give."""

    source: str
    """Where beliefs are drawn from: ``prior``, or ``calibrated`` and which."""
    lines: list[LineTurn]
    """Of each verdict on a line."""
    tests: list[LineTurnInTest]
    speed: list[SpeedTurn]


class StressRemark(FindingsPart):
    """Something about the returns that a reader should know."""

    force: str
    """Empty if it is about all."""
    kind: str
    text: str


class StressRun(FindingsPart):
    """A run that rows rest on."""

    run: str
    """Folder below that of the test."""
    kind: Literal["study", "search"]
    nights: int
    seed: int
    scenario_sha256: str
    tables_sha256: dict[str, str]
    results_sha256: str
    command: str
    """That repeats it, from the folder of the test."""


class Answer(FindingsPart):
    """One of the five questions, and its answer."""

    question: str
    answer: str
    """A sentence or two that can be read out."""
    verdict: CapacityVerdict | None
    """None where the question has no verdict."""
    verdict_on: Literal["stock", "capacity", ""]
    """What the verdict is on: what was declared, or the runs; empty without one."""
    points: list[str]
    """On capacity, or on what else the question asks; at most six, each a line."""
    speed: list[str]
    """On speed, each a line; empty where the question does not ask of it."""


class StressFindings(FindingsPart):
    """All that a stress test says."""

    format: Literal["mobsim.stress"] = FORMAT
    version: int = VERSION
    quarter: str
    """E.g. ``2026-Q4``."""
    title: str
    pack: str
    """Version of the library of tests."""
    pack_sha256: str = ""
    """Over what its tests ask."""
    quick: bool
    """Whether it is a trial with few nights, of which nothing may be concluded."""
    nights: int
    """Of each run."""
    seed: int
    made: str
    """UTC date, ISO; the only thing that differs when it is made again."""
    mobsim: str
    """Version."""
    code_sha256: str
    libraries: dict[str, str]
    returns_sha256: str
    returns_forces: int
    """Forces that sent a return."""
    returns_synthetic: bool
    answers: list[Answer]
    verdicts: list[LineVerdict]
    stock: list[StockLine]
    kinds: list[KindTotal] = []
    """Every kind that may be returned: all forces, then region by region."""
    target: SpeedTarget
    """Of speed; assumed."""
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
    """Against the quarter before; None without one."""
    beliefs: AllowingForBeliefs | None = None
    """None unless it was asked whether beliefs could turn a verdict."""
    remarks: list[StressRemark]
    assumptions: list[str]
    """Named thresholds and choices of the test itself, in words."""
    runs: list[StressRun]

    def __repr__(self) -> str:
        return f"<Stress test of {self.quarter}: {self.nights} nights, {len(self.tests)} tests>"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        from mobsim.stress.stress_text import text_of

        return in_html(lambda: text_of(self), more="its folder has the rest")

    @property
    def titles(self) -> dict[str, str]:
        """What each test is called, by its id."""
        return {test.test_id: test.title for test in self.tests}
