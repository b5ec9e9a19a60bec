"""The polite client: says who it is, asks one host one thing at a time, and stops when told to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Protocol, Self
from urllib.parse import urlsplit

import httpx
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
)

from parsers.addresses import clean_address
from parsers.impostors import Kind, recognise, recognise_file
from parsers.models import Capture
from parsers.profile import Profile
from scraper.bodies import read_whole
from scraper.fetch_errors import (
    ChallengePage,
    CutBody,
    FetchError,
    HostKeepsFailing,
    HostRefuses,
    HostStopped,
    NoAnswer,
    PageFailed,
    RedirectTrouble,
    RobotsForbids,
    RobotsUnreachable,
    ServerError,
    ToldToWait,
    TookTooLong,
    UnreadableBody,
)
from scraper.kept_headers import kept_headers
from scraper.manners import LONGEST_PAUSE_SECONDS, Pace, one_connection, retry_after
from scraper.public_hosts import refuse_private
from scraper.robots import Robots, read_robots

PAGE_BYTES = 50_000_000
FILE_BYTES = 100_000_000  # the largest spreadsheets of such logs have tens of megabytes
_TRIES = 5
_TRIES_IF_SLOW = 2  # who waits half a minute for each does not wait five times
_UNSTATED_PAUSE = 10  # delays between requests, where a 429 does not say how long
_REDIRECTS = 5
_FAILURES_IN_A_ROW = 8
_REFUSALS_IN_A_ROW = 3  # of files: one may be closed to everybody, several are the host's word to us
_CLOSED = frozenset({401, 403})
_TIMEOUT = httpx.Timeout(30.0, connect=15.0)
_MOVED = frozenset({301, 302, 303, 307, 308})


Tell = Callable[[Capture], Kind]  # what an answer is


def utc_now() -> datetime:
    """Return the time by this machine's clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came for one address: the last answer, what it is, and the redirects that led to it."""

    capture: Capture
    kind: Kind
    hops: tuple[Capture, ...] = ()


class Held(Protocol):
    """What is held already of the host's pages, so that they need not come again."""

    def validators(self, url: str) -> tuple[str, str] | None:
        """Return the tag and the date, either may be empty, that the page was last given with."""

    def page(self, url: str) -> Capture:
        """Return the page itself, for which ``validators`` gave something."""


class NothingHeld:
    """A Held for who begins."""

    def validators(self, url: str) -> None:
        """Return None for every page."""

    def page(self, url: str) -> Capture:
        """Raise KeyError: nothing is held."""
        raise KeyError(url)


class PoliteClient:
    """Fetches pages of one profile's host, under its robots.txt. A context manager.

    What is ``held`` is asked for on condition that it changed. ``clock`` dates what comes.
    Raises NoContact at once for a public host without a contact. After a HostStopped every further call
    raises that same error and asks for nothing.
    """

    def __init__(
        self, profile: Profile, held: Held | None = None, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self.profile = profile
        self.held = held or NothingHeld()
        self.pace = Pace(profile.min_delay_seconds)
        self._clock = clock
        self._looked_up: set[str] = set()
        self._robots: Robots | None = None
        self._stopped: HostStopped | None = None
        self._failures = 0
        self._refusals = 0
        self._http = one_connection(
            profile.contact, profile.base_url, public=not profile.loopback, timeout=_TIMEOUT
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def get(self, url: str, *, max_bytes: int = PAGE_BYTES) -> Answer:
        """Return the whole answer for ``url`` after redirects on its host, whatever its status below 500.

        It is ``unchanged`` where the page is still as it is held. Raises RobotsForbids, a HostStopped or a
        PageFailed of scraper.fetch_errors; each names the address.
        """
        self.read_rules()
        return self._get(url, max_bytes, self._recognise)

    def get_file(self, url: str, *, max_bytes: int = FILE_BYTES) -> Answer:
        """Return the answer for the address of a file as ``get`` does; no page is ever taken for the file.

        A file that is closed to everybody is answered with its status; several in a row are a refusal.
        """
        self.read_rules()
        answer = self._get(url, max_bytes, recognise_file)
        self._refusals = self._refusals + 1 if answer.capture.status in _CLOSED else 0
        if self._refusals >= _REFUSALS_IN_A_ROW:
            reason = f"the host refuses {self._refusals} files in a row (status {answer.capture.status})"
            self._stopped = HostRefuses(url, reason, (*answer.hops, answer.capture))
            raise self._stopped
        return answer

    def _get(self, url: str, max_bytes: int, tell: Tell) -> Answer:
        try:
            answer = self._follow(url, self._robots, max_bytes, tell)
        except HostStopped as error:
            self._stopped = error
            raise
        except (NoAnswer, ServerError) as error:
            self._failures += 1
            if self._failures < _FAILURES_IN_A_ROW:
                raise
            reason = f"{self._failures} pages in a row got no answer, the last: {error.reason}"
            self._stopped = HostKeepsFailing(url, reason, error.captures)
            raise self._stopped from error
        self._failures = 0
        return answer

    def read_rules(self) -> Answer | None:
        """Ask for robots.txt, unless that is done, and return what came. Raises a HostStopped."""
        if self._stopped:
            raise self._stopped
        if self._robots:
            return None
        try:
            answer = self._follow(self.profile.absolute("/robots.txt"), None, PAGE_BYTES, self._recognise)
            self._robots = read_robots(self.whole(answer))
        except PageFailed as error:
            self._stopped = RobotsUnreachable(error.url, error.reason, error.captures)
            raise self._stopped from error
        except HostStopped as error:
            self._stopped = error
            raise
        self.pace.seconds = max(self.pace.seconds, self._robots.delay_seconds)
        return answer

    def sitemaps(self) -> tuple[str, ...]:
        """Return the addresses of the sitemaps that robots.txt names, once it was read."""
        return tuple(self._robots.sitemaps()) if self._robots else ()

    def whole(self, answer: Answer) -> Capture:
        """Return the page that ``answer`` brought, or the one held where that is unchanged."""
        return self.held.page(answer.capture.url) if answer.kind == "unchanged" else answer.capture

    def _follow(self, url: str, robots: Robots | None, max_bytes: int, tell: Tell) -> Answer:
        """Follow redirects by hand: on this host, under its rules if they are known, to an end."""
        hops: tuple[Capture, ...] = ()
        asked: set[str] = set()
        while True:
            if not self._on_host(url):
                raise RedirectTrouble(url, "on another host, which is not followed", hops)
            if robots and not robots.allows(url):
                raise RobotsForbids(url, "closed by robots.txt", hops)
            if url in asked or len(hops) > _REDIRECTS:
                raise RedirectTrouble(url, f"its redirects do not end ({len(hops)} followed)", hops)
            asked.add(url)
            try:
                answer = self._ask_patiently(url, max_bytes, tell)
            except FetchError as error:
                error.captures = (*hops, *error.captures)
                raise
            location = dict(answer.capture.headers).get("location", "")
            if answer.capture.status not in _MOVED or not location:
                kind = "error" if answer.kind == "redirect" else answer.kind  # it leads nowhere
                return Answer(answer.capture, kind, hops)
            hops = (*hops, answer.capture)
            url = _target(url, location, hops)

    def _recognise(self, capture: Capture) -> Kind:
        return recognise(capture, self.profile)

    def _on_host(self, url: str) -> bool:
        try:
            parts = urlsplit(url)
            return parts.scheme in {"http", "https"} and parts.port != 0 and self.profile.same_host(url)
        except ValueError:  # a port that is no port
            return False

    def _ask_patiently(self, url: str, max_bytes: int, tell: Tell) -> Answer:
        patience = Retrying(
            retry=retry_if_exception(_worth_another_try),
            stop=_enough,
            wait=self._pause,
            reraise=True,
        )
        return patience(self._ask, url, max_bytes, tell)

    def _pause(self, state: RetryCallState) -> float:
        """Seconds before another try: growing, with jitter, and at least what the host asks for."""
        growing = self.pace.before_another_try(state)
        error = state.outcome.exception() if state.outcome else None
        if not isinstance(error, ToldToWait):
            return growing
        stated = error.seconds if error.seconds is not None else _UNSTATED_PAUSE * self.pace.seconds
        return max(growing, stated)

    def _ask(self, url: str, max_bytes: int, tell: Tell) -> Answer:
        """Make one request and say what came; raise for what is no answer about the page."""
        conditions = _conditions(self.held.validators(url))
        self.pace.wait()
        try:
            capture = self._receive(url, conditions, max_bytes)
        finally:
            self.pace.rest()
        kind = tell(capture)
        if kind == "unchanged" and not conditions:
            raise UnreadableBody(url, "answered that nothing changed (304), which was not asked")
        if kind == "challenge":
            raise ChallengePage(url, f"a browser check (status {capture.status})", (capture,))
        if kind == "block":
            raise HostRefuses(url, f"the host refuses us (status {capture.status})", (capture,))
        pause = retry_after(dict(capture.headers).get("retry-after", ""), capture.captured_at)
        if kind == "rate-limit" or (capture.status == 503 and pause is not None):
            raise ToldToWait(url, pause, (capture,))
        if capture.status >= 500:
            raise ServerError(url, f"status {capture.status}", (capture,))
        return Answer(capture, kind)

    def _receive(self, url: str, conditions: dict[str, str], max_bytes: int) -> Capture:
        self._look_up(url)
        try:
            with self._http.stream("GET", url, headers=conditions) as response:
                return self._capture(url, response, _body(response, max_bytes))
        except httpx.InvalidURL as error:
            raise RedirectTrouble(url, f"not an address ({error})") from error
        except httpx.TimeoutException as error:
            raise TookTooLong(url, f"no answer in time ({type(error).__name__})") from error
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise NoAnswer(url, f"no answer ({str(error) or type(error).__name__})") from error

    def _look_up(self, url: str) -> None:
        host = urlsplit(url).netloc
        if not self.profile.loopback and host not in self._looked_up:
            refuse_private(url)
            self._looked_up.add(host)

    def _capture(self, url: str, response: httpx.Response, body: bytes) -> Capture:
        return Capture(
            url=clean_address(url),
            captured_at=self._clock(),
            status=response.status_code,
            content_type=response.headers.get("content-type", ""),
            body=body,
            source="live",
            origin=url,
            headers=kept_headers(response.headers.items()),
        )


def _conditions(validators: tuple[str, str] | None) -> dict[str, str]:
    """Return the headers that ask for a page only if it is another than these were given with."""
    named = zip(("If-None-Match", "If-Modified-Since"), validators or (), strict=False)
    return {header: value for header, value in named if value}


def _body(response: httpx.Response, max_bytes: int) -> bytes:
    """Return the body of a page, whole; of errors and redirects, whose status says enough, or nothing."""
    if response.is_success:
        try:
            return read_whole(response, max_bytes)
        except httpx.TimeoutException:
            raise
        except httpx.TransportError as error:
            raise CutBody(str(response.url), f"its body breaks off ({error})") from error
    try:
        return read_whole(response, max_bytes)
    except (FetchError, httpx.TransportError):
        return b""


def _target(url: str, location: str, hops: tuple[Capture, ...]) -> str:
    try:
        return str(httpx.URL(url).join(location.strip()).copy_with(fragment=None))
    except (httpx.InvalidURL, ValueError) as error:
        raise RedirectTrouble(url, f"redirects to {location!r}, which is not an address", hops) from error


def _enough(state: RetryCallState) -> bool:
    slow = state.outcome is not None and isinstance(state.outcome.exception(), TookTooLong)
    return state.attempt_number >= (_TRIES_IF_SLOW if slow else _TRIES)


def _worth_another_try(error: BaseException) -> bool:
    if isinstance(error, ToldToWait):
        return (error.seconds or 0) <= LONGEST_PAUSE_SECONDS
    return isinstance(error, NoAnswer | ServerError | CutBody)
