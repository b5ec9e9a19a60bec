"""Office files that are ZIP containers: their parts, and the elements of a part one by one."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Collection, Iterator
from typing import IO, NamedTuple
from xml.etree.ElementTree import Element  # only the type; defusedxml reads

from defusedxml.ElementTree import iterparse, parse

_LONGEST_TREE = 50_000_000  # bytes; the XML of a book has 5 MB


class Unscreenable(Exception):
    """The file cannot be looked through. It must be held back, unless nothing can be read of it anyway."""


class Relation(NamedTuple):
    """A part that another one names: by what id, as what, and where; '' where it is outside the file."""

    id: str
    kind: str
    part: str


class Package:
    """The parts of a container by name, in lower case and without a slash before it.

    Raises Unscreenable without the part ``main``, and where two parts have one name: another reader may take
    the other one.
    """

    def __init__(self, body: bytes, main: str) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(body))
        self._parts: dict[str, zipfile.ZipInfo] = {}
        for info in self._zip.infolist():
            name = info.filename.replace("\\", "/").lstrip("/").lower()
            if name in self._parts:
                raise Unscreenable("two parts of one name")
            self._parts[name] = info
        if main not in self._parts:
            raise Unscreenable(f"no {main}")

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all parts."""
        return tuple(self._parts)

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def open(self, name: str) -> IO[bytes]:
        """Return the part unpacked, as a stream."""
        return self._zip.open(self._parts[name])

    def elements(self, name: str, *tags: str) -> Iterator[Element]:
        """Yield the elements of these tags (local names), each whole; none where there is no such part."""
        return (element for event, element in self.events(name, tags) if event == "end")

    def events(
        self, name: str, whole: Collection[str], begun: Collection[str] = ()
    ) -> Iterator[tuple[str, Element]]:
        """Yield "end" with each element ``whole``, and "start" with each that has ``begun`` and is not kept.

        An entity ends the reading with an error: office files have none. OpenOffice 2 wrote document types.
        """
        if name in self._parts:
            with self.open(name) as stream:
                yield from _events(stream, whole, begun)

    def has(self, name: str, tag: str) -> bool:
        """Tell whether an element of that tag stands in the part, if there is such a part."""
        return next(self.elements(name, tag), None) is not None

    def relations(self, name: str) -> tuple[Relation, ...]:
        """Return the parts that the part names."""
        folder, _, base = name.rpartition("/")
        found = self.elements(f"{folder}/_rels/{base}.rels", "Relationship")
        return tuple(_relation(element, folder) for element in found)

    def tree(self, name: str) -> Element:
        """Return the root of a part, with all that stands in it. Raises Unscreenable for a very long one."""
        if self._parts[name].file_size > _LONGEST_TREE:
            raise Unscreenable("too long")
        with self.open(name) as stream:
            root = parse(stream).getroot()
        if root is None:
            raise Unscreenable("an empty part")
        return root


def _relation(element: Element, folder: str) -> Relation:
    target = posixpath.normpath(posixpath.join("/", folder, element.get("Target", "")))
    outside = element.get("TargetMode") == "External"
    kind = element.get("Type", "").rpartition("/")[2]
    return Relation(element.get("Id", ""), kind, "" if outside else target.lstrip("/").lower())


def _events(
    stream: IO[bytes], whole: Collection[str], begun: Collection[str]
) -> Iterator[tuple[str, Element]]:
    parents: list[Element] = []
    inside = 0  # how many elements that must stay whole are open
    tags: dict[str, str] = {}  # without their namespaces
    for event, element in iterparse(stream, ("start", "end")):
        name = element.tag
        tag = tags.get(name) or tags.setdefault(name, local(element))
        if event == "start":
            parents.append(element)
            inside += tag in whole
            if tag in begun:
                yield "start", element
            continue
        parents.pop()
        if tag in whole:
            inside -= 1
            yield "end", element
        if not inside and parents:
            parents[-1].remove(element)


def local(element: Element) -> str:
    """Return the tag without its namespace."""
    return element.tag.rpartition("}")[2]


def attribute(element: Element, name: str) -> str:
    """Return the attribute of that local name in whatever namespace, '' where there is none."""
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name), "")


def is_true(value: str) -> bool:
    """Tell whether an attribute of XML says yes."""
    return value.strip().lower() in {"1", "true", "on"}
