"""The card of each entry on a listing page: the part of the page that speaks of that entry alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BREAKS = frozenset(
    "a address article aside blockquote br caption dd details div dl dt fieldset figure figcaption footer "
    "form header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
).union(_HEADINGS)  # fmt: skip
_SILENT = frozenset({"script", "style", "template", "noscript", "svg", "button", "select", "-comment"})
_LARGER_THAN_A_CARD = frozenset({"html", "body", "main", "ul", "ol", "dl", "table", "tbody", "thead"})
_MOST_SIBLINGS = 12

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)  # fmt: skip
_TIME = r"\d{1,2}[:.]\d\d(?::\d\d)?(?:\s?[ap]m)?"
_DAY = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH},?\s+\d{{4}}|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    rf"|{_MONTH}\s+\d{{4}}|\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:\d{{4}}|\d\d)|\d{{4}}-\d\d-\d\d(?:T[\d:.]+Z?)?)"
)
_WHEN = re.compile(
    rf"(?:{_TIME},?\s+(?:on\s+)?)?(?:[a-z]{{3,9}}day,?\s+)?{_DAY}(?:,?\s+(?:at\s+)?{_TIME})?", re.IGNORECASE
)
_LABELS = {
    "date": r"(?:date )?published(?: on| date)?|publication date|date(?: of publication| issued)?|issued",
    "type": r"(?:document |content |publication )?type|category",
    "description": r"description|summary",
    "title": r"title|document|name|subject",
    "other": r"(?:last )?(?:updated|modified|reviewed)|(?:file )?size|format|reference(?: no| number)?|link",
}
_LABEL_NAMES = "|".join(f"(?P<{field}>{names})" for field, names in _LABELS.items())
_LABELLED = re.compile(rf"(?:{_LABEL_NAMES})\s*(?::\s*|$)", re.IGNORECASE)
_DATED = re.compile(rf"(?:{_LABELS['date']})\s+(?={_WHEN.pattern})", re.IGNORECASE)
_ANY_LABEL = "|".join(_LABELS.values())
_BOUNDARY = re.compile(rf"(?<!\s)\s*+[|·•]\s*+|(?<!\s)\s++(?=(?:{_ANY_LABEL}):\s)", re.IGNORECASE)
_PLAIN_TYPE = re.compile(
    r"(?:foi )?disclosures?(?: log)?|publication scheme"
    r"|freedom of information(?: (?:request|response|disclosure))?",
    re.IGNORECASE,
)
_SAYS_NOTHING = re.compile(
    r"(?:(?:read|find out|learn|see|show) more|view|open|download|details|more|here|click here|link)"
    r"(?: (?:this|the))?(?: (?:item|page|file|document|details))?\W*"
    r"|\(?(?:pdf|xlsx?|csv|docx?|zip|odt|ods)\b[\s,]*(?:[\d.,]+\s*[km]?b)?\)?|[\d.,]+\s*[km]b|\W*",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"^(?:read|find out|learn|see) more(?: about)?:?\s+|^(?:view|open|download)\s+", re.IGNORECASE
)
_NEW_WINDOW = re.compile(r"(?<!\s)\s*+\(opens in (?:a )?new (?:window|tab)\)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says, as written; empty strings where it says nothing."""

    title: str
    date: str
    type: str
    description: str


class Cards:
    """The cards of one page, found from where its entries' links stand.

    ``anchors`` are the links of each entry, ``marks`` nodes that belong to the page as a whole.
    """

    def __init__(self, anchors: Mapping[str, Sequence[LexborNode]], marks: Iterable[LexborNode]) -> None:
        self._anchors = anchors
        self._entries: dict[int, set[str]] = {}  # node: the entries linked from within it
        for key, nodes in anchors.items():
            for node in nodes:
                for above in _upwards(node):
                    self._entries.setdefault(above.mem_id, set()).add(key)
        self._of_page = {
            above.mem_id for mark in marks if mark.mem_id not in self._entries for above in _upwards(mark)
        }

    def read(self, key: str) -> Card:
        """Return what the card of the entry ``key`` says: where it has several, the first with a date."""
        anchors = self._anchors[key]
        cards = (self._said(anchors, a) for a in [a for a in anchors if _own_words(a)] or anchors[:1])
        first = next(cards)
        return first if first.date else next((card for card in cards if card.date), first)

    def _said(self, anchors: Sequence[LexborNode], anchor: LexborNode) -> Card:
        card = self._card(anchor)
        title = _title_of_links(anchors) or _heading_in(card) or _title_of_attributes(anchors)
        lines = [line for line in _card_lines(card) if not _same_words(line, title)]
        if all(_SAYS_NOTHING.fullmatch(line) for line in lines):
            lines = list(self._lines_after(card))
        found = _Fields(title)
        found.take(lines)
        if not found.date and (clock := card.css_first("time[datetime]")) is not None:
            found.date = clock.attributes.get("datetime") or ""
        return Card(found.title, found.date, found.type, " ".join(found.description))

    def _card(self, anchor: LexborNode) -> LexborNode:
        """Return the largest node round ``anchor`` that speaks of its entry alone."""
        card, own = anchor, self._entries[anchor.mem_id]
        while (above := card.parent) is not None:
            if self._entries[above.mem_id] != own or above.mem_id in self._of_page:
                break
            if above.tag in _LARGER_THAN_A_CARD:
                break
            card = above
        return card

    def _lines_after(self, card: LexborNode) -> Iterator[str]:
        """Yield what stands between this card and the next, where cards have no node of their own."""
        beside = card.next
        for _ in range(_MOST_SIBLINGS):
            if beside is None or beside.tag in _HEADINGS:
                return
            if beside.mem_id in self._entries or beside.mem_id in self._of_page:
                return
            yield from lines_of(beside)
            beside = beside.next


@dataclass(slots=True)
class _Fields:
    """Sorts a card's lines: labelled first, then what can only be a date or a type; the rest describes."""

    title: str
    date: str = ""
    type: str = ""
    description: list[str] = field(default_factory=list)

    def take(self, lines: Iterable[str]) -> None:
        pieces = [piece for line in lines for piece in _BOUNDARY.split(line) if piece]
        rest: list[str] = []
        label = ""
        for piece in pieces:
            labelled = _LABELLED.match(piece)
            if label and not labelled:
                self._set(label, piece)
                label = ""
            elif _SAYS_NOTHING.fullmatch(piece):
                continue
            elif labelled:
                label, value = labelled.lastgroup or "other", piece[labelled.end() :].strip()
                if value:
                    self._set(label, value)
                    label = ""
            elif found := _DATED.match(piece):
                self._set("date", piece[found.end() :])
            elif _WHEN.fullmatch(piece):
                self._set("date", piece)
            elif _PLAIN_TYPE.fullmatch(piece):
                self._set("type", piece)
            else:
                rest.append(piece)
        if not self.title and rest:
            self.title = rest.pop(0)
        self.description += rest

    def _set(self, name: str, value: str) -> None:
        if name == "date" and not self.date:
            found = _WHEN.search(value)
            self.date = found[0] if found else value
        elif name == "type" and not self.type:
            self.type = value
        elif name == "title" and not self.title:
            self.title = value
        elif name == "description":
            self.description.append(value)


def lines_of(node: LexborNode) -> Iterator[str]:
    """Yield the lines a reader sees in ``node``, white space joined."""
    words: list[str] = []
    for piece in _pieces(node):
        if piece is not None:
            words.append(piece)
        elif line := " ".join("".join(words).split()):
            yield line
            words.clear()
    if line := " ".join("".join(words).split()):
        yield line


def _pieces(node: LexborNode) -> Iterator[str | None]:
    """Yield the text of ``node`` piece by piece, and None where a line ends."""
    stack: list[LexborNode | None] = [node]
    while stack:
        here = stack.pop()
        if here is None:
            yield None
        elif here.tag == "-text":
            yield here.text(deep=False)
        elif here.tag not in _SILENT:
            if here.tag in _BREAKS:
                yield None
                stack.append(None)
            children = list(here.iter(include_text=True))
            apart = _is_row_of_pieces(here, children)
            for child in reversed(children):
                stack.append(child)
                if apart:
                    stack.append(None)


def _is_row_of_pieces(parent: LexborNode, children: Sequence[LexborNode]) -> bool:
    """Whether inline pieces fill ``parent`` without loose words between: date, type and size, say."""
    if sum(child.is_element_node for child in children) < 2:
        return False
    loose = any(child.tag == "-text" and child.text(deep=False).strip() for child in children)
    return not loose and not any(above.tag in _HEADINGS for above in _upwards(parent))


def _card_lines(card: LexborNode) -> Iterator[str]:
    """Yield the lines of a card; a cell of a table row is headed by the name of its column."""
    columns = _column_names(card) if card.tag == "tr" else []
    if not columns:
        yield from lines_of(card)
        return
    cells = [cell for cell in card.iter() if cell.tag in {"td", "th"}]
    for number, cell in enumerate(cells):
        words = _line(cell)
        name = columns[number] if number < len(columns) else ""
        if words and _LABELLED.fullmatch(name):
            yield f"{name}: {words}"
        else:
            yield from lines_of(cell)


def _column_names(row: LexborNode) -> list[str]:
    table = next((above for above in _upwards(row) if above.tag == "table"), None)
    first = table.css_first("tr") if table is not None else None
    cells = list(first.iter()) if first is not None else []
    return [_line(cell) for cell in cells] if all(cell.tag == "th" for cell in cells) else []


def _title_of_links(anchors: Sequence[LexborNode]) -> str:
    """Return the heading inside or round a link, else the words of the first link that says something."""
    for anchor in anchors:
        around = next((above for above in _upwards(anchor) if above.tag in _HEADINGS), None)
        if title := _heading_in(anchor) or (_line(around) if around is not None else ""):
            return title
    return next((words for anchor in anchors if (words := _own_words(anchor))), "")


def _own_words(anchor: LexborNode) -> str:
    lines = [_NEW_WINDOW.sub("", line) for line in lines_of(anchor)]
    lines = [line for line in lines if not _SAYS_NOTHING.fullmatch(line)]
    return next((line for line in lines if not _WHEN.fullmatch(line)), lines[0] if lines else "")


def _heading_in(node: LexborNode) -> str:
    heading = node.css_first(",".join(_HEADINGS))
    return _line(heading) if heading is not None else ""


def _title_of_attributes(anchors: Sequence[LexborNode]) -> str:
    """Return what a link says of itself to those who do not see it."""
    for anchor in anchors:
        image = anchor.css_first("img[alt]")
        said = [anchor.attributes.get("aria-label"), anchor.attributes.get("title")]
        said.append(image.attributes.get("alt") if image is not None else None)
        for words in said:
            title = _ABOUT.sub("", " ".join((words or "").split()))
            if not _SAYS_NOTHING.fullmatch(title):
                return title
    return ""


def _same_words(one: str, other: str) -> bool:
    return _NEW_WINDOW.sub("", one).casefold() == other.casefold()


def _line(node: LexborNode) -> str:
    return " ".join(lines_of(node))


def _upwards(node: LexborNode | None) -> Iterator[LexborNode]:
    while node is not None:
        yield node
        node = node.parent
