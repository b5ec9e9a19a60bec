"""The words of requests: those that every request is made of, and those that may stand for the same thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from archive.search.forms import forms


def kindred(word: str) -> tuple[str, ...]:
    """Return the words that may stand for the same thing as ``word``; often none.

    >>> kindred("handsets")
    ('mobile', 'phone', 'smartphone')
    """
    return tuple(sorted(_things().get(word, frozenset()).difference(forms(word))))


@cache
def stock_words() -> frozenset[str]:
    """Return the words that requests are made of, whatever they are about."""
    return frozenset(word for line in _lines("stock_words.txt") for word in line)


@cache
def _things() -> dict[str, frozenset[str]]:
    """Return for each form of a word in the list the words that may stand for the same thing."""
    found: dict[str, set[str]] = defaultdict(set)
    for words in _lines("kindred_words.txt"):
        for word in words:
            for form in forms(word):
                found[form].update(words)
    return {form: frozenset(words) for form, words in found.items()}


def _lines(name: str) -> Iterator[list[str]]:
    for line in (files("archive.search") / name).read_text("utf-8").splitlines():
        yield line.partition("#")[0].split()
