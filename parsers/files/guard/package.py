"""Office files that are ZIP containers: their parts, and the elements of a part one by one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element  # only the type; defusedxml reads

from defusedxml.ElementTree import iterparse


class Unscreenable(Exception):
    """The file cannot be looked through. It must be held back, unless nothing can be read of it anyway."""


class Package:
    """The parts of a container by name, in lower case and without a slash before it.

    Raises Unscreenable where two parts have one name: another reader may take the other one.
    """

    def __init__(self, body: bytes) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(body))
        self._parts: dict[str, zipfile.ZipInfo] = {}
        for info in self._zip.infolist():
            name = info.filename.replace("\\", "/").lstrip("/").lower()
            if name in self._parts:
                raise Unscreenable("two parts of one name")
            self._parts[name] = info

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
        if name in self._parts:
            with self.open(name) as stream:
                yield from elements(stream, *tags)


def elements(stream: IO[bytes], *tags: str) -> Iterator[Element]:
    """Yield the elements of these tags at their end, each with what stands in it, and forget it afterwards.

    A document type or an entity ends the reading with an error: office files have none.
    """
    open_elements: list[Element] = []
    inside = 0  # how many elements asked for are open: what stands in them is kept
    for event, element in iterparse(stream, ("start", "end"), forbid_dtd=True):
        asked = not tags or local(element) in tags
        if event == "start":
            open_elements.append(element)
            inside += asked
            continue
        open_elements.pop()
        inside -= asked
        if asked:
            yield element
        if not inside and open_elements:
            open_elements[-1].remove(element)


def local(element: Element) -> str:
    """Return the tag without its namespace."""
    return element.tag.rpartition("}")[2]


def attribute(element: Element, name: str) -> str:
    """Return the attribute of that local name in whatever namespace, '' where there is none."""
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name), "")


def is_true(value: str) -> bool:
    """Tell whether an attribute of XML says yes."""
    return value.strip().lower() in {"1", "true", "on"}
