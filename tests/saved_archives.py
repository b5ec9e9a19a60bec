"""WARC and WACZ files built for tests, whole or with one defect. All pages in them are invented.

They are written byte by byte, so that any defect can be had and no reading library judges its own writing.
"""

import base64
import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping

HOST = "https://www.met.police.uk"
FOLDER = "/foi-ai/metropolitan-police/disclosure-2024/march-2024"
BOLLARDS = f"{HOST}{FOLDER}/painted-bollards/"
KETTLES = f"{HOST}{FOLDER}/canteen-kettles/"
UMBRELLAS = f"{HOST}{FOLDER}/lost-umbrellas/"
LISTING = f"{HOST}/foi-ai/af/accessing-information/published-items/?page=2"
PAGE_TYPE = "text/html; charset=utf-8"
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
    heads = {
        "response": f"HTTP/1.1 {status}\r\n" + lines({"Content-Type": PAGE_TYPE, **(headers or {})}),
        "revisit": f"HTTP/1.1 {status}\r\n" + lines({"Content-Type": PAGE_TYPE, **(headers or {})}),
        "request": "GET / HTTP/1.1\r\n" + lines({"Host": "www.met.police.uk", **(headers or {})}),
    }
    block = heads.get(kind, "").encode() + body
    fields = {
        "WARC-Type": kind,
        "WARC-Target-URI": url,
        "WARC-Date": DATE,
        "WARC-Payload-Digest": sha1(body),
        "WARC-Block-Digest": sha1(block),
        "Content-Type": f"application/http; msgtype={kind}" if kind in heads else "text/html",
        **(about or {}),
        "Content-Length": str(len(block)),
    }
    return b"WARC/1.0\r\n" + lines(fields).encode() + block + b"\r\n\r\n"


def lines(headers: Mapping[str, str]) -> str:
    """Return ``headers`` as lines, with the blank line behind them."""
    return "".join(f"{name}: {value}\r\n" for name, value in headers.items()) + "\r\n"


def sha1(data: bytes) -> str:
    """Return the digest of ``data`` as most WARC writers state it."""
    return f"sha1:{base64.b32encode(hashlib.sha1(data).digest()).decode()}"


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
