"""Can a night be shown to a room: chapters, keys, clicks and names, at every width?"""

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

import mobsim
from tests import boxes
from tests.browser import MARKS, opened
from tests.test_replay import Lying
from tests.test_report import replay
from tests.test_report_browser import Watched, clock

pytestmark = MARKS

SIX = "six-cities-saturday"
LAPTOP = {"width": 1366, "height": 768}
WIDTHS = (1440, 1366, 768, 320)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with opened() as found:
        yield found


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mobsim.run(SIX).report(tmp_path_factory.mktemp("replay") / "night.html")


@pytest.fixture(scope="module")
def seen(browser: Any, night: Path) -> Iterator[Watched]:
    """One page on a laptop; each test begins at a minute of its own."""
    with Watched(browser, night, viewport=LAPTOP, reduced_motion="reduce") as found:
        found.page.wait_for_selector("#stories")  # unpacked beside the drawing
        yield found
        assert [] == found.said


def now(seen: Watched) -> int:
    minute: int = seen.page.evaluate("mobsimReplay.minute")
    return minute


def chapter_minutes(seen: Watched) -> list[int]:
    return [
        int(node.get_attribute("data-at")) for node in seen.page.locator(".chapters button").all()
    ]


def middle(seen: Watched, selector: str) -> tuple[float, float]:
    box = seen.page.locator(selector).first.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_another_page_can_drive_it(seen: Watched) -> None:
    made = replay(SIX)
    assert [0, made.end] == seen.page.evaluate("[mobsimReplay.start, mobsimReplay.end]")
    told = seen.page.evaluate(
        "(() => { const told = []; mobsimReplay.onMinute(minute => told.push(minute));"
        "mobsimReplay.show(300); mobsimReplay.show(-5); mobsimReplay.show(1e9); return told; })()"
    )
    assert [300, 0, made.end] == told
    seen.page.evaluate("mobsimReplay.show(0); mobsimReplay.play()")
    assert seen.page.evaluate("mobsimReplay.playing")
    seen.page.evaluate("mobsimReplay.pause()")
    assert "Play" == seen.text("#play")


def test_a_chapter_jumps_and_says_what_happened(seen: Watched) -> None:
    made = replay(SIX)
    seen.page.click(".chapters button:has-text('RICC asked')")
    assert 177 == now(seen)
    said = "Bristol asks RICC South West for 28 PSUs, 11 BDUs and 1 AEP team"
    assert f"20:57 {said}" == seen.text("#ticker")
    assert f"{clock(made, 177)} {said}" == seen.page.text_content("#said")
    assert "RICC asked" in seen.text(".chapters .now")


def test_the_desks_show_what_lies_there(seen: Watched) -> None:
    made = replay(SIX)
    for minute in (211, 300):
        seen.page.evaluate(f"mobsimReplay.show({minute})")
        lying = Lying(made.source.log, minute)
        for number, desk in enumerate(made.desks):
            assert str(lying.by_desk[desk]) == seen.page.text_content(f"#d{number}")
            squares = seen.page.locator(f"#k{number} .queue rect").count()
            assert min(8, lying.by_desk[desk]) == squares


def test_keys_present_a_night_on_a_full_screen(seen: Watched) -> None:
    page, chapters = seen.page, chapter_minutes(seen)
    page.evaluate("mobsimReplay.show(0)")
    page.focus("#to-start")
    page.keyboard.press("f")
    page.wait_for_function("document.fullscreenElement !== null")
    for key, minute in (
        ("PageDown", chapters[0]),
        ("PageDown", chapters[1]),
        ("PageUp", chapters[0]),
        ("ArrowRight", chapters[0] + 1),
        ("ArrowLeft", chapters[0]),
        ("m", replay(SIX).worst),
        ("End", replay(SIX).end),
        ("Home", 0),
    ):
        page.keyboard.press(key)
        assert minute == now(seen), key
    page.keyboard.press(" ")
    assert page.evaluate("mobsimReplay.playing")
    page.keyboard.press(" ")
    assert not page.evaluate("mobsimReplay.playing")
    page.keyboard.press("?")
    assert page.is_visible("#keys dl")
    page.keyboard.press("?")
    sizes = page.evaluate("[document.querySelector('.replay').scrollHeight, innerHeight]")
    assert sizes[0] <= sizes[1]
    page.keyboard.press("Escape")
    page.wait_for_function("document.fullscreenElement === null")
    assert not page.evaluate("document.querySelector('.presenting')")


def test_keys_outside_the_replay_do_nothing_to_it(seen: Watched) -> None:
    seen.page.evaluate("mobsimReplay.show(200); document.activeElement.blur()")
    for key in ("m", "f", " ", "ArrowRight", "PageDown"):
        seen.page.keyboard.press(key)
    assert 200 == now(seen)
    assert not seen.page.evaluate("document.querySelector('.presenting')")


def test_a_place_tells_its_own_story_and_the_force_beside_it_the_force_s(seen: Watched) -> None:
    seen.page.evaluate("mobsimReplay.show(545); scrollTo(0, 0)")
    made = replay(SIX)
    leeds, host = made.incidents.index("leeds"), made.forces.index("west-yorkshire")
    for selector, name in (
        (f"#g{leeds}", "Leeds"),
        (f"#cities > g:nth-child({host + 1})", "West Yorkshire"),
    ):
        seen.page.locator("#board").scroll_into_view_if_needed()
        x, y = middle(seen, f"{selector} circle")
        for dx in (0, 4, -4):
            seen.page.mouse.click(x + dx, y)
            assert name == seen.text("#told h3")
            seen.page.locator("#board").scroll_into_view_if_needed()
            x, y = middle(seen, f"{selector} circle")


def test_a_click_twelve_pixels_from_a_small_mark_still_means_it(seen: Watched) -> None:
    seen.page.evaluate("mobsimReplay.show(0)")
    seen.page.locator("#board").scroll_into_view_if_needed()
    number = replay(SIX).forces.index("devon-cornwall")
    x, y = middle(seen, f"#cities > g:nth-child({number + 1})")
    seen.page.mouse.click(x - 12, y)
    assert "Devon and Cornwall" == seen.text("#told h3")


def test_the_whole_replay_fits_a_laptop(browser: Any, night: Path) -> None:
    with Watched(browser, night, viewport=LAPTOP, reduced_motion="reduce") as found:
        found.page.evaluate("document.getElementById('replay-section').scrollIntoView()")
        for part in (
            "#clock",
            "#ticker",
            "#board",
            "#state",
            "#minute",
            "#ticks",
            "#play",
            "#keys",
        ):
            box = found.page.locator(part).bounding_box()
            assert 0 <= box["y"], part
            assert box["y"] + box["height"] <= LAPTOP["height"], part
        table = found.page.locator(".beside > .state")
        assert table.evaluate("each => each.scrollHeight <= each.clientHeight")


@pytest.mark.parametrize(("width", "height"), boxes.WIDTHS.items())
def test_each_text_of_the_replay_can_be_read_and_each_target_hit(
    browser: Any, night: Path, width: int, height: int
) -> None:
    with Watched(browser, night, viewport={"width": width, "height": height}) as found:
        for minute in (215, 545, 1000):
            found.page.evaluate(f"mobsimReplay.show({minute})")
            faults = boxes.unreadable(found.page, within=".replay")
            faults += boxes.unreachable(found.page, within=".replay")
            # The number of a convoy may drive over a name.
            assert [] == [each for each in faults if "canvas#numbers" not in each], minute
        boxes.keep(found.page, f"replay-{width}")


@pytest.mark.parametrize("width", WIDTHS)
def test_names_on_the_map_do_not_overlap(browser: Any, night: Path, width: int) -> None:
    with Watched(browser, night, viewport={"width": width, "height": 900}) as found:
        for minute in (215, 545, 1000):
            found.page.evaluate(f"mobsimReplay.show({minute})")
            drawn = found.page.evaluate(
                "[...document.querySelectorAll('#names text, .strip text')]"
                ".filter(each => each.getClientRects().length && each.textContent)"
                ".map(each => { const b = each.getBoundingClientRect();"
                "return [each.textContent, b.left, b.top, b.right, b.bottom]; })"
            )
            board = found.page.locator("#board").bounding_box()
            assert len(drawn) > 20
            for one, other in combinations(drawn, 2):
                apart = one[3] <= other[1] or other[3] <= one[1]
                # Letters do not fill the height of their box.
                spare = 0.25 * min(one[4] - one[2], other[4] - other[2])
                apart |= one[4] - spare <= other[2] or other[4] - spare <= one[2]
                assert apart, (width, minute, one, other)
            for name, left, _, right, _ in drawn:
                assert board["x"] <= left <= right <= board["x"] + board["width"], name


def test_need_and_what_is_met_are_told_apart_by_shape_and_number(seen: Watched) -> None:
    seen.page.evaluate("mobsimReplay.show(545)")
    number = replay(SIX).incidents.index("leeds")
    need, there = (int(seen.text(f"#s{number}-0-{column}")) for column in (0, 1))
    assert 0 < there < need
    thin, thick = (
        seen.page.locator(f"#g{number} circle")
        .nth(n)
        .evaluate("e => getComputedStyle(e).strokeWidth")
        for n in (0, 1)
    )
    assert float(thick.removesuffix("px")) >= 3 * float(thin.removesuffix("px"))
    arc = seen.page.locator(f"#g{number} circle").nth(1).get_attribute("stroke-dasharray")
    assert f"{100 * there / need:.1f} 100" == arc
    assert f"{there}/{need}" in seen.page.text_content(f".place-names text:nth-child({number + 1})")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_force_with_nobody_at_home_is_an_empty_ring_in_any_light(
    browser: Any, night: Path, scheme: str
) -> None:
    with Watched(browser, night, viewport=LAPTOP, color_scheme=scheme) as found:
        inside, back, page = found.page.evaluate(
            "['.kept', '.force', '.land'].map(each => getComputedStyle("
            "document.querySelector('#board ' + each)).fill)"
        )
        assert back == page
        assert inside != back
