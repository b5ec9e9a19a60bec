"""Words that are covered: what is found, what is not, and that nothing else changes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.document import read_document
from parsers.masking import BLOCK, Mask
from parsers.personal import KINDS, Kind
from tests.held_pages import MET, letter, page

NAME = "Olena Kovalenko"


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("Kovalenko", "Kovalenko"),
        ("kovalenko", "KOVALENKO"),
        ("Kovalenko", "Kovalenko's"),
        ("Kovalenko", "Kovalenko\N{RIGHT SINGLE QUOTATION MARK}s"),
        ("Kovalenko", "Kovalenkos"),
        ("Kovalenko", "Kov\N{LATIN SMALL LETTER A WITH ACUTE}lenko"),
        ("Kova\N{COMBINING ACUTE ACCENT}lenko", "Kovalenko"),
        ("Kovalenko", "Kova\N{SOFT HYPHEN}lenko"),
        ("Kovalenko", "Ko\N{ZERO WIDTH SPACE}valenko"),
        ("Finch", "\N{LATIN SMALL LIGATURE FI}nch"),
        (NAME, "Olena\N{NO-BREAK SPACE}Kovalenko"),
        (NAME, "olena.kovalenko"),
        (NAME, "olena-kovalenko"),
        (NAME, "olena%20kovalenko"),
        (NAME, "OlenaKovalenko"),
        ("Smith-Jones", "Smith\N{EN DASH}Jones"),
        ("O'Brien", "O\N{RIGHT SINGLE QUOTATION MARK}Brien"),
        ("07700 900123", "07700900123"),
        ("07700900123", "07700-900 (123"),
    ],
)
def test_a_word_is_covered_whole(word: str, text: str) -> None:
    assert Mask([word]).covered(f"({text})") == f"({BLOCK * len(text)})"


def test_a_word_that_a_line_ends_within_keeps_the_line_end() -> None:
    assert Mask([NAME]).covered("Ms Olena\nKova-\nlenko.") == f"Ms {BLOCK * 5}\n{BLOCK * 5}\n{BLOCK * 5}."


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("Lee", "Leeds sleep fleet"),
        ("Ali", "quality alibi"),
        ("Kovalenko", "Kovalenkivska"),
        (NAME, "Olena and Kovalenko"),
        ("07700900123", "077009001234"),
        ("Marsh", "Marshall"),
    ],
)
def test_a_longer_word_is_another_word(word: str, text: str) -> None:
    assert Mask([word]).covered(text) == text


@pytest.mark.parametrize("word", ["", " ", "--", "\N{SOFT HYPHEN}"])
def test_what_holds_no_letter_cannot_be_looked_for(word: str) -> None:
    with pytest.raises(ValueError, match="no letter or digit"):
        Mask([word])


def test_a_name_that_is_a_part_of_a_name_of_a_file_is_covered() -> None:
    assert Mask([NAME]).covered("ReplyOlenaKovalenko2023.pdf") == f"Reply{BLOCK * 14}2023.pdf"


def test_a_phrase_may_stand_in_two_cells() -> None:
    cells = ("7", "Olena", "Kovalenko", "Olena")
    assert Mask([NAME]).pieces(cells) == ("7", BLOCK * 5, BLOCK * 9, "Olena")


def test_a_document_is_covered_before_it_is_read() -> None:
    lines = letter(request=f"What did {NAME} write?")
    body = page(lines, title="Letters").replace(b"Kovalenko", b"Kova<b>len</b>ko")
    doc = read_document(body, "text/html", "", MET)
    covered = Mask([NAME]).document(doc)
    assert NAME in doc.text
    assert covered.text == doc.text.replace(NAME, BLOCK * len(NAME))
    assert (covered.blocks, covered.links) == (doc.blocks, doc.links)
    assert "kovalenko" not in covered.lowered


_ANY = st.text(alphabet=st.sampled_from("aAbBxX1é\u0301\u00ad\ufb01ßİ-' \n.%"), max_size=60)


@given(text=_ANY, word=st.sampled_from(["ab", "ba x", "x", "b1", "fi", "ss", "1 1"]))
def test_length_lines_and_all_else_stay(text: str, word: str) -> None:
    mask = Mask([word])
    covered = mask.covered(text)
    assert len(covered) == len(text)
    assert [at for at, char in enumerate(text) if char == "\n"] == [
        at for at, char in enumerate(covered) if char == "\n"
    ]
    assert all(new in {old, BLOCK} for old, new in zip(text, covered, strict=True))
    assert mask.covered(covered) == covered
    kept = [char for at, char in enumerate(text) if not any(s <= at < e for s, e in mask.spans(text))]
    assert covered.replace(BLOCK, "").replace("\n", "") == "".join(kept).replace("\n", "")


@given(before=_ANY, after=_ANY, word=st.sampled_from(["Quagga", "Quagga Zorilla", "quaggas"]))
def test_no_word_is_left_between_signs(before: str, after: str, word: str) -> None:
    covered = Mask(["quagga", "zorilla"]).covered(f"{before} {word}, {after}")
    assert not re.search("quagga|zorilla", covered, re.IGNORECASE)


# Personal data ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("email", "o.kovalenko+foi@mail.example.org"),
        ("email", "a.finch@police.example"),
        ("phone", "07700 900123"),
        ("phone", "+44 7700 900123"),
        ("phone", "+44 (0)20 7946 0018"),
        ("phone", "(01632) 960 123"),
        ("postcode", "N1 9GU"),
        ("postcode", "SW1A2AA"),
    ],
)
def test_personal_data_is_covered(kind: Kind, text: str) -> None:
    said = f"Write to {text}, please."
    assert Mask(personal=[kind]).covered(said) == said.replace(text, BLOCK * len(text))
    assert Mask().covered(said) == said


@pytest.mark.parametrize(
    "text",
    [
        "foi@met.police.uk", "casework@ico.org.uk", "Jo.Finch@homeoffice.gov.uk", "press@theatre.example",
        "101", "999", "0303 123 1113", "0800 555 111", "020 7230 1212", "01625 545 745",
        "SK9 5AF", "SW1H 0BG", "SW1", "E1", "s.31(1)(a)",
        "01.FOI.22.024049", "01/FOI/23/031111", "FOI2021/0123456789", "01/02/2023 10:30",
        "0.1234567890", "012345678901234", "1,012,345,678", "02-1234567-89/1",
    ],
)  # fmt: skip
def test_contacts_of_offices_and_other_figures_stay(text: str) -> None:
    said = f"It says {text} here."
    assert Mask(personal=KINDS).covered(said) == said
