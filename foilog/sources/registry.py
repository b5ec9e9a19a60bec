"""The sources of this version, in the order in which ``auto`` asks them."""

from __future__ import annotations

from foilog.sources import commoncrawl, live, wayback
from foilog.sources.source import Source

AUTO = "auto"
NAMES = ("live", "wayback", "commoncrawl")

SOURCES: dict[str, Source] = {
    "live": live.SOURCE,
    "wayback": wayback.SOURCE,
    "commoncrawl": commoncrawl.SOURCE,
}
