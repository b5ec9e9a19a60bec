"""Where the force begins to speak after the request.

The request has no closing mark on these pages. Some words are anchors, and nearly certain: a heading
``Decision`` (which one of the extractors drops), "I have today decided", and later ``Reason for decision`` or
``Please find below``. Requests quote earlier letters, so anchors count only outside quotations, and not where
the requester speaks again before a later decision. An answer may also begin in free words, before an anchor
or without any: there the letter turns from the requester's words to the force's (``parsers.letter.turn``).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence, Set
from functools import cache
from typing import Literal, NamedTuple

from parsers.letter.line_rules import phrase_pattern
from parsers.letter.lines import Line, begin_of_line, rest_of_line
from parsers.letter.list_items import is_list_item
from parsers.letter.turn import hear, is_note, weigh_line, weigh_turns
from parsers.letter.voices import CLEAR, LIKELY, Voice, Voices
from parsers.models import Document
from parsers.profile import Profile
from parsers.rule_tables import rule_table

Kind = Literal["heading", "sentence", "body", "voice"]

_KINDS: dict[str, Kind] = {
    "answer-sentence": "sentence",
    "answer-heading": "heading",
    "answer-body": "body",
    "reasons": "body",
    "disclosure": "body",
}
_SENTENCE_MARKS = (". ", "? ", "! ", ": ", '" ', "' ", ") ")
_MAIL_HEAD = re.compile(
    r"(?:from|sent|to|cc|subject|date) ?: .{1,120}|-+ ?(?:original|forwarded) message ?-*"
)
_LONGEST_INTRODUCTION = 250
_SHORT_CELL = 60
_MOST_CELLS = 30
_FEW_WORDS = 3
BY_WORDS = "answer.words"  # the rule where no known phrase begins the answer


class Start(NamedTuple):
    """A place where the force may begin to speak: its line, its offset in the text, and the evidence.

    ``confirmed`` says that a heading is one of the page's own or that a decision follows it at once.
    """

    line: int
    offset: int
    kind: Kind
    rule: str
    quoted: bool
    confirmed: bool = False

    @property
    def decides(self) -> bool:
        """Whether it is the kind of words a letter has only once."""
        return self.confirmed or self.rule in ("profile.answer-sentence", "sections.sentence-decided")


class Phrase(NamedTuple):
    """A phrase of a profile: three words or more begin a sentence, fewer are a heading."""

    pattern: re.Pattern[str]
    is_sentence: bool


class Phrases(NamedTuple):
    """A profile's phrases for one part of a letter; ``any`` fits where one of them does."""

    each: tuple[Phrase, ...]
    any: re.Pattern[str]


@cache
def phrases(texts: tuple[str, ...]) -> Phrases:
    """Return a profile's phrases with their patterns."""
    each = tuple(Phrase(phrase_pattern(text), len(text.split()) >= 3) for text in texts)
    return Phrases(each, re.compile("|".join(phrase.pattern.pattern for phrase in each) or "(?!)"))


def cut_at_decisions(doc: Document, lines: Sequence[Line], profile: Profile) -> list[Line]:
    """Return ``lines``, each cut in two where a later sentence of it begins a decision."""
    own = phrases(profile.reading.answer_starts)
    decisions = [phrase.pattern for phrase in own.each if phrase.is_sentence]
    starts = (match.start() for pattern in decisions for match in pattern.finditer(doc.lowered))
    places = sorted(start for start in starts if doc.lowered[start - 1 : start] != "\n")
    if not places:
        return list(lines)
    cut: list[Line] = []
    for line in lines:
        place = _after(places, line.span.start)
        within = place is not None and place < line.span.end
        offset = _sentence_within(line.text, decisions) if within else 0
        if offset and not _start_of(line, own):
            cut.append(begin_of_line(line, offset))
            line = rest_of_line(doc, line, line.span.start + offset)
        cut.append(line)
    return cut


def find_answer_start(
    doc: Document, lines: Sequence[Line], profile: Profile, *, strong_only: bool
) -> tuple[Start | None, int]:
    """Return where the answer begins within ``lines``, which begin with the request, and the request's end.

    That is the first line after the requester's words: the answer's first, or a note before it.
    ``strong_only`` is for a page whose request was not found: there only clear words count.
    """
    starts = list(_starts(lines, profile))
    strong = [s.line for s in starts if s.kind in ("heading", "sentence")]
    voices = Voices(doc, lines[: strong[-1] + 2 if strong else _letter_end(lines)])
    starts = list(_confirmed(lines, starts, voices))
    introduced = _introduced(lines, voices, strong)
    apart = [s for s in starts if not s.quoted and s.line not in introduced]
    anchor = _find_anchor(lines, apart, voices, strong_only=strong_only)
    if strong_only:
        return anchor or _first_clear(lines, apart, voices), 0
    if not anchor and (quoted := [s for s in starts if s.kind in ("heading", "sentence")]):
        anchor = _first_true(quoted, lines, voices, ())
    last = min(anchor.line, len(voices)) if anchor else len(voices)
    sure = anchor is not None and anchor.kind in ("heading", "sentence")
    if sure and not (voices.may_hear_force(last) or any(map(is_note, lines[:last]))):
        return anchor, last  # as most letters do, at little cost
    heard = hear(lines[: len(voices)], voices)
    theirs = introduced | _pasted(starts, anchor, voices)
    turn = _find_turn(lines, heard, theirs, last, sure=sure)
    if sure:
        turn = min(turn, _closing_note(lines[:last], voices))
    if turn == last and (anchor is None or anchor.rule == "sections.reasons"):
        turn = _first_statement(lines[:last], voices, theirs)
    begins = turn
    if turn < last and is_note(lines[turn]):
        turn, begins = _skip_notes(lines, voices, turn, last if anchor else None)
    if begins == last or (anchor and anchor.kind == "heading"):
        return anchor, turn
    voice = heard[begins]
    rule = voice.rule if voice.weight >= LIKELY else BY_WORDS
    return Start(begins, lines[begins].span.start, "voice", rule, False), turn


def _closing_note(lines: Sequence[Line], voices: Voices) -> int:
    """Return the line where the notes begin that stand last, or where ``lines`` end.

    A note that the requester's words follow stands inside the request; one under an introduction is quoted.
    """
    found = len(lines)
    for number in range(len(lines) - 1, 0, -1):
        before = lines[number - 1]
        if lines[number].quoted or before.text.startswith("clarification") or is_introduction(before):
            break
        if is_note(lines[number]):
            found = number
        elif voices[number].weight < 0:
            break
    return found


def _skip_notes(lines: Sequence[Line], voices: Voices, turn: int, anchor: int | None) -> tuple[int, int]:
    """Return where the requester's words end and where the answer begins, if notes stand between them.

    An account of a search runs until somebody clearly speaks; where nobody does and no ``anchor`` follows, it
    is the answer. A note that the requester's words follow, before an anchor, stands inside the request.
    """
    last = len(voices) if anchor is None else anchor
    while turn < last and is_note(lines[turn]):
        after = [number for number in range(turn + 1, last) if not is_note(lines[number])]
        asked = [n for n in after if voices[n].weight < 0 and weigh_line(lines[n]) < 0]
        if not asked or anchor is None:
            none = turn if anchor is None else last
            return turn, next((n for n in after if abs(voices[n].weight) >= CLEAR), none)
        turn = next((n for n in range(asked[-1] + 1, last) if is_note(lines[n])), last)
    return turn, turn


def _find_turn(
    lines: Sequence[Line], heard: Sequence[Voice], theirs: Set[int], last: int, *, sure: bool
) -> int:
    """Return the line at which the letter turns, none after ``last``.

    The requester's side are ``theirs``, whatever they sound like. Where the force is ``sure`` to speak from
    ``last`` on, it speaks earlier only in notes and in words that only the force would write.
    """
    end = last + 1  # what follows speaks for none of them
    likely = weigh_turns(lines[:end][: len(heard)], heard[:end], theirs)
    turn = max(range(last + 1), key=likely.__getitem__)
    if likely[turn] == float("-inf"):
        return last
    clear = turn < last and (heard[turn].weight >= CLEAR or is_note(lines[turn]))
    if sure and not clear:
        return last
    while 1 < turn < last and turn - 1 not in theirs and _leads(lines[turn - 1], heard[turn - 1]):
        turn -= 1
    return turn


def _leads(line: Line, voice: Voice) -> bool:
    """Tell whether a line goes with what follows: a salutation, or a heading that is not the requester's."""
    if "salutation" in line.rules:
        return True
    return voice.weight >= 0 and (line.heading or "answer-heading" in line.rules)


def _first_statement(lines: Sequence[Line], voices: Voices, theirs: Set[int]) -> int:
    """Return the first full sentence after all that the requester says, where nothing better is found.

    Every letter answers: what the requester does not say is then the answer. The first line is the request's,
    whatever it sounds like. A note of the force's begins the answer itself.
    """
    said = (i for i, line in enumerate(lines) if voices[i].weight < 0 or line.quoted or i in theirs)
    after = range(max(said, default=0) + 1, len(lines))
    return next((i for i in after if _is_statement(lines[i].text)), len(lines))


def _is_statement(text: str) -> bool:
    return text.endswith((".", '."', ".)")) and text.count(" ") >= _FEW_WORDS and not is_list_item(text)


def _pasted(starts: Sequence[Start], anchor: Start | None, voices: Voices) -> set[int]:
    """Return the lines before the answer of ``anchor`` that look like an answer, but are none.

    They are columns asked for, or of a letter that the requester pasted, up to where the requester goes on.
    """
    before = [s for s in starts if anchor and s.line < anchor.line and s.kind in ("heading", "sentence")]
    decisions = [s.line for s in before if s.decides]
    if not anchor or not decisions:
        return {s.line for s in before}
    spoken = voices.of_requester(decisions[-1] + 1, min(anchor.line, len(voices)))
    return {*range(1 + (spoken or decisions)[-1]), *(s.line for s in before)}


def _first_clear(lines: Sequence[Line], starts: Sequence[Start], voices: Voices) -> Start | None:
    """Return the first heading of an answer, or line that only the force would write."""
    headings = {s.line: s for s in starts if s.rule.startswith("sections.heading-")}
    for number in range(len(voices)):
        if number in headings:
            return headings[number]
        if voices[number].weight >= CLEAR:
            return Start(number, lines[number].span.start, "voice", voices[number].rule, False)
    return None


def _letter_end(lines: Sequence[Line]) -> int:
    """Return the number of lines before the rights of complaint or the annex; one word may be asked for."""
    ends = (i for i, line in enumerate(lines) if "annex" in line.rules and " " in line.text)
    return next(ends, len(lines))


def _find_anchor(
    lines: Sequence[Line], starts: Sequence[Start], voices: Voices, *, strong_only: bool
) -> Start | None:
    """Return the first certain evidence that nothing later shows to be somebody else's words."""
    if strong_only:
        pools = [[s for s in starts if s.kind == "sentence" or (s.kind == "heading" and s.confirmed)]]
    else:
        pools = [
            [s for s in starts if s.kind in ("heading", "sentence")],
            [s for s in starts if s.kind == "body"],
        ]
    headings = {s.line for s in starts if s.rule in ("sections.reasons", "sections.disclosure")}
    landmarks = [i for i, line in enumerate(lines) if i in headings or _announces(line)]
    return next((_first_true(pool, lines, voices, landmarks) for pool in pools if pool), None)


def _starts(lines: Sequence[Line], profile: Profile) -> Iterator[Start]:
    own = phrases(profile.reading.answer_starts)
    for number, line in enumerate(lines):
        if found := _start_of(line, own):
            yield Start(number, line.span.start, *found, line.quoted)


def _start_of(line: Line, own: Phrases) -> tuple[Kind, str] | None:
    """Match the profile's own phrases, then the general rules.

    Beside a profile's own headings, the general ones are certain only as headings of the page.
    """
    if own.any.match(line.text) and (found := _profile_start(line.text, own.each)):
        return found
    rule = line.rule(*_KINDS) if line.rules else None
    if not rule:
        return None
    kind = _KINDS[rule.value]
    return "voice" if kind == "heading" and own.each and not line.heading else kind, rule.name


def _profile_start(text: str, own: Sequence[Phrase]) -> tuple[Kind, str] | None:
    for pattern, is_sentence in own:
        match = pattern.match(text)
        if not match:
            continue
        if is_sentence:
            return "sentence", "profile.answer-sentence"
        rest = text[match.end() :].strip()
        tail = rest.startswith("-") and len(rest) < 30 and "." not in rest
        if not rest or tail or match[0].endswith(":"):
            return "heading", "profile.answer-heading"
    return None


def _sentence_within(text: str, decisions: Sequence[re.Pattern[str]]) -> int:
    """Return where a later sentence of the line begins a decision, or 0."""
    for pattern in decisions:
        for match in pattern.finditer(text):
            if text.endswith(_SENTENCE_MARKS, 0, match.start()):
                return match.start()
    return 0


def _confirmed(lines: Sequence[Line], starts: Sequence[Start], voices: Voices) -> Iterator[Start]:
    decided = {s.line for s in starts if s.kind in ("sentence", "body")}
    for start in starts:
        after = start.line + 1
        if start.kind == "heading" and (
            lines[start.line].heading
            or after in decided
            or (after < len(voices) and voices[after].weight >= LIKELY)
        ):
            yield start._replace(confirmed=True)
        else:
            yield start


def _introduced(lines: Sequence[Line], voices: Voices, decisions: Sequence[int]) -> set[int]:
    """Return the lines that the requester introduces as somebody else's words ("you replied:").

    They run to where the requester speaks again, if a decision is still to come after that; else, the end of
    the quoted words being unknown, only the line after the introduction counts.
    """
    announcing = [number for number, line in enumerate(lines) if is_introduction(line)]
    spoken = voices.of_requester(announcing[0] + 2, decisions[-1]) if announcing and decisions else []
    quoted: set[int] = set()
    for number in announcing:
        if number in quoted:
            continue
        again = _after(spoken, number + 1)
        stop = number + 2
        if again is not None and _after(decisions, again) is not None:
            stop = again
        quoted.update(range(number + 1, stop))
    return quoted


def is_introduction(line: Line) -> bool:
    """Tell whether the line announces quoted words: "you replied:", or the head of an e-mail."""
    if len(line.text) > _LONGEST_INTRODUCTION:
        return False
    if ":" not in line.text and line.text[:1] != "-":
        return False
    if not line.text.endswith((":", ":-")):
        return _MAIL_HEAD.fullmatch(line.text) is not None
    return any(rule.pattern.match(line.text) for rule in rule_table("introductions"))


def _announces(line: Line) -> bool:
    """Tell whether the line belongs to an answer alone: what it finds or what it lists."""
    return not line.quoted and ("please find below" in line.text or "by virtue of the following" in line.text)


def _first_true(
    pool: Sequence[Start], lines: Sequence[Line], voices: Voices, landmarks: Sequence[int]
) -> Start:
    """Return the first start that no later one shows to be somebody else's words."""
    if len(pool) == 1:
        return pool[0]
    spoken = voices.of_requester(pool[0].line + 1, pool[-1].line)
    sentences = [s.line for s in pool if s.kind == "sentence"]
    decisions = [s.line for s in pool if s.decides]
    headings = [s.line for s in pool if s.confirmed]
    sure = [s.line for s in pool if s.confirmed and s.line + 1 in decisions]
    after_request = [s.line for s in pool[1:] if s.decides and _follows_requester(lines, voices, s.line)]
    for start in pool:
        if _after(after_request, start.line + 1) is not None:
            continue  # a letter that the requester pasted, and answers
        landmark = _after(landmarks, start.line - 1)  # it may share the line of the decision
        end = len(lines) if landmark is None else landmark
        again = _after(spoken, start.line)
        later = _after(decisions, again) if again is not None else None
        heading = _after(headings, start.line) if start.kind == "sentence" else None
        if start.kind == "sentence" and again is not None and _after(sure, again) is not None:
            continue  # a whole letter stands in the request, headings and all
        if (later is not None and later < end) or (heading is not None and heading < end):
            continue
        if start.kind == "heading" and not start.confirmed and _among_cells(lines, start.line, sentences):
            continue
        return start
    return pool[-1]


def _follows_requester(lines: Sequence[Line], voices: Voices, number: int) -> bool:
    """Tell whether the words just before a line are plainly the requester's."""
    before = number - 1
    if before < 0 or lines[before].quoted or lines[before].heading:
        return False
    plain = voices[before].weight <= -CLEAR and lines[before].text.count(" ") >= _FEW_WORDS
    return (plain or is_list_item(lines[before].text)) and weigh_line(lines[before]) < 0


def _among_cells(lines: Sequence[Line], heading: int, sentences: Sequence[int]) -> bool:
    """Tell whether a line "Decision" is one of a list of columns asked for, before a true decision."""
    following = _after(sentences, heading + 1)
    if following is None or following - heading > _MOST_CELLS:
        return False
    between = lines[heading + 1 : following]
    return all(len(line.text) < _SHORT_CELL and not {".", ":"} & set(line.text) for line in between)


def _after(places: Sequence[int], line: int) -> int | None:
    at = bisect_right(places, line)
    return places[at] if at < len(places) else None
