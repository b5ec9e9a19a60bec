"""Files a person saved: what is whole comes in, and all the rest is told by name and reason."""

import base64
import gzip
import hashlib
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.store.captures import CaptureStore
from parsers.identity import LOOSE, capture_key
from parsers.models import Capture
from parsers.profile import builtin_profiles
from scraper.saved import AddressForMany, Rejected, SavedItem, Skipped, saved_files
from scraper.unpacked import ALWAYS_ALLOWED_BYTES, UnpackedStream
from tests.saved_archives import (
    BOLLARDS,
    CHALLENGE,
    FOLDER,
    HOST,
    KETTLES,
    LISTING,
    UMBRELLAS,
    as_whole,
    by_record,
    page,
    record,
    wacz,
)

MET = next(profile for profile in builtin_profiles() if profile.name == "met")
EXAMPLES = Path(__file__).parent / "examples" / "saved"
SAVED_AT = datetime(2024, 3, 1, 9, 30, tzinfo=UTC)
ARCHIVED_AT = datetime(2023, 12, 6, 9, 0, 57, tzinfo=UTC)
GIVEN = datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)
FILE = f"{HOST}/SysSiteAssets/foi-media/metropolitan-police/disclosure_2024/bollards.xlsx"
THREE = (record(BOLLARDS, page()), record(KETTLES, page("kettles")), record(UMBRELLAS, page("umbrellas")))


def read(path: Path, url: str | None = None, captured_at: datetime | None = None) -> list[SavedItem]:
    return list(saved_files([path], MET, url, captured_at))


def read_bytes(folder: Path, name: str, data: bytes) -> list[SavedItem]:
    path = folder / name
    path.write_bytes(data)
    return read(path)


def captures(items: list[SavedItem]) -> list[Capture]:
    return [item for item in items if isinstance(item, Capture)]


def rejected(items: list[SavedItem]) -> list[Rejected]:
    return [item for item in items if isinstance(item, Rejected)]


def addresses(items: list[SavedItem]) -> list[str]:
    return [capture.url for capture in captures(items)]


def chunked(body: bytes) -> bytes:
    return b"64\r\n%b\r\n%x;note=x\r\n%b\r\n0\r\n\r\n" % (body[:100], len(body) - 100, body[100:])


def encoded(coding: str, payload: bytes) -> bytes:
    return record(BOLLARDS, payload, headers={"Content-Encoding": coding})


# ---- WARC


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("plain.warc", b"".join(THREE)),
        ("by-record.warc.gz", by_record(THREE)),
        ("u2-gzipped-as-a-whole.warc.gz", as_whole(THREE)),
        ("gzipped-but-not-called-so.warc", by_record(THREE)),
        ("called-gzipped-but-plain.warc.gz", b"".join(THREE)),
        ("with-zeros-at-the-end.warc.gz", by_record(THREE) + bytes(1024)),
        ("without-any-suffix", by_record(THREE)),
    ],
)
def test_a_whole_warc_in_any_packing(tmp_path: Path, name: str, data: bytes) -> None:
    items = read_bytes(tmp_path, name, data)
    assert rejected(items) == []
    assert addresses(items) == [BOLLARDS, KETTLES, UMBRELLAS]
    first = captures(items)[0]
    assert first == Capture(
        BOLLARDS, SAVED_AT, 200, "text/html; charset=utf-8", page(), "file", f"{name}#1",
        (("content-type", "text/html; charset=utf-8"),),
    )  # fmt: skip


@pytest.mark.parametrize("cut", [1, 5, 30, 60])
@pytest.mark.parametrize("pack", [by_record, as_whole, b"".join], ids=["by record", "as a whole", "plain"])
def test_u1_cut_at_the_end(tmp_path: Path, pack: Callable[[tuple[bytes, ...]], bytes], cut: int) -> None:
    items = read_bytes(tmp_path, "u1-cut.warc.gz", pack(THREE)[:-cut])
    assert addresses(items)[:2] == [BOLLARDS, KETTLES]
    assert all(capture.body.endswith(b"</html>") for capture in captures(items))
    whole = len(captures(items)) == 3
    assert any(item.broken for item in rejected(items)) or (
        whole and pack == b"".join
    )  # blank lines were cut


@given(st.data())
@settings(deadline=None, max_examples=150)
def test_u1_no_cut_and_no_flipped_bit_gives_a_wrong_body(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    packed = bytearray(data.draw(st.sampled_from([by_record(THREE), as_whole(THREE), b"".join(THREE)])))
    at = data.draw(st.integers(0, len(packed) - 1))
    if data.draw(st.booleans()):
        packed[at] ^= 1 << data.draw(st.integers(0, 7))
    else:
        del packed[at:]
    items = read_bytes(tmp_path_factory.mktemp("flipped"), "u1.warc.gz", bytes(packed))
    good = {page(), page("kettles"), page("umbrellas")}
    assert all(capture.body in good for capture in captures(items) if capture.status == 200)


def test_damage_in_the_middle_costs_one_record(tmp_path: Path) -> None:
    before, damaged, after = (by_record([each]) for each in THREE)
    middle = bytearray(damaged)
    middle[len(middle) // 2] ^= 0xFF
    items = read_bytes(tmp_path, "flipped-byte-in-second-record.warc.gz", before + bytes(middle) + after)
    assert addresses(items) == [BOLLARDS, UMBRELLAS]
    assert any(item.broken for item in rejected(items))


def test_a_record_whose_checksum_comes_out_wrong_is_not_kept(tmp_path: Path) -> None:
    undigested = {"WARC-Payload-Digest": "", "WARC-Block-Digest": ""}
    first = record(BOLLARDS, page(), about=undigested) + b"\r\n" * 50_000  # read long before the checksum
    packed = bytearray(by_record([first]))
    packed[-6] ^= 1
    items = read_bytes(tmp_path, "wrong-checksum.warc.gz", bytes(packed) + by_record(THREE[1:]))
    assert addresses(items) == [KETTLES, UMBRELLAS]
    assert any("checksum" in item.reason and BOLLARDS in item.reason for item in rejected(items))


def test_rubbish_between_records_is_passed_over_and_told(tmp_path: Path) -> None:
    first, second, third = (by_record([each]) for each in THREE)
    items = read_bytes(tmp_path, "rubbish.warc.gz", first + b"rubbish" * 50 + second + third)
    assert addresses(items) == [BOLLARDS, KETTLES, UMBRELLAS]
    assert [item.broken for item in rejected(items)] == [True]


def test_a_long_file_is_never_read_far_ahead() -> None:
    members = [gzip.compress(os.urandom(1000)) for _ in range(500)]
    raw = BytesIO(b"".join(members))
    stream = UnpackedStream(raw, len(raw.getvalue()))
    ends = accumulate(len(member) for member in members)
    for number, end in enumerate(ends, 1):
        stream.finish()
        assert stream.advance() == (number < len(members))
        assert raw.tell() <= end + 2**17


@pytest.mark.parametrize(
    ("name", "headers", "payload"),
    [
        ("gzip", {"Content-Encoding": "gzip"}, gzip.compress(page())),
        ("u3-brotli", {"Content-Encoding": "br"}, brotli.compress(page())),
        ("zstd", {"Content-Encoding": "zstd"}, zstandard.compress(page())),
        ("zlib", {"Content-Encoding": "deflate"}, zlib.compress(page())),
        ("bare deflate", {"Content-Encoding": "deflate"}, zlib.compress(page())[2:-4]),
        ("chunked", {"Transfer-Encoding": "chunked"}, chunked(page())),
        ("packed twice", {"Content-Encoding": "gzip, br"}, brotli.compress(gzip.compress(page()))),
        ("gzip without a header", {}, gzip.compress(page())),
        ("u4-gzip-chunked-but-plain", {"Content-Encoding": "gzip", "Transfer-Encoding": "chunked"}, page()),
        ("u4-br-but-plain", {"Content-Encoding": "br"}, page()),
        ("u4-deflate-but-plain", {"Content-Encoding": "deflate"}, page()),
        ("u4-zstd-but-plain", {"Content-Encoding": "zstd"}, page()),
        ("unknown encoding", {"Content-Encoding": "aws-chunked"}, page()),
        ("stale length of the packed body", {"Content-Encoding": "gzip", "Content-Length": "99999"}, page()),
    ],
)  # fmt: skip
def test_the_body_is_what_the_bytes_say(
    tmp_path: Path, name: str, headers: dict[str, str], payload: bytes
) -> None:
    items = read_bytes(tmp_path, f"{name}.warc", record(BOLLARDS, payload, headers=headers) + THREE[1])
    assert [capture.body for capture in captures(items)] == [page(), page("kettles")]


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("cut gzip body", encoded("gzip", gzip.compress(page())[:-9])),
        ("cut br body", encoded("br", brotli.compress(page())[:-9])),
        ("cut zstd body", encoded("zstd", zstandard.compress(page())[:-9])),
        ("damaged deflate body", encoded("deflate", bytes(range(256)))),
        ("cut chunks", record(BOLLARDS, b"fff\r\n" + page(), headers={"Transfer-Encoding": "chunked"})),
        ("shorter than its length", record(BOLLARDS, page()[:100], headers={"Content-Length": "5000"})),
        ("warc-truncated", record(BOLLARDS, page(), about={"WARC-Truncated": "length"})),
        ("u8-digest-mismatch", record(BOLLARDS, page(), about={"WARC-Payload-Digest": f"sha1:{'A' * 32}"})),
        ("u8-changed-byte", record(BOLLARDS, page()).replace(b"yard", b"Yard")),
        ("no HTTP answer", record(BOLLARDS, b"x").replace(b"HTTP/1.1 200 OK", b"THIS/IS NO ANSW")),
    ],
)  # fmt: skip
def test_a_bad_record_is_told_and_the_next_one_comes_in(tmp_path: Path, name: str, bad: bytes) -> None:
    items = read_bytes(tmp_path, f"{name}.warc", bad + THREE[1])
    assert addresses(items) == [KETTLES]
    (told,) = rejected(items)
    assert told.broken
    assert BOLLARDS in told.reason
    assert told.origin == f"{name}.warc#1"


@pytest.mark.parametrize(
    "digest",
    [
        f"sha256:{hashlib.sha256(page()).hexdigest()}",
        f"sha1:{hashlib.sha1(page()).hexdigest().upper()}",
        f"sha-256:{base64.urlsafe_b64encode(hashlib.sha256(page()).digest()).decode()}",
        "crc99:what",
        "sha1",
        "",
    ],
)
def test_a_right_or_unknown_digest_is_no_mismatch(tmp_path: Path, digest: str) -> None:
    packed = gzip.compress(page())
    one = record(
        BOLLARDS, packed, headers={"Content-Encoding": "gzip"}, about={"WARC-Payload-Digest": digest}
    )
    assert addresses(read_bytes(tmp_path, "digest-of-the-unpacked-body.warc", one)) == [BOLLARDS]


def test_u5_what_is_no_answer_is_left_out(tmp_path: Path) -> None:
    records = (
        record("urn:pageinfo:x", b"{}", kind="resource"),
        record("urn:thumbnail:x", b"png", kind="resource"),
        record(BOLLARDS, b"", kind="request", headers={"Cookie": "session=secret"}),
        record(BOLLARDS, b"", kind="revisit"),
        record("https://www.example.org/", page()),
        record(f"{HOST}/advice/bicycles/", page()),
        record("https://[broken", page()),
        record(BOLLARDS, page(), headers={"Set-Cookie": "session=secret", "ETag": '"a1"'}),
    )
    items = read_bytes(tmp_path, "u5-revisit-urn-request-cookie.warc.gz", by_record(records))
    (capture,) = captures(items)
    assert capture.headers == (("content-type", "text/html; charset=utf-8"), ("etag", '"a1"'))
    (told,) = rejected(items)
    assert (told.broken, BOLLARDS in told.reason) == (False, True)
    assert sum(isinstance(item, Skipped) for item in items) == 6


def test_u6_the_challenge_and_then_the_page_are_both_kept(tmp_path: Path) -> None:
    records = (
        record(BOLLARDS, CHALLENGE, status="403 Forbidden", headers={"CF-Mitigated": "challenge"}),
        THREE[0],
    )
    items = read_bytes(tmp_path, "u6-challenge-then-page.warc.gz", by_record(records))
    assert [(capture.status, capture.body) for capture in captures(items)] == [
        (403, CHALLENGE),
        (200, page()),
    ]
    assert ("cf-mitigated", "challenge") in captures(items)[0].headers


@pytest.mark.parametrize(
    ("url", "status", "kept"),
    [
        (BOLLARDS, "404 Not Found", True),
        (BOLLARDS, "301 Moved Permanently", True),
        (LISTING, "200 OK", True),
        (FILE, "200 OK", True),
        (FILE, "206 Partial Content", False),
        (BOLLARDS, "304 Not Modified", False),
    ],
)
def test_statuses_stay_as_they_are_and_parts_stay_out(
    tmp_path: Path, url: str, status: str, kept: bool
) -> None:
    items = read_bytes(tmp_path, "one.warc", record(url, b"some bytes", status=status))
    assert [capture.status for capture in captures(items)] == ([int(status[:3])] if kept else [])
    assert [item.broken for item in rejected(items)] == ([] if kept else [False])


def test_records_of_the_wayback_machine_get_their_own_address_and_moment(tmp_path: Path) -> None:
    prefix = "https://web.archive.org/web/20231206090057id_/"
    records = (
        record(prefix + BOLLARDS, page()),
        record(prefix + KETTLES, b"not archived", status="404 Not Found"),
    )
    items = read_bytes(tmp_path, "browsed-in-the-wayback-machine.warc", b"".join(records))
    assert [(capture.url, capture.captured_at, capture.source) for capture in captures(items)] == [
        (BOLLARDS, ARCHIVED_AT, "file")
    ]


def test_a_record_without_a_readable_date_takes_the_one_given(tmp_path: Path) -> None:
    path = tmp_path / "undated.warc"
    path.write_bytes(record(BOLLARDS, page(), about={"WARC-Date": "last spring"}))
    (capture,) = captures(read(path, captured_at=GIVEN))
    assert (capture.captured_at, capture.dated) == (GIVEN, "file")


# ---- WACZ


def test_a_wacz_without_a_page_list(tmp_path: Path) -> None:
    data = wacz({"archive/a.warc.gz": by_record(THREE[:2]), "archive/b.warc": by_record(THREE[2:])})
    items = read_bytes(tmp_path, "u7-no-pages-jsonl.wacz", data)
    assert rejected(items) == []
    assert addresses(items) == [BOLLARDS, KETTLES, UMBRELLAS]
    assert captures(items)[2].origin == "u7-no-pages-jsonl.wacz!archive/b.warc#1"


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for path, data in members.items():
            archive.writestr(path, data)
    return out.getvalue()


WHOLE = {"archive/data.warc.gz": by_record(THREE)}


@pytest.mark.parametrize(
    ("name", "data", "held", "reason"),
    [
        ("u7-bad-hash.wacz", wacz(WHOLE, stated={"archive/data.warc.gz": b"other"}), 3, "list of contents"),
        (
            "u7-path-leads-out.wacz",
            wacz(WHOLE | {"archive/../../x.warc.gz": by_record(THREE)}),
            3,
            "leads out",
        ),
        ("u7-absolute-path.wacz", wacz(WHOLE | {"/archive/x.warc.gz": by_record(THREE)}), 3, "leads out"),
        (
            "u7-contents-cut.wacz",
            zipped(WHOLE | {"datapackage.json": b'{"resources": ['}),
            3,
            "list of contents",
        ),
        ("u7-contents-odd.wacz", zipped(WHOLE | {"datapackage.json": b"[1]"}), 3, "list of contents"),
        ("u7-not-a-zip.wacz", b"<html>Your download will start soon</html>", 0, "no zip file"),
        ("u7-cut.wacz", wacz(WHOLE)[:-50], 0, "cut or damaged"),
        (
            "u7-archive-cut-inside.wacz",
            wacz({"archive/data.warc.gz": by_record(THREE)[:-60]}),
            2,
            "breaks off",
        ),
    ],
)
def test_u7_a_broken_wacz(tmp_path: Path, name: str, data: bytes, held: int, reason: str) -> None:
    items = read_bytes(tmp_path, name, data)
    assert len(captures(items)) == held
    assert any(reason in item.reason and item.broken for item in rejected(items)), rejected(items)
    assert list(tmp_path.rglob("*")) == [tmp_path / name]


def test_u7_a_wacz_in_a_wacz_and_a_zip_of_something_else_are_named(tmp_path: Path) -> None:
    nested = read_bytes(tmp_path, "nested.wacz", wacz(WHOLE | {"archive/inner.wacz": wacz(WHOLE)}))
    assert len(captures(nested)) == 3
    assert ["unpack" in item.reason for item in rejected(nested)] == [True]
    (told,) = rejected(read_bytes(tmp_path, "pages.zip", zipped({"a.jpg": b"x", "a.html": b"x"})))
    assert not told.broken
    assert "unpack" in told.reason


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_u7_a_bomb_stops_early(tmp_path: Path, method: int) -> None:
    bomb = record(BOLLARDS, page()) + b"WARC/1.0\r\nContent-Length: 99999999999\r\n\r\n"
    packer = zlib.compressobj(9, wbits=31)
    packed = packer.compress(bomb)
    for _ in range(ALWAYS_ALLOWED_BYTES // 2**20 + 40):
        packed += packer.compress(bytes(2**20))
    packed += packer.flush()
    data = zipped({"archive/data.warc.gz": packed}, method)
    assert len(data) < 200_000
    items = read_bytes(tmp_path, "u7-bomb.wacz", data)
    assert addresses(items) == [BOLLARDS]
    assert any("unpacks to far more" in item.reason and item.broken for item in rejected(items))


def test_a_flipped_byte_in_the_zip_is_told(tmp_path: Path) -> None:
    data = bytearray(wacz({"archive/data.warc": b"".join(THREE)}))
    at = data.index(b"umbrellas were counted")
    data[at] ^= 0x20
    items = read_bytes(tmp_path, "flipped.wacz", bytes(data))
    assert UMBRELLAS not in addresses(items)
    assert any(item.broken for item in rejected(items))


# ---- HTML


@pytest.mark.parametrize(
    ("name", "moment"),
    [
        ("singlefile.html", SAVED_AT),
        ("singlefile-old-comment.html", SAVED_AT),
        ("singlefile-without-date.html", None),
        ("singlefile-of-wayback.html", ARCHIVED_AT),
        ("chrome-complete.html", None),
        ("chrome-of-wayback.html", ARCHIVED_AT),
        ("canonical-only.html", None),
        ("og-url-only.html", None),
        ("wayback-rewritten-canonical.html", ARCHIVED_AT),
        ("wayback-toolbar-and-script.html", ARCHIVED_AT),
        ("windows-1252-without-charset.html", SAVED_AT),
        ("utf-16-with-bom.html", SAVED_AT),
    ],
)
def test_a_saved_page_tells_its_address_and_moment(name: str, moment: datetime | None) -> None:
    path = EXAMPLES / name
    (capture,) = captures(read(path))
    assert (capture.url, capture.status, capture.source, capture.origin) == (BOLLARDS, 200, "file", name)
    assert capture.body == path.read_bytes()
    assert capture.content_type == "text/html"
    if moment:
        assert (capture.captured_at, capture.dated) == (moment, "stated")
    else:
        assert capture.captured_at.timestamp() == pytest.approx(path.stat().st_mtime)
        assert capture.dated == "file"


@pytest.mark.parametrize(
    ("name", "reason", "broken"),
    [
        ("u9-search-engine-cache-by-address.html", "search engine", False),
        ("u9-search-engine-cache-by-markup.html", "search engine", False),
        ("u9-translated-by-proxy.html", "translated", False),
        ("u9-translated-in-browser.html", "translated", False),
        ("u10-singlefile-without-comment.html", "--url", False),
        ("u10-sister-force.html", "a page of www.cleveland.police.uk, not of www.met.police.uk", False),
        (
            "u10-right-host-but-no-item.html",
            "not a response or a listing of the log on www.met.police.uk",
            False,
        ),
        ("u10-random.html", "www.met.police.uk", False),
        ("u10-address-that-is-none.html", "not an address", False),
        ("page-at-the-address-of-a-file.html", "not a response or a listing", False),
        ("challenge-saved-as-page.html", "browser check", False),
        ("zero-bytes.html", "empty", True),
        ("saved.mhtml", "SingleFile", False),
        ("saved.har", "SingleFile", False),
        ("no-landmark.txt", "Metropolitan Police Service", False),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_the_reason(name: str, reason: str, broken: bool) -> None:
    (told,) = read(EXAMPLES / name)
    assert isinstance(told, Rejected)
    assert (told.origin, told.broken) == (str(EXAMPLES / name), broken)
    assert reason in told.reason


def test_the_address_and_the_moment_given_come_first() -> None:
    (capture,) = captures(read(EXAMPLES / "singlefile.html", url=KETTLES, captured_at=GIVEN))
    assert (capture.url, capture.captured_at, capture.dated) == (KETTLES, GIVEN, "stated")
    (capture,) = captures(read(EXAMPLES / "u10-singlefile-without-comment.html", url=BOLLARDS))
    assert (capture.url, capture.dated) == (BOLLARDS, "file")


@pytest.mark.parametrize("url", ["https://www.example.org/soup", "https://[www.example.org"])
@pytest.mark.parametrize("name", ["u10-random.html", "no-landmark.txt"])
def test_an_address_given_must_be_of_this_log(name: str, url: str) -> None:
    (told,) = rejected(read(EXAMPLES / name, url=url))
    assert "www.example.org" in told.reason


def test_an_address_for_several_files_is_wrong_use() -> None:
    with pytest.raises(AddressForMany, match="one page"):
        read(EXAMPLES, url=BOLLARDS)


def test_a_file_on_its_own_comes_in_with_its_address() -> None:
    url = f"{HOST}/SysSiteAssets/foi-media/metropolitan-police/kettles.pdf"
    (capture,) = captures(read(EXAMPLES / "alone.pdf", url=url))
    assert (capture.url, capture.content_type) == (url, "application/pdf")


# ---- text


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("copied-with-label.txt", "text/plain; charset=utf-8"),
        ("copied-with-lead-in-only.txt", "text/plain; charset=utf-8"),
        ("copied-with-reference-only.txt", "text/plain; charset=utf-8"),
        ("copied-with-curly-quotes-windows-1252.txt", "text/plain"),
        ("copied-from-notepad-utf-16.txt", "text/plain"),
    ],
)
def test_a_copied_text_comes_in_without_address(name: str, content_type: str) -> None:
    path = EXAMPLES / name
    (capture,) = captures(read(path))
    assert (capture.url, capture.content_type, capture.dated) == ("", content_type, "file")
    assert capture.body == path.read_bytes()


# ---- which page


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("singlefile.html", f"{FOLDER}/painted-bollards"),
        ("copied-with-label.txt", "ref:01.FOI.24.990002"),
        ("copied-with-reference-only.txt", "ref:01.FOI.24.990003"),
        ("copied-from-notepad-utf-16.txt", "ref:01.FOI.24.990005"),
    ],
)
def test_the_key_of_a_page(name: str, key: str) -> None:
    (capture,) = captures(read(EXAMPLES / name))
    assert capture_key(capture, MET) == key


def test_a_text_without_reference_is_known_by_its_digest() -> None:
    (capture,) = captures(read(EXAMPLES / "copied-with-lead-in-only.txt"))
    key = capture_key(capture, MET)
    assert key.startswith("sha256:")
    assert key == capture_key(replace(capture, captured_at=GIVEN, origin="copy.txt"), MET)


# ---- folders and odd files


def test_a_folder_is_read_by_name_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "c" / "d").mkdir(parents=True)
    (tmp_path / "c" / "d" / "bollards.html").write_bytes((EXAMPLES / "singlefile.html").read_bytes())
    (tmp_path / "a.warc").write_bytes(THREE[1])
    (tmp_path / "b.html").write_bytes(b"")
    (tmp_path / "e.txt").write_bytes((EXAMPLES / "copied-with-label.txt").read_bytes())
    items = read(tmp_path)
    assert addresses(items) == [KETTLES, BOLLARDS, ""]
    assert [item.origin for item in rejected(items)] == [str(tmp_path / "b.html")]


def test_hidden_files_and_what_browsers_put_beside_a_page_are_passed_over(tmp_path: Path) -> None:
    assets = tmp_path / "bollards_files"
    assets.mkdir()
    (tmp_path / "bollards.html").write_bytes((EXAMPLES / "chrome-complete.html").read_bytes())
    (assets / "frame.html").write_bytes(b"<html></html>")
    (tmp_path / ".DS_Store").write_bytes(b"\0\1")
    foi = tmp_path / "foi_files"  # a person's own folder: no page stands beside it
    foi.mkdir()
    (foi / "kettles.warc").write_bytes(THREE[1])
    assert [type(item) for item in read(tmp_path)] == [Capture, Capture]


def test_odd_files_are_survived(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "nowhere.html").symlink_to(tmp_path / "gone.html")
    os.mkfifo(tmp_path / "pipe.html")
    with Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.warc")).open("wb") as file:
        file.write(THREE[0])
    items = read(tmp_path)
    assert addresses(items) == [BOLLARDS]
    assert captures(items)[0].origin == "caf\\xe9.warc#1"
    told = {Path(item.origin).name: item.broken for item in rejected(items)}
    assert told == {"loop": False, "nowhere.html": True, "pipe.html": False}


@contextmanager
def without_privileges() -> Iterator[None]:
    """Root may read everything, so be somebody else meanwhile."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_file_without_permission_is_named() -> None:
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = Path(folder) / "locked.html"
        path.write_bytes(b"<html>")
        path.chmod(0)
        with without_privileges():
            (told,) = rejected(read(path))
    assert told.broken
    assert "Permission denied" in told.reason


@pytest.mark.parametrize(
    ("name", "body", "media"),
    [
        ("letter.pdf", b"%PDF-1.7 rest", "application/pdf"),
        ("letter.html", b"%PDF-1.7 rest", "application/octet-stream"),
        ("figures.csv", b"Owls,3\n01.FOI.22.024049,4", "text/csv"),
        ("figures.zip", zipped({"a.csv": b"1"}), "application/zip"),
        ("figures", zipped({"[Content_Types].xml": b"<x/>"}), "application/octet-stream"),
    ],
)
def test_a_file_on_its_own_waits_for_the_page_that_links_to_it(
    tmp_path: Path, name: str, body: bytes, media: str
) -> None:
    (capture,) = captures(read_bytes(tmp_path, name, body))
    assert (capture.url, capture.content_type, capture.origin) == ("", media, name)
    assert capture_key(capture, MET).startswith(f"{LOOSE}{name}:")


@given(
    st.binary(max_size=400), st.sampled_from(["warc", "warc.gz", "wacz", "html", "txt", "mhtml", "pdf", ""])
)
@settings(deadline=None, max_examples=200)
def test_any_bytes_under_any_name_are_no_page_of_the_log(
    tmp_path_factory: pytest.TempPathFactory, body: bytes, suffix: str
) -> None:
    for start in (b"", b"WARC/1.0\r\n", b"PK\x03\x04", b"\x1f\x8b\x08", b"<html>"):
        items = read_bytes(tmp_path_factory.mktemp("any"), f"file.{suffix}", start + body)
        assert all(not one.url and not one.content_type.startswith("text") for one in captures(items))
        assert all(item.reason for item in rejected(items))


# ---- into the store


def keep(store: CaptureStore, paths: list[Path]) -> int:
    found = (item for item in saved_files(paths, MET) if isinstance(item, Capture))
    return sum(store.add(MET.name, capture, capture_key(capture, MET)) for capture in found)


def rows(store: CaptureStore) -> set[tuple[str, str, str, str]]:
    return {
        (row.page_key, row.captured_at, row.sha256, row.url) for group in store.pages("met") for row in group
    }


def test_u11_twice_is_once_and_two_versions_are_two(tmp_path: Path) -> None:
    first, second = tmp_path / "first.warc.gz", tmp_path / "second.warc.gz"
    first.write_bytes(by_record(THREE))
    second.write_bytes(by_record([record(BOLLARDS, page(reference="01.FOI.24.990009")), *THREE[1:]]))
    text = EXAMPLES / "copied-with-label.txt"
    with CaptureStore.open(tmp_path / "captures.db") as store:
        assert keep(store, [first, text]) == 4
        assert keep(store, [first, text, first]) == 0
        assert keep(store, [second]) == 1
        assert sorted(len(group) for group in store.pages("met")) == [1, 1, 1, 2]


def test_u11_the_order_of_imports_makes_no_difference(tmp_path: Path) -> None:
    paths = sorted(EXAMPLES.iterdir())
    kept = []
    for number, order in enumerate((paths, paths[::-1])):
        with CaptureStore.open(tmp_path / f"{number}.db") as store:
            assert keep(store, order) > 10
            kept.append(rows(store))
    assert kept[0] == kept[1]
