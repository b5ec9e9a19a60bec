"""Sitemaps in the forms sites have them."""

import gzip

import pytest

from parsers.sitemap import Sitemap, read_sitemap

URLSET = (
    '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    "<url><loc> https://a.test/x?b=1&amp;c=2 </loc><lastmod>2024-03-01</lastmod></url>"
    "<url><loc>https://a.test/y</loc></url><url><loc>https://a.test/y</loc></url></urlset>"
)
PAGES = ("https://a.test/x?b=1&c=2", "https://a.test/y")
INDEX = "<sitemapindex><sitemap><loc>/one.xml</loc></sitemap><sitemap><loc>ftp://no</loc></sitemap></sitemapindex>"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (URLSET, Sitemap(PAGES)),
        (f"\ufeff{URLSET}", Sitemap(PAGES)),
        (URLSET.replace("/y</loc>", "/y]]></loc>").replace("<loc>https://a.test/y", "<loc><![CDATA[https://a.test/y"),
         Sitemap(PAGES)),
        (INDEX, Sitemap(sitemaps=("/one.xml",))),
        ("https://a.test/x\r\n\r\nnot an address\nhttps://a.test/y\n", Sitemap(("https://a.test/x", "https://a.test/y"))),
        ("<html><body><h1>Page not found</h1><a href=/x>x</a></body></html>", Sitemap()),
        ("", Sitemap()),
        ("<urlset><url><loc>https://a.test/x", Sitemap(("https://a.test/x",))),
    ],
)  # fmt: skip
def test_what_a_sitemap_lists(text, found):
    assert read_sitemap(text.encode()) == found
    assert read_sitemap(gzip.compress(text.encode())) == found


@pytest.mark.parametrize("body", [gzip.compress(URLSET.encode())[:-9], b"\x1f\x8bnot gzip", b"\0\xff\xfe"])
def test_what_is_none(body):
    assert read_sitemap(body) == Sitemap()
