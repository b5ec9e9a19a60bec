"""Searches over the practice archive: what is found is what SQL finds, and what is wanted comes first."""

import csv
import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import islice

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.search.asked import Filters, Search, read_search
from archive.search.download import (
    CITATION_COLUMNS,
    RESPONSE_COLUMNS,
    citation_rows,
    csv_lines,
    response_rows,
)
from archive.search.exemptions import (
    exemption_combinations,
    exemption_frequency,
    provision_detail,
    responses_behind,
    responses_with_all,
    responses_with_any,
)
from archive.search.facets import find_with_facets
from archive.search.matching import matching
from archive.search.query import read_query
from archive.search.results import count, find, in_order, place_of
from archive.search.similar import similar_responses
from archive.search.suggesting import suggest
from archive.search.terms import GROUNDS, Cites
from practice import generate
from tests.judged import FIRST, judged_queries, place
from tests.practice_archive import write_practice

FLOOR = 0.95  # of the judged queries have the wanted response among the first three
ON_THE_ARCHIVE = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def conn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = write_practice(tmp_path_factory.mktemp("practice"), generate())
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


@pytest.fixture(scope="module")
def vocabulary(conn: sqlite3.Connection) -> list[str]:
    return [row[0] for row in conn.execute("select word from words order by word")]


def found(conn: sqlite3.Connection, query: str, **filters: str) -> list[str]:
    """The ids of all results, in order."""
    search = read_search({"q": [query], **{name.rstrip("_"): [value] for name, value in filters.items()}})
    names = dict(conn.execute("select rowid, id from responses"))
    return [names[row] for row in in_order(conn, search, matching(conn, search.query, search.filters))]


def holding(conn: sqlite3.Connection, word: str) -> set[str]:
    """The ids that SQL finds for one word as it is written."""
    rows = conn.execute(
        """select id from responses
           where rowid in (select rowid from responses_fts where responses_fts match ?)""",
        (f'"{word}"',),
    )
    return {row[0] for row in rows}


# What is found ------------------------------------------------------------------------------------------


@ON_THE_ARCHIVE
@given(st.data())
def test_or_and_not_are_union_intersection_and_difference(
    conn: sqlite3.Connection, vocabulary: list[str], data: st.DataObject
) -> None:
    one, other = (data.draw(st.sampled_from(vocabulary)) for _ in range(2))
    with_one, with_other = holding(conn, one), holding(conn, other)
    assert set(found(conn, f'"{one}" OR "{other}"')) == with_one | with_other
    assert set(found(conn, f'"{one}" "{other}"')) == with_one & with_other
    assert set(found(conn, f'"{one}" NOT "{other}"')) == with_one - with_other
    assert set(found(conn, f'-"{one}" -"{other}"')) == set(found(conn, "")) - with_one - with_other


@ON_THE_ARCHIVE
@given(st.data())
def test_a_mixed_either_is_a_union_too(
    conn: sqlite3.Connection, vocabulary: list[str], data: st.DataObject
) -> None:
    word = data.draw(st.sampled_from(vocabulary))
    either = set(found(conn, f'"{word}" OR section:31 OR decision:not_held OR -section:40'))
    assert either == holding(conn, word) | set(found(conn, "section:31")) | set(
        found(conn, "decision:not_held")
    ) | set(found(conn, "-section:40"))


def test_a_provision_holds_what_is_below_it_and_nothing_else(conn: sqlite3.Connection) -> None:
    numbers = [row[0] for row in conn.execute("select provision from provisions where act = 'FOIA2000'")]
    assert {"3", "31", "31(1)", "22", "22A", "40(3A)"} & set(numbers)
    for number in (*numbers, "3", "2", "31(1"):
        below = conn.execute(
            """select response_id from citations where act = 'FOIA2000' and role <> 'other_act'
               and (provision = ? or substr(provision, 1, ?) = ?)""",
            (number, len(number) + 1, f"{number}("),
        )
        expected = {row[0] for row in below}
        search = Search(filters=Filters(provision=Cites("FOIA2000", number)))
        rows = matching(conn, search.query, search.filters).rows
        ids = {name for row, name in conn.execute("select rowid, id from responses") if rows >> row & 1}
        assert ids == expected, number


@pytest.mark.parametrize("query", ["", "officers", "kennels OR cost", "-police", "s.31"])
@pytest.mark.parametrize("order", ["relevance", "newest", "oldest"])
def test_pages_hold_every_result_once_in_one_order(conn: sqlite3.Connection, query: str, order: str) -> None:
    asked = {"q": [query], "sort": [order]}
    pages = find(conn, read_search(asked)).pages
    paged = [
        hit.id
        for page in range(1, pages + 1)
        for hit in find(conn, read_search({**asked, "page": [str(page)]})).hits
    ]
    assert paged == found(conn, query, sort=order)
    assert len(set(paged)) == len(paged) == find(conn, read_search(asked)).total


@pytest.mark.parametrize("query", ["custody", "", "decision:not_held"])
def test_each_result_has_its_place(conn: sqlite3.Connection, query: str) -> None:
    ids = found(conn, query)
    search = read_search({"q": [query]})
    for number, name in islice(enumerate(ids), 0, None, 7):
        at = place_of(conn, search, name)
        assert at
        assert (at.number, at.total) == (number + 1, len(ids))
        assert at.before == (ids[number - 1] if number else None)
        assert at.after == (ids[number + 1] if number + 1 < len(ids) else None)
    assert place_of(conn, read_search({"q": ["zzqqxx"]}), ids[0]) is None
    assert place_of(conn, search, "no such response") is None


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"q": "officers"},
        {"q": "officers", "provision": "31"},
        {"q": "-officers", "role": "ncnd", "from": "2023-05-08"},
        {"decision": "partial_disclosure", "to": "2024-02"},
    ],
)
def test_facets_are_what_sql_counts(conn: sqlite3.Connection, parameters: dict[str, str]) -> None:
    """Of the responses found, counted by a plain "group by"; only filters other than the facet's own."""
    _, of = find_with_facets(conn, read_search({name: [value] for name, value in parameters.items()}))

    def counted(leave_out: tuple[str, ...], sql: str) -> dict[str, int]:
        narrowed = {name: value for name, value in parameters.items() if name not in leave_out}
        query = narrowed.pop("q", "")
        ids = found(conn, query, **{f"{name}_": value for name, value in narrowed.items()})
        marks = ", ".join("?" * len(ids))
        return dict(conn.execute(sql.format(marks), ids).fetchall())

    by_decision = "select decision, count(*) from responses where id in ({}) group by 1"
    by_year = "select substr(published, 1, 4), count(*) from responses where id in ({}) group by 1"
    assert {c.value: c.responses for c in of.decisions if c.responses} == counted(("decision",), by_decision)
    assert {c.value: c.responses for c in of.years} == counted(("from", "to"), by_year)
    if "role" not in parameters:
        by_section = (
            "select section, count(distinct response_id) from citations where act = 'FOIA2000'"
            " and role <> 'other_act' and response_id in ({}) group by 1"
        )
        assert {c.value: c.responses for c in of.sections} == counted(("provision",), by_section)


# What comes first ---------------------------------------------------------------------------------------


def test_the_judged_list_is_worth_its_name() -> None:
    queries = judged_queries()
    assert len(queries) >= 40
    assert len({judged.query for judged in queries}) == len(queries)
    assert {"words", "phrase", "reference", "section", "misspelt"} <= {judged.kind for judged in queries}


def test_the_wanted_response_is_among_the_first_three(conn: sqlite3.Connection) -> None:
    missed = [judged.query for judged in judged_queries() if (place(conn, judged) or FIRST + 1) > FIRST]
    assert len(missed) <= (1 - FLOOR) * len(judged_queries()), missed


# What was meant -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ("helicoptor", "helicopter"),
        ("ehlicopter noise", "helicopter noise"),
        ("title:helicoptor", "title:helicopter"),
        ("recrutmnet", "recruitment"),
        ("speeding fines", "speed fines"),
        ("Helicoptor NOISE", "helicopter NOISE"),
        ("helicopter zzqqxxyy", "helicopter"),
        ("abandoned 999 calls control room", "abandoned calls control room"),
    ],
)
def test_a_search_that_finds_nothing_is_put_right(
    conn: sqlite3.Connection, typed: str, suggested: str
) -> None:
    search = read_search({"q": [typed]})
    assert count(conn, search.query, Filters()) == 0
    suggestion = suggest(conn, search)
    assert suggestion
    assert suggestion.query == suggested
    assert suggestion.responses == count(conn, read_query(suggested), Filters()) > 0


@pytest.mark.parametrize(
    "typed", ["", "helicopter", "zzqqxxyy", "-helicoptor", "helicoptor*", "12345678", "s.31"]
)
def test_nothing_is_suggested_without_cause(conn: sqlite3.Connection, typed: str) -> None:
    assert suggest(conn, read_search({"q": [typed]})) is None


@ON_THE_ARCHIVE
@given(st.text(max_size=80))
def test_any_text_can_be_put_right_or_not(conn: sqlite3.Connection, typed: str) -> None:
    search = read_search({"q": [typed]})
    suggestion = suggest(conn, search)
    if suggestion:
        assert suggestion.responses == count(conn, read_query(suggestion.query), Filters()) > 0


def test_only_words_of_the_public_file_are_suggested(conn: sqlite3.Connection, vocabulary: list[str]) -> None:
    """So that none comes from a page that was taken down."""
    texts = " ".join(
        f"{title} {asked} {answered} {text}".lower()
        for title, asked, answered, text in conn.execute(
            "select title, request_text, answer_text, text from responses"
        )
    )
    assert all(word in texts for word in vocabulary if word.isascii())


# How often ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("step", "year"), [("year", ""), ("month", "2023")])
def test_every_number_is_that_of_its_search(conn: sqlite3.Connection, step: str, year: str) -> None:
    def total(search: Search) -> int:
        return find(conn, search).total

    frequency = exemption_frequency(conn, step, year)  # type: ignore[arg-type]
    assert frequency.responses == total(responses_behind(period=year))
    assert frequency.sections
    for period in frequency.periods:
        assert period.responses == total(responses_behind(period=period.name))
    part_ii = [use.provision for use in frequency.sections if use.in_part_ii]
    for role in GROUNDS:
        assert getattr(frequency.exempting, role) == total(responses_with_any(part_ii, role, year))
    assert frequency.exempting.any == total(responses_with_any(part_ii, period=year))
    for use in frequency.sections:
        cited = Cites(use.act, use.provision)
        assert use.total.any == total(responses_behind(cited, period=year))
        for role in GROUNDS:
            assert getattr(use.total, role) == total(responses_behind(cited, role, year)), (use, role)
            for period, counts in zip(frequency.periods, use.periods, strict=True):
                assert getattr(counts, role) == total(responses_behind(cited, role, period.name))
        for period, counts in zip(frequency.periods, use.periods, strict=True):
            assert counts.any == total(responses_behind(cited, period=period.name))


def test_the_tables_say_what_the_views_say(conn: sqlite3.Connection) -> None:
    frequency = exemption_frequency(conn)
    ours = {
        (period.name, use.provision, role): getattr(counts, role)
        for use in frequency.sections
        for period, counts in zip(frequency.periods, use.periods, strict=True)
        for role in GROUNDS
        if getattr(counts, role)
    }
    rows = conn.execute("select year, section, role, responses, published from exemptions_by_year").fetchall()
    assert ours == {tuple(row[:3]): row[3] for row in rows}
    published = {period.name: period.responses for period in frequency.periods}
    assert all(row[4] == published[row[0]] for row in rows)


def test_refusals_that_are_no_exemptions_stand_apart(conn: sqlite3.Connection) -> None:
    apart = {use.provision for use in exemption_frequency(conn).sections if not use.in_part_ii}
    assert apart == {"12", "14"}


@pytest.mark.parametrize("number", ["31", "40(2)", "40", "12"])
def test_a_provision_has_its_parts_and_older_forms(conn: sqlite3.Connection, number: str) -> None:
    detail = provision_detail(conn, Cites("FOIA2000", number))
    assert detail
    assert detail.registered
    assert detail.use.total.any
    for use in (detail.use, *detail.below, *detail.older_forms):
        assert use.total.any == find(conn, responses_behind(Cites(use.act, use.provision))).total
    assert all(use.provision.startswith(f"{number}(") for use in detail.below)
    assert provision_detail(conn, Cites("FOIA2000", "999")) is None


def test_combinations_are_counted_once_for_a_response(conn: sqlite3.Connection) -> None:
    together = exemption_combinations(conn)
    assert together
    assert together[0].responses == max(each.responses for each in together)
    for each in together:
        assert each.responses == find(conn, responses_with_all(each.sections)).total


# What goes with it --------------------------------------------------------------------------------------


def test_similar_responses_share_words(conn: sqlite3.Connection) -> None:
    subject = {
        row[0]: row[1].partition(" (")[0].partition(",")[0].partition(" - ")[0]
        for row in conn.execute("select id, title from responses")
    }
    ids = list(islice(subject, 0, None, 9))
    same = 0
    for name in ids:
        alike = similar_responses(conn, name)
        assert name not in {each.id for each in alike}
        assert all(each.words or each.kindred for each in alike)
        same += bool(alike) and subject[alike[0].id] == subject[name]
    assert same >= len(ids) * 0.6
    assert similar_responses(conn, "no such response") == ()


def test_a_download_has_every_row_in_order(conn: sqlite3.Connection) -> None:
    search = read_search({"q": ["officers -drone"]})
    rows = [dict(zip(RESPONSE_COLUMNS, row, strict=True)) for row in response_rows(conn, search)]
    assert [row["id"] for row in rows] == found(conn, "officers -drone")
    citations = [dict(zip(CITATION_COLUMNS, row, strict=True)) for row in citation_rows(conn, search)]
    marks = ", ".join("?" * len(rows))
    expected = conn.execute(
        f"select count(*) from citations where response_id in ({marks})", [row["id"] for row in rows]
    ).fetchone()[0]
    assert len(citations) == expected > len(rows)
    assert list(dict.fromkeys(cited["response_id"] for cited in citations)) == [
        row["id"] for row in rows if row["exemptions"]
    ]


def test_a_csv_file_is_marked_and_inert() -> None:
    lines = csv_lines(("id", "title"), [("=1+1", "a\nb"), (None, '"-2'), (3, "\t@SUM")])
    text = "".join(lines)
    assert text.startswith("\ufeffid,title\r\n")
    read = list(csv.reader(io.StringIO(text[1:], newline="")))
    assert read[1:] == [["'=1+1", "a\nb"], ["", '"-2'], ["3", "'\t@SUM"]]


def test_a_download_is_read_as_it_is_sent(conn: sqlite3.Connection) -> None:
    """Rows come a few at a time, so a long download needs no more memory than a short one."""
    statements: list[str] = []
    conn.set_trace_callback(statements.append)
    try:
        lines = csv_lines(RESPONSE_COLUMNS, response_rows(conn, read_search({})))
        list(islice(lines, 2))
        first = len([sql for sql in statements if "request_text" in sql])
        list(lines)
    finally:
        conn.set_trace_callback(None)
    assert first == 1
    assert len([sql for sql in statements if "request_text" in sql]) == 2  # 320 rows, 200 at a time
