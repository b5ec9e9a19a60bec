"""A Wayback Machine of the practice site's own: an index, and raw replays with the archive's headers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from email.utils import format_datetime
from urllib.parse import parse_qs, quote, unquote

from practice.archived import Archived, url_key
from practice.site import HTML, Response
from practice.switched import SwitchedServer

INDEX = "/cdx/search/cdx"
REPLAY = "/web"
_REPLAYED = re.compile(rf"{REPLAY}/(\d{{14}})([a-z]{{2}}_)?/(.+)")


class WaybackServer(SwitchedServer):
    """Answers for the captures it is given. More may be added while it runs."""

    def __init__(self, captures: Iterable[Archived], port: int = 0) -> None:
        super().__init__(port)
        self._captures: list[Archived] = []
        self.hold(*captures)

    def hold(self, *captures: Archived) -> None:
        """Hold these too."""
        together = [*self._captures, *captures]
        self._captures = sorted(together, key=lambda held: (held.urlkey, held.timestamp))

    def answer(self, path: str, query: str) -> Response:
        """Return the index's answer, or a replay."""
        if path == INDEX:
            return self._index({name: values[-1] for name, values in parse_qs(query).items()})
        found = _REPLAYED.fullmatch(f"{path}?{query}" if query else path)
        if not found:
            return own_page(404, "This address is none of ours.")
        return self._replay(found[1], found[2] or "", found[3])

    def replay_address(self, timestamp: str, url: str) -> str:
        """Return the address of a raw replay."""
        return f"{self.base_url}{REPLAY}/{timestamp}id_/{url}"

    def _index(self, asked: dict[str, str]) -> Response:
        prefix = url_key(asked["url"])
        rows = [row(held) for held in self._captures if held.urlkey.startswith(prefix)]
        if "resumeKey" in asked:
            urlkey, _, timestamp = unquote(asked["resumeKey"]).rpartition(" ")
            rows = [found for found in rows if (found["urlkey"], found["timestamp"]) > (urlkey, timestamp)]
        limit = int(asked.get("limit", len(rows)))
        shown = rows[:limit]
        if not shown:
            return index_answer([])
        fields = asked["fl"].split(",")
        answer = [fields, *([found[field] for field in fields] for found in shown)]
        if len(rows) > limit and asked.get("showResumeKey") == "true":
            last = dict(zip(fields, answer[-1], strict=True))  # as on the real one: of the fields asked for
            answer += [[], [quote(f"{last.get('urlkey', '')} {last.get('timestamp', '')}", safe="")]]
        return index_answer(answer)

    def _replay(self, timestamp: str, mode: str, url: str) -> Response:
        of_page = [held for held in self._captures if held.urlkey == url_key(url)]
        exact = next((held for held in of_page if held.timestamp == timestamp), None)
        if exact is None:
            if not of_page:
                return own_page(404, "The Wayback Machine has not archived that address.")
            nearest = min(of_page, key=lambda held: abs(int(held.timestamp) - int(timestamp)))
            where = self.replay_address(nearest.timestamp, nearest.url)
            return Response(302, (("Location", where),), b"")
        return self.replay(exact, raw=mode == "id_")

    def replay(self, held: Archived, *, raw: bool = True) -> Response:
        """Return the answer that shows a capture: its bytes, or with the archive's links and frame."""
        archived = [
            (f"X-Archive-Orig-{name}", value)
            for name, value in held.response.headers
            if name not in {"Content-Type", "Location"}
        ]
        headers = [
            ("Content-Type", held.response.header("Content-Type") or HTML),
            ("Memento-Datetime", format_datetime(held.moment, usegmt=True)),
            ("Link", f'<{held.url}>; rel="original", <{self.base_url}{REPLAY}/{held.url}>; rel="timegate"'),
            ("X-Archive-Src", "practice-00001.warc.gz"),
        ]
        if held.target:
            headers.append(("Location", self.replay_address(held.timestamp, held.target)))
        body = held.response.body if raw else self._framed(held)
        return Response(held.response.status, (*headers, *archived), body)

    def _framed(self, held: Archived) -> bytes:
        prefix = f"{self.base_url}{REPLAY}/{held.timestamp}/".encode()
        origin = held.url.partition("/foi")[0].encode()
        links = re.sub(rb'(href|src|action)="/', rb'\1="' + prefix + origin + b"/", held.response.body)
        frame = b"<!-- BEGIN WAYBACK TOOLBAR INSERT --><div>Saved</div><!-- END WAYBACK TOOLBAR INSERT -->"
        return links.replace(b"<body", frame + b"<body", 1)


def row(held: Archived) -> dict[str, str]:
    """Return what the index says of a capture."""
    media_type = (held.response.header("Content-Type") or "unk").partition(";")[0]
    return {
        "urlkey": held.urlkey,
        "timestamp": held.timestamp,
        "original": held.url,
        "mimetype": "warc/revisit" if held.repeated else media_type,
        "statuscode": "-" if held.repeated else str(held.response.status),
        "digest": held.digest,
        "length": str(len(held.response.body)),
    }


def index_answer(rows: list[list[str]]) -> Response:
    """Return the index's answer with these rows, the header's among them."""
    return Response(200, (("Content-Type", "application/json"),), json.dumps(rows).encode())


def own_page(status: int, words: str) -> Response:
    """Return a page of the archive's own, which is no replay."""
    body = f"<!DOCTYPE html><html><head><title>Web archive</title></head><body><p>{words}</p></body></html>"
    return Response(status, (("Content-Type", HTML),), body.encode())
