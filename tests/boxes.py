"""Which texts of a page cannot be read, and which targets cannot be hit?

The functions take a page that Playwright has open and give sentences, one a fault; none if all is
well. They look at every text that is shown, of HTML and of SVG, and at everything that takes a
click. ``ignore`` is a CSS selector of what is not looked at, ``within`` of the part that is.
"""

import os
from functools import cache
from pathlib import Path
from typing import Any, Final

WIDTHS: Final = {1440: 900, 1366: 768, 768: 1024, 320: 640}
"""Of windows, in CSS pixels, and how high each is."""
IN_THE_DARK: Final = 1366
"""The width at which a page is looked at in the dark, too."""
SHEET: Final = 680
"""A sheet of A4 between its margins of 15 mm, in CSS pixels."""
ACROSS: Final = 1009
"""The same of a sheet that lies on its side."""
ARTEFACTS: Final = "MOBSIM_ARTEFACTS"
"""The folder in which pictures of pages are kept; without it, none are."""

_TEXT: Final = ("clipped", "overlapping", "occluded", "tooSmall", "tooWide")
_TARGETS: Final = ("missed", "shut")


def unreadable(page: Any, *, ignore: str = "", within: str = "body") -> list[str]:
    """Texts that are clipped, overlap, are covered or tiny; and a page wider than its window.

    In print nothing scrolls, so what would have to be scrolled to counts as clipped.
    """
    printed = page.evaluate("matchMedia('print').matches")
    return _asked(page, _TEXT, ignore=ignore, within=within, printed=printed)


def unreachable(
    page: Any, *, ignore: str = "", within: str = "body", spared: str = ""
) -> list[str]:
    """Targets that are covered, smaller than 24 by 24 px, or open nothing.

    A link in a line of text may be as low as the line, and what ``spared`` selects may be small,
    because a larger control does the same. What leads to a place of the page has to show that
    place, and a summary has to open what it sums up.
    """
    return _asked(page, _TARGETS, ignore=ignore, within=within, spared=spared)


def open_lists(page: Any) -> None:
    """Open every list that is closed, so that its texts are looked at too."""
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")


def looks(page: Any) -> Any:
    """Show a page in each window, once in the dark, and then on paper; gives the name of each.

    What is dark stands where it stands in the light, so one look finds what covers something.
    """
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark") if width == IN_THE_DARK else ("light",):
            page.emulate_media(media="screen", color_scheme=scheme)
            yield f"{width}-{scheme}"
    page.set_viewport_size({"width": SHEET, "height": 960})
    page.emulate_media(media="print", color_scheme="dark")
    yield "print-dark"


def keep(page: Any, name: str) -> Path | None:
    """A picture of the whole page, in the folder of artefacts if there is one."""
    folder = os.environ.get(ARTEFACTS)
    if not folder:
        return None
    path = Path(folder, f"{name}.png")
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, full_page=True)
    return path


def _asked(page: Any, names: tuple[str, ...], **manner: Any) -> list[str]:
    asked = f"([names, manner]) => {{ const box = ({_script()})(manner);"
    asked += " return names.flatMap(name => box[name]()) }"
    found: list[str] = page.evaluate(asked, [list(names), manner])
    return found


@cache
def _script() -> str:
    return Path(__file__).with_suffix(".js").read_text("utf-8")
