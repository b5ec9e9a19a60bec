"""A web server on this machine that answers from a script, and notes what it was asked and when."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Self

from parsers.profile import Profile, read_profile

ITEM = "/foi/d/march-2023/{}/"
LISTING = "/foi/published-items/"
HTML = "text/html; charset=utf-8"
TEXT = "text/plain"


@dataclass(frozen=True)
class Reply:
    """One answer. ``framed``: state the length; ``raw``: send these bytes as they are and hang up."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    framed: bool = True
    raw: bytes | None = None


@dataclass(frozen=True)
class Asked:
    """One request as it came in; ``at`` is a monotonic clock's time."""

    path: str
    headers: Message
    at: float


def page(main: str, *, status: int = 200, title: str = "A page", **headers: str) -> Reply:
    """Return a reply with an HTML page."""
    html = f"<!doctype html><html><head><title>{title}</title></head><body><main>{main}</main></body></html>"
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(html.encode(), status, {"Content-Type": HTML, **named})


def item_page(number: int, words: str = "How many owls are kept?") -> Reply:
    """Return an item's page with its own reference."""
    return page(
        f"<h1>Item {number}</h1><p>Freedom of information request reference no: 01.FOI.23.{number:06d}</p>"
        f"<p>I note you seek access to the following information:</p><p>{words}</p>"
    )


def listing_page(*names: str, onward: str = "") -> Reply:
    """Return a listing page with these items, and ``onward`` as the address of its next link."""
    cards = "".join(f'<li><a href="{ITEM.format(name)}">About {name}</a></li>' for name in names)
    link = f'<a rel="next" href="{onward}">Next</a>' if onward else ""
    return page(f"<h1>Published items</h1><ul>{cards}</ul>{link}")


def robots(rules: str = "User-agent: *\nDisallow: /private/\n") -> Reply:
    """Return a reply with the rules of a robots.txt."""
    return Reply(rules.encode(), headers={"Content-Type": TEXT})


class Loopback:
    """The server; a context manager. What no script names is 404, and robots.txt is there from the start."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self._scripts: dict[str, list[Reply]] = {}
        self._server = _Server(self)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.reply("/robots.txt", robots())

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def reply(self, path: str, *replies: Reply) -> None:
        """Answer requests for ``path`` with these replies in turn; the last one stays."""
        self._scripts[path] = list(replies)

    def answer(self, path: str) -> Reply:
        """Return the next reply for ``path``."""
        script = self._scripts.get(path, [page("<h1>Page not found</h1>", status=404)])
        return script.pop(0) if len(script) > 1 else script[0]

    def paths(self) -> list[str]:
        """Return the paths asked for, robots.txt left out."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]

    def profile(self, **settings: object) -> Profile:
        """Return a profile of this server, without delay unless ``settings`` say otherwise."""
        extra = "\n".join(f"{key} = {value!r}" for key, value in settings.items())
        return read_profile(
            f"""
            name = "loopback"
            title = "Loopback"
            base_url = "{self.url}"
            listing = ["{LISTING}"]
            item_url = '^/foi/d/[^/]+/[^/]+/?$'
            attachment_url = '^/files/'
            reference = '\\d\\d\\.FOI\\.\\d\\d\\.\\d{{6}}'
            removal_hours = 0
            {"" if "min_delay_seconds" in settings else "min_delay_seconds = 0"}
            {extra}
            [reading]
            reference_labels = ["Freedom of information request reference no:"]
            lead_ins = ["I note you seek access to the following information:"]
            """,
            "loopback.toml",
        )


class _Server(ThreadingHTTPServer):
    daemon_threads = False

    def __init__(self, site: Loopback) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.site = site


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # a body that follows its head at once must not wait for an answer
    timeout = 5
    server: _Server

    def do_GET(self) -> None:
        site = self.server.site
        site.asked.append(Asked(self.path, self.headers, time.monotonic()))
        reply = site.answer(self.path)
        if reply.raw is not None:
            self.wfile.write(reply.raw)
            self.close_connection = True
            return
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.framed and not {"content-length", "transfer-encoding"} & {n.lower() for n in reply.headers}:
            self.send_header("Content-Length", str(len(reply.body)))
        self.close_connection = not reply.framed or "Content-Length" in reply.headers
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
