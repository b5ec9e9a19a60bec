import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.passages import LOOKED_AT, MARK_END, MARK_START, Field, best_passage, marked
from archive.search.query import read_query

PADDING = "The rest of the letter speaks of other things. " * 20


def shown(passage: str) -> str:
    return passage.replace(MARK_START, "[").replace(MARK_END, "]")


def best(query: str, *texts: str) -> str:
    return shown(best_passage(read_query(query).words, [Field("", text) for text in texts]))


def test_the_passage_with_most_of_the_words_is_shown_and_not_the_first() -> None:
    text = f"A lantern hung there. {PADDING}A lantern and two buoys lay in the harbour. {PADDING}"
    assert best("lantern buoys harbour", text).startswith(
        "… A [lantern] and two [buoys] lay in the [harbour]."
    )
    assert best("lantern", text).startswith("A [lantern] hung there.")
    assert best("lantern buoys", "One lantern.", "A buoy and a lantern.") == "A [buoy] and a [lantern]."


def test_a_passage_begins_with_a_sentence_and_ends_with_a_word() -> None:
    passage = best("walrus", f"{PADDING}Then came a walrus. {PADDING}")
    assert passage.startswith("… Then came a [walrus]. The rest")
    assert passage.endswith(" …")
    assert len(passage) < 300
    assert PADDING.startswith(passage.partition("]. ")[2].removesuffix(" …"))


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("knife", "Knives and a knife-edge.", "[Knives] and a [knife]-edge."),
        ('"knife"', "Knives and a knife-edge.", "Knives and a [knife]-edge."),
        ('"lost property"', "Lost  property, property lost.", "[Lost  property], property lost."),
        ("custod*", "Custody, custodial; accustomed.", "[Custody], [custodial]; accustomed."),
        ("O'Brien", "o’brien was here", "[o’brien] was here"),
        ("cafe", "The Café closed", "The [Café] closed"),
        ("café", "The cafe closed", "The [cafe] closed"),
        ("stop-and-search", "Stop and search.", "[Stop and search]."),
        ("knife", "A penknife, a knife.", "A penknife, a [knife]."),
        ("police", "Policing by police_officers", "Policing by [police]_officers"),
        ("s60", "Under s60 only", "Under [s60] only"),
        ("İstanbul", "İSTANBUL and ßtrasse", "[İSTANBUL] and ßtrasse"),
        ("title:knife", "A knife.", ""),
        ("-knife", "A knife.", ""),
        ("", "A knife.", ""),
        ("spoon", "A knife.", ""),
    ],
)
def test_what_is_marked(query: str, text: str, expected: str) -> None:
    assert best(query, text) == expected


def test_a_word_of_one_column_is_marked_there() -> None:
    words = read_query("title:knife spoon").words
    assert shown(marked(words, Field("title", "Knife, spoon"))) == "[Knife], [spoon]"
    assert shown(marked(words, Field("request_text", "Knife, spoon"))) == "Knife, [spoon]"


def test_the_beginning_of_a_letter_can_be_passed_over() -> None:
    words = read_query("owls").words
    assert shown(best_passage(words, [Field("", "Owls\nHow many owls?", 4)])).endswith("How many [owls]?")


@given(st.text(alphabet="ab ÉéİßﬁA.\n'_-"), st.text(alphabet="ab éA\"*'"))
def test_marks_change_nothing_else(text: str, query: str) -> None:
    words = read_query(query).words
    passage = best_passage(words, [Field("", text)])
    plain = re.sub(f"[{MARK_START}{MARK_END}]", "", passage)
    assert plain.removeprefix("… ").removesuffix(" …") in text
    assert marked(words, Field("", text)).replace(MARK_START, "").replace(MARK_END, "") == text


def test_a_long_text_takes_no_longer_than_its_beginning() -> None:
    words = read_query("police w3").words
    text = "police w3 " * (LOOKED_AT // 10)

    def seconds(times: int) -> float:
        start = time.process_time()
        best_passage(words, [Field("", text * times)])
        return time.process_time() - start

    seconds(1)
    assert seconds(50) < 20 * seconds(1) + 0.05
