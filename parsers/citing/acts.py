"""Which Act a number belongs to: section 43 is commercial interests, or a search for terrorists.

The order, and the first answer wins: the Act named beside the citation; "the Act" and "that Act"; the place
in the list of exemptions; the subject of the words around it. What stays open belongs to no Act.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from typing import Literal, NamedTuple

from parsers.citing.act_names import (
    EIR,
    FOIA,
    GDPR,
    THAT_ACT,
    THE_ACT,
    ActName,
    ActRow,
    act_rows,
    find_act_names,
)
from parsers.citing.citation_grammar import Marker
from parsers.citing.sentences import Sentences
from parsers.models import Document, Span
from parsers.provisions import registry
from parsers.rule_tables import rule_table

ECHR = "European Convention on Human Rights"

# Between a citation and the name of its Act: ", of the", " (stop and search) of", " - Personal Data - of".
_GAP_AFTER = re.compile(
    r"(?:\s?\([^()\n]{1,60}\)|\s-\s[^-.;\n]{1,60}(?=\s-\s))?"
    r"(?:,?\s?(?:-\s)?(?:of|in|under|to)\s(?:both\s)?(?:the\s)?|\s?\(?(?:the\s)?)"
)
_GAP_BEFORE = " ),(-:"
_LONGEST_GAP_BEFORE = 4
_PARAGRAPH = 800  # "the Act" does not reach further back than this

_GDPR_ARTICLES = frozenset(str(n) for n in (*range(4, 11), *range(12, 24), 86))
_CONVENTION_ARTICLES = frozenset("2 3 4 5 6 8 9 10 11 14".split())
_CUE_WINDOW = 40


class ActReading(NamedTuple):
    """The Act of a citation, and what tells it."""

    act: str
    known_by: Literal["name", "list", "subject", "place", "limb"]


class Citing(NamedTuple):
    """A citation whose Act is asked for: joined runs, their numbers, and where they stand.

    ``reasoned`` means where the force decides and explains, not within what it discloses.
    """

    span: Span
    marker: Marker
    numbers: frozenset[str]
    sentence: Span
    listed: bool
    reasoned: bool


@cache
def registered(act: str) -> frozenset[str] | None:
    """Return the provisions outside which nothing of ``act`` is cited; None where they are not all listed."""
    if act not in (FOIA, EIR):
        return None
    return frozenset(provision for code, provision in registry() if code == act)


class Acts:
    """Tells the Act of each citation in the text of ``doc`` within ``body``."""

    def __init__(self, doc: Document, sentences: Sentences, body: Span) -> None:
        names = find_act_names(doc, body.start)
        self._doc, self._sentences, self._body = doc, sentences, body
        self._starts = {name.span.start: name for name in names}
        self._ends = {name.span.end: name for name in names}
        self._statutes = [name for name in names if name.act not in (THE_ACT, THAT_ACT, GDPR)]

    def read(self, citing: Citing) -> ActReading | None:
        """Return the Act of ``citing``, or None where nothing tells."""
        if name := self._name_beside(citing):
            act = self._resolve(name, citing)
            return ActReading(act, "name") if act else None
        if citing.listed:
            return ActReading(EIR if citing.marker == "regulation" else FOIA, "list")
        if citing.marker == "schedule":
            return None
        if citing.marker == "regulation":
            return ActReading(EIR, "subject") if self._page_says("environmental") else None
        if citing.marker == "article":
            return self._article(citing)
        if power := self._power_beside(citing):
            return power
        if self._says("freedom-of-information", citing):
            return ActReading(FOIA, "subject")
        if self._says("policing", citing):
            return None
        return ActReading(FOIA, "place" if citing.reasoned else "limb")

    def is_part_of_document(self, citing: Citing) -> bool:
        """Say whether "section 12" is part of a report, policy or form rather than of an Act."""
        return _cue("part-of-document").match(self._doc.lowered, citing.span.end) is not None

    def _name_beside(self, citing: Citing) -> ActName | None:
        return self._name_after(citing.span.end) or self._name_before(citing.span.start)

    def _name_after(self, end: int) -> ActName | None:
        gap = _GAP_AFTER.match(self._doc.lowered, end)
        while gap and gap.end() > end:
            if name := self._starts.get(gap.end()):
                return name
            end = gap.end()
            gap = _GAP_AFTER.match(self._doc.lowered, end)
        return self._starts.get(end)

    def _name_before(self, start: int) -> ActName | None:
        for at in range(start, max(0, start - _LONGEST_GAP_BEFORE), -1):
            if name := self._ends.get(at):
                return name
            if self._doc.folded[at - 1] not in _GAP_BEFORE:
                return None
        return None

    def _resolve(self, name: ActName, citing: Citing) -> str | None:
        if name.act not in (THE_ACT, THAT_ACT):
            return name.act
        at = bisect_right(self._statutes, citing.span.start, key=lambda statute: statute.span.end)
        last = self._statutes[at - 1] if at else None
        if name.act == THAT_ACT:
            return last.act if last else None
        return self._defined_act(citing, last)

    def _defined_act(self, citing: Citing, last: ActName | None) -> str:
        """Return what "the Act" is: ours, unless the paragraph names another and nothing speaks of ours."""
        if last is None or last.act == FOIA or citing.span.start - last.span.end > _PARAGRAPH:
            return FOIA
        same_paragraph = "\n" not in self._doc.text[last.span.end : citing.span.start]
        if same_paragraph and not self._says("freedom-of-information", citing):
            return last.act
        return FOIA

    def _article(self, citing: Citing) -> ActReading | None:
        if citing.numbers <= _CONVENTION_ARTICLES and self._says("human-rights", citing):
            return ActReading(ECHR, "subject")
        if citing.numbers <= _GDPR_ARTICLES and self._page_says("data-protection"):
            return ActReading(GDPR, "subject")
        return None

    def _power_beside(self, citing: Citing) -> ActReading | None:
        """Return the police Act whose power the words beside the number name: "Section 43 searches"."""
        rows = [
            row for row in _rows_by_number().get(min(citing.numbers), ()) if citing.numbers <= row.sections
        ]
        if not rows:
            return None
        lowered, (start, end) = self._doc.lowered, citing.span
        after = lowered[end : end + _CUE_WINDOW].lstrip(" -(\"'")
        used = _cue("power-used").search(lowered, max(self._body.start, start - _CUE_WINDOW), start)
        words = used[0].split() if used else []
        for row in rows:
            if row.cues.match(after) or any(row.cues.match(word) for word in words):
                return ActReading(row.act, "subject")
        # A number with letters that one Act alone has, as 60AA, needs no word beside it.
        alone = len(rows) == 1 and not any(number.isdecimal() for number in citing.numbers)
        return ActReading(rows[0].act, "subject") if alone else None

    def _says(self, cue: str, citing: Citing) -> bool:
        return self._sentences.match(_cue(cue), citing.sentence)

    def _page_says(self, cue: str) -> bool:
        return self._sentences.match(_cue(cue), self._body)


@cache
def _cue(name: str) -> re.Pattern[str]:
    return next(rule.pattern for rule in rule_table("act_cues") if rule.name == f"act_cues.{name}")


@cache
def _rows_by_number() -> dict[str, tuple[ActRow, ...]]:
    found: dict[str, tuple[ActRow, ...]] = {}
    for row in act_rows():
        for number in row.sections:
            found[number] = (*found.get(number, ()), row)
    return found
