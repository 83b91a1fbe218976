"""Do the pictures look as they did, and say what they are of?"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matplotlib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.testing.compare import compare_images
from matplotlib.text import Text
from PIL import Image

import mobsim
from mobsim.ground.errors import InputError
from mobsim.ground.units import parse_duration
from mobsim.looking import figures, marks
from mobsim.looking.figures import PHASES, LineGauge, Picture
from mobsim.looking.figures.style import HATCHES, surface
from mobsim.looking.marks import Ribbon
from mobsim.looking.report.content import Content
from mobsim.looking.report.replay import Replay
from mobsim.looking.showing import PICTURES as OF_A_NIGHT
from mobsim.looking.showing import ShownNight, show
from mobsim.scenario.file import load_scenario
from mobsim.scoring import Facts, score
from mobsim.scoring.events import Event
from mobsim.stress.findings import Estimate, FrontierPoint
from mobsim.stress.paper.drawing import breaking_map, capacity, frontier
from mobsim.study.designs.effects import both_ends
from mobsim.study.designs.factors import parse_factor
from mobsim.study.designs.points import grid
from mobsim.study.playing import play
from mobsim.study.replication import Task
from mobsim.study.study import How, run_study
from mobsim.study.study_text import in_agreement
from tests import second_scoring
from tests.findings_made import findings as made
from tests.pictures_made import DRAWN_BY, EMPTY, OF_A_PAGE, PICTURES, UNITS
from tests.refresh_pictures import FOLDER, draw

PACKAGE = Path(mobsim.__file__).parent
EXACT, ROUGH = 4.0, 16.0
"""Root mean square of the difference, of 255: with the matplotlib that drew what is kept, and with
another, whose letters are set otherwise (3.8 against 3.11 comes to 14.3 at most)."""
SHRUNK = 8
"""With another, so many dots are taken as one, which leaves surfaces and loses letters."""


def words(picture: Picture) -> str:
    """All that can be read in a picture."""
    picture._repr_png_()  # lays it out
    texts: list[Any] = picture.figure.findobj(Text)
    return "\n".join(text.get_text() for text in texts)


def difference(name: str, drawn: Path, *, exact: bool) -> str | None:
    """How a picture differs from the one that is kept; None if it does not."""
    kept = FOLDER / f"{name}.png"
    if exact:
        return compare_images(kept, drawn, EXACT)
    shrunk = [
        shrink(path, drawn.parent / f"{end}.png") for path, end in ((kept, "a"), (drawn, "b"))
    ]
    return compare_images(*shrunk, ROUGH)


def shrink(path: Path, target: Path) -> Path:
    with Image.open(path) as image:
        image.convert("RGB").reduce(SHRUNK).save(target)
    return target


def of_this_matplotlib(name: str) -> bool:
    """Whether what is kept was drawn by the matplotlib that is installed."""
    with Image.open(FOLDER / f"{name}.png") as image:
        return f"version{matplotlib.__version__}," in image.info["Software"]


# --- how they look --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_looks_as_it_did(name: str, tmp_path: Path) -> None:
    drawn = draw(PICTURES[name](), tmp_path / f"{name}.png")
    assert difference(name, drawn, exact=of_this_matplotlib(name)) is None


@pytest.mark.parametrize("exact", [True, False])
def test_a_picture_of_other_numbers_does_not_pass(exact: bool, tmp_path: Path) -> None:
    other = figures.bars(
        [("drawdown", 0.7), ("refusals", 0.4)], "share of variance", "n = 8 nights"
    )
    drawn = draw(other, tmp_path / "bars.png")
    assert difference("bars", drawn, exact=exact) is not None


def test_no_picture_is_kept_that_is_not_drawn() -> None:
    assert set(PICTURES) == {path.stem for path in FOLDER.glob("*.png")}


DRAWS = re.compile(r"\b(Picture|Drawing|Chart|MapStill)\b")
"""What a function gives that draws."""


def that_draw(path: Path) -> Iterator[str]:
    """Public functions and methods of a module that draw, by their names within mobsim."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    holders = [("", tree), *((f"{c.name}.", c) for c in tree.body if isinstance(c, ast.ClassDef))]
    module = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
    # Those of the figures are known by the name of their package.
    module = re.sub(r"^(looking\.figures)\..*", r"\1", module)
    for prefix, holder in holders:
        for each in holder.body:
            given = getattr(each, "returns", None)
            if given is not None and DRAWS.search(ast.unparse(given)) and each.name[0] != "_":
                yield f"{module}.{prefix}{each.name}"


def test_whatever_draws_is_looked_at_in_a_picture() -> None:
    found = {name for path in PACKAGE.rglob("*.py") for name in that_draw(path)}
    assert set(DRAWN_BY) == found
    assert set(PICTURES) == {name for names in DRAWN_BY.values() for name in names} - {OF_A_PAGE}


# --- what they say --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_says_its_unit_and_how_many_nights(name: str) -> None:
    said = words(PICTURES[name]())
    assert [] == [unit for unit in UNITS[name] if unit not in said]
    assert re.search(r"n = \d+", said)


@pytest.mark.parametrize("name", EMPTY)
def test_a_picture_of_nothing_is_a_sentence_in_place_of_axes(name: str) -> None:
    picture = EMPTY[name]()
    assert not any(axes.axison for axes in picture.figure.axes)
    assert re.search(r"[A-Z].*\(n = [01] nights?\)\.", words(picture).replace("\n", " "))


def test_a_picture_is_svg_and_png_and_the_same_each_time(tmp_path: Path) -> None:
    picture = PICTURES["mobilisation"]()
    assert picture._repr_png_().startswith(b"\x89PNG")
    assert picture._repr_svg_() == PICTURES["mobilisation"]()._repr_svg_()
    files = [picture.save(tmp_path / name).read_bytes() for name in ("one.svg", "two.svg")]
    assert files[0] == files[1]
    assert picture.save(tmp_path / "one.png").stat().st_size > 1000


@pytest.mark.parametrize("title", ["Cost $5m now and $6m later", "$5 {a and $6", "x_1 $\\alpha$"])
def test_a_title_with_dollars_is_plain_text(title: str) -> None:
    assert title in words(figures.bars([(title, 1.0)], "share of variance", "n = 1 night"))
    picture = figures.capacity([LineGauge("PSU", 9, 8, 1.0)], title, "n = 1 night")
    assert title in words(picture)
    drawn: list[Any] = picture.figure.findobj(Text)
    assert [] == [text for text in drawn if text.get_text() and text.get_parse_math()]


def test_surfaces_are_told_apart_without_colour() -> None:
    assert len(HATCHES) == len(set(HATCHES))
    looks = [(look["hatch"], look["facecolor"] == "white") for look in PHASES.values()]
    assert len(looks) == len(set(looks))


# --- one call each --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def night() -> mobsim.Result:
    return mobsim.run("quickstart")


@pytest.mark.parametrize("name", OF_A_NIGHT)
def test_a_night_has_every_picture(name: str, night: mobsim.Result) -> None:
    assert "n = 1" in words(night.plot(name))


def test_a_night_is_drawn_as_a_mobilisation_unless_told_otherwise(night: mobsim.Result) -> None:
    said = words(night.plot())
    assert "own crews (at most 2)" in said
    assert "from the region (at most 2)" in said
    assert "need (at most 4)" in said


def test_flows_are_of_aid_alone(night: mobsim.Result) -> None:
    said = words(night.plot("flows"))
    assert "2 PSUs deployed for other forces" in said
    assert "Gwent: 1" in said
    assert "South Wales: 2" in said


@pytest.mark.parametrize("name", OF_A_NIGHT)
def test_a_kind_that_nobody_needed_is_a_sentence_or_a_line(name: str, night: mobsim.Result) -> None:
    assert "n = 1" in words(night.plot(name, kind="bdu"))


def test_an_unknown_picture_is_told_with_the_nearest(night: mobsim.Result) -> None:
    with pytest.raises(InputError, match="did you mean 'flows'"):
        night.plot("flow")


def test_a_unit_that_rests_near_the_rvp_rests_from_when_it_stood_down() -> None:
    of = {"incident": "a", "force": "kent", "unit": "kent-psu-01", "kind": "psu"}
    log = [
        Event(0.0, "UnitOrdered", tier=1, **of),
        Event(60.0, "UnitMustered", tier=1, **of),
        Event(120.0, "UnitDeployed", tier=1, **of),
        Event(300.0, "UnitStoodDown", tier=1, cause="tour ended", **of),
        Event(540.0, "UnitRested", tier=1, cause="near the RVP", **of),
    ]
    facts = Facts(duration=600.0)
    said = words(show(ShownNight("A tour", log, facts, score(log, facts)), "units", "psu"))
    assert "resting" in said
    assert "returning" not in said


def test_a_study_a_comparison_and_a_sweep_have_their_pictures() -> None:
    quick = mobsim.load("quickstart")
    study = quick.run(replications=3, jobs=1)
    assert "n = 3 nights" in words(study.plot("arrivals"))
    assert "n = 3 nights" in words(study.plot())
    compared = quick.compare("drawdown=none", replications=3, jobs=1)
    assert "n = 3 nights each" in words(compared.plot("forest"))
    swept = quick.sweep("drawdown=none,minimal", replications=2, jobs=1)
    assert "n = 2 nights each" in words(swept.plot())
    assert "share of variance" in words(swept.plot("effects"))
    for each in (study, compared, swept):
        with pytest.raises(InputError, match="expected a picture"):
            each.plot("zzz")


def test_findings_are_drawn_as_a_map_of_all_forces_and_a_gauge() -> None:
    findings = made(full=True)
    said = words(breaking_map(findings))
    assert 43 == len(re.findall(r"^[A-Z&]{2,4}$", said, re.MULTILINE))
    assert "n = " in said
    assert "required" in words(capacity(findings))
    with pytest.raises(InputError, match="expected a picture"):
        breaking_map(findings, "zzz")


# --- what they are made of ------------------------------------------------------------------------


def drawn_lines(picture: Picture) -> dict[str, dict[float, float]]:
    """By label of each line: by hour what is drawn there."""
    lines: list[Any] = picture.figure.axes[0].get_lines()
    return {each.get_label(): dict(zip(*each.get_data(), strict=True)) for each in lines}


def test_arrivals_are_drawn_where_they_are_known_and_as_they_are() -> None:
    """Of four nights the median is the second lowest, which is a night's own number."""
    shares = {0.0: [0.0, 0.0, 0.0, 0.4], 15.0: [0.1, 0.2, 0.3, 1.0], 30.0: [0.1, 0.2, 0.3]}
    lines = drawn_lines(figures.arrivals(shares, "Four nights"))
    assert {0.0: 0.0, 0.25: 0.2, 0.5: 0.2} == lines["median of nights"]
    assert {0.0: 0.1, 0.25: 0.4, 0.5: pytest.approx(0.2)} == lines["mean of nights"]


def test_arrivals_end_where_half_of_the_nights_no_longer_run() -> None:
    shares = {0.0: [0.0] * 4, 15.0: [0.5] * 3, 30.0: [1.0]}
    picture = figures.arrivals(shares, "Four nights")
    assert [0.0, 0.25] == list(drawn_lines(picture)["mean of nights"])
    assert "n = 4 nights, 3 to the right end" in words(picture)


def test_arrivals_of_a_study_are_those_of_the_logs_of_its_nights() -> None:
    """By the second scoring, minute by minute: met at once so far, of the highest need."""
    needs = "incidents.cardiff.need.bdu=1"
    scenario = load_scenario("quickstart", settings=["chance=drawn", needs])
    nights = [play(scenario, replication=number) for number in range(3)]
    kept = [second_scoring.met_so_far(night.log, night.facts) for night in nights]
    of_psus = [{row[1]: row[4] for row in rows if row[0] == "psu"} for rows in kept]
    study = run_study(Task(scenario), 3, how=How(jobs=1))
    drawn = drawn_lines(study.plot("arrivals"))
    assert len(drawn["mean of nights"]) > 10
    for hour, share in drawn["mean of nights"].items():
        shares = [each[60 * hour] for each in of_psus]
        assert pytest.approx(sum(shares) / 3) == share
        assert sorted(shares)[1] == drawn["median of nights"][hour]


def test_both_ends_of_names_are_those_of_least_and_most() -> None:
    design = grid([parse_factor("drawdown=minimal,none,moderate")])
    [ends] = both_ends(design, [2, 9, 1])
    assert ("moderate", 1, "none", 9) == (ends.low_at, ends.low, ends.high_at, ends.high)


# --- what is drawn is so --------------------------------------------------------------------------


def outlines(drawing: marks.Drawing, look: str) -> list[marks.Outline]:
    found = [each for each in drawing.marks if isinstance(each, marks.Outline)]
    return [each for each in found if look in each.look.split()]


def wide(outline: marks.Outline) -> float:
    across = [x for x, _ in outline.points]
    return max(across) - min(across)


def test_no_bar_of_a_gauge_is_cut_off() -> None:
    """Four times the figure is four times as long, and in use twice that."""
    rows = [LineGauge("PSU", 100, 100, 50.0), LineGauge("BDU", 10, 40, 80.0)]
    one, four = map(wide, outlines(marks.gauge(rows), "mark"))
    half, eight = map(wide, outlines(marks.gauge(rows), "used"))
    assert [4.0, 0.5, 8.0] == [pytest.approx(each / one, rel=0.01) for each in (four, half, eight)]
    assert eight <= wide(outlines(marks.gauge(rows), "track")[0])


def test_a_line_that_requires_nothing_has_no_bar() -> None:
    drawing = marks.gauge([LineGauge("BDU", 0, 4, 2.0)])
    assert [] == [*outlines(drawing, "mark"), *outlines(drawing, "used")]
    assert "4, none required; 2 in use" in [
        each.text for each in drawing.marks if isinstance(each, marks.Words)
    ]


@pytest.mark.parametrize(
    ("low", "high", "arrows", "said"),
    [
        (1.0, 3.0, 0, "+2"),
        (1.0, None, 1, "+2, no clear difference"),
        (None, float("inf"), 0, "+2, no interval"),
    ],
)
def test_an_end_of_an_interval_that_is_not_known_is_an_arrow(
    low: float | None, high: float | None, arrows: int, said: str
) -> None:
    row = marks.DifferenceRange("early", 2.0, low, high, apart=high == 3.0)
    drawing = marks.forest([marks.MeasurePanel("", "units", [row])])
    bent = [each for each in outlines(drawing, "line") if len(each.points) == 3]
    assert arrows == len(bent)
    assert said in [each.text for each in drawing.marks if isinstance(each, marks.Words)]


@settings(max_examples=50, deadline=None)
@given(st.floats(0, 1e4), st.floats(0, 1e4), st.sampled_from(["share", "minutes", "units"]))
def test_before_after_and_difference_add_up_as_printed(
    before: float, after: float, unit: str
) -> None:
    scale = 1e-4 if unit == "share" else 1.0
    told = in_agreement(scale * before, scale * after, unit)
    if unit == "minutes":
        was, now, by = (parse_duration(each.lstrip("+−")) for each in told)
    else:
        was, now, by = (float(re.sub("[^0-9.]", "", each)) for each in told)
    assert pytest.approx(now - was) == (-by if told[2].startswith("−") else by)


def test_where_it_holds_to_the_most_that_was_tried_no_line_goes_through() -> None:
    points = [
        FrontierPoint(
            search="s", reading="r", lever="notice", setting=setting, setting_unit="h",
            median=Estimate(estimate=at, low=at and at - 1, high=at and at + 1, n=9),
            unit="incidents", run="",
        )
        for setting, at in enumerate([2.0, None, 4.0, 5.0])
    ]  # fmt: skip
    drawing = frontier(points, {"r": "as promised"})
    dots = [each.at for each in drawing.marks if isinstance(each, marks.Dot)]
    joined = [
        list(each.points)
        for each in outlines(drawing, "line")
        if len(each.points) == 2 and each.points[0][0] != each.points[1][0]
    ]
    assert 3 == len(dots)
    assert [dots[1:]] == [each for each in joined if each[0] in dots]


def test_no_two_of_many_hosts_look_the_same() -> None:
    looks = [tuple(surface(number)[key] for key in ("facecolor", "hatch")) for number in range(36)]
    assert 36 == len(set(looks))


def test_a_place_looks_the_same_in_all_pictures_of_a_page() -> None:
    content = Content(Replay(mobsim.run("six-cities-saturday").source))
    assert content.curves is not None
    assert content.flow is not None
    of_curves = {
        line.look.split()[1]: line.dash for line in outlines(content.curves.drawing, "line")
    }
    assert len(content.looks) == len(of_curves) == len(set(of_curves.values()))
    bands = {
        each.look.split()[1] for each in content.flow.drawing.marks if isinstance(each, Ribbon)
    }
    helped = {content.place(incident) for _, incident, kind in content.given if kind == "psu"}
    assert {f"c{content.looks[place]}" for place in helped} == bands


def test_a_band_has_the_look_of_its_host() -> None:
    given = {("Kent", "Hull"): 2, ("Kent", "Leeds"): 1}
    drawing = marks.flows(given, {"Leeds": 2, "Hull": 5})
    bands = [each for each in drawing.marks if isinstance(each, Ribbon)]
    assert {20.0: "flow c5", 10.0: "flow c2"} == {each.thick: each.look for each in bands}


def test_the_dark_changes_no_step_from_all_to_none() -> None:
    css = (PACKAGE / "looking" / "page" / "templates" / "page.css").read_text(encoding="utf-8")
    light, dark = css.split("@media screen and (prefers-color-scheme: dark)", 1)
    steps = re.findall(r"--s\d: #([0-9a-f]{6})", light)
    lightness = [sum(int(each[n : n + 2], 16) for n in (0, 2, 4)) for each in steps]
    assert 5 == len(steps)
    assert sorted(lightness, reverse=True) == lightness
    assert [] == re.findall(r"--s\d:", dark)
