"""Listings and sitemaps without what they say of pages that are to be forgotten."""

import pytest

from parsers.addresses import page_key
from parsers.erased import forgetful
from parsers.listing import read_listing
from parsers.models import Capture
from tests.held_pages import FILES, ITEMS, LISTING, MET, capture, listing, page

SWANS = f"{ITEMS}/disclosure-2024/march-2024/zorilla-swans/"
GEESE = f"{ITEMS}/disclosure-2024/april-2024/geese-bridges/"
HERONS = f"{FILES}/herons.xlsx"
MORE = '<a href="?page=2">Next</a>'

LISTINGS = {
    "list items": f'<ul><li><a href="{SWANS}">Zorilla</a><p>1 March 2024</p></li>'
    f'<li><a href="{GEESE}">Geese</a></li><li><a href="{HERONS}">Herons</a></li></ul>{MORE}',
    "headings without a card": f'<h2><a href="{GEESE}">Geese</a></h2><p>Of bridges</p>'
    f'<h2><a href="{HERONS}">Herons</a></h2>'
    f'<h2><a href="{SWANS}">Swans</a></h2><p>Published 1 March 2024</p><p>A zorilla</p>{MORE}',
    "links alone": f'<p><a href="{GEESE}">Geese</a> of bridges<br>'
    f'<a href="{SWANS}">Swans</a> of a zorilla<br><a href="{HERONS}">Herons</a></p>{MORE}',
    "a table": f'<table><tr><td><a href="{SWANS}">Swans</a><td>zorilla<tr><td><a href="{GEESE}">Geese</a>'
    f'<tr><td><a href="{HERONS}">Herons</a></table>{MORE}',
    "two links to one": f'<article><a href="{SWANS}"><img alt="zorilla"></a>'
    f'<h3><a href="{SWANS}#top">Swans</a></h3></article><article><a href="{GEESE}">Geese</a></article>'
    f'<article><a href="{HERONS}">Herons</a></article>{MORE}',
    "named in its head": f'<link rel="prefetch" href="{SWANS}"><ul><li><a href="{GEESE}">Geese</a></li>'
    f'<li><a href="{HERONS}">Herons</a></li></ul>{MORE}',
}


def forgotten(key: str) -> bool:
    return key == page_key(SWANS)


@pytest.mark.parametrize("layout", LISTINGS)
def test_a_listing_forgets_one_page_and_says_the_same_of_the_others(layout: str) -> None:
    before = capture(
        LISTING,
        f"<html><body><main><h1>Items \N{EN DASH} é</h1>{LISTINGS[layout]}</main></body></html>".encode(),
    )
    body = forgetful(before, MET, forgotten)
    assert b"zorilla" not in body.lower()
    was = read_listing(before.body, before.content_type, LISTING, MET)
    now = read_listing(body, before.content_type, LISTING, MET)
    assert now.entries == tuple(one for one in was.entries if not forgotten(page_key(one.url)))
    assert len(now.entries) == 2
    assert (now.next_url, now.total) == (was.next_url, was.total)


def test_a_sitemap_forgets_one_page() -> None:
    entry = "<url>\n <loc> {} </loc><lastmod>2024-03-01</lastmod></url>"
    body = f"<urlset>{entry.format(SWANS)}{entry.format(GEESE)}</urlset>".encode()
    found = capture("https://www.met.police.uk/sitemap.xml", body, content_type="application/xml")
    assert forgetful(found, MET, forgotten) == f"<urlset>{entry.format(GEESE)}</urlset>".encode()


@pytest.mark.parametrize(
    "kept",
    [
        capture(LISTING, listing([(GEESE, "Geese", "2 April 2024")])),
        capture(GEESE, page(["A page that names", SWANS])),
        capture("https://www.met.police.uk/sitemap.xml", b"<urlset><url><loc>:</loc></url></urlset>"),
    ],
)
def test_what_names_none_of_them_stays_byte_for_byte(kept: Capture) -> None:
    assert forgetful(kept, MET, forgotten) == kept.body
