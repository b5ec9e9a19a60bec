"""Corrections put to use: which response each one means, and what it changes in the rows of that response."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from archive.building.corrections import CitationChange, Correction, read_change
from archive.reading.readings import Readings
from archive.reading.rows import CitationRow, CorrectionRow, FindingRow, PageFields, PageRows
from parsers.citing.legacy import modern_form
from parsers.letter.reference import reference_key
from parsers.provisions import registry

RULE = "correction"


def apply_corrections(sites: Sequence[Readings], corrections: Iterable[Correction]) -> tuple[str, ...]:
    """Correct the rows of the responses that are meant; return a line for each correction that means none.

    Responses must have their ids by now, so that no correction ever changes one.
    """
    unused: list[str] = []
    of_response: dict[tuple[Readings, str], list[Correction]] = defaultdict(list)
    for correction in corrections:
        found = [(readings, name) for readings in sites for name in readings.find(correction.key)]
        if len(found) == 1:
            of_response[found[0]].append(correction)
        else:
            names = ", ".join(name for _, name in found)
            why = f"is the reference of {names}: name one id" if found else "means no response"
            unused.append(f"entry {correction.number}: {correction.key!r} {why}")
    for (readings, name), several in of_response.items():
        readings.put_rows(name, corrected(readings.rows(name), several))
    return tuple(unused)


def corrected(rows: PageRows, corrections: Sequence[Correction]) -> PageRows:
    """Return ``rows`` with the corrections in them, of several of one value the last."""
    last = {_subject(correction): correction for correction in corrections}
    read = rows.citations
    for correction in last.values():
        if correction.field == "citation":
            rows = _with_citation(rows, correction, read)
        else:
            rows = _with_field(rows, correction)
    return rows._replace(
        corrections=tuple(CorrectionRow(c.field, c.value, c.reason, c.when) for c in last.values())
    )


def _subject(correction: Correction) -> str:
    return correction.value.removeprefix("-") if correction.field == "citation" else correction.field


def _with_field(rows: PageRows, correction: Correction) -> PageRows:
    field, value = correction.field, correction.value
    name, values = field, [value]
    if field == "decision_components":
        name, values = "decision_component", json.loads(value)
    others = [finding for finding in rows.findings if finding.field != name]
    ours = [_finding(name, value, correction) for value in values]
    return rows._replace(fields=_columns(rows.fields, field, value), findings=(*others, *ours))


def _columns(fields: PageFields, field: str, value: str) -> PageFields:
    columns: dict[str, Any] = {field: value or None}
    if field == "reference":
        columns["reference_key"] = reference_key(value) if value else None
    if field == "decision":
        columns["decision_confidence"] = "high"
    return fields._replace(**columns)


def _with_citation(rows: PageRows, correction: Correction, read: Sequence[CitationRow]) -> PageRows:
    change = read_change(correction.value)
    citations = [row for row in rows.citations if (row.act, row.provision, row.role) != change[:3]]
    if not change.removed:
        citations.append(_citation(change, read))
    others = [row for row in rows.findings if (row.field, row.value) != ("citation", change.value)]
    return rows._replace(
        citations=tuple(citations), findings=(*others, _finding("citation", correction.value, correction))
    )


def _citation(change: CitationChange, read: Sequence[CitationRow]) -> CitationRow:
    """Return the row of a citation, at the place where the provision was read in whatever role.

    Where the rules saw it nowhere it has no words: its place is empty, at the beginning of the text.
    """
    act, provision, role, _ = change
    known = registry().get((act, provision))
    place = next((row for row in read if (row.act, row.provision) == (act, provision)), None)
    return CitationRow(
        act=act,
        provision=provision,
        section=known.section if known else provision.partition("(")[0],
        modern=place.modern if place else modern_form(act, provision),
        role=role,
        as_written=place.as_written if place else "",
        start_char=place.start_char if place else 0,
        end_char=place.end_char if place else 0,
        sentence=place.sentence if place else "",
        rule=RULE,
    )


def _finding(field: str, value: str, correction: Correction) -> FindingRow:
    return FindingRow(field, value, None, None, correction.reason, RULE)
