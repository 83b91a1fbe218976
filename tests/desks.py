"""A desk for tests: served to a browser, or asked in process."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from mobsim.cli.new import STARTER_FILE, starters
from mobsim.desk.serving import serve

STARTERS: Final = {"two-cities": STARTER_FILE, **starters()}
_PATIENCE: Final = 60


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The desk of a folder on a free port: the address with its token. It stops at the end."""
    said: list[str] = []

    def run() -> None:
        serve(folder, STARTERS, port=0, stop_after=30, browser=False, say=said.append)

    desk = threading.Thread(target=run, daemon=True)
    desk.start()
    while not said and desk.is_alive():
        time.sleep(0.02)
    yield said[0]
    desk.join(_PATIENCE)
    assert not desk.is_alive()


class DeskPage:
    """The desk in a browser: every error of its console is kept."""

    def __init__(self, browser: Any, address: str, **context: Any) -> None:
        self.base = address.split("/?", maxsplit=1)[0]
        self.context = browser.new_context(viewport={"width": 1366, "height": 768}, **context)
        self.page = self.context.new_page()
        self.errors: list[str] = []
        self.listen(self.page)
        self.page.goto(address)
        self.page.locator("#content h1").wait_for()

    def listen(self, page: Any) -> None:
        """Keep what goes wrong on a page; a refusal, which the page says itself, is not."""
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._console)

    def _console(self, message: Any) -> None:
        refusal = "Failed to load resource" in message.text and "(4" in message.text.replace(
            "status of ", "("
        )
        if message.type == "error" and not refusal:
            self.errors.append(message.text)

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """What the desk answers to this browser."""
        answer = self.context.request.fetch(
            self.base + path, method=method, data=body, headers={"Origin": self.base}
        )
        return answer.json()

    def go(self, route: str) -> None:
        """Show a view, and wait until it stands."""
        self.page.evaluate("route => { location.hash = route; }", route)
        self.page.wait_for_function(
            "view => document.querySelector('#content').className === view",
            arg=route.split("/", maxsplit=1)[0] or "home",
        )

    def stop(self) -> None:
        """Stop the desk, as the button of the page does."""
        self.ask("POST", "/api/stop")
        self.context.close()
