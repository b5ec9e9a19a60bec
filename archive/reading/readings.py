"""What one build has read so far, in a file of its own, so that memory does not grow with the archive."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Self

from archive.errors import storage_errors
from archive.files.library import FileLibrary
from archive.names import name_digest
from archive.publish import remove_database
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
    FileAnswer,
    FileVersion,
    NamedResponse,
    ReadPage,
    SeenEntry,
    Sighting,
    Stretch,
    text_digest,
)
from archive.reading.rows import PageRows, VersionFields
from parsers.addresses import page_key, slug
from parsers.files.records import FilePart
from parsers.letter.reference import reference_key
from parsers.masking import Mask
from parsers.models import ListingEntry

_PAGE_COLUMNS = "key, url, p.first_seen, p.last_seen, captured_at, capture_sha256, source, text_sha256, rows"


class Readings:
    """The pages, listings and files of one site as one build reads them. Raises StorageError."""

    def __init__(self, path: Path, site: str, connection: sqlite3.Connection) -> None:
        self.path = path
        self.site = site
        self.mask = Mask()  # what is covered in everything that is read
        self.library: FileLibrary | None = None  # reads files; without one they have no text
        self._db = connection

    @classmethod
    @contextmanager
    def open(cls, path: Path, site: str) -> Iterator[Self]:
        """Give empty readings kept at ``path``; the file is gone when the block ends."""
        remove_database(path)
        connection = None
        try:
            with storage_errors(path):
                connection = sqlite3.connect(path, isolation_level=None)
                connection.execute("pragma journal_mode = off")  # worth nothing once the build has ended
                connection.execute("pragma synchronous = off")
                connection.executescript((files("archive.reading") / "readings.sql").read_text("utf-8"))
                connection.execute("begin")
                yield cls(path, site, connection)
        finally:
            if connection:
                connection.close()
            remove_database(path)

    def execute(self, sql: str, values: Sequence[str] = ()) -> sqlite3.Cursor:
        """Run one statement; for the modules of this room."""
        return self._db.execute(sql, values)

    def flush(self) -> None:
        """Write what was added since the last time in one go."""
        self._db.execute("commit")
        self._db.execute("begin")

    # Adding what was read

    def add_text(self, text: str) -> str:
        """Keep a text once, and return its digest."""
        digest = text_digest(text)
        self._db.execute("insert or ignore into texts values (?, ?)", (digest, text))
        return digest

    def add_page(
        self,
        page: ReadPage,
        urls: Iterable[str],
        stretches: Iterable[Stretch],
        versions: Mapping[str, VersionFields],
    ) -> None:
        """Keep a page that was read, with every address, every text it had, and what was read in each."""
        fields = page.rows.fields
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
                *page[2:8],
                page.rows.to_json(),
            ),
        )
        self._db.executemany(
            "insert or ignore into addresses values (?, ?)", ((page.key, url) for url in urls)
        )
        self._db.executemany(
            "insert or ignore into links values (?, ?)", ((page_key(url), url) for url in page.rows.links)
        )
        self._db.executemany("insert into stretches values (?, ?, ?, ?)", ((page.key, *s) for s in stretches))
        self._db.executemany(
            "insert into version_fields values (?, ?, ?, ?, ?)",
            ((page.key, text, *said) for text, said in versions.items()),
        )

    def add_headings(self, unknown: Iterable[str]) -> None:
        """Count the headings of one page that no rule knows."""
        self._db.executemany(
            "insert into headings values (?, 1) on conflict (heading) do update set pages = pages + 1",
            ((heading,) for heading in unknown),
        )

    def add_textless(self, key: str, published: str, *, asked: bool) -> None:
        """Keep the address of a page without a text: ``asked`` for in vain, or named by a listing alone."""
        self._db.execute("insert or ignore into textless values (?, ?, ?)", (key, published, asked))

    def add_file(
        self,
        key: str,
        answer: FileAnswer,
        capture_id: int | None = None,
        versions: Iterable[FileVersion] = (),
    ) -> None:
        """Keep what the address of a file gave, and which capture has the copy that is held."""
        self._db.execute("insert into files values (?, ?, ?, ?, ?, ?, ?, ?, ?)", (key, *answer, capture_id))
        self._db.executemany(
            "insert into file_versions values (?, ?, ?, ?, ?)", ((key, *version) for version in versions)
        )

    def add_file_giver(self, key: str) -> None:
        """Keep that the address of a page gave a file instead: a file needs no suffix."""
        self._db.execute("insert or ignore into file_givers values (?)", (key,))

    def add_sources(self, found: Iterable[tuple[str, str]]) -> None:
        """Keep which sources have each page, by key; those that listed it are known already."""
        self._db.executemany("insert or ignore into sources values (?, ?)", found)
        self._db.execute(
            "insert or ignore into sources select key, source from entries where source <> 'file'"
        )

    def add_entry(self, seen: SeenEntry) -> None:
        """Keep what a listing said, once, with the first and the newest time, and each time that it did."""
        entry, key = seen.entry, page_key(seen.entry.url)
        times = (seen.first_seen, seen.seen_at)
        self._db.execute("insert or ignore into sightings values (?, ?, ?)", (key, *times))
        self._db.execute(
            "insert into entries values (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " on conflict (url, title, date, type, description) do update set"
            " first_seen = min(first_seen, excluded.first_seen),"
            " source = iif(excluded.seen_at > seen_at, excluded.source, source),"
            " seen_at = max(seen_at, excluded.seen_at)",
            (key, *astuple(entry), *times, seen.source),
        )

    def add_move(self, key: str, url: str, target: str) -> None:
        """Keep that the page at ``url`` now lies at ``target``."""
        self._db.execute("insert into moves values (?, ?, ?)", (key, url, page_key(target)))

    def add_absences(self, key: str, absences: Iterable[Absence]) -> None:
        """Keep when the page was not there."""
        self._db.executemany(
            "insert into absences values (?, ?, ?, ?, ?, ?)", ((key, *absence) for absence in absences)
        )

    def follow_moves(self) -> None:
        """Let pages take over the former addresses that lead to them, and what listings say of these.

        A chain of moves leads to its end; a circle leads nowhere.
        """
        leads = dict(self._db.execute("select key, target from moves").fetchall())
        ends = ((_end_of(target, leads), key) for key, target in leads.items())
        self._db.executemany("update moves set target = ? where key = ?", ends)
        self._db.execute("insert or ignore into addresses select target, url from moves")
        for table in ("entries", "sightings"):
            self._db.execute(
                f"update or replace {table} set key = target from moves where moves.key = {table}.key"  # noqa: S608 - own names
            )

    # Looking up

    def has_moved(self, key: str) -> bool:
        """Whether the page leads to another."""
        return self._db.execute("select 1 from moves where key = ?", (key,)).fetchone() is not None

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
            " where not exists (select 1 from pages p where p.key = e.key)"
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
        return dict(self._db.execute("select key, url from links order by key"))

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
        """Find which pages are one response, and give each response its id, a new one with ``prefix``."""
        for _, pages in groupby(self._known_pages(), key=lambda row: row[0]):
            groups = group_pages(page for _, page in pages)
            named = [(self._name(group, prefix), group) for group in groups]
            for name, group in named:
                others = json.dumps([other for other, _ in named if other != name])
                self._db.execute(
                    "insert into responses values (?, ?, ?)", (name, shown_page(group).key, others)
                )
                self._db.executemany(
                    "insert into members values (?, ?)", ((page.key, name) for page in group)
                )

    def _known_pages(self) -> Iterator[tuple[str, KnownPage]]:
        rows = self._db.execute(
            "select coalesce(nullif(reference_key, ''), 'page:' || p.key), p.key, slug, reference, request,"
            " first_seen, coalesce(captured_at, ''), coalesce(i.id, ''), coalesce(m.target, '')"
            " from pages p left join ids i on i.key = p.key and not i.new left join moves m on m.key = p.key"
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
        (rows,) = self._db.execute(
            "select rows from responses join pages on key = shown where id = ?", (name,)
        ).fetchone()
        return PageRows.from_json(rows)

    def put_rows(self, name: str, rows: PageRows) -> None:
        """Put other rows in the place of those of the page that the response shows."""
        self._db.execute(
            "update pages set rows = ?, published = ? where key = (select shown from responses where id = ?)",
            (rows.to_json(), rows.fields.published or "", name),
        )

    def new_ids(self) -> Iterator[tuple[str, str]]:
        """Yield the ids given in this build, as (page key, id)."""
        yield from self._db.execute("select key, id from ids where new order by id")

    # Reading back

    def responses(self, removal_hours: float) -> Iterator[NamedResponse]:
        """Yield the responses, oldest publication first; ``removal_hours`` as in the profile."""
        self._db.execute("drop table if exists temp.placed")
        self._db.execute(
            "create temporary table placed as select r.id, r.shown, r.others"
            " from responses r cross join pages p on p.key = r.shown order by p.published, r.id"
        )
        rows = self._db.execute(  # sorted above without their texts, which would all go through the sorter
            f"select r.id, r.others, coalesce(t.text, ''), {_PAGE_COLUMNS} from placed r"  # noqa: S608 - own names
            " cross join pages p on p.key = r.shown left join texts t on t.sha256 = p.text_sha256"
            " order by r.rowid"
        )
        for name, others, text, *page, page_rows in rows:
            first_seen, last_seen = self._seen(name)
            versions, removal = response_history(list(self._histories(name)), removal_hours)
            yield NamedResponse(
                id=name,
                page=ReadPage._make((*page, PageRows.from_json(page_rows))),
                text=text,
                first_seen=first_seen,
                last_seen=last_seen,
                removal=removal,
                urls=self._urls(name),
                versions=versions,
                readings=self._version_fields(name),
                places=self._places(name),
                others=tuple(json.loads(others)),
            )

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
                " order by first_seen",
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

    def _version_fields(self, name: str) -> dict[str, VersionFields]:
        """Return what was read in each text of a response, by its digest."""
        rows = self._db.execute(
            "select text_sha256, title, decision, grounds from members join version_fields using (key)"
            " where response_id = ? order by key",
            (name,),
        )
        return {text: VersionFields(*said) for text, *said in rows}

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

    def commonest_headings(self, most: int) -> dict[str, int]:
        """Return the headings that no rule knows and that stand on most pages, with the number of pages."""
        rows = self._db.execute(
            "select heading, pages from headings order by pages desc, heading limit ?", (most,)
        )
        return dict(rows.fetchall())

    def pages(self) -> tuple[int, int]:
        """Return the number of pages that gave a text, and of those asked for in vain."""
        counts: tuple[int, int] = self._db.execute(
            "select (select count(*) from pages where text_sha256 is not null),"
            " (select count(*) from textless where asked and key not in (select key from pages))"
        ).fetchone()
        return counts

    def text(self, sha256: str) -> str:
        """Return the text with this digest."""
        text: str = self._db.execute("select text from texts where sha256 = ?", (sha256,)).fetchone()[0]
        return text


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
