"""Pictures of a few numbers made up by hand, one of each sort, as tests/pictures has them."""

from collections.abc import Callable
from functools import partial
from typing import Final

from mobsim.looking import figures
from mobsim.looking.figures import (
    DifferenceRange,
    ForceTile,
    LineGauge,
    MeasurePanel,
    Picture,
    Swing,
    UnitSpan,
)

NEVER = float("inf")


def mobilisation() -> Picture:
    there = {
        "own crews": [(60.0, 1.0), (120.0, 3.0), (480.0, 0.0)],
        "from the region": [(150.0, 2.0), (480.0, 0.0)],
        "from the country": [(240.0, 4.0), (420.0, 1.0), (480.0, 0.0)],
    }
    need = [(0.0, 6.0), (180.0, 10.0), (480.0, 0.0)]
    return figures.mobilisation(there, need, 600.0, "Ten units in one place")


def incidence() -> Picture:
    curves = {"as it is": [60.0, 90.0, 120.0, NEVER], "called early": [30.0, 45.0, 60.0, 90.0]}
    return figures.incidence(curves, 600.0, "40 % of need there")


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
    panels = [
        MeasurePanel("time to first aid", "difference, minutes", [one, other]),
        MeasurePanel("unit-hours not met", "difference, unit-hours", [one, other]),
        MeasurePanel("one night only", "difference, units", [single]),
    ]
    return figures.forest(panels, "Difference from as it is", "n = 20 nights each; 95 % intervals")


def capacity() -> Picture:
    rows = [LineGauge("PSU", 297, 320, 180.0), LineGauge("AEP", 18, 15, 15.0)]
    return figures.capacity(rows, "Two lines", "n = 20 nights, the median")


def nothing() -> Picture:
    return figures.nothing("A quiet night", "No order touched any PSU in this night (n = 1 night).")


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
    )
}
"""By name; each is compared with the file of its name."""

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
}
"""What each has to say of its units."""
