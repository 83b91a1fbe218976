"""The desk's page in a browser, for tests."""

from typing import Any


class DeskPage:
    """The desk in a browser: every error of its console is kept."""

    def __init__(self, browser: Any, address: str, **context: Any) -> None:
        self.base = address.split("/?", maxsplit=1)[0]
        self.context = browser.new_context(viewport={"width": 1366, "height": 768}, **context)
        self.errors: list[str] = []
        self.page = self.context.new_page()
        self._show(address)

    def renew(self) -> None:
        """Go on with a fresh page."""
        self.page.close()
        self.page = self.context.new_page()
        self._show(self.base)

    def _show(self, address: str) -> None:
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
