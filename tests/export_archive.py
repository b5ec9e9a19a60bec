"""A small archive with all that an export has to carry over: sources, errors, redirects, files, odd cells."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from archive.building.build import build_archive
from archive.store.captures import CaptureStore
from archive.store.looks import Looks
from parsers.identity import capture_key
from tests.held_pages import FILES, ITEMS, LISTING, MET, capture, hold, letter, listing, page, saved_text

SWANS = f"{ITEMS}/d/march-2024/swans-on-roads/"
HERONS = f"{ITEMS}/d/april-2024/herons-on-roofs/"
GEESE = f"{ITEMS}/d/may-2024/geese-in-parks/"
GONE = f"{ITEMS}/d/may-2024/no-such-page/"
MOVED = f"{ITEMS}/disclosure-2024/march-2024/swans-on-roads/"
CLEAN = f"{FILES}/swans.csv"
LONG = "Geese were counted again in every park of the borough. " * 4_000
IDS = ("01.FOI.23.031111", "01.FOI.23.031112", "01.FOI.23.031113", "01.FOI.23.031114")


def write_archive(data: Path) -> Path:
    """Write captures.db and foi.db into ``data``; return it."""
    data.mkdir(parents=True, exist_ok=True)
    swans = page(letter(IDS[0]), title="=SUM(swans)", files=[CLEAN])
    herons = page(letter(IDS[1], "How many herons?", "+44 herons.", "Section 31(1)(a) - Law Enforcement"))
    geese = page(letter(IDS[2], "How many geese?", LONG, "Section 40(2)&(3) - Personal Information"), "Geese")
    lean = replace(
        capture(GONE, b"<html>Not found</html>", status=404),
        headers=(("content-type", "text/html"), ("content-length", "999"), ("etag", '"ä"')),
    )
    moved = replace(capture(MOVED, b"", status=301), headers=(("location", SWANS),))
    entries = [(SWANS, "Swans on roads", "1 March 2024"), (HERONS, "Herons on roofs", "2 April 2024")]
    with CaptureStore.open(data / "captures.db") as store:
        hold(
            store,
            capture(SWANS, swans),
            capture(HERONS, herons, source="wayback"),
            capture(GEESE, geese, "2024-05-02T10:00:00Z", source="common-crawl"),
            lean,
            moved,
            capture(LISTING, listing(entries)),
            capture(CLEAN, b"park,swans\nNorth,12\n", content_type="text/csv"),
            replace(saved_text(letter(IDS[3], "How many newts?")), dated="file"),
        )
        looked = capture(HERONS, herons.replace(b"+44", b"-45"), "2024-06-01T09:00:00Z")
        again = replace(looked, captured_at=datetime(2024, 7, 1, 9, tzinfo=UTC))
        looks = Looks(store, MET.name)
        looks.keep(looked, capture_key(looked, MET), good=True)
        held = looks.newest(capture_key(looked, MET))
        assert held is not None
        looks.confirm(held, again, good=True)
        build_archive(store, MET, data / "foi.db")
    return data
