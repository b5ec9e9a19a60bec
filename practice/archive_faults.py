"""What can go wrong with a web archive, each as a switch of the practice one.

Keys are the numbers of docs/archives.md, with a letter where a number has several forms. A switch takes the
server and the capture it is about, which the server holds.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urljoin

from practice.archived import Archived
from practice.common_crawl import CRAWLS, CommonCrawlServer
from practice.site import HTML, Response, challenge, not_found
from practice.switched import HANG_UP, Change, SwitchedServer
from practice.wayback import INDEX, REPLAY, WaybackServer, index_answer, own_page

WaybackFault = Callable[[WaybackServer, Archived], None]
CommonCrawlFault = Callable[[CommonCrawlServer], None]
Rows = list[list[str]]

STALL_SECONDS = 1.0
_CRAWL_INDEX = "-index"
_FILES = "^/crawl-data/"
_BLOCKED = "org.archive.util.AdministrativeAccessControlException: Blocked Site Error"
_ROBOTS = "org.archive.wayback.exception.RobotAccessControlException: Blocked By Robots"
_JAVA = "java.lang.IllegalArgumentException: fromKey > toKey"


def text(status: int, words: str = "please wait", **headers: str) -> Response:
    """Return a plain answer of the archive's own."""
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Response(status, (("Content-Type", "text/plain"), *named), words.encode())


def _shut_out(server: SwitchedServer, path: str, last_words: Response) -> None:
    """Answer ``path`` with ``last_words``, and accept no connection any more."""

    def change(usual: Response) -> Response:
        server.refuse()
        return replace(last_words, headers=(*last_words.headers, ("Connection", "close")))

    server.answer_with(path, change, times=1)


def _next(*answers: Response | Change) -> WaybackFault:
    """Return the switch that has the index give these answers in turn, and then the usual ones."""

    def switch(server: WaybackServer, held: Archived) -> None:
        for answer in reversed(answers):
            server.answer_with(INDEX, answer, times=1)

    return switch


def _always(answer: Response | Change) -> WaybackFault:
    """Return the switch that has the index give nothing but this."""
    return lambda server, held: server.answer_with(INDEX, answer)


def _rows(change: Callable[[Rows], Rows]) -> Change:
    """Return what changes the rows of an answer of the index."""
    return lambda usual: index_answer(change(json.loads(usual.body)))


def _row(**fields: str) -> WaybackFault:
    """Return the switch that has the index say something else of the capture."""

    def switch(server: WaybackServer, held: Archived) -> None:
        def changed(rows: Rows) -> Rows:
            header = rows[0] if rows else []
            of_it = [row for row in rows[1:] if held.timestamp in row and held.url in row]
            for row in of_it:
                for name, value in fields.items():
                    row[header.index(name)] = value
            return rows

        server.answer_with(INDEX, _rows(changed))

    return switch


def _replay(answer: Response | Change) -> WaybackFault:
    """Return the switch that has the capture replayed otherwise."""
    return lambda server, held: server.answer_with(_replay_of(held), answer)


def _replay_of(held: Archived) -> str:
    """Return what finds the address of a capture's replay."""
    return rf"^{REPLAY}/{held.timestamp}id_/{re.escape(held.url)}$"


def _instead(response: Response) -> WaybackFault:
    """Return the switch that replays, with all signs of a true replay, something else than was captured."""

    def switch(server: WaybackServer, held: Archived) -> None:
        other = replace(held, response=response)
        server.answer_with(_replay_of(held), lambda usual: server.replay(other))

    return switch


def _gzipped(*told: tuple[str, str]) -> Change:
    return lambda usual: replace(usual, headers=(*usual.headers, *told), body=gzip.compress(usual.body))


def _leads_to_another_time(server: WaybackServer, held: Archived) -> None:
    """Lead from the capture to one of the page half a year later, which the index does not name."""
    later = replace(held, moment=held.moment + timedelta(days=180))
    where = server.replay_address(later.timestamp, later.url)
    server.answer_with(_replay_of(held), Response(302, (("Location", where),), b""))
    server.answer_with(_replay_of(later), lambda usual: server.replay(later))


def _loses_raw_mode(server: WaybackServer, held: Archived) -> None:
    server.answer_with(_replay_of(held), lambda usual: server.replay(held, raw=False))


def _circle(server: WaybackServer, held: Archived) -> None:
    """Lead from the capture to one a day later, and from there back."""
    there = server.replay_address(held.timestamp, held.url)
    later = replace(held, moment=held.moment + timedelta(days=1))
    onward = server.replay_address(later.timestamp, later.url)
    server.answer_with(_replay_of(held), Response(302, (("Location", onward),), b""))
    server.answer_with(_replay_of(later), Response(302, (("Location", there),), b""))


def _moved_out(server: WaybackServer, held: Archived) -> None:
    moved = Response(301, (("Location", urljoin(held.url, "/police-forces/areas/a-page/")),), b"")
    _instead(moved)(server, held)


WAYBACK: dict[str, WaybackFault] = {
    "W1": _next(text(429)),
    "W1 with Retry-After": _next(text(429, Retry_After="1")),
    "W2": _always(text(429)),
    "W3": lambda server, held: _shut_out(server, INDEX, text(429)),
    "W4 errors": _next(text(503), text(504)),
    "W4 more errors": _next(text(502), text(500)),
    "W4 error for ever": _always(text(504)),
    "W4 stall": lambda server, held: server.answer_with(INDEX, text(200, ""), times=1, delay=STALL_SECONDS),
    "W4 empty": _next(text(200, "")),
    "W4 empty for ever": _always(text(200, "")),
    "W5 site": _always(text(200, _BLOCKED)),
    "W5 site with 403": _always(text(403, _BLOCKED)),
    "W5 robots": _always(text(200, _ROBOTS)),
    "W5 Java": _always(text(200, _JAVA)),
    "W5 page": _always(own_page(200, "Please try again.")),
    "W6 cut": _next(lambda usual: replace(usual, body=usual.body[: len(usual.body) // 2])),
    "W6 short row": _always(_rows(lambda rows: [*rows[:1], *(row[:6] for row in rows[1:])])),
    "W6 long row": _always(_rows(lambda rows: [*rows[:1], *([*row, "x"] for row in rows[1:])])),
    "W6 new column": _always(
        _rows(lambda rows: [["new", *row] if number else ["kind", *row] for number, row in enumerate(rows)])
    ),
    "W7 rows": _always(_rows(lambda rows: [*rows[:1], *rows[1:], *rows[1:]])),
    "W7 key": _always(_rows(lambda rows: [*rows, [], ["here"]] if rows else rows)),
    "W8": _always(index_answer([])),
    "W9": _row(mimetype="warc/revisit", statuscode="-"),
    "W10 challenge": _row(statuscode="403"),
    "W10 gone": _row(statuscode="404"),
    "W10 unknown": _row(mimetype="unk", statuscode="-"),
    "W11": _leads_to_another_time,
    "W12": _replay(own_page(200, "This URL has been excluded from the Wayback Machine.")),
    "W13 gone": _instead(not_found()),
    "W13 refused": _instead(challenge(403)),
    "W13 busy": _instead(Response(429, (("Content-Type", HTML),), b"<p>Too many requests</p>")),
    "W14 two headers": _replay(_gzipped(("Content-Encoding", "gzip"), ("content-encoding", ""))),
    "W14 no header": _replay(_gzipped()),
    "W15": _loses_raw_mode,
    "W16 circle": _circle,
    "W16 out of the log": _moved_out,
    "W17": _instead(challenge(200)),
    "W19": _row(digest="AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
}


def _lines(change: Callable[[dict[str, str]], dict[str, str]]) -> Change:
    """Return what changes each line of a crawl's index."""

    def changed(usual: Response) -> Response:
        if usual.status != 200:
            return usual
        lines = [json.dumps(change(json.loads(line))) for line in usual.body.splitlines()]
        return replace(usual, body="\n".join(lines).encode())

    return changed


def _of_another_page(line: dict[str, str]) -> dict[str, str]:
    return {**line, "url": line["url"].rstrip("/") + "-2/"}


def _dropped(server: CommonCrawlServer) -> None:
    server.answer_with(_CRAWL_INDEX, HANG_UP)
    server.answer_with(_CRAWL_INDEX, text(503), times=1)


def _whole_file(usual: Response) -> Response:
    """Return the file itself, and say that it is a gigabyte, which nobody should wait for."""
    told = (("Content-Type", "application/octet-stream"), ("Content-Length", str(10**9)))
    return Response(200, told, usual.body)


COMMON_CRAWL: dict[str, CommonCrawlFault] = {
    "C1": lambda server: server.answer_with(_CRAWL_INDEX, text(404, '{"message": "No Captures found"}')),
    "C2": _dropped,
    "C3": lambda server: server.answer_with(_FILES, text(403)),
    "C4": lambda server: server.answer_with(_FILES, _whole_file),
    "C5": lambda server: server.answer_with(
        _CRAWL_INDEX, _lines(lambda line: {**line, "truncated": "length"})
    ),
    "C6": lambda server: server.answer_with(_CRAWL_INDEX, _lines(_of_another_page)),
    "C7 away": lambda server: server.answer_with(CRAWLS, text(500)),
    "C7 reshaped": lambda server: server.answer_with(CRAWLS, text(200, '{"crawls": []}')),
}
