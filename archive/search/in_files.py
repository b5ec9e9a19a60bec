"""Words in files: which responses they lead to, and the page or row of a file where they stand."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from archive.reading.file_rows import ROWS_OF_RESPONSE
from archive.search.expressions import match_expression
from archive.search.passages import MARK_END, MARK_START, best_passage, first_hit
from archive.search.passages import Field as Text
from archive.search.sets import Rows, rows_as_set
from archive.search.terms import Words
from parsers.files.plain import BETWEEN_CELLS

_WINDOW = 100_000  # characters of a part that are looked at for the best passage, from the first hit on
_LOOKED_THROUGH = 2_000_000  # characters of a part that are looked through for it
_ROWS = 2_000  # of a table that have one of the words


@dataclass(frozen=True, slots=True)
class FileHit:
    """A place in a file where words stand. ``snippet`` has MARK_START and MARK_END round them.

    ``place`` counts the parts of the file; ``row`` is that of a table, as the spreadsheet counts, else None.
    """

    attachment_id: int
    filename: str
    place: int
    part: str
    row: int | None
    snippet: str


def in_files(conn: sqlite3.Connection, words: Sequence[Words]) -> Rows:
    """Return the responses of whose files some page or sheet has any of ``words``."""
    anywhere = [term for term in words if not term.column]
    if not anywhere:
        return 0
    found = conn.execute(
        "select json_group_array(distinct rowid / ?) from attachment_parts_fts"
        " where attachment_parts_fts match ?",
        (ROWS_OF_RESPONSE, match_expression(anywhere)),
    ).fetchone()
    return rows_as_set(json.loads(found[0]))


def best_first_in_files(conn: sqlite3.Connection, words: Sequence[Words], most: int) -> tuple[int, ...]:
    """Return the rows of the responses with ``words`` in their files, those that say most of them first.

    None where over ``most`` pages and sheets have any: to weigh them all would take too long.
    """
    anywhere = [term for term in words if not term.column]
    if not anywhere:
        return ()
    expression = match_expression(anywhere)
    parts = "from attachment_parts_fts where attachment_parts_fts match ?"
    if conn.execute(f"select count(*) {parts}", (expression,)).fetchone()[0] > most:
        return ()
    ranked = conn.execute(
        f"select rowid / ? as response, min(rank) as best {parts} group by 1 order by 2, 1 desc",
        (ROWS_OF_RESPONSE, expression),
    )
    return tuple(row[0] for row in ranked)


def place_in_files(
    conn: sqlite3.Connection, row: int, words: Sequence[Words], *, all_of_them: bool
) -> FileHit | None:
    """Return the best place in the files of the response in ``row``, on a page that has ``all_of_them``."""
    found = parts_with(conn, row, words, 1, all_of_them=all_of_them)
    return hit_in(conn, found[0], words) if found else None


def words_in_files(
    conn: sqlite3.Connection, response_id: str, words: Sequence[Words], most: int
) -> tuple[FileHit, ...]:
    """Return the best places in the files of a response where any of ``words`` stand."""
    row = conn.execute("select rowid from responses where id = ?", (response_id,)).fetchone()[0]
    parts = parts_with(conn, row, words, most, all_of_them=False)
    return tuple(hit_in(conn, part, words) for part in parts)


def parts_with(
    conn: sqlite3.Connection, row: int, words: Sequence[Words], most: int, *, all_of_them: bool
) -> tuple[int, ...]:
    """Return the ids of the parts of a response's files that have ``words``, the best first."""
    anywhere = [replace(term, column="") for term in words]
    if not anywhere:
        return ()
    found = conn.execute(
        "select rowid from attachment_parts_fts where attachment_parts_fts match ?"
        " and rowid between ? and ? order by rank, rowid limit ?",
        (
            match_expression(anywhere, " AND " if all_of_them else " OR "),
            row * ROWS_OF_RESPONSE,
            (row + 1) * ROWS_OF_RESPONSE - 1,
            most,
        ),
    )
    return tuple(part[0] for part in found)


def hit_in(conn: sqlite3.Connection, part_id: int, words: Sequence[Words]) -> FileHit:
    """Return where in a part the words stand."""
    attachment, filename, place, part, text = conn.execute(
        "select a.id, a.filename, p.place, p.part, substr(p.text, 1, ?) from attachment_parts p"
        " join attachments a on a.id = p.attachment_id where p.id = ?",
        (_LOOKED_THROUGH, part_id),
    ).fetchone()
    anywhere = [replace(term, column="") for term in words]
    start = max(0, text.rfind("\n", 0, first_hit(anywhere, text)) + 1)
    snippet = best_passage(anywhere, (Text("", text[start : start + _WINDOW]),))
    row = _row(conn, attachment, part, snippet)
    if row:
        values = BETWEEN_CELLS.join(_values(conn, attachment, part, row))
        snippet = best_passage(anywhere, (Text("", values),)) or snippet
    return FileHit(attachment, filename, place, part, row, snippet)


def _values(conn: sqlite3.Connection, attachment: int, part: str, row: int) -> tuple[str, ...]:
    found = conn.execute(
        "select value from attachment_cells where attachment_id = ? and part = ? and row = ? order by col",
        (attachment, part, row),
    )
    return tuple(value for (value,) in found)


def _row(conn: sqlite3.Connection, attachment: int, part: str, snippet: str) -> int | None:
    """Return the first row of the table that has the most of what is marked in the snippet."""
    marked = {piece.partition(MARK_END)[0] for piece in snippet.split(MARK_START)[1:]}
    rows: Counter[int] = Counter()
    for words in marked:
        found = conn.execute(
            "select distinct row from attachment_cells where attachment_id = ? and part = ?"
            " and instr(value, ?) limit ?",
            (attachment, part, words, _ROWS),
        )
        rows.update(row[0] for row in found)
    return min(rows, key=lambda row: (-rows[row], row)) if rows else None
