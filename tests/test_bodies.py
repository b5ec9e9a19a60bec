"""How bodies are packed: pages alike against one another, and a base is kept while another body needs it."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.store.bodies import Base, BodyMismatch, digest, pack, unpack
from archive.store.captures import CaptureStore
from parsers.addresses import page_key
from parsers.models import Capture
from practice.site import generate

MOMENT = datetime(2024, 5, 1, tzinfo=UTC)
FURNITURE = b"".join(b'<li class="c%d"><a href="/%d">%x</a></li>' % (n, n * n, n**7) for n in range(900))


def page(words: bytes, furniture: bytes = FURNITURE) -> bytes:
    return b"<!doctype html><nav>" + furniture + b"</nav><main>" + words + b"</main>"


def keep(store: CaptureStore, number: int, body: bytes) -> str:
    url = f"https://example.org/item/{number}/"
    store.add("met", Capture(url, MOMENT, 200, "text/html", body, "live", url, ()), page_key(url))
    return digest(body)


def encodings(store: CaptureStore) -> dict[str, str]:
    return dict(store.execute("select sha256, encoding from bodies").fetchall())


@pytest.fixture
def store(tmp_path: Path):
    with CaptureStore.open(tmp_path / "captures.db") as store:
        yield store


@given(st.binary(max_size=3_000), st.binary(max_size=3_000))
def test_every_body_comes_back_whatever_it_is_packed_against(body: bytes, other: bytes) -> None:
    base = Base(other)
    packed = pack(body, [base])
    assert unpack(packed, base if packed.base else None) == body


def test_a_body_needs_the_base_it_was_packed_against() -> None:
    packed = pack(page(b"one"), [Base(page(b"two"))])
    assert packed.base == digest(page(b"two"))
    for wrong in (None, Base(page(b"three"))):
        with pytest.raises(BodyMismatch, match="packed against another body"):
            unpack(packed, wrong)


def test_pages_alike_are_packed_against_the_first_of_them(store: CaptureStore) -> None:
    first, *others = [keep(store, number, page(b"%d apples" % number)) for number in range(5)]
    assert encodings(store) == {first: "zstd"} | dict.fromkeys(others, f"zstd:{first}")
    assert [store.read(sha256) for sha256 in others] == [page(b"%d apples" % n) for n in range(1, 5)]


def test_a_page_unlike_the_others_stands_alone_and_becomes_a_base(store: CaptureStore) -> None:
    keep(store, 0, page(b"0"))
    other_look = FURNITURE[::-1]
    second, third = (keep(store, number, page(b"%d" % number, other_look)) for number in (1, 2))
    assert encodings(store)[second] == "zstd"
    assert encodings(store)[third] == f"zstd:{second}"


@pytest.mark.parametrize("body", [b"", b"<p>short</p>", b"%PDF-1.7" + FURNITURE, b"PK\3\4" + FURNITURE])
def test_small_bodies_and_files_stand_alone(store: CaptureStore, body: bytes) -> None:
    keep(store, 0, page(b"0"))
    kept = keep(store, 1, body)
    assert ":" not in encodings(store)[kept]


def test_bases_are_found_again_when_the_store_is_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "captures.db"
    with CaptureStore.open(path) as store:
        first = keep(store, 0, page(b"0"))
        keep(store, 1, page(b"1"))
    with CaptureStore.open(path) as store:
        second = keep(store, 2, page(b"2"))
        assert encodings(store)[second] == f"zstd:{first}"


def test_no_body_is_packed_against_one_that_a_failed_step_took_away(store: CaptureStore) -> None:
    def interrupted() -> None:
        with store.transaction():
            keep(store, 0, page(b"0"))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    kept = keep(store, 1, page(b"1"))
    assert encodings(store) == {kept: "zstd"}


def test_a_body_that_others_need_cannot_be_deleted_until_they_stand_alone(store: CaptureStore) -> None:
    base, other = (keep(store, number, page(b"%d" % number)) for number in range(2))
    store.execute("drop trigger bodies_stay")
    store.execute("drop trigger captures_stay")
    store.execute("delete from captures where sha256 = ?", (base,))
    with pytest.raises(sqlite3.IntegrityError):
        store.execute("delete from bodies where sha256 = ?", (base,))
    store.release_body(base)
    store.execute("delete from bodies where sha256 = ?", (base,))
    assert store.read(other) == page(b"1")
    assert encodings(store) == {other: "zstd"}
    assert page(b"2") == store.read(keep(store, 2, page(b"2")))
    assert f"zstd:{base}" not in encodings(store).values()


def test_verify_names_every_body_that_a_damaged_base_takes_with_it(tmp_path: Path) -> None:
    path = tmp_path / "captures.db"
    with CaptureStore.open(path) as store:
        base, other = (keep(store, number, page(b"%d" % number)) for number in range(2))
    with sqlite3.connect(path) as connection:
        connection.execute("drop trigger bodies_never_change")
        connection.execute("update bodies set data = substr(data, 1, 900) where sha256 = ?", (base,))
    connection.close()
    with CaptureStore.open(path) as store:
        assert {problem.sha256 for problem in store.verify()} == {base, other}
        new = keep(store, 2, page(b"2"))  # a new page is kept all the same
        assert store.read(new) == page(b"2")


def test_a_thousand_pages_of_shared_furniture_take_little_room(store: CaptureStore) -> None:
    site = generate(seed=3, items=60)
    for number, item in enumerate(site.items):
        keep(store, number, site.responses(item.path).body)
    (held,) = store.execute("select sum(length(data)) from bodies").fetchone()
    assert held / len(site.items) * 1000 < 8_000_000
