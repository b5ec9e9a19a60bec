"""The same crawl by Scrapy: the listing, and every page it leads to told from impostors, packed and stored.

Run as ``python -m bench.scrapy_spider BASE_URL FILE REQUESTS_AT_ONCE``; it prints processor
seconds and the peak of memory in MB.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess

from archive.store.bodies import pack
from bench.fast_site import LISTING, FastSite
from bench.peak import own_peak
from parsers.impostors import recognise
from parsers.models import Capture


class LogSpider(scrapy.Spider):
    """Stores each page of a log in a transaction of its own, as durably as we do."""

    name = "log"

    def __init__(self, base_url: str, path: str) -> None:
        super().__init__()
        self.start_urls = [base_url + LISTING]
        self._profile = FastSite(base_url).profile()
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.executescript(
            "pragma journal_mode = wal; pragma synchronous = full;"
            "create table captures"
            " (url text primary key, at text, kind text, headers text, sha256 text, body blob)"
        )

    def parse(self, response: Any) -> Iterator[Any]:
        """Follow the items of a listing page, and its next page."""
        for href in response.css("main li a::attr(href)").getall():
            yield response.follow(href, self.keep)
        if onward := response.css("a[rel=next]::attr(href)").get():
            yield response.follow(onward, self.parse)

    def keep(self, response: Any) -> None:
        """Store one page."""
        headers = tuple((name.decode().lower(), v[0].decode()) for name, v in response.headers.items())
        capture = Capture(
            url=response.url,
            captured_at=datetime.now(UTC),
            status=response.status,
            content_type=dict(headers).get("content-type", ""),
            body=response.body,
            source="live",
            origin=response.url,
            headers=headers,
        )
        packed = pack(capture.body)
        self._db.execute(
            "insert into captures values (?, ?, ?, ?, ?, ?)",
            (
                capture.url,
                capture.captured_at.isoformat(),
                recognise(capture, self._profile),
                json.dumps(headers),
                packed.sha256,
                packed.data,
            ),
        )


def main(base_url: str, path: str, at_once: str) -> None:
    """Crawl, quietly and under robots.txt."""
    process = CrawlerProcess(
        {
            "CONCURRENT_REQUESTS": int(at_once),
            "DOWNLOAD_DELAY": 0,
            "LOG_ENABLED": False,
            "ROBOTSTXT_OBEY": True,
            "TELNETCONSOLE_ENABLED": False,
        }
    )
    process.crawl(LogSpider, base_url, path)
    started = time.process_time()
    process.start()
    print(json.dumps([time.process_time() - started, own_peak()]))


if __name__ == "__main__":
    main(*sys.argv[1:])
