"""What a letter shows of the information: supplied, withheld, not held, with the words that show it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from parsers.letter.answer import SILENT, Answer
from parsers.models import Citation, Confidence, Found, Role, Span
from parsers.provisions import registry
from parsers.rule_tables import Rule, rule_table

GROUNDS = frozenset({"exempt", "ncnd", "cost", "vexatious", "repeated", "elsewhere"})

# Reasons argue about disclosure, other regimes and detail at length without doing anything.
_ANYWHERE = frozenset({"exempt", "ncnd", "not_held", "cost", "vexatious", "repeated", "elsewhere"})
_APPLIED = (Role.RELIED_ON, Role.NCND, Role.ALTERNATIVE)
_BY_KIND = {
    "ncnd": "ncnd",
    "cost": "cost",
    "vexatious": "vexatious",
    "repeated": "repeated",
    "exemption": "exempt",
    "exception": "exempt",
}
_CELL = " | "
_ANSWERED = re.compile(
    r"(?:a|answer|response)?\s*+[:.-]?\s*+\W{0,2}(?:(?!\d\d?[.)] )\d|zero\b|nil\b|none\b|yes\b|no\b[.,]?$)"
)
_LABELLED = re.compile(
    r"(?:(?:q|question |request )\d+[a-z]?\s*[-.:)]*\s*|(?=answer|response))"
    r"(?:(?:answer|response)(?: \d+)?\s*:\s*)?\W{0,2}(?:(?!(?:19|20)\d\d\b)\d|zero\b|nil\b|none\b|yes\b)"
)


class Signs:
    """The words that show each component, looked for when they are asked for: most letters need few of them.

    The value of a sign is the trust that its rule deserves.
    """

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._known: dict[str, Found[Confidence] | None] = {}

    def __contains__(self, component: object) -> bool:
        return isinstance(component, str) and self.get(component) is not None

    def get(self, component: str) -> Found[Confidence] | None:
        """Return the words that show ``component``, or None."""
        if component not in self._known:
            self._known[component] = _find_sign(self._answer, component)
        return self._known[component]


def _find_sign(answer: Answer, component: str) -> Found[Confidence] | None:
    spans = (answer.whole,) if component in _ANYWHERE else answer.outside_reasons
    if component == "not_held":
        spans = (*spans, *answer.notes)
    for rule in answer.fitting(_tables().get(component, ())):
        if span := answer.search(rule, spans):
            return Found(rule.level, span, answer.doc.quote(span), rule.name)
    if component == "disclosed" and (span := _answered_question(answer)):
        return Found("medium", span, answer.doc.quote(span), "decisions.answered-question")
    return None


def find_grounds(citations: Sequence[Found[Citation]], signs: Signs) -> dict[str, Found[str]]:
    """Return the components that applied citations stand for, each with its first citation."""
    grounds: dict[str, Found[str]] = {}
    for citation in citations:
        if ground := _ground(citation.value, signs):
            found = Found(ground, citation.span, citation.quote, f"decision.cites-{ground}")
            grounds.setdefault(ground, found)
    return grounds


def find_rejected(citations: Sequence[Found[Citation]]) -> frozenset[str]:
    """Return the kinds of refusal that the page cites and does not apply: their words may be mere talk."""
    kinds = {"cost", "vexatious", "repeated"}
    named = [c.value for c in citations if (c.value.act, c.value.provision) in registry()]
    by_kind = [(registry()[value.act, value.provision].kind, value.role) for value in named]
    applied = {kind for kind, role in by_kind if role in _APPLIED}
    return frozenset({kind for kind, _ in by_kind if kind in kinds} - applied)


@cache
def _tables() -> dict[str, tuple[Rule, ...]]:
    rules = rule_table("decisions")
    values = dict.fromkeys(rule.value for rule in rules if rule.value not in SILENT)
    return {value: tuple(rule for rule in rules if rule.value == value) for value in values}


def _ground(citation: Citation, signs: Signs) -> str | None:
    key = (citation.act, citation.provision)
    if key == ("EIR2004", "6(1)(b)") and citation.role in (*_APPLIED, Role.PROCEDURAL):
        return "elsewhere"
    if citation.role not in _APPLIED or key not in registry():
        return None
    if citation.role == Role.NCND:
        return "ncnd"
    if key == ("EIR2004", "12(4)(a)"):
        return "not_held"
    if key == ("EIR2004", "12(4)(b)"):
        return "vexatious" if "vexatious" in signs else "cost"
    if (citation.act, citation.section) == ("FOIA2000", "21"):
        return "elsewhere"
    if key == ("FOIA2000", "14") and "repeated" in signs and "vexatious" not in signs:
        return "repeated"
    return _BY_KIND.get(registry()[key].kind) if citation.act in ("FOIA2000", "EIR2004") else None


def _answered_question(answer: Answer) -> Span | None:
    """Return a figure, yes or no that answers a question, or the first row of a table."""
    question = False
    for span, line, row in _lines(answer):
        asks = line.endswith("?")
        if (
            (row and _CELL in line)
            or (not asks and _LABELLED.match(line))
            or (question and _ANSWERED.match(line))
        ):
            return span
        question = asks
    return None


def _lines(answer: Answer) -> Iterator[tuple[Span, str, bool]]:
    doc = answer.doc
    for block in doc.blocks:
        if any(span.start <= block.span.start < span.end for span in answer.outside_reasons):
            yield block.span, doc.lowered[block.span.start : block.span.end].strip(), block.kind == "row"
