"""How does the desk start so that only this machine can reach it, and when does the desk stop?"""

import asyncio
import logging
import secrets
import socket
import time
import webbrowser
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from errno import EACCES, EADDRINUSE
from pathlib import Path
from typing import Final

import uvicorn

from mobsim.desk.desk_routes import DeskAnswers
from mobsim.desk.guarding import HOST, Guard, one_time_address
from mobsim.desk.planner_folder import PlannerFolder
from mobsim.ground.errors import MobsimError

_LOOKS: Final = 1.0
"""Seconds between two checks of whether anyone still uses the desk."""
_PATIENCE: Final = 2
"""Seconds for which a stopping desk waits for an unfinished answer."""


def serve(
    folder: Path,
    starters: Mapping[str, Path],
    *,
    port: int = 0,
    stop_after: float,
    browser: bool,
    say: Callable[[str], None],
) -> None:
    """Serve the desk of a folder until it is stopped or receives no request for a while.

    Raises
    ------
    MobsimError
        If the port cannot be used.
    """
    with listening(port) as listener:
        server = DeskServer(listener, PlannerFolder(folder, starters), stop_after)
        say(server.address)
        server.run(browser=browser)


@contextmanager
def listening(port: int) -> Iterator[socket.socket]:
    """Listen on a port that only this machine can reach, and close the port afterwards.

    Port 0 means any free port.

    Raises
    ------
    MobsimError
        If the port cannot be used.
    """
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
            listener.listen()
        except OSError as error:
            if error.errno not in (EADDRINUSE, EACCES):
                raise
            why = "is in use" if error.errno == EADDRINUSE else "may not be used"
            message = f"port {port} {why}; without --port, the desk chooses a free port"
            raise MobsimError(message) from None
        yield listener


class DeskServer:
    """The desk of one folder on one port."""

    def __init__(self, listener: socket.socket, folder: PlannerFolder, stop_after: float) -> None:
        self._listener, self._stop_after = listener, stop_after
        port, token = listener.getsockname()[1], secrets.token_urlsafe(32)
        self.address = one_time_address(port, token)
        """The address that opens the desk; it works once."""
        self._desk = DeskAnswers(folder, self.stop)
        self._guard = Guard(self._desk.app(), port, token)
        config = uvicorn.Config(
            self._guard,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            ws="none",
            timeout_graceful_shutdown=_PATIENCE,
        )
        self._server = uvicorn.Server(config)

    def run(self, *, browser: bool = False) -> None:
        """Answer requests until the server is stopped, then end all runs."""
        # Messages about malformed requests from other programs would only puzzle the planner.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL + 1)
        try:
            asyncio.run(self._run(browser=browser))
        finally:
            self._desk.close()

    def stop(self) -> None:
        """Ask the server to stop soon."""
        self._server.should_exit = True

    async def _run(self, *, browser: bool) -> None:
        watching = asyncio.create_task(self._watch(browser=browser))
        try:
            await self._server.serve(sockets=[self._listener])
        finally:
            watching.cancel()

    async def _watch(self, *, browser: bool) -> None:
        while not self._server.started:
            await asyncio.sleep(_LOOKS / 20)
        if browser:
            await asyncio.to_thread(webbrowser.open, self.address)
        while not self._is_forgotten():
            await asyncio.sleep(_LOOKS)
        self.stop()

    def _is_forgotten(self) -> bool:
        """Return whether the desk has had no request for a long time and has no run in progress."""
        if self._desk.is_busy:
            self._guard.asked_at = time.monotonic()
        return time.monotonic() - self._guard.asked_at > 60 * self._stop_after
