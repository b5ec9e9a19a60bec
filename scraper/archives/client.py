"""Asks a public archive, one thing at a time, at its pace, and stops when it asks us to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import urlsplit

import httpx
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt

from parsers.profile import Endpoint
from scraper.archives.memento import NotAnIndex, SiteExcluded, says_excluded
from scraper.bodies import read_raw
from scraper.content_coding import decode_body
from scraper.fetch_errors import (
    CutBody,
    HostKeepsFailing,
    HostRefuses,
    NoAnswer,
    PageFailed,
    ServerError,
    ToldToWait,
    UnreadableBody,
)
from scraper.manners import LONGEST_PAUSE_SECONDS, Pace, one_connection, retry_after
from scraper.public_hosts import refuse_private
from scraper.saved_errors import Damaged
from scraper.warc import MOST_BODY_BYTES

T = TypeVar("T")

# The Internet Archive answers 30 requests a minute to its index and asks programs to stay at 24:
# https://github.com/edgi-govdata-archiving/wayback, release 0.5.1.
_LEAST_SECONDS = 2.5
_PAUSE = 24  # delays between requests, after the first 429: a minute
_FAILURES_IN_A_ROW = 3
_TIMEOUT = httpx.Timeout(60.0, connect=15.0)  # the index may take a while over a large site
_DROPPED = (httpx.ConnectError, httpx.RemoteProtocolError, httpx.ReadError)


@dataclass(frozen=True, slots=True)
class Reply:
    """What an archive answered. Header names are in lower case; the body has no encoding left."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def memento(self) -> str:
        """The moment of the capture that this replays; empty for words of the archive's own."""
        return self.headers.get("memento-datetime", "")


class ArchiveClient:
    """One connection to one archive. A context manager.

    Raises NoContact at once for a public archive without a contact. ``answered`` says whether anything came
    but errors of its own.
    """

    def __init__(self, endpoint: Endpoint, contact: str) -> None:
        delay = endpoint.min_delay_seconds
        self.pace = Pace(delay if endpoint.loopback else max(delay, _LEAST_SECONDS))
        self.answered = False
        self._complaints: set[int] = set()  # statuses by which it asked us to go slower
        self._failures = 0
        self._public = not endpoint.loopback
        self._looked_up: set[str] = set()  # hosts
        self._http = one_connection(contact, endpoint.addresses[0][1], public=self._public, timeout=_TIMEOUT)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def ask(self, *urls: str, read: Callable[[Reply], T], part: tuple[int, int] | None = None) -> T:
        """Return what ``read`` makes of the answer. Each of ``urls`` is for one try, in turn.

        ``part`` is the first and last byte wanted; then the body of any answer but 206 is left unread, as it
        may be the whole file. Another try follows where the archive fails, or ``read`` raises NotAnIndex.
        After the last one raises NoAnswer, ServerError, CutBody or UnreadableBody, and HostKeepsFailing after
        several such calls; the other HostStopped errors at once.
        """
        tries = iter(urls)
        patience = Retrying(
            retry=retry_if_exception_type((NoAnswer, ServerError, CutBody, NotAnIndex)),
            stop=stop_after_attempt(len(urls)),
            wait=self.pace.before_another_try,
            reraise=True,
        )
        try:
            result = patience(lambda: read(self._reply(next(tries), part)))
        except SiteExcluded as error:
            raise HostRefuses(urls[-1], error.reason) from error
        except (NotAnIndex, PageFailed) as error:
            failed = error if isinstance(error, PageFailed) else UnreadableBody(urls[-1], error.reason)
            self._failures += 1
            if self._failures < _FAILURES_IN_A_ROW:
                raise failed from error
            reason = f"{self._failures} addresses in a row gave nothing, the last: {failed.reason}"
            raise HostKeepsFailing(failed.url, reason) from error
        self._failures = 0
        return result

    def _reply(self, url: str, part: tuple[int, int] | None) -> Reply:
        """Return an answer about the address; raise for one about us, or about the archive's own trouble."""
        reply = self._request(url, part)
        if reply.memento:
            return reply
        if reply.status == httpx.codes.TOO_MANY_REQUESTS:
            self._pause(url, reply)
            return self._reply(url, part)
        if reply.status >= 500 or "x-archive-wayback-runtime-error" in reply.headers:
            if reply.status == httpx.codes.SERVICE_UNAVAILABLE:
                self._complaints.add(reply.status)
            raise ServerError(url, f"the archive answered with status {reply.status}")
        if reply.status in {401, 403} and not says_excluded(reply.body):
            raise HostRefuses(url, f"the archive refuses us (status {reply.status})")
        return reply

    def _pause(self, url: str, reply: Reply) -> None:
        """Rest as long as a 429 says, or a minute at the usual pace; the second 429 ends the run."""
        stated = retry_after(reply.headers.get("retry-after", ""), datetime.now(UTC))
        if reply.status in self._complaints or (stated or 0) > LONGEST_PAUSE_SECONDS:
            raise ToldToWait(url, stated)
        self._complaints.add(reply.status)
        self.pace.rest(max(_PAUSE * self.pace.seconds, stated or 0))

    def _request(self, url: str, part: tuple[int, int] | None) -> Reply:
        headers = {"Range": f"bytes={part[0]}-{part[1]}", "Accept-Encoding": "identity"} if part else {}
        host = urlsplit(url).netloc
        if self._public and host not in self._looked_up:
            refuse_private(url)
            self._looked_up.add(host)
        self.pace.wait()
        try:
            with self._http.stream("GET", url, headers=headers) as response:
                self.answered = self.answered or not response.is_server_error
                return _read(response, url, whole=part is None)
        except httpx.TransportError as error:
            if self._complaints and isinstance(error, _DROPPED):
                raise HostRefuses(url, f"it shuts us out after asking for a pause ({error})") from error
            raise NoAnswer(url, f"no answer ({str(error) or type(error).__name__})") from error
        except httpx.InvalidURL as error:
            raise UnreadableBody(url, f"not an address ({error})") from error
        finally:
            self.pace.rest()


def _read(response: httpx.Response, url: str, *, whole: bool) -> Reply:
    headers = {name.lower(): value for name, value in response.headers.items()}
    if not whole and response.is_success and response.status_code != httpx.codes.PARTIAL_CONTENT:
        raise UnreadableBody(url, "the whole file was sent instead of the part asked for; it was not read")
    if not whole and response.is_error:
        return Reply(response.status_code, headers, b"")
    raw = read_raw(response, MOST_BODY_BYTES)
    try:
        body = decode_body(raw, headers.get("content-encoding", ""), "", MOST_BODY_BYTES)
    except Damaged as error:
        raise CutBody(url, error.reason) from error
    return Reply(response.status_code, headers, body)
