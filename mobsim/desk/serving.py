"""How does the desk come up on this machine alone, and when does it stop?"""

import asyncio
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

from mobsim.desk.desk_routes import Desk
from mobsim.desk.guarding import Guard, one_time_address
from mobsim.desk.planner_folder import PlannerFolder
from mobsim.ground.errors import MobsimError

HOST: Final = "127.0.0.1"
_LOOKS: Final = 1.0
"""Seconds between looks at whether anybody still uses the desk."""
_PATIENCE: Final = 2
"""Seconds that an answer under way has when the desk stops."""


def serve(
    folder: Path,
    starters: Mapping[str, Path],
    *,
    port: int = 0,
    stop_after: float,
    browser: bool,
    say: Callable[[str], None],
) -> None:
    """Serve the desk of a folder until it is stopped, or nobody has asked for minutes.

    Raises
    ------
    MobsimError
        When the port is not free.
    """
    with _listening(port) as listener:
        chosen = listener.getsockname()[1]
        token = secrets.token_urlsafe(32)
        desk = Desk(PlannerFolder(folder, starters))
        guard = Guard(desk.app(), chosen, token)
        address = one_time_address(chosen, token)
        say(address)
        _Serving(guard, desk, stop_after).run(listener, address if browser else "")


@contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError as error:
            if error.errno not in (EADDRINUSE, EACCES):
                raise
            why = "is in use" if error.errno == EADDRINUSE else "is not for everybody"
            message = f"port {port} {why}; leave --port out, and a free one is taken"
            raise MobsimError(message) from None
        yield listener


class _Serving:
    """One run of the desk."""

    def __init__(self, guard: Guard, desk: Desk, stop_after: float) -> None:
        config = uvicorn.Config(
            guard,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            ws="none",
            timeout_graceful_shutdown=_PATIENCE,
        )
        self._server = uvicorn.Server(config)
        self._guard, self._desk, self._stop_after = guard, desk, stop_after

    def run(self, listener: socket.socket, address: str) -> None:
        asyncio.run(self._run(listener, address))

    async def _run(self, listener: socket.socket, address: str) -> None:
        watching = asyncio.create_task(self._watch(address))
        try:
            await self._server.serve(sockets=[listener])
        finally:
            watching.cancel()

    async def _watch(self, address: str) -> None:
        while not self._server.started:
            await asyncio.sleep(0.05)
        if address:
            await asyncio.to_thread(webbrowser.open, address)
        while not self._is_forgotten():
            await asyncio.sleep(_LOOKS)
        self._server.should_exit = True

    def _is_forgotten(self) -> bool:
        """Whether no page has asked for anything for long."""
        return time.monotonic() - self._guard.asked_at > 60 * self._stop_after
