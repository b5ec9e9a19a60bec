"""A host's robots.txt, as the host means it.

An answer that is not a plain 200 text says nothing about what is allowed: a challenge page read as rules
would allow everything, and a refusal read as rules would forbid everything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from protego import Protego

from parsers.models import Capture
from scraper.fetch_errors import RobotsUnclear

AGENT = "foilog"
_NO_RULES = (404, 410)


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules that apply to us, as the file at ``url`` gives them."""

    rules: Protego
    url: str

    def allows(self, url: str) -> bool:
        """Whether ``url`` may be requested; ``*`` and ``$`` count, and the longest rule wins."""
        return bool(self.rules.can_fetch(url, AGENT))

    @property
    def delay_seconds(self) -> float:
        """Seconds the host wants between two requests, 0 where it does not say."""
        return float(self.rules.crawl_delay(AGENT) or 0)

    def sitemaps(self) -> Iterator[str]:
        """Yield the addresses of the sitemaps named, which may be relative."""
        for stated in self.rules.sitemaps:
            yield urljoin(self.url, stated)


def read_robots(capture: Capture) -> Robots:
    """Return the rules in the answer to a request for robots.txt; none at all for 404 and 410.

    Raises RobotsUnclear for any other status than 200, and for a page in place of rules.
    """
    if capture.status in _NO_RULES:
        return Robots(Protego.parse(""), capture.url)
    if capture.status != 200:
        raise RobotsUnclear(capture.url, f"answered with status {capture.status}", (capture,))
    text = capture.body.decode("utf-8-sig", "replace")
    if text.lstrip().startswith("<"):
        raise RobotsUnclear(capture.url, "a page stands where the rules should be", (capture,))
    return Robots(Protego.parse(text), capture.url)
