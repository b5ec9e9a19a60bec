import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.asked import KNOWN, Filters, Search, read_search
from archive.search.facets import find_with_facets
from archive.search.labels import provision_label
from archive.search.matching import match_expression
from archive.search.query import MOST_WORDS, read_provision, read_query
from archive.search.results import PAGE_SIZE, count, find
from archive.search.terms import DECISIONS, Query
from tests.site_fixture import HOSTILE, ITEMS, KENNELS, umbrellas, write_site


@pytest.fixture(scope="module")
def conn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = write_site(tmp_path_factory.mktemp("query") / "foi.db", (*ITEMS, *umbrellas(45)))
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    yield connection
    connection.close()


def ids(conn: sqlite3.Connection, query: str, **parameters: str) -> set[str]:
    asked = {"q": [query], **{name.rstrip("_"): [value] for name, value in parameters.items()}}
    results = find(conn, read_search(asked))
    assert results.total == len(results.hits) or results.total > PAGE_SIZE
    return {hit.id for hit in results.hits}


def said(query: Query) -> str:
    return " ".join(note.text for note in query.notes)


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("", "everything"),
        ("drone propeller", "responses with drone and propeller"),
        ("drone propeller OR rotor", "responses with drone, with either propeller or rotor"),
        ('"lost property"', 'responses with the phrase "lost property"'),
        ("knife -toy", "responses with knife, without toy"),
        ("knife NOT toy", "responses with knife, without toy"),
        ('-"toy drone"', 'responses without the phrase "toy drone"'),
        ("custod*", "responses with words that begin custod*"),
        ("title:drone", "responses with drone in the title"),
        ("title: drone", "responses with drone in the title"),
        ('request:"lost dog"', 'responses with the phrase "lost dog" in the request'),
        ("-answer:dog", "responses without dog in the answer"),
        ("s.31", "responses that cite section 31"),
        ("-s.31", "responses that do not cite section 31"),
        ("section:31(1)(A)", "responses that cite section 31(1)(a)"),
        ("section:s31", "responses that cite section 31"),
        (
            "ground:31 -ncnd:s.40",
            "responses refused under section 31, not neither confirming nor denying under section 40",
        ),
        ("knife knife", "responses with knife"),
        ("31(1)(a)", "responses that cite section 31(1)(a)"),
        ("reg:12(5)(e)", "responses that cite regulation 12(5)(e)"),
        ("decision:Refused_NCND", "responses decided as refused_ncnd"),
        ("ref:900101", "responses with the reference containing 900101"),
        ("knife OR s.31", "responses either with knife or that cite section 31"),
        ("“knife crime”", 'responses with the phrase "knife crime"'),
        ("knife AND crime", "responses with knife and crime"),
        ("-OR", "responses without OR"),
    ],
)
def test_what_is_understood(typed: str, understood: str) -> None:
    assert read_query(typed).understood == understood


@pytest.mark.parametrize(
    "typed",
    [
        "01.FOI.24.900101",
        "01/FOI/24/900101",
        "FOI/24/900101",
        "foi.24.900101",
        "01 FOI 24 900101",
        "1/FOI/24/900101/A",
        "01.FOI.24.900101.",
        "ref:01/FOI/24/900101",
    ],
)
def test_a_full_reference_finds_its_response_in_any_spelling(conn: sqlite3.Connection, typed: str) -> None:
    assert ids(conn, typed) == {KENNELS.id}


@pytest.mark.parametrize(
    "typed", ["s.31", "s31", "S31", "section 31", "Section 31,", "sections 31", "s 31", "section:31"]
)
def test_a_section_is_one_in_any_spelling_and_holds_what_is_below_it(
    conn: sqlite3.Connection, typed: str
) -> None:
    assert ids(conn, typed) == {
        "01.FOI.24.900101",
        "01.FOI.22.900033",
        "01.FOI.23.900201",
        "01.FOI.23.900202",
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("section:31(1)", {"01.FOI.24.900101", "01.FOI.22.900033"}),
        ("section:31(1)(a)", {"01.FOI.24.900101"}),
        ("section:3", set()),
        ("section:39", set()),  # of another Act
        ("section:38", set()),
        ("reg:12(5)(e)", {"01.FOI.23.900203"}),
        ("section:12(5)(e)", set()),  # of the regulations
        ("knife -amnesty", {"01.FOI.22.900033", "01.FOI.23.900201"}),  # knives too
        ('"knife" -amnesty', {"01.FOI.22.900033"}),
        ("-umbrellas -decision:unclear knife*", {"01.FOI.22.900033", "01.FOI.23.900202"}),
        ("kennels", {"01.FOI.24.900101"}),  # word endings
        ("O'Brien", {"01.FOI.20.900005"}),
        ("O’Brien", {"01.FOI.20.900005"}),
        ('"section 60"', {"stop-and-search-forms"}),
        ("s.60", {"stop-and-search-forms"}),  # the FOIA has none, so it is text in any spelling
        ("section 60", {"stop-and-search-forms"}),
        ("stop & search", {"stop-and-search-forms"}),
        ("stop-and-search", {"stop-and-search-forms"}),
        ("costs £4.", {"01.FOI.24.900101"}),
        ("Salţings kenñel", {"01.FOI.24.900101"}),
        ("propeller & fans", {"01.FOI.24.900101"}),
        ("propeller/fans", {"01.FOI.24.900101"}),
        ("fans/propeller", set()),  # a phrase
        ("ground:31", {"01.FOI.24.900101", "01.FOI.22.900033", "01.FOI.23.900201"}),
        ("relied:31(1)(a) relied:s.40", {"01.FOI.24.900101"}),
        ("ncnd:31", {"01.FOI.23.900201"}),
        ("ncnd:31(1)", set()),
        ("alternative:23 OR ground:reg:12", {"01.FOI.21.900004", "01.FOI.23.900203"}),
        ("title:propeller", {"01.FOI.24.900101"}),
        ("title:saltings", set()),
        ("request:fans", {"01.FOI.24.900101"}),
        ("decision:not_held", {"01.FOI.20.900005"}),
        ("title:machete OR section:43", {"01.FOI.22.900033", "01.FOI.23.900201"}),
        ("zzqqxx", set()),
        ('"propeller fans in them"', {"01.FOI.24.900101"}),
        ('"fans propeller in them"', set()),
        ("kenn*", {"01.FOI.24.900101"}),
        ("ref:9002", {"01.FOI.23.900201", "01.FOI.23.900202", "01.FOI.23.900203"}),
        ('"01.FOI.24.900101"', {"01.FOI.24.900101"}),
    ],
)  # fmt: skip
def test_what_is_found(conn: sqlite3.Connection, query: str, expected: set[str]) -> None:
    assert ids(conn, query) == expected


def test_or_is_the_union(conn: sqlite3.Connection) -> None:
    def matching(word: str) -> set[str]:
        rows = conn.execute(
            """select id from responses
               where rowid in (select rowid from responses_fts where responses_fts match ?)""",
            (word,),
        )
        return {row[0] for row in rows}

    assert ids(conn, '"knife" OR "machete"') == matching("knife") | matching("machete")
    assert matching("knife") - matching("machete")


@pytest.mark.parametrize(
    ("typed", "note"),
    [
        ("s31", "read as section 31 of the Freedom of Information Act"),
        ('"lost dog', "no partner"),
        ("stop & search", "“&” has no letter or digit"),
        ("OR", "“OR” stands between two words"),
        ("knife OR", "“OR” had nothing to work on"),
        ("AND", "“AND” is not needed"),
        ("NOT", "“NOT” had nothing to work on"),
        ("-", "no letter or digit"),
        ('""', "no letter or digit"),
        ("a\0b", "cannot be printed"),
        ("decision:nonsense", "“nonsense” is not a decision"),
        ("section:nonsense", "no number of a provision"),
        ("section:999", "no section 999"),
        ("(knife OR blade) drone", "Brackets do not group"),
        (" ".join(f"word{n}" for n in range(80)), f"at most {MOST_WORDS} words"),
        ("a* b* c* d* e* f* g* h* i*", "8 with a star; “i*” was left out"),
    ],
)
def test_what_could_not_be_used_is_said(typed: str, note: str) -> None:
    assert note in said(read_query(typed))


def test_a_reading_can_be_undone(conn: sqlite3.Connection) -> None:
    note = read_query("hours s.43 -pilot").notes[0]
    assert note.instead == 'hours "s.43" -pilot'
    assert not read_query(note.instead).notes
    assert ids(conn, '"s.43"') == {"01.FOI.22.900033"}


@given(st.text() | st.text(alphabet="\"()-*: ORNOTAND31s.a\0'&"))
def test_any_text_is_a_query_that_sqlite_takes(conn: sqlite3.Connection, typed: str) -> None:
    query = read_query(typed)
    assert query.understood
    assert query.clauses or query.notes or not typed.strip()
    count(conn, query, Filters())
    if query.words:
        conn.execute(
            "select 1 from responses_fts where responses_fts match ?", (match_expression(query.words),)
        )
    find(conn, Search(query, order="relevance"))


@pytest.mark.parametrize(
    "typed",
    [
        "knife " * 2000,
        '"' * 10_000,
        "(" * 10_000,
        "a OR " * 2000,
        "x" * 10_000,
        "-" * 10_000,
        '"' + "knife " * 1700,
        "s31 " * 2500,
        " ".join(f"s.{number}({limb})" for number in range(20, 45) for limb in range(200)),
        "title:" * 1700,
        "* " * 5000,
        "\ud800",
    ],
)
def test_ten_kilobytes_of_anything(conn: sqlite3.Connection, typed: str) -> None:
    query = read_query(typed)
    assert query.understood
    assert len(query.notes) < 10
    find(conn, Search(query, order="relevance"))


@pytest.mark.parametrize("words", ["knife", '"knife"', '"s31"', '"OR"', "custod*", '"lost dog"*', "o'brien"])
def test_words_are_shown_as_they_can_be_typed(words: str) -> None:
    (term,) = read_query(words).words
    assert read_query(term.shown).words == (term,)


@pytest.mark.parametrize(
    ("typed", "provision"),
    [
        ("31", "31"),
        ("s.31(1)(A)", "31(1)(a)"),
        ("section 40(2)", "40(2)"),
        ("reg:12(5)(e)", "12(5)(e)"),
        ("11a", "11A"),
    ],
)
def test_a_provision_in_an_address(typed: str, provision: str) -> None:
    cited = read_provision(typed)
    assert cited
    assert cited.provision == provision
    assert cited.act == ("EIR2004" if typed.startswith("reg") else "FOIA2000")


@pytest.mark.parametrize("typed", ["", "x", "31(", "Police Act", "31 or 40"])
def test_what_is_no_provision(typed: str) -> None:
    assert read_provision(typed) is None


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"decision": "partial_disclosure"}, {"01.FOI.24.900101"}),
        ({"provision": "31(1)"}, {"01.FOI.24.900101", "01.FOI.22.900033"}),
        ({"provision": "31", "role": "ncnd"}, {"01.FOI.23.900201"}),
        ({"provision": "reg:12"}, {"01.FOI.23.900203"}),
        ({"role": "alternative"}, {"01.FOI.21.900004"}),
        ({"role": "other_act"}, {"01.FOI.24.900101", "01.FOI.21.900004"}),
        ({"from_": "2024"}, {"01.FOI.24.900101", "01.FOI.24.900102"}),
        (
            {"from_": "2022-07-20", "to": "2023-02-14"},
            {"01.FOI.22.900033", "01.FOI.23.900201"},
        ),  # a month is any day
        ({"to": "2020-01-31", "from_": "2020"}, {"01.FOI.20.900005"}),
        ({"from_": "2024-04", "to": "2024-04"}, {"01.FOI.24.900101"}),
        ({"from_": "April 2024", "to": "12/04/2024"}, {"01.FOI.24.900101"}),
        ({"from_": "nonsense", "to": "2020"}, {"01.FOI.20.900005"}),
        ({"attachments": "any"}, {"01.FOI.24.900101", "01.FOI.24.900102"}),
        ({"attachments": "spreadsheet"}, {"01.FOI.24.900101", "01.FOI.24.900102"}),
        ({"attachments": "pdf"}, {"01.FOI.24.900101"}),
        ({"attachments": "held_back"}, {"01.FOI.24.900101"}),
    ],
)
def test_filters(conn: sqlite3.Connection, parameters: dict[str, str], expected: set[str]) -> None:
    assert ids(conn, "-umbrellas", **parameters) == expected


@pytest.mark.parametrize(
    ("parameters", "note"),
    [
        (
            {"from": ["31-31-2024"]},
            "We could not read “31-31-2024”, so no date filter is used. Write 2024, 2024-03",
        ),
        ({"to": ["2024-02-31"]}, "We could not read “2024-02-31”"),
        ({"to": ["2024-13"], "from": ["2024"]}, "We could not read “2024-13”, so that date is not used"),
        ({"to": ["12/04/2024"]}, "“12/04/2024” was read as 2024-04-12."),
        ({"from": ["0000"]}, "We could not read “0000”"),
        ({"from": ["2024"], "to": ["2023"]}, "2024 is later than 2023"),
        ({"decision": ["maybe"]}, "“maybe” is not a decision"),
        ({"role": ["boss"]}, "“boss” is not a use of a section"),
        ({"provision": ["abc"]}, "We could not read “abc” as a section"),
        ({"attachments": ["heavy"]}, "“heavy” is not a kind of file"),
        ({"sort": ["random"]}, "“random” is not an order"),
        ({"sort": ["relevance"]}, "needs a word to match"),
        ({"page": ["two"]}, "We could not read “two” as a page number"),
        ({"page": ["0"]}, "We could not read “0” as a page number"),
        ({"colour": ["red"], "shape": ["round"]}, "No part of a search, so left out: “colour”, “shape”."),
        ({str(number): ["1"] for number in range(9)}, "“3”, “4” and 4 more."),
        ({"decision": ["not_held", "unclear"]}, "Only one value of “decision”"),
    ],
)
def test_what_of_an_address_could_not_be_used_is_said(parameters: dict[str, list[str]], note: str) -> None:
    assert note in " ".join(note.text for note in read_search(parameters).notes)


@given(st.dictionaries(st.sampled_from(KNOWN), st.lists(st.text())))
def test_any_address_is_a_search(conn: sqlite3.Connection, parameters: dict[str, list[str]]) -> None:
    find(conn, read_search(parameters))


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"q": "knife OR drone OR kennel"},
        {"q": "-umbrellas", "role": "relied_on"},
        {"provision": "31", "from": "2023"},
        {"decision": "refused_exempt", "attachments": "none"},
    ],
)
def test_every_facet_is_the_number_one_would_get(
    conn: sqlite3.Connection, parameters: dict[str, str]
) -> None:
    search = read_search({name: [value] for name, value in parameters.items()})
    _, found = find_with_facets(conn, search)

    def total(**changes: str) -> int:
        asked = {name: [value] for name, value in {**parameters, **changes}.items()}
        return find(conn, read_search(asked)).total

    assert {choice.value for choice in found.decisions} == set(DECISIONS)
    for choice in found.decisions:
        assert choice.responses == total(decision=choice.value), choice
    for choice in found.sections:
        assert choice.responses == total(provision=choice.value), choice
    for choice in found.roles:
        assert choice.responses == total(role=choice.value), choice
    for choice in found.years:
        assert choice.responses == total(**{"from": choice.value, "to": choice.value}), choice
    for choice in found.files:
        assert choice.responses == total(attachments=choice.value), choice


def test_a_title_says_more_than_a_body(conn: sqlite3.Connection) -> None:
    results = find(conn, read_search({"q": ["machete"]}))
    assert [hit.id for hit in results.hits] == ["01.FOI.23.900201", "01.FOI.23.900202"]


@pytest.mark.parametrize(
    ("typed", "order"),
    [
        ("knife", "relevance"),
        ("", "newest"),
        ("s.31", "newest"),
        ("-knife", "newest"),
        ("knife OR s.31", "newest"),
    ],
)
def test_best_match_needs_words_that_must_be_there(typed: str, order: str) -> None:
    assert read_search({"q": [typed]}).order == order


def test_order_by_date_puts_the_undated_last(conn: sqlite3.Connection) -> None:
    newest = find(conn, read_search({"q": ["-umbrellas"]})).hits
    oldest = find(conn, read_search({"q": ["-umbrellas"], "sort": ["oldest"]})).hits
    assert newest[0].id == HOSTILE.id
    assert oldest[0].id == "01.FOI.20.900005"
    assert newest[-1].id == oldest[-1].id == "stop-and-search-forms"


def test_pages_hold_everything_once(conn: sqlite3.Connection) -> None:
    search = read_search({"q": ["umbrellas"]})
    pages = [find(conn, Search(search.query, order=search.order, page=page)) for page in range(1, 5)]
    assert [len(page.hits) for page in pages] == [20, 20, 5, 0]
    assert len({hit.id for page in pages for hit in page.hits}) == 45
    assert {page.pages for page in pages} == {3}


@pytest.mark.parametrize(
    ("act", "provision", "label"),
    [
        ("FOIA2000", "31(1)(a)", "s.31(1)(a)"),
        ("EIR2004", "12(5)(e)", "reg.12(5)(e)"),
        ("DPA2018", "Sch 2", "DPA 2018 Sch 2"),
        ("UKGDPR", "6(1)(f)", "UK GDPR art.6(1)(f)"),
        ("Police Act 1996", "39", "Police Act 1996 s.39"),
    ],
)
def test_labels(act: str, provision: str, label: str) -> None:
    assert provision_label(act, provision) == label
