import pytest

from archive.search.forms import forms


@pytest.mark.parametrize(
    ("word", "also"),
    [
        ("kennel", "kennels"),
        ("kennels", "kennel"),
        ("Kennels", "kennel"),
        ("knife", "knives"),
        ("knives", "knife"),
        ("body", "bodies"),
        ("bodies", "body"),
        ("box", "boxes"),
        ("offences", "offence"),
        ("buses", "bus"),
        ("child", "children"),
        ("women", "woman"),
        ("arrest", "arrested"),
        ("arrested", "arrests"),
        ("charged", "charge"),
        ("stopped", "stop"),
        ("carried", "carry"),
        ("withheld", "withhold"),
        ("visit", "visited"),
        ("commit", "committed"),
    ],
)
def test_number_and_tense_are_one_word(word: str, also: str) -> None:
    assert forms(word)[0] == word
    assert also in forms(word)


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("police", "policing"),
        ("policing", "police"),
        ("policed", "police"),
        ("officer", "office"),
        ("train", "training"),
        ("training", "train"),
        ("news", "new"),
        ("person", "personal"),
        ("internal", "international"),
        ("unit", "united"),
        ("arm", "arms"),
        ("car", "care"),
        ("car", "cared"),
        ("general", "generate"),
        ("address", "addres"),
        ("virus", "viru"),
    ],
)
def test_other_words_are_other_words(word: str, other: str) -> None:
    assert other not in forms(word)


@pytest.mark.parametrize("word", ["", "a", "as", "31", "é", "café", "o'brien", "s31", "x" * 5000])
def test_what_has_no_forms_stands_alone(word: str) -> None:
    assert forms(word)[0] == word
    assert len(forms(word)) <= 3
