"""What web archives hold of the practice site: a past of its own, with the oddities of real archives."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urljoin, urlsplit

from practice.items import Item
from practice.listing import LISTING
from practice.site import PracticeSite, Response, challenge, key, not_found

_LISTED_ON = tuple(date(year, 2, 1) for year in (2023, 2024, 2025, 2026))
_LAST = datetime(2026, 3, 1, tzinfo=UTC)  # nothing is captured later: the archive's present


@dataclass(frozen=True, slots=True)
class Archived:
    """One capture: when it was made (UTC), of what address, and what that answered.

    ``repeated``: the archive notes only that the page was as before, and keeps no status for it.
    """

    moment: datetime
    url: str
    response: Response
    repeated: bool = False

    @property
    def timestamp(self) -> str:
        """The moment in 14 digits."""
        return f"{self.moment:%Y%m%d%H%M%S}"

    @property
    def urlkey(self) -> str:
        """What the archive knows the address by: no scheme, ``www.`` or case, the host's names reversed."""
        return url_key(self.url)

    @property
    def digest(self) -> str:
        """SHA-1 of the body as it is kept, in base 32."""
        return base64.b32encode(hashlib.sha1(self.response.body, usedforsecurity=False).digest()).decode()

    @property
    def target(self) -> str | None:
        """Where a redirect leads, None for any other answer."""
        location = self.response.header("Location")
        return urljoin(self.url, location) if location else None


def url_key(url: str) -> str:
    """Return the key of an address, of which the scheme may be missing."""
    parts = urlsplit(url if "://" in url else f"http://{url}")
    host = parts.netloc.lower().removeprefix("www.")
    reversed_host = ",".join(reversed(host.split("."))) if not host[:1].isdigit() else host
    query = f"?{'&'.join(sorted(parts.query.lower().split('&')))}" if parts.query else ""
    return f"{reversed_host}){parts.path.lower()}{query}"


def archive_site(site: PracticeSite, base_url: str) -> tuple[Archived, ...]:
    """Return what an archive holds of a site at ``base_url``: most pages, some twice, few files."""
    pages = [capture for item in site.items for capture in _item(site, item, base_url)]
    held = [capture for capture in (*pages, *_listings(site, base_url)) if capture.moment < _LAST]
    return tuple(sorted(held, key=lambda capture: (capture.urlkey, capture.timestamp)))


def _item(site: PracticeSite, item: Item, base_url: str) -> list[Archived]:
    """Return the captures of an item's page, its older addresses and its files; none for each fifth."""
    if item.index % 5 == 1:
        return []

    def captured(path: str, days: int, response: Response | None = None) -> Archived:
        moment = datetime.combine(item.published, time(4, 30, 15), UTC) + timedelta(days)
        return Archived(moment, base_url + path, response or site.responses(path))

    now = site.responses(item.path)
    first = replace(now, body=now.body.replace(b"</h1>", b" (first version)</h1>", 1))
    held = [captured(item.path, 2, first)] if item.index % 3 == 0 else []
    held.append(captured(item.path, 200))
    if item.index % 4 == 0:
        held.append(replace(captured(item.path, 300), repeated=True))
    if item.index % 7 == 0:
        held.append(captured(item.path, 320, challenge()))
    if item.index % 11 == 0:
        held.append(captured(item.path, 330, challenge(200)))
    if item.index % 13 == 0:
        held.append(captured(item.path, 340, not_found()))
    held += [captured(path, 250) for path in item.older_paths]
    if item.index % 6 == 0:
        held += [captured(path, 201) for path in item.files]
    return held


def _listings(site: PracticeSite, base_url: str) -> list[Archived]:
    """Return the first two pages of the listing as they were once a year."""
    held = []
    for day in _LISTED_ON:
        later = {key(item.path) for item in site.items if item.published >= day}
        later |= {key(path) for item in site.items if item.published >= day for path in item.older_paths}
        for query in ("", "page=2"):
            url = f"{base_url}{LISTING}{'?' if query else ''}{query}"
            moment = datetime.combine(day, time(11), UTC)
            held.append(Archived(moment, url, site.responses(LISTING, query, later)))
    return held
