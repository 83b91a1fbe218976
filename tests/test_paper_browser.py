"""Does a browser show the paper as it is meant, without asking anything of a network?"""

from collections.abc import Iterator
from typing import Any

import pytest

from mobsim.stress.answers import answers
from mobsim.stress.paper import write_paper
from tests.boxes import open_lists
from tests.browser import MARKS, opened, violations
from tests.findings_made import findings
from tests.office import pages_of

LOOKS = [("light", 1280, None), ("light", 320, False), ("dark", 1280, True)]
"""How the page is looked at; whether for colours alone, or without them."""

pytestmark = MARKS


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with opened() as found:
        yield found


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("paper")
    return write_paper(findings(quick=True, nights=5), folder)[0].as_uri()


class Visit:
    """The page as opened, with what it asked for and complained of."""

    def __init__(self, browser: Any, paper: str, scheme: str, width: int) -> None:
        size = {"width": width, "height": 800}
        self.page = browser.new_page(color_scheme=scheme, viewport=size)
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(paper)


@pytest.mark.parametrize(("scheme", "width", "colours"), LOOKS)
def test_a_look_asks_for_nothing_never_scrolls_sideways_and_shuts_nobody_out(
    browser, paper, scheme, width, colours
):
    visit = Visit(browser, paper, scheme, width)
    wide = visit.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")

    assert [paper] == visit.requests
    assert [] == visit.complaints
    assert 0 >= wide
    assert "rgb(255, 255, 255)" != visit.page.evaluate(
        "getComputedStyle(document.querySelector('.badge.fail')).backgroundColor"
    )
    visit.page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert [] == violations(visit.page, colours=colours)
    visit.page.close()


def test_a_link_leads_into_a_closed_part_and_opens_it(browser, paper):
    visit = Visit(browser, paper, "light", 1280)
    visit.page.click("#gauges figcaption a")
    assert visit.page.is_visible("#stock")

    visit.page.click("#all-verdicts a[href^='#run-'] >> nth=0")
    assert visit.page.is_visible("#run-1")
    visit.page.close()


@pytest.fixture(scope="module")
def full_paper(tmp_path_factory: pytest.TempPathFactory) -> str:
    """One with all that may be said, what beliefs could turn too, and the warning of a trial."""
    made = findings(full=True, quick=True, nights=5)
    told = made.model_copy(update={"answers": answers(made)})
    return write_paper(told, tmp_path_factory.mktemp("full"))[0].as_uri()


PAPERS = pytest.mark.parametrize("name", ["paper", "full_paper"])


@PAPERS
def test_the_first_screen_fits_a_laptop_without_scrolling(browser, request, name):
    visit = Visit(browser, request.getfixturevalue(name), "light", 1366)
    visit.page.set_viewport_size({"width": 1366, "height": 768})
    ends = visit.page.evaluate("document.querySelector('.first').getBoundingClientRect().bottom")

    assert 3 == visit.page.locator(".first .verdict").count()
    assert 0 < ends <= 768
    visit.page.close()


@PAPERS
def test_on_a4_the_first_sheet_holds_the_first_screen(browser, request, name):
    """Between margins a sheet is 180 by 263 mm, and a pixel is a 96th of an inch."""
    visit = Visit(browser, request.getfixturevalue(name), "light", round(180 / 25.4 * 96))
    visit.page.emulate_media(media="print")
    ends = visit.page.evaluate("document.querySelector('.first').getBoundingClientRect().bottom")
    assert 0 < ends < 263 / 25.4 * 96
    visit.page.close()


@PAPERS
def test_it_prints_on_at_most_twelve_sheets_and_on_more_if_all_is_open(browser, request, name):
    visit = Visit(browser, request.getfixturevalue(name), "dark", 1280)

    assert 4 < pages_of(visit.page.pdf(prefer_css_page_size=True)) <= 12
    open_lists(visit.page)
    assert 12 < pages_of(visit.page.pdf(prefer_css_page_size=True))
    visit.page.close()
