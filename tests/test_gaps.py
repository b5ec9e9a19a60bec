"""The gap meter: bounds hold where the truth is known, and the documented SQL gives what the page shows."""

import csv
import io
import random
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from importlib.resources import files
from pathlib import Path

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.building.build import build_and_publish
from archive.building.write import insert_rows
from archive.search.gaps import Gap, keep_gaps, read_gaps, read_listed, read_overlaps, read_sequences
from archive.store.captures import CaptureStore
from archive.store.gap_sources import found_by
from parsers.letter.reference_number import ReferenceNumber, reference_number
from parsers.profile import builtin_profiles
from tests.running_site import running_site
from tests.small_archive import row
from tests.test_several_sites import keep_examples
from web.published import PublishedFile

METHOD = Path(__file__).parents[1] / "docs" / "method.md"
BY_NAME = {profile.name: profile for profile in builtin_profiles()}
Published = tuple[str, str, int, str]  # series, year of the reference, number, month of publication


@contextmanager
def published(
    numbers: Iterable[Published], *sources: tuple[str, Iterable[int]], restarts: bool = False
) -> Iterator[sqlite3.Connection]:
    """Give an archive of responses with these numbers; ``sources`` say which of them, by place, each has."""
    several = sorted(numbers, key=lambda each: (each[3], each[2]))
    rows = []
    for number, (_, _, _, month) in enumerate(several):
        filled = list(row(f"r{number}", "A title", "", None, ""))
        filled[_PUBLISHED] = month
        rows.append(tuple(filled))
    tables = [
        ("reference_numbers", (f"r{place}", "met", month, series, year, number, int(restarts)))
        for place, (series, year, number, month) in enumerate(several)
    ]
    with closing(sqlite3.connect(":memory:")) as conn:
        conn.executescript((files("archive") / "foi.sql").read_text("utf-8"))
        insert_rows(conn, [("responses", filled) for filled in rows])
        insert_rows(conn, tables)
        insert_rows(conn, [("response_sources", (f"r{n}", s, "met")) for s, held in sources for n in held])
        keep_gaps(conn)
        yield conn


_PUBLISHED = row("r", "", "", None, "").index("2024-01")


# Numbers of references ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("01.FOI.22.024049", ReferenceNumber("FOI", "2022", 24049, restarts=False)),
        ("958-2024", ReferenceNumber("2024", "2024", 958, restarts=True)),
        ("433/2024", ReferenceNumber("2024", "2024", 433, restarts=True)),
        ("112/25", ReferenceNumber("2025", "2025", 112, restarts=True)),
        ("100 - 25", ReferenceNumber("2025", "2025", 100, restarts=True)),
        ("1212-202425", ReferenceNumber("2024", "2024", 1212, restarts=True)),
        ("202225700", ReferenceNumber("", "2022", 25700, restarts=False)),
        ("PUB 1157", ReferenceNumber("PUB", "", 1157, restarts=False)),
        ("FOI-6436-24-0100-000", None),
        ("FOI-82525", None),
        ("24/7", None),
        ("", None),
    ],
)
def test_number_of_a_reference(key: str, expected: ReferenceNumber | None) -> None:
    assert reference_number(key) == expected


# Bounds ---------------------------------------------------------------------------------------------------

_YEARS = st.lists(
    st.tuples(st.integers(30, 400), st.floats(0.1, 1.0)), min_size=2, max_size=5
)  # numbers given out in a year, and the share of them that is published


def _in_order(years: list[tuple[int, float]], draw: st.DataObject) -> tuple[list[Published], dict[str, int]]:
    """Publish a part of each year's numbers, month by month; the truth is how many each year had."""
    numbers: list[Published] = []
    truth, last = {}, 20_000
    for year, (given_out, share) in enumerate(years, 2021):
        truth[str(year)] = given_out
        places = st.lists(
            st.integers(1, given_out), min_size=5, max_size=max(5, int(given_out * share)), unique=True
        )
        for place in draw.draw(places):
            month = f"{year}-{1 + 12 * (place - 1) // given_out:02d}"
            numbers.append(("FOI", str(year), last + place, month))
        last += given_out
    return numbers, truth


@settings(deadline=None, max_examples=40)
@given(_YEARS, st.data())
def test_bounds_hold_the_truth_where_numbers_run_in_order(
    years: list[tuple[int, float]], draw: st.DataObject
) -> None:
    numbers, truth = _in_order(years, draw)
    with published(numbers) as conn:
        [sequence] = read_sequences(conn)
        gaps = read_gaps(conn, "year")
        assert sequence.in_sequence
        assert [gap.published for gap in gaps] == [
            sum(each[1] == year for each in numbers) for year in sorted(truth)
        ]
        for gap in gaps:
            _holds(gap, truth[gap.period])
        for gap in gaps[1:-1]:
            assert gap.issued_high is not None
        assert gaps[0].issued_high is gaps[-1].issued_high is None


def _holds(gap: Gap, truth: int) -> None:
    assert gap.issued_low is not None
    assert gap.issued is not None
    assert gap.issued_low <= truth
    assert gap.issued_low <= gap.issued
    if gap.issued_high is not None:
        assert truth <= gap.issued_high
        assert gap.issued <= gap.issued_high
        assert gap.share_low == pytest.approx(gap.published / gap.issued_high)
    assert gap.share_high == pytest.approx(gap.published / gap.issued_low)
    assert gap.share == pytest.approx(gap.published / gap.issued)


@settings(deadline=None, max_examples=40)
@given(st.integers(60, 300), st.integers(0, 20), st.data())
def test_bounds_hold_the_truth_where_years_overlap(size: int, zone: int, draw: st.DataObject) -> None:
    """Around each New Year numbers of both years mix; the outermost of the mixed ones are published."""
    year_of = {}
    for number in range(1, 3 * size + 1):
        year_of[number] = 2021 + (number - 1) // size
    for border in (size, 2 * size):
        mixed = [border - zone + offset for offset in range(2 * zone)] if zone else []
        for number in mixed:
            year_of[number] = 2020 + border // size + draw.draw(st.integers(0, 1))
        if mixed:
            year_of[mixed[0]], year_of[mixed[-1]] = 2021 + border // size, 2020 + border // size
    known = {1, *(b + o for b in (size, 2 * size) for o in ((-zone, zone - 1) if zone else (0, 1))), 3 * size}
    chosen = known | set(draw.draw(st.lists(st.integers(1, 3 * size), min_size=30, max_size=60, unique=True)))
    numbers = [
        (
            "FOI",
            str(year_of[n]),
            20_000 + n,
            f"{2021 + (n - 1) // size}-{1 + 12 * ((n - 1) % size) // size:02d}",
        )
        for n in chosen
    ]
    with published(numbers) as conn:
        for gap in read_gaps(conn, "year"):
            _holds(gap, sum(str(year) == gap.period for year in year_of.values()))


def test_a_series_that_restarts_begins_at_one() -> None:
    numbers = [("2024", "2024", 10 * n, f"2024-{n:02d}") for n in range(2, 13)]
    with published(numbers, restarts=True) as conn:
        [gap] = read_gaps(conn, "year")
        assert (gap.lowest, gap.highest, gap.issued_low, gap.issued_high) == (20, 120, 120, None)
        assert gap.issued == pytest.approx(120, abs=10)
        first = read_gaps(conn, "month")[0]
        assert (first.issued_low, first.issued_high) == (20, 29)


def test_numbers_without_order_give_counts_only() -> None:
    numbers = [("FOI", "2022", 20_000 + (n * 37) % 100, f"2022-{1 + n % 12:02d}") for n in range(100)]
    with published(numbers) as conn:
        [sequence] = read_sequences(conn)
        [gap] = read_gaps(conn, "year")
        assert abs(sequence.rank_correlation) < 0.5
        assert not sequence.in_sequence
        assert (gap.published, gap.lowest, gap.highest) == (100, 20_000, 20_099)
        assert (gap.issued, gap.issued_low, gap.share, gap.share_high) == (None, None, None, None)


@pytest.mark.parametrize(
    ("ordered", "correlation"),
    [(range(12), 1.0), (range(11, -1, -1), -1.0)],
)
def test_rank_correlation(ordered: Iterable[int], correlation: float) -> None:
    with published([("FOI", "2022", n, f"2022-{m + 1:02d}") for n, m in enumerate(ordered)]) as conn:
        [sequence] = read_sequences(conn)
        assert sequence.rank_correlation == pytest.approx(correlation)


def test_few_numbers_are_no_sequence() -> None:
    with published([("FOI", "2022", n, f"2022-{n:02d}") for n in range(1, 10)]) as conn:
        assert [sequence.in_sequence for sequence in read_sequences(conn)] == [0]


def test_a_number_counts_once() -> None:
    numbers = [("FOI", "2022", n, f"2022-{n:02d}") for n in range(1, 13)]
    with published([*numbers, ("FOI", "2022", 5, "2022-12")]) as conn:
        assert [gap.published for gap in read_gaps(conn, "year")] == [12]


# Overlap of sources ---------------------------------------------------------------------------------------


def test_overlap_by_the_formula_of_chapman() -> None:
    numbers = [("FOI", "2022", n, "2022-01") for n in range(100)]
    with published(numbers, ("live", range(60)), ("wayback", range(30, 90))) as conn:
        [overlap] = read_overlaps(conn)
        assert (overlap.held_by_one, overlap.held_by_other, overlap.shared, overlap.seen) == (60, 60, 30, 90)
        assert overlap.estimate == pytest.approx(61 * 61 / 31 - 1)
        error = 1.96 * (61 * 61 * 30 * 30 / (31 * 31 * 32)) ** 0.5
        assert overlap.estimate_low == pytest.approx(61 * 61 / 31 - 1 - error)
        assert overlap.estimate_high == pytest.approx(61 * 61 / 31 - 1 + error)


def test_too_little_overlap_gives_no_estimate() -> None:
    numbers = [("FOI", "2022", n, "2022-01") for n in range(30)]
    with published(numbers, ("live", range(15)), ("wayback", range(6, 25))) as conn:
        [overlap] = read_overlaps(conn)
        assert (overlap.shared, overlap.estimate, overlap.estimate_high) == (9, None, None)


@pytest.mark.parametrize("seed", range(8))
def test_the_bounds_hold_the_truth_where_sources_are_independent(seed: int) -> None:
    """Of 400 responses each source has a half by chance. The bounds are of 95%: twice as wide, none fails."""
    truth, chance = 400, random.Random(seed)
    halves = [[n for n in range(truth) if chance.random() < 0.5] for _ in range(2)]
    numbers = [("FOI", "2022", n, "2022-01") for n in range(truth)]
    with published(numbers, ("live", halves[0]), ("wayback", halves[1])) as conn:
        [overlap] = read_overlaps(conn)
        assert overlap.estimate is not None
        assert overlap.estimate_high is not None
        assert overlap.seen < truth
        assert abs(overlap.estimate - truth) < 2 * (overlap.estimate_high - overlap.estimate)
        assert overlap.seen <= (overlap.estimate_low or 0)


# A built archive, and the page ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("gaps")
    keep_examples(data, BY_NAME["met"], BY_NAME["warwickshire"])
    build_and_publish(data, BY_NAME["met"])
    return data


@pytest.fixture(scope="module")
def client(built: Path) -> Iterator[httpx.Client]:
    with running_site(PublishedFile(built / "foi.db")) as address, httpx.Client(base_url=address) as client:
        yield client


def test_numbers_and_sources_of_a_build(built: Path) -> None:
    with closing(sqlite3.connect(built / "foi.db")) as archive:
        numbers = archive.execute(
            "select response_id, series, year, number, restarts from reference_numbers"
            " where response_id like 'warwickshire%' order by 1"
        ).fetchall()
        assert numbers[0] == ("warwickshire-612-2024", "2024", "2024", 612, 1)
        addressed = "select count(*) from responses where url is not null"
        assert archive.execute("select count(*), min(source) from response_sources").fetchone() == (
            archive.execute(addressed).fetchone()[0] + archive.execute(_BY_REFERENCE).fetchone()[0],
            "live",
        )
        assert sum(month.held for month in read_listed(archive)) > 10


_BY_REFERENCE = "select count(*) from responses where url is null"


def test_what_an_index_names_counts_as_found(tmp_path: Path) -> None:
    with CaptureStore.open(tmp_path / "captures.db") as store:
        for place, kind, state, status in (
            ("a", "item", "known", 200),
            ("b", "item", "refused", 200),
            ("c", "listing", "held", 200),
            ("d", "item", "known", 404),
            ("e", "item", "held", None),
        ):
            store.execute(
                "insert into mementos"
                " values ('met', 'wayback', ?, ?, 'u', ?, '2024', ?, 'text/html', '', ?, '')",
                (place, f"/{place}", kind, status, state),
            )
        assert sorted(found_by(store, "met")) == [("/a", "wayback"), ("/e", "wayback")]


def test_the_page_says_what_is_an_estimate(client: httpx.Client) -> None:
    page = client.get("/gaps").text
    assert "These are estimates" in page
    assert page.count("<h2 id=") >= 3
    assert "Warwickshire Police" in page
    assert "Listed and held" in client.get("/gaps?by=month").text
    for path in ("/coverage", "/about"):
        assert 'href="/gaps"' in client.get(path).text


def documented() -> list[str]:
    _, _, section = METHOD.read_text("utf-8").partition("## The gap meter")
    return re.findall(r"```sql\n(.*?)```", section.partition("\n## ")[0], re.DOTALL)


def test_the_documented_sql_gives_what_the_page_and_the_tables_give(
    client: httpx.Client, built: Path
) -> None:
    by_year, by_month, sequence, overlap = documented()
    with closing(sqlite3.connect(built / "foi.db")) as archive:
        for sql, step in ((by_year, "year"), (by_month, "month")):
            found = [["" if cell is None else str(cell) for cell in line] for line in archive.execute(sql)]
            saved = client.get(f"/gaps.csv?by={step}").content.decode("utf-8-sig")
            assert found == [*csv.reader(io.StringIO(saved, newline=""))][1:]
            view = client.get(f"/foi/gaps.json?step={step}&_shape=array&_size=max").json()
            assert len(view) == len(found) > 0
            assert sorted(row["published"] for row in view) == sorted(int(line[3]) for line in found)
        for sql, name in ((sequence, "gap_sequence"), (overlap, "gap_overlap")):
            view = client.get(f"/foi/{name}.json?_shape=array").json()
            assert sorted(map(str, archive.execute(sql))) == sorted(str(tuple(row.values())) for row in view)
