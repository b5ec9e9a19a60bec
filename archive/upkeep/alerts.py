"""What alerts have found and told, kept in captures.db, and the responses as the public file has them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from archive.search.asked import Search
from archive.search.matching import matching
from archive.search.sets import newest_first
from archive.store.captures import CaptureStore
from archive.store.moments import utc_text

_FIRST_WAIT = timedelta(minutes=15)
_LONGEST_WAIT = timedelta(days=1)


class Waiting(NamedTuple):
    """A message to one target, a mail address or a webhook. Without ``response_ids`` it is a sign of life.

    ``key`` stays the same however often it is tried; ``made_at`` is UTC, ISO 8601.
    """

    key: str
    target: str
    alert: str
    response_ids: tuple[str, ...]
    made_at: str
    tries: int


class Told(NamedTuple):
    """A response as it is told of."""

    id: str
    reference: str | None
    title: str | None
    published: str | None
    decision: str
    url: str | None


class AlertBook:
    """The alerts' own memory. Raises StorageError."""

    def __init__(self, store: CaptureStore) -> None:
        self._store = store

    def new_matches(self, alert: str, search: str, found: Iterable[str]) -> tuple[str, ...] | None:
        """Return which of the responses ``found`` nobody was told of; None for an alert that begins now."""
        known = self._store.execute("select search from alerts where name = ?", (alert,)).fetchone()
        if known != (search,):
            return None
        rows = self._store.execute("select response_id from alert_matches where alert = ?", (alert,))
        seen = {response_id for (response_id,) in rows}
        return tuple(response_id for response_id in found if response_id not in seen)

    def begin(self, alert: str, search: str, found: Iterable[str], now: datetime) -> None:
        """Keep what an alert finds at its beginning, of which nobody is told."""
        with self._store.transaction():
            self._store.execute("delete from alert_matches where alert = ?", (alert,))
            self._store.execute("delete from alert_messages where alert = ?", (alert,))
            self._store.execute(
                "insert or replace into alerts values (?, ?, ?)", (alert, search, utc_text(now))
            )
            self._keep_matches(alert, found)

    def add_messages(
        self, alert: str, response_ids: Sequence[str], targets: Collection[str], now: datetime
    ) -> None:
        """Keep a message for each target, so that it is sent sooner or later and nothing in it told again."""
        moment = utc_text(now)
        key = sha256(json.dumps([alert, moment, *response_ids]).encode()).hexdigest()[:32]
        with self._store.transaction():
            self._keep_matches(alert, response_ids)
            self._store.execute("update alerts set told_at = ? where name = ?", (moment, alert))
            for target in targets:
                self._store.execute(
                    "insert into alert_messages (key, target, alert, response_ids, made_at, due)"
                    " values (?, ?, ?, ?, ?, ?)",
                    (key, target, alert, json.dumps(response_ids), moment, moment),
                )

    def quiet_since(self, alert: str) -> datetime:
        """Return when the alert last told something, or began."""
        row = self._store.execute("select told_at from alerts where name = ?", (alert,)).fetchone()
        return datetime.fromisoformat(row[0])

    def due(self, now: datetime) -> tuple[Waiting, ...]:
        """Return the messages to be tried now, the oldest first."""
        rows = self._store.execute(
            "select key, target, alert, response_ids, made_at, tries from alert_messages where due <= ?"
            " order by made_at, alert, target",
            (utc_text(now),),
        )
        return tuple(
            Waiting(key, target, alert, tuple(json.loads(ids)), made_at, tries)
            for key, target, alert, ids, made_at, tries in rows
        )

    def waiting(self) -> int:
        """Return how many messages nobody has taken yet."""
        count: int = self._store.execute("select count(*) from alert_messages").fetchone()[0]
        return count

    def drop(self, message: Waiting) -> None:
        """Forget a message that was taken, or that nobody is to get any more."""
        self._store.execute("delete from alert_messages where key = ? and target = ?", message[:2])

    def put_off(self, message: Waiting, now: datetime) -> None:
        """Keep that a message was not taken: the next run tries again, later ones less and less often."""
        wait = timedelta()
        if message.tries:
            wait = min(_FIRST_WAIT * 2 ** min(message.tries - 1, 10), _LONGEST_WAIT)
        self._store.execute(
            "update alert_messages set tries = tries + 1, due = ? where key = ? and target = ?",
            (utc_text(now + wait), *message[:2]),
        )

    def _keep_matches(self, alert: str, response_ids: Iterable[str]) -> None:
        for response_id in response_ids:
            self._store.execute("insert or ignore into alert_matches values (?, ?)", (alert, response_id))


def matching_ids(public: sqlite3.Connection, search: Search) -> tuple[str, ...]:
    """Return the ids of all responses that ``search`` finds, the newest first."""
    found = matching(public, search.query, search.filters).rows
    ids = dict(public.execute("select rowid, id from responses").fetchall())
    return tuple(ids[row] for row in newest_first(found))


def told_responses(public: sqlite3.Connection, response_ids: Sequence[str]) -> tuple[Told, ...]:
    """Return those of the responses that are published now, the newest first."""
    rows = public.execute(
        "select id, reference, title, published, decision, url from responses"
        " where id in (select value from json_each(?)) order by published desc, id",
        (json.dumps(response_ids),),
    )
    return tuple(Told(*row) for row in rows)
