"""How every client of ours behaves: it says who it is, rests between requests, and waits as told."""

from __future__ import annotations

import re
import ssl
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.metadata import metadata, version

import httpx
from tenacity import RetryCallState, wait_exponential, wait_random

from scraper.fetch_errors import NoContact
from scraper.robots import AGENT

LONGEST_PAUSE_SECONDS = 300.0  # a longer Retry-After ends the run
_SHORTEST_RETRY_SECONDS = 0.02
_LONGEST_RETRY_SECONDS = 60.0


class Pace:
    """Rest between the end of one request and the start of the next, by a clock that nobody sets."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._free_at = 0.0

    def wait(self) -> None:
        """Sleep until the rest is over."""
        if (left := self._free_at - time.monotonic()) > 0:
            time.sleep(left)

    def rest(self, seconds: float = 0.0) -> None:
        """Begin a rest, of ``seconds`` where that is longer than usual."""
        self._free_at = time.monotonic() + max(self.seconds, seconds)

    def before_another_try(self, state: RetryCallState) -> float:
        """Return the seconds to wait after a try that failed: growing from try to try, with jitter."""
        first = max(self.seconds, _SHORTEST_RETRY_SECONDS)
        return wait_exponential(first, _LONGEST_RETRY_SECONDS)(state) + wait_random(0, first)(state)


def project_address(urls: Iterable[str]) -> str:
    """Return the first address of a package's metadata, marked as crawlers do; '' where it names none.

    >>> project_address(["Homepage, https://foilog.example/"])
    '+https://foilog.example/'
    """
    return next((f"+{url.partition(', ')[2]}" for url in urls), "")


def user_agent(contact: str, host: str, *, public: bool) -> str:
    """Return the name we give: program, version, the project's address or else its purpose, and contact.

    Raises NoContact where ``host`` is public and nobody to write to is named, or not in plain characters.
    """
    contact = contact.strip()
    if public and not contact:
        raise NoContact(host, "no contact; set FOILOG_CONTACT to an e-mail or URL")
    if not contact.isascii() or not contact.isprintable():
        raise NoContact(host, "the contact must be an e-mail address or URL in plain characters")
    project = project_address(metadata("foilog").get_all("Project-URL") or ())
    about = "; ".join(filter(None, (project or "archive of FOI disclosure logs", contact)))
    return f"{AGENT}/{version('foilog')} ({about})"


def one_connection(contact: str, host: str, *, public: bool, timeout: httpx.Timeout) -> httpx.Client:
    """Return a client that says who we are, takes no cookies and follows no redirects.

    A proxy of the environment is used for public hosts alone. Raises NoContact as ``user_agent`` does.
    """
    return httpx.Client(
        headers={"User-Agent": user_agent(contact, host, public=public), "Accept-Encoding": "gzip"},
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        timeout=timeout,
        limits=httpx.Limits(max_connections=1),
        follow_redirects=False,
        trust_env=public,
        verify=_certificates(),
    )


@cache
def _certificates() -> ssl.SSLContext:
    """Return whose word on a host's identity is taken; read once, because that costs 50 ms."""
    return httpx.create_ssl_context()


def retry_after(stated: str, now: datetime) -> float | None:
    """Return the seconds that a Retry-After asks for, from a number or a date; None where it does not say."""
    stated = stated.strip()
    if re.fullmatch(r"[0-9]+", stated):
        return float(stated)
    try:
        moment = parsedate_to_datetime(stated)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
