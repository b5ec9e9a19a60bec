"""The records that pass from reading the captures to writing the public file."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Literal, NamedTuple

from archive.reading.rows import PageRows, VersionFields
from parsers.models import ListingEntry


class Stretch(NamedTuple):
    """A stretch of time in which a page had one text, or was not there: ''. Times are UTC, ISO 8601."""

    first_seen: str
    last_seen: str
    text_sha256: str


class Absence(NamedTuple):
    """A stretch of time in which a page was not there. Times are UTC, ISO 8601.

    ``checks`` is how many answers of its address, or whole walks over the listing, showed that it was
    missing: ``missing_from`` says which. ``back`` is when it was there again, None while it is missing.
    """

    first_seen: str
    last_seen: str
    checks: int
    missing_from: Literal["site", "listing"]
    back: str | None


class Sighting(NamedTuple):
    """A stretch of time in which a page of a listing named another page."""

    first_seen: str
    seen_at: str


class ReadPage(NamedTuple):
    """A page that was read; an entry that is only a file has no capture and no text, so None there."""

    key: str
    url: str
    first_seen: str
    last_seen: str
    captured_at: str | None
    capture_sha256: str | None
    source: str
    text_sha256: str | None
    capture: int | None


class CaptureReading(NamedTuple):
    """What was read of one capture: its clean text, its rows, and the headings that no rule knows."""

    text: str
    rows: PageRows
    headings: tuple[str, ...]


class VersionReading(NamedTuple):
    """What was read in one text of a page, and the id of a capture that has the text."""

    fields: VersionFields
    capture_id: int


class FileAnswer(NamedTuple):
    """What the address of a file gave: its state, and where it is not held or has no text the reason.

    ``captured_at`` and ``source`` are those of the copy that is held.
    """

    state: str
    sha256: str | None = None
    bytes: int | None = None
    media_type: str | None = None
    reason: str | None = None
    captured_at: str | None = None
    source: str | None = None


class FileVersion(NamedTuple):
    """Bytes that the address of a file gave from a first time to a last."""

    first_seen: str
    last_seen: str
    sha256: str
    source: str


class FoundFile(NamedTuple):
    """What became of a file: its answer, the capture that has the copy held, and the bytes it ever had.

    ``settled``: nothing but the captures of its own address decides that.
    """

    answer: FileAnswer
    capture_id: int | None = None
    versions: tuple[FileVersion, ...] = ()
    settled: bool = False


class SeenEntry(NamedTuple):
    """What listings said of an address, and the first and last time they said it."""

    entry: ListingEntry
    first_seen: str
    seen_at: str
    source: str


class NamedResponse(NamedTuple):
    """A response with its id: the page it shows, its rows and text, all its addresses and its texts in time.

    ``removal`` is the absence that still lasts; ``readings`` has what was read in each text, by its digest,
    and ``texts`` the texts; ``places`` are the stretches of each page with its newest address, '' for a
    saved text without one.
    """

    id: str
    page: ReadPage
    rows: PageRows
    text: str
    first_seen: str
    last_seen: str
    removal: Absence | None
    urls: tuple[str, ...]
    versions: tuple[Stretch, ...]
    readings: Mapping[str, VersionFields]
    texts: Mapping[str, str]
    places: tuple[tuple[str, Stretch], ...]
    others: tuple[str, ...]

    def addresses_of(self, version: Stretch) -> tuple[str, ...]:
        """Return where the text of ``version`` stood in its time; several pages may have had it at once."""
        return tuple(
            dict.fromkeys(
                url
                for url, (first_seen, last_seen, text) in self.places
                if url and text == version.text_sha256
                if first_seen <= version.last_seen and version.first_seen <= last_seen
            )
        )


NOT_FETCHED = FileAnswer("not_held", reason="not yet fetched")
ARCHIVED_FILE = FileAnswer("not_held", reason="not yet fetched; a web archive holds it")


def text_digest(text: str) -> str:
    """Return the SHA-256 of a clean text: two captures with the same one are one version."""
    return hashlib.sha256(text.encode()).hexdigest()
