"""Headers that keep a reader safe, on every answer: ours and Datasette's own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from web.database import DATABASE

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_SAFE = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"strict-origin-when-cross-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=()",
}
_END = "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
_OUR_POLICY = f"default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; {_END}".encode()
# The inline scripts of Datasette 0.65.5: closing of open menus, and facets allowed on table pages.
# tests/test_web.py compares them with the pages.
DATASETTE_SCRIPTS = (
    "sha256-DMtesc2dB3xCZhCWIkDIjRY30AJia2dU9R83J/BG2Y4=",
    "sha256-fyi5q99UcdjzV8X7vfr/UYD4dsV4ViDDhotcy8GQ6PM=",
    "sha256-uEjwHx6B6TylDkwnKXY5NeNNPyI38FvghD4BDhzZMRc=",
)
_DATASETTE_POLICY = (
    f"default-src 'none'; script-src 'self' {' '.join(repr(script) for script in DATASETTE_SCRIPTS)}; "
    f"style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; {_END}"
).encode()


def with_safe_headers(app: App) -> App:
    """Return ``app`` with safe headers on every answer that does not set them itself."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", []))
                present = {name.lower() for name, _ in headers}
                policy = _DATASETTE_POLICY if is_datasettes(scope["path"]) else _OUR_POLICY
                wanted = {**_SAFE, b"content-security-policy": policy}
                headers += [(name, value) for name, value in wanted.items() if name not in present]
                message = {**message, "headers": headers}
            await send(message)

        await app(scope, receive, send_safely)

    return wrapped


def is_datasettes(path: str) -> bool:
    """Return whether Datasette's own pages stand at ``path``."""
    return path.split("/")[1].partition(".")[0] in {DATABASE, "-"} if path.startswith("/") else False
