"""The Met's own words as HTML: lines as paragraphs, lists and tables, with evidence and search words marked.

The text is never changed: what is shown is the text, cut at its line feeds and escaped.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count, groupby, pairwise
from typing import Literal, NamedTuple

from markupsafe import Markup, escape

from archive.search.passages import MARK_END, MARK_START

Kind = Literal["heading", "item", "row", "paragraph"]
_ITEM = re.compile(r"\s*(?:[•◦▪–-]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)])\s+\S")
_CELLS = re.compile(r" ?[|\t] ?")
_LONGEST_HEADING = 60


class Evidence(NamedTuple):
    """A stretch of the text that proves something. ``tags`` are (label, address) of what it proves."""

    start: int
    end: int
    ident: str
    tags: tuple[tuple[str, str], ...] = ()


class _Mark(NamedTuple):
    start: int
    end: int
    opening: Markup
    again: Markup  # the opening tag where a mark goes on in another piece: an id stands once
    closing: Markup
    after: Markup


class _Line(NamedTuple):
    start: int
    end: int
    kind: Kind
    marks: tuple[_Mark, ...]  # those that touch it
    ident: str  # of the place a link leads to, or empty


def marked_spans(marked: str) -> tuple[tuple[int, int], ...]:
    """Return the offsets, in the text without markers, of what stands between MARK_START and MARK_END."""
    spans: list[tuple[int, int]] = []
    start = position = 0
    for piece in re.split(f"([{MARK_START}{MARK_END}])", marked):
        if piece == MARK_START:
            start = position
        elif piece == MARK_END:
            spans.append((start, position))
        else:
            position += len(piece)
    return tuple(spans)


def highlighted(marked: str) -> Markup:
    """Return a snippet or title with the words between the markers in ``<mark>``."""
    safe = str(escape(" ".join(marked.split())))
    return Markup(safe.replace(MARK_START, "<mark>").replace(MARK_END, "</mark>"))  # noqa: S704 - escaped above


def render(
    text: str,
    evidence: Iterable[Evidence] = (),
    found: Iterable[tuple[int, int]] = (),
    first_found: str = "",
    anchors: Mapping[int, str] | None = None,
    place: str = "the letter",
) -> Markup:
    """Return ``text`` as HTML with ``evidence`` and the search words at ``found`` marked.

    Links can lead to the first search word, whose id is ``first_found``, and to the lines that begin at the
    offsets of ``anchors``, which have the ids it gives. ``place`` is how the names of tables call the text.
    """
    marks = [_proof(item) for item in evidence if 0 <= item.start < item.end <= len(text)]
    marks += [_hit(span, first_found if not index else "") for index, span in enumerate(found)]
    marks.sort(key=lambda mark: (mark.start, -mark.end))

    tables = (f"Table {number} in {place}" for number in count(1))
    blocks = []
    for kind, lines in groupby(_lines(text, marks, anchors or {}), key=lambda line: line.kind):
        blocks += list(_blocks(kind, list(lines), text, tables))
    return Markup("\n").join(blocks)


def _proof(item: Evidence) -> _Mark:
    tags = Markup("").join(
        Markup('<a class="proofref" href="{}">{}</a>').format(href, label) for label, href in item.tags
    )
    opening = Markup('<span class="proof" id="{}">').format(item.ident)
    return _Mark(item.start, item.end, opening, Markup('<span class="proof">'), Markup("</span>"), tags)


def _hit(span: tuple[int, int], ident: str) -> _Mark:
    opening = Markup('<mark id="{}">').format(ident) if ident else Markup("<mark>")
    return _Mark(*span, opening, Markup("<mark>"), Markup("</mark>"), Markup(""))


def _inline(text: str, marks: Sequence[_Mark], start: int, end: int) -> Markup:
    """Return ``text[start:end]`` escaped, with the marks that touch it, properly nested."""
    touching = [mark for mark in marks if mark.start < end and mark.end > start]
    cuts = sorted(
        {start, end, *(min(max(at, start), end) for mark in touching for at in (mark.start, mark.end))}
    )
    out, opened = [], list[_Mark]()
    for piece_start, piece_end in pairwise(cuts):
        active = [mark for mark in touching if mark.start <= piece_start < mark.end]
        kept = 0
        while kept < min(len(opened), len(active)) and opened[kept] is active[kept]:
            kept += 1
        out += _close(opened[kept:], piece_start)
        out += [mark.opening if mark.start == piece_start else mark.again for mark in active[kept:]]
        out.append(escape(text[piece_start:piece_end]))
        opened = active
    return Markup("").join(out + _close(opened, end))


def _close(opened: Sequence[_Mark], at: int) -> list[Markup]:
    """Close marks from the inside out; a mark that ends here is followed by what it proves."""
    return [mark.closing for mark in reversed(opened)] + [mark.after for mark in opened if mark.end == at]


def _lines(text: str, marks: Iterable[_Mark], anchors: Mapping[int, str]) -> Iterator[_Line]:
    spans, at = list[tuple[int, int]](), 0
    for line in text.split("\n"):
        if line.strip():
            spans.append((at, at + len(line)))
        at += len(line) + 1
    texts = [text[start:end] for start, end in spans]
    waiting, open_marks = deque(marks), list[_Mark]()
    for index, (start, end) in enumerate(spans):
        following = texts[index + 1] if index + 1 < len(texts) else ""
        open_marks = [mark for mark in open_marks if mark.end > start]
        while waiting and waiting[0].start < end:
            open_marks.append(waiting.popleft())
        words = start + len(texts[index]) - len(texts[index].lstrip())
        ident = anchors.get(words, "")
        yield _Line(start, end, _kind(texts[index], following), tuple(open_marks), ident)


def _kind(line: str, following: str) -> Kind:
    if " | " in line or "\t" in line:
        return "row"
    if _ITEM.match(line):
        return "item"
    plain = line.strip()
    looks = len(plain) <= _LONGEST_HEADING and plain[0].isupper() and not re.search(r"\d|[.,;:?!)]$", plain)
    return "heading" if looks and len(following) > len(plain) else "paragraph"


def _blocks(kind: Kind, lines: Sequence[_Line], text: str, tables: Iterator[str]) -> Iterator[Markup]:
    if kind == "row":
        rows = Markup("\n").join(_row(line, text) for line in lines)
        yield Markup(
            '<div class="scroll src-table" role="region" aria-label="{}" tabindex="0">'
            "<table><tbody>{}</tbody></table></div>"
        ).format(next(tables), rows)
        return
    match kind:
        case "item":
            items = Markup("").join(_element("li", line, text) for line in lines)
            yield Markup('<ul class="marked">{}</ul>').format(items)
        case "heading":
            yield from (_element("h3", line, text) for line in lines)
        case "paragraph":
            yield from (_element("p", line, text) for line in lines)


def _element(tag: str, line: _Line, text: str) -> Markup:
    words = _inline(text, line.marks, line.start, line.end)
    ident = Markup(' id="{}"').format(line.ident) if line.ident else Markup("")
    return Markup("<{0}{1}>{2}</{0}>").format(tag, ident, words)


def _row(line: _Line, text: str) -> Markup:
    cells, at = [], line.start
    for gap in (*_CELLS.finditer(text, line.start, line.end), None):
        end = gap.start() if gap else line.end
        cells.append(Markup("<td>{}</td>").format(_inline(text, line.marks, at, end)))
        at = gap.end() if gap else end
    return Markup("<tr>{}</tr>").format(Markup("").join(cells))
