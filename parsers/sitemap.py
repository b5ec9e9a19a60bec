"""Sitemaps: which addresses a site lists for machines, and which further sitemaps."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass
from io import BytesIO

from selectolax.lexbor import LexborHTMLParser

_GZIP = b"\x1f\x8b"
_MOST_BYTES = 50_000_000  # the protocol's own limit for one sitemap


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What one sitemap lists, as written: ``pages``, and for an index ``sitemaps``."""

    pages: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()


def read_sitemap(body: bytes) -> Sitemap:
    """Return what a sitemap lists, in XML or as lines, packed or not; nothing where it is something else."""
    text = _unpacked(body).decode("utf-8-sig", "replace")
    if not text.lstrip().startswith("<"):
        return Sitemap(pages=tuple(line for line in map(str.strip, text.splitlines()) if _is_address(line)))
    tree = LexborHTMLParser(text.replace("<![CDATA[", "").replace("]]>", ""))
    return Sitemap(_addresses(tree, "url > loc"), _addresses(tree, "sitemap > loc"))


def _addresses(tree: LexborHTMLParser, where: str) -> tuple[str, ...]:
    found = (node.text().strip() for node in tree.css(where))
    return tuple(dict.fromkeys(address for address in found if _is_address(address)))


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://", "/")) and not any(map(str.isspace, text))


def _unpacked(body: bytes) -> bytes:
    if not body.startswith(_GZIP):
        return body
    try:
        with gzip.GzipFile(fileobj=BytesIO(body)) as stream:
            return stream.read(_MOST_BYTES)
    except (EOFError, OSError, zlib.error):
        return b""
