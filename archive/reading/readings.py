"""What was read of one site, in a file of its own: the next build reads again only what changed.

Memory does not grow with the archive.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import astuple
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import Self

from archive.files.library import FileLibrary
from archive.names import name_digest
from archive.publish import file_troubles, remove_database, to_disk
from archive.reading.history import PageHistory, response_history
from archive.reading.identity import (
    KnownPage,
    anchor,
    fold_request,
    group_pages,
    key_of_address,
    response_id,
    shown_page,
)
from archive.reading.records import (
    Absence,
    CaptureReading,
    FileAnswer,
    FileVersion,
    FoundFile,
    NamedResponse,
    ReadPage,
    SeenEntry,
    Sighting,
    Stretch,
    VersionReading,
    text_digest,
)
from archive.reading.rows import PageFields, PageRows, VersionFields
from archive.reading.touched import SHARED, note_changes
from parsers.addresses import page_key, slug
from parsers.files.records import FilePart
from parsers.letter.reference import reference_key
from parsers.masking import Mask
from parsers.models import ListingEntry

_SHARED = SHARED.format("p")
_NAMED = (
    "id, shown, others, (select json_group_array(key) from"
    " (select key from members where response_id = r.id order by key)) as keys"
)
_PAGE_COLUMNS = ", ".join(f"p.{name}" for name in ReadPage._fields)
# What each build finds anew.
_OF_ONE_BUILD = ("ids", "withdrawn", "sources", "adjusted")

Reread = Callable[["int | None", str, "ListingEntry | None"], CaptureReading]


class Readings:
    """The pages, listings and files of one site as one build reads them. Raises StorageError."""

    def __init__(self, path: Path, site: str, connection: sqlite3.Connection) -> None:
        self.path = path
        self.site = site
        self.mask = Mask()  # what is covered in everything that is read
        self.library: FileLibrary | None = None  # reads files; without one they have no text
        self.reread: Reread = _unread  # reads a capture once more
        self._db = connection
        self._corrected: dict[str, PageRows] = {}

    @classmethod
    @contextmanager
    def open(cls, path: Path, site: str, kept: Path | None = None) -> Iterator[Self]:
        """Give readings at ``path``: those of the last build, from the file ``kept``, or empty ones.

        The file is gone when the block ends, unless ``keep`` was called.
        """
        with file_troubles(path), ExitStack() as stack:
            remove_database(path)
            stack.callback(remove_database, path)
            if kept and kept.exists():
                kept.replace(path)
            readings = cls(path, site, _reopened(path))
            stack.callback(readings.close)
            yield readings

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def renew(self) -> None:
        """Forget everything."""
        self._db.close()
        remove_database(self.path)
        self._db = _connect(self.path)

    def keep(self, path: Path, basis: Mapping[str, str]) -> None:
        """Put what was read at ``path`` for the next build, with what it rests on."""
        self._db.execute("delete from basis")
        self._db.executemany("insert into basis values (?, ?)", basis.items())
        self._db.execute("commit")
        self._db.close()
        to_disk(self.path)
        self.path.replace(path)

    def basis(self) -> dict[str, str]:
        """Return what the readings rest on, nothing where they are new."""
        try:
            return dict(self._db.execute("select name, value from basis"))
        except sqlite3.DatabaseError:  # of another version, or damaged
            return {}

    @contextmanager
    def tentative(self) -> Iterator[None]:
        """Take back in the end what is changed within: corrections, and what is left out."""
        self.flush()
        try:
            yield
        finally:
            self._db.execute("rollback")
            self._db.execute("begin")
            self._corrected.clear()

    def execute(self, sql: str, values: Sequence[str] = ()) -> sqlite3.Cursor:
        """Run one statement; for the modules of this room."""
        return self._db.execute(sql, values)

    def flush(self) -> None:
        """Write what was added since the last time in one go."""
        self._db.execute("commit")
        self._db.execute("begin")

    # Adding what was read

    def begin(self) -> None:
        """Forget what is of one build alone, and note from here on the pages whose responses change."""
        note_changes(self._db)
        self._db.execute("insert into touched select key from adjusted")
        self._db.execute(  # with ids of their own, pages may be grouped otherwise
            f"insert or ignore into regrouped select {_SHARED} from pages p"  # noqa: S608 - own names
            " where key in (select key from ids where new)"
        )
        for table in _OF_ONE_BUILD:
            self._db.execute(f"delete from {table}")  # noqa: S608 - own names

    def take_touched(self) -> tuple[str, ...]:
        """Return the keys of pages and files that changed since ``begin`` or the last call."""
        keys = tuple(key for (key,) in self._db.execute("select key from touched order by key"))
        self._db.execute("delete from touched")
        return keys

    def add_adjusted(self, keys: Iterable[str]) -> None:
        """Keep which pages were changed by corrections or suppressions."""
        self._db.executemany("insert or ignore into adjusted values (?)", ((key,) for key in keys))

    def add_standing(self, key: str, standing: Sequence[str | int]) -> None:
        """Keep how the captures of a page stand, and before that its kind."""
        self._db.execute("insert or replace into standings values (?, ?, ?, ?, ?, ?)", (key, *standing))

    def add_page(
        self,
        page: ReadPage,
        fields: PageFields,
        urls: Iterable[str],
        stretches: Iterable[Stretch] = (),
        versions: Mapping[str, VersionReading] = MappingProxyType({}),
        links: Iterable[str] = (),
    ) -> None:
        """Keep a page that was read, with every address, every text it had, and what was read in each."""
        request = fold_request(fields.request_text or "")
        self._db.execute(
            "insert into pages values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                page.key,
                page.url,
                slug(page.url),
                fields.reference or "",
                fields.reference_key or _reference_of_text(page.key),
                request and text_digest(request),
                fields.published or "",
                *page[2:],
            ),
        )
        self._db.executemany(
            "insert or ignore into addresses values (?, ?)", ((page.key, url) for url in urls)
        )
        self._db.execute(
            "insert or ignore into addresses select target, url from moves where target = ?", (page.key,)
        )
        self._db.executemany(
            "insert into links values (?, ?, ?, ?)",
            ((page.key, place, page_key(url), url) for place, url in enumerate(links, 1)),
        )
        self._db.executemany("insert into stretches values (?, ?, ?, ?)", ((page.key, *s) for s in stretches))
        self._db.executemany(
            "insert into version_fields values (?, ?, ?, ?, ?, ?)",
            ((page.key, text, *said.fields, said.capture_id) for text, said in versions.items()),
        )

    def forget(self, key: str) -> None:
        """Forget all that was read of a page, but for what listings say of it."""
        for table in ("pages", "addresses", "stretches", "version_fields", "absences", "headings", "textless",
                      "file_givers"):  # fmt: skip
            self._db.execute(f"delete from {table} where key = ?", (key,))  # noqa: S608 - own names
        self._db.execute("delete from links where page = ?", (key,))

    def forget_only_file(self, key: str) -> None:
        """Forget that an entry is only a file; what its address answered stays known."""
        for table in ("pages", "addresses"):
            self._db.execute(f"delete from {table} where key = ?", (key,))  # noqa: S608 - own names
        self._db.execute("delete from links where page = ?", (key,))

    def forget_unvisited(self) -> None:
        """Forget the pages without a text that listings alone name."""
        self._db.execute("delete from textless where not visited")

    def add_headings(self, key: str, unknown: Iterable[str]) -> None:
        """Keep the headings of one page that no rule knows."""
        self._db.executemany(
            "insert or ignore into headings values (?, ?)", ((key, heading) for heading in unknown)
        )

    def add_textless(self, key: str, published: str, *, asked: bool, visited: bool) -> None:
        """Keep the address of a page without a text: ``asked`` for in vain, or named by a listing alone.

        ``visited``: some answer of it is held.
        """
        self._db.execute(
            "insert or ignore into textless values (?, ?, ?, ?)", (key, published, asked, visited)
        )

    def add_file(self, key: str, found: FoundFile) -> None:
        """Keep what the address of a file gave, in the place of what it gave before."""
        if self._found_file(key) == found:
            return
        self._forget_file(key)
        self._db.execute(
            "insert into files values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (key, *found.answer, found.capture_id, found.settled),
        )
        self._db.executemany(
            "insert into file_versions values (?, ?, ?, ?, ?)",
            ((key, *version) for version in found.versions),
        )

    def forget_unlinked_files(self) -> None:
        """Forget the files that nothing links to any more: what becomes of them is not followed."""
        unlinked = "select key from files where key not in (select key from links)"
        for (key,) in self._db.execute(unlinked).fetchall():
            self._forget_file(key)

    def _forget_file(self, key: str) -> None:
        self._db.execute("delete from files where key = ?", (key,))
        self._db.execute("delete from file_versions where key = ?", (key,))

    def _found_file(self, key: str) -> FoundFile | None:
        row = self._db.execute("select settled from files where key = ?", (key,)).fetchone()
        return FoundFile(*self.file(key), self.file_versions(key), settled=bool(row[0])) if row else None

    def add_file_giver(self, key: str) -> None:
        """Keep that the address of a page gave a file instead: a file needs no suffix."""
        self._db.execute("insert or ignore into file_givers values (?)", (key,))

    def add_sources(self, found: Iterable[tuple[str, str]]) -> None:
        """Keep which sources have each page, by key; those that listed it are known already."""
        self._db.executemany("insert or ignore into sources values (?, ?)", found)
        self._db.execute(
            "insert or ignore into sources select key, source from entries where source <> 'file'"
        )

    def add_entry(self, key: str, seen: SeenEntry, capture_id: int) -> None:
        """Keep what a listing said of a page, once, with the first and newest time, and each time it did."""
        entry = seen.entry
        times = (seen.first_seen, seen.seen_at)
        self._db.execute("insert or replace into sightings values (?, ?, ?, ?)", (key, capture_id, *times))
        self._db.execute(
            "insert into entries values (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " on conflict (url, title, date, type, description) do update set"
            " first_seen = min(first_seen, excluded.first_seen),"
            " source = iif((excluded.seen_at, excluded.source) > (seen_at, source), excluded.source, source),"
            " seen_at = max(seen_at, excluded.seen_at)",
            (key, *astuple(entry), *times, seen.source),
        )

    def place_of(self, url: str) -> str:
        """Return the key of the page that an address leads to by now."""
        key = page_key(url)
        moved = self._db.execute("select target from moves where key = ?", (key,)).fetchone()
        return moved[0] if moved else key

    def add_move(self, key: str, url: str, target: str) -> None:
        """Keep that the page at ``url`` now lies at ``target``."""
        self._db.execute("insert into moves values (?1, ?2, ?3, ?3)", (key, url, page_key(target)))

    def add_absences(self, key: str, absences: Iterable[Absence]) -> None:
        """Keep when the page was not there."""
        self._db.executemany(
            "insert into absences values (?, ?, ?, ?, ?, ?)", ((key, *absence) for absence in absences)
        )

    def put_absences(self, key: str, unlisted: Sequence[Absence]) -> None:
        """Keep when listings did not name the page, in the place of when they did not before."""
        rows = self._db.execute(
            "select first_seen, last_seen, checks, missing_from, back from absences"
            " where key = ? and missing_from = 'listing' order by rowid",
            (key,),
        )
        if [*map(Absence._make, rows)] != [*unlisted]:
            self._db.execute("delete from absences where key = ? and missing_from = 'listing'", (key,))
            self.add_absences(key, unlisted)

    def follow_moves(self) -> None:
        """Let pages take over the former addresses that lead to them, and what listings say of these.

        A chain of moves leads to its end; a circle leads nowhere.
        """
        leads = dict(self._db.execute("select key, first_target from moves").fetchall())
        ends = ((_end_of(target, leads), key) for key, target in leads.items())
        self._db.executemany("update moves set target = ? where key = ?", ends)
        self._db.execute("insert or ignore into addresses select target, url from moves")
        for table in ("entries", "sightings"):
            self._db.execute(
                f"update or replace {table} set key = target from moves where moves.key = {table}.key"  # noqa: S608 - own names
            )

    # Looking up

    def sighted_until(self, capture_id: int) -> str | None:
        """Return until when the capture of a listing said the same; None where it named nothing."""
        row = self._db.execute(
            "select seen_at from sightings where capture = ? limit 1", (str(capture_id),)
        ).fetchone()
        return row[0] if row else None

    def is_item(self, key: str) -> bool:
        """Whether captures are held of a page, and it is one of an item."""
        standing = self.standing(key)
        return standing is not None and standing[0] == "item"

    def standing(self, key: str) -> tuple[str | int, ...] | None:
        """Return how the captures of a page stood when they were read; None where there were none."""
        row = self._db.execute(
            "select kind, captures, newest, answers, seen from standings where key = ?", (key,)
        ).fetchone()
        return tuple(row) if row else None

    def move(self, key: str) -> tuple[str, str] | None:
        """Return the address of a page that leads to another, and the key of that one."""
        row = self._db.execute("select url, first_target from moves where key = ?", (key,)).fetchone()
        return (row[0], row[1]) if row else None

    def entry(self, key: str) -> ListingEntry | None:
        """Return what the newest listing said of the page, one that dates it before others, or None."""
        row = self._db.execute(
            "select url, title, date, type, description from entries where key = ?"
            " order by date = '', seen_at desc, url, title, date, type, description limit 1",
            (key,),
        ).fetchone()
        return ListingEntry(*row) if row else None

    def entries(self) -> Iterator[SeenEntry]:
        """Yield everything listings said, in one order whatever came first."""
        for row in self._db.execute(
            "select url, title, date, type, description, first_seen, seen_at, source from entries"
            " order by url, title, date, type, description"
        ):
            yield SeenEntry(ListingEntry(*row[:5]), *row[5:])

    def sightings(self) -> Iterator[tuple[str, tuple[Sighting, ...]]]:
        """Yield the key of each page that a listing named, and when listings did, in order."""
        rows = self._db.execute(
            "select key, first_seen, seen_at from sightings where key in (select key from pages)"
            " order by key, first_seen, seen_at"
        )
        for key, named in groupby(rows, key=lambda row: row[0]):
            yield key, tuple(Sighting(*times) for _, *times in named)

    def unread_entries(self) -> Iterator[SeenEntry]:
        """Yield the entries of which no page was read: what ``entry`` says of each, and when it was seen."""
        rows = self._db.execute(
            "select key, url, title, date, type, description, first_seen, seen_at, source from entries e"
            " where not exists (select 1 from pages p where p.key = e.key and p.capture is not null)"
            " order by key, date = '', seen_at desc, url, title, date, type, description"
        )
        for _, said in groupby(rows, key=lambda row: row[0]):
            seen = [
                SeenEntry(ListingEntry(*row[1:6]), first_seen=row[6], seen_at=row[7], source=row[8])
                for row in said
            ]
            newest = max(seen, key=lambda one: one.seen_at)
            yield newest._replace(entry=seen[0].entry, first_seen=min(one.first_seen for one in seen))

    def gives_file(self, key: str) -> bool:
        """Whether the address of a page gave a file instead."""
        return self._db.execute("select 1 from file_givers where key = ?", (key,)).fetchone() is not None

    def linked_files(self) -> dict[str, str]:
        """Return the addresses of all files that pages and listings link to, by page key."""
        return dict(self._db.execute("select key, min(url) from links group by key order by key"))

    def links(self, key: str) -> tuple[str, ...]:
        """Return the addresses of the files that a page links to, in their order."""
        rows = self._db.execute("select url from links where page = ? order by place", (key,))
        return tuple(url for (url,) in rows)

    def links_of(self, name: str) -> tuple[str, ...]:
        """Return the addresses of the files of the page that the response shows."""
        return self.links(self._shown(name).key)

    def only_file(self, key: str) -> ReadPage | None:
        """Return the page that is kept of an entry that is only a file."""
        row = self._db.execute(
            f"select {_PAGE_COLUMNS} from pages p where key = ? and capture is null",  # noqa: S608 - own names
            (key,),
        ).fetchone()
        return ReadPage._make(row) if row else None

    def only_files(self) -> frozenset[str]:
        """Return the keys of the entries that are only files."""
        return frozenset(key for (key,) in self._db.execute("select key from pages where capture is null"))

    def settled_files(self) -> frozenset[str]:
        """Return the keys of the files of which nothing but captures of their own address decides."""
        return frozenset(key for (key,) in self._db.execute("select key from files where settled"))

    def file(self, key: str) -> tuple[FileAnswer, int | None]:
        """Return what a file gave, and the id of the capture that has it."""
        *answer, capture_id = self._db.execute(
            "select state, sha256, bytes, media_type, reason, captured_at, source, capture from files"
            " where key = ?",
            (key,),
        ).fetchone()
        return FileAnswer(*answer), capture_id

    def parts_of(self, capture_id: int) -> tuple[FilePart, ...]:
        """Return the parts of the file in a capture."""
        return self.library.parts(capture_id) if self.library else ()

    def file_versions(self, key: str) -> tuple[FileVersion, ...]:
        """Return the bytes that a file had, oldest first."""
        rows = self._db.execute(
            "select first_seen, last_seen, sha256, source from file_versions where key = ? order by rowid",
            (key,),
        )
        return tuple(FileVersion(*row) for row in rows)

    def add_withdrawn(self, name: str, since: str, reason: str) -> None:
        """Keep since when and why something is taken down; ``name`` is a digest of what it was known by."""
        self._db.execute("insert or replace into withdrawn values (?, ?, ?)", (name, since, reason))

    def withdrawn(self) -> Iterator[tuple[str, str, str]]:
        """Yield the digest, day and reason of everything that is taken down."""
        yield from self._db.execute("select name, since, reason from withdrawn order by name")

    # Naming

    def add_published(self, ids: Mapping[str, str], of_other_sites: Iterable[str] = ()) -> None:
        """Keep the ids published so far: those of this site by page key, and those no page may be given."""
        pairs = ((name, key) for key, name in ids.items())
        self._db.executemany("insert into ids values (?, ?, false)", pairs)
        self._db.executemany("insert into ids values (?, '', false)", ((name,) for name in of_other_sites))

    def name_responses(self, prefix: str = "") -> None:
        """Find which pages are one response, and give each response its id, a new one with ``prefix``.

        Looked at are pages that are new or changed since ``begin``, and all that share their references.
        """
        self._db.execute(
            "create temporary table named (id text primary key, shown text, others text, keys text)"
        )
        for _, pages in groupby(self._known_pages(), key=lambda row: row[0]):
            groups = group_pages(page for _, page in pages)
            named = [(self._name(group, prefix), group) for group in groups]
            for name, group in named:
                others = [other for other, _ in named if other != name]
                keys = sorted(page.key for page in group)
                values = (name, shown_page(group).key, _array(others), _array(keys))
                self._db.execute("insert into named values (?, ?, ?, ?)", values)
        self._put_named()

    def _put_named(self) -> None:
        """Put the responses that were found in the place of those that the same pages made before."""
        self._db.execute(
            f"create temporary table named_before as select {_NAMED} from responses r where id in"  # noqa: S608 - own names
            " (select response_id from members where key not in (select key from pages)"
            f" or key in (select key from pages p where {_SHARED} in (select shared from regrouped)))"
        )
        self._db.execute(
            "create temporary table kept as select * from named intersect select * from named_before"
        )
        for table, column in (("responses", "id"), ("members", "response_id")):
            self._db.execute(
                f"delete from {table} where {column} in"  # noqa: S608 - own names
                " (select id from named_before where id not in (select id from kept))"
            )
        found = "from named where id not in (select id from kept)"
        self._db.execute(f"insert into responses select id, shown, others {found}")
        self._db.execute(
            f"insert into members select value, n.id from (select * {found}) n, json_each(n.keys)"  # noqa: S608 - own words
        )

    def _known_pages(self) -> Iterator[tuple[str, KnownPage]]:
        rows = self._db.execute(
            f"select {_SHARED} as shared, p.key, slug, reference, request,"  # noqa: S608 - own names
            " first_seen, coalesce(captured_at, ''), coalesce(i.id, ''), coalesce(m.target, '')"
            " from pages p left join ids i on i.key = p.key and not i.new left join moves m on m.key = p.key"
            " where shared in (select shared from regrouped)"
            " order by reference_key = '', reference_key, first_seen, p.key"
        )
        for shared, *known in rows:
            yield shared, KnownPage(*known)

    def _name(self, group: tuple[KnownPage, ...], prefix: str) -> str:
        name = response_id(group, self._is_taken, prefix)
        self._db.execute("insert or ignore into ids values (?, ?, true)", (name, anchor(group).key))
        return name

    def _is_taken(self, name: str) -> bool:
        taken = self._db.execute(
            "select 1 from ids where id = ? union all select 1 from withdrawn where name = ?",
            (name, name_digest("id", name)),
        )
        return taken.fetchone() is not None

    # Correcting

    def find(self, key: str) -> tuple[str, ...]:
        """Return the ids of the responses that an id, a reference in any spelling, or an address names."""
        for sql, value in (
            ("select id from responses where id = ?", key),
            (
                "select distinct response_id from members join pages using (key)"
                " where reference_key = ? order by response_id",
                reference_key(key),
            ),
            (
                "select response_id from members where key ="
                " coalesce((select target from moves where key = ?1), ?1)",
                key_of_address(key),
            ),
        ):
            if found := tuple(name for (name,) in self._db.execute(sql, (value,))):
                return found
        return ()

    def rows(self, name: str) -> PageRows:
        """Return the rows of the page that the response shows."""
        return self._rows(self._shown(name))[1]

    def put_rows(self, name: str, rows: PageRows) -> None:
        """Put other rows in the place of those of the page that the response shows."""
        page = self._shown(name)
        self._corrected[page.key] = rows
        self._db.execute(
            "update pages set published = ? where key = ?", (rows.fields.published or "", page.key)
        )

    def _shown(self, name: str) -> ReadPage:
        row = self._db.execute(
            f"select {_PAGE_COLUMNS} from responses join pages p on p.key = shown where id = ?",  # noqa: S608 - own names
            (name,),
        ).fetchone()
        return ReadPage._make(row)

    def _rows(self, page: ReadPage) -> tuple[str, PageRows]:
        """Return the text of a page and its rows, corrected, with the files it may link to."""
        text, rows, _ = self.reread(page.capture, page.url, self.entry(page.key))
        rows = self._corrected.get(page.key, rows)
        return text, rows._replace(links=self.links(page.key))

    def new_ids(self) -> Iterator[tuple[str, str]]:
        """Yield the ids given in this build, as (page key, id)."""
        yield from self._db.execute("select key, id from ids where new order by id")

    # Reading back

    def places(self) -> Iterator[tuple[str, str]]:
        """Yield the day of publication and the id of each response, in their order."""
        yield from self._db.execute(
            "select published, id from responses join pages on key = shown order by published, id"
        )

    def touched_responses(self, keys: Iterable[str]) -> frozenset[str]:
        """Return the responses that have one of these pages, or link to one of these files."""
        rows = self._db.execute(
            "with touched as (select value as key from json_each(?))"
            " select response_id from members where key in (select key from touched union"
            "  select page from links where key in (select key from touched) union"
            "  select key from moves where target in (select key from touched))",
            (json.dumps([*keys]),),
        )
        return frozenset(name for (name,) in rows)

    def response(self, name: str, removal_hours: float) -> NamedResponse:
        """Return the response with this id; ``removal_hours`` as in the profile."""
        page = self._shown(name)
        text, rows = self._rows(page)
        (others,) = self._db.execute("select others from responses where id = ?", (name,)).fetchone()
        first_seen, last_seen = self._seen(name)
        versions, removal = response_history(list(self._histories(name)), removal_hours)
        readings = self._version_fields(name)
        return NamedResponse(
            id=name,
            page=page,
            rows=rows,
            text=text,
            first_seen=first_seen,
            last_seen=last_seen,
            removal=removal,
            urls=self._urls(name),
            versions=versions,
            readings={digest: fields for digest, (fields, _, _) in readings.items()},
            texts={
                digest: text if digest == page.text_sha256 else self._text(key, capture)
                for digest, (_, key, capture) in readings.items()
            },
            places=self._places(name),
            others=tuple(json.loads(others)),
        )

    def _text(self, key: str, capture_id: int) -> str:
        return self.reread(capture_id, "", self.entry(key)).text

    def response_sources(self) -> Iterator[tuple[str, str]]:
        """Yield each source of each response, in one order."""
        yield from self._db.execute(
            "select distinct response_id, source from members join sources using (key) order by 1, 2"
        )

    def _seen(self, name: str) -> tuple[str, str]:
        first_seen, last_seen = self._db.execute(
            "select min(first_seen), max(last_seen) from members join pages using (key)"
            " where response_id = ?",
            (name,),
        ).fetchone()
        return first_seen, last_seen

    def _urls(self, name: str) -> tuple[str, ...]:
        rows = self._db.execute(
            "select distinct url from members join addresses using (key) where response_id = ? order by url",
            (name,),
        )
        return tuple(url for (url,) in rows)

    def _histories(self, name: str) -> Iterator[PageHistory]:
        """Yield the history of each page of a response; that of its target, where the page moved to none."""
        pages = self._db.execute(
            "select members.key, pages.url <> '', target, target in (select key from pages)"
            " from members join pages using (key) left join moves using (key)"
            " where response_id = ? order by members.key",
            (name,),
        )
        for key, addressed, target, moved in pages.fetchall():
            stretches = self._db.execute(
                "select first_seen, last_seen, text_sha256 from stretches where key = ? order by first_seen",
                (key,),
            )
            absences = self._db.execute(
                "select first_seen, last_seen, checks, missing_from, back from absences where key in (?, ?)"
                " order by first_seen, missing_from desc, rowid",
                (key, None if moved else target),
            )
            yield PageHistory(
                addressed=bool(addressed),
                moved=bool(moved),
                stretches=tuple(map(Stretch._make, stretches)),
                absences=tuple(map(Absence._make, absences)),
            )

    def _places(self, name: str) -> tuple[tuple[str, Stretch], ...]:
        rows = self._db.execute(
            "select url, s.first_seen, s.last_seen, s.text_sha256"
            " from members join pages using (key) join stretches s using (key)"
            " where response_id = ? order by url, s.first_seen",
            (name,),
        )
        return tuple((url, Stretch(*stretch)) for url, *stretch in rows)

    def _version_fields(self, name: str) -> dict[str, tuple[VersionFields, str, int]]:
        """Return what was read in each text of a response, by its digest, and a page and capture with it."""
        rows = self._db.execute(
            "select text_sha256, title, decision, grounds, key, capture"
            " from members join version_fields using (key) where response_id = ? order by key",
            (name,),
        )
        return {text: (VersionFields(*said), key, capture) for text, *said, key, capture in rows}

    def coverage(self) -> Iterator[tuple[str, int, int, int, int]]:
        """Yield for each month of publication how many responses were listed, captured, read, and failed.

        Where nothing was read the address stands for the response.
        """
        yield from self._db.execute(
            "select substr(coalesce(nullif(published, ''), 'unknown'), 1, 7) as month,"
            " sum(listed), sum(asked), sum(read), sum(asked and not read) from ("
            "  select published, capture_sha256 is not null as asked, capture_sha256 is not null as read,"
            "   exists (select 1 from members join entries using (key) where response_id = r.id) as listed"
            "  from responses r join pages on pages.key = r.shown"
            "  union all"
            "  select published, asked, 0, exists (select 1 from entries e where e.key = t.key)"
            "  from textless t where key not in (select key from pages)"
            ") group by month order by month"
        )

    def count_responses(self) -> int:
        """Return the number of responses."""
        count: int = self._db.execute("select count(*) from responses").fetchone()[0]
        return count

    def commonest_headings(self, most: int) -> dict[str, int]:
        """Return the headings that no rule knows and that stand on most pages, with the number of pages."""
        rows = self._db.execute(
            "select heading, count(*) from headings group by heading order by 2 desc, heading limit ?",
            (most,),
        )
        return dict(rows.fetchall())

    def pages(self) -> tuple[int, int]:
        """Return the number of pages that gave a text, and of those asked for in vain."""
        counts: tuple[int, int] = self._db.execute(
            "select (select count(*) from pages where text_sha256 is not null),"
            " (select count(*) from textless where asked and key not in (select key from pages))"
        ).fetchone()
        return counts


def _array(values: Sequence[str]) -> str:
    """Return a JSON array as SQLite writes it."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _reopened(path: Path) -> sqlite3.Connection:
    """Open the file at ``path``; one that is damaged is made anew."""
    try:
        return _connect(path)
    except sqlite3.DatabaseError:
        remove_database(path)
        return _connect(path)


def _connect(path: Path) -> sqlite3.Connection:
    """Open the file at ``path``, made if need be. A build that is cut off throws it away."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("pragma journal_mode = memory")
        connection.execute("pragma synchronous = off")
        if not connection.execute("select 1 from sqlite_master").fetchone():
            connection.executescript((files("archive.reading") / "readings.sql").read_text("utf-8"))
        connection.execute("begin")
    except BaseException:
        connection.close()
        raise
    return connection


def _unread(capture_id: int | None, url: str, entry: ListingEntry | None) -> CaptureReading:
    raise LookupError(f"nothing reads {capture_id or url} again")


def _end_of(target: str, leads: Mapping[str, str]) -> str:
    """Return where a chain of moves ends; its first target where it is a circle."""
    seen = {target}
    end = target
    while (further := leads.get(end)) is not None:
        if further in seen:
            return target
        seen.add(further)
        end = further
    return end


def _reference_of_text(key: str) -> str:
    return key.removeprefix("ref:") if key.startswith("ref:") else ""
