"""Where citations are found, what proves them, and that any text can be read."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parsers.citing.citations import CitationsRead, find_citations
from parsers.letter.sections import split_sections
from parsers.models import Citation, Found, Sections, Span
from parsers.provisions import registry
from tests.cited import LABEL, LEAD_IN, MET, PARTIAL, body, check, listed, page, rows
from tests.documents import letter


def test_the_request_is_nobodys_citation() -> None:
    asked = "Please say how often Section 40(2) was relied on. Section 14(1) is exempt. Section 60 CJPOA too."
    doc = letter(
        LABEL, LEAD_IN, asked, "# Decision", "Section 21 is engaged.", "# Disclosure", f"Q1 - {asked}"
    )
    read = find_citations(doc, split_sections(doc, MET))
    assert rows(read) == {"21 relied_on"}
    assert read.mentions == ()


def test_a_list_the_requester_quoted_is_still_the_force_s() -> None:
    line = "Section 31(1)(a) - Law Enforcement"
    doc = letter(LABEL, LEAD_IN, "Last year you gave me this:", line, "Why?", "# Decision", PARTIAL, line)
    (citation,) = (
        f for f in find_citations(doc, split_sections(doc, MET)).citations if f.value.section == "31"
    )
    assert citation.span
    assert citation.span.start == doc.text.rindex(line)


def test_an_unread_page_of_another_force_is_read_whole() -> None:
    doc = letter("Section 31(1)(a) is engaged.")
    read = find_citations(doc, Sections(None, None, "absent", (), None, None, (), None, None))
    assert rows(read) == {"31(1)(a) relied_on"}


def found(read: CitationsRead, provision: str) -> Found[Citation]:
    return next(f for f in read.citations if f.value.provision == provision)


def test_each_once_at_its_first_place_and_the_rest_as_mentions() -> None:
    doc, sections = page(
        PARTIAL,
        "Section 31(1)(a) – Law Enforcement",
        "# Reason for decision",
        "Section 31(1)(a) - Law Enforcement - A map would help thieves. Section 31 is qualified.",
    )
    read = find_citations(doc, sections)
    first = found(read, "31(1)(a)")
    assert first.span == Span(doc.text.index("Section 31(1)(a) –"), doc.text.index(" – Law"))
    assert (first.quote, first.rule) == ("Section 31(1)(a)", "citation.list")
    assert doc.quote(first.value.sentence) == "Section 31(1)(a) – Law Enforcement"
    assert [(m.value.provision, m.value.role.value) for m in read.mentions] == [
        ("31(1)(a)", "relied_on"),
        ("31", "relied_on"),
    ]


def test_the_list_is_the_first_place_whatever_stands_before_it() -> None:
    doc, sections = page(
        "Maps are withheld under Section 31(1)(a), as below. " + PARTIAL, "Section 31(1)(a) - Law Enforcement"
    )
    read = find_citations(doc, sections)
    assert found(read, "31(1)(a)").rule == "citation.list"
    assert [mention.quote for mention in read.mentions] == ["Section 31(1)(a)"]


def test_words_that_prove_come_before_words_that_explain() -> None:
    doc, sections = page(
        "It would turn on the condition of Section 40(3A)(a), no more. Names are withheld under Section "
        "40(3A)(a)."
    )
    read = find_citations(doc, sections)
    proof = found(read, "40(3A)(a)")
    assert doc.quote(proof.value.sentence) == "Names are withheld under Section 40(3A)(a)."
    assert len(read.mentions) == 1


def test_one_run_is_the_proof_of_all_it_names() -> None:
    read = find_citations(*body("Withheld under Section 40(2)&(3) - Personal."))
    assert {f.quote for f in read.citations} == {"Section 40(2)&(3)"}
    assert len(read.citations) == 2


@pytest.mark.parametrize(
    ("text", "modern"),
    [
        ("Section 40(3) is engaged.", "40(3A)"),
        ("Section 40(3)(a)(ii) is engaged.", "40(3B)"),
        ("By Section 40(5) we neither confirm nor deny it.", "40(5B)"),
        ("You are the data subject, and by Section 40(5) we neither confirm nor deny it.", "40(5A)"),
        ("Section 40(5)(b)(i) is engaged.", "40(5B)(a)"),
        ("Under the EIR Regulation 13(5) applies.", "13(5A)"),
        ("Section 31(1)(a) is engaged.", "31(1)(a)"),
        ("Section 40(5b) is engaged.", "40(5B)"),
    ],
)
def test_repealed_forms_keep_their_place_and_tell_the_modern_one(text: str, modern: str) -> None:
    (citation,) = find_citations(*body(text)).citations
    assert citation.value.modern == modern
    assert (citation.value.act, citation.value.modern) in registry()


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["It is exempt under Section 31(5)(x) of the Act."], "citation.not-in-registry"),
        (["Nine people spoke about Section 60."], "citation.act-unclear"),
        ([PARTIAL, "# Reason for decision", "None."], "list.empty"),
    ],
)
def test_what_a_maintainer_should_see(lines: list[str], code: str) -> None:
    read = find_citations(*page(*lines))
    (note,) = [d for d in read.diagnostics if d.code == code]
    assert note.span
    assert note.message


def test_an_ordinary_page_needs_no_maintainer() -> None:
    assert find_citations(*page(PARTIAL, "Section 31(1)(a) - Law Enforcement")).diagnostics == ()
    assert find_citations(*body("by virtue of the following exemptions: Section 31 - Law.")).diagnostics == ()


# Pieces of letters, in any order.
WORDS = [
    "Section 31(1)(a)",
    "sections 23(1) or 24(1)",
    "s.40(2",
    "Regulation 12(5)(b)",
    "Article 6",
    "Act 2000",
    "the Act",
    "that Act",
    "PACE",
    "EIR",
    "withheld under",
    "neither confirm nor deny",
    "not",
    "rely on",
    "engaged",
    "exempt",
    "in the alternative",
    "- Law",
    "(",
    ")",
    "\n",
    ".",
    "?",
    "“",
    "”",
    " ",
    "may be",
    "following exemptions:",
    "Legal Annex",
    "40(5)",
    "3A(a)",
    "Terrorism",
    "searches",
]


@given(st.text(max_size=300))
@example("Section 31")
@example("\u0130 section 31(1)(a) is engaged")
def test_any_text_is_read(text: str) -> None:
    doc, sections = body(text)
    check(find_citations(doc, sections), doc)


@given(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join), st.booleans())
def test_any_mixture_of_its_words_is_read(text: str, in_list: bool) -> None:
    doc, sections = listed(*text.split("\n")) if in_list else body(text)
    check(find_citations(doc, sections), doc)


HOSTILE = [
    "section 1 ",
    "s 1(",
    "31(1) ",
    "section 31(1)(a) - (p), ",
    "s.31(1)(a), b, c, d & ",
    "The Act ",
    "Act ",
    "Section 13 of the Act ",
    "withheld under section 31 ",
    "neither confirm nor deny section 31(1) ",
    "“Section 31(1)(a) ",
    "section 31. ",
    "the and of Act ",
    "either section 23 or ",
    "Section 31 - Law ",
    "Section 12 of the a a a ",
    "\n",
    "withheld ",
    "Regulation 5 ",
    "Article 5 ",
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_four_times_the_text_takes_about_four_times_as_long(unit: str) -> None:
    def seconds(size: int) -> float:
        doc, sections = body(unit * (size // len(unit)))
        start = time.process_time()
        find_citations(doc, sections)
        return time.process_time() - start

    assert seconds(40_000) < 10 * seconds(10_000) + 0.2
