"""WARC and WACZ files built for tests, whole or with one defect. All pages in them are invented.

They are written with warcio, or byte by byte where a defect is wanted that no library would write.
"""

import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

HOST = "https://www.met.police.uk"
FOLDER = "/foi-ai/metropolitan-police/disclosure-2024/march-2024"
BOLLARDS = f"{HOST}{FOLDER}/painted-bollards/"
KETTLES = f"{HOST}{FOLDER}/canteen-kettles/"
UMBRELLAS = f"{HOST}{FOLDER}/lost-umbrellas/"
LISTING = f"{HOST}/foi-ai/af/accessing-information/published-items/?page=2"
DATE = "2024-03-01T09:30:00Z"


def page(subject: str = "painted bollards", reference: str = "01.FOI.24.990001") -> bytes:
    """Return a short page of the log about ``subject``."""
    return (
        f"<!DOCTYPE html><html><head><title>{subject}</title></head><body><main><h1>{subject}</h1>"
        f"<p>Freedom of information request reference no: {reference}</p>"
        "<p>I note you seek access to the following information:</p>"
        f"<p>How many {subject} were counted in each yard last spring?</p>"
        "<h2>Decision</h2><p>I have today decided to disclose the located information to you in full.</p>"
        "</main></body></html>"
    ).encode()


CHALLENGE = b"<html><head><title>Just a moment...</title></head><script>window._cf_chl_opt={}</script></html>"


def record(
    url: str,
    body: bytes,
    *,
    kind: str = "response",
    status: str = "200 OK",
    headers: Mapping[str, str] | None = None,
    about: Mapping[str, str] | None = None,
) -> bytes:
    """Return one plain WARC record; ``headers`` are of the answer, ``about`` of the record itself."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=False)
    http = None
    if kind in {"response", "revisit"}:
        pairs = {"Content-Type": "text/html; charset=utf-8", **(headers or {})}
        http = StatusAndHeaders(status, list(pairs.items()), protocol="HTTP/1.1")
    elif kind == "request":
        pairs = {"Host": "www.met.police.uk", **(headers or {})}
        http = StatusAndHeaders("GET / HTTP/1.1", list(pairs.items()), is_http_request=True)
    writer.write_record(
        writer.create_warc_record(
            url,
            kind,
            payload=io.BytesIO(body),
            http_headers=http,
            warc_headers_dict={"WARC-Date": DATE, **(about or {})},
        )
    )
    return out.getvalue()


def by_record(records: Iterable[bytes]) -> bytes:
    """Return a ``.warc.gz`` as it should be: each record a gzip member."""
    return b"".join(gzip.compress(each, mtime=0) for each in records)


def as_whole(records: Iterable[bytes]) -> bytes:
    """Return a ``.warc.gz`` made by packing a finished WARC, which many tools refuse."""
    return gzip.compress(b"".join(records), mtime=0)


def wacz(members: Mapping[str, bytes], *, stated: Mapping[str, bytes] | None = None) -> bytes:
    """Return a WACZ of ``members``; its list of contents has the digests of ``stated``, or of the members."""
    resources = [
        {"name": path.rpartition("/")[2], "path": path, "bytes": len(data)}
        | {"hash": f"sha256:{hashlib.sha256(data).hexdigest()}"}
        for path, data in (stated or members).items()
    ]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, data in members.items():
            archive.writestr(path, data)
        archive.writestr("datapackage.json", json.dumps({"wacz_version": "1.1.1", "resources": resources}))
    return out.getvalue()
