"""What a person means who names a response, a page or a file: found in what is published and held."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from archive.reading.identity import key_of_address
from archive.search.named import with_address, with_id, with_reference
from archive.search.opening import open_published
from archive.store.captures import CaptureStore
from archive.store.received import read_capture
from parsers.addresses import page_key
from parsers.letter.reference import find_reference, reference_key
from parsers.letter.sections import split_sections
from parsers.masking import Mask
from parsers.profile import Profile

_NEAR = 3


class Meant(NamedTuple):
    """The ids that are meant, or an address without one; where nothing is, ``near`` has ids much like it.

    ``others`` are responses with the same reference as the one that is meant by its id.
    """

    keys: tuple[str, ...]
    near: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def find_meant(data_dir: Path, typed: str, profile: Profile) -> Meant:
    """Return what ``typed`` means: an id, a reference in any spelling, or the address of a page or file.

    An id wins over a reference that is written like it. Raises StorageError.
    """
    published = data_dir / "foi.db"
    if published.exists():
        with closing(open_published(published)) as conn:
            meant = _published(conn, typed)
        if meant.keys:
            return meant
    else:
        meant = Meant(())
    if (data_dir / "captures.db").exists():
        with CaptureStore.open(data_dir / "captures.db") as store:
            if held := _held(store, typed, profile):
                return Meant((held,))
    return meant


def responses_saying(data_dir: Path, mask: Mask) -> int:
    """Return in how many published responses, their files among them, a word of ``mask`` stands."""
    if not (data_dir / "foi.db").exists():
        return 0
    with closing(open_published(data_dir / "foi.db")) as conn:
        texts = conn.execute(
            "select id, coalesce(title, '') || char(10) || coalesce(url, '') from responses"
            " union all select id, text from responses"
            " union all select response_id, filename from attachments"
            " union all select response_id, p.text from attachments a"
            " join attachment_parts p on p.attachment_id = a.id"
        )
        return len({name for name, text in texts if mask.words(text)})


def _published(conn: sqlite3.Connection, typed: str) -> Meant:
    by_id = with_id(conn, typed)
    by_reference = with_reference(conn, typed)
    if by_id:
        return Meant((by_id,), others=tuple(name for name in by_reference if name != by_id))
    if by_reference:
        return Meant(by_reference)
    if found := with_address(conn, typed):
        return Meant(found)
    if key := key_of_address(typed):
        conn.create_function("page_key", 1, page_key, deterministic=True)
        named = "select url from {} where page_key(url) = ? limit 1"
        for table in ("attachments", "listing_entries"):
            if found := _column(conn, named.format(table), key):
                return Meant(found)
    ids = _column(conn, "select id from responses where id > ? order by id", "")
    return Meant((), tuple(get_close_matches(typed, ids, _NEAR)))


def _held(store: CaptureStore, typed: str, profile: Profile) -> str | None:
    """Return what the store knows by the typed id or address, though it is not published."""
    key = key_of_address(typed)
    row = store.execute(
        "select response_id from identities where response_id = ?1 collate nocase or page_key = ?2",
        (typed, key),
    ).fetchone()
    if row is None and key:
        row = store.execute(
            "select url from captures where page_key = ?1"
            " union all select url from queue where page_key = ?1",
            (key,),
        ).fetchone()
        return row and (_id_of_page(store, key, profile) or row[0])
    return row and str(row[0])


def _id_of_page(store: CaptureStore, key: str, profile: Profile) -> str | None:
    """Return the published id of a page that is one more address of a response, by its reference."""
    for held in store.history(profile.name, key):
        doc = read_capture(store, profile, held) if held.status == 200 else None
        found = find_reference(doc, profile, split_sections(doc, profile))[0] if doc else None
        if found:
            ids = store.identities(profile.name).values()
            same = {name for name in ids if reference_key(name) == reference_key(found.value)}
            return same.pop() if len(same) == 1 else None
    return None


def _column(conn: sqlite3.Connection, sql: str, value: str) -> tuple[str, ...]:
    return tuple(found for (found,) in conn.execute(sql, (value,)))
