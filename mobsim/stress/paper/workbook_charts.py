"""Which charts does the workbook of a stress test have, and which numbers do they show?"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from mobsim.ground.workbook_texts import in_a_cell
from mobsim.stress.findings import Estimate, Remedy, StressFindings
from mobsim.stress.paired_nights import FIRST_MEASURE, MEASURED
from mobsim.stress.paper.drawing import line_gauges
from mobsim.stress.paper.pack_glance import one_of_each

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.chart import Chart

COLOURS: Final = ("#14427C", "#F0B429", "#A32A0C", "#00594F", "#5B2A86")
_WIDE: Final = 760
_ROW: Final = 20
"""The height of a worksheet row, in pixels."""
_FEWEST_ROWS: Final = 17
"""The smallest number of rows that a chart covers."""
_A_BAR: Final = 18
"""The height of each horizontal bar, in pixels."""


@dataclass(frozen=True)
class ChartTable:
    """A table of numbers, and how to draw it."""

    title: str
    axis: str
    """The title of the numeric axis."""
    kind: Literal["column", "bar", "line"]
    names: tuple[str, ...]
    """The names of the columns; the first column holds the names of the rows."""
    rows: tuple[tuple[str | float | None, ...], ...]
    share: bool = False
    """Whether the numbers are shares."""
    whole: bool = True
    """Whether every share is at most 1."""

    @property
    def tall(self) -> int:
        """The number of worksheet rows that the chart covers."""
        bars = len(self.rows) * (len(self.names) - 1) if self.kind == "bar" else 0
        return max(_FEWEST_ROWS, (bars * _A_BAR + 120) // _ROW)


def chart_tables(findings: StressFindings) -> list[ChartTable]:
    """The charts that have numbers to show."""
    made = [_lines(findings), *_tests(findings), *_frontiers(findings)]
    made += [_forces(findings), *_remedies(findings)]
    return [each for each in made if each.rows]


def chart_of(book: "Workbook", sheet: str, table: ChartTable, first: int) -> "Chart":
    """The chart of a table.

    ``first`` is the row of the table's headings; the row above it holds the chart's title. All
    texts come from cells, because a spreadsheet could read a chart's own text as a formula.
    """
    chart = book.add_chart({"type": table.kind})
    last = first + len(table.rows)
    for number in range(1, len(table.names)):
        colour = COLOURS[(number - 1) % len(COLOURS)]
        look = {"line": {"color": colour, "width": 2}} if table.kind == "line" else {}
        marks = {"marker": {"type": "automatic"}} if table.kind == "line" else {}
        series = {
            "name": [sheet, first, number],
            "categories": [sheet, first + 1, 0, last, 0],
            "values": [sheet, first + 1, number, last, number],
            "fill": {"color": colour},
            "gap": 60,
        }
        chart.add_series({**series, **look, **marks})
    grid = {"visible": True, "line": {"color": "#C9CED5"}}
    numbers: dict[str, object] = {"name": in_a_cell(table.axis), "major_gridlines": grid}
    if table.share:
        numbers |= {"num_format": "0%", "min": 0, **({"max": 1} if table.whole else {})}
    names = {"reverse": table.kind == "bar", "label_position": "low"}
    lying = table.kind == "bar"
    chart.set_x_axis(numbers | {"label_position": "high"} if lying else names)
    chart.set_y_axis(names if lying else numbers)
    chart.set_title({"name": [sheet, first - 1, 0], "name_font": {"size": 12}, "overlay": False})
    chart.set_legend({"position": "bottom"} if len(table.names) > 2 else {"none": True})
    chart.set_size({"width": _WIDE, "height": table.tall * _ROW})
    return chart


def _lines(findings: StressFindings) -> ChartTable:
    gauges = [each for each in line_gauges(findings) if each.required]
    return ChartTable(
        "National lines: units declared, and units in use at worst, as a share of the requirement",
        "share of the requirement",
        "column",
        ("line", "declared", "in use in the worst test that the line must pass"),
        tuple(
            (each.label, each.declared / each.required, each.in_use / each.required)
            for each in gauges
        ),
        share=True,
        whole=False,
    )


def _tests(findings: StressFindings) -> Iterator[ChartTable]:
    readings = one_of_each(findings.readings)
    rows = {(each.test, each.reading): each for each in findings.results}
    for title, field in (
        (f"Speed: share of nights with {findings.target.words}", "on_time"),
        ("Capacity: share of nights in which a national line runs out of crews", "line_breaks"),
    ):
        found: list[tuple[str | float | None, ...]] = []
        for test in findings.tests:
            cells = [rows.get((test.test_id, each.reading_id)) for each in readings]
            values = [_known(getattr(cell, field)) if cell else None for cell in cells]
            if any(value is not None for value in values):
                found.append((test.title, *values))
        names = ("test", *(each.name for each in readings))
        yield ChartTable(title, "share of nights", "bar", names, tuple(found), share=True)


def _frontiers(findings: StressFindings) -> Iterator[ChartTable]:
    questions = {each.search: each.question for each in findings.breaking}
    names = {each.reading_id: each.name for each in findings.readings}
    for search in dict.fromkeys(each.search for each in findings.frontier):
        points = [each for each in findings.frontier if each.search == search]
        found = {(each.setting, each.reading): _known(each.median) for each in points}
        readings = list(dict.fromkeys(each.reading for each in points))
        first = points[0]
        yield ChartTable(
            f"{questions.get(search, search)} By {first.lever}",
            f"{first.unit}, in half of nights",
            "line",
            (
                f"{first.lever} ({first.setting_unit})",
                *(names.get(each, each) for each in readings),
            ),
            tuple(
                (f"{setting:g}", *(found.get((setting, each)) for each in readings))
                for setting in sorted({each.setting for each in points})
            ),
        )


def _forces(findings: StressFindings) -> ChartTable:
    readings = [
        each
        for each in one_of_each(findings.readings)
        if any(row.reading == each.reading_id for row in findings.map)
    ]
    found = {(each.force_name, each.reading): _known(each.largest) for each in findings.map}
    last = readings[-1].reading_id if readings else ""
    forces = sorted(
        dict.fromkeys(each.force_name for each in findings.map),
        key=lambda name: (found.get((name, last)) is None, found.get((name, last)), name),
    )
    return ChartTable(
        f"Each force: largest need with {findings.target.words}",
        "PSUs, in the median night",
        "bar",
        ("force", *(each.name for each in readings)),
        tuple((name, *(found.get((name, each.reading_id)) for each in readings)) for name in forces)
        if readings
        else (),
    )


def _remedies(findings: StressFindings) -> Iterator[ChartTable]:
    """The change that each remedy makes to each test, in the first measure that has values."""
    measures = {each.measure for each in findings.remedies}
    order = [FIRST_MEASURE, *MEASURED, *sorted(measures)]
    measure = min(measures, key=order.index, default="")
    rows = [each for each in findings.remedies if each.measure == measure]
    if rows:
        share = rows[0].unit == "share"
        yield ChartTable(
            f"Remedies: change in {rows[0].measure_label}",
            "percentage points" if share else f"{rows[0].unit}, mean paired difference",
            "bar",
            ("remedy", *_titles(findings, rows)),
            tuple(_by_remedy(rows)),
        )


def _titles(findings: StressFindings, rows: Iterable[Remedy]) -> list[str]:
    return [findings.titles.get(test, test) for test in dict.fromkeys(each.test for each in rows)]


def _by_remedy(rows: Sequence[Remedy]) -> Iterator[tuple[str | float | None, ...]]:
    tests = list(dict.fromkeys(each.test for each in rows))
    found = {(each.remedy, each.test): each for each in rows}
    for remedy, label in {each.remedy: each.label for each in rows}.items():
        cells = [found.get((remedy, test)) for test in tests]
        yield (label, *(_known(cell.difference) if cell else None for cell in cells))


def _known(found: Estimate) -> float | None:
    value = found.estimate
    return value if found.n and value is not None and abs(value) != float("inf") else None
