"""What the force decided: one of thirteen codes, the components beside it, and its own phrase."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, TypeVar

from parsers.letter.answer import Answer
from parsers.letter.components import GROUNDS, Signs, find_grounds, find_rejected
from parsers.models import Citation, Confidence, Decision, Diagnostic, Document, Found, Sections, Span
from parsers.rule_tables import Rule, rule_table

T = TypeVar("T")

_UNDECIDED = ("withdrawn", "other_regime", "clarification")
_WHOLE = ("vexatious", "repeated", "cost")
_NOTHING_GIVEN = {
    "exempt": "refused_exempt",
    "ncnd": "refused_ncnd",
    "vexatious": "refused_vexatious",
    "repeated": "refused_repeated",
    "cost": "refused_cost",
    "elsewhere": "accessible_elsewhere",
    "not_held": "not_held",
}
_OF_A_PART = ("refused_ncnd", "refused_cost", "not_held")  # may be said of one question among several
_LONGEST_PHRASE = 240


@dataclass(frozen=True, slots=True)
class DecisionRead:
    """The decision, its components, the force's own phrase if there is one, and what is worth a look."""

    decision: Found[Decision]
    components: tuple[Found[str], ...]
    stated: Found[str] | None
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class _Statement:
    """The force's own phrase: the code its words state, and how far the rule is to be trusted."""

    code: str
    level: Confidence
    phrase: Found[str]

    def agrees_with(self, code: str) -> bool:
        if self.code == "refused":
            return code.startswith("refused_") or code == "accessible_elsewhere"
        return self.code == code


def classify_decision(
    doc: Document, sections: Sections, citations: Sequence[Found[Citation]]
) -> DecisionRead:
    """Return what the force did with the information it held, read from its own words after the request.

    The code follows from the components by the precedence of docs/method.md. The stated phrase alone decides
    only where no ground of refusal was found; where it says something else than the code, the confidence is
    low and ``decision.differs`` tells of it.
    """
    answer = Answer(doc, sections)
    signs = Signs(answer)
    grounds = find_grounds(citations, signs)
    statement = _find_statement(answer)
    components = _components(signs, grounds, find_rejected(citations), statement)
    code = _code(components, signs, statement)
    if statement and statement.code in _OF_A_PART and not statement.agrees_with(code):
        statement = None
    evidence = _evidence(code, components, signs, grounds, statement)
    decision = _found(
        doc, Decision(code, components, _confidence(code, components, signs, statement)), evidence
    )
    return DecisionRead(
        decision,
        tuple(_prove(answer, component, signs, grounds, decision) for component in sorted(components)),
        statement.phrase if statement else None,
        tuple(_diagnose(code, components, signs, statement, sections)),
    )


# -- the force's own phrase -------------------------------------------------------------------------------


def _find_statement(answer: Answer) -> _Statement | None:
    """Return the first sentence that announces a decision, else the first rule's words that tell of one."""
    fitting = answer.fitting(rule_table("statements"))
    announcing = [rule for rule in fitting if rule.level == "high"]
    telling = [rule for rule in fitting if rule.level != "high"]
    for spans in ((answer.decision,) if answer.decision else (), answer.outside_reasons):
        found = [(span, rule) for rule in announcing if (span := answer.search(rule, spans))]
        if found:
            return _statement(answer, *min(found, key=lambda pair: pair[0].start))
    for rule in telling:
        if span := answer.search(rule, answer.outside_reasons):
            return _statement(answer, span, rule)
    return None


def _statement(answer: Answer, match: Span, rule: Rule) -> _Statement:
    phrase = _phrase(answer, match)
    quote = answer.doc.quote(phrase)
    return _Statement(rule.value, rule.level, Found(quote, phrase, quote, rule.name))


def _phrase(answer: Answer, match: Span) -> Span:
    """Cut the phrase out of its sentence: without what follows from the decision, and never long."""
    sentence = answer.sentence(match.start)
    start = sentence.start if match.end - sentence.start <= _LONGEST_PHRASE else match.start
    so = answer.doc.lowered.find(" and therefore", match.end, sentence.end)
    end = so if so >= 0 else sentence.end
    end = end if match.end <= end <= start + _LONGEST_PHRASE else match.end
    return Span(start, end)


# -- components and code ----------------------------------------------------------------------------------


def _components(
    signs: Signs, grounds: Mapping[str, Found[str]], rejected: Set[str], statement: _Statement | None
) -> frozenset[str]:
    found = {each for each in ("disclosed", *_NOTHING_GIVEN) if each in signs or each in grounds}
    if statement and statement.level == "high" and statement.code == "full_disclosure":
        found -= rejected
    if grounds.keys() & GROUNDS and "exempt" not in grounds:
        found -= {"exempt"}  # "withheld as it is exempt" is said of every ground; the citations tell which
    if not found & GROUNDS and "link" in signs:
        found |= {"disclosed"}
    if "disclosed" in found and _announces_refusal(statement) and _is_weak(signs.get("disclosed")):
        found -= {"disclosed"}
    if _refuses_whole(found, signs, statement):
        given = "voluntary" in signs or ("disclosed" in found and not _is_weak(signs.get("disclosed")))
        found = found - {"disclosed"} | ({"voluntary"} if given else set())
    if not found:
        found = {value for value in _UNDECIDED if value in signs}
        return frozenset(sorted(found, key=_UNDECIDED.index)[:1])
    return frozenset(found)


def _is_weak(sign: Found[Confidence] | None) -> bool:
    return sign is None or sign.value != "high"


def _announces_refusal(statement: _Statement | None) -> bool:
    return statement is not None and statement.level == "high" and statement.code == "refused"


def _refuses_whole(found: Set[str], signs: Signs, statement: _Statement | None) -> bool:
    """Tell whether section 12 or 14 refuses the request as a whole, whatever is given beside the Act."""
    if not found & set(_WHOLE) or (statement and statement.level == "high" and statement.code != "refused"):
        return False
    return "whole" in signs or "voluntary" in signs


def _code(components: frozenset[str], signs: Signs, statement: _Statement | None) -> str:
    if not components or (statement is None and "disclosed" not in components and "holding" in signs):
        return "unclear"
    if undecided := next((value for value in _UNDECIDED if value in components), None):
        return undecided
    if _refuses_whole(components, signs, statement):
        return "refused_" + next(value for value in _WHOLE if value in components)
    if "disclosed" in components:
        says_some = statement is not None and statement.code == "partial_disclosure"
        refused = components & GROUNDS or (says_some and "not_held" not in components)
        return "partial_disclosure" if refused else "full_disclosure"
    return next(code for component, code in _NOTHING_GIVEN.items() if component in components)


def _confidence(
    code: str, components: frozenset[str], signs: Signs, statement: _Statement | None
) -> Confidence:
    if code == "unclear" or (statement and not statement.agrees_with(code)):
        return "low"
    if statement is None:
        sign = signs.get(_deciding(code, components)) or signs.get("link")
        return "low" if sign and _is_weak(sign) else "medium"
    return "medium" if _lacks_ground(code, components) else statement.level


def _deciding(code: str, components: frozenset[str]) -> str:
    """Return the component that makes the code what it is."""
    if code == "partial_disclosure":
        return next((value for value in _NOTHING_GIVEN if value in components & GROUNDS), "disclosed")
    if code == "full_disclosure":
        return "disclosed"
    return next((value for value, its in _NOTHING_GIVEN.items() if its == code), code)


def _lacks_ground(code: str, components: frozenset[str]) -> bool:
    return code == "partial_disclosure" and not components & GROUNDS


def _evidence(
    code: str,
    components: frozenset[str],
    signs: Signs,
    grounds: Mapping[str, Found[str]],
    statement: _Statement | None,
) -> Found[Any] | None:
    if code == "unclear":
        return None
    if statement and statement.agrees_with(code):
        return statement.phrase
    deciding = _deciding(code, components)
    return grounds.get(deciding) or signs.get(deciding) or signs.get("link")


def _found(doc: Document, value: T, evidence: Found[Any] | None) -> Found[T]:
    if evidence is None or evidence.span is None:
        return Found(value, None, "", "decision.none")
    return Found(value, evidence.span, doc.quote(evidence.span), evidence.rule)


def _prove(
    answer: Answer, component: str, signs: Signs, grounds: Mapping[str, Found[str]], decision: Found[Decision]
) -> Found[str]:
    """Return the component with its own words, else those of its citation, else those of the decision."""
    sign = signs.get(component) or (signs.get("link") if component == "disclosed" else None)
    if sign and sign.span:
        span = _phrase(answer, sign.span)
        return Found(component, span, answer.doc.quote(span), sign.rule)
    return _found(answer.doc, component, grounds.get(component) or decision)


def _diagnose(
    code: str, components: frozenset[str], signs: Signs, statement: _Statement | None, sections: Sections
) -> Iterator[Diagnostic]:
    span = statement.phrase.span if statement else None
    if code == "unclear":
        why = "a holding letter" if "holding" in signs else "the page does not say what was decided"
        yield Diagnostic(
            "decision.holding" if "holding" in signs else "decision.unclear", why, sections.decision
        )
    elif statement and not statement.agrees_with(code):
        yield Diagnostic("decision.differs", f"the phrase says {statement.code}, the page {code}", span)
    if _lacks_ground(code, components):
        yield Diagnostic("decision.no-ground", "some was refused, on no ground that was found", span)
