"""Which requests does the desk accept, and what do the desk's answers forbid a page to do?

Other programs, other users of the machine and pages of other sites can all reach a port on
127.0.0.1. So the printed address contains a token that works once. The browser exchanges the token
for a cookie, and the desk refuses every request without the cookie. The name in ``Host`` must be
the name of this machine, because a site could otherwise point its own name at this port. The desk
accepts requests only from its own page.
"""

import hmac
import json
import secrets
import time
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mobsim.ground.budgets import limit

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""The policy that limits what the desk's own page may load."""
HOST: Final = "127.0.0.1"
FRAMEABLE: Final = "/results/"
"""The path of pages that appear in a frame; these pages have a policy of their own."""
_FRAMED: Final = "default-src 'none'; frame-ancestors 'self'"
_CSP: Final = "content-security-policy"
_ALWAYS: Final[Mapping[str, str]] = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}
_READING: Final = ("GET", "HEAD")
_OWN_SITES: Final = ("", "none", "same-origin")
"""Allowed values of ``Sec-Fetch-Site``: absent, address typed by the user, or the desk's page."""
_AROUND: Final = 65_536
"""The most bytes that a request can have in addition to the text of a scenario."""
_ESCAPED: Final = 2
"""The factor by which a scenario's text may grow when a request escapes it."""


class Guard:
    """Accepts requests from the desk's own page, and refuses others with a plain sentence."""

    def __init__(self, app: ASGIApp, port: int, token: str) -> None:
        self._app = app
        self._hosts = (f"{HOST}:{port}", f"localhost:{port}")
        self._token: str | None = token
        self._session = secrets.token_urlsafe(32)
        self._cookie = f"mobsim_desk_{port}"
        """The name of the cookie. The name includes the port, because all ports of a machine share
        cookies.
        """
        self.asked_at = time.monotonic()
        """The time when the desk last accepted a request."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked = _Asked(scope)
        dressed = _Dressed(send, asked.path)
        if refusal := self._refusal(asked):
            await _refuse(dressed, asked.path, 403, *refusal)
        elif asked.token:
            await self._enter(asked, dressed)
        elif asked.size > (most := _ESCAPED * limit("yaml") + _AROUND):
            told = f"The request has {asked.size:,} bytes; the desk accepts {most:,}."
            await _refuse(dressed, asked.path, 413, told, "Make the scenario smaller.")
        else:
            self.asked_at = time.monotonic()
            await self._app(scope, _Bounded(receive, most), dressed)

    def _refusal(self, asked: "_Asked") -> tuple[str, str] | None:
        """Return why to refuse the request and what to do next, or None if it is allowed."""
        if asked.header("host") not in self._hosts:
            return f"This desk answers only to http://{self._hosts[0]}/.", "Open that address."
        if asked.header("sec-fetch-site") not in _OWN_SITES:
            return "Another page sent this request.", "Open the desk in its own tab."
        origin = asked.header("origin")
        writes = asked.method not in _READING
        if (writes or origin) and origin != f"http://{asked.header('host')}":
            return "Only the desk's own page may send this request.", "Use the desk's page."
        if self._knows(asked) or (asked.token and self._token and self._is_token(asked.token)):
            return None
        if asked.token:
            told = "This address has already been used, or belongs to another desk."
            return told, "Go back to the open tab, or start the desk again."
        return "This browser has no key to the desk.", "Open the address that the desk printed."

    def _is_token(self, found: str) -> bool:
        return self._token is not None and hmac.compare_digest(found.encode(), self._token.encode())

    def _knows(self, asked: "_Asked") -> bool:
        found = asked.cookie(self._cookie)
        return found is not None and hmac.compare_digest(found.encode(), self._session.encode())

    async def _enter(self, asked: "_Asked", send: Send) -> None:
        """Exchange the token for a cookie, and redirect to an address without the token."""
        headers = [(b"location", b"/"), (b"content-length", b"0")]
        if self._token is not None and self._is_token(asked.token):
            self._token = None
            cookie = f"{self._cookie}={self._session}; HttpOnly; SameSite=Strict; Path=/"
            headers.append((b"set-cookie", cookie.encode()))
        self.asked_at = time.monotonic()
        await send({"type": "http.response.start", "status": 303, "headers": headers})
        await send({"type": "http.response.body", "body": b""})


class _Asked:
    """The parts of a request that decide whether the desk accepts it."""

    def __init__(self, scope: Scope) -> None:
        self.method, self.path = str(scope["method"]), str(scope["path"])
        self._headers = [(k.decode("latin-1"), v.decode("latin-1")) for k, v in scope["headers"]]
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [])
        self.token = given[0] if self.path == "/" and self.method == "GET" and given else ""

    def header(self, name: str) -> str:
        """Return a header's value, or a value that matches nothing if the header appears twice."""
        return "\n".join(value for key, value in self._headers if key == name)

    def cookie(self, name: str) -> str | None:
        try:
            found = SimpleCookie(self.header("cookie")).get(name)
        except CookieError:
            return None
        return found.value if found else None

    @property
    def size(self) -> int:
        """Return the stated size of the body in bytes, or 0 if no size is stated."""
        said = self.header("content-length")
        return int(said) if said.isdecimal() and len(said) < 19 else 0


class _Bounded:
    """The body of a request, which the desk cuts off at the size limit."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive, self._left = receive, most

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            return {"type": "http.disconnect"}
        return message


class _Dressed:
    """Adds the common headers to an answer and sends it."""

    def __init__(self, send: Send, path: str) -> None:
        self._send = send
        self._is_framed = path.startswith(FRAMEABLE)
        self._policy = _FRAMED if self._is_framed else POLICY

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            given = message.get("headers", [])
            more = {**_ALWAYS, _CSP: self._policy}
            if self._is_framed and any(name == _CSP.encode() for name, _ in given):
                del more[_CSP]
            headers = [(k.encode(), v.encode()) for k, v in more.items()]
            kept = [pair for pair in given if pair[0].decode() not in more]
            message = {**message, "headers": [*kept, *headers]}
        await self._send(message)


async def _refuse(send: Send, path: str, status: int, said: str, move: str) -> None:
    if path.startswith("/api/"):
        content, kind = json.dumps(refusal(said, move)), "application/json"
    else:
        content, kind = f"{said} {move}\n", "text/plain; charset=utf-8"
    body = content.encode()
    headers = [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def refusal(said: str, move: str = "") -> dict[str, Any]:
    """Return a refusal in the format that the page reads: the reason, and what to do next."""
    return {"faults": [{"where": "", "path": [], "said": said, "next": move}]}


def one_time_address(port: int, token: str) -> str:
    """Return the address that opens the desk; it works once."""
    return f"http://{HOST}:{port}/?token={token}"
