"""All captures as one WARC file, which ``foilog import`` takes in again as they were."""

from __future__ import annotations

import base64
import json
import uuid
from collections import Counter
from collections.abc import Callable
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.export.withheld import Withheld
from archive.store.capture_record import capture_record, record_bytes
from archive.store.captures import CaptureStore, HeldCapture

# What a WARC has no field for; scraper/exported.py reads it back.
_RECORD, _SEEN, _ANSWERS = "Foilog-Capture", "Foilog-Seen-Until", "Foilog-Answers"


def write_warc(
    store: CaptureStore,
    sites: tuple[str, ...],
    withheld: Withheld,
    date: str,
    path: Path,
    tell: Callable[[], None],
) -> Counter[str]:
    """Write every capture of ``sites`` that may leave the archive, answers without a page among them.

    Return how many were left out, by reason. ``date`` is that of the data; ``tell`` is called for each.
    """
    left_out: Counter[str] = Counter()
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="1.1")
        _write_info(writer, path.name, date)
        for site in sites:
            for captures in store.pages(site):
                for capture in captures:
                    tell()
                    body = store.read(capture.sha256)
                    if reason := withheld.reason(capture, body):
                        left_out[reason] += 1
                    else:
                        _write_capture(writer, capture, body)
    return left_out


def _write_info(writer: WARCWriter, name: str, date: str) -> None:
    lines = (
        "software: foilog\r\nformat: WARC file version 1.1\r\n"
        "description: captures of a disclosure log; a record with Foilog-Capture says all that the archive"
        " knows of it, and its HTTP headers are those that were kept\r\n"
    )
    headers = {
        "WARC-Filename": name,
        "WARC-Date": f"{date}T00:00:00Z",
        "WARC-Record-ID": _record_id(name + date),
    }
    writer.write_record(
        writer.create_warc_record(
            "",
            "warcinfo",
            payload=BytesIO(lines.encode()),
            length=len(lines),
            warc_content_type="application/warc-fields",
            warc_headers_dict=headers,
        )
    )


def _write_capture(writer: WARCWriter, capture: HeldCapture, body: bytes) -> None:
    headers = {
        "WARC-Date": capture.captured_at,
        "WARC-Record-ID": _record_id(record_bytes(capture).decode()),
        "WARC-Payload-Digest": f"sha256:{base64.b32encode(bytes.fromhex(capture.sha256)).decode()}",
        _RECORD: json.dumps(capture_record(capture)),
        _SEEN: capture.seen_at,
        _ANSWERS: str(capture.answers),
    }
    content: dict[str, Any] = {"payload": BytesIO(body), "length": len(body), "warc_headers_dict": headers}
    if capture.url:
        form, content["http_headers"] = "response", _http_headers(capture, len(body))
    else:  # a saved text, which no address ever answered with
        form, content["warc_content_type"] = "resource", capture.content_type
    uri = capture.url or f"urn:sha256:{capture.sha256}"
    writer.write_record(writer.create_warc_record(uri, form, **content))


def _http_headers(capture: HeldCapture, size: int) -> StatusAndHeaders:
    """Return the headers for other programs: lengths are those of the body as it stands here, unpacked."""
    kept = [(name, " ".join(value.split())) for name, value in capture.headers if name != "content-length"]
    if capture.content_type and "content-type" not in dict(kept):
        kept.append(("content-type", capture.content_type))
    return StatusAndHeaders(
        f"{capture.status} {_phrase(capture.status)}".rstrip(),
        [*kept, ("content-length", str(size))],
        protocol="HTTP/1.1",
    )


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _record_id(name: str) -> str:
    """Return an id that the same record has in every export."""
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}>"
