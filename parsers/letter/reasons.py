"""Which paragraphs of the reasons argue for which provisions.

A block opens where a paragraph begins with a provision ("Section 31(1)(a) - Law Enforcement - ...") or a
heading names one, and runs to the next opening. What nothing opens argues for nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from parsers.citing.openings import read_opening
from parsers.letter.lines import Line, read_lines
from parsers.letter.question_labels import names_question
from parsers.models import GROUND_ROLES, Citation, Document, Found, Role, Sections, Span
from parsers.provisions import registry
from parsers.rule_tables import rule_table

Cited = tuple[str, str]  # Act, provision

_LONGEST_LEAD = 70
_LONGEST_HEADING = 100
# "Section 23 and Section 24", "Section 24(1) - National Security and Section 31(1)".
_JOINED = re.compile(
    r"(?:\s?[-:(]\s?[a-z][a-z ]{1,50}\)?)?[\s,;/&]*(?:(?:and|or|by virtue of|with|in conjunction with)\s?)?"
)


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines from ``first`` to before ``end``. ``cited`` is empty where they argue for nothing."""

    first: int
    end: int
    cited: tuple[Cited, ...]
    is_heading: bool

    @property
    def sections(self) -> frozenset[Cited]:
        return frozenset(map(_section, self.cited))


def find_reasons(
    doc: Document, sections: Sections, citations: Sequence[Found[Citation]]
) -> tuple[Found[tuple[str, ...]], ...]:
    """Return the blocks of the reasons with the provisions they argue for ("FOIA2000 31(1)(a)"), in order.

    ``citations`` are all places of the page. Never raises; a page without reasons gives nothing.
    """
    if not sections.reasons or not sections.answer:
        return ()
    reader = _Reader(doc, sections, sections.reasons, citations)
    blocks, rule = reader.blocks(), "reasons.opening"
    if not any(block.cited for block in blocks):
        blocks, rule = reader.of_only_ground(), "reasons.only-ground"
    found = []
    for block in blocks:
        if block.cited:
            span = Span(reader.lines[block.first].span.start, reader.lines[block.end - 1].span.end)
            value = tuple(f"{act} {provision}" for act, provision in block.cited)
            found.append(Found(value, span, doc.quote(span), rule))
    return tuple(found)


class _Reader:
    """The lines of one part of a letter, with what is cited in each."""

    def __init__(
        self, doc: Document, sections: Sections, part: Span, citations: Sequence[Found[Citation]]
    ) -> None:
        self._doc = doc
        self._body = Span(sections.answer.start if sections.answer else part.start, len(doc.text))
        self._listed = frozenset(span.start for span in sections.exemption_list)
        self._all = citations
        self._places = sorted(
            ((found.span, found) for found in citations if found.span), key=lambda place: place[0]
        )
        self._starts = [span.start for span, _ in self._places]
        self.lines = [line for line in read_lines(doc) if part.start <= line.span.start < part.end]

    def cited_in(self, line: Line) -> list[Found[Citation]]:
        """Return the places in ``line``, in order."""
        first = bisect_left(self._starts, line.span.start)
        last = bisect_left(self._starts, line.span.end, first)
        return [found for _, found in self._places[first:last]]

    def opening(self, line: Line, found: Found[Citation]) -> str:
        """Return "titled" or "plain" where ``line`` begins with this place, else nothing."""
        span, sentence = found.span, found.value.sentence
        if span is None or sentence.start > line.span.start or span.start - line.span.start > _LONGEST_LEAD:
            return ""
        return read_opening(self._doc, self._body, sentence, span)

    def blocks(self) -> list[_Block]:
        """Return the lines as blocks, one beside the other."""
        blocks: list[_Block] = []
        for number, line in enumerate(self.lines):
            opened = self._opened(line, blocks[-1] if blocks else None)
            if opened is None:
                continue
            if blocks:
                blocks[-1] = replace(blocks[-1], end=number)
            blocks.append(_Block(number, len(self.lines), opened, self._is_heading(line)))
        return list(_merged(self._without_shared_end(_joined(blocks))))

    def of_only_ground(self) -> list[_Block]:
        """Return all the reasons as one block where the page has grounds of one section alone."""
        grounds = [found.value for found in self._all if found.value.role in GROUND_ROLES]
        cited = tuple(dict.fromkeys((ground.act, ground.provision) for ground in grounds))
        lines = range(len(self.lines))
        first = next((n for n in lines if not _is(self.lines[n], "general")), None)
        if first is None or len(set(map(_section, cited))) != 1:
            return []
        closing = (n for n in lines[first + 1 :] if self._opened(self.lines[n], None) is not None)
        return [_Block(first, next(closing, len(lines)), cited, is_heading=False)]

    def _opened(self, line: Line, current: _Block | None) -> tuple[Cited, ...] | None:
        """Return what ``line`` begins to argue for, nothing where it ends a block, None where it goes on."""
        if line.span.start in self._listed:
            return ()
        cited = self.cited_in(line)
        grounds = [found for found in cited if found.value.role in GROUND_ROLES]
        if names_question(line.text):
            return _provisions(found for found in grounds if found.value.sentence.start <= line.span.start)
        if self._is_heading(line) and grounds:
            return _provisions(grounds)
        opening = self.opening(line, cited[0]) if cited else ""
        if not opening:
            return None
        section = _section((cited[0].value.act, cited[0].value.provision))
        if opening == "plain" and current and section in current.sections:
            return None
        if cited[0].value.role == Role.OTHER_ACT:
            return None
        return _provisions([*self._at_head(cited), *(found for found in grounds if _begins_sentence(found))])

    def _at_head(self, cited: Sequence[Found[Citation]]) -> Iterator[Found[Citation]]:
        end = -1
        for found in cited:
            if found.span is None or (end >= 0 and not self._joins(end, found.span.start)):
                return
            end = found.span.end
            if found.value.role in GROUND_ROLES:
                yield found

    def _joins(self, end: int, start: int) -> bool:
        return start < end or _JOINED.fullmatch(self._doc.lowered, end, start) is not None

    def _is_heading(self, line: Line) -> bool:
        return line.heading or (len(line.text) <= _LONGEST_HEADING and line.text[-1] not in ".;,:?")

    def _without_shared_end(self, blocks: Sequence[_Block]) -> list[_Block]:
        """Cut the last block where a heading may weigh the provisions of earlier blocks as well."""
        if not blocks or not any(block.cited and _weighs(block) for block in blocks[:-1]):
            return list(blocks)
        titles = Counter(line.text for line in self.lines)
        last = blocks[-1]
        for number in range(last.first + 1, last.end):
            line = self.lines[number]
            if titles[line.text] == 1 and self._is_heading(line) and _is(line, "weighing"):
                return [*blocks[:-1], replace(last, end=number)]
        return list(blocks)


def _is(line: Line, value: str) -> bool:
    return any(rule.pattern.match(line.text) for rule in rule_table("reasons") if rule.value == value)


def _joined(blocks: Sequence[_Block]) -> list[_Block]:
    """Join headings that stand one under the other: what follows argues for all of them.

    Where one of them is taken up again later, they are only a list, and argue for nothing.
    """
    joined: list[_Block] = []
    for block in blocks:
        before = joined[-1] if joined else None
        stacked = before and before.cited and before.is_heading and before.end - before.first == 1
        if before and stacked and block.cited and block.is_heading:
            cited = tuple(dict.fromkeys(before.cited + block.cited))
            joined[-1] = _Block(before.first, block.end, cited, is_heading=True)
        else:
            joined.append(block)
    later: frozenset[Cited] = frozenset()
    for number in range(len(joined) - 1, -1, -1):
        block = joined[number]
        if len(block.sections) > 1 and block.is_heading and block.sections & later:
            joined[number] = replace(block, cited=())
        later |= block.sections
    return joined


def _merged(blocks: Sequence[_Block]) -> Iterator[_Block]:
    """Yield the blocks, those beside each other that argue for the same as one."""
    waiting: _Block | None = None
    for block in blocks:
        if waiting and waiting.cited == block.cited and waiting.end == block.first:
            waiting = replace(waiting, end=block.end)
            continue
        if waiting:
            yield waiting
        waiting = block
    if waiting:
        yield waiting


def _weighs(block: _Block) -> bool:
    """Say whether a provision of ``block`` needs the public interest to be weighed."""
    rows = (registry().get(cited) for cited in block.cited)
    return any(row is not None and row.public_interest_test == "yes" for row in rows)


def _provisions(places: Iterable[Found[Citation]]) -> tuple[Cited, ...]:
    return tuple(dict.fromkeys((found.value.act, found.value.provision) for found in places))


def _begins_sentence(found: Found[Citation]) -> bool:
    return found.span is not None and found.span.start == found.value.sentence.start


def _section(cited: Cited) -> Cited:
    return cited[0], cited[1].partition("(")[0]
