"""Can every text of every page be read, and every target be hit?

At the widths of `tests.boxes`, light and dark, and on paper. Pictures of the pages are kept in the
folder ``MOBSIM_ARTEFACTS``, if it is named.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from tests import boxes
from tests.browser import MARKS, opened

pytestmark = MARKS


@pytest.fixture(scope="module")
def page() -> Iterator[Any]:
    with opened() as browser:
        yield browser.new_page(viewport={"width": 768, "height": 600})


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
    page.emulate_media(media="screen")
    assert ["clipped"] * len(found) == [each.split(":")[0] for each in found] != []
