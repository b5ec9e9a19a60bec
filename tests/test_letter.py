import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.passages import MARK_END, MARK_START
from web.letter import Evidence, highlighted, marked_spans, render


def proof(start: int, end: int, number: int = 1, *tags: tuple[str, str]) -> Evidence:
    return Evidence(start, end, f"e{number}", tags)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("One line.\nAnother.", "<p>One line.</p>\n<p>Another.</p>"),
        ("a & <b>", "<p>a &amp; &lt;b&gt;</p>"),
        ("1. How many?\n2. Why?", '<ul class="marked"><li>1. How many?</li><li>2. Why?</li></ul>'),
        ("• one\n\n• two", '<ul class="marked"><li>• one</li><li>• two</li></ul>'),
        ("(a) one", '<ul class="marked"><li>(a) one</li></ul>'),
        ("A. Smith", "<p>A. Smith</p>"),
        ("Reasons\nThese are they.", "<h3>Reasons</h3>\n<p>These are they.</p>"),
        ("Section 31\nThis is why.", "<p>Section 31</p>\n<p>This is why.</p>"),
        ("", ""),
    ],
)
def test_lines_become_blocks(text: str, shown: str) -> None:
    assert render(text) == shown


def test_links_can_lead_to_a_line() -> None:
    shown = render("One.\n  Two.\n(a) three", anchors={7: "b", 12: "c", 1: "none"})
    assert shown == '<p>One.</p>\n<p id="b">  Two.</p>\n<ul class="marked"><li id="c">(a) three</li></ul>'


def test_rows_become_a_table() -> None:
    shown = render("Year | Number\n2024 | <5\nEnd.")
    assert "<tr><td>Year</td><td>Number</td></tr>\n<tr><td>2024</td><td>&lt;5</td></tr>" in shown
    assert shown.endswith("<p>End.</p>")


@pytest.mark.parametrize(
    ("evidence", "found", "shown"),
    [
        ([proof(4, 9)], [], '<p>The <span class="proof" id="e1">cited</span> words here.</p>'),
        (  # the tag stands behind what it tags
            [proof(4, 9, 1, ("s.31", "#c1"))],
            [],
            '<p>The <span class="proof" id="e1">cited</span>'
            '<a class="proofref" href="#c1">s.31</a> words here.</p>',
        ),
        (  # one inside the other
            [proof(4, 9, 2), proof(0, 15, 1)],
            [],
            '<p><span class="proof" id="e1">The <span class="proof" id="e2">cited</span> words</span>'
            " here.</p>",
        ),
        (  # one over the end of the other: cut, with each id once
            [proof(0, 9, 1), proof(4, 15, 2)],
            [],
            '<p><span class="proof" id="e1">The <span class="proof" id="e2">cited</span></span>'
            '<span class="proof"> words</span> here.</p>',
        ),
        (  # a search word inside
            [proof(0, 15)],
            [(4, 9)],
            '<p><span class="proof" id="e1">The <mark>cited</mark> words</span> here.</p>',
        ),
        ([proof(-3, 9), proof(9, 9), proof(4, 400)], [], "<p>The cited words here.</p>"),  # not in the text
    ],
)
def test_marks_nest(evidence: list[Evidence], found: list[tuple[int, int]], shown: str) -> None:
    assert render("The cited words here.", evidence, found) == shown


def test_a_mark_over_lines_goes_on_in_the_next() -> None:
    shown = render("first line.\nsecond line.", [proof(6, 18, 1, ("s.40", "#c2"))])
    assert shown == (
        '<p>first <span class="proof" id="e1">line.</span></p>\n'
        '<p><span class="proof">second</span><a class="proofref" href="#c2">s.40</a> line.</p>'
    )


def test_the_first_search_word_can_be_linked_to() -> None:
    shown = render("a b a", found=[(0, 1), (4, 5)], first_found="hit")
    assert shown == '<p><mark id="hit">a</mark> b <mark>a</mark></p>'


def test_spans_of_marked_text() -> None:
    marked = f"a {MARK_START}b{MARK_END} c {MARK_START}dd{MARK_END}"
    assert marked_spans(marked) == ((2, 3), (6, 8))
    assert marked_spans("plain") == ()


def test_a_snippet_is_escaped_before_it_is_marked() -> None:
    assert highlighted(f"<b> {MARK_START}x{MARK_END}\n&") == "&lt;b&gt; <mark>x</mark> &amp;"


_SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6)


@given(st.text(alphabet="ab<&.| \n•1)", max_size=60), _SPANS, _SPANS)
def test_nothing_of_the_text_is_lost_or_added(
    text: str, spans: list[tuple[int, int]], found: list[tuple[int, int]]
) -> None:
    evidence = [proof(start, end, number) for number, (start, end) in enumerate(spans)]
    shown = render(text, evidence, [span for span in found if span[0] < span[1] <= len(text)])
    words = html.unescape(re.sub(r"<[^>]*>", "", shown))
    assert [c for c in words if c not in " |\n"] == [c for c in text if c not in " |\n"]
    opened = re.findall(r"<(/?)(span|mark|p|li|ul|td|tr|h3)\b", shown)
    stack: list[str] = []
    for closing, tag in opened:
        if closing:
            assert stack.pop() == tag
        else:
            stack.append(tag)
    assert stack == []
    idents = re.findall(r'id="([^"]+)"', shown)
    assert len(idents) == len(set(idents))
