"""A small archive for tests of the site. Every reference, subject and letter in it is invented."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from itertools import count
from pathlib import Path

from archive.reading.file_rows import ROWS_OF_RESPONSE
from archive.search.index import index_archive
from parsers.letter.reference_number import reference_number
from parsers.provisions import registry

CHECKED = "2026-11-22T04:12:00Z"


@dataclass(frozen=True)
class Cite:
    """A citation as the letter writes it; its place is looked up in the text."""

    provision: str
    as_written: str
    sentence: str
    role: str = "relied_on"
    act: str = "FOIA2000"
    modern: str = ""


@dataclass(frozen=True)
class File:
    filename: str
    state: str = "held"
    reason: str | None = None
    parts: tuple[tuple[str, str], ...] = ()  # page number or sheet name, and text


@dataclass(frozen=True)
class Item:
    """A response to be put into the archive."""

    id: str
    title: str | None
    published: str | None
    decision: str
    request: str | None
    text: str
    stated: str | None = None
    cites: tuple[Cite, ...] = ()
    files: tuple[File, ...] = ()
    confidence: str = "high"
    regime: str = "FOIA"
    removed_at: str | None = None
    reference: str | None = "same as id"
    earlier_text: str | None = None  # that the page had before the one it has now
    answered: tuple[tuple[str, str, str], ...] = ()  # number, question and answer as they stand in the text
    reasons: tuple[tuple[str, str], ...] = ()  # provision, and the paragraph that argues for it


_KENNEL_REQUEST = """For January 2023 to March 2024, please state:
1. How many kennels were warmer than 26 degrees?
2. What was done about the propeller fans in them?
• by kennel
• by month"""
MANIFEST = "9f" * 32
_KENNEL_STATED = "I have today decided to disclose some of the kennel figures."
_KENNEL_NOTICE = "This letter is also a refusal notice under Section 17(1) of the Act."
_KENNEL_LIST = "Section 31(1)(a) - Law Enforcement"
_KENNEL_REASON = (
    "Section 31(1)(a) is engaged because a rota of the night patrols would show when no dog is near."
)
_KENNEL_AIRSPACE = "Section 39 of the Example Airspace Act 1999 was named by you."
_KENNEL_NCND = "The Met neither confirms nor denies holding more by virtue of sections 23(5) and 24(2)."
_KENNEL_TABLE = "Kennel | Days above 26 °C | Fans\nNorth Bank | 9 | 2\nSaltings | <5 | none"
_KENNEL_FANS = "Each propeller was changed. A propeller costs £4."
KENNELS = Item(
    "01.FOI.24.900101",
    "Kennel temperatures and fan propellers",
    "2024-04-12",
    "partial_disclosure",
    _KENNEL_REQUEST,
    "\n".join(
        [
            "Freedom of information request reference no: 01.FOI.24.900101",
            _KENNEL_REQUEST,
            "Decision",
            f"{_KENNEL_STATED} {_KENNEL_NOTICE}",
            _KENNEL_LIST,
            "Section 40(2)&(3) - Personal Information",
            "Reason for decision",
            _KENNEL_REASON,
            _KENNEL_NCND,
            _KENNEL_AIRSPACE,
            "Disclosure",
            "Q1 - How many kennels were warmer than 26 degrees?",
            _KENNEL_TABLE,
            "Question 2",
            _KENNEL_FANS,
        ]
    ),
    stated=_KENNEL_STATED,
    cites=(
        Cite("31(1)(a)", "Section 31(1)(a)", _KENNEL_LIST),
        Cite("40(2)", "40(2)&(3)", "Section 40(2)&(3) - Personal Information"),
        Cite("40(3)", "(3)", "Section 40(2)&(3) - Personal Information", modern="40(2)"),
        Cite("23(5)", "23(5)", _KENNEL_NCND, "ncnd"),
        Cite("24(2)", "24(2)", _KENNEL_NCND, "ncnd"),
        Cite("17(1)", "Section 17(1)", _KENNEL_NOTICE, "procedural"),
        Cite("39", "Section 39", _KENNEL_AIRSPACE, "other_act", "Example Airspace Act 1999"),
    ),
    files=(
        File("kennel-days.xlsx", parts=(("Days", "Kennel | Days\nNorth Bank | 9"), ("Fans", "Fans | 2"))),
        File("night-rota.xlsx", "quarantined", "1 hidden sheet"),
        File("annex.pdf", "not_held"),
    ),
    earlier_text="Freedom of information request reference no: 01.FOI.24.900101\nA propeller costs £7.",
    answered=(
        ("1", "Q1 - How many kennels were warmer than 26 degrees?", _KENNEL_TABLE),
        ("2", "Question 2", _KENNEL_FANS),
    ),
    reasons=(("31(1)(a)", _KENNEL_REASON),),
)
HOSTILE = Item(
    "01.FOI.24.900102",
    "<script>document.title='owned'</script> & \"biscuit\" tins",
    "2024-05-02",
    "full_disclosure",
    "<img src=x onerror=document.title='owned'> how many tins?",
    "=HYPERLINK(1)\n<script>document.title='owned'</script> forty biscuit tins\n<b>bold</b>",
    stated="<i>I disclose</i>",
    files=(File('"><script>alert(1)</script>.csv'),),
)
_DRONES = "The drone hours are withheld under s.31(1)(b) and s.43(2)."
_MACHETES = "We neither confirm nor deny under section 31(3)."
_AMNESTY = "Section 31 was considered and does not apply."
_GATE = "Refused under regulation 12(5)(e)."
_KITES = "Section 23(1) or 24(1) applies."
_KITES_ACT = "Section 38 of an Act on kites does not."
OTHERS = (
    Item(
        "01.FOI.22.900033",
        "Drone pilots: knife-edge training hours",
        "2022-07",
        "refused_exempt",
        "How many hours do drone pilots train?",
        f"Decision\n{_DRONES}",
        cites=(Cite("31(1)(b)", "s.31(1)(b)", _DRONES), Cite("43(2)", "s.43(2)", _DRONES)),
        confidence="low",
    ),
    Item(
        "01.FOI.23.900201",
        "Machetes and knives handed in",
        "2023-02-14",
        "refused_ncnd",
        "How many knives or machetes?",
        _MACHETES,
        cites=(Cite("31(3)", "section 31(3)", _MACHETES, "ncnd"),),
    ),
    Item(
        "01.FOI.23.900202",
        "Knife amnesty bins",
        "2023-02-15",
        "full_disclosure",
        "Where are they?",
        f"Eight bins. {_AMNESTY} A machete bin stands in Saltings.",
        cites=(Cite("31", "Section 31", _AMNESTY, "discussed"),),
    ),
    Item(
        "01.FOI.23.900203",
        "Noise of the river gate",
        "2023-06-01",
        "refused_exempt",
        "Measurements, please.",
        _GATE,
        regime="EIR",
        cites=(Cite("12(5)(e)", "regulation 12(5)(e)", _GATE, act="EIR2004"),),
    ),
    Item(
        "01.FOI.21.900004",
        "Covert kites",
        "2021-03-03",
        "refused_exempt",
        "Which kites?",
        f"{_KITES} {_KITES_ACT}",
        cites=(
            Cite("23(1)", "Section 23(1)", _KITES, "alternative"),
            Cite("24(1)", "24(1)", _KITES, "alternative"),
            Cite("38", "Section 38", _KITES_ACT, "other_act"),
        ),
    ),
    Item(
        "01.FOI.20.900005",
        None,
        "2020-01-31",
        "not_held",
        None,
        "We do not hold what O'Brien asked of us.",
        removed_at="2026-06-03T00:00:00Z",
    ),
    Item(
        "stop-and-search-forms",
        "Stop-and-search forms under Section 60",
        None,
        "unclear",
        "All s60 forms",
        "",
        reference=None,
    ),
)
ITEMS = (KENNELS, HOSTILE, *OTHERS)


def umbrellas(number: int) -> tuple[Item, ...]:
    """Return so many dull responses, to fill pages with."""
    return tuple(
        Item(
            f"01.FOI.19.{800000 + index}",
            f"Umbrellas found, list {index}",
            f"2019-{index % 12 + 1:02d}-05",
            "full_disclosure",
            "How many umbrellas?",
            f"There were {index} umbrellas in the cupboard.",
        )
        for index in range(number)
    )


def write_site(
    path: Path,
    items: Sequence[Item] = ITEMS,
    *,
    fictional: bool = True,
    checked: str = CHECKED,
    sources: str = '["live: done"]',
) -> Path:
    """Write an archive of ``items`` and put it in place at ``path``, as a build does; return ``path``."""
    aside = path.with_name(f"{path.name}.building")
    aside.unlink(missing_ok=True)
    with closing(sqlite3.connect(aside)) as conn, conn:
        conn.execute("pragma synchronous = off")
        conn.executescript((files("archive") / "foi.sql").read_text("utf-8"))
        site = ("met", "Metropolitan Police Service", "https://met.example", fictional)
        conn.execute("insert into site values (?, ?, ?, ?)", site)
        for provision in registry().values():
            _insert(conn, "provisions", **{name: getattr(provision, name) for name in provision.__slots__})
        for item in sorted(items, key=lambda item: (item.published or "", item.id)):  # as a build does
            _insert_item(conn, item)
        _count_coverage(conn)
        counts = dict.fromkeys(("seen", "new", "changed", "gone", "failed"), 0)
        times = {"started": checked, "finished": checked}
        ended = {"exit_code": 0, "sources": sources, "message": "done", "manifest": MANIFEST}
        _insert(conn, "runs", **times, **ended, site="met", **counts)
        index_archive(conn)
    aside.replace(path)
    return path


def _insert(conn: sqlite3.Connection, table: str, **values: object) -> None:
    columns, marks = ", ".join(values), ", ".join("?" * len(values))
    conn.execute(f"insert into {table} ({columns}) values ({marks})", tuple(values.values()))


def _insert_item(conn: sqlite3.Connection, item: Item) -> None:
    reference = item.id if item.reference == "same as id" else item.reference
    digest = sha256(item.text.encode()).hexdigest()
    url = f"https://met.example/foi-ai/metropolitan-police/d/{item.id.lower()}/"
    _insert(
        conn,
        "responses",
        id=item.id,
        site="met",
        url=url,
        reference=reference,
        reference_key=reference,
        title=item.title,
        published=item.published,
        decision=item.decision,
        decision_components="[]",
        decision_stated=item.stated,
        decision_confidence=item.confidence,
        regime=item.regime,
        first_seen="2024-06-01T03:51:00Z",
        last_seen="2026-11-22T04:00:00Z",
        removed_at=item.removed_at,
        capture_sha256=digest,
        captured_at="2024-06-01T03:51:00Z",
        source="live",
        has_attachments=bool(item.files),
        diagnostics="[]",
        request_text=item.request,
        answer_text="\n".join(answer for _, _, answer in item.answered) or None,
        text=item.text,
    )
    _insert(conn, "urls", response_id=item.id, url=url)
    if number := reference_number(reference or ""):
        month = (item.published or "")[:7]
        _insert(conn, "reference_numbers", response_id=item.id, site="met", month=month, **number._asdict())
    for source in ("live", "wayback"):
        _insert(conn, "response_sources", response_id=item.id, source=source, site="met")
    for cite in item.cites:
        _insert_citation(conn, item, cite)
    if item.stated and item.stated in item.text:
        _insert_finding(conn, item, "decision_stated", item.stated, item.stated)
    for number, question, answer in item.answered:
        _insert_finding(conn, item, "question", question, question)
        _insert_finding(conn, item, "answer", number, answer)
    for provision, reason in item.reasons:
        _insert_finding(conn, item, "reasons", f"FOIA2000 {provision}", reason)
    (row,) = conn.execute("select rowid from responses where id = ?", (item.id,)).fetchone()
    part_ids = count(row * ROWS_OF_RESPONSE + 1)
    for place, file in enumerate(item.files, 1):
        link = {"url": f"https://met.example/files/{file.filename}", "filename": file.filename}
        state = {"state": file.state, "reason": file.reason, "bytes": 48_000}
        _insert(conn, "attachments", response_id=item.id, place=place, **link, **state)
        number = conn.execute("select max(id) from attachments").fetchone()[0]
        for nth, (part, part_text) in enumerate(file.parts, 1):
            said = {"place": nth, "part": part, "text": part_text}
            _insert(conn, "attachment_parts", id=next(part_ids), attachment_id=number, **said)
    texts = [text for text in (item.earlier_text, item.text) if text is not None]
    for number, text in enumerate(texts, 6):
        seen = {"first_seen": f"2024-0{number}-01T03:51:00Z", "last_seen": f"2024-0{number + 1}-01T03:51:00Z"}
        held = {"text_sha256": sha256(text.encode()).hexdigest(), "text": text}
        _insert(conn, "versions", response_id=item.id, state="present", **seen, **held)


def _count_coverage(conn: sqlite3.Connection) -> None:
    conn.execute(
        """insert into coverage (site, month, listed, captured, parsed, attachments_held, attachments_missing,
                                 quarantined, failed, removed)
           select site, ifnull(substr(published, 1, 7), 'unknown'), count(*), count(*), count(*),
                  sum((select count(*) from attachments where response_id = r.id and state = 'held')),
                  sum((select count(*) from attachments where response_id = r.id and state = 'not_held')),
                  sum((select count(*) from attachments where response_id = r.id and state = 'quarantined')),
                  0, count(removed_at)
           from responses r group by 1, 2"""
    )


def _insert_finding(conn: sqlite3.Connection, item: Item, field: str, value: str, quote: str) -> None:
    start = item.text.index(quote)
    place = {"start_char": start, "end_char": start + len(quote)}
    said = {"value": value, "quote": quote}
    _insert(conn, "findings", response_id=item.id, field=field, rule="test", **place, **said)


def _insert_citation(conn: sqlite3.Connection, item: Item, cite: Cite) -> None:
    start = item.text.index(cite.as_written, item.text.index(cite.sentence))
    _insert(
        conn,
        "citations",
        response_id=item.id,
        act=cite.act,
        provision=cite.provision,
        section=cite.provision.partition("(")[0],
        modern=cite.modern or cite.provision,
        role=cite.role,
        as_written=cite.as_written,
        start_char=start,
        end_char=start + len(cite.as_written),
        sentence=cite.sentence,
        rule="test",
    )
