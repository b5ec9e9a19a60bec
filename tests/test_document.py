"""Reading documents: any markup and any bytes become one clean text whose blocks and links fit it exactly."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.document import read_document
from parsers.markup.charset import decode
from parsers.markup.html_content import read_html, read_lean
from parsers.markup.landmarks import landmarks
from parsers.markup.lean_markup import lean
from parsers.markup.replay import undo_replay
from parsers.models import Document
from parsers.profile import read_profile
from practice.blocks import plain_lines
from practice.profile import profile_text
from practice.site import generate
from tests.second_opinion import second_opinion

EXAMPLES = Path(__file__).parent / "examples"
PROFILE = read_profile(profile_text("http://127.0.0.1:8000"), "practice")
READING = PROFILE.reading
URL = "https://police.example/foi-ai/log/may-2024/lost-bicycles/"
LABEL = "Freedom of information request reference no: 01.FOI.24.098765"
LEAD_IN = "I note you seek access to the following information:"
HTML = "text/html; charset=utf-8"


def read(body: str | bytes, content_type: str = HTML) -> Document:
    encoded = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    return read_document(encoded, content_type, URL, PROFILE)


def page(content: str, head: str = "<title>Lost bicycles | Police</title>") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{content}</body></html>"


def outline(doc: Document) -> list[str]:
    """Return the lines, each with a letter for its kind and its level: ``h2 Decision``, ``i1 • a``."""
    return [f"{b.kind[0]}{b.level or ''} {doc.quote(b.span)}" for b in doc.blocks]


def codes(doc: Document) -> set[str]:
    return {note.code for note in doc.diagnostics}


def assert_sound(doc: Document) -> None:
    """What holds for every document whatever was read."""
    assert "\n".join(doc.quote(block.span) for block in doc.blocks) == doc.text
    at = 0
    for block in doc.blocks:
        assert block.span.start == at
        line = doc.quote(block.span)
        assert line
        assert line == " ".join(line.split())
        at = block.span.end + 1
    for link in doc.links:
        assert 0 <= link.span.start <= link.span.end <= len(doc.text)
        assert "\n" not in doc.quote(link.span)
    assert len(doc.folded) == len(doc.lowered) == len(doc.text)
    assert not set(doc.text) & set("\0\x01\x02\x03\u200b\ufeff\xa0\t\r")
    doc.text.encode("utf-8")


# -- markup ------------------------------------------------------------------------------------------------

MARKUP = {
    "paragraphs": ("<p>One.</p><p>Two.</p>", ["p One.", "p Two."]),
    "inline elements cut words": (
        "<p>Section <b>31</b>(1)<i>(a)</i> - <em>L</em>aw<sup>2</sup></p>",
        ["p Section 31(1)(a) - Law2"],
    ),
    "white space of all kinds": (
        "<p>\n Request\xa0no:&nbsp;\t 12&#8203;3\u2009km </p>",
        ["p Request no: 123 km"],
    ),
    "nothing but a no-break space": ("<p>a</p><p>&nbsp;</p><p>b</p>", ["p a", "p b"]),
    "entities in any form": (
        "<p>&pound;5 &#8211; &#x2019;til &amp;amp; &#150; &eacute;</p>",
        ["p £5 – ’til &amp; – é"],
    ),
    "word break": ("<p>long<wbr>word soft&shy;hyphen</p>", ["p longword softhyphen"]),
    "line breaks": (
        "<p>Section 31<br>Section 40<br/><br/>end</p>",
        ["p Section 31", "p Section 40", "p end"],
    ),
    "headings": (
        "<h1>Title</h1><h2>Deci<b>sion</b></h2><h6>Small</h6>",
        ["h1 Title", "h2 Decision", "h6 Small"],
    ),
    "text between blocks": ("<div>a<div>b</div>c<p>d</p>e</div>", ["p a", "p b", "p c", "p d", "p e"]),
    "blocks inside inline elements": (
        "<b>a<p>b</p>c</b><span><div>d</div>e</span>",
        ["p a", "p b", "p c", "p d", "p e"],
    ),
    "unclosed tags": ("<p>a<p>b<ul><li>c<li>d</ul>e", ["p a", "p b", "i1 • c", "i1 • d", "p e"]),
    "misnested tags": ("<p><b>a<i>b</b>c</i>d</p>", ["p abcd"]),
    "heading inside a link": ('<a href="x"><h2>Title</h2></a>', ["h2 Title"]),
    "preformatted": ("<pre>one\n  two   three\n\nfour</pre>", ["p one", "p two three", "p four"]),
    "quotation": ("<blockquote><p>“a”</p></blockquote>", ["p “a”"]),
    "comment and script": ("<p>a<!-- b -->c<script>d</script>e</p><!-- <p>f</p> -->", ["p ace"]),
    "template, noscript, drawing": (
        "<p>a</p><template><p>b</p></template><noscript>c</noscript><svg><title>d</title><text>e</text></svg>",
        ["p a"],
    ),
    "bullets": ("<ul><li>a</li><li><p>b</p><p>c</p></li></ul>", ["i1 • a", "i1 • b", "p c"]),
    "numbers": ("<ol><li>a</li><li>b</li></ol>", ["i1 1. a", "i1 2. b"]),
    "numbers that start late": (
        "<ol start=3><li>a<li value=7>b<li>c</ol>",
        ["i1 3. a", "i1 7. b", "i1 8. c"],
    ),
    "numbers backwards": (
        "<ol reversed><li>a<li>b</ol><ol reversed start=9><li>c</ol>",
        ["i1 2. a", "i1 1. b", "i1 9. c"],
    ),
    "letters": (
        "<ol type=a start=26><li>x<li>y</ol><ol type=A><li>z</ol>",
        ["i1 z. x", "i1 aa. y", "i1 A. z"],
    ),
    "roman": (
        "<ol type=i start=3><li>x<li>y</ol><ol type=I start=1999><li>z</ol>",
        ["i1 iii. x", "i1 iv. y", "i1 MCMXCIX. z"],
    ),
    "letters by style": (
        '<ol style="list-style-type: lower-alpha;"><li>x</ol><ul style="list-style-type:none"><li>y</ul>',
        ["i1 a. x", "i1 y"],
    ),
    "numbers out of range": (
        "<ol type=i start=0><li>x</ol><ol start=nonsense><li>y</ol>",
        ["i1 0. x", "i1 1. y"],
    ),
    "nested lists": (
        "<ol><li>a<ol type=a><li>b<ul><li>c</ul><li>d</ol>e<li>f</ol>",
        ["i1 1. a", "i2 a. b", "i3 • c", "i2 b. d", "p e", "i1 2. f"],
    ),
    "item that begins with a list": (
        "<ol><li><ol type=i><li>a<li>b</ol><li>c</ol>",
        ["i2 1. i. a", "i2 ii. b", "i1 2. c"],
    ),
    "markers typed as well": (
        "<ol><li>1. a<li>2) b<li>(c) d</ol><ul><li>• e<li>- f<li>* g<li>Q1 - h</ul>",
        ["i1 1. a", "i1 2) b", "i1 (c) d", "i1 • e", "i1 - f", "i1 * g", "i1 Q1 - h"],
    ),
    "initials are no markers": ("<ol><li>x<li>A. Smith</ol>", ["i1 1. x", "i1 2. A. Smith"]),
    "marker typed in bold": ("<ol><li><b>1.</b> a</ol>", ["i1 1. a"]),
    "heading in an item": ("<ul><li><h3>Decision</h3><p>a</p></ul>", ["h3 Decision", "p a"]),
    "table": (
        "<table><caption>Vans</caption><tr><th>Year<th>Sold<tr><td>2022<td> 5 </table>",
        ["p Vans", "r Year | Sold", "r 2022 | 5"],
    ),
    "empty cells": (
        "<table><tr><td><td>a<td><tr><td>b<td><td>c<tr><td><td><td></table>",
        ["r | a |", "r b | | c"],
    ),
    "row across the table": ("<table><tr><th colspan=2>All<tr><td>a<td>b</table>", ["r All", "r a | b"]),
    "several lines in a cell": ("<table><tr><td><p>a</p><p>b</p><td>c<br>d</table>", ["r a b | c d"]),
    "list in a table": ("<table><tr><td><ul><li>a<li>b</ul><td>c</table>", ["r • a • b | c"]),
    "table in a list": ("<ol><li><table><tr><td>a<td>b</table><li>c</ol>", ["r 1. a | b", "i1 2. c"]),
    "table that lays out a page": (
        "<table><tr><td>Left<td><h2>Decision</h2><p>a</p><p>b</p></table>",
        ["p Left", "h2 Decision", "p a", "p b"],
    ),
    "table in a table": (
        "<table><tr><td>x<td><table><tr><td>a<td>b</table></table>",
        ["p x", "r a | b"],
    ),
    "table of one cell": ("<table><tr><td><p>a</p><p>b</p></table>", ["p a", "p b"]),
    "definitions": (
        "<dl><dt>Published:</dt> <dd>4 March</dd><dt>Type</dt><dd>Log</dd></dl>",
        ["p Published: 4 March", "p Type", "p Log"],
    ),
    "definitions in paragraphs": ("<dl><div><dt>Date:</dt><dd><p>May</p></dd></div></dl>", ["p Date: May"]),
    "details": ("<details><summary>More</summary><p>a</p></details>", ["p More", "p a"]),
    "hidden parts": (
        '<p>a</p><p hidden>b</p><p style="display: none">c</p><p>d<i aria-hidden="true">e</i></p>',
        ["p a", "p d"],
    ),
    "hidden until opened": (
        "<h2><button aria-controls=x>Reasons</button></h2><p id=x hidden>a</p><p hidden=until-found>b</p>",
        ["h2 Reasons", "p a", "p b"],
    ),
    "form and button": (
        "<p>A long line of content.</p><form><label>Find</label><input></form><button>Go</button>",
        ["p A long line of content."],
    ),
    "hidden e-mail address": (
        '<p>To <a class="__cf_email__" data-cfemail="422b2c242d0233302f2c6c252d34">[e&#160;p]</a>',
        ["p To info@qrmn.gov"],
    ),
}


@pytest.mark.parametrize("name", MARKUP)
def test_markup(name: str) -> None:
    markup, expected = MARKUP[name]
    doc = read(page(f"<main>{markup}</main>"))
    assert outline(doc) == expected
    assert_sound(doc)


@pytest.mark.parametrize("name", MARKUP)
def test_second_opinion_on_markup(name: str) -> None:
    html = page(f"<main>{MARKUP[name][0]}</main>")
    assert second_opinion(html, READING.reference_labels, READING.lead_ins) == read(html).text


# -- links -------------------------------------------------------------------------------------------------

LINKS = {
    "relative": ('<p>See <a href="a.pdf">the <b>file</b></a>.</p>', [(URL + "a.pdf", "the file")]),
    "rooted": ('<a href="/b?x=1&amp;y=2">b</a>', [("https://police.example/b?x=1&y=2", "b")]),
    "other host": ('<a href="//other.example/c">c</a>', [("https://other.example/c", "c")]),
    "two blocks": ('<a href="d"><p>one</p><p>two</p></a>', [(URL + "d", "one"), (URL + "d", "two")]),
    "in an item": ('<ol><li>see <a href="e">this</a></li></ol>', [(URL + "e", "this")]),
    "in a cell": ('<table><tr><td>x<td>y <a href="f">f</a> z</table>', [(URL + "f", "f")]),
    "spaces are not the label's": ('<p>a<a href="g"> g </a>b</p>', [(URL + "g", "g")]),
    "picture": ('<p>a <a href="h.xlsx"><img alt="file"></a></p>', [(URL + "h.xlsx", "")]),
    "picture alone": ('<a href="i.xlsx"><img></a><p>after</p>', [(URL + "i.xlsx", "")]),
    "picture at the end": ('<p>before</p><a href="j.xlsx"><img></a>', [(URL + "j.xlsx", "")]),
    "line break in an address": ('<a href=" k\n.pdf ">k</a>', [(URL + "k.pdf", "k")]),
    "no address": ('<a>a</a><a href="#top">b</a><a href="javascript:x()">c</a>', []),
    "broken address": ('<a href="http://[::1">d</a>', [("http://[::1", "d")]),
    "hidden e-mail address": (
        '<a href="/cdn-cgi/l/email-protection#422b2c242d0233302f2c6c252d34">write</a>',
        [("mailto:info@qrmn.gov", "write")],
    ),
}


@pytest.mark.parametrize("name", LINKS)
def test_links(name: str) -> None:
    markup, expected = LINKS[name]
    doc = read(page(f"<main>{markup}</main>"))
    assert [(link.href, doc.quote(link.span)) for link in doc.links] == expected
    assert_sound(doc)


def test_links_start_from_the_base_element() -> None:
    doc = read(page('<main><a href="a.pdf">a</a></main>', '<title>t</title><base href="/files/">'))
    assert doc.links[0].href == "https://police.example/files/a.pdf"


def test_links_that_an_archive_rewrote_are_as_they_were() -> None:
    bar = "<!-- BEGIN WAYBACK TOOLBAR INSERT --><p>Captures</p><!-- END WAYBACK TOOLBAR INSERT -->"
    href = "https://web.archive.org/web/20231206090057/https://www.police.example/a.pdf"
    doc = read(page(f'{bar}<main><a href="{href}">a</a></main>'))
    assert doc.links[0].href == "https://www.police.example/a.pdf"


# -- what is content ---------------------------------------------------------------------------------------

LETTER = f"<p>{LABEL}</p><p>{LEAD_IN}</p><p>How many bicycles were found?</p><p>I have today decided.</p>"
LETTER_LINES = [LABEL, LEAD_IN, "How many bicycles were found?", "I have today decided."]
MENU = "<ul>" + "".join(f'<li><a href="/{n}">Menu entry {n}</a></li>' for n in range(40)) + "</ul>"

PLACES = {
    "main": f"<header>Site {MENU}</header><main>{LETTER}</main><footer>{MENU}</footer>",
    "role": f"<nav>{MENU}</nav><div role=main>{LETTER}</div>",
    "article": f"<nav>{MENU}</nav><div><article>{LETTER}</article></div>",
    "nothing but divisions": f"<div>{MENU}</div><div><div>{LETTER}</div></div>",
    "two mains": f"<main><p>Teaser</p></main><main>{LETTER}</main>",
    "page in one form": f"<form>{MENU}<div>{LETTER}</div></form>",
    "form in main": f"<main><form>{LETTER}</form></main>",
    "aside in main": f"<main><p>x</p><aside>{LETTER}</aside></main>",
    "beside main": f"<main><p>Welcome to the site.</p></main><div>{LETTER}</div>",
    "in the header": f"<header>{LETTER}</header><main><p>Print</p></main>",
    "in a dialogue": f"<dialog open>{LETTER}</dialog>",
    "hidden while saved": f'<main aria-hidden="true">{LETTER}</main><div role=dialog>Colours?</div>',
    "hidden within main": f'<main><div style="display:none">{LETTER}</div></main>',
    "body hidden against flicker": f"<div style='visibility:hidden'><main>{LETTER}</main></div>",
    "main in a comment": f"<!-- <main>{LETTER}<p>old</p></main> --><div>{LETTER}</div>",
    "main in a script": f"<script>x='<main>{LETTER}<p>old</p></main>'</script><div>{LETTER}</div>",
    "empty main": f"<main></main><div>{LETTER}</div>",
    "unclosed main": f"<main>{LETTER}",
    "menu that a button opens": (
        f"<button aria-controls=m>Menu</button><nav id=m hidden>{MENU}</nav><div>{LETTER}</div>"
        "<p aria-controls=n hidden id=o>Saved.</p>"
    ),
    "frame of cells": f"<table><tr><td>{MENU}</td><td>{LETTER}</td></tr></table>",
}


@pytest.mark.parametrize("name", PLACES)
def test_letter_is_found_wherever_it_stands(name: str) -> None:
    html = page(PLACES[name])
    doc = read(html)
    assert doc.text.split("\n") == LETTER_LINES
    assert second_opinion(html, READING.reference_labels, READING.lead_ins) == doc.text
    assert_sound(doc)


@pytest.mark.parametrize("name", ["form in main", "beside main", "in the header", "hidden within main"])
def test_a_letter_in_an_odd_place_leaves_a_diagnostic(name: str) -> None:
    assert codes(read(page(PLACES[name]))) == {"content.misplaced"}


def test_most_of_the_text_in_an_aside_is_kept_without_landmarks() -> None:
    doc = read(
        page("<main><p>Bicycles</p><aside><p>We found twelve of them in the river.</p></aside></main>")
    )
    assert "twelve" in doc.text


def test_large_menus_do_not_pass_for_content() -> None:
    doc = read(page(f"<nav>{MENU}</nav><main><p>We found twelve of them.</p></main><footer>{MENU}</footer>"))
    assert doc.text == "We found twelve of them."


def test_a_heading_in_an_accordion_button_is_kept() -> None:
    doc = read(page(f"<main>{LETTER}<h2><button>Reason for decision</button></h2></main>"))
    assert outline(doc)[-1] == "h2 Reason for decision"


# -- furniture ---------------------------------------------------------------------------------------------

COOKIES = (
    "Quickly exit this site by pressing the Escape key Leave this site\n"
    "We use some essential cookies to make our website work. We’d like to set more.\n"
    "You can manage your preferences and cookie settings at any time.\n"
    "Your cookie preferences have been saved. You can change them.\n"
    "Your cookie preferences have been saved. You can change them.\n"
    "Sorry, there was a technical problem. Please try again.\n"
    "This site is a beta, which means it’s a work in progress.\n"
)
FOOT = "Share this page\nShare on Facebook\nIs there a problem with this page?\nYes\n© Barchester 2024\n"


def as_paragraphs(lines: str) -> str:
    return "".join(f"<p>{line}</p>" for line in lines.splitlines())


def test_furniture_is_gone_from_plain_text() -> None:
    doc = read(COOKIES + "\n".join(LETTER_LINES) + "\n" + FOOT, "text/plain")
    assert doc.text.split("\n") == LETTER_LINES


def test_furniture_is_gone_from_html() -> None:
    crumbs = "<ol><li>Home</li><li>Freedom of information</li></ol>"
    html = page(f"{as_paragraphs(COOKIES)}{crumbs}<div>{LETTER}</div>{as_paragraphs(FOOT)}")
    assert read(html).text.split("\n") == LETTER_LINES


def test_known_lines_go_where_there_is_no_label() -> None:
    doc = read(COOKIES.replace("’", "'") + "Enquiry 89\nHow many vans?\nTwelve.\n" + FOOT, "text/plain")
    assert doc.text == "Enquiry 89\nHow many vans?\nTwelve."


def test_heading_and_day_above_the_label_are_kept() -> None:
    head = "<p>Skip to content</p><h1>Lost bicycles</h1><p>Published: 4 March 2023</p><p>Share this page</p>"
    doc = read(page(f"<main>{head}{LETTER}</main>"))
    assert outline(doc)[:3] == ["h1 Lost bicycles", "p Published: 4 March 2023", f"p {LABEL}"]


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        (f"<h1>Police</h1><h1>Lost bicycles</h1><p>4 May 2024</p>{LETTER}", ["Lost bicycles", "4 May 2024"]),
        (f"<h2>Lost bicycles</h2><h3>Menu</h3>{LETTER}", ["Lost bicycles"]),
        (f"<div><h1>Lost bicycles</h1></div><main>{LETTER}</main>", ["Lost bicycles"]),
        (f"<header><h1>Lost bicycles</h1></header><main>{LETTER}</main>", ["Lost bicycles"]),
        (f"<div><h1>Of bicycles</h1></div><main>{LETTER}</main>", ["Of bicycles"]),
        (f"<h1>Of bicycles</h1><h2>Lost bicycles</h2>{LETTER}", ["Of bicycles"]),
        (f"<header><h1>Barchester</h1></header><main>{LETTER}</main>", []),
        (f"<p>Published: 1 May 2024</p>{LETTER}", ["Published: 1 May 2024"]),
    ],
)
def test_what_is_kept_above_the_label(html: str, kept: list[str]) -> None:
    assert read(page(html)).text.split("\n") == kept + LETTER_LINES


def test_what_comes_before_the_heading_goes_without_label_too() -> None:
    doc = read(page("<p>Our own menu</p><h1>Bicycles</h1><p>Twelve were found in the river.</p>"))
    assert doc.text == "Bicycles\nTwelve were found in the river."


def test_what_comes_before_a_late_heading_is_kept() -> None:
    doc = read(page("<p>Twelve bicycles were found in the river.</p><h1>Notes</h1><p>None.</p>"))
    assert doc.text.startswith("Twelve bicycles")


def test_a_share_bar_under_the_title_is_not_the_foot() -> None:
    doc = read(page("<h1>Bicycles</h1><p>Share this page</p><p>How many?</p><p>Twelve.</p>"))
    assert doc.text == "Bicycles\nHow many?\nTwelve."


def test_a_legal_annex_is_no_furniture() -> None:
    annex = "<h2>COMPLAINT RIGHTS</h2><p>" + "You may write to us about this. " * 9 + "</p>"
    answer = "<p>Twelve bicycles were found.</p>" * 20
    text = read(page(f"<main>{LETTER}{answer}<p>Share this page</p>{annex}</main>")).text
    assert "COMPLAINT RIGHTS" in text
    assert text.endswith("You may write to us about this.")


def test_words_of_a_request_are_no_furniture() -> None:
    request = "<ul><li>Share of the cost</li><li>Print</li><li>Home</li></ul><p>Twelve.</p>"
    assert read(page(f"<main>{LETTER}{request}</main>")).text.endswith(
        "• Share of the cost\n• Print\n• Home\nTwelve."
    )


def test_the_first_label_counts_where_the_request_repeats_it() -> None:
    doc = read(page(f"<main>{LETTER}<p>{LABEL.upper()}</p></main>"))
    assert doc.text.split("\n") == [*LETTER_LINES, LABEL.upper()]


def test_label_with_a_no_break_space() -> None:
    doc = read(page(f"<p>Menu</p><p>{LABEL.replace(' ', '&nbsp;')}</p>"))
    assert doc.text == LABEL


# -- plain text --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Decision", "h2 Decision"),
        ("Reason for decision - COSTS", "h2 Reason for decision - COSTS"),
        ("The section titled Disclosure", "p The section titled Disclosure"),
        ("1. How many?", "i1 1. How many?"),
        ("1.\tHow many?", "i1 1. How many?"),
        ("6.if any", "i1 6.if any"),
        ("(e)number", "i1 (e)number"),
        ("Q1 - How many?", "i1 Q1 - How many?"),
        ("•\u00a0letters", "i1 • letters"),
        ("– letters", "i1 – letters"),
        ("1,000 vans", "p 1,000 vans"),
        ("2022\t5\t", "r 2022 | 5"),
        ("Year\tVans\tCars", "r Year | Vans | Cars"),
        ("1.\tVans\t5", "r 1. | Vans | 5"),
        ("2022\t\t7", "r 2022 | | 7"),
        ("| a | b |", "r | a | b |"),
        ("MPS | Body Worn Video", "p MPS | Body Worn Video"),
    ],
)
def test_plain_line(line: str, expected: str) -> None:
    doc = read(line, "text/plain")
    assert outline(doc) == [expected]
    assert doc.media == "plain"


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", "\n\n", "\u2028"])
def test_line_endings(ending: str) -> None:
    assert read(f"\ufeffone{ending}two{ending}", "text/plain").text == "one\ntwo"


def test_a_page_on_one_line_survives() -> None:
    words = "word " * 400_000
    assert len(read(words, "text/plain").text) == len(words) - 1


@pytest.mark.parametrize(
    ("body", "content_type", "media"),
    [
        ("<!doctype html><p>a", "text/plain", "html"),
        ("one\ntwo < three", "text/html", "plain"),
        ("<p>a", "", "html"),
        ("In the page <b> is bold", "text/plain", "plain"),
        ("<?xml version='1.0'?><html><body>a</body></html>", "application/xhtml+xml", "html"),
    ],
)
def test_media_is_what_it_looks_like(body: str, content_type: str, media: str) -> None:
    assert read(body, content_type).media == media


# -- bytes -------------------------------------------------------------------------------------------------

CURLY = "the Met’s “files” – £5 é"
CHARSETS = [
    ("utf-8", "text/html; charset=utf-8", "", set()),
    ("utf-8", "text/html", "", set()),
    ("utf-8-sig", "text/html; charset=iso-8859-1", "", set()),
    ("utf-8", "text/html", "<meta charset=utf-8>", set()),
    ("utf-8", "text/html; charset=iso-8859-1", "", {"charset.wrong"}),
    ("cp1252", "text/html; charset=iso-8859-1", "", set()),
    ("cp1252", "text/html; charset='Windows-1252'", "", set()),
    ("cp1252", "text/html", '<meta http-equiv="Content-Type" content="text/html; charset=latin1">', set()),
    ("cp1252", "text/html; charset=utf-8", "", {"charset.wrong"}),
    ("cp1252", "text/html", "", {"charset.undeclared"}),
    ("cp1252", "text/html; charset=nonsense", "", {"charset.unknown", "charset.undeclared"}),
    ("cp1252", "text/html; charset=unicode_escape", "<meta charset=windows-1252>", {"charset.unknown"}),
    ("utf-8", "text/html; charset=nonsense", "", {"charset.unknown"}),
    ("utf-16", "text/html", "", set()),
    ("utf-16-le", "text/html; charset=utf-16", "", set()),
    ("utf-16-be", "text/html; charset=utf-16be", "", set()),
    ("utf-16-le", "text/html", "", {"charset.undeclared"}),
    ("utf-16-be", "text/html", "", {"charset.undeclared"}),
    ("utf-8", "text/html", "<meta charset=utf-16>", set()),
    ("gb18030", "text/html; charset=gb2312", "", {"charset.wrong"}),
]


@pytest.mark.parametrize(("encoding", "content_type", "head", "expected"), CHARSETS)
def test_charset(encoding: str, content_type: str, head: str, expected: set[str]) -> None:
    doc = read(page(f"<p>{CURLY}</p>", f"<title>{CURLY}</title>{head}").encode(encoding), content_type)
    assert codes(doc) == expected
    if encoding != "gb18030":  # the only one here whose label is wrong and whose bytes are not told apart
        assert doc.text == doc.page_title == CURLY


def test_two_encodings_in_one_page() -> None:
    doc = read("<p>é ".encode() + b"\x96 \x93x\x94</p>")
    assert doc.text == "é – “x”"
    assert codes(doc) == {"charset.wrong"}


def test_nul_and_control_characters_are_left_out() -> None:
    doc = read("<p>a\0b\x02c&#2;d&#3;e\u200bf\u202eg\x7f</p>")
    assert doc.text == "abcdefg"
    assert codes(doc) == {"bytes.nul"}


def test_what_is_written_is_kept() -> None:
    decomposed = "cafe\u0301 \U0001f6b2 ﬁ ½"
    assert read(page(f"<p>{decomposed}</p>")).text == decomposed


def test_page_title_is_as_written() -> None:
    doc = read(
        page("<svg><title>Icon</title></svg><p>a</p>", "<title>\n Lost &amp; found\n | Police </title>")
    )
    assert doc.page_title == "Lost & found | Police"


def test_a_drawing_has_no_page_title() -> None:
    assert read(page("<svg><title>Icon</title></svg><p>a</p>", "")).page_title == ""


@pytest.mark.parametrize("body", [b"", b"   ", b"<html></html>", b"\0", b"<!-- -->", b"<main></main>"])
def test_empty_pages(body: bytes) -> None:
    doc = read(body)
    assert doc.text == ""
    assert doc.blocks == ()
    assert "page.empty" in codes(doc)


def test_an_address_that_is_lost_leaves_a_diagnostic() -> None:
    doc = read("Write to [email protected]", "text/plain")
    assert doc.text == "Write to [email protected]"
    assert codes(doc) == {"email.obfuscated"}


@pytest.mark.parametrize("code", ["", "zz", "4", "42", "42ff", "00616263"])
def test_a_broken_code_is_no_address(code: str) -> None:
    doc = read(page(f'<p>To <span data-cfemail="{code}">[email&#160;protected]</span></p>'))
    assert doc.text == "To [email protected]"


def test_huge_page() -> None:
    paragraph = f"<p>{'Bicycle <b>number</b> five. ' * 12}</p>"
    doc = read(page(f"<main>{LETTER}{paragraph * 30_000}</main>"))
    assert codes(doc) == {"page.huge"}
    assert len(doc.blocks) == 30_004


@pytest.mark.parametrize(
    "tag", ["div", "span", "b", "ul><li", "blockquote", "table><tr><td", "font color=red"]
)
def test_four_thousand_nested_elements_keep_their_text(tag: str) -> None:
    doc = read(page(f"<main>{LETTER}{f'<{tag}>' * 4000}deep</main>"))
    assert doc.text.endswith("deep")
    assert_sound(doc)


@pytest.mark.parametrize("closed", [True, False])
def test_markup_nested_without_end_is_survived(closed: bool) -> None:
    doc = read(page(f"{'<div>' * 100_000}deep<div>er{'</div>' * 100_001 * closed}<p>after</p>"))
    assert doc.text == "deep\ner\nafter"
    assert codes(doc) == {"markup.deep"}


def test_open_formatting_is_not_multiplied() -> None:
    fonts = "".join(f"<font size={n}>" for n in range(5000))
    doc = read(page(f"{fonts}{'<p>x</p>' * 5000}"))
    assert len(doc.blocks) == 5000


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from([HTML, "text/plain", "", "text/html; charset=utf-16", "x;charset=gbk"]),
)
def test_any_bytes_are_read(body: bytes, content_type: str) -> None:
    doc = read(body, content_type)
    assert_sound(doc)
    assert read(body, content_type) == doc


TAGS = (
    "p div span b a ul ol li table tr td th h1 h2 br dl dt dd form main article header nav pre dialog button "
    "section aside svg title script template blockquote"
).split()
ATTRIBUTES = [
    "",
    " hidden",
    ' href="/a b"',
    " start=5",
    " reversed",
    " type=i",
    ' style="display:none"',
    " role=main",
]


@st.composite
def markup(draw: st.DrawFn) -> str:
    parts: list[str] = []
    for _ in range(draw(st.integers(0, 25))):
        tag = draw(st.sampled_from(TAGS))
        parts.append(
            draw(
                st.sampled_from(
                    [
                        f"<{tag}{draw(st.sampled_from(ATTRIBUTES))}>",
                        f"</{tag}>",
                        draw(st.text(alphabet=" \n\xa0\u200b.:ab1)•|&<>-\x02", max_size=6)),
                        f"<p>{LABEL}</p>",
                        "&nbsp;",
                        "<!--",
                        "-->",
                    ]
                )
            )
        )
    return "".join(parts)


@settings(max_examples=250, deadline=None)
@given(markup())
def test_any_markup_is_read(html: str) -> None:
    doc = read(html)
    assert_sound(doc)
    assert read(html) == doc


# -- without menus, <main> alone ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "rest", "main"),
    [
        ("<p>a</p>", "<p>a</p>", None),
        ("<nav class=x><a>b</a></nav><p>a</p>", "<nav></nav><p>a</p>", None),
        ("<svg role=img><path/></svg>a<nav>b</nav>c", "<svg></svg>a<nav></nav>c", None),
        ("<style>p { }</style>a", "<style></style>a", None),
        (
            "<head>h</head><nav>b</nav><main>a</main>c",
            "<head>h</head><nav></nav><main>a</main>c",
            "<head>h<main>a",
        ),
        ("<head>h</head><main>a</main><main>b</main>", "<head>h</head><main>a</main><main>b</main>", None),
        ("<!-- <nav> --><script>'<svg>'</script>a", "<!-- <nav> --><script>'<svg>'</script>a", None),
        ("<navigation>a</navigation>", "<navigation>a</navigation>", None),
    ],
)
def test_lean(html: str, rest: str, main: str | None) -> None:
    assert lean(html.encode()) == (rest.encode(), main.encode() if main else None)


@pytest.mark.parametrize(
    "html",
    [
        "<nav>b",
        "<nav>b<nav>c</nav>d</nav>a",
        "<div><nav>b</div>a<nav>c</nav>",
        "<svg><path><b>a</b><svg><path/></svg>",
        "<nav>b<p>a</p></nav>",
        "<nav><h1>b</h1></nav>a",
        "a</nav>",
        "<!-- a",
    ],
)
def test_nothing_is_left_out_where_an_end_tag_may_be_lost(html: str) -> None:
    assert lean(html.encode()) is None


@pytest.mark.parametrize("menu", ["<nav>", "<svg>", "<div><nav></div>"])
def test_a_menu_or_drawing_left_open_swallows_no_letter(menu: str) -> None:
    doc = read(page(f"<main>{LETTER}{menu}<p>Twelve.</p><nav>{MENU}</nav><svg></svg></main>"))
    assert doc.text.split("\n")[: len(LETTER_LINES)] == LETTER_LINES
    assert ("Twelve." in doc.text) == (menu != "<nav>")  # a browser, too, takes the rest for the menu


def assert_leanness_changes_nothing(html: str) -> None:
    marks = landmarks(READING)
    if rest := lean(html.encode()):
        main = rest.main.decode() if rest.main else None
        assert read_lean(rest.page.decode(), main, URL, marks) in (None, read_html(html, URL, marks))


def _element(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    tags = st.sampled_from([tag for tag in TAGS if tag not in ("main", "br", "nav", "svg")])
    return st.tuples(tags, st.sampled_from(ATTRIBUTES), st.lists(inner, max_size=4)).map(
        lambda parts: f"<{parts[0]}{parts[1]}>{''.join(parts[2])}</{parts[0]}>"
    )


BALANCED = st.recursive(
    st.sampled_from(
        [
            "a",
            " b ",
            "<br>",
            "1. c",
            f"<p>{LABEL}</p>",
            "<nav class=d><ul><li>e</ul></nav>",
            "<svg><title>f</title><path/></svg>",
        ]
    ),
    _element,
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(BALANCED, BALANCED, BALANCED)
def test_a_lean_page_reads_as_the_whole_page_does(before: str, within: str, after: str) -> None:
    assert_leanness_changes_nothing(page(f"{before}<main><h1>Title</h1>{LETTER}{within}</main>{after}"))


def test_a_stray_end_tag_loses_nothing_of_main() -> None:
    """A parser of the whole page closes <main> with the division around it."""
    doc = read(page(f"<div class=wrap><main>{LETTER}</div><p>Twelve.</p></main></div>"))
    assert doc.text.split("\n") == [*LETTER_LINES, "Twelve."]


@pytest.mark.parametrize("name", PLACES)
def test_leanness_changes_nothing_wherever_the_letter_stands(name: str) -> None:
    assert_leanness_changes_nothing(page(PLACES[name]))


# -- whole pages -------------------------------------------------------------------------------------------

SITE = generate(seed=3, items=96)


@pytest.mark.parametrize("item", SITE.items[::3], ids=lambda item: f"{item.dialect} {item.path[-40:]}")
def test_practice_pages(item) -> None:
    response = SITE.responses(item.path)
    doc = read_document(
        response.body, response.header("content-type") or "", PROFILE.absolute(item.path), PROFILE
    )
    expected = [" ".join(line.split()) for line in plain_lines(item.letter.blocks)]
    lines = doc.text.split("\n")
    start = next(
        i for i, line in enumerate(lines) if line.startswith("Freedom of information request reference")
    )
    assert start <= 3  # title and day
    seen = [line.rstrip(":") for line in lines[start:]]
    assert seen == [line.rstrip(":") for line in expected if line]
    html = decode(response.body, HTML).text
    assert second_opinion(html, READING.reference_labels, READING.lead_ins) == doc.text
    assert_leanness_changes_nothing(html)
    assert_sound(doc)


@pytest.mark.parametrize(
    "path", sorted(EXAMPLES.rglob("*.html")), ids=lambda path: str(path.relative_to(EXAMPLES))
)
def test_second_opinion_on_examples(path: Path) -> None:
    html = undo_replay(decode(path.read_bytes(), "").text)
    doc = read(html)
    assert second_opinion(html, READING.reference_labels, READING.lead_ins) == doc.text
    assert_leanness_changes_nothing(html)
