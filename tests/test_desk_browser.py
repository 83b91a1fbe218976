"""Can a planner without a terminal build, run, watch, compare and share a night on the page?"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mobsim.looking.report.map_layout import HEIGHT, WIDTH, spot_of
from tests import boxes
from tests.browser import MARKS, opened, violations
from tests.desk_running import desk_running
from tests.desks import DeskPage

pytestmark = MARKS

_LEEDS = (53.7965, -1.5478)
_WAIT = 60_000
_REDRAWN = 500
"""Milliseconds in which a view has fitted itself to another window."""
_WIDTHS = list(boxes.WIDTHS.items())


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[DeskPage, Path]]:
    """One desk for all of these tests, and its folder."""
    folder = tmp_path_factory.mktemp("nights")
    with opened() as browser, desk_running(folder) as address:
        desk = DeskPage(browser, address)
        yield desk, folder
        desk.context.close()


@pytest.fixture
def folder(session: tuple[DeskPage, Path]) -> Path:
    return session[1]


@pytest.fixture
def desk(session: tuple[DeskPage, Path]) -> Iterator[DeskPage]:
    """A fresh page of the desk, which must leave no error in the console."""
    desk, _ = session
    desk.renew()
    yield desk
    assert [] == desk.errors


def _night(desk: DeskPage, name: str) -> None:
    desk.ask("POST", "/api/nights", {"like": "two-cities", "name": name})


def _tree(desk: DeskPage, name: str) -> Any:
    return desk.ask("GET", f"/api/nights/{name}")["tree"]


def _link(page: Any, night: str, words: str) -> Any:
    """A link of the run of one night."""
    return page.get_by_role("article", name=f"One night of {night}").get_by_role("link", name=words)


def _click_map(page: Any, latitude: float, longitude: float) -> None:
    x, y = spot_of(latitude, longitude)
    box = page.locator("svg.country").bounding_box()
    grain = max(WIDTH / box["width"], HEIGHT / box["height"])
    page.mouse.click(
        box["x"] + box["width"] / 2 + (x - WIDTH / 2) / grain,
        box["y"] + box["height"] / 2 + (y - HEIGHT / 2) / grain,
    )


def _settled(desk: DeskPage, name: str, found: Any, expected: Any) -> None:
    """Wait until the file says what is expected."""
    for _ in range(100):
        if found(_tree(desk, name)) == expected:
            return
        desk.page.wait_for_timeout(100)
    assert expected == found(_tree(desk, name))


def test_a_first_night_is_built_run_watched_and_shared_by_mouse(desk: DeskPage) -> None:
    page = desk.page
    page.get_by_label("Name of your night").fill("Two towns")
    page.get_by_text("Blank", exact=True).click()
    page.get_by_role("button", name="Start the night").click()
    page.locator("main.build").wait_for()

    _click_map(page, *_LEEDS)
    _settled(desk, "two-towns", lambda tree: len(tree.get("incidents", [])), 1)
    page.get_by_role("combobox", name="Add a place").fill("Bristol")
    page.locator("#towns").get_by_role("option").first.click()
    _settled(desk, "two-towns", lambda tree: len(tree["incidents"]), 2)

    page.locator("#place-1[open]").wait_for()
    spot = page.locator("#place-1 .handle .spot").first
    spot.hover()  # once nothing moves any more
    handle = spot.bounding_box()
    middle = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0], middle[1] - 20, steps=4)
    page.mouse.up()
    _settled(desk, "two-towns", lambda tree: tree["incidents"][1]["need"]["psu"] > 6, True)

    page.get_by_role("button", name="Set a target").click()
    page.get_by_role("button", name="Add this target").click()
    _settled(desk, "two-towns", lambda tree: len(tree.get("targets", [])), 1)
    page.get_by_role("button", name="Describe what is different about a force tonight").click()
    page.locator("#add-force").select_option("kent")
    page.get_by_role("button", name="Add this force").click()
    page.get_by_role("group", name="Kent Police").get_by_label("Lends").select_option("none")
    _settled(desk, "two-towns", lambda tree: tree.get("forces_now"), {"kent": {"lends": "none"}})

    page.get_by_role("link", name="Go to run").click()
    page.get_by_role("button", name="Run one night").click()
    _link(page, "two-towns", "Watch it").click(timeout=_WAIT)
    frame = page.frame_locator("iframe")
    frame.get_by_role("heading").first.wait_for(timeout=_WAIT)
    page.get_by_role("link", name="Share it").click()
    page.get_by_text("Enough?", exact=True).wait_for()
    with page.expect_download() as begun:
        page.get_by_role("link", name="Save the report").click()
    page.get_by_text("Saved two-towns-1.html").wait_for()
    assert "Two towns" in Path(begun.value.path()).read_text("utf-8")
    with page.expect_download() as begun:
        page.get_by_role("link", name="Save the night").click()
    assert re.search(r"(?m)^seed:|seed", Path(begun.value.path()).read_text("utf-8"))


def _tab_to(page: Any, words: str, key: str = "Tab") -> None:
    """Press a key until an element has the focus whose label, text or id is said."""
    found = """words => {
        const node = document.activeElement;
        const label = node.labels && node.labels.length ? node.labels[0].textContent : '';
        const said = [node.id, node.getAttribute('aria-label'), label, node.textContent.trim()];
        return said.some(each => each && each.trim() === words);
    }"""
    for _ in range(150):
        page.keyboard.press(key)
        if page.evaluate(found, words):
            return
    raise AssertionError(f"Tab never came to {words!r}")


def test_a_first_night_is_built_run_watched_and_shared_by_keyboard_alone(desk: DeskPage) -> None:
    page, keys = desk.page, desk.page.keyboard
    _tab_to(page, "title")
    keys.type("By hand")
    _tab_to(page, "Start the night")
    keys.press("Enter")
    page.locator("main.build").wait_for()

    for town, many, key in (("Luton", 1, "Tab"), ("Kendal", 2, "Shift+Tab")):
        _tab_to(page, "add-place", key)
        keys.type(town)
        page.locator("#towns").get_by_role("option").first.wait_for()
        keys.press("ArrowDown")
        keys.press("Enter")
        _settled(desk, "by-hand", lambda tree: len(tree.get("incidents", [])), many)
    _tab_to(page, "f-incidents-1-need-psu")
    keys.press("Control+A")
    keys.type("9")
    _settled(desk, "by-hand", lambda tree: tree["incidents"][1]["need"]["psu"], 9)

    _tab_to(page, "Set a target")
    keys.press("Enter")
    _tab_to(page, "Add this target")
    keys.press("Enter")
    _settled(desk, "by-hand", lambda tree: len(tree.get("targets", [])), 1)
    _tab_to(page, "Describe what is different about a force tonight")
    keys.press("Enter")
    keys.type("Ken")
    _tab_to(page, "Add this force")
    keys.press("Enter")
    keys.type("4")  # what it is asked first is how many crews it has
    _settled(desk, "by-hand", lambda tree: tree.get("forces_now"), {"kent": {"psu": 4}})

    _tab_to(page, "Go to run")
    keys.press("Enter")
    page.locator("main.run").wait_for()
    _tab_to(page, "Run one night")
    keys.press("Enter")
    _link(page, "by-hand", "Watch it").wait_for(timeout=_WAIT)
    _tab_to(page, "Watch it")
    keys.press("Enter")
    page.locator("main.watch").wait_for(timeout=_WAIT)
    _tab_to(page, "Share it")
    keys.press("Enter")
    page.locator("main.share").wait_for()
    _tab_to(page, "Save the report")
    with page.expect_download() as begun:
        keys.press("Enter")
    assert "By hand" in Path(begun.value.path()).read_text("utf-8")


def _ran(desk: DeskPage, night: str, **asked: Any) -> str:
    """Run a night to its end: the name of the result."""
    job = desk.ask("POST", "/api/jobs", {"kind": "night", "night": night, **asked})["id"]
    for _ in range(600):
        found = next(each for each in desk.ask("GET", "/api/jobs") if each["id"] == job)
        if found["state"] not in ("waiting", "running"):
            assert found["state"] == "done", found
            return str(found["result"])
        desk.page.wait_for_timeout(100)
    raise AssertionError("the run did not end")


def test_every_view_is_accessible_and_fits_at_every_width_in_light_and_dark(
    desk: DeskPage,
) -> None:
    _night(desk, "seen")
    results = [_ran(desk, "seen"), _ran(desk, "seen", seed=5)]
    routes = ["", "build/seen", "run/seen", f"watch/{results[0]}", f"share/{results[0]}"]
    for route in [*routes, f"compare/{'/'.join(results)}"]:
        desk.go(route)
        if route.startswith("build"):
            desk.page.evaluate(
                "document.querySelectorAll('details').forEach(each => each.open = true)"
            )
        for theme in ("light", "dark"):
            desk.page.emulate_media(color_scheme=theme)
            for width, height in _WIDTHS if theme == "light" else _WIDTHS[:1]:
                desk.page.set_viewport_size({"width": width, "height": height})
                beyond = desk.page.evaluate("document.documentElement.scrollWidth - innerWidth")
                assert beyond <= 0, (route, width)
                desk.page.wait_for_timeout(_REDRAWN)
                assert [] == _hard_to_use(desk.page), (route, width, theme)
                boxes.keep(desk.page, f"desk-{route.partition('/')[0] or 'home'}-{width}-{theme}")
            if theme == "light" or route in ("", "build/seen"):  # all colours are there
                assert [] == _own_violations(desk.page), (route, theme)
        desk.page.set_viewport_size({"width": 1366, "height": 768})


def _hard_to_use(page: Any) -> list[str]:
    """Texts that cannot be read, and targets that cannot be hit.

    A field scrolls, a route is no place of the page, and a pin on the map has its own test.
    """
    found = boxes.unreadable(page, ignore="input, textarea")
    found += boxes.unreachable(page, ignore=".pin")
    return [fault for fault in found if not fault.startswith("shut")]


def _own_violations(page: Any) -> list[Any]:
    """What shuts people out on the page itself; reports in frames have tests of their own."""
    return [
        (rule, own)
        for rule, places in violations(page)
        if (own := [place for place in places if len(place) == 1])
    ]


def test_every_place_of_the_night_has_its_name_on_the_map(desk: DeskPage, folder: Path) -> None:
    towns = ("Derby", "Nottingham", "Burton upon Trent", "Ilkeston", "Long Eaton")
    rows = "".join(
        f"- {{place: {town}, begins: 20:00, lasts: 6h, need: {{psu: 12}}}}\n" for town in towns
    )
    night = "schema: 1\ntitle: Crowded\nquestion: Who comes?\nstart: 2026-08-14 18:00\n"
    text = f"{night}duration: 24h\nincidents:\n{rows}"
    (folder / "crowded.yaml").write_text(text, "utf-8")
    desk.go("build/crowded")
    desk.page.locator(".pin").first.wait_for()
    assert list(towns) == desk.page.locator(".pin text.place").all_text_contents()
    assert desk.page.get_by_role("button", name="Starts Fri 14 Aug 2026, 18:00").is_visible()
    marks = desk.page.locator("#place-0 .chart text.end").all_text_contents()
    assert ["0", "10", "20"] == marks


def test_a_change_is_undone_and_made_again(desk: DeskPage, folder: Path) -> None:
    _night(desk, "undone")
    file, page = folder / "undone.yaml", desk.page
    before = file.read_bytes()
    desk.go("build/undone")
    page.locator("#f-incidents-0-begins").fill("21:30")
    _settled(desk, "undone", lambda tree: tree["incidents"][0]["begins"], "21:30")
    after = file.read_bytes()
    page.get_by_role("button", name="Undo").click()
    _settled(desk, "undone", lambda tree: tree["incidents"][0]["begins"], "20:00")
    assert before == file.read_bytes()
    page.get_by_role("button", name="Redo").click()
    _settled(desk, "undone", lambda tree: tree["incidents"][0]["begins"], "21:30")
    assert after == file.read_bytes()


def test_a_fault_stands_beside_its_field_and_its_link_leads_there(desk: DeskPage) -> None:
    _night(desk, "faulty")
    page = desk.page
    desk.go("build/faulty")
    page.locator("#f-incidents-0-begins").fill("25:99")
    page.locator("#f-incidents-0-begins-says.fault").wait_for()
    assert page.locator("#f-incidents-0-begins").get_attribute("aria-invalid") == "true"
    page.get_by_role("region", name="Check").get_by_role("button").first.click()
    assert page.evaluate("document.activeElement.id") == "f-incidents-0-begins"
    page.locator("#f-incidents-0-begins").fill("20:00")
    page.get_by_text("No faults: ready to run.").first.wait_for()


def test_of_two_tabs_the_second_says_that_the_first_changed_the_night(desk: DeskPage) -> None:
    _night(desk, "tabs")
    desk.go("build/tabs")
    other = desk.context.new_page()
    desk.listen(other)
    other.goto(desk.base + "/#build/tabs")
    other.locator("#f-incidents-0-lasts").fill("5h")
    _settled(desk, "tabs", lambda tree: tree["incidents"][0]["lasts"], "5h")
    desk.page.locator("#f-incidents-0-begins").fill("21:30")
    desk.page.get_by_text("Another tab or program changed this night").wait_for()
    tree = _tree(desk, "tabs")["incidents"][0]
    assert ("20:00", "5h") == (tree["begins"], tree["lasts"])
    assert desk.page.locator("#f-incidents-0-lasts").input_value() == "5h"


def test_a_hostile_night_is_shown_as_text(desk: DeskPage, folder: Path) -> None:
    hostile = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    night = f"""
schema: 1
title: "{hostile}"
question: "{hostile}"
start: 2026-08-15 18:00
duration: 24h
incidents: [{{name: "{hostile}", place: Leeds, begins: 20:00, need: {{psu: 6}}}}]
"""
    (folder / "hostile.yaml").write_text(night, "utf-8")
    asked: list[str] = []

    def answer(dialog: Any) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    desk.page.on("dialog", answer)
    for route in ("build/hostile", "run/hostile", ""):
        desk.go(route)
        desk.page.get_by_text(hostile).first.wait_for()
    assert [] == asked
    assert 0 == desk.page.locator("main img, main script").count()


def test_a_cancelled_run_leaves_no_result_and_the_page_goes_on(
    desk: DeskPage, folder: Path
) -> None:
    _night(desk, "cancelled")
    page = desk.page
    desk.go("run/cancelled")
    page.get_by_label("Nights", exact=True).fill("400")
    page.get_by_role("button", name="Run them in the background").click()
    page.get_by_role("button", name="Cancel the run of cancelled").click(timeout=_WAIT)
    page.get_by_text("Cancelled", exact=True).wait_for(timeout=_WAIT)
    assert ["cancelled.yaml"] == [each.name for each in folder.glob("cancelled*")]
    page.get_by_role("button", name="Run one night").click()
    _link(page, "cancelled", "Watch it").wait_for(timeout=_WAIT)


def test_the_text_of_the_file_is_checked_as_it_is_typed_and_saved_when_asked(
    desk: DeskPage,
) -> None:
    _night(desk, "text")
    page = desk.page
    desk.go("build/text")
    page.locator("#the-file > summary").click()
    pane = page.get_by_label("YAML text of this night")
    text = pane.input_value()
    pane.fill(text.replace("drawdown", "drawdwon").replace("mode: surge", "mode: surgery"))
    page.locator("#pane-says.fault").wait_for()
    pane.fill(text.replace("mode: surge", "mode: sustained"))
    page.locator("#pane-says:not(.fault)", has_text="No faults").wait_for()
    assert "surge" == _tree(desk, "text")["mode"]
    page.get_by_role("button", name="Save this text").click()
    _settled(desk, "text", lambda tree: tree["mode"], "sustained")


def test_two_nights_are_compared_with_their_answers_side_by_side(desk: DeskPage) -> None:
    _night(desk, "compared")
    results = [_ran(desk, "compared"), _ran(desk, "compared", seed=5)]
    desk.go(f"compare/{'/'.join(results)}")
    page = desk.page
    page.get_by_role("heading", name="Answers side by side").wait_for(timeout=_WAIT)
    assert page.locator(".differences tbody tr").count() > 0
    page.locator("#both:not([disabled])").wait_for(timeout=_WAIT)
    page.locator("#both").fill("300")
    minutes = [frame.evaluate("window.mobsimReplay.minute") for frame in page.frames[1:]]
    assert [300, 300] == minutes
    for frame in page.frames[1:]:  # once the pictures above the map have loaded
        frame.wait_for_function("""() => {
            const { top, bottom } = document.querySelector('#board').getBoundingClientRect();
            return 0 < top && top < bottom && bottom <= innerHeight;
        }""")


def test_a_variation_is_a_copy_to_measure_against_its_night(desk: DeskPage, folder: Path) -> None:
    _night(desk, "first")
    desk.go("build/first")
    page = desk.page
    page.get_by_role("button", name="Make a variation").click()
    page.get_by_role("heading", level=1, name="version 2").wait_for()
    assert "This is a copy." in page.locator("#notice").inner_text()
    assert (folder / "first-v2.yaml").is_file()
    page.get_by_role("link", name="Go to run").click()
    page.locator("#many").fill("2")
    page.get_by_label("Other night").select_option("first")
    page.get_by_role("button", name="Compare them").click()
    run = page.get_by_role("article", name="Comparison of first")
    run.get_by_role("link", name="Watch it").click(timeout=_WAIT)
    page.locator("main.watch").wait_for()
    assert "A: first. B: first-v2." in page.locator("main").inner_text()
    assert 0 == page.locator("iframe").count()
    page.get_by_role("link", name="Share it").click()
    with page.expect_download() as begun:
        page.get_by_role("link", name="Save the text").click()
    assert "first-v2" in Path(begun.value.path()).read_text("utf-8")


def test_a_file_that_is_no_yaml_is_not_taken_for_a_night_without_a_place(
    desk: DeskPage, folder: Path
) -> None:
    (folder / "torn.yaml").write_text("title: [torn\n\t- x", encoding="utf-8")
    desk.go("build/torn")
    check = desk.page.get_by_role("region", name="Check").inner_text()
    assert "1 fault to correct" in check
    assert "Add a place" not in check


def test_the_page_says_that_the_desk_has_stopped(desk: DeskPage, tmp_path: Path) -> None:
    with desk_running(tmp_path) as address:
        stopped = DeskPage(desk.context.browser, address)
        stopped.page.get_by_role("button", name="Stop the desk").click()
        stopped.page.get_by_text("The desk has stopped.").wait_for()
        stopped.context.close()
    assert [] == stopped.errors
