"""The example pages of tests/examples: invented pages, each with the record expected from it beside it.

The same pages are the labelled set of ``foilog eval tests/examples/met``.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parsers.disclosure import parse_disclosure
from parsers.document import read_document
from parsers.models import Disclosure, Document
from parsers.profile import Profile, builtin_profiles, read_profile

EXAMPLES = Path(__file__).parent / "examples"
MEDIA = {".html": "text/html; charset=utf-8", ".txt": "text/plain; charset=utf-8"}


@dataclass(frozen=True)
class Example:
    """One page with its force's profile; ``expected`` is None until somebody has written it down."""

    page: Path
    profile: Profile

    @property
    def answer(self) -> Path:
        return self.page.with_suffix(".json")

    @property
    def expected(self) -> dict[str, Any] | None:
        return json.loads(self.answer.read_text("utf-8")) if self.answer.exists() else None

    def read(self) -> tuple[Document, Disclosure]:
        """Read the page as it would be read from the address that its record names."""
        url = (self.expected or {}).get("url", "")
        doc = read_document(self.page.read_bytes(), MEDIA[self.page.suffix], url, self.profile)
        return doc, parse_disclosure(doc, self.profile)


def examples() -> Iterator[Example]:
    """Give the example pages of every force: of the Met, of invented ones, and of the others."""
    profiles = {profile.name: profile for profile in builtin_profiles()}
    for path in sorted(EXAMPLES.glob("*.toml")):
        profiles[path.stem] = read_profile(path.read_text("utf-8"), path.name)
    for page in sorted([*EXAMPLES.glob("*/*"), *EXAMPLES.glob("forces/*/*")]):
        if page.suffix in MEDIA and page.parent.name in profiles:
            yield Example(page, profiles[page.parent.name])


def record(disclosure: Disclosure) -> dict[str, Any]:
    """Return the values of a disclosure as an example's record has them."""
    decision = disclosure.decision.value
    return {
        "reference": disclosure.reference.value if disclosure.reference else None,
        "title": disclosure.title.value if disclosure.title else None,
        "published": disclosure.published.value if disclosure.published else None,
        "request_text": disclosure.request.value if disclosure.request else "",
        "decision": decision.code,
        "decision_components": sorted(decision.components),
        "decision_confidence": decision.confidence,
        "decision_stated": disclosure.stated.value if disclosure.stated else None,
        "regime": disclosure.regime.value,
        "citations": [[c.value.act, c.value.provision, c.value.role.value] for c in disclosure.citations],
        "other_references": [other.value for other in disclosure.other_references],
        "questions": [question.value for question in disclosure.questions],
        "attachments": [link.href for link in disclosure.attachments],
        "diagnostics": sorted({diagnostic.code for diagnostic in disclosure.diagnostics}),
    }
