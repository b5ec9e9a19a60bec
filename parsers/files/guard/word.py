"""What a Word document (DOCX, DOCM) hides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from xml.etree.ElementTree import Element

from parsers.files.guard.colours import BLACK, WHITE, read_colour
from parsers.files.guard.look import Look
from parsers.files.guard.office import office_hazards
from parsers.files.guard.package import Package, attribute, is_true, local
from parsers.files.guard.wording import CHANGES, QUERY
from parsers.files.records import Hazard

_STORY = re.compile(r"word/(document|header|footer|footnotes|endnotes)\d*\.xml")
_CHANGED = frozenset("ins del moveFrom moveTo cellIns cellDel cellMerge".split())
_SHAPES = ("drawing", "pict", "object")
_HIGHLIGHTS = {"black": BLACK, "white": WHITE}  # the others leave black and white letters to be seen


def document_hazards(body: bytes) -> Iterator[Hazard]:
    """Yield what the document hides."""
    package = Package(body, "word/document.xml")
    stories = [package.tree(name) for name in package.names if _STORY.fullmatch(name)]
    looks = _Looks(package)
    behind = any(_has_ground_of_its_own(element) for story in stories for element in story.iter())
    for story in stories:
        yield from looks.hazards(story, Look(ground=None if behind else WHITE))
    if package.has("word/settings.xml", "mailMerge"):
        yield QUERY
    yield from office_hazards(package)


def _has_ground_of_its_own(element: Element) -> bool:
    """Tell whether it puts a picture or a colour behind the words of a page."""
    if local(element) == "anchor":
        return is_true(element.get("behindDoc", ""))
    return local(element) == "background"


class _Looks:
    """How words look after the styles of a document and what stands around them."""

    def __init__(self, package: Package) -> None:
        styles = package.elements("word/styles.xml", "style")
        self._styles = {attribute(style, "styleId"): style for style in styles}
        self._chain = cache(self._ancestors)

    def hazards(self, element: Element, look: Look) -> Iterator[Hazard]:
        """Yield what hides words in the element."""
        tag = local(element)
        if tag in _CHANGED or tag.endswith("PrChange"):
            yield CHANGES
        look = self._within(element, tag, look)
        if tag in {"t", "delText"} and (element.text or "").strip() and (hazard := look.hazard):
            yield hazard
        for inner in element:
            yield from self.hazards(inner, look)

    def _within(self, element: Element, tag: str, look: Look) -> Look:
        match tag:
            case "tbl":
                style = _named(_child(element, "tblPr"), "tblStyle")
                shaded = any(local(inner) == "shd" for one in self._chain(style) for inner in one.iter())
                return look._replace(ground=None) if shaded else look
            case "tc":
                return _shaded(look, _child(element, "tcPr"))
            case "p":
                properties = _child(element, "pPr")
                return _shaded(self._styled(look, _named(properties, "pStyle") or "Normal"), properties)
            case "r":
                properties = _child(element, "rPr")
                return _lettered(self._styled(look, _named(properties, "rStyle")), properties)
            case _ if tag in _SHAPES:
                return look._replace(ground=None)
        return look

    def _styled(self, look: Look, name: str) -> Look:
        for style in reversed(self._chain(name)):
            look = _lettered(_shaded(look, _child(style, "pPr")), _child(style, "rPr"))
        return look

    def _ancestors(self, name: str) -> tuple[Element, ...]:
        """Return the style of that name, the one it is based on, and so on."""
        found: list[Element] = []
        while (style := self._styles.get(name)) is not None and style not in found:
            found.append(style)
            name = _named(style, "basedOn")
        return tuple(found)


def _child(element: Element | None, tag: str) -> Element | None:
    return None if element is None else next((inner for inner in element if local(inner) == tag), None)


def _named(element: Element | None, tag: str) -> str:
    child = _child(element, tag)
    return "" if child is None else attribute(child, "val")


def _shaded(look: Look, properties: Element | None) -> Look:
    shading = _child(properties, "shd")
    if shading is None:
        return look
    solid = attribute(shading, "val") == "solid"
    return look._replace(ground=read_colour(attribute(shading, "color" if solid else "fill")) or look.ground)


def _lettered(look: Look, properties: Element | None) -> Look:
    """Return how letters look with the properties of a run."""
    if properties is None:
        return look
    if (colour := _child(properties, "color")) is not None:
        look = look._replace(letters=read_colour(attribute(colour, "val")))
    if size := _named(properties, "sz"):
        look = look._replace(points=float(size) / 2)
    if (vanish := _child(properties, "vanish")) is not None:
        look = look._replace(hidden=is_true(attribute(vanish, "val") or "1"))
    return _highlighted(_shaded(look, properties), _named(properties, "highlight"))


def _highlighted(look: Look, highlight: str) -> Look:
    """Return how letters look under a highlight, which people use to black words out."""
    if highlight in {"", "none"}:
        return look
    return look._replace(ground=_HIGHLIGHTS.get(highlight), letters=look.letters or BLACK)
