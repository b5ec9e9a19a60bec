"""Common Crawl: an index for each crawl, and single records out of its files."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from io import BytesIO
from urllib.parse import urlencode

from parsers.addresses import page_key
from parsers.models import Capture, Memento, Source
from parsers.profile import Endpoint, Profile
from scraper.archives.archive import IndexPage, Judgement, Refused
from scraper.archives.cdxj import Crawl, RecordPlace, is_finished, is_message, read_cdxj, read_crawls
from scraper.archives.client import ArchiveClient, Reply
from scraper.archives.memento import NotAnIndex, of_log
from scraper.archives.prefixes import file_prefix, log_prefix
from scraper.saved_item import Rejected
from scraper.warc import read_warc

_SINCE = 2018  # the platform of the pages came then
_TRIES = 3
_FILES = "#files"  # behind an index: the part of it that has the files
_END = frozenset({400, 404})  # a page number past the end; nothing held at all
# Bodies were kept up to 1 MiB before March 2025 and up to 5 MiB since; a body of just that size was cut:
# https://github.com/tballison/commoncrawl-fetcher-lite
_CUT_SIZES = frozenset({2**20, 5 * 2**20})


class CommonCrawl:
    """Common Crawl as one profile names it. A part of its index is the address that answers for a crawl."""

    source: Source = "common-crawl"

    def __init__(self, profile: Profile, endpoint: Endpoint, client: ArchiveClient) -> None:
        self._profile = profile
        self._endpoint = endpoint
        self._client = client
        self._seen: set[str] = set()

    def parts(self) -> tuple[str, ...]:
        """Return the indexes of all crawls since 2018, newest first, for the log and for its files."""
        address = self._endpoint.address("collinfo_url")

        def read(reply: Reply) -> tuple[Crawl, ...]:
            return read_crawls(_found(reply), address)

        crawls = self._client.ask(*(address,) * _TRIES, read=read)
        indexes = [crawl.index_url for crawl in crawls if crawl.year >= _SINCE]
        if file_prefix(self._profile).startswith(log_prefix(self._profile)):
            return tuple(indexes)
        return tuple(part for index in indexes for part in (index, f"{index}{_FILES}"))

    def is_final(self, part: str, read_at: datetime) -> bool:
        """Whether the crawl had ended long before."""
        return is_finished(part.removesuffix(_FILES).rpartition("/")[2], read_at)

    def read_index(self, part: str, at: str) -> IndexPage:
        """Return one numbered page of a crawl's index."""
        number = int(at or 0)
        index = part.removesuffix(_FILES)
        prefix = log_prefix(self._profile) if index == part else file_prefix(self._profile)
        asked = urlencode({"url": f"{prefix}*", "output": "json", "page": number})

        def read(reply: Reply) -> tuple[Memento, ...]:
            ended = number > 0 or is_message(reply.body)
            return () if reply.status in _END and ended else read_cdxj(_found(reply))

        mementos = self._client.ask(*(f"{index}?{asked}",) * _TRIES, read=read)
        places = {memento.place for memento in mementos}
        more = not places <= self._seen  # a server may not know page numbers, and answer the same for each
        self._seen |= places
        return IndexPage(of_log(mementos, self._profile), str(number + 1) if more else "")

    def fetch(self, memento: Memento) -> Judgement:
        """Return the capture in one record, read with a ranged request."""
        place = RecordPlace.parse(memento.place)
        if place.cut:
            return Refused("the crawler kept a part of it only")
        address = f"{self._endpoint.address('data_url').rstrip('/')}/{place.filename}"
        packed = self._client.ask(*(address,) * _TRIES, read=_part, part=(place.first, place.last))
        if isinstance(packed, Refused):
            return packed
        return self._judge(memento, packed, f"{address}#{place.first}-{place.last}")

    def _judge(self, memento: Memento, packed: bytes, origin: str) -> Judgement:
        """Return the page in a packed record. Never cut, and of no other address than the index says."""
        items = [*read_warc(BytesIO(packed), len(packed), origin, self._profile, memento.captured_at)]
        item = items[0] if len(items) == 1 else Rejected(origin, f"{len(items)} records stand there", True)
        if not isinstance(item, Capture):
            return Refused(item.reason)
        if page_key(item.url) != page_key(memento.url):
            return Refused(f"the record is of {item.url}")
        if len(item.body) in _CUT_SIZES:
            return Refused(f"cut: it has {len(item.body):,} bytes, as many as the crawler keeps")
        return replace(item, source="common-crawl", origin=origin)


def _found(reply: Reply) -> bytes:
    if reply.status != 200:
        raise NotAnIndex(f"status {reply.status}")
    return reply.body


def _part(reply: Reply) -> bytes | Refused:
    if reply.status == 206:
        return reply.body
    return Refused(f"status {reply.status} instead of a record")
