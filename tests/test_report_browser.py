"""Does the report do in a browser what its log says, without a network and for everybody?

Pictures of the page are kept in the folder ``MOBSIM_ARTEFACTS``, if it is named.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import mobsim
from tests.browser import MARKS, opened, violations
from tests.test_report import HOSTILE, Plain, hostile, replay

pytestmark = MARKS


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with opened() as found:
        yield found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("report")


@pytest.fixture(scope="module")
def pages(folder: Path) -> dict[str, Path]:
    study = mobsim.run("quickstart", replications=8, folder=folder / "study", jobs=1)
    from mobsim.looking.report import write_page
    from mobsim.study.study_report import study_report

    return {
        **{
            name: mobsim.run(name).report(folder / f"{name}.html")
            for name in ("quickstart", "six-cities-saturday", "national-drill", "spreading-week")
        },
        "hostile": hostile(folder).report(folder / "hostile.html"),
        "study": write_page(study_report(study), folder / "study.html"),
    }


NAMES = ("six-cities-saturday", "national-drill", "spreading-week", "hostile", "study")
LOOKS = (
    ("light", "screen", 1360, None),
    ("light", "print", 794, None),
    ("dark", "screen", 1360, True),
    ("light", "screen", 320, False),
)
"""How a page is looked at; whether for colours alone, or without them."""
SMALL = ("quickstart", "study")
"""One night and many, quick to look through; the larger nights have the same parts."""


class Watched:
    """A page, and what it did that it should not."""

    def __init__(self, browser: Any, path: Path, **manner: Any) -> None:
        self.context = browser.new_context(**manner)
        self.page = self.context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: self.said.append(dialog.message))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(path.as_uri())

    def __enter__(self) -> "Watched":
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def text(self, selector: str) -> str:
        found: str = self.page.inner_text(selector)
        return found

    def open_all(self) -> None:
        """Whatever is closed."""
        self.page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")

    def box(self, selector: str) -> dict[str, float]:
        """Where something stands in the window."""
        found: dict[str, float] = self.page.locator(selector).bounding_box()
        return found

    def scrub(self, minute: int) -> None:
        """By keyboard alone: Home or End, then pages, then single steps."""
        self.page.focus("#minute")
        last = int(self.page.get_attribute("#minute", "max"))
        self.page.keyboard.press("Home")
        page_by = max(1, last // 10)
        for _ in range(minute // page_by):
            self.page.keyboard.press("PageUp")
        now = int(self.page.input_value("#minute"))
        for _ in range(abs(minute - now)):
            self.page.keyboard.press("ArrowRight" if now < minute else "ArrowLeft")
        assert minute == int(self.page.input_value("#minute"))
        self.page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")


@pytest.fixture(scope="module")
def artefacts(folder: Path) -> Path:
    place = Path(os.environ.get("MOBSIM_ARTEFACTS", folder / "artefacts"))
    place.mkdir(parents=True, exist_ok=True)
    return place


@pytest.mark.parametrize("name", NAMES)
def test_a_page_asks_for_nothing_but_itself_and_has_no_fault(
    browser: Any, pages: dict[str, Path], name: str
) -> None:
    with Watched(browser, pages[name]) as seen:
        if name != "study":
            seen.page.select_option("#story", index=1)
            seen.page.click("#play")
            seen.page.wait_for_timeout(200)
            seen.page.click("#play")
        assert [pages[name].as_uri()] == [url for url in seen.asked if not url.startswith("data:")]
        assert [] == seen.said


@pytest.mark.parametrize(
    ("name", "minutes"), [("six-cities-saturday", (187, 545, 700)), ("national-drill", (250, 1000))]
)
def test_scrubbing_by_keyboard_shows_what_the_log_says(
    browser: Any, pages: dict[str, Path], artefacts: Path, name: str, minutes: tuple[int, ...]
) -> None:
    made = replay(name)
    with Watched(browser, pages[name], viewport={"width": 1360, "height": 1000}) as seen:
        pictures = []
        for minute in minutes:
            seen.scrub(minute)
            now = Plain(made.source.log, minute)
            assert clock(made, minute) == seen.text("#clock")
            assert clock(made, minute) == seen.page.get_attribute("#minute", "aria-valuetext")
            assert clock(made, minute) == seen.text("#state-when")
            for i, incident in enumerate(made.incidents):
                for k, kind in enumerate(made.kinds):
                    if (incident, kind) in made.fronts:
                        key = (incident, kind)
                        told = [seen.text(f"#s{i}-{k}-{n}") for n in range(3)]
                        sums = [list(s.values()).count(key) for s in (now.there, now.way)]
                        assert [str(n) for n in (now.need.get(key, 0), *sums)] == told
            out = [unit.rpartition("-")[0] for unit in now.away]
            for i, force in enumerate(made.forces):
                told = seen.page.text_content(
                    f"#home-now tbody tr:nth-child({i + 1}) td:nth-child(3)"
                )
                assert told in {"–", str(out.count(f"{force}-{made.kinds[0]}"))}
            place = seen.page.locator("#board")
            pictures.append(place.screenshot(path=artefacts / f"{name}-{minute}.png"))
            need = now.need.get((made.incidents[0], made.main_kind), 0)
            ring = seen.page.locator("#g0 circle").first
            assert not need or f"{8 + 2 * need**0.5:.1f}" == ring.get_attribute("r")
        assert len(set(pictures)) == len(minutes)


def clock(made: Any, minute: int) -> str:
    from mobsim.ground.clock import ClockTimes

    return ClockTimes(made.clock).both(minute)


def test_a_story_is_what_why_tells(browser: Any, pages: dict[str, Path]) -> None:
    made = mobsim.run("six-cities-saturday")
    with Watched(browser, pages["six-cities-saturday"]) as seen:
        seen.page.select_option("#story", label="Leeds")
        told = [line.inner_text() for line in seen.page.locator("#told bdi").all()]
        story = made.why("leeds")
        assert ["Leeds", *(line.text for line in (*story.opening, *story.lines))] == told
        labels = [
            " ".join(label.inner_text().split()) for label in seen.page.locator("#told dt").all()
        ]
        assert [line.label for line in story.opening] == labels


def test_a_force_is_chosen_on_the_map(browser: Any, pages: dict[str, Path]) -> None:
    with Watched(browser, pages["six-cities-saturday"], reduced_motion="reduce") as seen:
        number = replay("six-cities-saturday").forces.index("norfolk")
        seen.page.locator("#cities g").nth(number).click(force=True)
        assert "Norfolk" in seen.text("#told h3")


def test_nothing_moves_by_itself_and_less_motion_steps(
    browser: Any, pages: dict[str, Path]
) -> None:
    with Watched(browser, pages["national-drill"], reduced_motion="reduce") as seen:
        before = seen.text("#clock")
        seen.page.wait_for_timeout(300)
        assert before == seen.text("#clock")
        seen.page.click("#play")
        seen.page.wait_for_timeout(1300)
        seen.page.click("#play")
        assert int(seen.page.input_value("#minute")) % 10 == 0


def test_the_clock_is_said_when_scrubbing_ends_and_not_before(
    browser: Any, pages: dict[str, Path]
) -> None:
    with Watched(browser, pages["six-cities-saturday"]) as seen:
        assert "polite" == seen.page.get_attribute("#said", "aria-live")
        seen.page.click("#play")
        seen.page.wait_for_timeout(250)
        assert "" == seen.page.text_content("#said")
        seen.page.click("#play")
        assert seen.text("#clock") == seen.page.text_content("#said")


def test_a_table_is_downloaded_without_a_network(browser: Any, pages: dict[str, Path]) -> None:
    with Watched(browser, pages["six-cities-saturday"], accept_downloads=True) as seen:
        seen.open_all()
        with seen.page.expect_download() as waited:
            seen.page.click('a[download="places-psu.csv"]')
        path = Path(waited.value.path())
        assert path.read_text("utf-8").startswith("place,began_minute,peak_need")


def test_who_asked_whom_fits_a_wide_screen(browser: Any, pages: dict[str, Path]) -> None:
    with Watched(
        browser, pages["six-cities-saturday"], viewport={"width": 1440, "height": 900}
    ) as seen:
        seen.open_all()
        table = "document.getElementById('asks')"
        room = seen.page.evaluate(f"{table}.parentElement.clientWidth")
        assert room > 0
        assert room >= seen.page.evaluate(f"{table}.scrollWidth")


def test_without_scripts_the_busiest_minute_stands_still(
    browser: Any, pages: dict[str, Path]
) -> None:
    made = replay("six-cities-saturday")
    with Watched(browser, pages["six-cities-saturday"], java_script_enabled=False) as seen:
        now = Plain(made.source.log, made.busiest)
        need, there = (int(seen.text(f"#s0-0-{column}")) for column in (0, 1))
        key = (made.incidents[0], "psu")
        assert (now.need[key], list(now.there.values()).count(key)) == (need, there)
        assert not seen.page.is_visible("#play")


@pytest.mark.parametrize(
    ("name", "scheme", "media", "width", "colours"),
    [(name, *look) for name in SMALL for look in LOOKS],
)
def test_axe_finds_no_violation(
    browser: Any,
    pages: dict[str, Path],
    artefacts: Path,
    name: str,
    scheme: str,
    media: str,
    width: int,
    colours: bool | None,
) -> None:
    manner = {"color_scheme": scheme, "viewport": {"width": width, "height": 900}}
    with Watched(browser, pages[name], bypass_csp=True, **manner) as seen:
        seen.page.emulate_media(media=media, color_scheme=scheme)
        seen.page.screenshot(path=artefacts / f"{name}-{scheme}-{media}-{width}.png")
        seen.open_all()
        if name != "study":
            seen.page.evaluate(
                "each => { each.selectedIndex = 1; each.dispatchEvent(new Event('change')); }",
                seen.page.query_selector("#story"),
            )
        assert [] == violations(seen.page, colours=colours)


@pytest.mark.parametrize("name", NAMES)
def test_at_400_percent_nothing_is_cut_off(browser: Any, pages: dict[str, Path], name: str) -> None:
    with Watched(browser, pages[name], viewport={"width": 320, "height": 256}) as seen:
        assert 320 == seen.page.evaluate("document.documentElement.scrollWidth")


FIRST = (".top h1", ".verdicts", ".in-short", ".first > .picture svg", "#still > svg")
"""What the first screen and the first sheet hold."""


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1366, 768)])
@pytest.mark.parametrize("name", [name for name in NAMES if name != "hostile"])
def test_the_first_screen_holds_verdicts_sentences_map_and_curve(
    browser: Any, pages: dict[str, Path], artefacts: Path, name: str, width: int, height: int
) -> None:
    with Watched(browser, pages[name], viewport={"width": width, "height": height}) as seen:
        seen.page.screenshot(path=artefacts / f"first-{name}-{width}.png")
        for selector in FIRST:
            box = seen.box(selector)
            assert min(box["x"], box["y"]) >= 0, selector
            assert box["x"] + box["width"] <= width, selector
            assert box["y"] + box["height"] <= height, selector
        assert 3 == seen.page.locator(".verdict").count()


SHEET = (round(180 / 25.4 * 96), 263 / 25.4 * 96)
"""Between margins a sheet of A4 is 180 by 263 mm, and a pixel is a 96th of an inch."""


@pytest.mark.parametrize("name", [name for name in NAMES if name != "hostile"])
def test_the_first_sheet_holds_them_too_and_the_appendix_is_not_printed(
    browser: Any, pages: dict[str, Path], artefacts: Path, name: str
) -> None:
    size = {"width": SHEET[0], "height": 1000}
    with Watched(browser, pages[name], color_scheme="dark", viewport=size) as seen:
        seen.page.emulate_media(media="print")
        for selector in FIRST:
            box = seen.box(selector)
            assert box["height"] > 0, selector
            assert box["x"] + box["width"] <= SHEET[0] + 1, selector
            assert box["y"] + box["height"] <= SHEET[1], selector
        assert not seen.page.is_visible("#appendix")
        assert 2 >= printed(seen, artefacts / f"{name}.pdf")
        seen.page.goto(f"{pages[name].as_uri()}#appendix")
        assert seen.page.is_visible("#from-heading")
        assert 3 <= printed(seen, artefacts / f"{name}-whole.pdf")


def printed(seen: Watched, paper: Path) -> int:
    """How many sheets of A4 a page takes."""
    seen.page.pdf(path=paper, prefer_css_page_size=True, print_background=True)
    raw = paper.read_bytes()
    assert re.search(rb"/MediaBox \[0 0 59[45][.\d]* 84[12][.\d]*\]", raw)
    return len(re.findall(rb"/Type /Page\b", raw))


@pytest.mark.parametrize("name", ["six-cities-saturday", "study"])
def test_a_link_to_numbers_opens_the_part_that_they_are_in(
    browser: Any, pages: dict[str, Path], name: str
) -> None:
    with Watched(browser, pages[name]) as seen:
        assert not seen.page.is_visible("#map-numbers")
        seen.page.click("a[href='#map-numbers']")
        assert seen.page.is_visible("#map-numbers")
        assert not seen.page.is_visible("#lines")


def test_a_hostile_name_is_seen_as_it_is_written(browser: Any, pages: dict[str, Path]) -> None:
    with Watched(browser, pages["hostile"]) as seen:
        assert seen.text("h1").startswith(HOSTILE)
        assert "alert('x')" in seen.text("#state")
        assert 0 == seen.page.locator("img").count()


def test_of_many_places_only_those_with_need_or_units_are_listed(
    browser: Any, pages: dict[str, Path]
) -> None:
    made = replay("spreading-week")
    with Watched(browser, pages["spreading-week"]) as seen:
        seen.scrub(4600)
        now = Plain(made.source.log, 4600)
        units = [key for s in (now.there, now.way, now.gathering) for key in s.values()]
        busy = {incident for (incident, _), need in now.need.items() if need}
        busy |= {incident for incident, _ in units}
        listed = seen.page.locator("#state tbody:visible").count()
        assert 0 < len(busy) < len(made.incidents)
        assert len(busy) == listed
