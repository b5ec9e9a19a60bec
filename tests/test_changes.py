import sqlite3
from collections.abc import Iterator

import pytest

from archive.building.write import COLUMNS
from archive.search.changes import changes, count_changes
from tests.small_archive import archive_of, row

# id, first_seen, removed_at, and the stretches: first_seen, state, digest
STEADY = ("steady", "2024-01-01", None, [("2024-01-01", "present", "a")])
EDITED = ("edited", "2024-01-02", None, [("2024-01-02", "present", "a"), ("2024-03-01", "present", "b")])
GONE = ("gone", "2024-01-03", "2024-04-01", [("2024-01-03", "present", "a"), ("2024-04-01", "removed", None)])
BACK = (
    "back",
    "2024-01-04",
    None,
    [("2024-01-04", "present", "a"), ("2024-05-01", "removed", None), ("2024-06-01", "present", "a")],
)


@pytest.fixture
def conn() -> Iterator[sqlite3.Connection]:
    rows, versions = [], []
    for ident, first_seen, removed_at, stretches in (STEADY, EDITED, GONE, BACK):
        own = dict(zip(COLUMNS["responses"], row(ident, "Owls", "How many?", "Two.", ""), strict=True))
        rows.append(tuple((own | {"first_seen": first_seen, "removed_at": removed_at}).values()))
        for seen, state, digest in stretches:
            said = (None, None, None, digest, digest, "[]")
            versions.append(("versions", (None, ident, seen, seen, state, *said)))
    with archive_of(rows, versions) as connection:
        yield connection


def test_what_happened_newest_first(conn: sqlite3.Connection) -> None:
    assert [(change.moment, change.kind, change.id) for change in changes(conn)] == [
        ("2024-06-01", "returned", "back"),
        ("2024-05-01", "removed", "back"),
        ("2024-04-01", "removed", "gone"),
        ("2024-03-01", "changed", "edited"),
        ("2024-01-04", "new", "back"),
        ("2024-01-03", "new", "gone"),
        ("2024-01-02", "new", "edited"),
        ("2024-01-01", "new", "steady"),
    ]


def test_a_change_has_a_key_that_no_build_alters(conn: sqlite3.Connection) -> None:
    keys = [change.key for change in changes(conn)]
    assert keys[0] == "met:back:returned:2024-06-01"
    assert len(set(keys)) == len(keys)


def test_changes_of_one_kind_and_by_pages(conn: sqlite3.Connection) -> None:
    assert [change.id for change in changes(conn, kind="removed")] == ["back", "gone"]
    assert [change.id for change in changes(conn, page=2, size=3)] == ["edited", "back", "gone"]
    assert changes(conn, page=4, size=3) == ()
    assert changes(conn, kind="new", site="met") == changes(conn, kind="new")
    assert changes(conn, site="essex") == ()
    assert count_changes(conn, "essex") == {}
    assert (
        count_changes(conn)
        == count_changes(conn, "met")
        == {"new": 4, "changed": 1, "removed": 2, "returned": 1}
    )
