"""Common Crawl as a source."""

from __future__ import annotations

from foilog.sources.archives import archive_source
from scraper.archives.common_crawl import CommonCrawl

SOURCE = archive_source("commoncrawl", lambda profile: profile.commoncrawl, CommonCrawl)
