"""Addresses of pages: what makes two of them the same page.

The site is hosted on a platform that ignores case in paths and answers with and without a trailing slash;
links copied from its search carry click-tracking parameters. A slug is no identifier: editors correct slugs.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit, urlunsplit

_TRACKING = re.compile(r"^(?:_t_|utm_)", re.IGNORECASE)
_MONTHS = (
    "january february march april may june july august september october november december".split()
)  # fmt: skip
_MONTH = "|".join(_MONTHS)
# Of a month with its year, and of a month below one of a year: "2022/12---december", "disclosure-2024/may".
_FOLDERS = (
    re.compile(rf"/(?P<month>{_MONTH})-+(?P<year>\d{{4}})(?=/)", re.IGNORECASE),
    re.compile(rf"/(?:disclosure-)?(?P<year>20\d\d)/(?:\d{{1,2}}-+)?(?P<month>{_MONTH})(?=/)", re.IGNORECASE),
)


@lru_cache(maxsize=1024)  # an address is met some twenty times on its way from a listing into the store
def clean_address(url: str) -> str:
    """Return ``url`` as it is kept: lower-case scheme and host, no default port, fragment or tracking.

    >>> clean_address("HTTPS://www.Met.police.uk:443/Foi-ai/?_t_id=1&q=a+b#top")
    'https://www.met.police.uk/Foi-ai/?q=a+b'
    """
    parts = urlsplit(url.strip())
    scheme, host = parts.scheme.lower(), (parts.hostname or "")
    if ":" in host:
        host = f"[{host}]"
    if parts.port and (scheme, parts.port) not in {("http", 80), ("https", 443)}:
        host = f"{host}:{parts.port}"
    query = urlencode([(k, v) for k, v in parse_qsl(parts.query, True) if not _TRACKING.match(k)])
    return urlunsplit((scheme, host, parts.path or "/", query, ""))


@lru_cache(maxsize=1024)
def page_key(url: str) -> str:
    """Return what identifies the page at ``url`` within its site: path in lower case, sorted parameters.

    Scheme, host and port are left out, because a site's profile names the one host that is followed.

    >>> page_key("http://met.police.uk/foi-ai/Metropolitan-Police/d/july-2022/a-b")
    '/foi-ai/metropolitan-police/d/july-2022/a-b'
    """
    parts = urlsplit(clean_address(url))
    path = unquote_plus(parts.path).lower().rstrip("/") or "/"
    query = urlencode(sorted(parse_qsl(parts.query, True)))
    return f"{path}?{query}" if query else path


def slug(url: str) -> str:
    """Return the last part of the path: ``a-b`` for ``https://host/d/july-2022/a-b/``."""
    return urlsplit(url).path.rstrip("/").rpartition("/")[2]


def folder_month(url: str) -> str | None:
    """Return the month folder of an item's address as ``yyyy-mm``, or None.

    The folder is the month of publication (209 of 209 pages seen). ``january---2026`` occurs. Some forces
    have a folder of the year above it. One that names several years tells nothing: a force keeps the pages of
    many years in ``foi-disclosure-2021-22``.

    >>> folder_month("https://host/foi-ai/metropolitan-police/disclosure-2026/january---2026/x/")
    '2026-01'
    >>> folder_month("https://host/foi-ai/cleveland-police/disclosure/2025/march/x/")
    '2025-03'
    """
    path = urlsplit(url).path
    for folder in _FOLDERS:
        if found := folder.search(path):
            return f"{found['year']}-{_MONTHS.index(found['month'].lower()) + 1:02d}"
    return None
