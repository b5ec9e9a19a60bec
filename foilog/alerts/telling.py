"""From searches to messages: what is new is noted first and sent then, so nothing is told twice or lost."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_chain, wait_fixed

from archive.search.opening import Connection, open_published
from archive.search.overview import read_freshness
from archive.search.runs import newest_manifest
from archive.store.captures import CaptureStore
from archive.upkeep.alerts import AlertBook, Waiting, matching_ids, told_responses
from foilog.alerts.mail import send_mail
from foilog.alerts.message import Health, Message, compose, health
from foilog.alerts.settings import Alert, Settings
from foilog.alerts.undelivered import Undelivered
from foilog.alerts.webhook import post

_PAUSES = (1.0, 4.0)  # seconds before the second and the third try of a run
_GIVEN_UP = timedelta(days=14)
_NIGHTS_VARY = timedelta(hours=12)  # a nightly run comes an hour early or late


@dataclass(slots=True)
class Outcome:
    """What became of the alerts: messages sent, messages that wait, and a line for each trouble."""

    sent: int = 0
    waiting: int = 0
    troubles: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What an alert would tell now. ``new`` is None for one that begins now, which tells nothing."""

    alert: str
    search: str
    found: int
    new: int | None
    heartbeat: bool


def foresee(data: Path, settings: Settings, now: datetime) -> tuple[Foreseen, ...]:
    """Return what ``tell`` would send for each alert, and write nothing. Raises StorageError."""
    with (
        closing(open_published(data / "foi.db")) as public,
        CaptureStore.open(data / "captures.db", read_only=True) as store,
    ):
        book = AlertBook(store)
        return tuple(_foreseen(book, public, alert, now) for alert in settings.alerts)


def tell(data: Path, settings: Settings, now: datetime, pauses: Sequence[float] = _PAUSES) -> Outcome:
    """Note what the alerts newly find and send every message that waits. Needs the archive's lock.

    A message that nobody takes is tried again after each of ``pauses`` (seconds), and then in later runs for
    two weeks. Raises StorageError.
    """
    with (
        closing(open_published(data / "foi.db")) as public,
        CaptureStore.open(data / "captures.db") as store,
    ):
        book = AlertBook(store)
        for alert in settings.alerts:
            _note(book, public, alert, now)
        sending = _Round(settings, public, book, health(store.runs(), now), now, pauses)
        for waiting in book.due(now):
            sending.deal_with(waiting)
        return replace(sending.outcome, waiting=book.waiting())


def _foreseen(book: AlertBook, public: Connection, alert: Alert, now: datetime) -> Foreseen:
    found = matching_ids(public, alert.search)
    new = book.new_matches(alert.name, alert.asked, found)
    quiet = new is not None and not new and _quiet_too_long(book, alert, now)
    return Foreseen(alert.name, alert.asked, len(found), None if new is None else len(new), quiet)


def _note(book: AlertBook, public: Connection, alert: Alert, now: datetime) -> None:
    found = matching_ids(public, alert.search)
    new = book.new_matches(alert.name, alert.asked, found)
    if new is None:
        book.begin(alert.name, alert.asked, found, now)
    elif new or _quiet_too_long(book, alert, now):
        book.add_messages(alert.name, new, alert.targets, now)


def _quiet_too_long(book: AlertBook, alert: Alert, now: datetime) -> bool:
    quiet = now - book.quiet_since(alert.name)
    return bool(alert.heartbeat_days) and quiet + _NIGHTS_VARY >= timedelta(days=alert.heartbeat_days)


class _Round:
    """One round of sending. A server that takes nothing is not asked again in the same round."""

    def __init__(
        self,
        settings: Settings,
        public: Connection,
        book: AlertBook,
        well: Health,
        now: datetime,
        pauses: Sequence[float],
    ) -> None:
        self.outcome = Outcome()
        self._settings = settings
        self._alerts = {alert.name: alert for alert in settings.alerts}
        self._public = public
        self._fictional = read_freshness(public).fictional
        self._manifest = newest_manifest(public)
        self._book = book
        self._health = well
        self._now = now
        self._closed: dict[str, Undelivered] = {}
        self._retrying = Retrying(
            retry=retry_if_exception(lambda error: isinstance(error, Undelivered) and error.for_all),
            wait=wait_chain(*map(wait_fixed, pauses)),
            stop=stop_after_attempt(len(pauses) + 1),
            reraise=True,
        )

    def deal_with(self, waiting: Waiting) -> None:
        """Send a message, or drop one that nobody is to get any more, or put it off."""
        alert = self._alerts.get(waiting.alert)
        found = told_responses(self._public, waiting.response_ids)
        if alert is None or waiting.target not in alert.targets or (waiting.response_ids and not found):
            self._book.drop(waiting)  # taken out of the list, or everything in it was taken down
            return
        message = compose(
            waiting,
            alert,
            found,
            self._health,
            self._settings.site,
            fictional=self._fictional,
            manifest=self._manifest,
        )
        try:
            self._send(alert, waiting.target, message)
        except Undelivered as error:
            self._put_off(waiting, error)
        else:
            self._book.drop(waiting)
            self.outcome.sent += 1

    def _put_off(self, waiting: Waiting, error: Undelivered) -> None:
        told = f"alert {waiting.alert!r} to {waiting.target.removeprefix('mailto:')}: {error}"
        if self._now - datetime.fromisoformat(waiting.made_at) > _GIVEN_UP:
            self._book.drop(waiting)
            self.outcome.troubles.append(f"{told}; given up after {_GIVEN_UP.days} days")
        else:
            self._book.put_off(waiting, self._now)
            self.outcome.troubles.append(f"{told}; it will be tried again")

    def _send(self, alert: Alert, target: str, message: Message) -> None:
        """Raises Undelivered."""
        server = alert.webhook if target == "webhook" else "mail"
        if server in self._closed:
            raise self._closed[server]
        try:
            self._retrying(self._send_once, alert, target, message)
        except Undelivered as error:
            if error.for_all:
                self._closed[server] = error
            raise

    def _send_once(self, alert: Alert, target: str, message: Message) -> None:
        if target == "webhook":
            post(alert.webhook, message)
        else:
            assert self._settings.smtp is not None
            send_mail(self._settings.smtp, target.removeprefix("mailto:"), message, self._now)
