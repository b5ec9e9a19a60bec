"""Texts made to be as slow as can be for one pattern, derived from the pattern itself.

Catastrophic patterns are slow on long runs of what they repeat, or on many beginnings of a match that never
ends. Both are made here from the pattern's own parse tree, so that no pattern is forgotten.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from re import _parser  # type: ignore[attr-defined]  # the standard library's own reading of patterns
from typing import Any, NamedTuple

import parsers
from parsers.rule_tables import rule_table, rule_table_names

_MANY = 3  # copies of what a pattern repeats, in one unit


class Used(NamedTuple):
    """A pattern, and whether it is only ever tried at the one place where it must begin."""

    pattern: re.Pattern[str]
    anchored: bool


def patterns() -> dict[str, Used]:
    """Return every compiled pattern of the parsers that reads text: by module and name, or by rule."""
    found: dict[str, Used] = {}
    for info in pkgutil.walk_packages(parsers.__path__, "parsers."):
        module = importlib.import_module(info.name)
        source = inspect.getsource(module)
        for name, value in vars(module).items():
            for place, pattern in _within(value, f"{info.name}.{name}"):
                if isinstance(pattern.pattern, str) and f"{name} =" in source:
                    found[place] = Used(pattern, _anchored(name, source))
    for table in rule_table_names():
        found |= {rule.name: Used(rule.pattern, anchored=False) for rule in rule_table(table)}
    return found


def _anchored(name: str, source: str) -> bool:
    """Tell from a module's source whether it only matches with the pattern, and never searches."""
    verbs = set(re.findall(rf"\b{name}\.(\w+)\(", source))
    return bool(verbs) and verbs <= {"match", "fullmatch"}


def _within(value: object, place: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    if isinstance(value, re.Pattern):
        yield place, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _within(inner, f"{place}[{key!r}]")
    elif isinstance(value, list | tuple | frozenset):
        for number, inner in enumerate(value):
            yield from _within(inner, f"{place}[{number}]")


def units(pattern: re.Pattern[str]) -> set[str]:
    """Return strings worth repeating: what the pattern repeats, beginnings of its matches, whole matches."""
    tree = _parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)
    made: set[str] = set()
    _collect(tree, made)
    whole = _sample(tree)
    made |= {whole, whole[:-1], f"{whole[: len(whole) // 2]} ", f"{whole} ", f"{whole}\n"}
    return {unit for unit in made if unit}


def _collect(tree: Any, made: set[str]) -> None:
    """Add a sample of each repeated part, and of what stands before it together with it."""
    before = ""
    for op, value in tree:
        name = str(op)
        if name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
            body = _sample(value[2])
            made |= {body, before + body * _MANY, before}
            _collect(value[2], made)
        elif name == "SUBPATTERN":
            _collect(value[3], made)
        elif name == "BRANCH":
            for branch in value[1]:
                made.add(before + _sample(branch))
                _collect(branch, made)
        elif name in {"ASSERT", "ASSERT_NOT"}:
            _collect(value[1], made)
        before += _sample([(op, value)])


def _sample(tree: Any) -> str:
    """Return one string that the tree matches, or nearly: look-arounds are taken for nothing."""
    text = ""
    for op, value in tree:
        match str(op):
            case "LITERAL":
                text += chr(value)
            case "NOT_LITERAL":
                text += "a" if value != ord("a") else "b"
            case "ANY":
                text += "a"
            case "IN":
                text += _member(value)
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                text += _sample(value[2]) * max(value[0], 1)
            case "SUBPATTERN":
                text += _sample(value[3])
            case "ATOMIC_GROUP":
                text += _sample(value)
            case "BRANCH":
                text += _sample(value[1][0])
    return text


_CATEGORIES = {"DIGIT": "1", "SPACE": " ", "WORD": "a", "NOT_DIGIT": "a", "NOT_SPACE": "a", "NOT_WORD": " "}


def _member(members: list[tuple[object, Any]]) -> str:
    if str(members[0][0]) == "NEGATE":
        refused = re.compile(_class_source(members[1:]))
        return next((char for char in "a 1(,.\n-x" if not refused.match(char)), "\u2603")
    op, value = members[0]
    if str(op) == "RANGE":
        return chr(value[0])
    if str(op) == "CATEGORY":
        return _CATEGORIES[str(value).removeprefix("CATEGORY_")]
    return chr(value)


def _class_source(members: list[tuple[object, Any]]) -> str:
    def source(op: str, value: Any) -> str:
        if op == "RANGE":
            return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
        if op == "CATEGORY":
            kinds = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w", "NOT_DIGIT": r"\D", "NOT_SPACE": r"\S"}
            return kinds.get(str(value).removeprefix("CATEGORY_"), r"\W")
        return re.escape(chr(value))

    return f"[{''.join(source(str(op), value) for op, value in members)}]"
