"""Figures for Prometheus: how fresh and how whole the archive is, and how the site answers.

No label holds anything that a reader sent, so no reader can make the figures grow.
"""

from __future__ import annotations

import re
import time
from datetime import datetime
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from archive.search.standing import Standing
from web.headers import App, Message, Receive, Scope, Send

if TYPE_CHECKING:
    from datasette.app import Datasette

_PAGES = {
    "": "home", "search": "search", "citations": "search", "r": "response", "a": "file",
    "exemptions": "exemptions", "figures": "figures", "gaps": "gaps", "asked": "asked", "changes": "changes",
    "coverage": "coverage", "diagnostics": "diagnostics", "about": "about", "help": "help", "foi": "tables",
    "healthz": "health", "metrics": "metrics", "robots": "crawlers", "sitemap": "crawlers",
    "static": "static",
}  # fmt: skip
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Measures:
    """What one running site has answered since it was started."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "foilog_requests", "Requests answered, by kind of page and class of status.", ["page", "status"],
            registry=self.registry,
        )  # fmt: skip
        self._seconds = Histogram(
            "foilog_request_seconds", "Seconds until an answer was sent, by kind of page.", ["page"],
            buckets=_SECONDS, registry=self.registry,
        )  # fmt: skip

    def around(self, app: App) -> App:
        """Return ``app`` with every answer counted and timed."""

        async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            page, started, status = _page(scope["path"]), time.perf_counter(), 500

            async def noted(message: Message) -> None:
                nonlocal status
                if message["type"] == "http.response.start":
                    status = message["status"]
                await send(message)

            try:
                await app(scope, receive, noted)
            finally:
                self._requests.labels(page, f"{status // 100}xx").inc()
                self._seconds.labels(page).observe(time.perf_counter() - started)

        return wrapped


_MEASURES: WeakKeyDictionary[Datasette, Measures] = WeakKeyDictionary()


def measures(datasette: Datasette) -> Measures:
    """Return the measures of this site, the same each time."""
    if datasette not in _MEASURES:
        _MEASURES[datasette] = Measures()
    return _MEASURES[datasette]


def exposition(
    running: Measures, standing: Standing, published: float | None, size: int
) -> tuple[bytes, str]:
    """Return all figures as Prometheus reads them, and their content type.

    ``published`` is when the public file was written (seconds since 1970), ``size`` its bytes.
    """
    registry = CollectorRegistry()

    def gauge(name: str, what: str, *labels: str) -> Gauge:
        return Gauge(f"foilog_{name}", what, labels, registry=registry)

    responses = gauge("responses", "Responses published, by whether the source still has them.", "state")
    for state, count in standing.responses.items():
        responses.labels(state).set(count)
    files = gauge("files", "Files that responses link to, by state.", "state")
    for state, count in standing.files.items():
        files.labels(state).set(count)
    gauge("failed_pages", "Pages asked for that gave no text.").set(standing.failed)
    gauge("published_bytes", "Size of the public database.").set(size)
    if published is not None:
        gauge("published_timestamp_seconds", "When the public database was made.").set(published)
    check = gauge(
        "last_complete_check_timestamp_seconds", "When all of a site was last looked at; 0 for never.", "site"
    )
    ended = gauge("last_run_timestamp_seconds", "When the last run on a site ended; 0 for never.", "site")
    code = gauge("last_run_exit_code", "How the last run on a site ended: docs/operating.md.", "site")
    for runs in standing.sites:
        check.labels(runs.site).set(_seconds(runs.last_check))
        ended.labels(runs.site).set(_seconds(runs.ended))
        if runs.exit_code is not None:
            code.labels(runs.site).set(runs.exit_code)
    return generate_latest(registry) + generate_latest(running.registry), CONTENT_TYPE_LATEST


def _page(path: str) -> str:
    return _PAGES.get(re.split(r"[/.]|-(?=\d)", path.strip("/"), maxsplit=1)[0], "other")


def _seconds(moment: str | None) -> float:
    return datetime.fromisoformat(moment).timestamp() if moment else 0.0
