"""A generated disclosure log on this machine, served fast enough never to be what a crawl waits for.

Run as ``python -m bench.fast_site ITEMS``; it prints its port. Pages are made and packed before, so that an
answer costs one dictionary look-up. ``/-/log`` tells what was asked since it was last read.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

from bench.invented import address, html
from parsers.profile import Profile, read_profile

LISTING = "/foi-ai/af/accessing-information/published-items/"
_ON_A_PAGE = 50
_PROFILE = """
name = "fast"
title = "A generated log"
base_url = "{base_url}"
listing = ["{listing}"]
item_url = '^/foi-ai/metropolitan-police/(?:d|disclosure-\\d{{4}})/[^/]+/[^/]+/?$'
attachment_url = '^/SysSiteAssets/foi-media/'
reference = '(?:\\d{{1,2}}[./])?FOI[./]\\d\\d[./]\\d{{5,8}}(?:/[A-Z])?'
min_delay_seconds = {delay}
removal_hours = 0
[reading]
reference_labels = ["Freedom of information request reference no:"]
lead_ins = ["I note you seek access to the following information:"]
"""


class Request(NamedTuple):
    """One request as the server saw it: monotonic seconds, path with query, status, whether on condition."""

    at: float
    path: str
    status: int
    conditional: bool


@dataclass(frozen=True, slots=True)
class FastSite:
    """A running site."""

    base_url: str

    def profile(self, delay: float = 0.0) -> Profile:
        """Return its profile, with so many seconds between requests."""
        text = _PROFILE.format(base_url=self.base_url, listing=LISTING, delay=delay)
        return read_profile(text, "the profile of the generated log")

    def asked(self) -> list[Request]:
        """Return the requests since this was last called."""
        with urllib.request.urlopen(f"{self.base_url}/-/log") as answer:
            return [Request(*request) for request in json.load(answer)]


@contextmanager
def running(items: int) -> Iterator[FastSite]:
    """Serve a log of so many ``items`` in a process of its own."""
    command = [sys.executable, "-m", "bench.fast_site", str(items)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield FastSite(f"http://127.0.0.1:{process.stdout.readline().strip()}")
        finally:
            process.terminate()


class _Page(NamedTuple):
    head: bytes
    body: bytes
    etag: bytes


def _pages(items: int) -> dict[str, _Page]:
    pages = {"/robots.txt": _page(b"User-agent: *\nDisallow: /-/\n", "text/plain")}
    paths = [urlsplit(address(number)).path for number in range(items)]
    for number, path in enumerate(paths):
        pages[path] = _page(html(number))
    for start in range(0, items, _ON_A_PAGE):
        number = start // _ON_A_PAGE + 1
        last = start + _ON_A_PAGE >= items
        listing = _page(_listing(paths[start : start + _ON_A_PAGE], 0 if last else number + 1))
        pages[LISTING if number == 1 else f"{LISTING}?page={number}"] = listing
    return pages


def _listing(paths: list[str], onward: int) -> bytes:
    cards = "".join(f'<li><a href="{path}">About {path.split("/")[-2]}</a></li>' for path in paths)
    link = f'<a rel="next" href="?page={onward}">Next</a>' if onward else ""
    return f"<html><body><main><h1>Published items</h1><ul>{cards}</ul>{link}</main></body></html>".encode()


def _page(body: bytes, media_type: str = "text/html; charset=utf-8") -> _Page:
    packed = gzip.compress(body, 1)
    etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    head = (
        f"Content-Type: {media_type}\r\nContent-Encoding: gzip\r\nETag: {etag}\r\n"
        f"Content-Length: {len(packed)}\r\n\r\n"
    )
    return _Page(head.encode(), packed, etag.encode())


class _Connection(asyncio.Protocol):
    def __init__(self, pages: dict[str, _Page], log: list[Request]) -> None:
        self._pages = pages
        self._log = log
        self._left = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        *requests, self._left = (self._left + data).split(b"\r\n\r\n")
        for request in requests:
            self._transport.write(self._answer(request))

    def _answer(self, request: bytes) -> bytes:
        line, *headers = request.split(b"\r\n")
        path = line.split(b" ")[1].decode()
        if path == "/-/log":
            told = json.dumps(self._log).encode()
            self._log.clear()
            return b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(told), told)
        named = dict(header.lower().split(b": ", 1) for header in headers)
        wanted = named.get(b"if-none-match")
        page = self._pages.get(path)
        status = 404 if page is None else 304 if wanted == page.etag else 200
        self._log.append(Request(time.monotonic(), path, status, wanted is not None))
        if page is None:
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        if status == 304:
            return b"HTTP/1.1 304 Not Modified\r\nETag: %s\r\n\r\n" % page.etag
        return b"HTTP/1.1 200 OK\r\n%s%s" % (page.head, page.body)


async def _serve(items: int) -> None:
    pages, log = _pages(items), list[Request]()
    server = await asyncio.get_running_loop().create_server(lambda: _Connection(pages, log), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
