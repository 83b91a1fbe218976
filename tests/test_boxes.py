"""Can every text of every page be read, and every target be hit?

At the widths of `tests.boxes`, light and dark, and on paper. Pictures of the pages are kept in the
folder ``MOBSIM_ARTEFACTS``, if it is named.
"""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import mobsim
from mobsim.inspection.inspected_returns import PUBLISHED, inspected
from mobsim.inspection.inspecting import inspect_force
from mobsim.inspection.inspection_document import page_of_inspection
from mobsim.looking.brief import brief_files, briefing_of
from mobsim.looking.report import write_page
from mobsim.stress.answers import answers
from mobsim.stress.paper import write_paper
from mobsim.study.study_report import study_report
from tests import boxes
from tests.browser import MARKS, opened
from tests.findings_made import findings
from tests.test_inspection import CHEAP

pytestmark = MARKS


@pytest.fixture(scope="module")
def page() -> Iterator[Any]:
    with opened() as browser:
        yield browser.new_page(viewport={"width": 768, "height": 600})


# --- the pages ------------------------------------------------------------------------------------


def night(folder: Path) -> Path:
    return mobsim.run("six-cities-saturday").report(folder / "night.html")


def study(folder: Path) -> Path:
    made = mobsim.run("quickstart", replications=8, folder=folder / "study", jobs=1)
    return write_page(study_report(made), folder / "study.html")


def stress(folder: Path) -> Path:
    made = findings(quick=True, nights=5)
    return write_paper(made.model_copy(update={"answers": answers(made)}), folder / "stress")[0]


def inspection(folder: Path) -> Path:
    made = inspect_force("kent", inspected(paths=[PUBLISHED]), None, CHEAP)
    return written(folder / "inspection.html", page_of_inspection(made))


def brief(folder: Path) -> Path:
    files = brief_files(briefing_of(mobsim.run("quickstart").source), ["html"])
    return written(folder / "brief.html", str(files["brief.html"]))


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


PAGES = {each.__name__: each for each in (night, study, stress, inspection, brief)}
REPLAY = ".replay"
"""The replay moves; its own tests look at it."""
IN_THE_LIGHT = {f"{width}-light" for width in boxes.WIDTHS}
"""Where targets are tried: they stand where they stand in the dark, too."""
LYING = "#verdicts-part, #breaking-part, #change-part, .wide"
"""Parts of the stress test's page that are printed across."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """Where a page is; it is made once."""
    folder = tmp_path_factory.mktemp("pages")
    return cache(lambda name: PAGES[name](folder).as_uri())


@pytest.mark.parametrize("name", PAGES)
def test_each_text_can_be_read_and_each_target_hit(
    name: str, page: Any, address: Callable[[str], str]
) -> None:
    page.goto(address(name))
    ignored = LYING if name == "stress" else REPLAY
    for look in boxes.looks(page):
        found = boxes.unreadable(page, ignore=ignored if look.startswith("print") else REPLAY)
        if look in IN_THE_LIGHT:
            found += boxes.unreachable(page, ignore=REPLAY)
        boxes.keep(page, f"{name}-{look}")
        assert (look, []) == (look, found)


@pytest.mark.parametrize("part", LYING.split(", "))
def test_what_is_printed_across_fits_a_sheet_on_its_side(
    part: str, page: Any, address: Callable[[str], str]
) -> None:
    page.goto(address("stress"))
    page.set_viewport_size({"width": boxes.ACROSS, "height": 680})
    page.emulate_media(media="print")
    boxes.open_lists(page)
    assert [] == boxes.unreadable(page, within=part)


def test_what_lies_in_closed_lists_can_be_read_too(page: Any, tmp_path: Path) -> None:
    page.goto(mobsim.run("quickstart").report(tmp_path / "night.html").as_uri())
    page.emulate_media(media="screen", color_scheme="light")
    boxes.open_lists(page)
    for width in (1366, 320):
        page.set_viewport_size({"width": width, "height": boxes.WIDTHS[width]})
        assert (width, []) == (width, boxes.unreadable(page, ignore=REPLAY))


# --- what is planted is found ---------------------------------------------------------------------

CHART = '<svg viewBox="0 0 200 60" width="400" height="120">{}</svg>'
TEXT_FAULTS = {
    "clipped": '<p style="width: 9em; overflow: hidden; white-space: nowrap">{long}</p>',
    "clipped by the drawing": CHART.format('<text x="150" y="30">{long}</text>'),
    "clipped by the edge": '<p style="white-space: nowrap">{long}{long}{long}</p>',
    "clipped in a field": '<input value="{long}" style="width: 6em">',
    "overlapping": CHART.format('<text x="5" y="30">Hull</text><text x="9" y="32">Leeds</text>'),
    "occluded": CHART.format('<text x="5" y="30">Hull</text><circle cx="15" cy="25" r="15"/>'),
    "too small": CHART.format('<text x="5" y="30" font-size="4">Hull</text>'),
    "too wide": '<div style="width: 900px; height: 30px; background: red"></div>',
}
LONG = "Additional forces from the next region but one"
TARGET_FAULTS = {
    "covered target": '<div style="position: relative"><button style="min-width: 6em; height: 3em">'
    'Run</button><i style="position: absolute; inset: 0; opacity: 0"></i></div>',
    "small target": '<button style="height: 12px; padding: 0; border: 0">Run</button>',
    "no target": '<button style="position: absolute; left: -900px">Run</button>',
    "shut": '<details><summary style="padding: 9px" onclick="return false">More</summary>x'
    "</details>",
    "shut by a hidden place": '<p>See <a href="#away">that</a>.</p><p id="away" hidden>Away</p>',
}


def shown(page: Any, body: str) -> None:
    page.goto("about:blank")
    page.set_viewport_size({"width": 768, "height": 600})
    page.emulate_media(media="screen", color_scheme="light")
    page.set_content(f"<!doctype html><title>Planted</title><body>{body}")


@pytest.mark.parametrize("fault", TEXT_FAULTS)
def test_a_label_that_cannot_be_read_is_found(page: Any, fault: str) -> None:
    shown(page, TEXT_FAULTS[fault].replace("{long}", LONG))
    kinds = {each.partition(":")[0] for each in boxes.unreadable(page)}
    assert fault.partition(" by ")[0].partition(" in ")[0] in kinds


@pytest.mark.parametrize("fault", TARGET_FAULTS)
def test_a_target_that_cannot_be_hit_is_found(page: Any, fault: str) -> None:
    shown(page, TARGET_FAULTS[fault])
    kinds = {each.partition(":")[0] for each in boxes.unreachable(page)}
    assert fault.partition(" by ")[0] in kinds


def test_texts_that_scroll_stand_apart_or_wait_for_a_keyboard_are_no_fault(page: Any) -> None:
    shown(
        page,
        '<a href="#end" style="position: absolute; left: -99em" onfocus="this.style.left = 0" '
        "onblur=\"this.style.left = '-99em'\">Skip to the end</a>"
        f'<div style="width: 9em; overflow: auto; white-space: nowrap">{LONG}</div>'
        f'<div style="position: absolute; width: 1px; height: 1px; overflow: hidden">{LONG}</div>'
        + CHART.format('<text x="5" y="30">Hull</text><text x="60" y="30">Leeds</text>')
        + '<p id="end">A <a href="#end">link</a> in a line</p>',
    )
    assert [] == boxes.unreadable(page) + boxes.unreachable(page)


def test_what_would_scroll_is_clipped_on_paper(page: Any) -> None:
    shown(page, f'<div style="width: 9em; overflow: auto; white-space: nowrap">{LONG}</div>')
    page.emulate_media(media="print")
    found = boxes.unreadable(page)
    assert ["clipped"] * len(found) == [each.split(":")[0] for each in found] != []
