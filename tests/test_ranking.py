"""What a search shows first: what was asked and given, before the stock reasons that many letters share."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib.resources import files

import pytest

from archive.search.asked import Search
from archive.search.index import index_archive
from archive.search.passages import MARK_END, MARK_START
from archive.search.query import read_query
from archive.search.results import find
from archive.write import COLUMNS, insert_rows

STOCK = "Section 31 protects the crossing, and the crossing must be guarded as any crossing is. "
PADDING = "The rest of the letter speaks of other things. " * 5


def row(
    ident: str, title: str, asked: str, answered: str | None, reasons: str
) -> tuple[str | int | None, ...]:
    text = "\n".join((title, asked, reasons, answered or ""))
    own = {"id": ident, "title": title, "request_text": asked, "answer_text": answered, "text": text}
    filled = {"site": "met", "has_attachments": 0, "published": "2024-01", **own}
    return tuple(filled.get(column, "") for column in COLUMNS["responses"])


@pytest.fixture(scope="module")
def conn() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript((files("archive") / "foi.sql").read_text("utf-8"))
        rows = [row(f"stock{n}", "Kites", "How many kites?", "Twelve.", STOCK + PADDING) for n in range(20)]
        rows += [
            row("answer", "Signs", "Which signs?", "One sign stands at the crossing.", PADDING),
            row("request", "Paint", "What does paint at a crossing cost?", "Four pounds.", PADDING),
            row("title", "Crossing", "Who?", "Nobody.", PADDING),
            row("refused", "Ships", "Which ships and ports?", None, f"No ship in port. {PADDING}"),
            row(
                "several",
                "Boats",
                "The harbour?",
                "The harbour has lanterns and buoys.",
                f"{PADDING}Lanterns.",
            ),
        ]
        site = ("site", ("met", "Met", "https://met.example", 0))
        insert_rows(connection, [site, *(("responses", row) for row in rows)])
        index_archive(connection)
        connection.row_factory = sqlite3.Row
        yield connection


def search(conn: sqlite3.Connection, text: str) -> list[tuple[str, str]]:
    return [(hit.id, hit.snippet) for hit in find(conn, Search(read_query(text), order="relevance")).hits]


def test_stock_reasons_come_last(conn: sqlite3.Connection) -> None:
    first = [ident for ident, _ in search(conn, "crossing")][:3]
    assert first[0] == "title"
    assert set(first) == {"title", "request", "answer"}


def test_the_weights_are_in_the_index(conn: sqlite3.Connection) -> None:
    """Any query in the order of rank has them, so Datasette's own have too."""
    rows = conn.execute(
        "select id from responses_fts f join responses r on r.rowid = f.rowid"
        " where responses_fts match 'crossing' order by rank limit 3"
    )
    assert {found["id"] for found in rows} == {"title", "request", "answer"}


def test_a_word_can_be_looked_for_in_the_answer(conn: sqlite3.Connection) -> None:
    assert [ident for ident, _ in search(conn, "answer:crossing")] == ["answer"]


@pytest.mark.parametrize(
    ("query", "ident", "snippet"),
    [
        ("sign crossing", "answer", "One [sign] stands at the [crossing]."),
        ("paint crossing", "request", "What does [paint] at a [crossing] cost?"),
        ("harbour", "several", "The [harbour]?"),
        ("harbour lanterns", "several", "The [harbour] has [lanterns] and buoys."),
        ("ports", "refused", "Which ships and [ports]?"),
    ],
)
def test_snippets_show_the_best_passage(
    conn: sqlite3.Connection, query: str, ident: str, snippet: str
) -> None:
    shown = dict(search(conn, query))[ident]
    assert shown.replace(MARK_START, "[").replace(MARK_END, "]") == snippet
