"""A Common Crawl of the practice site's own: a list of crawls, an index for each, files with ranged reads."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from urllib.parse import parse_qs
from uuid import NAMESPACE_URL, uuid5

from practice.archived import Archived, url_key
from practice.site import Response
from practice.switched import SwitchedServer

CRAWLS = "/collinfo.json"
_LINES = 30  # on a page of an index
_JSON = (("Content-Type", "application/json"),)


class CommonCrawlServer(SwitchedServer):
    """Answers for the captures it is given, one crawl for each of their years.

    ``truncated`` holds addresses of which the crawler kept a part only, and says so.
    """

    def __init__(
        self, captures: Iterable[Archived], port: int = 0, *, truncated: frozenset[str] = frozenset()
    ) -> None:
        super().__init__(port)
        self._files: dict[str, bytes] = {}
        self._indexes: dict[str, list[dict[str, str]]] = {}
        by_year: dict[int, list[Archived]] = {}
        for held in captures:
            by_year.setdefault(held.moment.year, []).append(held)
        for year, held_then in sorted(by_year.items(), reverse=True):
            self._crawl(f"CC-MAIN-{year}-10", held_then, truncated)

    def _crawl(self, name: str, captures: Iterable[Archived], truncated: frozenset[str]) -> None:
        filename = f"crawl-data/{name}/segments/1/warc/{name}-00000.warc.gz"
        file, lines = bytearray(), []
        for held in captures:
            cut = held.url in truncated
            packed = packed_record(held, cut=cut)
            line = _line(held, filename, len(file), len(packed))
            lines.append({**line, "truncated": "length"} if cut else line)
            file += packed
        self._files[f"/{filename}"] = bytes(file)
        self._indexes[f"/{name}-index"] = sorted(lines, key=lambda line: line["urlkey"])

    def answer(self, path: str, query: str) -> Response:
        """Return the list of crawls, lines of an index, or a file."""
        if path == CRAWLS:
            crawls = [
                {"id": index[1:-6], "name": index, "cdx-api": self.base_url + index}
                for index in self._indexes
            ]
            return Response(200, _JSON, json.dumps(crawls).encode())
        if path in self._indexes:
            return self._lines(path, {name: values[-1] for name, values in parse_qs(query).items()})
        if path in self._files:
            headers = (("Content-Type", "application/octet-stream"), ("Accept-Ranges", "bytes"))
            return Response(200, headers, self._files[path])
        return _said(404, "no such file")

    def _lines(self, index: str, asked: dict[str, str]) -> Response:
        prefix, page = url_key(asked["url"].rstrip("*")), int(asked.get("page", 0))
        found = [line for line in self._indexes[index] if line["urlkey"].startswith(prefix)]
        if not found:
            return _said(404, "No Captures found for: " + asked["url"])
        shown = found[page * _LINES : (page + 1) * _LINES]
        if not shown:
            return _said(400, f"Page {page} invalid")
        return Response(200, _JSON, "".join(f"{json.dumps(line)}\n" for line in shown).encode())


def packed_record(held: Archived, *, cut: bool = False) -> bytes:
    """Return a capture as one compressed WARC record; where ``cut``, with half of its body."""
    body = held.response.body[: len(held.response.body) // 2] if cut else held.response.body
    headers = "".join(f"{name}: {value}\r\n" for name, value in held.response.headers)
    block = f"HTTP/1.1 {held.response.status} Archived\r\n{headers}\r\n".encode() + body
    truncated = "WARC-Truncated: length\r\n" if cut else ""
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\n"
        f"WARC-Record-ID: <urn:uuid:{uuid5(NAMESPACE_URL, held.timestamp + held.url)}>\r\n"
        f"WARC-Date: {held.moment:%Y-%m-%dT%H:%M:%SZ}\r\nWARC-Target-URI: {held.url}\r\n"
        f"{truncated}Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + block + b"\r\n\r\n", mtime=0)


def _line(held: Archived, filename: str, offset: int, length: int) -> dict[str, str]:
    return {
        "urlkey": held.urlkey,
        "timestamp": held.timestamp,
        "url": held.url,
        "mime": (held.response.header("Content-Type") or "unk").partition(";")[0],
        "status": str(held.response.status),
        "digest": held.digest,
        "length": str(length),
        "offset": str(offset),
        "filename": filename,
    }


def _said(status: int, message: str) -> Response:
    return Response(status, _JSON, json.dumps({"message": message}).encode())
