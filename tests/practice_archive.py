"""The practice site as an archive, for tests of searches over many pages."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive.building.build import build_archive
from archive.store.captures import CaptureStore
from parsers.identity import capture_key
from parsers.models import Capture
from parsers.profile import read_profile
from practice.profile import profile_text
from practice.site import PracticeSite

PROFILE = read_profile(profile_text("http://127.0.0.1:8000"), "practice.toml")
_START = datetime(2026, 1, 5, 4, tzinfo=UTC)


def write_practice(folder: Path, site: PracticeSite) -> Path:
    """Build an archive of every item of ``site``, each captured a minute after the last; return its path."""
    with CaptureStore.open(folder / "captures.db") as store:
        keep_items(store, site)
        build_archive(store, PROFILE, folder / "foi.db")
    return folder / "foi.db"


def keep_items(store: CaptureStore, site: PracticeSite) -> None:
    """Keep a capture of every item of ``site``."""
    for number, item in enumerate(site.items):
        answer = site.responses(item.path)
        capture = Capture(
            url=PROFILE.absolute(item.path),
            captured_at=_START + timedelta(minutes=number),
            status=answer.status,
            content_type=answer.header("Content-Type") or "",
            body=answer.body,
            source="live",
            origin=item.path,
        )
        store.add(PROFILE.name, capture, capture_key(capture, PROFILE))
