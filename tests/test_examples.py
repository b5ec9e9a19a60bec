"""Every example page gives the record beside it, which a person has read."""

import json
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.disclosure import parse_disclosure
from parsers.document import read_document
from parsers.models import Disclosure, Document, Found, ListingEntry
from parsers.profile import builtin_profiles
from tests.documents import letter
from tests.examples import EXAMPLES, Example, examples, record

ALL = list(examples())
MET = next(profile for profile in builtin_profiles() if profile.name == "met")
BY_NAME = pytest.mark.parametrize("example", ALL, ids=lambda example: example.page.stem)
LINES = sorted({line for example in ALL for line in example.read()[0].text.split("\n")})


def proofs(disclosure: Disclosure) -> list[Found]:  # type: ignore[type-arg]
    single = (
        disclosure.reference,
        disclosure.title,
        disclosure.published,
        disclosure.request,
        disclosure.decision,
        disclosure.stated,
        disclosure.regime,
        disclosure.answer,
    )
    many = (
        disclosure.components,
        disclosure.other_references,
        disclosure.citations,
        disclosure.mentions,
        disclosure.questions,
        disclosure.answers,
        disclosure.reasons,
    )
    return [found for found in single if found] + [found for group in many for found in group]


def assert_proved(doc: Document, disclosure: Disclosure) -> None:
    for found in proofs(disclosure):
        if found.span:
            assert found.quote == doc.text[found.span.start : found.span.end]
            assert found.quote
        assert found.rule


@BY_NAME
def test_page_gives_its_record(example: Example) -> None:
    expected = example.expected
    _, disclosure = example.read()
    found = record(disclosure)
    if expected is None:
        example.answer.write_text(
            json.dumps({"url": "", **found}, ensure_ascii=False, indent=2) + "\n", "utf-8"
        )
        pytest.fail(f"{example.answer.name} is written: read it, put in the address, mend it, and run again")
    for key in ("citations", "decision_components", "diagnostics"):
        if key in expected:
            assert sorted(found[key]) == sorted(expected[key]), key
    for key in expected.keys() - {"url", "citations", "decision_components", "diagnostics"}:
        assert found[key] == expected[key], key


@BY_NAME
def test_each_value_has_its_proof(example: Example) -> None:
    doc, disclosure = example.read()
    assert_proved(doc, disclosure)
    if disclosure.request and disclosure.sections.answer:
        assert disclosure.request.span
        assert disclosure.request.span.end <= disclosure.sections.answer.start


def test_records_have_pages() -> None:
    pages = {example.answer for example in ALL}
    assert len(pages) >= 25
    folders = {page.parent for page in pages}
    assert {path for folder in folders for path in folder.glob("*.json")} == pages


def test_a_page_alike_is_another_response() -> None:
    """Two pages with one answer, and two with one request: only the references tell them apart."""
    read = {example.page.stem: example.read()[1] for example in ALL}
    first, second = read["boat-engines-a"], read["boat-engines-b"]
    assert first.request != second.request
    one, other = read["radio-batteries-2022"], read["radio-batteries-2023"]
    assert one.request
    assert other.request
    assert one.request.value == other.request.value
    assert len({d.reference.value for d in (first, second, one, other) if d.reference}) == 4


def test_listing_serves_where_the_page_is_silent() -> None:
    entry = ListingEntry("https://x.example/", "Station lifts", "3 May 2022", "Disclosure", "")
    doc, _ = next(example for example in ALL if example.page.stem == "station-lifts").read()
    disclosure = parse_disclosure(doc, MET, entry)
    assert disclosure.title
    assert disclosure.published
    assert (disclosure.title.value, disclosure.published.value) == ("Station lifts", "2022-05-03")
    assert {diagnostic.code for diagnostic in disclosure.diagnostics} == set()


@settings(deadline=None)
@given(st.text())
def test_any_text_is_read(text: str) -> None:
    doc = read_document(text.encode("utf-8", "surrogatepass"), "text/plain", "", MET)
    assert_proved(doc, parse_disclosure(doc, MET))


@settings(deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=30))
def test_shuffled_letters_are_read(lines: list[str]) -> None:
    doc = letter(*lines)
    disclosure = parse_disclosure(doc, MET)
    assert_proved(doc, disclosure)
    assert (disclosure.request is None) == (disclosure.sections.request is None)


@settings(deadline=None)
@given(st.randoms(use_true_random=False))
def test_a_shuffled_answer_never_enters_the_request(order: random.Random) -> None:
    """Whatever order the lines after the decision have, the request stays what it was."""
    text = (EXAMPLES / "met" / "letters-about-fountain.txt").read_text("utf-8")
    head, decision, rest = text.partition("I have disclosed record 3 in full.")
    lines = rest.split("\n")
    order.shuffle(lines)
    doc = letter(*(head + decision + "\n".join(lines)).split("\n"))
    request = parse_disclosure(doc, MET).request
    assert request
    assert request.value.endswith("- Notes")


@pytest.mark.parametrize(
    "piece",
    [
        "I have today decided to disclose \u201c",
        "Please note: your questions above have been numbered ",
        "neither confirm nor deny, does not hold any information, exceed the cost limit. ",
        "in your reply you said: ",
        "01.FOI.22.0240 ",
        "'",
        '"a ',
        "Section 31(1)(a)(b)",
        "having located, ",
        "thank you for your request ",
        "1 - a - ",
        "i also now only just ",
        "no kites at all ",
        "the number of kites which ",
        "the mps does not also ",
        "records and names ",
        "is it? ",
        "?",
        "\n",
        "Decision\n",
        "you replied:\nHow many?\n",
        "by virtue of the following exemptions: Section 31\n",
    ],
)
def test_time_grows_with_the_length_alone(piece: str) -> None:
    """Thirty-two times the text may take at most some eighty times as long: a square would be a thousand."""

    def seconds(size: int) -> float:
        doc = letter(
            "I note you seek access to the following information:",
            *(piece * (size // len(piece))).split("\n"),
        )
        best = 1e9
        for _ in range(2):
            start = time.perf_counter()
            parse_disclosure(doc, MET)
            best = min(best, time.perf_counter() - start)
        return best

    seconds(1_000)
    assert seconds(64_000) < 80 * seconds(2_000) + 0.2
