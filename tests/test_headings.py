"""Which headings of a page no rule knows."""

import pytest

from parsers.document import read_document
from parsers.letter.headings import unknown_headings
from tests.held_pages import MET


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h1>Swans</h1><h2>Decision</h2><h3>Reason for decision</h3><h2>Disclosure:</h2>", set()),
        ("<h1>Swans</h1><h2>Our Determination</h2>", {"our determination"}),
        ("<h1>Swans</h1><h2>Annex 2</h2><h2>Annex 12</h2>", {"annex 0"}),
        ("<h1>Swans</h1><h2>Swans</h2><p>Determination</p>", set()),
        ("<p>No heading at all.</p>", set()),
    ],
)
def test_headings_that_no_rule_knows(html: str, expected: set[str]) -> None:
    doc = read_document(f"<main>{html}<p>Text.</p></main>".encode(), "text/html; charset=utf-8", "", MET)
    assert unknown_headings(doc) == expected
