"""What the live site answered: kept where it says something new, else noted beside what it says again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from archive.store.bodies import digest
from archive.store.captures import CaptureStore, HeldCapture
from archive.store.moments import utc_text
from parsers.models import Capture


class Validators(NamedTuple):
    """What an answer may be asked for again with; empty where it had none."""

    etag: str
    last_modified: str


class Looks:
    """The answers of one live site. Raises StorageError."""

    def __init__(self, store: CaptureStore, site: str) -> None:
        self._store = store
        self._site = site

    def newest(self, page_key: str) -> HeldCapture | None:
        """Return the capture that says how the page was when last seen, from whatever source."""
        return self._store.newest(self._site, page_key)

    def validators(self, page_key: str) -> Validators | None:
        """Return what to ask with, None where "not modified" would tell nothing.

        That is so where the newest answer was no page, came from another source, or its body is not held.
        """
        held = self.newest(page_key)
        if held is None or held.status != 200:
            return None
        row = self._store.execute(
            "select etag, last_modified from looks join captures on id = capture_id"
            " where capture_id = ? and sha256 in (select sha256 from bodies)",
            (held.id,),
        ).fetchone()
        return Validators(*row) if row and any(row) else None

    def keep(self, capture: Capture, page_key: str, *, good: bool) -> None:
        """Keep an answer that says something new; ``good``: it is what the address should give.

        A clock that was set back can't put it before the answer it follows.
        """
        earlier = self.newest(page_key)
        moment = capture.captured_at
        if earlier:
            moment = max(moment, datetime.fromisoformat(earlier.seen_at) + timedelta(seconds=1))
        with self._store.transaction():
            self._store.add(self._site, replace(capture, captured_at=moment), page_key)
            kept = self.newest(page_key)
            assert kept is not None
            self._store.execute(
                "insert into looks (capture_id, seen_at, answers, etag, last_modified)"
                " values (?, ?, 1, ?, ?)",
                (kept.id, kept.captured_at, *(_validators(capture) if good else ("", ""))),
            )

    def restore(self, capture: Capture, page_key: str, seen_at: datetime, answers: int) -> bool:
        """Keep a capture that another archive exported, and until when it saw the same; True where it is new.

        ``answers`` is how often it saw it. The page is asked for again without conditions.
        """
        with self._store.transaction():
            added = self._store.add(self._site, capture, page_key)
            self._store.execute(
                "insert into looks (capture_id, seen_at, answers, etag, last_modified)"
                " select id, ?1, ?2, '', '' from captures where site = ?3 and page_key = ?4"
                " and captured_at = ?5 and status = ?6 and sha256 = ?7 and source = ?8"
                " on conflict (capture_id) do update"
                " set seen_at = max(seen_at, excluded.seen_at), answers = max(answers, excluded.answers)",
                (
                    utc_text(seen_at),
                    answers,
                    self._site,
                    page_key,
                    utc_text(capture.captured_at),
                    capture.status,
                    digest(capture.body),
                    capture.source,
                ),
            )
        return added

    def confirm(self, held: HeldCapture, answer: Capture, *, good: bool) -> None:
        """Note that ``answer`` said again what ``held`` says, with the validators it came with.

        A 304 need not repeat them.
        """
        tag, date = _validators(answer) if good else ("", "")
        repeats = answer.status != 304
        self._store.execute(
            "update looks set seen_at = max(seen_at, ?), answers = answers + 1,"
            " etag = iif(?, ?, coalesce(nullif(?, ''), etag)),"
            " last_modified = iif(?, ?, coalesce(nullif(?, ''), last_modified)) where capture_id = ?",
            (utc_text(answer.captured_at), repeats, tag, tag, repeats, date, date, held.id),
        )


def _validators(capture: Capture) -> Validators:
    headers = dict(capture.headers)
    return Validators(headers.get("etag", ""), headers.get("last-modified", ""))
