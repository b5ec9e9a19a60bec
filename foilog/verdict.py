"""What a round over the live site comes to: its troubles, the exit code, and one line to read."""

from __future__ import annotations

from dataclasses import dataclass, field

from foilog.outcome import ExitCode, most_serious
from scraper.events import (
    Blocked,
    Event,
    Failed,
    Fetched,
    FileFailed,
    LimitReached,
    Listed,
    ListingEnded,
)
from scraper.fetch_errors import (
    CutBody,
    HostKeepsFailing,
    HostStopped,
    NoAnswer,
    PageFailed,
    RobotsForbids,
    RobotsUnreachable,
    ServerError,
    ToldToWait,
)

_ADVICE = {
    ExitCode.BLOCKED: "nothing was retried; import pages saved in a browser, or try again tomorrow",
    ExitCode.DRIFT: "the published database was left as it was; look at the listing in a browser",
    ExitCode.UNREACHABLE: "try again later",
    ExitCode.PARTIAL: "what came is kept, the rest waits for the next run",
}
NOT_READ = frozenset({"unrecognised", "error"})  # kinds of answers that count as failed


@dataclass(slots=True)
class Verdict:
    """Gathers troubles event by event. ``holds_items``: whether the archive held any before the round."""

    holds_items: bool
    listed: int = 0
    limited: bool = False
    _troubles: list[tuple[ExitCode, str]] = field(default_factory=list)
    _failure: PageFailed | None = None

    def take(self, event: Event) -> None:
        """Note what ``event`` says of the round."""
        match event:
            case Listed():
                self.listed += len(event.entries)
            case LimitReached():
                self.limited = True
            case Failed():
                self._failure = event.error
                self.add(ExitCode.PARTIAL, str(event.error))
            case FileFailed(error=NoAnswer() | ServerError() | CutBody()):
                self.add(ExitCode.PARTIAL, str(event.error))
            case Fetched() if event.kind in NOT_READ:
                self.add(ExitCode.PARTIAL, f"{event.capture.url}: not read as it should ({event.kind})")
            case Blocked():
                self.add(_blocked(event.error), str(event.error))
            case ListingEnded(complete=False):
                self.add(self._unlisted(), event.why)

    def ended(self) -> tuple[ExitCode, str]:
        """Return the exit code, and for any but DONE what happened and what to do."""
        if not self._troubles and not self.listed and self.holds_items:
            self.add(ExitCode.DRIFT, "the listing is empty, though it had items before")
        code = most_serious(code for code, _ in self._troubles)
        if code == ExitCode.DONE:
            return code, ""
        reasons = [why for known, why in self._troubles if known == code]
        more = f" (and {len(reasons) - 1} more like it)" if len(reasons) > 1 else ""
        return code, f"{reasons[0]}{more}; {_ADVICE[code]}"

    def add(self, code: ExitCode, why: str) -> None:
        """Note a trouble that stands in no single event."""
        self._troubles.append((code, why))

    def _unlisted(self) -> ExitCode:
        """Return what it means that a listing was left early: where it gave nothing at all, more."""
        if self.listed:
            return ExitCode.PARTIAL
        if self._failure is None:
            return ExitCode.DRIFT
        unreachable = isinstance(self._failure, NoAnswer | ServerError)
        return ExitCode.UNREACHABLE if unreachable else ExitCode.PARTIAL


def _blocked(error: HostStopped | RobotsForbids) -> ExitCode:
    if isinstance(error, RobotsUnreachable):
        return ExitCode.UNREACHABLE
    if isinstance(error, ToldToWait | HostKeepsFailing):
        return ExitCode.PARTIAL
    return ExitCode.BLOCKED
