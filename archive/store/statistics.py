"""How well an archive was read: on how many pages each field was found, decisions, diagnostics."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Self

from archive.errors import storage_errors

# Whether a page has what the name says, in terms of its row in the public table.
_FIELDS = {
    "page": "true",
    "reference": "reference is not null",
    "title": "title is not null",
    "published": "published is not null",
    "request_text": "request_text is not null",
    "answer_text": "answer_text is not null",
    "decision": "decision <> 'unclear'",
    "decision_stated": "decision_stated is not null",
    "citations": "exists (select 1 from citations where response_id = responses.id)",
    "attachments": "has_attachments",
}
_READ = "capture_sha256 is not null"
_OF_SITE = """
create temp view responses as select * from main.responses where site = '{0}';
create temp view citations as
  select c.* from main.citations c join main.responses r on r.id = c.response_id where r.site = '{0}';
"""
_AMONG = "capture_sha256 in (select value from json_each(?))"


@dataclass(frozen=True, slots=True)
class Tally:
    """Of so many ``pages``: on how many each field was found, and on how many what was noticed, by code.

    ``fields["page"]`` counts those that could be read at all.
    """

    pages: int
    fields: Mapping[str, int]
    diagnostics: Mapping[str, int]

    def without(self, some: Tally) -> Tally:
        """Return the tally of the other pages, where ``some`` is that of a part of these."""
        return Tally(
            self.pages - some.fields["page"],
            {name: count - some.fields[name] for name, count in self.fields.items()},
            {code: count - some.diagnostics.get(code, 0) for code, count in self.diagnostics.items()},
        )


@dataclass(frozen=True, slots=True)
class Statistics:
    """What one build read: ``whole`` of all pages, ``newest`` of those that the live site gave last.

    ``decisions`` are responses by code; ``citations`` is the number of rows; ``headings`` are the commonest
    that no rule knows, with the number of pages they stand on.
    """

    responses: int
    citations: int
    decisions: Mapping[str, int]
    headings: Mapping[str, int]
    whole: Tally
    newest: Tally

    def to_json(self) -> str:
        """Return the statistics as text, to be kept."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the statistics that ``to_json`` wrote."""
        kept = json.loads(text)
        return cls(**{**kept, "whole": Tally(**kept["whole"]), "newest": Tally(**kept["newest"])})


class BuiltFile:
    """One site's part of a newly written public file, to be looked at before it is published.

    Raises StorageError.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    @classmethod
    @contextmanager
    def open(cls, path: Path, site: str) -> Iterator[Self]:
        """Give what the file at ``path`` holds of the site with this name."""
        with storage_errors(path), closing(sqlite3.connect(path)) as connection:
            if connection.execute("select count(*) from site").fetchone()[0] > 1:
                connection.executescript(_OF_SITE.format(site))  # names of sites have no quotes
            yield cls(connection)

    def shown(self, digests: Iterable[str]) -> frozenset[str]:
        """Return those of the bodies that a response shows."""
        rows = self._rows(
            f"select capture_sha256 from responses where {_AMONG}",  # noqa: S608 - own words
            json.dumps([*digests]),
        )
        return frozenset(digest for (digest,) in rows)

    def statistics(self, newest: Sequence[str], gone_bad: int, headings: Mapping[str, int]) -> Statistics:
        """Return what was read. ``newest`` are the bodies of items that the live site gave last.

        Those that no response shows could not be read. ``gone_bad`` is on how many pages that is so although
        they once were; ``headings`` come from reading.
        """
        [(responses, citations)] = self._rows(
            "select (select count(*) from responses), (select count(*) from citations)"
        )
        return Statistics(
            responses=responses,
            citations=citations,
            decisions=dict(self._rows("select decision, count(*) from responses group by 1 order by 1")),
            headings=headings,
            whole=_without(gone_bad, self._tally(_READ)),
            newest=replace(self._tally(_AMONG, json.dumps(newest)), pages=len(newest)),
        )

    def live_responses(self) -> int:
        """Return how many responses show a page that the live site gave."""
        [(count,)] = self._rows(
            "select count(*) from responses where capture_sha256 is not null and source = 'live'"
        )
        return int(count)

    def newest(self, most: int) -> list[tuple[str, str]]:
        """Return when the live site gave its newest pages, and their digests, the newest first.

        Left out is what was seen for the first time long after it was published: older letters are written
        otherwise, which says nothing of the site.
        """
        return self._rows(
            "select captured_at, capture_sha256 from responses"
            " where capture_sha256 is not null and source = 'live' and (published is null"
            "  or first_seen < captured_at or substr(published, 1, 7) >= (select substr("
            "   date(substr(max(published), 1, 7) || '-01', '-3 months'), 1, 7) from responses))"
            " order by captured_at desc, id limit ?",
            most,
        )

    def sample(self, kind: str, name: str) -> str | None:
        """Return the digest of the newest body shown that lacks a field or has a diagnostic, else of any."""
        values: tuple[str, ...] = ()
        lacking = "true"
        if kind == "field":
            lacking = f"not ({_FIELDS[name]})"
        elif kind == "diagnostic":
            lacking, values = "id in (select response_id from diagnostics where code = ?)", (name,)
        found = self._rows(
            f"select capture_sha256 from responses where {_READ}"  # noqa: S608 - own words
            f" order by {lacking} desc, captured_at desc, id limit 1",
            *values,
        )
        return found[0][0] if found else None

    def _tally(self, where: str, *values: str) -> Tally:
        counts = ", ".join(f"coalesce(sum({found}), 0)" for found in _FIELDS.values())
        [row] = self._rows(f"select {counts} from responses where {where}", *values)  # noqa: S608 - own words
        fields = dict(zip(_FIELDS, row, strict=True))
        noticed = self._rows(
            f"with page as (select id from responses where {where})"  # noqa: S608 - own words
            " select code, count(distinct response_id) from diagnostics"
            " where response_id in (select id from page) group by 1 order by 1",
            *values,
        )
        return Tally(fields["page"], fields, dict(noticed))

    def _rows(self, sql: str, *values: str | int) -> list[tuple[Any, ...]]:
        return self._db.execute(sql, values).fetchall()


def _without(gone_bad: int, tally: Tally) -> Tally:
    return replace(tally, fields={**tally.fields, "page": tally.fields["page"] - gone_bad})
