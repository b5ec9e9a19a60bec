"""The real pages that came with the brief, where they are at hand; they are no part of the project."""

import pytest

from parsers.disclosure import parse_disclosure
from parsers.document import read_document
from parsers.models import Disclosure, Document, Role
from parsers.profile import builtin_profiles
from tests.real_pages import REAL_PAGES, needs_real_pages

MET = next(profile for profile in builtin_profiles() if profile.name == "met")
FOIA = "FOIA2000"

pytestmark = needs_real_pages

# reference: first and last words of the request, first words of the answer, applied FOIA citations
EXPECTED = {
    "01.FOI.22.023334": (
        "I would like to request copies",
        "Minutes taken during meetings\u201d",
        "I have disclosed record 15",
        {
            "alternative": {"23(1)", "24(1)"},
            "relied_on": {"31(1)(a)", "40(2)", "40(2)(a)", "40(2)(b)", "40(3)", "40(3A)(a)"},
        },
    ),
    "01.FOI.22.025733": (
        "With respect to this FoIA request",
        "Head of the Metropolitan Police.",
        "I have today decided",
        {"relied_on": {"31(1)(a)", "40(2)", "40(2)(a)", "40(2)(b)", "40(3)", "40(3A)(a)"}},
    ),
    "01.FOI.23.029662": (
        "Minutes for the two most recent",
        "Technology Board",
        "I have today decided",
        {"relied_on": {"31(1)(a)", "42(1)", "40(2)", "40(2)(a)", "40(2)(b)", "40(3A)(a)"}},
    ),
}


def read(reference: str) -> tuple[Document, Disclosure]:
    doc = read_document((REAL_PAGES / f"{reference}.txt").read_bytes(), "text/plain", "", MET)
    return doc, parse_disclosure(doc, MET)


@pytest.mark.parametrize("reference", EXPECTED)
def test_real_page(reference: str) -> None:
    first, last, answer, citations = EXPECTED[reference]
    doc, disclosure = read(reference)
    assert disclosure.reference
    assert disclosure.reference.value == reference
    assert disclosure.request
    assert disclosure.request.value.startswith(first)
    assert disclosure.request.value.endswith(last)
    assert disclosure.sections.answer
    assert doc.quote(disclosure.sections.answer).startswith(answer)
    decision = disclosure.decision.value
    assert (decision.code, decision.components) == ("partial_disclosure", {"disclosed", "exempt"})
    assert decision.confidence != "low"
    assert disclosure.regime.value == "FOIA"
    for role in (Role.RELIED_ON, Role.NCND, Role.ALTERNATIVE):
        cited = {
            c.value.provision for c in disclosure.citations if (c.value.act, c.value.role) == (FOIA, role)
        }
        assert cited == citations.get(role.value, set())


@pytest.mark.parametrize("reference", EXPECTED)
def test_no_line_of_the_answer_is_in_the_request(reference: str) -> None:
    _, disclosure = read(reference)
    assert disclosure.request
    for words in ("I have", "withheld", "Section ", "searches", "Email chain", "exempt"):
        assert words not in disclosure.request.value
    assert not disclosure.other_references
    assert {d.code for d in disclosure.diagnostics} <= {"title.none", "published.none", "email.obfuscated"}


def test_account_of_searches_is_a_note() -> None:
    doc, disclosure = read("01.FOI.22.023334")
    (note,) = disclosure.sections.notes
    assert doc.quote(note).startswith("Following receipt")
    assert len(doc.quote(note).split("\n")) == 19
