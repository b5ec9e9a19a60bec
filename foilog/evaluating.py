"""`foilog eval`: how right the readers are, against pages that a person has labelled."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from foilog.outcome import ExitCode, Failure
from parsers.disclosure import parse_disclosure
from parsers.document import read_document
from parsers.models import Disclosure, Found
from parsers.profile import Profile

FIELDS = ("reference", "title", "published", "request_text", "decision", "decision_components", "citations")
_MEDIA = {".html": "text/html", ".txt": "text/plain"}
_GROUNDS = {"relied_on", "ncnd", "alternative"}


@dataclass(slots=True)
class Score:
    """Counts of what was right, what was read wrongly, and what was missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, expected: set[Hashable], read: set[Hashable]) -> None:
        """Count the members of both sets."""
        self.right += len(expected & read)
        self.wrong += len(read - expected)
        self.missed += len(expected - read)

    def figures(self) -> dict[str, float]:
        """Return precision and recall, 1 where there was nothing to get wrong, and the number expected."""
        read, expected = self.right + self.wrong, self.right + self.missed
        return {
            "precision": self.right / read if read else 1.0,
            "recall": self.right / expected if expected else 1.0,
            "n": expected,
        }


def evaluate(folder: Path, profile: Profile, *, as_json: bool) -> ExitCode:
    """Read every labelled page of ``folder`` and print precision and recall by field, role and section."""
    figures = measure(folder, profile)
    if as_json:
        click.echo(json.dumps(figures))
        return ExitCode.DONE
    for group, rows in figures.items():
        click.echo(f"{group:22}{'precision':>10}{'recall':>10}{'n':>6}")
        for name, row in rows.items():
            click.echo(f"  {name:20}{row['precision']:10.3f}{row['recall']:10.3f}{row['n']:6}")
    return ExitCode.DONE


def measure(folder: Path, profile: Profile) -> dict[str, dict[str, dict[str, float]]]:
    """Return the figures of ``fields``, ``roles`` and ``sections`` over the pages of ``folder``.

    A page is ``NAME.html`` or ``NAME.txt`` beside ``NAME.json``; keys that a label leaves out are not scored.
    A field counts as read when it has a value at all. Citations are compared as (act, provision, role); one
    of which a limb has the same role is left out on both sides, so that 40(2) beside 40(2)(a) counts for
    nothing. In ``sections`` they are compared as (section, role) of the FOIA grounds, once for each page.
    Raises Failure.
    """
    scores: dict[str, dict[str, Score]] = {
        group: defaultdict(Score) for group in ("fields", "roles", "sections")
    }
    pages = 0
    for page, label in _labelled(folder):
        pages += 1
        doc = read_document(page.read_bytes(), _MEDIA[page.suffix], label.get("url") or "", profile)
        read = fields_of(parse_disclosure(doc, profile))
        if "citations" in label:
            label = {**label, "citations": _most_specific(label["citations"])}
            read["citations"] = _most_specific(read["citations"])
            _score_citations(scores, label["citations"], read["citations"])
        for field in FIELDS:
            if field in label:
                scores["fields"][field].add(_comparable(label[field]), _comparable(read[field]))
    if not pages:
        raise Failure(ExitCode.USAGE, f"{folder}: no page (.html or .txt) with its label (.json) beside it")
    return {
        group: {name: score.figures() for name, score in sorted(rows.items())}
        for group, rows in scores.items()
    }


def fields_of(read: Disclosure) -> dict[str, Any]:
    """Return what was read in the form of a label."""
    decision = read.decision.value
    cited = sorted((c.value.act, c.value.provision, str(c.value.role)) for c in read.citations)
    return {
        "reference": _value(read.reference),
        "title": _value(read.title),
        "published": _value(read.published),
        "request_text": _value(read.request),
        "decision": decision.code,
        "decision_components": sorted(decision.components),
        "citations": [list(citation) for citation in cited],
    }


def _value(found: Found[str] | None) -> str | None:
    return found.value if found else None


def _labelled(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in sorted(folder.rglob("*.json")):
        page = next((p for suffix in _MEDIA if (p := path.with_suffix(suffix)).is_file()), None)
        if page is None:
            continue
        try:
            label = json.loads(path.read_text("utf-8"))
        except ValueError as error:
            raise Failure(ExitCode.STORAGE, f"{path}: not a label: {error}") from error
        if not isinstance(label, dict):
            raise Failure(ExitCode.STORAGE, f"{path}: not a label: it must be an object")
        yield page, label


def _comparable(value: Any) -> set[Hashable]:
    """Return a field's value as a set: of its members, of its words with white space folded, or empty."""
    if isinstance(value, list):
        return {tuple(item) if isinstance(item, list) else item for item in value}
    return {" ".join(str(value).split())} if value else set()


def _most_specific(citations: Iterable[list[str]]) -> list[list[str]]:
    """Return the citations without those of which another of the same role names a limb."""
    every = [tuple(citation) for citation in citations]
    return [
        [act, provision, role]
        for act, provision, role in every
        if not any((a, r) == (act, role) and p.startswith(f"{provision}(") for a, p, r in every)
    ]


def _score_citations(
    scores: Mapping[str, dict[str, Score]], expected: Iterable[list[str]], read: Iterable[list[str]]
) -> None:
    for which, of in (("roles", _by_role), ("sections", _by_section)):
        expected_by, read_by = of(expected), of(read)
        for name in expected_by.keys() | read_by.keys():
            scores[which][name].add(expected_by.get(name, set()), read_by.get(name, set()))


def _by_role(citations: Iterable[list[str]]) -> dict[str, set[Hashable]]:
    groups: dict[str, set[Hashable]] = defaultdict(set)
    for act, provision, role in citations:
        groups[role].add((act, provision))
    return groups


def _by_section(citations: Iterable[list[str]]) -> dict[str, set[Hashable]]:
    groups: dict[str, set[Hashable]] = defaultdict(set)
    for act, provision, role in citations:
        if act == "FOIA2000" and role in _GROUNDS:
            groups[provision.partition("(")[0]].add(role)
    return groups
