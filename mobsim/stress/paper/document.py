"""How is a stress test shown on one page?"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, Final

from mobsim.country.doctrine import FORCES
from mobsim.country.returns import KindTotal
from mobsim.looking.page import render
from mobsim.stress.findings import (
    CLASSES,
    GATING,
    Answer,
    FindingsPart,
    ForceBreakingPoint,
    HostResult,
    LineResult,
    LineTurn,
    LineVerdict,
    Reading,
    Remedy,
    ScenarioResult,
    SpeedTurn,
    StressFindings,
    StressTest,
)
from mobsim.stress.paired_nights import FIRST_MEASURE, MEASURED
from mobsim.stress.paper import drawing, printed_numbers
from mobsim.stress.paper.pack_glance import PackGlance, one_of_each
from mobsim.stress.speed import late_by
from mobsim.stress.verdicts import fared

SECTIONS: Final = (
    ("broke", "What broke, and why"),
    ("changed", "What changed"),
    ("helps", "What would help"),
    ("sign-off", "Sign-off"),
)
"""The sections that follow the first screen, on screen and on paper, by id."""
APPENDIX: Final = (
    ("reading", "How to read these results"),
    ("verdicts", "Capacity by line and region"),
    ("kinds", "Every kind of unit that forces return"),
    ("speed", "Speed compared with the target"),
    ("tests", "The tests, and the capacity of each line in them"),
    ("hosts", "Each force as host"),
    ("breaking", "Where capacity and speed break"),
    ("remedies", "Every remedy on every measure"),
    ("change", "This quarter compared with the last"),
    ("returns", "Returns and remarks"),
    ("assumptions", "Assumptions"),
    ("runs", "Every run, with its checksum and the command that repeats it"),
)
"""The parts of the appendix, by id. All parts are closed when the page opens."""
_SECTION_OF: Final = {4: "changed", 5: "helps"}
"""The section that answers each question, by the question's number. The first section answers every
question that is not listed here.
"""
_MOST_PAIRS: Final = 20


def page(findings: StressFindings) -> str:
    """The whole stress test as one HTML file that opens without a network connection."""
    quick = printed_numbers.quick_told(findings) if findings.quick else ""
    foot = printed_numbers.nights_told(findings)
    return render(
        "stress.html",
        package="mobsim.stress.paper",
        title=findings.title,
        styles=("page/first.css", "stress.css"),
        scripts=("page/appendix.js",),
        running=f"{foot} · {quick}" if quick else foot,
        f=findings,
        forces=FORCES,
        quick=quick,
        status=foot,
        sections=SECTIONS,
        appendix=APPENDIX,
        glance=PackGlance(findings),
        classes=CLASSES,
        readings={each.reading_id: each.name for each in findings.readings},
        tests=findings.titles,
        questions={each.search: each.question for each in findings.breaking},
        run_numbers={each.run: number for number, each in enumerate(findings.runs, start=1)},
        facts=printed_numbers.signed_facts(findings),
        n=printed_numbers,
        draw=drawing,
        late_by=late_by,
        show=_Shown(findings),
    )


class _Shown:
    """The values that the page's templates use: rows of the findings, in the order of the page."""

    def __init__(self, findings: StressFindings) -> None:
        self._findings = findings
        self._readings = {each.reading_id: each for each in findings.readings}
        made = findings.beliefs
        turns: list[LineTurn | SpeedTurn] = []
        if made:
            turns += [*made.lines, *made.tests, *made.speed]
        self._turns = {_named(each): each for each in turns}

    def answers(self, section: str) -> list[tuple[int, Answer]]:
        """The questions that a section answers, each with its number."""
        return [
            (number, answer)
            for number, answer in enumerate(self._findings.answers, start=1)
            if _SECTION_OF.get(number, "broke") == section
        ]

    def most_pressing(self) -> list[LineVerdict]:
        """The verdicts on the national lines, and on the regional shares that fail."""
        rows = self._findings.verdicts
        return [each for each in rows if not each.region or each.verdict == "fail"]

    def overview(self) -> list[tuple[StressTest, list[ScenarioResult | None]]]:
        """The result of each test under the readings on the first screen."""
        found = {(each.test, each.reading): each for each in self._findings.results}
        readings = [each.reading_id for each in self.first_readings]
        return [
            (test, [found.get((test.test_id, reading)) for reading in readings])
            for test in self._findings.tests
        ]

    @property
    def first_readings(self) -> list[Reading]:
        """The first promised and the first likely reading."""
        return one_of_each(self._findings.readings)

    def rests_on(self, verdict: LineVerdict) -> list[str]:
        """The promised run and the likely run in which a line fared worst."""
        gating = {each.test_id for each in self._findings.tests if each.pack_class in GATING}
        found = []
        for readiness in ("promised", "likely"):
            rows = [
                each
                for each in self._findings.lines
                if (each.line, each.region) == (verdict.line, verdict.region)
                and each.test in gating
                and each.reading in self._readings
                and self._readings[each.reading].readiness == readiness
            ]
            if rows:
                found.append(max(rows, key=fared).run)
        return list(dict.fromkeys(found))

    def turn(self, row: LineVerdict | LineResult | ScenarioResult) -> LineTurn | SpeedTurn | None:
        """The effect of beliefs on a row; None if the test drew no beliefs."""
        return self._turns.get(_named(row))

    def kinds(self) -> list[tuple[KindTotal, list[KindTotal]]]:
        """Every kind of unit that at least one force returned, in all forces and by region."""
        return [
            (rows[0], rows[1:])
            for _, group in groupby(self._findings.kinds, lambda row: row.kind)
            for rows in [list(group)]
            if rows[0].forces
        ]

    def not_returned(self) -> list[str]:
        """The kinds of unit that no force returned."""
        return [row.name for row in self._findings.kinds if not row.region and not row.forces]

    def matrix(self) -> list[tuple[str, list[tuple[str, list[LineResult | None]]]]]:
        """The capacity of each national line in each test, under each reading."""
        found = {(r.test, r.line, r.reading): r for r in self._findings.lines if not r.region}
        names = {each.line: each.name for each in self._findings.lines if not each.region}
        table = []
        for test in self._findings.tests:
            rows = [
                (name, [found.get((test.test_id, line, reading)) for reading in self._readings])
                for line, name in names.items()
            ]
            kept = [(name, cells) for name, cells in rows if any(cells)]
            if kept:
                table.append((test.title, kept))
        return table

    def grouped(self, rows: Iterable[Any], *names: str) -> list[tuple[tuple[str, ...], list[Any]]]:
        """Groups of consecutive rows that share their values in the given fields."""
        by = groupby(rows, lambda row: tuple(getattr(row, name) for name in names))
        return [(key, list(group)) for key, group in by]

    def hosts(self) -> list[tuple[str, list[HostResult]]]:
        """The hosts of each rotating test, by reading, with the worst host first."""
        order = list(self._readings)
        table = []
        for test in self._findings.tests:
            rows = [each for each in self._findings.hosts if each.test == test.test_id]
            rows.sort(key=lambda row: (_place(order, row.reading), _share(row), row.force_name))
            if rows:
                table.append((test.title, rows))
        return table

    def host_table(self, test: str) -> str:
        """The id of the table of a test's hosts."""
        there = {each.test for each in self._findings.hosts}
        order = [each.test_id for each in self._findings.tests if each.test_id in there]
        return f"hosts-{order.index(test) + 1}"

    def mapped(self, rows: Iterable[HostResult | ForceBreakingPoint]) -> list[Reading]:
        """The readings that have a map: the first promised and the first likely reading."""
        there = {row.reading for row in rows}
        return one_of_each(each for each in self._findings.readings if each.reading_id in there)

    def force_table(self) -> list[ForceBreakingPoint]:
        order = list(self._readings)
        rows = self._findings.map
        return sorted(rows, key=lambda row: (_place(order, row.reading), *_largest(row)))

    def worst_pairs(self) -> list[ForceBreakingPoint]:
        """The twenty pairs of forces with the smallest need met on time, under each reading."""
        found: list[ForceBreakingPoint] = []
        for reading in self._readings:
            rows = [each for each in self._findings.pairs if each.reading == reading]
            found += sorted(rows, key=_largest)[:_MOST_PAIRS]
        return found

    def remedies(self) -> list[tuple[tuple[str, str], list[list[Remedy]]]]:
        """Remedies in rank order, by test and reading, then by measure."""
        found = []
        rows = sorted(self._findings.remedies, key=lambda row: row.rank)
        for key, of_it in _by_key(rows, lambda row: (row.test, row.reading)):
            by_measure = dict(_by_key(of_it, lambda row: row.measure))
            order = [FIRST_MEASURE, *MEASURED, *by_measure]
            found.append((key, [by_measure[name] for name in sorted(by_measure, key=order.index)]))
        order = [each.test_id for each in self._findings.tests]
        return sorted(found, key=lambda each: (_place(order, each[0][0]), each[0]))


def _named(row: FindingsPart) -> tuple[str, ...]:
    """The values that identify a row: test, reading, line and region. A missing value is empty."""
    return tuple(getattr(row, name, "") for name in ("test", "reading", "line", "region"))


def _by_key(rows: Iterable[Any], key: Any) -> list[tuple[Any, list[Any]]]:
    """Rows grouped by key. The groups are in the order of their keys."""
    return [(name, list(group)) for name, group in groupby(sorted(rows, key=key), key)]


def _place(order: Sequence[str], name: str) -> int:
    return order.index(name) if name in order else len(order)


def _share(row: HostResult) -> float:
    estimate = row.on_time.estimate
    return -1.0 if estimate is None else estimate


def _largest(row: ForceBreakingPoint) -> tuple[float, str, str]:
    value = row.largest.estimate
    if value is None:
        value = row.screened
    return (float("inf") if value is None else value, row.force_name, row.other_name)
