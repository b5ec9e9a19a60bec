"""From the way provisions are written ("Section 40(2)&(3A)(a)") to provisions ("40(2)", "40(3A)(a)").

Two steps. ``find_runs`` reads the writing: a marker, numbers, brackets and the separators between them, with
offsets. ``expand`` turns one run into provisions once it is known which Act is meant, because only the Act's
own list of provisions tells whether "(i)" is a sub-paragraph, or "3A" is short for 40(3A).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from parsers.models import Span

Marker = Literal["section", "regulation", "article", "schedule", "none"]
Kind = Literal["number", "group", "range"]
Word = tuple[Kind, str]  # what a step says, wherever it stands
Path = tuple[str, ...]  # ("40", "3A", "a"): number, subsection, paragraph, sub-paragraph

_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_TOKEN = r"(?:\d{1,2}[a-z]?|[ivx]{2,5}|a[a-d]|ea|of|[a-z])"  # noqa: S105 - what may stand in a bracket
_MISPRINTS = {"of": "f"}  # "6(1)(of)" of the UK GDPR, on pages of several years

# All patterns run on lowered text and begin with a literal; the look-behind for the word comes after it.
_MARKERS: tuple[tuple[Marker, re.Pattern[str]], ...] = (
    (
        "section",
        re.compile(
            r"s(?<![\w']s)(?:"
            r"(?:ections?(?:\(s\))?|ects?|ecs?)[.:]?\s{0,3}(?:s{1,2}\.?\s{0,2})?(?=\d)"
            r"|s?\.\s{0,2}(?=\d)"
            r"|s?(?=\d)"
            r"|s?\s{1,2}(?=\d{1,3}[a-z]?\s?\())"
        ),
    ),
    ("section", re.compile(r"exemption(?<!\wexemption)s?\s(?:under|at)\s{1,2}(?=\d)")),
    ("regulation", re.compile(r"reg(?<!\wreg)(?:ulations?|s)?\.?\s{0,3}(?=\d)")),
    ("article", re.compile(r"art(?<!\wart)(?:icles?|s)?\.?\s{0,3}(?=\d)")),
    ("schedule", re.compile(r"sch(?<!\wsch)(?:edules?)?\.?\s{0,3}(?=\d)")),
)
_PLURAL = re.compile(r"(?:sections|section\(s\)|sects|secs|ss|exemptions|regulations|regs|articles|arts)\b")

_NUMBER = re.compile(r"([1-9]\d{0,2})(([a-z])\3?(?![a-z]))?(?!\d|%|,\d{3}|:\d)")
_DOTTED = re.compile(r"\.(\d{1,2}[a-z]?)(?:\.(a[a-d]|[ivx]{2,4}|[a-z]))?(?!\w|\.\d)")
_BRACKET = re.compile(rf"\s{{0,2}}\({{1,2}}\s?{_TOKEN}(?:\s?(?:-|to|,|&|and|/)\s?{_TOKEN}){{0,12}}\s?\)")
_IN_BRACKET = re.compile(rf"(-|to\b)?(?:,|&|and\b|/)?\s?({_TOKEN})(?![a-z0-9])\s?")
# "40(2(3)(a)" and "40(2 - Personal": the closing bracket is missing.
_UNCLOSED = re.compile(rf"\(({_TOKEN})(?=\(|\s{{0,2}}(?:$|[-,.;:&\n]|of the\b|and\b))")
_GLUED_LETTER = re.compile(r"([a-z])(?![a-z0-9])")
_AFTER_BREAK = re.compile(r"\s{0,2}(?:$|[-,.;:&(\n]|of\b|and\b|or\b)")

_SEPARATOR = re.compile(
    r"\s{0,2}(?:(-|to\b)|[,;&+/]|and/or\b|(?:and|or|plus|as well as|by virtue of)\b)"
    r"(?:\s{0,2}(?:and/or\b|&|(?:and|or|also|alternatively|by virtue of|under)\b))?\s{0,2}"
)
_BARE_LETTER = re.compile(
    r"([ivx]{2,4}|a[a-d]|[a-z])(?![a-z])(?=\s{0,2}(?:$|[,;:&/)\n-]|\.(?![a-z])|(?:and|or|of the)\b))"
)
# What must follow a bare number that goes on with a run: "Section 31 and 40 pages" does not cite section 40.
_ENDS_NUMBER = re.compile(
    r"\s{0,2}(?:$|[,;:&)\]\n\"'-]|\.(?!\d)|/|"
    r"(?:and|or|exemptions?|are|is|was|were|have|has|appl(?:y|ies)|being|which|as|because|both|under|for|by|with)\b"
    r"|(?:in|to) th(?:e|is|at)\b"
    r"|of\b(?! (?:which|them|these|those|the (?:document|page|record|request|question|officer)s?)\b))"
)
_COUNTED = re.compile(
    r"\s{0,2}(?:per ?cent|minutes?|hours?|days?|weeks?|months?|years?|pages?|documents?|records?|officers?|"
    r"people|persons?|cases?|working|calendar|other|january|february|march|april|may\b|june|july|august|"
    r"september|october|november|december)|(?:st|nd|rd|th)\b"
)

_LONGEST_LEAD = 14
_MOST_WRITINGS, _MANY_WORDS = 4096, 20  # remembered, as the same few are met again and again
_LONE_BRACKET = re.compile(r"\((?<=[\da-z]\()(?=\d)")
_BEFORE_LONE = re.compile(r"(?<![\w./£$-])[1-9]\d?[a-z]?$")
# Words after which a number in brackets counts something else; words after which it is a provision.
_COUNTS_SOMETHING = re.compile(
    r"(?:question|questions|document|part|paragraph|para|table|figure|item|annex|appendix|page|rule|code|record|"
    r"version|point|request|q|no|number)[.:]? $"
)
_LEADS_TO_NUMBER = re.compile(
    r"(?:(?:^|\n|[.;:•] ?|- )|\b(?:under|at|by|of|to|and|or|with|on|both|exemptions?) )$"
)


class Step(NamedTuple):
    """One part of a run: a number, a bracket, or the far end of a range; ``end`` is its offset."""

    kind: Kind
    token: str
    end: int


class Run(NamedTuple):
    """A citation as written, from its marker to its last bracket.

    ``joined`` says that only a separator stands between the run before and this one: they share their Act.
    """

    marker: Marker
    steps: tuple[Step, ...]
    span: Span
    joined: bool


class Expansion(NamedTuple):
    """The provisions a run stands for, where its last used part ends, and whether a part fitted nothing."""

    provisions: tuple[str, ...]
    end: int
    dropped: bool


def find_runs(lowered: str, start: int, end: int) -> Iterator[Run]:
    """Yield the runs in ``lowered[start:end]`` in reading order, never overlapping."""
    last_end = start
    for at, marker, number_at in _candidates(lowered, start, end):
        if at < last_end:
            continue
        run_steps, read_to = _read_steps(lowered, at, number_at, end)
        if run_steps:
            separator = _SEPARATOR.match(lowered, last_end, end)
            joined = separator is not None and separator.end() == at
            if separator and separator[1] == "-" and marker != "none":
                joined = False  # "Section 40(2) - Section 3(2) of another Act says"
            yield Run(marker, run_steps, Span(at, run_steps[-1].end), joined)
        last_end = max(last_end, read_to)


def expand(run: Run, known: frozenset[str] | None, within: str = "") -> Expansion:
    """Return the provisions ``run`` stands for, in the order written.

    ``known`` holds the Act's provisions; a part that makes none of them is dropped, so no others come back.
    None means an Act whose provisions are not listed here: everything is taken as written.
    ``within`` is the section spoken of before, which "Sections 3A(b) and 3B" leave out.
    A provision is left out when the same run also gives a part of it.
    """
    words = tuple([(step.kind, step.token) for step in run.steps])
    read = _expand if len(words) <= _MANY_WORDS else _expand.__wrapped__
    provisions, used, dropped = read(words, known, within)
    return Expansion(provisions, run.steps[used - 1].end if used else run.span.start, dropped)


@lru_cache(maxsize=_MOST_WRITINGS)
def _expand(
    words: tuple[Word, ...], known: frozenset[str] | None, within: str
) -> tuple[tuple[str, ...], int, bool]:
    """Return the provisions, the number of the last word used, or 0, and whether a word was dropped."""
    paths: dict[Path, None] = {}
    path: Path = ()
    used, dropped, closed_below = 0, False, 0
    for number, (kind, token) in enumerate(words, 1):
        if kind == "number":
            grown = _fit(_number_paths(token, path[0] if path else within), known)
            path = grown[-1] if grown else ()
            closed_below = 0
        else:
            level = _level(token)
            if not path or (closed_below and level > closed_below):
                dropped = True
                continue
            grown = _fit_group(path, (kind, token), known)
            closed_below = 0 if grown else level
        if not grown:
            dropped = True
            continue
        path, used = grown[-1], number
        paths |= dict.fromkeys(grown)
    parents = {found[:size] for found in paths for size in range(1, len(found))}
    return tuple(_canonical(found) for found in paths if found not in parents), used, dropped


def _candidates(lowered: str, start: int, end: int) -> list[tuple[int, Marker, int]]:
    """Return where runs may begin, with their markers and where their numbers stand."""
    found: list[tuple[int, Marker, int]] = [
        (match.start(), marker, match.end())
        for marker, pattern in _MARKERS
        for match in pattern.finditer(lowered, start, end)
    ]
    for bracket in _LONE_BRACKET.finditer(lowered, start, end):
        number = _BEFORE_LONE.search(lowered, max(start, bracket.start() - 4), bracket.start())
        if number and _stands_alone(lowered, start, number.start(), bracket.start()):
            found.append((number.start(), "none", number.start()))
    return sorted(found)


def _stands_alone(lowered: str, start: int, number: int, bracket: int) -> bool:
    """Say whether a number without a marker is a provision: "40(2)(a)" is, "question 12(1)" is not."""
    before = lowered[max(start, number - _LONGEST_LEAD) : number]
    if _COUNTS_SOMETHING.search(before):
        return False
    first = _BRACKET.match(lowered, bracket)
    if first and lowered.startswith(("(", " of the act"), first.end()):
        return True
    return _LEADS_TO_NUMBER.search(before) is not None


def _read_steps(lowered: str, start: int, number_at: int, end: int) -> tuple[tuple[Step, ...], int]:
    """Return the steps of the run whose first number stands at ``number_at``, and where reading stopped."""
    steps: list[Step] = []
    number = _NUMBER.match(lowered, number_at, end)
    if number is None:
        return (), number_at
    plural = _PLURAL.match(lowered, start, number_at) is not None
    at = _take_number(lowered, number, steps, end)
    if dotted := _DOTTED.match(lowered, number.end(), end):
        steps += [Step("group", part, dotted.end()) for part in dotted.groups() if part]
        at = dotted.end()
    while separator := _SEPARATOR.match(lowered, at, end):
        reached = _continue(lowered, separator, plural, steps, end)
        if reached == at:
            break
        at = reached
    return tuple(steps), at


def _take_number(lowered: str, number: re.Match[str], steps: list[Step], end: int) -> int:
    """Add a number and the brackets after it; return where they end."""
    steps.append(Step("number", number[0], number.end()))
    return _take_groups(lowered, number.end(), steps, end)


def _take_groups(lowered: str, at: int, steps: list[Step], end: int, ranged: bool = False) -> int:
    """Add the brackets at ``at``, the first as the end of a range if ``ranged``; return where they end."""
    while True:
        if bracket := _BRACKET.match(lowered, at, end):
            if lowered[at] == "\n" and not _AFTER_BREAK.match(lowered, bracket.end(), end):
                return at  # "(a)" opens a list item on the next line
            inside = lowered.index("(", at) + 1
            if lowered[inside] == "(":
                inside += 1
            for part in _IN_BRACKET.finditer(lowered, inside, bracket.end() - 1):
                kind: Kind = "range" if part[1] or ranged else "group"
                steps.append(Step(kind, part[2], bracket.end()))
                ranged = False
            at = bracket.end()
        elif unclosed := _UNCLOSED.match(lowered, at, end):
            steps.append(Step("group", unclosed[1], unclosed.end()))
            at = unclosed.end()
        elif lowered[at - 1] == ")" and (letter := _GLUED_LETTER.match(lowered, at, end)):
            steps.append(Step("group", letter[1], letter.end()))
            at = letter.end()
        else:
            return at


def _continue(lowered: str, separator: re.Match[str], plural: bool, steps: list[Step], end: int) -> int:
    """Add what follows a separator if it goes on with the run; return where that ends, or where it began."""
    at, ranged = separator.end(), separator[1] is not None
    if (grown := _take_groups(lowered, at, steps, end, ranged)) > at:
        return grown
    if number := _NUMBER.match(lowered, at, end):
        bracketed = _BRACKET.match(lowered, number.end(), end) or _UNCLOSED.match(lowered, number.end(), end)
        if bracketed:
            return _take_number(lowered, number, steps, end)
        counted = _COUNTED.match(lowered, number.end(), end)
        ended = _ENDS_NUMBER.match(lowered, number.end(), end)
        if counted or not (plural or ended):
            return separator.start()
        if ranged:  # "sections 21 to 44" describes the scheme of the Act and cites neither
            if steps[-1].kind == "number":
                steps.pop()
            return number.end()
        return _take_number(lowered, number, steps, end)
    letter = _BARE_LETTER.match(lowered, at, end)
    if letter and steps and steps[-1].kind != "number" and _follows(steps[-1].token, letter[1]):
        steps.append(Step("range" if ranged else "group", letter[1], letter.end()))
        return letter.end()
    return separator.start()


def _follows(before: str, token: str) -> bool:
    """Say whether a letter without brackets goes on from the last: "(a), b" does, "(a), a man" does not."""
    if before in _ROMAN and token in _ROMAN:
        return _ROMAN.index(before) < _ROMAN.index(token)
    return before.isalpha() and len(before) == len(token) == 1 and before < token


def _level(token: str) -> int:
    """Return 1 for a subsection, 2 for a paragraph, 3 for what can only be a sub-paragraph."""
    if token[0].isdigit():
        return 1
    return 3 if token in _ROMAN and len(token) > 1 else 2


def _number_paths(token: str, within: str) -> Iterator[Path]:
    """Yield what a number can be, likeliest first: a section, or ("3A") a subsection of the one before."""
    name = token.upper()
    yield (name,)
    if within and not name.isdigit():
        yield (within, name)


def _group_paths(path: Path, token: str) -> Iterator[Path]:
    """Yield what a bracket after ``path`` can be, likeliest first."""
    token = _MISPRINTS.get(token, token)
    if token[0].isdigit():
        yield (path[0], token.upper())
        if token[-1].isalpha():  # "31(1a)" for 31(1)(a)
            yield (path[0], token[:-1], token[-1])
        return
    if token in _ROMAN and len(path) >= 3:
        yield (*path[:3], token)
    yield (*path[:2], token)


def _fit(options: Iterator[Path], known: frozenset[str] | None) -> list[Path]:
    """Return the first option the Act contains, as a list of one, or nothing."""
    for option in options:
        if known is None or _canonical(option) in known:
            return [option]
    return []


def _fit_group(path: Path, word: Word, known: frozenset[str] | None) -> list[Path]:
    """Return the provisions a bracket leads to: one, or all of a range of letters such as "(a)-(c)"."""
    kind, token = word
    if kind == "range":
        letters = _between(path[-1], token)
        stem = path[:-1]
        spread = [(*stem, letter) for letter in letters]
        if spread and (fitting := [p for p in spread if known is None or _canonical(p) in known]):
            return fitting
    return _fit(_group_paths(path, token), known)


def _between(first: str, last: str) -> tuple[str, ...]:
    """Return the letters or romans after ``first`` up to ``last``; nothing where they are no range."""
    if first in _ROMAN and last in _ROMAN and len(last) > 1:
        return _ROMAN[_ROMAN.index(first) + 1 : _ROMAN.index(last) + 1]
    if len(first) == len(last) == 1 and first.isalpha() and last.isalpha():
        return tuple(chr(code) for code in range(ord(first) + 1, ord(last) + 1))
    return ()


def _canonical(path: Path) -> str:
    return path[0] + "".join(f"({part})" for part in path[1:])
