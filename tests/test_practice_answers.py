"""The readers against the practice site's own answers: every field of every page, without exception.

The answers follow the definitions of docs/method.md and come from how each letter was put together, not from
any reader of it. A page that is read wrongly is named with the cases it holds.
"""

from collections import Counter
from functools import cache
from typing import Any

import pytest

from parsers.disclosure import parse_disclosure
from parsers.document import read_document
from parsers.models import Disclosure
from parsers.profile import read_profile
from practice import generate, profile_text

HOST = "http://127.0.0.1:8000"
PROFILE = read_profile(profile_text(HOST), "practice.toml")
SITE = generate()
FIELDS = (
    "url", "reference", "title", "published", "request_text", "request_state", "decision",
    "decision_components", "citations", "regime",
)  # fmt: skip


def as_reading(url: str, read: Disclosure) -> dict[str, Any]:
    cited = {(c.value.act, c.value.provision, str(c.value.role)) for c in read.citations}
    return {
        "url": url.removeprefix(HOST),
        "reference": read.reference.value if read.reference else None,
        "title": read.title.value if read.title else None,
        "published": read.published.value if read.published else None,
        "request_text": read.request.value if read.request else "",
        "request_state": read.sections.request_state,
        "decision": read.decision.value.code,
        "decision_components": sorted(read.decision.value.components),
        "citations": sorted(map(list, cited)),
        "regime": read.regime.value,
    }


@cache
def readings() -> tuple[tuple[str, frozenset[str], dict[str, Any], dict[str, Any]], ...]:
    """Return path, tags, right and actual reading of each item."""
    compared = []
    for item in SITE.items:
        response = SITE.responses(item.path)
        url = HOST + item.path
        document = read_document(response.body, response.header("Content-Type") or "", url, PROFILE)
        got = as_reading(document.url, parse_disclosure(document, PROFILE))
        compared.append((item.path, item.tags, item.expected, got))
    return tuple(compared)


@pytest.mark.parametrize("field", FIELDS)
def test_every_page_is_read_right(field: str) -> None:
    wrong = [
        (path, tags, e[field], got[field]) for path, tags, e, got in readings() if e[field] != got[field]
    ]
    by_tag = Counter(tag for _, tags, _, _ in wrong for tag in tags)
    pages = "\n".join(
        f"{path}\n  {sorted(tags)}\n  right: {right!r}\n  read:  {got!r}" for path, tags, right, got in wrong
    )
    assert not wrong, f"{len(wrong)} of {len(SITE.items)} pages; by case: {by_tag.most_common(8)}\n{pages}"
