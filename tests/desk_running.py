"""A desk for tests: in this process, on a free port, or without a port at all."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any, Final

import httpx

from mobsim.cli.new import STARTER_FILE, starters
from mobsim.desk.desk_routes import DeskAnswers
from mobsim.desk.guarding import Guard
from mobsim.desk.planner_folder import PlannerFolder
from mobsim.desk.serving import DeskServer, listening

PORT: Final = 8765
ORIGIN: Final = f"http://127.0.0.1:{PORT}"
TOKEN: Final = "a-token-of-tests"


def starters_of_tests() -> Mapping[str, Path]:
    """What the command gives the desk to begin with."""
    return {"two-cities": STARTER_FILE, **starters()}


@contextmanager
def desk_running(folder: Path, stop_after: float = 30.0) -> Iterator[str]:
    """The one-time address of a desk that runs until the end."""
    with listening(0) as listener:
        server = DeskServer(listener, PlannerFolder(folder, starters_of_tests()), stop_after)
        thread = Thread(target=server.run)
        thread.start()
        try:
            yield server.address
        finally:
            server.stop()
            thread.join()


class DeskClient:
    """Asks a desk as its own page does, without a port."""

    def __init__(self, folder: Path) -> None:
        self.desk = DeskAnswers(PlannerFolder(folder, starters_of_tests()), lambda: None)
        self.cookies = httpx.Cookies()
        self._guard = Guard(self.desk.app(), PORT, TOKEN)

    def ask(self, method: str, path: str, **how: Any) -> httpx.Response:
        """What it answers."""
        headers = {"origin": ORIGIN, **how.pop("headers", {})}
        return asyncio.run(self._ask(method, path, headers, how))

    async def _ask(
        self, method: str, path: str, headers: Mapping[str, str], how: Mapping[str, Any]
    ) -> httpx.Response:
        transport = httpx.ASGITransport(self._guard)
        async with httpx.AsyncClient(
            transport=transport, base_url=ORIGIN, headers=headers, cookies=self.cookies
        ) as client:
            answer = await client.request(method, path, **how)
            self.cookies = client.cookies
        return answer

    def enter(self) -> httpx.Response:
        """Take the token for a cookie."""
        return self.ask("GET", f"/?token={TOKEN}")

    def get(self, path: str, **how: Any) -> Any:
        """What it answers, as plain data."""
        return self.ask("GET", path, **how).json()

    def post(self, path: str, content: Any = None, status: int = 200) -> Any:
        """The same of a request that writes, which has to end so."""
        answer = self.ask("POST", path, json={} if content is None else content)
        assert status == answer.status_code, answer.text
        return answer.json()


@contextmanager
def desk_client(folder: Path) -> Iterator[DeskClient]:
    """What asks a desk, with its cookie; what runs is ended at the end."""
    client = DeskClient(folder)
    try:
        client.enter()
        yield client
    finally:
        client.desk.close()
