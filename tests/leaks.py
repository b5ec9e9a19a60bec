"""Looking for words that must not be there: in the bytes of files, and in what a site answers."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import httpx

from archive.store.captures import CaptureStore

FEEDS = (
    "/", "/search?q=", "/search?q={word}", "/search?q={word}*", "/search.csv", "/search.json?q=",
    "/search.json?q={word}", "/search.atom?q=", "/citations.csv", "/changes", "/changes.atom", "/coverage",
    "/coverage.csv", "/exemptions", "/exemptions.csv", "/exemptions/40", "/diagnostics", "/sitemap.xml",
    "/about", "/foi", "/foi/responses.json?_shape=array", "/foi/listing_entries.json", "/foi/urls.json",
    "/foi/attachments.json", "/foi/attachment_parts.json", "/foi/attachment_cells.json", "/foi/findings.json",
    "/foi/diagnostics.json", "/foi/versions.json", "/foi/runs.json", "/foi/words.json?_size=max",
    "/foi/suppressed.json",
)  # fmt: skip


def leaks_in_bytes(body: bytes, words: Iterable[str]) -> list[str]:
    """Return those of ``words`` that stand in ``body`` in any case, as UTF-8 or UTF-16."""
    folded = body.lower()
    return [
        word
        for word in words
        if any(word.lower().encode(encoding) in folded for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
    ]


def leaks_in_files(folder: Path, words: Iterable[str], but: Iterable[str] = ()) -> list[str]:
    """Return the words that stand in the files below ``folder``, but in those with the names ``but``."""
    words, skipped = tuple(words), {*but}
    return [
        f"{path.name}: {word}"
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in skipped
        for word in leaks_in_bytes(path.read_bytes(), words)
    ]


def leaks_in_store(path: Path, words: Iterable[str]) -> list[str]:
    """Return the words that stand in the bodies of a capture store, unpacked."""
    words = tuple(words)
    with CaptureStore.open(path) as store:
        digests = [digest for (digest,) in store.execute("select sha256 from bodies").fetchall()]
        return [
            f"{sha256[:8]}: {word}"
            for sha256 in digests
            for word in leaks_in_bytes(store.read(sha256), words)
        ]


def leaks_of_site(site: str, words: Iterable[str]) -> Iterator[str]:
    """Yield each feed, table and page of a site that says one of ``words``; what was typed does not count."""
    words = tuple(words)
    with httpx.Client(base_url=site, timeout=30) as client:
        for feed in FEEDS:
            for word in words:
                answer = client.get(feed.format(word=word), follow_redirects=True)
                assert answer.status_code in {200, 410}, f"{feed}: {answer.status_code}"
                text = answer.text
                if "{word}" in feed:  # it repeats what was typed; the results do not say it
                    text = re.sub(re.escape(word), "", text, flags=re.IGNORECASE)
                if leaks_in_bytes(text.encode(), words):
                    yield f"{feed}: {word}"
