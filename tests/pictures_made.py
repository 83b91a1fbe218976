"""Pictures of a few numbers made up by hand, one of each sort, as tests/pictures has them.

What a page has as SVG is painted from the same marks. `DRAWN_BY` says of every function and method
that draws by which pictures it is looked at.
"""

from collections.abc import Callable
from functools import partial
from typing import Final

import mobsim
from mobsim.looking import figures
from mobsim.looking.figures import (
    DifferenceRange,
    ForceTile,
    LineGauge,
    MeasurePanel,
    Picture,
    RangePanel,
    Swing,
    UnitSpan,
)
from mobsim.looking.figures.painting import painted
from mobsim.looking.report import charts
from mobsim.looking.report.charts import Asking, Curve, HourAxis, KindStrength
from mobsim.looking.report.first_pictures import need_and_there
from mobsim.looking.report.replay import Replay
from mobsim.scoring.steps import StepCurve
from mobsim.stress.findings import Estimate, FrontierPoint
from mobsim.stress.paper import drawing

NEVER = float("inf")


def mobilisation() -> Picture:
    there = {
        "own crews": [(60.0, 1.0), (120.0, 3.0), (480.0, 0.0)],
        "from the region": [(150.0, 2.0), (480.0, 0.0)],
        "from the country": [(240.0, 4.0), (420.0, 1.0), (480.0, 0.0)],
    }
    need = [(0.0, 6.0), (180.0, 10.0), (480.0, 0.0)]
    return figures.mobilisation(there, need, 600.0, "Ten units in one place", clock=clock)


def clock(minute: float) -> str:
    """From 20:00 on."""
    return f"{(20 + int(minute) // 60) % 24:02}:{int(minute) % 60:02}"


def incidence() -> Picture:
    curves = {"as it is": [60.0, 90.0, 120.0, NEVER], "called early": [30.0, 45.0, 60.0, 90.0]}
    return figures.incidence(curves, 600.0, "40 % of need there", clock)


def arrivals() -> Picture:
    """In night n a fifth is met after 60 + 10 n minutes, half after 120 + 15 n, all after 300."""
    rises = [
        [(0.0, 0.0), (60.0 + 10 * n, 0.2), (120.0 + 15 * n, 0.5), (300.0, 1.0)] for n in range(9)
    ]
    shares = {
        float(minute): [max(share for at, share in night if at <= minute) for night in rises]
        for minute in range(0, 600, 15)
    }
    return figures.arrivals(shares, "Nine nights")


def flows() -> Picture:
    rows = [("Kent", "Essex", 3), ("Surrey", "Essex", 1), ("Surrey", "Sussex", 4)]
    return figures.flows(rows, "Three bands")


def home() -> Picture:
    rows = {"Kent (8)": [1.0, 0.5, 0.0, 0.25, 1.0], "Essex (4)": [1.0, 1.0, 0.75, 0.75, 1.0]}
    return figures.home(rows, "Two forces at home")


def units() -> Picture:
    rows = {
        "Kent 01 → Dover": [
            UnitSpan("mustering", 0.0, 60.0),
            UnitSpan("driving", 60.0, 120.0),
            UnitSpan("at the RVP", 120.0, 150.0),
            UnitSpan("deployed", 150.0, 480.0),
            UnitSpan("returning", 480.0, 540.0),
            UnitSpan("resting", 540.0, 1200.0),
        ],
        "Kent 02 → Dover": [UnitSpan("mustering", 0.0, 90.0)],
    }
    return figures.units(rows, 1200.0, "Two units", of=5)


def tiles() -> Picture:
    rows = [
        ForceTile(1, 1, "ONE", 12.0),
        ForceTile(2, 1, "TWO", 30.0),
        ForceTile(2, 2, "THREE", None),
    ]
    return figures.tiles(rows, "Three forces", "PSUs, median night", "n = 4 nights a force")


def tornado() -> Picture:
    rows = [Swing("refusals", 3.5, "0%", 4.5, "30%"), Swing("drawdown", 3.0, "none", 6.0, "all")]
    return figures.tornado(rows, 4.0, "Two factors", "time to 40 %, hours", "n = 8 nights each")


def bars() -> Picture:
    return figures.bars([("drawdown", 0.7), ("refusals", 0.1)], "share of variance", "n = 8 nights")


def forest() -> Picture:
    one = DifferenceRange("early", -40.0, -60.0, -20.0, apart=True)
    other = DifferenceRange("fair", 5.0, -10.0, 20.0, apart=False)
    single = DifferenceRange("early", 1.0, None, None, apart=False)
    half = DifferenceRange("late", 15.0, 5.0, None, apart=False)
    panels = [
        MeasurePanel("time to first aid", "difference, minutes", [one, other]),
        MeasurePanel("unit-hours not met", "difference, unit-hours", [one, other, half]),
        MeasurePanel("one night only", "difference, units", [single]),
    ]
    return figures.forest(panels, "Difference from as it is", "n = 20 nights each; 95 % intervals")


def capacity() -> Picture:
    rows = [
        LineGauge("PSU", 297, 320, 180.0),
        LineGauge("AEP", 18, 15, 15.0),
        LineGauge("BDU", 10, 25, 26.0),
        LineGauge("none required", 0, 4, 2.0),
    ]
    return figures.capacity(rows, "Two lines", "n = 20 nights, the median")


def nothing() -> Picture:
    return figures.nothing("A quiet night", "No PSUs were ordered in this night (n = 1 night).")


def ranges() -> Picture:
    rows = {"chance alone": (1.0, 2.0, 3.0, 4.0, 5.0), "and beliefs": (0.5, 2.0, 4.0, 8.0, NEVER)}
    panels = [RangePanel("time to 40 %, hours", rows, 10.0)]
    return figures.ranges(panels, "Two reasons", "n = 8 nights, and the same 8 as it is")


def curves() -> Picture:
    """Hull and Leeds end together: their names stand apart."""
    lines = [
        Curve(name, [(0.0, 0.0), (60.0 * n, 0.5), (300.0, end)], look=n)
        for n, (name, end) in enumerate([("Hull", 1.0), ("Leeds", 1.0), ("Sunderland", 0.5)], 1)
    ]
    lines.append(Curve("all", [(0.0, 0.0), (300.0, 0.75)], [(0.0, 0.0, 0.2), (300.0, 0.6, 0.9)]))
    hours = HourAxis("the first incident", clock)
    made = charts.curves("c", "Three places", lines, 300.0, of="share of need", hours=hours)
    return painted(made.drawing, made.title, "n = 1 night")


def timeline() -> Picture:
    need, there = StepCurve(), StepCurve()
    for minute, by in ((30.0, 4), (240.0, -4)):
        need.change(minute, by)
    for minute, by in ((60.0, 1), (120.0, 2), (240.0, -3)):
        there.change(minute, by)
    made = charts.timeline(
        "t",
        "Dover",
        [KindStrength("PSUs", need, there)],
        [Asking("RICC asked", [(45.0, 75.0)])],
        (0.0, 270.0),
        hours={60.0: "21:00", 180.0: "23:00"},
        desc="",
    )
    return painted(made.drawing, made.title, "n = 1 night")


def frontier() -> Picture:
    """With eight hours' notice half of the nights hold at the highest number tried."""
    names = {"promised": "as promised", "likely": "as is likely"}
    known = [(0.0, 2.0), (2.0, 3.0), (4.0, 5.0), (8.0, None)]
    points = [
        FrontierPoint(
            search="s",
            reading=reading,
            lever="notice given",
            setting=setting,
            setting_unit="h",
            median=Estimate(
                estimate=None if at is None else at - less,
                low=6.0 if at is None else at - less - 0.5,
                high=None if at is None or at > 4.0 else at - less + 0.5,
                n=200,
            ),
            unit="incidents",
            run="",
        )
        for less, reading in enumerate(names)
        for setting, at in known
    ]
    return painted(drawing.frontier(points, names), "By notice", "n = 200 nights")


def need_there() -> Picture:
    made = need_and_there(Replay(mobsim.run("quickstart").source))
    assert made is not None
    return painted(made[0].drawing, made[0].title, "n = 1 night")


PICTURES: Final[dict[str, Callable[[], Picture]]] = {
    each.__name__: each
    for each in (
        mobilisation,
        incidence,
        arrivals,
        flows,
        home,
        units,
        tiles,
        tornado,
        bars,
        forest,
        capacity,
        nothing,
        ranges,
        curves,
        timeline,
        frontier,
        need_there,
    )
}
"""By name; each is compared with the file of its name."""

OF_A_PAGE: Final = "page"
"""What only a page or a workbook draws: `tests.test_boxes` keeps pictures of pages."""
_NIGHT: Final = ("mobilisation", "flows", "home", "units", "capacity", "nothing")

DRAWN_BY: Final[dict[str, tuple[str, ...]]] = {
    **{f"looking.figures.{name}": (name,) for name in figures.__all__ if name in PICTURES},
    "looking.figures.painted": ("capacity", "tiles", "forest", "flows"),
    "looking.marks.gauge": ("capacity",),
    "looking.marks.tiles": ("tiles",),
    "looking.marks.forest": ("forest",),
    "looking.marks.flows": ("flows",),
    "looking.report.charts.curves": ("curves",),
    "looking.report.charts.timeline": ("timeline",),
    "looking.report.charts.flows": ("flows",),
    "looking.report.content.Content.curves": ("curves",),
    "looking.report.content.Content.flow": ("flows",),
    "looking.report.content.Content.need_there": ("need_there",),
    "looking.report.first_pictures.need_and_there": ("need_there",),
    "looking.report.first_pictures.map_still": (OF_A_PAGE,),
    "looking.showing.show": _NIGHT,
    "stress.paper.drawing.gauge": ("capacity",),
    "stress.paper.drawing.capacity": ("capacity", "nothing"),
    "stress.paper.drawing.force_map": ("tiles",),
    "stress.paper.drawing.host_map": ("tiles",),
    "stress.paper.drawing.breaking_map": ("tiles", "nothing"),
    "stress.paper.drawing.forest": ("forest",),
    "stress.paper.drawing.frontier": ("frontier",),
    "stress.paper.workbook_charts.chart_of": (OF_A_PAGE,),
    "study.night_result.Result.plot": _NIGHT,
    "study.study.Study.plot": ("incidence", "arrivals", "nothing"),
    "study.comparing.Comparison.plot": ("incidence", "forest", "nothing"),
    "study.sweeping.Sweep.plot": ("tornado", "bars", "nothing"),
    "study.belief_sets.Uncertainty.plot": ("ranges", "bars", "nothing"),
    "study.calibrating.calibration.Calibration.plot": ("bars", "nothing"),
}
"""Every function and method that draws, and the pictures of its sort."""

EMPTY: Final[dict[str, Callable[[], Picture]]] = {
    "mobilisation": partial(figures.mobilisation, {"own crews": []}, [], 600.0, "Nothing"),
    "incidence": partial(figures.incidence, {}, 600.0, "Nothing"),
    "arrivals": partial(figures.arrivals, {}, "Nothing"),
    "flows": partial(figures.flows, [], "Nothing"),
    "home": partial(figures.home, {}, "Nothing"),
    "units": partial(figures.units, {}, 600.0, "Nothing"),
    "tiles": partial(figures.tiles, [], "Nothing", "PSUs", "n = 0 nights"),
    "tornado": partial(figures.tornado, [], 0.0, "Nothing", "hours", "n = 0 nights"),
    "bars": partial(figures.bars, [], "share of variance", "n = 0 nights"),
    "forest": partial(figures.forest, [], "Nothing", "n = 0 nights"),
    "capacity": partial(figures.capacity, [], "Nothing", "n = 0 nights"),
    "ranges": partial(figures.ranges, [], "Nothing", "n = 0 nights"),
}
"""Each sort without anything to show."""
UNITS: Final = {
    "mobilisation": ("PSUs on the ground", "hours"),
    "incidence": ("share of nights", "hours", "95 % intervals"),
    "arrivals": ("share of peak PSU need", "hours", "90 % of nights", "exact, every 15 minutes"),
    "flows": ("PSUs",),
    "home": ("share of fit PSU crews", "hours"),
    "units": ("hours", "first 2 of 5 units"),
    "tiles": ("PSUs",),
    "tornado": ("hours",),
    "bars": ("share of variance",),
    "forest": ("minutes", "unit-hours", "95 % intervals"),
    "capacity": ("units", "share of the figure required"),
    "nothing": ("PSU",),
    "ranges": ("hours", "90 % of nights", "never"),
    "curves": ("hours from the first incident", "21:00", "Hull", "Leeds", "Sunderland"),
    "timeline": ("on the clock", "from the start", "+3h00"),
    "frontier": ("incidents", "notice given (h)", "at the highest number tried"),
    "need_there": ("clock", "from start", "needed"),
}
"""What each has to say of its units."""
