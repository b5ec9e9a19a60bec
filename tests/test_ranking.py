"""What a search shows first: what was asked and given, before the stock reasons that many letters share."""

import sqlite3
from collections.abc import Iterator

import pytest

from archive.search.asked import Search
from archive.search.passages import MARK_END, MARK_START
from archive.search.query import read_query
from archive.search.results import find
from tests.small_archive import archive_of, row

STOCK = "Section 31 protects the crossing, and the crossing must be guarded as any crossing is. "
PADDING = "The rest of the letter speaks of other things. " * 5


@pytest.fixture(scope="module")
def conn() -> Iterator[sqlite3.Connection]:
    rows = [row(f"stock{n}", "Kites", "How many kites?", "Twelve.", STOCK + PADDING) for n in range(20)]
    rows += [
        row("answer", "Signs", "Which signs?", "One sign stands at the crossing.", PADDING),
        row("request", "Paint", "What does paint at a crossing cost?", "Four pounds.", PADDING),
        row("title", "Crossing", "Who?", "Nobody.", PADDING),
        row("refused", "Ships", "Which ships and ports?", None, f"No ship in port. {PADDING}"),
        row("several", "Boats", "The harbour?", "The harbour has lanterns and buoys.", f"{PADDING}Lanterns."),
    ]
    with archive_of(rows) as connection:
        yield connection


def search(conn: sqlite3.Connection, text: str) -> list[tuple[str, str]]:
    return [(hit.id, hit.snippet) for hit in find(conn, Search(read_query(text), order="relevance")).hits]


def test_stock_reasons_come_last(conn: sqlite3.Connection) -> None:
    first = [ident for ident, _ in search(conn, "crossing")][:3]
    assert first[0] == "title"
    assert set(first) == {"title", "request", "answer"}


def test_a_title_comes_before_many_mentions() -> None:
    """bm25 alone counts mentions, and would put the request first."""
    rows = [
        row("title", "Calls to the room", "How long do people wait?", None, PADDING),
        row(
            "mentions", "Waiting", "How many calls? Calls of the room? Calls by the room?", "Calls, room.", ""
        ),
        row("letter", "Boats", "Which boats?", None, f"Calls. {PADDING} Room."),
    ]
    with archive_of(rows) as archive:
        assert [ident for ident, _ in search(archive, "calls room")] == ["title", "mentions", "letter"]


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


def test_policing_and_police_keep_apart() -> None:
    """Porter's stemmer makes one word of them, which is in every letter."""
    rows = [row(f"force{n}", "Police", "Which police?", "The police.", PADDING) for n in range(9)]
    rows += [row("policing", "Boats", "How is policing done?", None, f"Policing. {PADDING}")]
    with archive_of(rows) as archive:
        assert [ident for ident, _ in search(archive, "policing")] == ["policing"]
        assert "policing" not in [ident for ident, _ in search(archive, "police")]
        assert {ident for ident, _ in search(archive, "polic*")} >= {"policing", "force8"}


@pytest.mark.parametrize(
    ("one", "other"), [("kennel", "kennels"), ("arrest", "arrested"), ("offence", "offences")]
)
def test_number_and_tense_make_no_difference(one: str, other: str) -> None:
    rows = [row(word, "Boats", f"Some {word} here?", None, PADDING) for word in (one, other)]
    with archive_of(rows) as archive:
        for typed in (one, other):
            assert {ident for ident, _ in search(archive, typed)} == {one, other}
            assert [ident for ident, _ in search(archive, f'"{typed}"')] == [typed]
