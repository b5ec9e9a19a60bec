"""What a page does with a provision it cites: relied on, NCND, alternative, procedural or only discussed.

Read from the provision's kind, from where it is cited, and from the words of its sentence
(``rules/role_*.toml``): those that lead to it, those that follow it, those about the whole sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Literal, NamedTuple

from parsers.models import Document, Role, Span
from parsers.provisions import Provision
from parsers.rule_tables import Rule, rule_table
from parsers.sentences import Sentences

_MACHINERY = frozenset({"procedural", "duty"})
_GROUNDS = frozenset({"exemption", "exception", "cost", "vexatious", "repeated"})
_EXCLUDES_DUTY = frozenset({"exemption", "exception", "ncnd"})
# Withholding something is said of what is held, also where the sentence goes on to neither confirm nor deny.
_WITHHELD = "role_before.withheld-under"
_REACH_BEFORE, _REACH_AFTER = 200, 120
_BREAKS = re.compile(r";|\b(?:but|if|where|when|unless|whether)\b")
_EXPLAINS = re.compile(r";|\b(?:provides?|states?|says|means|if|where|when|unless|whether)\b")


class Setting(NamedTuple):
    """Where a citation stands: its words, their sentence, and where the next citation begins.

    ``opening``: it opens a paragraph, "titled" where a title follows as in a list ("Section 31 - Law ...").
    ``listed``: in the list of exemptions, after ``introduction``. ``quoted``: in somebody else's words.
    """

    span: Span
    sentence: Span
    next_citation: int
    opening: Literal["", "plain", "titled"]
    listed: bool
    introduction: Span | None
    quoted: bool


class RoleReading(NamedTuple):
    """A role and the rule that gave it; ``firm`` unless only the page's other places can tell more."""

    role: Role
    rule: str
    firm: bool = True


class _Signals(NamedTuple):
    """The words of a sentence that tell roles, in order: (end, -start, rule) before, (start, rule) after."""

    before: list[tuple[int, int, Rule]]
    after: list[tuple[int, Rule]]
    ncnd: str


class Roles:
    """Tells the role of each citation in the text of ``doc``."""

    def __init__(self, doc: Document, sentences: Sentences) -> None:
        self._lowered, self._sentences = doc.lowered, sentences
        self._signals: dict[Span, _Signals] = {}
        self._said: dict[Span, dict[str, str]] = {}

    def read(self, row: Provision, section_kind: str, setting: Setting) -> RoleReading:
        """Return the role of the provision ``row``, whose section is of ``section_kind``, in ``setting``."""
        if setting.listed:
            return self._listed(row, section_kind, setting)
        if row.kind in _MACHINERY or section_kind in _MACHINERY:
            return RoleReading(Role.PROCEDURAL, "citation.procedural")
        if row.kind == "context":
            return RoleReading(Role.DISCUSSED, "citation.context")
        return self._in_prose(row, setting)

    def offers_alternatives(self, sentence: Span) -> bool:
        """Say whether ``sentence``, or the one after it, calls what it cites alternatives."""
        if "alternative" in self._says(sentence):
            return True
        following = self._sentences.after(sentence)
        return following is not None and "alternatives before" in self._says(following)

    def _listed(self, row: Provision, section_kind: str, setting: Setting) -> RoleReading:
        if row.kind == "ncnd":
            return RoleReading(Role.NCND, "citation.list")
        if row.kind in _MACHINERY or (row.kind == "context" and section_kind not in _GROUNDS):
            return RoleReading(Role.PROCEDURAL, "citation.list")
        intro = self._read_signals(setting.introduction) if setting.introduction else None
        withheld = intro and any(rule.name == _WITHHELD for _, _, rule in intro.before)
        if intro and intro.ncnd and not withheld:
            return RoleReading(Role.NCND, "citation.ncnd-list")
        return RoleReading(Role.RELIED_ON, "citation.list")

    def _in_prose(self, row: Provision, setting: Setting) -> RoleReading:
        """Read in this order: an express "not", NCND, words of refusal, a heading, words that hedge."""
        signals = self._read_signals(setting.sentence)
        before, after = _before(signals, setting, self._lowered), _after(signals, setting, self._lowered)
        if before and before.value != Role.RELIED_ON:
            return RoleReading(Role.DISCUSSED, before.name)
        withheld = before is not None and before.name == _WITHHELD
        if signals.ncnd and row.kind in _EXCLUDES_DUTY and not withheld:
            return RoleReading(Role.NCND, signals.ncnd)
        denied = after is not None and after.value == Role.DISCUSSED
        if row.kind == "ncnd" and not denied:
            return RoleReading(Role.NCND, "citation.ncnd-limb")
        if setting.quoted:
            return RoleReading(Role.DISCUSSED, "citation.quoted", firm=False)
        if before:
            return RoleReading(Role.RELIED_ON, before.name)
        if after and denied:
            return RoleReading(Role.DISCUSSED, after.name)
        condition = "[not free-standing]" in row.note
        if setting.opening == "titled" or (setting.opening and not condition):
            return RoleReading(Role.RELIED_ON, "citation.opening")
        if after and after.value == Role.RELIED_ON:
            return RoleReading(Role.RELIED_ON, after.name)
        if after:
            return RoleReading(Role.DISCUSSED, after.name)
        return RoleReading(Role.DISCUSSED, "citation.explained", firm=False)

    def _read_signals(self, sentence: Span) -> _Signals:
        if sentence not in self._signals:
            leading = _found("role_before", self._lowered, sentence)
            following = _found("role_after", self._lowered, sentence)
            self._signals[sentence] = _Signals(
                before=sorted(((m.end(), -m.start(), rule) for m, rule in leading), key=lambda s: s[:2]),
                after=sorted(((m.start(), rule) for m, rule in following), key=lambda s: s[0]),
                ncnd=self._says(sentence).get("ncnd", ""),
            )
        return self._signals[sentence]

    def _says(self, sentence: Span) -> dict[str, str]:
        """Return what the sentence says of all it cites, with the names of the rules."""
        if sentence not in self._said:
            rules = rule_table("role_sentence")
            found = (rule for rule in rules if rule.search(self._lowered, *sentence))
            self._said[sentence] = {rule.value: rule.name for rule in found}
        return self._said[sentence]


def _found(table: str, lowered: str, sentence: Span) -> Iterator[tuple[re.Match[str], Rule]]:
    for rule in rule_table(table):
        if rule.search(lowered, *sentence):  # most fit nothing, and that is sooner told than looked through
            for match in rule.pattern.finditer(lowered, *sentence):
                yield match, rule


def _before(signals: _Signals, setting: Setting, lowered: str) -> Rule | None:
    """Return the rule of the words that lead to the citation, or None."""
    at = bisect_right(signals.before, setting.span.start, key=lambda signal: signal[0])
    if not at:
        return None
    end, _, rule = signals.before[at - 1]
    if setting.span.start - end > _REACH_BEFORE or _BREAKS.search(lowered, end, setting.span.start):
        return None
    return rule


def _after(signals: _Signals, setting: Setting, lowered: str) -> Rule | None:
    """Return the rule of the words that follow the citation, or None."""
    at = bisect_left(signals.after, setting.span.end, key=lambda signal: signal[0])
    reach = min(setting.next_citation, setting.span.end + _REACH_AFTER)
    if at == len(signals.after):
        return None
    start, rule = signals.after[at]
    if start >= reach or _EXPLAINS.search(lowered, setting.span.end, start):
        return None
    return rule
