"""One response: the page that reads like a document, and the record as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from datasette.utils.asgi import Request, Response
from markupsafe import Markup

from archive.opening import Connection
from archive.search.labels import provision_label
from archive.search.lookup import HeldResponse, find_id, marked_columns, near_references, read_response
from archive.search.overview import Freshness, read_freshness
from archive.search.query import read_query
from archive.search.results import MARK_START, Hit
from archive.search.terms import Query
from web.addresses import response_address
from web.answers import gather_answers
from web.database import read
from web.evidence import gather_proofs
from web.frame import show
from web.letter import highlighted, marked_spans, render
from web.reasons import gather_reasons
from web.wording import GROUNDS, correction_note, long_date

if TYPE_CHECKING:
    from datasette.app import Datasette


@dataclass(frozen=True, slots=True)
class Found:
    """What stands behind an address under /r/: a response, the id it should be asked by, or neighbours."""

    freshness: Freshness
    held: HeldResponse | None
    marked: Mapping[str, str]
    known_as: str | None
    near: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """The citations of one section in one role, which stand together."""

    heading: str
    citations: tuple[Mapping[str, Any], ...]

    @property
    def words(self) -> tuple[Mapping[str, Any], ...]:
        """The citations that stand in different words; "Section 31(1)(a)&(b)" gives two at once.

        One that a person put in may have none.
        """
        written = [c for c in reversed(self.citations) if c["as_written"]]
        return tuple({(c["start_char"], c["end_char"]): c for c in written}.values())[::-1]


async def response_page(request: Request, datasette: Datasette) -> Response:
    """Return the page of the response whose id the address names, or send the reader to it."""
    typed = _typed(request)
    query = read_query(request.args.get("q") or "")
    found = await read(datasette, lambda conn: _look_up(conn, typed, query))
    if found.held is None:
        return await _elsewhere(request, datasette, typed, found)
    held, marked = found.held, found.marked
    proofs = gather_proofs(held)
    title = held.row["title"] or f"FOI response {held.row['reference'] or held.row['id']}"
    hits = {column: marked_spans(text) for column, text in marked.items() if MARK_START in text}
    reasons = gather_reasons(held)
    letter = render(
        held.row["text"], proofs.evidence, hits.get("text", ()), "hit-letter", anchors=reasons.anchors
    )
    answers = gather_answers(held, hits.get("text", ()))
    request_text = held.row["request_text"]
    return await show(
        datasette,
        request,
        "response.html",
        found.freshness,
        held=held,
        row=held.row,
        title=title,
        marked_title=highlighted(marked["title"]) if "title" in hits else title,
        grounds=list(_grounds(held.citations)),
        named=[citation for citation in held.citations if citation["role"] not in GROUNDS],
        proofs=proofs,
        reasons=reasons,
        answers=answers,
        found_in_answers=sum(pair.found for pair in answers),
        asked=render(request_text, found=hits.get("request_text", ()), first_found="hit-request")
        if request_text
        else Markup(""),
        letter=letter,
        hits={column: len(spans) for column, spans in hits.items()},
        query=query,
        citation_line=citation_line(held, title),
        permalink=datasette.absolute_url(request, response_address(held.row["id"])),
    )


async def response_json(request: Request, datasette: Datasette) -> Response:
    """Return the record with its citations, findings, files, addresses and versions."""
    typed = _typed(request)
    found = await read(datasette, lambda conn: _look_up(conn, typed, Query()))
    if found.held is None:
        if found.known_as:
            return Response.redirect(f"{response_address(found.known_as)}.json")
        return Response.json({"ok": False, "error": f"no response {typed}", "status": 404}, status=404)
    record = found.held.as_json()
    record["corrections"] = [{**made, "note": correction_note(made)} for made in found.held.corrections]
    record["permalink"] = str(datasette.absolute_url(request, response_address(found.held.row["id"])))
    return Response.json(record, headers={"access-control-allow-origin": "*"})


def citation_line(held: HeldResponse, title: str) -> str:
    """Return one line that says exactly what was read, when, and with which fingerprint."""
    row = held.row
    parts = [held.site["title"], f"“{title}”", f"FOI response {row['reference'] or row['id']}"]
    if row["published"]:
        parts.append(long_date(row["published"]))
    line = ", ".join(parts) + "."
    if row["capture_sha256"]:
        line += f" foilog copy of {long_date(row['captured_at'])}, SHA-256 {row['capture_sha256'][:12]}."
    return f"{line} Invented practice data." if held.site["fictional"] else line


def _typed(request: Request) -> str:
    return unquote(request.url_vars["id"])


def _look_up(conn: Connection, typed: str, query: Query) -> Found:
    freshness, held = read_freshness(conn), read_response(conn, typed)
    if held:
        return Found(freshness, held, marked_columns(conn, typed, query), None, ())
    known_as = find_id(conn, typed)
    return Found(freshness, None, {}, known_as, () if known_as else near_references(conn, typed))


async def _elsewhere(request: Request, datasette: Datasette, typed: str, found: Found) -> Response:
    if found.known_as:
        return Response.redirect(response_address(found.known_as, request.args.get("q") or ""))
    return await show(
        datasette,
        request,
        "error.html",
        found.freshness,
        404,
        heading="We hold nothing at this address",
        said=f"There is no response “{typed[:100]}” here. It may be newer than our last check.",
        near=found.near,
        typed=typed[:200],
    )


def _grounds(citations: Sequence[Mapping[str, Any]]) -> Iterator[Ground]:
    """Yield the grounds of refusal: one for each section and role, relied on first."""
    for role in GROUNDS:
        cited = [citation for citation in citations if citation["role"] == role]
        for act, section in dict.fromkeys((citation["act"], citation["section"]) for citation in cited):
            together = tuple(c for c in cited if (c["act"], c["section"]) == (act, section))
            yield Ground(_heading(together), together)


def _heading(citations: Sequence[Mapping[str, Any]]) -> str:
    first = citations[0]
    section = first["section_title"] or provision_label(first["act"], first["provision"])
    limb = first["title"] if len(citations) == 1 and first["kind"] != "ncnd" else None
    return f"{section}: {limb[0].lower()}{limb[1:]}" if limb and limb != section else section
