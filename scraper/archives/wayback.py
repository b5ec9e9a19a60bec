"""The Wayback Machine: its CDX index, unfiltered and uncollapsed, and raw replays."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from parsers.models import Memento, Source
from parsers.profile import Endpoint, Profile
from scraper.archives.archive import IndexPage, Judgement, Refused
from scraper.archives.cdx import FIELDS, CdxPage, read_cdx
from scraper.archives.client import ArchiveClient, Reply
from scraper.archives.memento import NotAnIndex, of_log, says_excluded
from scraper.archives.prefixes import file_prefix, log_prefix
from scraper.archives.replay import judge_replay
from scraper.fetch_errors import HostRefuses

_ROWS = (3000, 600, 120)  # a heavy question times out; each try asks for less
_TRIES = 3
_EXCLUSIONS_IN_A_ROW = 5


class Wayback:
    """The Wayback Machine as one profile names it."""

    source: Source = "wayback"

    def __init__(self, profile: Profile, endpoint: Endpoint, client: ArchiveClient) -> None:
        self._profile = profile
        self._endpoint = endpoint
        self._client = client
        self._keys: set[tuple[str, str]] = set()
        self._excluded = 0

    def parts(self) -> tuple[str, ...]:
        """Return the folders of the log and of its files."""
        return tuple(dict.fromkeys((log_prefix(self._profile), file_prefix(self._profile))))

    def is_final(self, part: str, read_at: datetime) -> bool:
        """Return False: captures are added every day."""
        return False

    def read_index(self, part: str, at: str) -> IndexPage:
        """Return one answer of the index below ``part``.

        Filters of the index lose captures that are noted as "as before", so all rows are asked for.
        """
        empty = 0

        def read(reply: Reply) -> CdxPage:
            nonlocal empty
            if reply.status != 200 and not says_excluded(reply.body):
                raise NotAnIndex(f"status {reply.status}")
            if not reply.body.strip():
                empty += 1
                if at or empty < 2:  # it happens without reason; twice on a first page means none
                    raise NotAnIndex("an empty answer")
                return CdxPage((), "")
            page = read_cdx(reply.body)
            if page.resume_key and (page.resume_key == at or (part, page.resume_key) in self._keys):
                raise NotAnIndex(f"its key leads back to {page.resume_key!r}")
            return page

        page = self._client.ask(*(self._question(part, at, rows) for rows in _ROWS), read=read)
        self._keys.add((part, page.resume_key))
        return IndexPage(of_log(page.mementos, self._profile), page.resume_key)

    def _question(self, part: str, at: str, rows: int) -> str:
        asked = {
            "url": part,
            "matchType": "prefix",
            "output": "json",
            "fl": ",".join(FIELDS),
            "limit": str(rows),
            "showResumeKey": "true",
        }
        if at:
            asked["resumeKey"] = at
        return f"{self._endpoint.address('cdx_url')}?{urlencode(asked)}"

    def fetch(self, memento: Memento) -> Judgement:
        """Return the capture. Raises HostRefuses where the archive shows one page after another to nobody."""
        address = f"{self._endpoint.address('replay_url').rstrip('/')}/{memento.place}"
        judged = self._client.ask(
            *(address,) * _TRIES, read=lambda reply: judge_replay(memento, reply, self._profile, address)
        )
        hidden = isinstance(judged, Refused) and judged.hidden
        self._excluded = self._excluded + 1 if hidden else 0
        if self._excluded >= _EXCLUSIONS_IN_A_ROW:
            raise HostRefuses(address, f"the archive does not show {self._excluded} pages in a row")
        return judged
