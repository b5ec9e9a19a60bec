"""A server on 127.0.0.1 that keeps a log and has switches for what can go wrong on a real one."""

from __future__ import annotations

import re
import sys
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from practice.site import Response

Change = Callable[[Response], Response]

HANG_UP = Response(0, (), b"")  # close the connection without a word
_RANGE = re.compile(r"bytes=(\d+)-(\d+)")


@dataclass(frozen=True, slots=True)
class Access:
    """One request as the server saw it. ``at`` is monotonic seconds; ``path`` has the query."""

    at: float
    method: str
    path: str
    status: int
    headers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Override:
    """What becomes of requests whose path, query included, ``pattern`` finds: first a wait, then a change.

    ``times`` is how many requests it still holds for, None for ever.
    """

    pattern: re.Pattern[str]
    change: Change
    delay: float = 0.0
    times: int | None = None


class SwitchedServer(ABC):
    """A server whose answers may be changed while it runs. Use it in a ``with`` statement.

    ``log`` holds every request in the order of arrival. The first override that fits a request holds for it.
    """

    def __init__(self, port: int = 0) -> None:
        self.log: list[Access] = []
        self._overrides: tuple[Override, ...] = ()
        self._lock = threading.Lock()
        self._http = _Listener(("127.0.0.1", port), _handler(self))
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)
        self._refusing = False

    @abstractmethod
    def answer(self, path: str, query: str) -> Response:
        """Return what a GET is answered with where no switch changes it."""

    @property
    def base_url(self) -> str:
        """The server's address, without a slash at the end."""
        return f"http://127.0.0.1:{self._http.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.refuse()

    def refuse(self) -> None:
        """Accept no connection any more; one that is open may still be answered."""
        if not self._refusing:
            self._refusing = True
            self._http.shutdown()
            self._thread.join()
            self._http.server_close()

    def answer_with(
        self, pattern: str, response: Response | Change, *, times: int | None = None, delay: float = 0.0
    ) -> None:
        """Give ``response``, or what it makes of the usual one, to requests whose path ``pattern`` finds.

        ``times`` ends it after so many requests; ``delay`` is in seconds.
        """
        change = (lambda _: response) if isinstance(response, Response) else response
        self._put(Override(re.compile(pattern, re.IGNORECASE), change, delay, times))

    def reset(self) -> None:
        """Forget all switches; the log stays."""
        with self._lock:
            self._overrides = ()

    def respond(self, path: str, query: str) -> Response:
        """Return what a GET is answered with now, and count it against overrides that end."""
        override = self._take(f"{path}?{query}" if query else path)
        response = self.answer(path, query)
        if override:
            time.sleep(override.delay)
            response = override.change(response)
        return response

    def _put(self, override: Override) -> None:
        with self._lock:
            self._overrides = (override, *self._overrides)

    def _chosen(self, target: str) -> Override | None:
        return next((o for o in self._overrides if o.pattern.search(target) and o.times != 0), None)

    def _take(self, target: str) -> Override | None:
        with self._lock:
            chosen = self._chosen(target)
            if chosen is not None and chosen.times is not None:
                fewer = replace(chosen, times=chosen.times - 1)
                self._overrides = tuple(fewer if o is chosen else o for o in self._overrides)
            return chosen


class _Listener(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a client that hung up; any other trouble is told as usual."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def _handler(server: SwitchedServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer(with_body=True)

        def do_HEAD(self) -> None:
            self._answer(with_body=False)

        def _answer(self, with_body: bool) -> None:
            at, parts = time.monotonic(), urlsplit(self.path)
            response = server.respond(parts.path, parts.query)
            asked = tuple(self.headers.items())
            if response.status == 200:
                response = _as_asked(response, {name.lower(): value for name, value in asked})
            server.log.append(Access(at, self.command, self.path, response.status, asked))
            framed = response.header("Content-Length") or response.header("Transfer-Encoding")
            self.close_connection = response == HANG_UP or framed is not None
            if response == HANG_UP:
                return
            self.send_response(response.status)
            for name, value in response.headers:
                self.send_header(name, value)
            if response.status != 304 and framed is None:
                self.send_header("Content-Length", str(len(response.body)))
            self.end_headers()
            if with_body:
                self.wfile.write(response.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the parent's
            """Print nothing: the log is a list of records."""

    return Handler


def _as_asked(response: Response, asked: Mapping[str, str]) -> Response:
    """Return what a conditional or ranged request for ``response`` gives."""
    if _unchanged(response, asked):
        return Response(304, response.headers, b"")
    wanted = _RANGE.fullmatch(asked.get("range", ""))
    if not wanted or response.header("Accept-Ranges") != "bytes":
        return response
    first, last = int(wanted[1]), min(int(wanted[2]), len(response.body) - 1)
    told = ("Content-Range", f"bytes {first}-{last}/{len(response.body)}")
    return Response(206, (*response.headers, told), response.body[first : last + 1])


def _unchanged(response: Response, asked: Mapping[str, str]) -> bool:
    tag, changed = response.header("ETag"), response.header("Last-Modified")
    if wanted := asked.get("if-none-match"):
        return tag is not None and tag in wanted
    since = asked.get("if-modified-since")
    return bool(since and changed) and parsedate_to_datetime(changed or "") <= parsedate_to_datetime(
        since or ""
    )
