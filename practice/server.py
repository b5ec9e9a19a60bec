"""The practice site on a port of this machine, with switches for what can go wrong on a real one."""

from __future__ import annotations

import re
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import urlsplit

from practice.furniture import NONCE
from practice.site import PracticeSite, Response, etag, key, not_found

Change = Callable[[Response], Response]


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


@dataclass(frozen=True, slots=True)
class Behaviours:
    """How the server departs from the site. The first override that fits a request holds for it.

    ``nonces`` puts a fresh value into each page, so that its bytes differ on each fetch; ``removed`` are keys
    of pages that the listing leaves out.
    """

    nonces: bool = False
    removed: frozenset[str] = frozenset()
    overrides: tuple[Override, ...] = ()


class PracticeServer:
    """A server for one practice site, on 127.0.0.1 alone. Use it in a ``with`` statement.

    ``log`` holds every request in the order of arrival. Behaviours may be changed while it runs.
    """

    def __init__(self, site: PracticeSite, port: int = 0) -> None:
        self.site = site
        self.behaviours = Behaviours()
        self.log: list[Access] = []
        self._lock = threading.Lock()
        self._fetches = 0
        self._http = _Listener(("127.0.0.1", port), _handler(self))
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)

    @property
    def base_url(self) -> str:
        """The site's address, without a slash at the end."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def __enter__(self) -> PracticeServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def edit(self, path: str, old: str, new: str) -> None:
        """Put ``new`` in place of ``old`` on the page at ``path`` from now on.

        Raises ValueError where the page does not hold ``old``, so that no test edits nothing.
        """
        encoding = "cp1252" if self.site.item(path).encoding.startswith("windows-1252") else "utf-8"
        before, after = old.encode(encoding), new.encode(encoding)
        if before not in self.respond(path, "").body:
            raise ValueError(f"{path} does not hold {old!r}")

        def change(response: Response) -> Response:
            body = response.body.replace(before, after)
            headers = [
                (name, value) for name, value in response.headers if name not in {"ETag", "Last-Modified"}
            ]
            return Response(response.status, (*headers, ("ETag", etag(body))), body)

        earlier = self._chosen(path)
        self._put(Override(_exactly(path), change if earlier is None else _after(earlier.change, change)))

    def remove(self, path: str, status: int = 404) -> None:
        """Answer ``path`` with 404 or 410 and leave it out of the listing."""
        gone = not_found(status)
        self._put(Override(_exactly(path), lambda _: gone))
        with self._lock:
            self.behaviours = replace(self.behaviours, removed=self.behaviours.removed | {key(path)})

    def answer_with(
        self, pattern: str, response: Response | Change, *, times: int | None = None, delay: float = 0.0
    ) -> None:
        """Give ``response``, or what it makes of the site's own, to requests whose path ``pattern`` finds.

        ``times`` ends it after so many requests; ``delay`` is in seconds.
        """
        change = (lambda _: response) if isinstance(response, Response) else response
        self._put(Override(re.compile(pattern, re.IGNORECASE), change, delay, times))

    def reset(self) -> None:
        """Forget all behaviours; the log stays."""
        with self._lock:
            self.behaviours = Behaviours()

    def respond(self, path: str, query: str) -> Response:
        """Return what a GET is answered with now, and count it against overrides that end."""
        override = self._take(f"{path}?{query}" if query else path)
        response = self.site.responses(path, query, self.behaviours.removed)
        if override:
            time.sleep(override.delay)
            response = override.change(response)
        if self.behaviours.nonces and (response.header("Content-Type") or "").startswith("text/html"):
            response = self._fresh(response)
        return response

    def _fresh(self, response: Response) -> Response:
        with self._lock:
            self._fetches += 1
            nonce = f"{self._fetches:07d}"
        headers = tuple((n, v) for n, v in response.headers if n not in {"ETag", "Last-Modified"})
        return Response(response.status, headers, response.body.replace(NONCE.encode(), nonce.encode()))

    def _put(self, override: Override) -> None:
        with self._lock:
            self.behaviours = replace(self.behaviours, overrides=(override, *self.behaviours.overrides))

    def _chosen(self, target: str) -> Override | None:
        return next((o for o in self.behaviours.overrides if o.pattern.search(target) and o.times != 0), None)

    def _take(self, target: str) -> Override | None:
        with self._lock:
            chosen = self._chosen(target)
            if chosen is not None and chosen.times is not None:
                fewer = replace(chosen, times=chosen.times - 1)
                others = (fewer if o is chosen else o for o in self.behaviours.overrides)
                self.behaviours = replace(self.behaviours, overrides=tuple(others))
            return chosen


class _Listener(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a client that hung up; any other trouble is told as usual."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def _exactly(path: str) -> re.Pattern[str]:
    return re.compile(rf"^{re.escape(path.rstrip('/'))}/?$", re.IGNORECASE)


def _after(first: Change, second: Change) -> Change:
    return lambda response: second(first(response))


def _handler(server: PracticeServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer(with_body=True)

        def do_HEAD(self) -> None:
            self._answer(with_body=False)

        def _answer(self, with_body: bool) -> None:
            at, parts = time.monotonic(), urlsplit(self.path)
            response = server.respond(parts.path, parts.query)
            if response.status == 200 and _unchanged(response, self.headers.items()):
                response = Response(304, response.headers, b"")
            asked = tuple(self.headers.items())
            server.log.append(Access(at, self.command, self.path, response.status, asked))
            self.send_response(response.status)
            for name, value in response.headers:
                self.send_header(name, value)
            if response.status != 304:
                self.send_header("Content-Length", str(len(response.body)))
            self.end_headers()
            if with_body:
                self.wfile.write(response.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the parent's
            """Print nothing: the log is a list of records."""

    return Handler


def _unchanged(response: Response, asked: list[tuple[str, str]]) -> bool:
    headers = {name.lower(): value for name, value in asked}
    tag, changed = response.header("ETag"), response.header("Last-Modified")
    if wanted := headers.get("if-none-match"):
        return tag is not None and tag in wanted
    since = headers.get("if-modified-since")
    return bool(since and changed) and parsedate_to_datetime(changed or "") <= parsedate_to_datetime(
        since or ""
    )
