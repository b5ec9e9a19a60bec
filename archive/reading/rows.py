"""Rows of the public tables from one page that was read. Pure; the response's id comes later."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple, Self

from parsers.letter.reference import reference_key
from parsers.models import GROUND_ROLES, Citation, Disclosure, Document, Found, Span


class PageFields(NamedTuple):
    """The columns of ``responses`` that the page itself fills; None where the page says nothing."""

    reference: str | None
    reference_key: str | None
    title: str | None
    published: str | None
    decision: str
    decision_components: str
    decision_stated: str | None
    decision_confidence: str
    regime: str
    request_text: str | None
    answer_text: str | None


class CitationRow(NamedTuple):
    """A row of ``citations`` but for the response's id."""

    act: str
    provision: str
    section: str
    modern: str
    role: str
    as_written: str
    start_char: int
    end_char: int
    sentence: str
    rule: str


class FindingRow(NamedTuple):
    """A row of ``findings`` but for the response's id; no offsets where the proof stands outside the text."""

    field: str
    value: str
    start_char: int | None
    end_char: int | None
    quote: str
    rule: str


class DiagnosticRow(NamedTuple):
    """A row of ``diagnostics`` but for the response's id."""

    code: str
    message: str
    start_char: int | None = None
    end_char: int | None = None


class CorrectionRow(NamedTuple):
    """A row of ``corrections`` but for the response's id."""

    field: str
    value: str
    reason: str
    corrected_on: str


class VersionFields(NamedTuple):
    """What was read in one text of a page: ``grounds`` is a JSON array of [act, provision, role]."""

    title: str | None
    decision: str
    grounds: str


class PageRows(NamedTuple):
    """Everything one page gives to the public tables. ``links`` are the addresses of its files, in order.

    ``corrections`` were made by hand after reading; the other rows hold their values already.
    """

    fields: PageFields
    citations: tuple[CitationRow, ...]
    findings: tuple[FindingRow, ...]
    diagnostics: tuple[DiagnosticRow, ...]
    links: tuple[str, ...]
    corrections: tuple[CorrectionRow, ...] = ()

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the rows that ``to_json`` wrote."""
        fields, citations, findings, diagnostics, links, corrections = json.loads(text)
        return cls(
            PageFields(*fields),
            tuple(CitationRow(*row) for row in citations),
            tuple(FindingRow(*row) for row in findings),
            tuple(DiagnosticRow(*row) for row in diagnostics),
            tuple(links),
            tuple(CorrectionRow(*row) for row in corrections),
        )

    def to_json(self) -> str:
        """Return the rows as text, to be kept while other pages are read."""
        return json.dumps(self, ensure_ascii=False)


def page_rows(doc: Document, disclosure: Disclosure) -> PageRows:
    """Return the rows of one page. Quotes and offsets are those of ``doc.text``."""
    decision = disclosure.decision.value
    reference = _value(disclosure.reference)
    return PageRows(
        PageFields(
            reference=reference,
            reference_key=reference_key(reference) if reference else None,
            title=_value(disclosure.title),
            published=_value(disclosure.published),
            decision=decision.code,
            decision_components=json.dumps(sorted(decision.components)),
            decision_stated=_value(disclosure.stated),
            decision_confidence=decision.confidence,
            regime=disclosure.regime.value,
            request_text=_value(disclosure.request),
            answer_text=_value(disclosure.answer),
        ),
        tuple(_citation_row(doc, found) for found in disclosure.citations),
        tuple(_finding_rows(disclosure)),
        tuple(DiagnosticRow(d.code, d.message, *_offsets(d.span)) for d in disclosure.diagnostics),
        tuple(dict.fromkeys(link.href for link in disclosure.attachments)),
    )


def version_fields(rows: PageRows) -> VersionFields:
    """Return what a reader may want to compare between two texts of a page."""
    grounds = sorted({(c.act, c.provision, c.role) for c in rows.citations if c.role in GROUND_ROLES})
    return VersionFields(rows.fields.title, rows.fields.decision, json.dumps(grounds))


def _value(found: Found[str] | None) -> str | None:
    return found.value if found else None


def _offsets(span: Span | None) -> tuple[int, int] | tuple[None, None]:
    return (span.start, span.end) if span else (None, None)


def _citation_row(doc: Document, found: Found[Citation]) -> CitationRow:
    cited, span = found.value, found.span
    if span is None:
        raise ValueError(f"{doc.url}: citation {cited.act} {cited.provision} stands outside the text")
    return CitationRow(
        act=cited.act,
        provision=cited.provision,
        section=cited.section,
        modern=cited.modern,
        role=cited.role.value,
        as_written=found.quote,
        start_char=span.start,
        end_char=span.end,
        sentence=doc.quote(cited.sentence),
        rule=found.rule,
    )


def _finding_rows(disclosure: Disclosure) -> Iterator[FindingRow]:
    decision = disclosure.decision
    single: tuple[tuple[str, Found[str] | None], ...] = (
        ("reference", disclosure.reference),
        ("title", disclosure.title),
        ("published", disclosure.published),
        ("request_text", disclosure.request),
        ("answer_text", disclosure.answer),
    )
    for field, found in single:
        if found:
            yield _finding(field, found.value, found)
    yield _finding("decision", decision.value.code, decision)
    for component in disclosure.components:
        yield _finding("decision_component", component.value, component)
    if disclosure.stated:
        yield _finding("decision_stated", disclosure.stated.value, disclosure.stated)
    yield _finding("regime", disclosure.regime.value, disclosure.regime)
    for reference in disclosure.other_references:
        yield _finding("cross_reference", reference.value, reference)
    for question in disclosure.questions:
        yield _finding("question", question.value, question)
    for answer in disclosure.answers:
        yield _finding("answer", answer.value, answer)
    for argued in disclosure.reasons:
        for provision in argued.value:
            yield _finding("reasons", provision, argued)
    for mention in disclosure.mentions:
        cited = mention.value
        yield _finding("citation", f"{cited.act} {cited.provision} {cited.role.value}", mention)


def _finding(field: str, value: str, found: Found[Any]) -> FindingRow:
    start, end = _offsets(found.span)
    return FindingRow(field, value, start, end, found.quote, found.rule)
