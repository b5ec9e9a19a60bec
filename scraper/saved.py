"""Files a person saved in a browser: WARC, WACZ, HTML, text, and folders of these.

What a file is, its bytes decide; its name only helps to say what is wrong with it.
"""

from __future__ import annotations

import mimetypes
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from parsers.addresses import clean_address
from parsers.impostors import recognise
from parsers.letter.fields import is_file_name
from parsers.markup.charset import decode
from parsers.models import Capture
from parsers.profile import Profile
from scraper.content_coding import FILE_MAGICS, GZIP_MAGIC
from scraper.saved_errors import AddressForMany, Damaged, NotUsable
from scraper.saved_folders import SavedFile, printable, walk
from scraper.saved_html import check_address, find_origin
from scraper.saved_item import Exported, Rejected, SavedItem, Skipped
from scraper.saved_text import check_text
from scraper.wacz import holds_archive, read_wacz
from scraper.warc import MOST_BODY_BYTES, read_warc

__all__ = ["AddressForMany", "Exported", "Rejected", "SavedItem", "Skipped", "saved_files"]

_Form = Literal["warc", "zip", "html", "text", "attachment"]

_HEAD = 4096
_DEEPEST = 16  # folders of a site within each other
_HTML_SIGNS = ("<!doctype html", "<html", "<head", "<body")
_HTML_NAMES = (".html", ".htm", ".xhtml")
_TABLE_NAMES = (".csv", ".tsv")
_PAGE_NAMES = (*_HTML_NAMES, ".mhtml", ".warc", ".warc.gz", ".wacz")
_WALLS = {
    "challenge": "a browser check stands in place of the page",
    "block": "a refusal by the host stands in place of the page",
    "rate-limit": "a refusal by the host stands in place of the page",
}
_OTHER_FORMS = "not a form that can be taken in: save the page as HTML, with SingleFile, or as WARC"


def saved_files(
    paths: Iterable[Path], profile: Profile, url: str | None = None, captured_at: datetime | None = None
) -> Iterator[SavedItem]:
    """Return an iterator of one item for each page or record in the files at ``paths``, folders by name.

    Only pages of the profile's log become captures. ``url`` is the address of the one page given, in place
    of what the file says. ``captured_at`` (with a time zone) is when the pages were saved, where the records
    of a WARC do not say; without it a page's own date counts, and then the file's.
    A file that cannot be used is Rejected with the reason, and the rest goes on. One record or page is in
    memory at a time. Raises AddressForMany when ``url`` is given with several files.
    """
    found: Iterable[SavedFile | Rejected] = walk(paths)
    if url:  # looked at before anything is read
        found = list(found)
        if len(found) > 1:
            raise AddressForMany(f"--url is the address of one page, but there are {len(found)} files")
    return _read_files(found, profile, url, captured_at)


def _read_files(
    found: Iterable[SavedFile | Rejected], profile: Profile, url: str | None, captured_at: datetime | None
) -> Iterator[SavedItem]:
    for file in found:
        if isinstance(file, Rejected):
            yield file
        else:
            yield from _read_file(file, profile, url, captured_at)


def _read_file(
    file: SavedFile, profile: Profile, url: str | None, captured_at: datetime | None
) -> Iterator[SavedItem]:
    where, name = printable(file.path), printable(Path(file.path.name))
    try:
        form = _find_form(file)
        if form == "warc":
            with file.path.open("rb") as raw:
                records = read_warc(raw, file.size, name, profile, captured_at or file.modified)
                yield from _told_if_foreign(records, where)
        elif form == "zip" and (archive := _open_archive(file)):
            with archive:
                records = read_wacz(archive, name, profile, captured_at or file.modified)
                yield from _told_if_foreign(records, where)
        else:
            yield _read_page(file, form, profile, url, captured_at)
    except NotUsable as error:
        yield Rejected(where, error.reason, broken=False)
    except Damaged as error:
        yield Rejected(where, error.reason, broken=True)
    except OSError as error:
        yield Rejected(where, f"cannot be read ({error.strerror or error})", broken=True)


def _told_if_foreign(records: Iterable[SavedItem], where: str) -> Iterator[SavedItem]:
    """Yield ``records``, and a word on the file ``where`` they stand if none of them is of this log."""
    foreign = True
    for record in records:
        foreign = foreign and isinstance(record, Skipped)
        yield record
    if foreign:
        yield Rejected(where, "nothing of this log is in it", broken=False)


def _find_form(file: SavedFile) -> _Form:
    """Return what the file holds. Raises Damaged or NotUsable, with advice, for what cannot be taken in."""
    with file.path.open("rb") as raw:
        head = raw.read(_HEAD)
    name = file.path.name.lower()
    if not head:
        raise Damaged("it is empty")
    if _holds_records(head):
        return "warc"
    if name.endswith((".warc", ".warc.gz")):
        raise Damaged("named as a WARC, but it does not begin with a record")
    if head.startswith(b"PK"):
        return "zip"
    if name.endswith(".wacz"):
        raise Damaged("named as a WACZ, but it is no zip file: cut, or something else")
    if head.startswith(FILE_MAGICS) or name.endswith(_TABLE_NAMES):
        return "attachment"
    text = decode(head, "").text
    if name.endswith((".mhtml", ".mht", ".har")) or "multipart/related" in text[:1024]:
        raise NotUsable(_OTHER_FORMS)
    if name.endswith(_HTML_NAMES) or any(sign in text.lower() for sign in _HTML_SIGNS):
        return "html"
    if any(ord(sign) < 0x20 and sign not in "\t\n\r\f" for sign in text):
        raise NotUsable(_OTHER_FORMS)
    return "text"


def _holds_records(head: bytes) -> bool:
    if head.startswith(GZIP_MAGIC):
        try:
            head = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(head, _HEAD)
        except zlib.error:
            return False
    return head.startswith(b"WARC/")


def _open_archive(file: SavedFile) -> zipfile.ZipFile | None:
    """Return the zip file where it is a WACZ, None where it is a file that a page may link to."""
    try:
        archive = zipfile.ZipFile(file.path)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Damaged(f"a zip file that is cut or damaged ({error})") from error
    if holds_archive(archive):
        return archive
    names = archive.namelist()
    archive.close()
    if any(name.lower().endswith(_PAGE_NAMES) for name in names):
        raise NotUsable("a zip file with pages in it: unpack it and import the folder")
    return None


def _read_page(
    file: SavedFile, form: _Form, profile: Profile, url: str | None, captured_at: datetime | None
) -> Capture:
    if file.size > MOST_BODY_BYTES:
        raise NotUsable(f"larger than {MOST_BODY_BYTES:,} bytes")
    body = file.path.read_bytes()
    moment = captured_at
    if url and form != "html" and _is_file_address(url, profile):
        address, content_type = clean_address(url), _media_type(file)
    elif form == "html":
        address, stated = find_origin(decode(body, "").text, profile, url)
        moment = captured_at or stated
        content_type = "text/html"
    elif form == "text":
        address = check_address(url, profile) if url else ""
        if not url:
            check_text(decode(body, "").text, profile)
        content_type = "text/plain; charset=utf-8" if _is_utf_8(body) else "text/plain"
    elif url:
        raise NotUsable(f"{url} is not the address of a file of {profile.title}")
    else:
        address, content_type = _mirrored_address(file.path, profile), _media_type(file)
    capture = Capture(
        url=address,
        captured_at=moment or file.modified,
        status=200,
        content_type=content_type,
        body=body,
        source="file",
        origin=printable(Path(file.path.name)),
        dated="stated" if moment else "file",
    )
    if wall := _WALLS.get(recognise(capture, profile)):
        raise NotUsable(f"{wall}: wait for the page in the browser and save it again")
    return capture


def _media_type(file: SavedFile) -> str:
    """Return what the name says; a file that is no page is no web page, whatever it is called."""
    named = mimetypes.guess_type(file.path.name)[0] or ""
    return (
        named if named and not named.startswith(("text/html", "text/plain")) else "application/octet-stream"
    )


def _mirrored_address(path: Path, profile: Profile) -> str:
    """Return the address of a file that lies in folders named like those of the site; else ''.

    Programs that fetch many files keep them so.
    """
    parts = path.parts[-_DEEPEST:]
    for start in range(len(parts)):
        address = profile.absolute(quote("/" + "/".join(parts[start:])))
        if profile.kind(address) == "attachment":
            return clean_address(address)
    return ""


def _is_file_address(url: str, profile: Profile) -> bool:
    try:
        kind = profile.kind(url)
        return kind == "attachment" or (kind == "other" and profile.same_host(url) and is_file_name(url))
    except ValueError:
        return False


def _is_utf_8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
