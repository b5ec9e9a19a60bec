"""Chromium for tests: started once, and pages that fail a test when anything is amiss."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run Chromium; where there is none, fail in continuous integration and skip elsewhere."""
    found = shutil.which(os.environ.get("FOILOG_CHROMIUM") or "chromium")
    if not found:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing: install it, or name it in FOILOG_CHROMIUM")
        pytest.skip("no Chromium: install it, or name it in FOILOG_CHROMIUM")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, headless=True, args=list(_QUIET))
        yield launched
        launched.close()


@contextmanager
def watched_page(browser: Browser, address: str, **context: Any) -> Iterator[Page]:
    """Open a page that fails the test when it meets an error, or asks another host for anything."""
    opened = browser.new_context(**context)
    page = opened.new_page()
    trouble: list[str] = []

    def said(message: ConsoleMessage) -> None:
        missing = message.location["url"] == page.url  # a page that is not there is a page all the same
        if message.type == "error" and not missing:
            trouble.append(message.text)

    page.on("console", said)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("dialog", lambda dialog: trouble.append(f"dialog: {dialog.message}"))
    page.on(
        "request",
        lambda request: None if request.url.startswith(address) else trouble.append(f"asked {request.url}"),
    )
    yield page
    opened.close()
    assert trouble == []
