"""Listing pages in any markup: entries once each, what their cards say, and the way on."""

from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.addresses import page_key
from parsers.listing import Listing, read_listing
from parsers.models import ListingEntry
from parsers.profile import read_profile

PROFILE = read_profile(
    """
    name = "sample"
    title = "Sample"
    base_url = "https://www.sample.test"
    listing = ["/foi/published-items/"]
    item_url = '^/foi/(?:d|disclosure-\\d{4})/[^/]+/[^/]+/?$'
    attachment_url = '^/files/foi-media/'
    reference = 'FOI\\.\\d+'
    """,
    "sample.toml",
)
START = "https://www.sample.test/foi/published-items/"
OWLS = "https://www.sample.test/foi/d/march-2023/night-owls/"
BOATS = "https://www.sample.test/foi/disclosure-2023/april-2023/patrol-boats/"
SHEET = "https://www.sample.test/files/foi-media/boats_2023.xlsx"


def read(markup: str, url: str = START) -> Listing:
    return read_listing(markup.encode(), "text/html; charset=utf-8", url, PROFILE)


OWL_ENTRY = ListingEntry(OWLS, "Night owls", "14:05 12/03/2023", "Disclosure", "Owls kept for night duty.")
BOAT_ENTRY = ListingEntry(BOATS, "Patrol boats", "3 April 2023", "Disclosure", "Boats bought and sold.")

CARDS_WITH_THUMBNAILS = """
<main><h1>Published items</h1><p>Showing 1 to 2 of 1,240 results</p>
<div class=x><div class=y>
  <a href="/foi/d/march-2023/night-owls/"><img src=t.jpg></a>
  <div><h3><a href="/foi/d/march-2023/night-owls/">Night owls</a></h3>
  <p>Published: <time>14:05 12/03/2023</time></p><p>Document type: Disclosure</p>
  <p>Owls kept for night duty.</p><a href="/foi/d/march-2023/night-owls/">Read more</a></div></div>
<div class=y>
  <a href="/foi/disclosure-2023/april-2023/patrol-boats/"></a>
  <div><h3><a href="/foi/disclosure-2023/april-2023/patrol-boats/">Patrol boats</a></h3>
  <p>Published: <time>3 April 2023</time></p><p>Document type: Disclosure</p>
  <p>Boats bought and sold.</p></div>
</div></div>
<nav aria-label=pages><a href="?page=1">1</a> <a href="?page=2" aria-label="Next page">&rsaquo;</a></nav>
</main>
"""
LIST_OF_BLOCK_LINKS = """
<ul><li><a href="//www.sample.test/foi/d/march-2023/night-owls"><h2>Night owls</h2>
<span>14:05 12/03/2023</span> <span>Disclosure</span><p>Owls kept for night duty.</p></a></li>
<li><a href="https://www.sample.test/foi/disclosure-2023/april-2023/patrol-boats/"><h2>Patrol boats</h2>
<span>3 April 2023</span> <span>Disclosure</span><p>Boats bought and sold.</p></a></li></ul>
"""
TABLE = """
<table><tr><th>Date published</th><th>Title</th><th>Document type</th><th>Summary</th></tr>
<tr><td>14:05 12/03/2023</td><td><a href="/foi/d/march-2023/night-owls/">Night owls</a></td>
<td>Disclosure</td><td>Owls kept for night duty.</td></tr>
<tr><td>3 April 2023</td><td><a href="../disclosure-2023/april-2023/patrol-boats/">Patrol boats</a></td>
<td>Disclosure</td><td>Boats bought and sold.</td></tr></table>
"""
TABLE_WITH_A_LINK_COLUMN = """
<table><thead><tr><th>Title</th><th>Date</th><th>Type</th><th>Description</th><th>Link</th></tr></thead><tbody>
<tr><td>Night owls</td><td>14:05 12/03/2023</td><td>Disclosure</td><td>Owls kept for night duty.</td>
<td><a href="/foi/d/march-2023/night-owls/">View</a></td></tr>
<tr><td>Patrol boats</td><td>3 April 2023</td><td>Disclosure</td><td>Boats bought and sold.</td>
<td><a href="/foi/disclosure-2023/april-2023/patrol-boats/">View</a></td></tr></tbody></table>
"""
DEFINITIONS = """
<dl><dt><a href="/foi/d/march-2023/night-owls/">Night owls</a></dt><dd>Published 14:05 12/03/2023</dd>
<dd>Disclosure</dd><dd>Owls kept for night duty.</dd>
<dt><a href="/foi/disclosure-2023/april-2023/patrol-boats/">Patrol boats</a></dt>
<dd>Published 3 April 2023</dd><dd>Disclosure</dd><dd>Boats bought and sold.</dd></dl>
"""
NO_CARDS_AT_ALL = """
<h1>Published items</h1>
<h3><a href="/foi/d/march-2023/night-owls/">Night owls</a></h3>
<p>Published: 14:05 12/03/2023 | Type: Disclosure</p><p>Owls kept for night duty.</p>
<h3><a href="/foi/disclosure-2023/april-2023/patrol-boats/">Patrol boats</a></h3>
<p>Published: 3 April 2023 | Type: Disclosure</p><p>Boats bought and sold.</p>
<p><a href="?page=2">Next</a></p>
"""
DETAILS_IN_A_LIST = """
<div><article><header><a href="/foi/d/march-2023/night-owls/">Night owls</a></header>
<dl><dt>Document type</dt><dd>Disclosure</dd><dt>Date published</dt><dd>14:05 12/03/2023</dd></dl>
<div>Owls kept for night duty.</div></article>
<article><header><a href="/foi/disclosure-2023/april-2023/patrol-boats/">Patrol boats</a></header>
<dl><dt>Document type</dt><dd>Disclosure</dd><dt>Date published</dt><dd>3 April 2023</dd></dl>
<div>Boats bought and sold.</div></article></div>
"""


@pytest.mark.parametrize(
    "markup",
    [
        CARDS_WITH_THUMBNAILS,
        LIST_OF_BLOCK_LINKS,
        TABLE,
        TABLE_WITH_A_LINK_COLUMN,
        DEFINITIONS,
        NO_CARDS_AT_ALL,
        DETAILS_IN_A_LIST,
    ],
)
def test_two_entries_in_any_markup(markup):
    entries = read(markup).entries
    assert [page_key(entry.url) for entry in entries] == [page_key(OWLS), page_key(BOATS)]
    assert [(e.title, e.date, e.type, e.description) for e in entries] == [
        (e.title, e.date, e.type, e.description) for e in (OWL_ENTRY, BOAT_ENTRY)
    ]


def test_one_entry_alone_does_not_swallow_its_page():
    [entry] = read(
        "<div><h1>Published items</h1><p>All that was published.</p><div><div>"
        f"<h3><a href={OWLS}>Night owls</a></h3>"
        "<p>Owls kept for night duty.</p></div><p>Page <a href=?page=1>1</a></p></div></div>"
    ).entries
    assert entry == ListingEntry(OWLS, "Night owls", "", "", "Owls kept for night duty.")


def test_an_entry_that_is_also_featured_is_known_by_its_card():
    featured = f"<div><h2>Most viewed</h2><p><a href='{OWLS}'>Night owls</a></p></div>"
    listing = read(f"<main>{featured}{LIST_OF_BLOCK_LINKS}</main>")
    assert listing.entries == (OWL_ENTRY, BOAT_ENTRY)


def test_links_alone():
    listing = read(f'<p><a href="{OWLS}">Night owls</a>, <a href="{BOATS}">Patrol boats</a></p>')
    assert listing.entries == (
        ListingEntry(OWLS, "Night owls", "", "", ""),
        ListingEntry(BOATS, "Patrol boats", "", "", ""),
    )
    assert listing.next_url is None
    assert listing.total is None


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("/foi/d/march-2023/night-owls/", OWLS),
        (" /foi/d/march-2023/night-owls/\n", OWLS),
        ("../d/march-2023/night-owls/#reply", OWLS),
        ("//www.sample.test/foi/d/march-2023/night-owls/", OWLS),
        ("HTTPS://WWW.Sample.test:443/foi/d/march-2023/night-owls/", OWLS),
        ("/FOI/D/March-2023/Night-Owls", "https://www.sample.test/FOI/D/March-2023/Night-Owls"),
        (
            "/foi/d/march-2023/night-owls/?_t_id=9&amp;_t_q=owls&amp;utm_source=x&amp;v=",
            f"{OWLS}?v=",
        ),
        ("/foi/d/march-2023/caf\u00e9 owls/", "https://www.sample.test/foi/d/march-2023/caf%C3%A9%20owls/"),
        ("/foi/d/march-2023/caf%C3%A9%20owls/", "https://www.sample.test/foi/d/march-2023/caf%C3%A9%20owls/"),
        ("/files/foi-media/boats_2023.xlsx", SHEET),
        ("/files/foi-media/record", "https://www.sample.test/files/foi-media/record"),
    ],
)
def test_addresses(href, url):
    assert [entry.url for entry in read(f'<li><a href="{href}">A title</a></li>').entries] == [url]


@pytest.mark.parametrize(
    "href",
    [
        "",
        "#",
        "mailto:foi@sample.test",
        "javascript:void(0)",
        "https://elsewhere.test/foi/d/march-2023/night-owls/",
        "/foi/d/march-2023/",
        "/about/",
        "http://[broken",
        "http://www.sample.test:port/foi/d/march-2023/night-owls/",
    ],
)
def test_not_entries(href):
    assert read(f'<li><a href="{href}">A title</a></li>').entries == ()


def test_two_anchors_and_two_spellings_are_one_entry():
    listing = read(
        '<li><a href="/foi/d/march-2023/night-owls/"><img alt=""></a>'
        '<a href="/FOI/d/march-2023/night-owls">Night owls</a></li>'
    )
    assert [(entry.url, entry.title) for entry in listing.entries] == [(OWLS, "Night owls")]


@pytest.mark.parametrize(
    ("link", "title"),
    [
        ("<a href=U>Night owls (opens in new window)</a>", "Night owls"),
        ("<h3>Night owls</h3><a href=U>Read more</a>", "Night owls"),
        ('<a href=U aria-label="Read more about night owls">Read more</a>', "night owls"),
        ('<a href=U title="Night owls"></a>', "Night owls"),
        ('<a href=U><img alt="Night owls" src=x></a>', "Night owls"),
        ("<h3><a href=U><span>Night</span> <span>owls</span></a></h3>", "Night owls"),
        ("<a href=U>Night owls</a> <p>PDF, 240 KB</p>", "Night owls"),
        ("<a href=U>Owls &amp; larks: Q&lt;4</a>", "Owls & larks: Q<4"),
        ("<a href=U>March 2023</a>", "March 2023"),
        ("<a href=U></a>", ""),
    ],
)
def test_titles(link, title):
    [entry] = read(f"<ul><li>{link.replace('U', OWLS)}</li></ul>").entries
    assert (entry.title, entry.description) == (title, "")


@pytest.mark.parametrize(
    ("said", "date"),
    [
        ("<p>Published: 14:05 12/03/2023</p>", "14:05 12/03/2023"),
        ("<p>Published <strong>12 March 2023</strong></p>", "12 March 2023"),
        ("<p><b>Date published:</b></p><p>12th March 2023</p>", "12th March 2023"),
        ("<p>Sunday 12 March 2023 at 2:05pm</p>", "Sunday 12 March 2023 at 2:05pm"),
        ("<p>March 2023</p>", "March 2023"),
        ("<time datetime=2023-03-12></time>", "2023-03-12"),
        ("<p>Last updated: 1 May 2024</p><p>Published: 12 March 2023</p>", "12 March 2023"),
        ("<p>Owls seen from 1 January 2020 to 2 March 2021</p>", ""),
        ("<p>Published: Published later Type: Disclosure</p>", "Published later"),
    ],
)
def test_dates_as_written(said, date):
    [entry] = read(f"<ul><li><a href={OWLS}>Night owls</a>{said}</li></ul>").entries
    assert entry.date == date


def test_links_of_the_frame_are_not_entries():
    listing = read(
        f'<header><a href="{SHEET}">Our rules</a></header><nav><a href="{SHEET}">Our rules</a></nav>'
        f'<main><ul><li><a href="{OWLS}">Night owls</a></li></ul></main>'
        f'<footer><a href="{SHEET}">Our rules</a></footer>'
    )
    assert [entry.url for entry in listing.entries] == [OWLS]


PAGE_2 = f"{START}?page=2"


@pytest.mark.parametrize(
    ("url", "link", "following"),
    [
        (START, '<a rel="next" href="?page=2">2</a>', PAGE_2),
        (START, '<link rel="next" href="?page=2">', PAGE_2),
        (START, '<a href="?page=2">Next page</a>', PAGE_2),
        (START, '<a href="?page=2" title="Go to next page"><svg></svg></a>', PAGE_2),
        (START, '<a href="?page=1">1</a><a href="?page=2">2</a><a href="?page=9">9</a>', PAGE_2),
        (
            f"{START}?page=2",
            '<a href="?page=1">1</a><a href="?page=2">2</a><a href="?page=3">3</a>',
            f"{START}?page=3",
        ),
        (f"{START}?page=9", '<a href="?page=8">8</a><a href="?page=9">9</a>', None),
        (
            f"{START}?dt=Disclosure&q=",
            '<a href="?dt=Disclosure&amp;q=&amp;page=2&amp;_t_id=7">Next</a>',
            f"{START}?dt=Disclosure&q=&page=2",
        ),
        (START, '<a href="/foi/published-items/GetPaginatedResults/?page=2">Next</a>', None),
        (START, '<a href="/foi/next-steps/">Next steps</a>', None),
        (START, '<a href="https://elsewhere.test/?page=2" rel=next>Next</a>', None),
        (START, '<a href="#" rel=next>Next</a>', None),
        (START, '<a href="?page=2" rel=next aria-disabled="true">Next</a>', None),
        (f"{START}?page=2", '<a href="?page=2">Next</a>', PAGE_2),
        (START, "", None),
    ],
)
def test_next_page(url, link, following):
    assert read(f"<main><a href={OWLS}>Night owls</a>{link}</main>", url).next_url == following


@pytest.mark.parametrize(
    ("line", "total"),
    [
        ("Showing 1 to 10 of 1,240 results", 1240),
        ("1 - 10 of 37", 37),
        ("1,240 results found", 1240),
        ("Showing 0 results", 0),
        ("10 results per page", None),
        ("Page 1 of 24", None),
        ("Items published this year", None),
    ],
)
def test_total(line, total):
    assert read(f"<main><p>{line}</p></main>").total == total


@pytest.mark.parametrize(
    "body", [b"", b"\0\xff\xfe<", b"<a href", b"<table><tr><td><a href=/foi/d/a/b>", b"{}"]
)
def test_broken_pages_are_read_as_far_as_they_go(body):
    assert read_listing(body, "", START, PROFILE).next_url is None


WORDS = st.text(alphabet="abcdefgh \u00e9&<\u2019", min_size=1, max_size=20).filter(str.strip)
LAYOUTS = {
    "cards": (
        "<div>",
        "<div><a href='{u}'></a><h3><a href='{u}'>{t}</a></h3><p>Published: 1 May 2023</p></div>",
        "</div>",
    ),
    "rows": ("<table>", "<tr><td><a href='{u}'>{t}</a></td><td>1 May 2023</td></tr>", "</table>"),
    "definitions": ("<dl>", "<dt><a href='{u}'>{t}</a></dt><dd>1 May 2023</dd>", "</dl>"),
    "lines": ("<div>", "<p><a href='{u}'>{t}</a><br>1 May 2023</p>", "</div>"),
}


@settings(max_examples=60, deadline=None)
@given(
    layout=st.sampled_from(sorted(LAYOUTS)),
    titles=st.lists(WORDS.map(lambda words: f"About {' '.join(words.split())}"), min_size=2, max_size=6),
    host=st.sampled_from(["", "https://www.sample.test", "//www.sample.test"]),
    twice=st.booleans(),
)
def test_every_item_once_in_order_with_its_own_words(layout, titles, host, twice):
    before, card, after = LAYOUTS[layout]
    cards = [card.format(u=f"{host}/foi/d/may-2023/page-{n}/", t=escape(t)) for n, t in enumerate(titles)]
    beside = f"<aside>{''.join(cards)}</aside>" if twice else ""
    listing = read(f"<main>{before}{''.join(cards)}{after}</main>{beside}")
    assert [entry.title for entry in listing.entries] == titles
    assert [entry.url for entry in listing.entries] == [
        f"https://www.sample.test/foi/d/may-2023/page-{n}/" for n in range(len(titles))
    ]
    assert {entry.date for entry in listing.entries} == {"1 May 2023"}
