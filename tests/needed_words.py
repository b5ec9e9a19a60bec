"""Whether every match of a pattern holds one of some words, read off the pattern's own parse tree.

The pattern is followed with all that it may have read of the word it is in: its letters so far, or nothing
where no word has begun, or _ANOTHER where the word is none of those needed. A way on which a needed
word has ended is followed no further, so that those without one are left in the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from re import _parser  # type: ignore[attr-defined]  # the standard library's own reading of patterns
from string import ascii_lowercase
from typing import Any

_ANOTHER = "?"
_OTHERS = " 1.-'(\n\u2022"  # all that is no letter is alike
_IS = {"DIGIT": str.isdigit, "SPACE": str.isspace, "WORD": str.isalnum}


def always_holds(pattern: str, needs: Set[str]) -> bool:
    """Say whether each match of ``pattern`` that begins where a word begins holds one of the words needed."""
    return not _follow(_parser.parse(pattern), {""}, needs)


def _follow(tree: Iterable[tuple[object, Any]], begun: set[str], needs: Set[str]) -> set[str]:
    """Return what may have been read of a word after ``tree``, on the ways without a needed one."""
    for op, value in tree:
        match str(op):
            case "LITERAL" | "NOT_LITERAL" | "ANY" | "IN":
                begun = {after for word in begun for after in _read(word, str(op), value, needs)}
            case "SUBPATTERN":
                begun = _follow(value[3], begun, needs)
            case "ATOMIC_GROUP":
                begun = _follow(value, begun, needs)
            case "BRANCH":
                begun = {after for branch in value[1] for after in _follow(branch, begun, needs)}
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                begun = _repeat(value, begun, needs)
            case "AT":  # the end of a word, or the beginning of one
                begun = {""} if begun - needs else set()
    return begun


def _repeat(value: Any, begun: set[str], needs: Set[str]) -> set[str]:
    least, most, tree = value
    for _ in range(least):
        begun = _follow(tree, begun, needs)
    for _ in range(least, min(most, least + 100)):
        more = begun | _follow(tree, begun, needs)
        if more == begun:
            break
        begun = more
    return begun


def _read(word: str, op: str, value: Any, needs: Set[str]) -> set[str]:
    read = {_begun(word + letter, needs) for letter in ascii_lowercase if _fits(op, value, letter)}
    if word not in needs and any(_fits(op, value, other) for other in _OTHERS):
        read.add("")
    return read


def _begun(word: str, needs: Set[str]) -> str:
    return word if any(needed.startswith(word) for needed in needs) else _ANOTHER


def _fits(op: str, value: Any, char: str) -> bool:
    match op:
        case "LITERAL":
            return ord(char) == value or (value > 127 and char == _OTHERS[-1])
        case "NOT_LITERAL":
            return ord(char) != value
        case "ANY":
            return char != "\n"
    refused = str(value[0][0]) == "NEGATE"
    return refused != any(_is_member(str(kind), member, char) for kind, member in value[refused:])


def _is_member(kind: str, value: Any, char: str) -> bool:
    if kind == "LITERAL":
        return ord(char) == value or (value > 127 and char == _OTHERS[-1])
    if kind == "RANGE":
        return value[0] <= ord(char) <= value[1]
    name = str(value).removeprefix("CATEGORY_")
    return _IS[name.removeprefix("NOT_")](char) != name.startswith("NOT_")
