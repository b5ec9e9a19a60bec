"""What a message says: pure, from the responses, the alert and how fresh the archive is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from archive.store.captures import Run
from archive.upkeep.alerts import Told, Waiting
from archive.upkeep.report import last_complete_check
from foilog.alerts.settings import Alert
from web.addresses import response_address, search_address
from web.frame import STALE_AFTER_HOURS
from web.wording import DECISIONS, date_and_time, hours_since, long_date, plural

_LISTED = 100  # responses in a message; the rest by a link
_SUBJECT = 120  # characters


@dataclass(frozen=True, slots=True)
class Health:
    """How far a quiet alert can be believed: ``state`` is fresh or stale, ``sentence`` says since when."""

    state: str
    last_check: str | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Message:
    """A message as mail and as JSON. The subject is one line."""

    key: str
    subject: str
    text: str
    payload: str


def health(runs: Sequence[Run], now: datetime) -> Health:
    """Return whether the archive is looked after, from all its runs, the oldest first.

    Of several sites the one that was checked longest ago tells.
    """
    sites = dict.fromkeys(run.site for run in runs if run.site) or {"": None}
    each = [_health(site, [run for run in runs if run.site in (site, "")], now) for site in sites]
    return min(each, key=lambda one: one.last_check or "")


def _health(site: str, runs: Sequence[Run], now: datetime) -> Health:
    check = last_complete_check(runs)
    checked = check.finished if check else None
    named = f" of {site}" if site else ""
    if checked and hours_since(checked, now) <= STALE_AFTER_HOURS:
        return Health("fresh", checked, f"The last complete check{named} ended {date_and_time(checked)}.")
    since = f"since {date_and_time(checked)}" if checked else "so far"
    last = runs[-1] if runs else None
    if last is None or (check and last.id == check.id):
        why = "No refresh has run since."
    elif last.finished is None:
        why = f"The last run began {date_and_time(last.started)} and did not end."
    else:
        why = f"The last run ended {date_and_time(last.finished)} with code {last.exit_code}: {last.message}."
    broken = f"The refresh{named} is BROKEN or does not run: no complete check {since}."
    return Health("stale", checked, f"{broken} {why}")


def compose(
    waiting: Waiting,
    alert: Alert,
    found: Sequence[Told],
    well: Health,
    site: str,
    *,
    fictional: bool,
    manifest: str | None,
) -> Message:
    """Return the message for these responses; without any it is a sign of life, ``well`` or not.

    ``site`` is where readers find the archive; where it is empty, links lead to the source's own pages.
    ``manifest`` is the digest of the newest one: whoever keeps the message can prove what was held then.
    """
    practice = "Practice data, invented. " if fictional else ""
    subject = one_line(practice + _subject(alert, found, well))
    link = f"{site}{search_address(alert.search)}" if site else ""
    lines = [f"{_subject(alert, found, well)}.", ""]
    for response in found[:_LISTED]:
        lines += [*_listed(response, site), ""]
    if len(found) > _LISTED:
        lines += [f"... and {len(found) - _LISTED} more.", ""]
    lines += [f"The search: {alert.asked or 'everything'}", *([link] if link else []), "", well.sentence]
    lines += [f"Newest manifest: {manifest}"] if manifest else []
    text = "\n".join(
        [*([practice.strip(), ""] if practice else []), *lines, "", f"Message {waiting.key}", ""]
    )
    payload = {
        "idempotency_key": waiting.key,
        "kind": "matches" if found else "heartbeat",
        "alert": alert.name,
        "search": alert.asked,
        "search_url": link or None,
        "made_at": waiting.made_at,
        "total": len(found),
        "responses": [_as_json(response, site) for response in found[:_LISTED]],
        "archive": {
            "state": well.state,
            "last_complete_check": well.last_check,
            "sentence": well.sentence,
            "newest_manifest": manifest,
        },
        "fictional": fictional,
    }
    return Message(waiting.key, subject, text, json.dumps(payload, ensure_ascii=False))


def one_line(text: str) -> str:
    """Return ``text`` as one line without control characters, cut where it is long: fit for a mail header.

    >>> one_line("Swans\\r\\nBcc: everyone@example.org")
    'Swans Bcc: everyone@example.org'
    """
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return plain if len(plain) <= _SUBJECT else f"{plain[: _SUBJECT - 1]}…"


def _subject(alert: Alert, found: Sequence[Told], well: Health) -> str:
    if len(found) == 1:
        return f"{alert.name}: {found[0].title or found[0].reference or found[0].id}"
    if found:
        return f"{alert.name}: {plural(len(found), 'new response')}"
    return f"{alert.name}: {'the archive is stale' if well.state == 'stale' else 'nothing new, all is well'}"


def _listed(response: Told, site: str) -> list[str]:
    dated = f"published {long_date(response.published)}, " if response.published else ""
    address = f"{site}{response_address(response.id)}" if site else response.url
    return [
        one_line(response.title or "(no title)"),
        f"  {response.reference or response.id}, {dated}{DECISIONS[response.decision].badge.lower()}",
        *([f"  {address}"] if address else []),
    ]


def _as_json(response: Told, site: str) -> dict[str, Any]:
    return {**response._asdict(), "permalink": f"{site}{response_address(response.id)}" if site else None}
