"""What can go wrong when a page is asked for.

FetchError
├── NoContact            nobody to write to: set a contact
├── RobotsForbids        robots.txt closes this one address
├── HostStopped          nothing more is asked of the host in this run
│   ├── ChallengePage    a browser check stands in the way
│   ├── HostRefuses      401, 403, or a block page
│   ├── RobotsUnclear    robots.txt is answered by a page instead of rules
│   ├── RobotsUnreachable
│   ├── ToldToWait       429 or 503, and the wait outlasts the run
│   └── HostKeepsFailing one page after another gets no answer
└── PageFailed           this page waits for the next run
    ├── NoAnswer         refused, timed out, no such host, bad certificate, not HTTP
    │   └── TookTooLong
    ├── PrivateAddress   a public name that leads into a private network
    ├── ServerError      5xx, after several tries
    ├── CutBody          the body ended too early
    ├── UnreadableBody   partial content, an encoding not asked for, a 304 to no question
    │   └── TooLarge     larger than allowed
    └── RedirectTrouble  a loop, too many, or to another host
"""

from __future__ import annotations

from parsers.models import Capture


class FetchError(Exception):
    """A page that did not come. ``url`` is what was asked for, ``reason`` one plain clause.

    ``captures`` are the whole answers received on the way: evidence worth keeping.
    """

    def __init__(self, url: str, reason: str, captures: tuple[Capture, ...] = ()) -> None:
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.reason = reason
        self.captures = captures


class NoContact(FetchError):
    """The host is public and the profile names nobody to write to. Set ``contact``, or FOILOG_CONTACT."""


class RobotsForbids(FetchError):
    """The host's robots.txt closes this address. It was not requested; leave it alone."""


class HostStopped(FetchError):
    """Nothing more is asked of this host in this run."""


class ChallengePage(HostStopped):
    """A browser check stands in the way. Never retried; use archives or pages saved by a person."""


class HostRefuses(HostStopped):
    """The host refuses us. Never retried; use archives or pages saved by a person, or write to the owner."""


class RobotsUnclear(HostStopped):
    """A page stands where robots.txt should be, so the host's rules are unknown. Look at it by hand."""


class RobotsUnreachable(HostStopped):
    """robots.txt could not be had, so nothing may be asked for. Try again later."""


class ToldToWait(HostStopped):
    """The host asked for a pause. ``seconds`` is how long, None where it did not say. Try again after it."""

    def __init__(self, url: str, seconds: float | None, captures: tuple[Capture, ...] = ()) -> None:
        how_long = "a pause" if seconds is None else f"a pause of {seconds:.0f} s"
        super().__init__(url, f"the host asks for {how_long}", captures)
        self.seconds = seconds


class HostKeepsFailing(HostStopped):
    """One page after another got no answer, so the host is left in peace. Try again later."""


class PageFailed(FetchError):
    """This page did not come whole; it waits for the next run."""


class NoAnswer(PageFailed):
    """No HTTP answer came: refused, timed out, no such host, bad certificate. Says nothing about the page."""


class TookTooLong(NoAnswer):
    """The host took the connection and did not answer in time."""


class PrivateAddress(PageFailed):
    """The host's public name leads to a private address, which is not asked. Look at the name server."""


class ServerError(PageFailed):
    """The host answered with a 5xx status each time."""


class CutBody(PageFailed):
    """The body ended before its end; nothing of it is kept."""


class UnreadableBody(PageFailed):
    """Partial content, an encoding that was not asked for, or a 304 to no question."""


class TooLarge(UnreadableBody):
    """The body is larger than allowed; no more of it was read."""


class RedirectTrouble(PageFailed):
    """The redirects loop, are too many, or lead to another host, which is not followed."""
