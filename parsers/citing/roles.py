"""What a page does with a provision it cites: relied on, NCND, alternative, procedural or only discussed.

Read from the provision's kind, from where it is cited, and from the words of its sentence
(``rules/role_*.toml``): those that lead to it, those that follow it, those about the whole sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from functools import cache
from typing import Literal, NamedTuple

from parsers.citing.page_roles import GROUND_KINDS
from parsers.citing.sentences import Sentences
from parsers.models import Document, Role, Span
from parsers.provisions import Provision
from parsers.remembered import remembered
from parsers.rule_tables import LikelyRules, Rule, rule_table, words_of

_MACHINERY = frozenset({"procedural", "duty"})
_LIMITS = frozenset({"cost", "vexatious", "repeated"})
_EXCLUDES_DUTY = frozenset({"exemption", "exception", "ncnd"})
# Withholding something is said of what is held, also where the sentence goes on to neither confirm nor deny.
_WITHHELD = "role_before.withheld-under"
_TAKEN_BACK = "role_after.not-engaged"
_REACH_BEFORE, _REACH_AFTER = 200, 120
_PARAGRAPH_SENTENCES = 12  # of a paragraph, read for what it does with the provision it opens with
_SENTENCES_AFTER = 4  # in which what was cited may be called alternatives
_BREAKS = re.compile(r";|\b(?:but|if|where|when|unless|whether)\b")
_EXPLAINS = re.compile(r";|\b(?:provides?|states?|says|means|if|where|when|unless|whether)\b")
_KIND = re.compile(r"\b(?:is|are) (?:both |each )?(?:an? )?(?:absolute|qualified|class|prejudice)\b")
_IF = re.compile(r"\bif\b")  # the law on cost is told in conditions, and applied without
_RECITES = re.compile(r"\s?(?:of the act )?(?:says|states|reads|provides)\b")


class Setting(NamedTuple):
    """Where a citation stands: its words, their sentence, and where the next citation begins.

    ``opening``: it opens a paragraph, "titled" where a title follows as in a list ("Section 31 - Law ...").
    ``listed``: in the list of exemptions, after ``introduction``. ``quoted``: in somebody else's words.
    ``stands``, for an opening: whether the page's list of exemptions has its section; "in full" where it is
    decided to disclose in full.
    """

    span: Span
    sentence: Span
    next_citation: int
    opening: Literal["", "plain", "titled"]
    listed: bool
    introduction: Span | None
    quoted: bool
    stands: Literal["no list", "listed", "unlisted", "in full"]


class RoleReading(NamedTuple):
    """A role and the rule that gave it; ``firm`` unless only the page's other places can tell more."""

    role: Role
    rule: str
    firm: bool = True


class Roles:
    """Tells the role of each citation in the text of ``doc``."""

    def __init__(self, doc: Document, sentences: Sentences) -> None:
        self._lowered, self._sentences = doc.lowered, sentences
        self._known: dict[Span, _Signals] = {}

    def read(self, row: Provision, section_kind: str, setting: Setting) -> RoleReading:
        """Return the role of the provision ``row``, whose section is of ``section_kind``, in ``setting``."""
        if setting.listed:
            return self._listed(row, section_kind, setting)
        if row.kind in _MACHINERY or section_kind in _MACHINERY:
            return RoleReading(Role.PROCEDURAL, "citation.procedural")
        if row.kind == "context":
            return RoleReading(Role.DISCUSSED, "citation.context")
        return self._in_prose(row, setting)

    def offers_alternatives(self, sentence: Span, *, alone: bool) -> bool:
        """Say whether ``sentence``, or, unless ``alone``, one after it, calls what it cites alternatives."""
        if "alternative" in self._says(sentence):
            return True
        if alone:
            return False
        following = self._sentences.after(sentence)
        for _ in range(_SENTENCES_AFTER):
            if following is None:
                return False
            if "alternatives before" in self._says(following):
                return True
            following = self._sentences.after(following)
        return False

    def may_be_ground(self, sentence: Span) -> bool:
        """Say whether ``sentence`` neither speaks of what might come nor denies that it names a ground."""
        return not {"ahead", "denied"} & self._says(sentence).keys()

    def _listed(self, row: Provision, section_kind: str, setting: Setting) -> RoleReading:
        if row.kind == "ncnd":
            return RoleReading(Role.NCND, "citation.list")
        if row.kind in _MACHINERY or (row.kind == "context" and section_kind not in GROUND_KINDS):
            return RoleReading(Role.PROCEDURAL, "citation.list")
        intro = setting.introduction
        if intro and "ncnd" in self._says(intro) and not self._withholds(intro):
            return RoleReading(Role.NCND, "citation.ncnd-list")
        return RoleReading(Role.RELIED_ON, "citation.list")

    def _in_prose(self, row: Provision, setting: Setting) -> RoleReading:
        """Read in this order: an express "not", NCND, words of refusal, a heading, words that hedge."""
        before = self._before(setting)
        if before and before.value != Role.RELIED_ON:
            return RoleReading(Role.DISCUSSED, before.name)
        withheld = before is not None and before.name == _WITHHELD
        if "unsure" in self._says(setting.sentence):
            return RoleReading(Role.DISCUSSED, self._says(setting.sentence)["unsure"])
        ncnd = self._says(setting.sentence).get("ncnd")
        if ncnd and row.kind in _EXCLUDES_DUTY and not withheld:
            return RoleReading(Role.NCND, ncnd)
        after = self._after(setting)
        denied = after is not None and after.value == Role.DISCUSSED
        if row.kind == "ncnd" and not denied:
            return RoleReading(Role.NCND, "citation.ncnd-limb")
        if setting.quoted:
            return RoleReading(Role.DISCUSSED, "citation.quoted", firm=False)
        if earlier := self._says(setting.sentence).get("earlier"):
            return RoleReading(Role.DISCUSSED, earlier, firm=False)
        supposed = row.kind in _LIMITS and self._is_supposed(setting.sentence)
        taken_back = after is not None and after.name == _TAKEN_BACK and not withheld
        if before and not (supposed or taken_back):
            return RoleReading(Role.RELIED_ON, before.name)
        if after and denied:
            return RoleReading(Role.DISCUSSED, after.name)
        condition = "[not free-standing]" in row.note
        if setting.opening == "titled" or (setting.opening and not condition):
            return self._opening(row, setting)
        if after and after.value == Role.RELIED_ON:
            return RoleReading(Role.RELIED_ON, after.name)
        if after:
            return RoleReading(Role.DISCUSSED, after.name)
        if rule := self._applied_by(self._sentences.after(setting.sentence)) or self._relieves(row, setting):
            return RoleReading(Role.RELIED_ON, rule)
        return RoleReading(Role.DISCUSSED, "citation.explained", firm=False)

    def _opening(self, row: Provision, setting: Setting) -> RoleReading:
        """Read a citation that opens its paragraph: applied, unless the page or the paragraph denies it.

        A decision to disclose in full speaks against it, and where there is a list of exemptions it needs a
        title or a place in that list: a provision that is only recited ("Section 31(1) says") is not applied.
        Then words of refusal are needed.
        """
        recites = _RECITES.match(self._lowered, setting.span.end) is not None
        titled = setting.opening == "titled"
        bare = row.provision == row.section  # what the list says of its limbs holds for it
        kind = not titled and self._sentences.match(_KIND, setting.sentence)
        applied = {
            "no list": not kind,
            "listed": titled or not (recites or bare),
            "unlisted": titled,
            "in full": False,
        }[setting.stands]
        sentence: Span | None = setting.sentence
        for _ in range(_PARAGRAPH_SENTENCES):
            if sentence is None:
                break
            values = {signal.rule.value for signal in self._signals(sentence).following}
            if Role.DISCUSSED in values or "earlier" in self._says(sentence):
                return RoleReading(Role.DISCUSSED, "citation.explained", firm=False)
            applied = applied or Role.RELIED_ON in values or bool(self._applied_by(sentence))
            sentence = self._sentences.after(sentence)
        if applied:
            return RoleReading(Role.RELIED_ON, "citation.opening")
        return RoleReading(Role.DISCUSSED, "citation.explained", firm=False)

    def _is_supposed(self, sentence: Span) -> bool:
        return "ahead" in self._says(sentence) or self._sentences.match(_IF, sentence)

    def _relieves(self, row: Provision, setting: Setting) -> str:
        """Return the rule of words that a limit of cost or patience frees the force, or an empty string."""
        said = self._says(setting.sentence) if row.kind in _LIMITS else {}
        return "" if "ahead" in said else said.get("relieves", "")

    def _applied_by(self, sentence: Span | None) -> str:
        """Return the rule of a sentence that applies what the one before it names, or an empty string."""
        return self._says(sentence).get("applies before", "") if sentence is not None else ""

    def _before(self, setting: Setting) -> Rule | None:
        """Return the rule of the words that lead to the citation, or None."""
        signals, start = self._signals(setting.sentence).leading, setting.sentence.start
        at = bisect_right(signals, setting.span.start - start, key=lambda signal: signal.at)
        if not at:
            return None
        end, rule = start + signals[at - 1].at, signals[at - 1].rule
        if setting.span.start - end > _REACH_BEFORE or _BREAKS.search(self._lowered, end, setting.span.start):
            return None
        return rule

    def _after(self, setting: Setting) -> Rule | None:
        """Return the rule of the words that follow the citation, or None."""
        signals, start = self._signals(setting.sentence).following, setting.sentence.start
        at = bisect_left(signals, setting.span.end - start, key=lambda signal: signal.at)
        reach = min(setting.next_citation, setting.span.end + _REACH_AFTER)
        if at == len(signals):
            return None
        start, rule = start + signals[at].at, signals[at].rule
        if start >= reach or _EXPLAINS.search(self._lowered, setting.span.end, start):
            return None
        return rule

    def _withholds(self, sentence: Span) -> bool:
        return any(signal.rule.name == _WITHHELD for signal in self._signals(sentence).leading)

    def _says(self, sentence: Span) -> Mapping[str, str]:
        return self._signals(sentence).said

    def _signals(self, sentence: Span) -> _Signals:
        if sentence not in self._known:
            self._known[sentence] = _read_signals(self._lowered[sentence.start : sentence.end])
        return self._known[sentence]


class _Signal(NamedTuple):
    """A rule that fits words of a sentence, and where they end, or begin, in it."""

    at: int
    rule: Rule


class _Signals(NamedTuple):
    """The signals of a sentence.

    ``leading`` lead to what it cites, in the order of their ends; ``following`` follow it, in the order of
    their beginnings; ``said`` is said of all it cites, with the name of the rule.
    """

    leading: tuple[_Signal, ...]
    following: tuple[_Signal, ...]
    said: Mapping[str, str]


@cache
def _rules(table: str) -> LikelyRules:
    return LikelyRules(rule_table(table))


@remembered
def _read_signals(sentence: str) -> _Signals:
    words = words_of(sentence)
    before = [(place, rule) for rule in _rules("role_before").of(words) for place in rule.places(sentence)]
    before.sort(key=lambda found: (found[0].end(), -found[0].start()))
    after = [(place, rule) for rule in _rules("role_after").of(words) for place in rule.places(sentence)]
    after.sort(key=lambda found: found[0].start())
    said = (rule for rule in _rules("role_sentence").of(words) if any(rule.places(sentence)))
    return _Signals(
        tuple(_Signal(match.end(), rule) for match, rule in before),
        tuple(_Signal(match.start(), rule) for match, rule in after),
        {rule.value: rule.name for rule in said},
    )
