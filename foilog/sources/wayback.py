"""The Wayback Machine as a source."""

from __future__ import annotations

from foilog.sources.archives import archive_source
from scraper.archives.wayback import Wayback

SOURCE = archive_source("wayback", lambda profile: profile.wayback, Wayback)
