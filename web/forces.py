"""What our pages call the force, or the forces, whose log is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from parsers.profile import DEFAULT_SITE


class Names(NamedTuple):
    """The names in our own sentences: ``force`` within them, ``publisher`` in full, ``police`` in titles."""

    force: str
    publisher: str
    police: str


_MET = Names("the Met", "the Metropolitan Police Service", "Metropolitan Police")


def names_of(forces: Mapping[str, str]) -> Names:
    """Return the names for forces whose titles are given by site; "the force" where there are several.

    >>> names_of({"essex": "Essex Police"}).force, names_of({"essex": "A", "met": "B"}).publisher
    ('Essex Police', '2 police forces')
    """
    if len(forces) == 1:
        [(site, title)] = forces.items()
        return _MET if site == DEFAULT_SITE else Names(title, title, title)
    return Names("the force", f"{len(forces)} police forces" if forces else "the police", "police")


def opening(words: str) -> str:
    """Return words as they open a sentence: "The Met"."""
    return words[:1].upper() + words[1:]


def spoken_of(force: str, text: str) -> str:
    """Return a sentence of ours that speaks of the Met as one that speaks of ``force``.

    >>> spoken_of("Essex Police", "Removed by the Met")
    'Removed by Essex Police'
    """
    return text.replace("The Met", opening(force)).replace("the Met", force)
