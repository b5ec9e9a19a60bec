"""Where in a letter the evidence stands: citations and decision as stretches of its text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from archive.search.labels import provision_label
from archive.search.lookup import HeldResponse
from web.letter import Evidence
from web.wording import GROUNDS

_LONGEST_SENTENCE = 320  # a longer one would paint the page; the citation alone is marked then
_DECISION_FIELDS = ("decision_stated", "decision")


@dataclass(frozen=True, slots=True)
class Proofs:
    """The evidence of a letter; ``of_citation`` leads from a citation's id to its place in the letter."""

    evidence: tuple[Evidence, ...]
    of_citation: Mapping[int, str]
    of_decision: str


def gather_proofs(held: HeldResponse) -> Proofs:
    """Return the evidence of a response; what proves several things at one place is marked once."""
    text = held.row["text"]
    tags: dict[tuple[int, int], list[tuple[str, str]]] = defaultdict(list)
    citations: dict[int, tuple[int, int]] = {}
    decision = _decision_span(held.findings)
    if decision:
        tags[decision].append(("Decision", "#decision"))
    for citation in held.citations:
        if not citation["as_written"]:  # put in by a person, where the letter has no such words
            continue
        span = citations[citation["id"]] = _citation_span(text, citation)
        tag = (provision_label(citation["act"], citation["provision"]), f"#c{citation['id']}")
        tags[span] += [tag] if citation["role"] in GROUNDS else []
    for finding in held.findings:
        if finding["field"] == "citation" and finding["start_char"] is not None:
            tags[finding["start_char"], finding["end_char"]] += []
    idents = {span: f"e{number}" for number, span in enumerate(sorted(tags), 1)}
    return Proofs(
        tuple(Evidence(*span, ident, tuple(dict.fromkeys(tags[span]))) for span, ident in idents.items()),
        {key: idents[span] for key, span in citations.items()},
        idents[decision] if decision else "",
    )


def _decision_span(findings: Sequence[Mapping[str, Any]]) -> tuple[int, int] | None:
    for field in _DECISION_FIELDS:
        for finding in findings:
            if finding["field"] == field and finding["start_char"] is not None:
                return finding["start_char"], finding["end_char"]
    return None


def _citation_span(text: str, citation: Mapping[str, Any]) -> tuple[int, int]:
    """The sentence round a ground of refusal, found again from the place of the citation in it."""
    start, end = citation["start_char"], citation["end_char"]
    sentence = citation["sentence"]
    if citation["role"] in GROUNDS and len(sentence) <= _LONGEST_SENTENCE:
        at = text.find(sentence, max(0, end - len(sentence)))
        if 0 <= at <= start:
            return at, at + len(sentence)
    return start, end
