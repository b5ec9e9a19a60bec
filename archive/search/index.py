"""What a build makes for readers once all rows are written: full-text indexes, vocabulary, sets, changes."""

from __future__ import annotations

import sqlite3

from sqlite_utils import Database

from archive.search.changes import keep_changes
from archive.search.gaps import keep_gaps
from archive.search.sets import keep_sets
from archive.search.similar import index_requests
from archive.search.words import TOKENIZER

# Title, request, answer and text. What was asked and given tells of the response; hundreds of letters share
# the stock reasons, which stand in the text alone.
_WEIGHTS = "bm25(10.0, 4.0, 4.0, 0.5)"


_INDEXED = {
    "responses": ("title", "request_text", "answer_text", "text"),
    "attachment_parts": ("text",),
}
# Each index, the table that it is over, the number of its rows, and its columns.
_INDEXES = (
    *((f"{table}_fts", table, "rowid" if table == "responses" else "id", columns)
      for table, columns in _INDEXED.items()),
    ("requests_fts", "responses", "rowid", ("title", "request_text")),
)  # fmt: skip


def index_archive(connection: sqlite3.Connection) -> None:
    """Make the full-text indexes and fill ``words``, ``response_sets``, ``changes`` and the gaps.

    Each index is filled once, which costs half of filling it row by row. The weights of the columns are kept
    in the index, so that every query in the order of rank has them.
    """
    database = Database(connection)
    for table, columns in _INDEXED.items():
        database.table(table).enable_fts(columns, tokenize=TOKENIZER)
    with connection:
        connection.execute("insert into responses_fts(responses_fts, rank) values ('rank', ?)", (_WEIGHTS,))
    index_requests(connection)
    _keep_words(connection)
    keep_sets(connection)
    keep_changes(connection)
    keep_gaps(connection)


def take_out(connection: sqlite3.Connection) -> None:
    """Take all rows of the tables out of the full-text indexes; to be called before they change."""
    for index, table, row, columns in _INDEXES:
        names = ", ".join(columns)
        connection.execute(
            f"insert into {index} ({index}, rowid, {names}) select 'delete', {row}, {names} from {table}"  # noqa: S608 - own names
        )


def put_in(connection: sqlite3.Connection) -> None:
    """Put all rows of the tables into the full-text indexes."""
    for index, table, row, columns in _INDEXES:
        names = ", ".join(columns)
        connection.execute(f"insert into {index} (rowid, {names}) select {row}, {names} from {table}")  # noqa: S608 - own names


def _keep_words(connection: sqlite3.Connection) -> None:
    """Fill ``words``, of files with those that no response has itself; figures in tables would swamp them."""
    for index, wanted in (("responses_fts", "true"), ("attachment_parts_fts", "term not glob '[0-9]*'")):
        connection.execute(f"create virtual table temp.vocabulary using fts5vocab(main, {index}, row)")
        with connection:
            connection.execute(
                "insert or ignore into words (word, responses)"  # noqa: S608 - own words
                f" select term, doc from temp.vocabulary where {wanted}"
            )
        connection.execute("drop table temp.vocabulary")
