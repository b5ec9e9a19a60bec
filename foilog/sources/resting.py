"""Hosts that turned us away or asked for a pause: when they rest, and what a run says meanwhile."""

from __future__ import annotations

from datetime import datetime

from archive.store.captures import CaptureStore
from archive.store.rests import Rest, Rests
from foilog.outcome import ExitCode
from scraper.fetch_errors import ChallengePage, HostRefuses, HostStopped, RobotsForbids, ToldToWait
from scraper.schedule import next_rest, pause


def resting(store: CaptureStore, host: str, now: datetime) -> Rest | None:
    """Return the rest of ``host`` that is not over yet.

    A rest that seems to begin later than now was noted by a clock that ran ahead: it begins now.
    """
    rests = Rests(store)
    rest = rests.get(host)
    if rest and rest.since > now:
        rest = rest._replace(since=now, until=now + rest.length)
        rests.begin(host, rest)
    return rest if rest and now < rest.until else None


def rest_after(
    store: CaptureStore, host: str, error: HostStopped | RobotsForbids | None, now: datetime
) -> None:
    """Let ``host`` rest after a run that ``error`` ended, if it is one to rest after; None lifts its rest."""
    rests = Rests(store)
    last = rests.get(host)
    match error:
        case ChallengePage() | HostRefuses():
            length = next_rest(last.length if last and last.wall else None)
            rests.begin(host, Rest(now, now + length, wall=True, reason=error.reason))
        case ToldToWait() if error.seconds:
            rests.begin(host, Rest(now, now + pause(error.seconds), wall=False, reason=error.reason))
        case None if last:
            rests.lift(host)


def told(host: str, rest: Rest) -> tuple[ExitCode, str]:
    """Return how a run ends that finds ``host`` at rest, and why."""
    code = ExitCode.BLOCKED if rest.wall else ExitCode.PARTIAL
    return code, (
        f"{host} is left in peace until {rest.until:%Y-%m-%d %H:%M} UTC ({rest.reason}); nothing was asked;"
        " import pages saved in a browser, or wait"
    )
