"""Archives in memory of a few responses, for tests of what searches find and show first."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from importlib.resources import files

from archive.building.write import COLUMNS, TableRow, insert_rows
from archive.search.index import index_archive

Row = tuple[str | int | None, ...]


def row(ident: str, title: str, asked: str, answered: str | None, reasons: str) -> Row:
    """Return a row of ``responses`` published in January 2024, whose text is all of this."""
    text = "\n".join((title, asked, reasons, answered or ""))
    own = {"id": ident, "title": title, "request_text": asked, "answer_text": answered, "text": text}
    filled = {"site": "met", "has_attachments": 0, "published": "2024-01", **own}
    return tuple(filled.get(column, None if column == "rowid" else "") for column in COLUMNS["responses"])


@contextmanager
def archive_of(rows: Iterable[Row], others: Iterable[TableRow] = ()) -> Iterator[sqlite3.Connection]:
    """Give an archive of these responses, and of these rows of other tables."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript((files("archive") / "foi.sql").read_text("utf-8"))
        insert_rows(connection, [("site", ("met", "Met", "https://met.example", 0))])
        insert_rows(connection, (("responses", row) for row in rows))
        insert_rows(connection, others)
        index_archive(connection)
        connection.row_factory = sqlite3.Row
        yield connection
