"""A list of example files for the privacy guard: what hides something, and what only looks so."""

from collections.abc import Callable
from typing import NamedTuple

from parsers.files.records import FileKind

Make = Callable[[], bytes]


class Example(NamedTuple):
    """A file to be made. ``code`` is the hazard that must be found in it, '' for a clean one."""

    name: str
    kind: FileKind
    code: str
    make: Make


EXAMPLES: list[Example] = []


def hides(kind: FileKind, code: str) -> Callable[[Make], Make]:
    """Add a function that makes a file which hides something."""

    def add(make: Make) -> Make:
        EXAMPLES.append(Example(make.__name__, kind, code, make))
        return make

    return add


def clean(kind: FileKind) -> Callable[[Make], Make]:
    """Add a function that makes a file which only looks as if it hid something."""
    return hides(kind, "")
