"""WARC files: the answers of this log's pages in them, whole and checked, and a word on all that is not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import redirect_stderr
from datetime import UTC, datetime
from io import BytesIO, StringIO
from itertools import count
from typing import Any

from warcio.archiveiterator import WARCIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParser

from parsers.addresses import clean_address
from parsers.letter.fields import is_file_name
from parsers.markup.replay import replayed
from parsers.models import Capture
from parsers.profile import Profile
from scraper.content_coding import decode_body, unchunk, unpack_again
from scraper.digests import contradicts
from scraper.exported import RECORD, read_exported
from scraper.kept_headers import kept_headers
from scraper.saved_errors import Damaged, NotOfThisLog, NotUsable
from scraper.saved_item import Rejected, SavedItem, Skipped
from scraper.unpacked import Readable, UnpackedStream

# The largest body taken in: a page is 0.1 MB, and the largest files of such logs are spreadsheets of tens.
MOST_BODY_BYTES = 200 * 2**20

_CHUNK = 64 * 1024


def read_warc(
    raw: Readable, packed_size: int, name: str, profile: Profile, undated: datetime
) -> Iterator[SavedItem]:
    """Yield what the records of a WARC hold, plain or gzipped in any way, one record in memory at a time.

    ``name`` heads each origin, with the record's number behind it; ``packed_size`` in bytes bounds what may
    be unpacked; ``undated`` stands in for a record's date where that cannot be read. Behind damage reading
    goes on at the next record that can be found, and the damage is told.
    """
    stream = UnpackedStream(raw, packed_size)
    numbers = count(1)
    while True:
        last: SavedItem | None = None
        for item in _read_part(stream, name, numbers, profile, undated):
            if last:
                yield last
            last = item
        stream.finish()
        if isinstance(last, Capture) and stream.suspect:
            last = Rejected(last.origin, f"{last.url}: its checksum is wrong", broken=True)
        if last:
            yield last
        if stream.damage:
            yield Rejected(name, stream.damage, broken=True)
        if not stream.advance():
            return


def _read_part(
    stream: UnpackedStream, name: str, numbers: Iterator[int], profile: Profile, undated: datetime
) -> Iterator[SavedItem]:
    """Yield what the records of one part hold, up to its end or to damage in it."""
    # The library is asked for the record's own headers alone: it would take odd HTTP headers for the end.
    records = WARCIterator(stream, no_record_parse=True)
    record: Any = None
    while True:
        before = record
        try:
            record = _next(records)
        except Exception as error:  # noqa: BLE001 - damaged records make the library fail in many ways
            what = "no WARC record" if isinstance(error, ArchiveLoadFailed) else repr(error)
            yield Rejected(name, f"a part cannot be read: {what}", broken=True)
            return
        if record is None:
            break
        yield _read_record(record, f"{name}#{next(numbers)}", profile, undated)
    if before and _is_cut(before) and not stream.damage:
        yield Rejected(name, "it breaks off inside a record", broken=True)


def _next(records: WARCIterator) -> Any:
    """Return the next record, or None; the library's prints, which hold whole bodies, go nowhere."""
    with redirect_stderr(StringIO()):
        return next(records, None)


def _read_record(record: Any, origin: str, profile: Profile, undated: datetime) -> SavedItem:
    stated = (record.rec_headers.get_header("WARC-Target-URI") or "").strip()
    try:
        return _capture(record, stated, origin, profile, undated)
    except NotOfThisLog as error:
        return Skipped(origin, error.reason)
    except NotUsable as error:
        return Rejected(origin, f"{stated}: {error.reason}", broken=False)
    except Damaged as error:
        return Rejected(origin, f"{stated}: {error.reason}", broken=True)


def _capture(record: Any, stated: str, origin: str, profile: Profile, undated: datetime) -> Capture:
    if record.rec_type not in {"response", "resource", "revisit"}:
        raise NotOfThisLog(f"{record.rec_type} record")
    header = record.rec_headers.get_header
    if header(RECORD):
        block = _read_block(record)
        payload = _http(block)[2] if record.rec_type == "response" else block
        return read_exported(header, payload, profile)
    replay = replayed(stated)
    url = _address(replay.url if replay else stated, profile)
    moment = replay.moment if replay else _moment(header("WARC-Date"))
    if record.rec_type == "revisit":
        raise NotUsable("a note that the page was as before; the page itself is in another record or file")
    if truncated := header("WARC-Truncated"):
        raise Damaged(f"the program that saved it stopped early ({truncated})")
    block = _read_block(record)
    if contradicts(header("WARC-Block-Digest") or "", block):
        raise Damaged("its bytes are not those that were saved (block digest)")
    if record.rec_type == "response":
        status, headers, payload = _http(block)
    else:
        status, headers, payload = 200, (("Content-Type", record.content_type or ""),), block
    if replay and status != 200:
        raise NotOfThisLog(f"an answer of the Wayback Machine with status {status}")
    if status in {206, 304}:
        raise NotUsable(f"status {status}: not a whole answer")
    named = {key.lower(): value for key, value in headers}
    body = _body(payload, named, header("WARC-Payload-Digest") or "")
    if status == 200 and not body:
        raise NotUsable("an empty answer")
    return Capture(
        url=url,
        captured_at=moment or undated,
        status=status,
        content_type=named.get("content-type", ""),
        body=body,
        source="file",
        origin=origin,
        headers=kept_headers(headers),
        dated="stated" if moment else "file",
    )


def _address(url: str, profile: Profile) -> str:
    try:
        if url.lower().startswith(("http://", "https://")) and _may_be_linked(url, profile):
            return clean_address(url)
    except ValueError as error:
        raise NotOfThisLog(f"not an address: {error}") from error
    raise NotOfThisLog("not an address of this log")


def _may_be_linked(url: str, profile: Profile) -> bool:
    """Whether an address is of the log; pages link to files elsewhere on the site too."""
    return profile.kind(url) != "other" or (profile.same_host(url) and is_file_name(url))


def _moment(stated: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat((stated or "").strip())
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _is_cut(record: Any) -> bool:
    return record.length is None or record.raw_stream.limit > 0


def _read_block(record: Any) -> bytes:
    if record.length is None:
        raise Damaged("its length is not stated")
    if record.length > MOST_BODY_BYTES:
        raise NotUsable(f"larger than {MOST_BODY_BYTES:,} bytes")
    parts = []
    while part := record.raw_stream.read(_CHUNK):
        parts.append(part)
    block = b"".join(parts)
    if len(block) < record.length:
        raise Damaged(f"cut: {len(block):,} of {record.length:,} bytes are there")
    return block


def _http(block: bytes) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
    stream = BytesIO(block)
    try:
        head = StatusAndHeadersParser(["HTTP/1.0", "HTTP/1.1"], verify=False).parse(stream)
        return int(head.get_statuscode()), tuple(head.headers), stream.read()
    except (EOFError, ValueError) as error:
        raise Damaged("it holds no HTTP answer") from error


def _body(payload: bytes, headers: dict[str, str], digest: str) -> bytes:
    coding, transfer = headers.get("content-encoding", ""), headers.get("transfer-encoding", "")
    length = headers.get("content-length", "").strip()
    if length.isdigit() and len(payload) < int(length) and not coding and not transfer:
        raise Damaged(f"cut: {len(payload):,} of {int(length):,} bytes are there")
    body = decode_body(payload, coding, transfer, MOST_BODY_BYTES)
    # Writers differ in what they take the digest of: the bytes as sent, without chunks, or unpacked.
    unframed = unchunk(payload) if "chunked" in transfer.lower() else payload
    if contradicts(digest, payload, unframed, body):
        raise Damaged("its bytes are not those that were saved (payload digest)")
    return body if "gzip" in headers.get("content-type", "") else unpack_again(body, MOST_BODY_BYTES)
