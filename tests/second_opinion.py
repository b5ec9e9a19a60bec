"""A second reader of pages, written from the rules alone with other libraries and no code of ``parsers``.

It is slow and plain. Where it and ``read_document`` see different text, one of them is wrong. It knows the
rules for blocks, lists, tables and links, for what is content, and for the site's furniture at both ends.
"""

from __future__ import annotations

import re
import unicodedata
import warnings
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PreformattedString

SILENT = (
    "script style template noscript svg iframe head input select textarea datalist video audio canvas embed "
    "applet map meter progress noembed noframes"
).split()
LINES = (
    "address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol "
    "optgroup option p pre search section summary table tbody td tfoot th thead tr ul"
).split()
FURNITURE = [
    r"(quickly exit this site( by pressing the escape key)?\.? ?)?(leave this site)?",
    r"we use (some )?(essential )?cookies (to|on) .*",
    r"you can manage your (cookie )?preferences .*",
    r"your cookie preferences have been saved.*",
    r"sorry, there was a technical problem\. please try again\.",
    r"this (site|website|service) is (a |in )?beta.*",
    r"(skip|jump) to (main )?content",
    r"(you are here:? ?)?home( ?[>/|»›].*)?",
    r"print( this page)?",
    r"back to (top|results)",
    r"share (on|via|by) \w+",
]
FOOT = [
    r"share( this)?( page)?:?",
    r"is there a problem with this page\??",
    r"was this page (helpful|useful)\??",
    r"(copyright|©.*|copyright (©|\d).*)",
]
MONTHS = "january february march april may june july august september october november december".split()
DATE = (
    rf"(\d\d?:\d\d )?(\d\d?(st|nd|rd|th)? ({'|'.join(MONTHS)}) \d{{4}}|\d\d?/\d\d?/\d{{4}}|\d{{4}}-\d\d-\d\d)"
)
METADATA = rf"((date )?published|last updated|date)( on)?:?( {DATE})?|{DATE}"


@dataclass
class Line:
    kind: str
    text: str
    level: int = 0


@dataclass
class Walker:
    """Collects lines; ``words`` is the raw text of the line under way."""

    hidden: set[int]
    lines: list[Line] = field(default_factory=list)
    words: str = ""
    heading: int = 0
    lists: list[dict] = field(default_factory=list)
    marker: tuple[str, int] | None = None
    pre: bool = False
    term: str = ""

    def close(self) -> None:
        text = squash(self.words)
        self.words, self.term = "", ""
        if text:
            self.put(Line("heading" if self.heading else "paragraph", text, self.heading))

    def put(self, line: Line) -> None:
        if self.marker is not None:
            (marker, number), self.marker = self.marker, None
            if line.kind == "paragraph" or marker != "•":
                if marker and not typed(line.text, marker, number):
                    line.text = f"{marker} {line.text}"
                if line.kind == "paragraph":
                    line.kind, line.level = "item", len(self.lists)
        self.lines.append(line)

    def walk(self, node: Tag) -> None:
        for child in node.children:
            if isinstance(child, Tag):
                self.element(child)
            elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
                parts = str(child).split("\n") if self.pre else [str(child)]
                self.words += parts[0]
                for part in parts[1:]:
                    self.close()
                    self.words = part

    def element(self, tag: Tag) -> None:
        name = tag.name
        if name in SILENT or id(tag) in self.hidden:
            return
        if code := tag.get("data-cfemail"):
            key, *rest = bytes.fromhex(str(code))
            self.words += bytes(b ^ key for b in rest).decode()
        elif name not in LINES:
            self.walk(tag)
        elif self.term and self.term == squash(self.words) and name in ("dd", "p", "div"):
            self.words += " "
            self.walk(tag)
            self.close()
        else:
            self.close()
            self.line_element(tag)
            if name == "dt" and squash(self.words).endswith(":"):
                self.term = squash(self.words)
            else:
                self.close()
            if name == "li":
                self.marker = None

    def line_element(self, tag: Tag) -> None:
        name = tag.name
        if re.fullmatch("h[1-6]", name):
            self.heading = int(name[1])
            self.walk(tag)
            self.close()
            self.heading = 0
        elif name in ("ol", "ul", "menu", "dir"):
            self.lists.append(new_list(tag))
            self.walk(tag)
            self.close()
            self.lists.pop()
        elif name == "li":
            outer = self.marker[0] if self.marker and self.marker[0] != "•" else ""
            marker, number = next_marker(self.lists[-1], tag) if self.lists else ("•", 0)
            self.marker = (f"{outer} {marker}".strip(), number)
            self.walk(tag)
        elif name == "tr":
            self.row(tag)
        elif name == "pre":
            self.pre = True
            self.walk(tag)
            self.close()
            self.pre = False
        else:
            self.walk(tag)

    def row(self, tag: Tag) -> None:
        cells = []
        for cell in tag.find_all(["td", "th"], recursive=False):
            inner = Walker(self.hidden, lists=self.lists)
            inner.walk(cell)
            inner.close()
            cells.append(inner.lines)
        layout = [lines for lines in cells if part_of_a_page(lines)]
        if layout or (len(cells) == 1 and [line.kind for line in cells[0]] != ["paragraph"]):
            for lines in cells:
                for line in lines:
                    self.put(line)
        elif any(cells):
            joined = " | ".join(" ".join(line.text for line in lines) for lines in cells)
            self.put(Line("row", squash(joined)))


def part_of_a_page(lines: list[Line]) -> bool:
    kinds = [line.kind for line in lines]
    return ("heading" in kinds and len(kinds) > 1) or "row" in kinds or kinds.count("paragraph") > 3


def new_list(tag: Tag) -> dict:
    style = list_style(tag) or (str(tag.get("type", "1")) if tag.name == "ol" else "disc")
    items = len(tag.find_all("li", recursive=False))
    backwards = tag.name == "ol" and tag.has_attr("reversed")
    start = whole(tag.get("start"), items if backwards else 1) if tag.name == "ol" else 1
    return {"style": style, "next": start, "step": -1 if backwards else 1}


def next_marker(state: dict, item: Tag) -> tuple[str, int]:
    number = whole(item.get("value"), state["next"])
    state["next"] = number + state["step"]
    style = list_style(item) or state["style"]
    if style == "none":
        return "", number
    if style == "disc":
        return "•", number
    if style in "aA" and number > 0:
        text = letters(number)
    elif style in "iI" and 0 < number < 4000:
        text = roman(number)
    else:
        text = str(number)
    return (text.upper() if style in "AI" else text) + ".", number


def list_style(tag: Tag) -> str:
    found = re.search(r"list-style(?:-type)?:\s*([a-z-]+)", str(tag.get("style", "")))
    names = {"lower-alpha": "a", "upper-alpha": "A", "lower-roman": "i", "upper-roman": "I", "decimal": "1"}
    return names.get(found[1], found[1]) if found else ""


def whole(value: object, otherwise: int) -> int:
    found = re.match(r"\s*([+-]?\d+)", str(value or ""))
    return int(found[1]) if found else otherwise


def letters(number: int) -> str:
    return (letters((number - 1) // 26) if number > 26 else "") + chr(97 + (number - 1) % 26)


def roman(number: int) -> str:
    units = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"]
    text = ""
    for digit, (one, five, ten) in zip(
        f"{number:04d}", [("m", "", ""), ("c", "d", "m"), ("x", "l", "c"), ("i", "v", "x")], strict=True
    ):
        text += "".join({"i": one, "v": five, "x": ten}[c] for c in units[int(digit)])
    return text


def typed(text: str, marker: str, number: int) -> bool:
    """Whether a person typed a marker where the browser draws ``marker``."""
    low = text.lower()
    digits = re.match(r"\(?(q ?)?\d{1,3}[a-z]?([.):/]+ ?| [-–] )\S", low)
    bullet = re.match(r"[•*–-] ?[^\W\d]|[•*–-] ", low)
    letter = re.match(r"\(?([a-z]{1,5})(\)|\. )", low)
    if marker == "•":
        return bool(digits or bullet or (letter and (len(letter[1]) == 1 or set(letter[1]) <= set("ivx"))))
    return bool(digits or (letter and number > 0 and letter[1] in (letters(number), roman(number))))


def squash(text: str) -> str:
    kept = "".join(
        " " if c.isspace() else c
        for c in text
        if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs")
    )
    return " ".join(kept.split())


def flat(text: str) -> str:
    for plain, others in {"'": "‘’", '"': "“”", "-": "‐‑‒–—"}.items():
        for other in others:
            text = text.replace(other, plain)
    return text.lower()


def is_hidden(tag: Tag) -> bool:
    style = str(tag.get("style", "")).replace(" ", "").lower()
    if tag.has_attr("hidden"):
        return tag["hidden"] != "until-found"
    return tag.get("aria-hidden") == "true" or "display:none" in style or "visibility:hidden" in style


def importance(tag: Tag, opened: set[str]) -> int:
    """Tell from which width of reading on ``tag`` is shown: always 1, forms 2, hidden 3, the site's 4."""
    role = str(tag.get("role", ""))
    if is_hidden(tag) and tag.get("id") not in opened:
        return 3
    for width, roles in (
        (2, "search complementary"),
        (3, "dialog alertdialog"),
        (4, "navigation banner contentinfo"),
    ):
        if role in roles.split():
            return width
    if tag.name == "button" and tag.find_parent(re.compile("^h[1-6]$")):
        return 1
    if tag.name == "header" and tag.find_parent(["main", "article", "section"]):
        return 1
    return {"form": 2, "aside": 2, "button": 2, "dialog": 3, "nav": 4, "header": 4, "footer": 4}.get(
        tag.name, 1
    )


def content_of(body: Tag) -> Tag:
    for name, attributes in (("main", {}), (True, {"role": "main"}), ("article", {})):
        filled = [tag for tag in body.find_all(name, attrs=attributes) if tag.get_text().strip()]
        found = [tag for tag in filled if not is_hidden(tag)] or filled
        ids = {id(t) for t in found}
        outer = [t for t in found if not any(id(p) in ids for p in t.parents)]
        if outer:
            return outer[0] if len(outer) == 1 else body
    return body


def read(root: Tag, width: int) -> list[Line]:
    opened = {word for tag in root.select("[aria-controls]") for word in str(tag["aria-controls"]).split()}
    hidden = {id(tag) for tag in root.find_all(True) if importance(tag, opened) > width}
    walker = Walker(hidden)
    walker.element(root) if re.fullmatch("h[1-6]", root.name) else walker.walk(root)
    walker.close()
    return walker.lines


def second_opinion(html: str, labels: tuple[str, ...], lead_ins: tuple[str, ...]) -> str:
    """Return the text of a page: its lines, joined by line feeds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        soup = BeautifulSoup(html, "html5lib", multi_valued_attributes=None)
    body = soup.body
    assert body is not None
    label_starts = tuple(flat(label).rstrip(": ") for label in labels)
    phrases = [p for p in (label_starts, tuple(flat(lead).rstrip(": ") for lead in lead_ins)) if p]

    def seen(text: str) -> int:
        return sum(any(phrase in flat(squash(text)) for phrase in kind) for kind in phrases)

    def size(lines: list[Line]) -> int:
        return sum(len(line.text) for line in lines)

    def landmarks(lines: list[Line]) -> int:
        return sum(any(phrase in flat(line.text) for line in lines for phrase in kind) for kind in phrases)

    root = content_of(body)
    best = read(root, 1)
    side = read(root, 2)
    if landmarks(side) > landmarks(best) or size(side) > 2 * size(best):
        best = side
    wider = [(root, 3), *([(body, 1), (body, 2)] if root is not body else []), (body, 4)]
    for part, width in wider:
        if best and landmarks(best) >= seen(body.get_text()):
            break
        tried = read(part, width)
        if landmarks(tried) > landmarks(best) or not best:
            best = tried
    title = soup.find(lambda tag: tag.name == "title" and tag.find_parent("svg") is None)
    page_title = squash(title.get_text()) if isinstance(title, Tag) else ""
    if not any(line.kind == "heading" and line.level == 1 for line in best):
        for h1 in soup.find_all("h1"):
            words = read(h1, 4)
            text = " ".join(line.text for line in words)
            if text and (page_title.startswith(text) or not h1.find_parent(["nav", "header", "footer"])):
                best = [*words, *best]
                break
    return "\n".join(line.text for line in trimmed(best, label_starts, page_title))


def trimmed(lines: list[Line], labels: tuple[str, ...], page_title: str) -> list[Line]:
    label = next((i for i, line in enumerate(lines) if labels and flat(line.text).startswith(labels)), None)
    if label is None:
        first = [i for i, line in enumerate(lines) if line.kind == "heading" and line.level == 1][:1]
        if first and sum(len(x.text) for x in lines[: first[0]]) < sum(
            len(x.text) for x in lines[first[0] :]
        ):
            lines = lines[first[0] :]
        kept = lines
    else:
        head = lines[:label]
        main = [i for i, line in enumerate(head) if line.kind == "heading" and line.level == 1]
        named = [
            i for i, line in enumerate(head) if line.kind == "heading" and page_title.startswith(line.text)
        ]
        at = (main or named or [-1])[-1]
        dates = [line for line in head[at + 1 :] if known(line, [METADATA])]
        kept = [*(head[at : at + 1] if at >= 0 else []), *dates, *lines[label:]]
    for i in range(max(1, len(kept) - 60), len(kept)):
        foot = kept[i:]
        short = all(len(line.text) <= 120 or known(line, FURNITURE + FOOT) for line in foot)
        weight = sum(len(line.text) for line in foot)
        if known(kept[i], FOOT) and short and weight <= sum(len(line.text) for line in kept[:i]):
            kept = kept[:i]
            break
    while kept and known(kept[-1], FURNITURE + FOOT):
        kept.pop()
    return kept if label is not None else [line for line in kept if not known(line, FURNITURE + FOOT)]


def known(line: Line, patterns: list[str]) -> bool:
    return any(re.fullmatch(pattern, flat(line.text)) for pattern in patterns)
