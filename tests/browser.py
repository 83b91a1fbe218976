"""A browser for tests that look at pages: Debian's Chromium, driven by Playwright."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

MARKS = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium: apt-get install chromium"),
    # What the browser's driver leaves open is not ours.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@contextmanager
def opened() -> Iterator[Any]:
    """A browser, closed at the end."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@cache
def axe() -> str:
    """The script of axe-core, which looks for what shuts people out."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


def violations(page: Any, *, colours: bool | None = None) -> list[Any]:
    """Rules of axe-core that a page breaks, with the first few places.

    In the dark nothing but colours changes, and in a narrow window colours do not: look with
    ``colours`` at them alone, or without them, which is far quicker.
    """
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if colours:
        options["runOnly"] = ["color-contrast"]
    elif colours is not None:
        options["rules"] = {"color-contrast": {"enabled": False}}
    page.evaluate(axe())
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [(each["id"], [node["target"] for node in each["nodes"]][:3]) for each in found]
