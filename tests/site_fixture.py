"""A small archive for tests of the site. Every reference, subject and letter in it is invented."""

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from sqlite_utils import Database

from archive.write import index_text
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
    versions: int = 1


_KENNEL_REQUEST = """For January 2023 to March 2024, please state:
1. How many kennels were warmer than 26 degrees?
2. What was done about the propeller fans in them?
• by kennel
• by month"""
_KENNEL_STATED = "I have today decided to disclose some of the kennel figures."
_KENNEL_LIST = "Section 31(1)(a) - Law Enforcement"
_KENNEL_REASON = (
    "Section 31(1)(a) is engaged because a rota of the night patrols would show when no dog is near."
)
_KENNEL_NCND = "The Met neither confirms nor denies holding more by virtue of sections 23(5) and 24(2)."
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
            f"{_KENNEL_STATED} This letter is also a refusal notice under Section 17(1) of the Act.",
            _KENNEL_LIST,
            "Section 40(2)&(3) - Personal Information",
            "Reason for decision",
            _KENNEL_REASON,
            _KENNEL_NCND,
            "Section 39 of the Example Airspace Act 1999 was named by you.",
            "Disclosure",
            "Kennel | Days above 26 °C | Fans",
            "North Bank | 9 | 2",
            "Saltings | <5 | none",
            "Each propeller was changed. A propeller costs £4.",
        ]
    ),
    stated=_KENNEL_STATED,
    cites=(
        Cite("31(1)(a)", "Section 31(1)(a)", _KENNEL_LIST),
        Cite("40(2)", "40(2)&(3)", "Section 40(2)&(3) - Personal Information"),
        Cite("40(3)", "(3)", "Section 40(2)&(3) - Personal Information", modern="40(2)"),
        Cite("23(5)", "23(5)", _KENNEL_NCND, "ncnd"),
        Cite("24(2)", "24(2)", _KENNEL_NCND, "ncnd"),
        Cite("17(1)", "Section 17(1)", "This letter is also a refusal notice under Section 17(1) of the Act.", "procedural"),
        Cite("39", "Section 39", "Section 39 of the Example Airspace Act 1999 was named by you.", "other_act",
             "Example Airspace Act 1999"),
    ),
    files=(
        File("kennel-days.xlsx"),
        File("night-rota.xlsx", "quarantined", "1 hidden sheet"),
        File("annex.pdf", "not_held"),
    ),
    versions=2,
)  # fmt: skip
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
OTHERS = (
    Item("01.FOI.22.900033", "Drone pilots: knife-edge training hours", "2022-07", "refused_exempt",
         "How many hours do drone pilots train?",
         "Decision\nThe drone hours are withheld under s.31(1)(b) and s.43(2).",
         cites=(Cite("31(1)(b)", "s.31(1)(b)", "The drone hours are withheld under s.31(1)(b) and s.43(2)."),
                Cite("43(2)", "s.43(2)", "The drone hours are withheld under s.31(1)(b) and s.43(2).")),
         confidence="low"),
    Item("01.FOI.23.900201", "Machetes and knives handed in", "2023-02-14", "refused_ncnd",
         "How many knives or machetes?", "We neither confirm nor deny under section 31(3).",
         cites=(Cite("31(3)", "section 31(3)", "We neither confirm nor deny under section 31(3).", "ncnd"),)),
    Item("01.FOI.23.900202", "Knife amnesty bins", "2023-02-15", "full_disclosure", "Where are they?",
         "Eight bins. Section 31 was considered and does not apply. A machete bin stands in Saltings.",
         cites=(Cite("31", "Section 31", "Section 31 was considered and does not apply.", "discussed"),)),
    Item("01.FOI.23.900203", "Noise of the river gate", "2023-06-01", "refused_exempt", "Measurements, please.",
         "Refused under regulation 12(5)(e).", regime="EIR",
         cites=(Cite("12(5)(e)", "regulation 12(5)(e)", "Refused under regulation 12(5)(e).", act="EIR2004"),)),
    Item("01.FOI.21.900004", "Covert kites", "2021-03-03", "refused_exempt", "Which kites?",
         "Section 23(1) or 24(1) applies.",
         cites=(Cite("23(1)", "Section 23(1)", "Section 23(1) or 24(1) applies.", "alternative"),
                Cite("24(1)", "24(1)", "Section 23(1) or 24(1) applies.", "alternative"))),
    Item("01.FOI.20.900005", None, "2020-01-31", "not_held", None, "We do not hold what O'Brien asked of us.",
         removed_at="2026-06-03T00:00:00Z"),
    Item("stop-and-search-forms", "Stop-and-search forms under Section 60", None, "unclear", "All s60 forms",
         "", reference=None),
)  # fmt: skip
ITEMS = (KENNELS, HOSTILE, *OTHERS)


def umbrellas(number: int) -> Iterable[Item]:
    """Yield so many dull responses, to fill pages with."""
    for index in range(number):
        yield Item(f"01.FOI.19.{800000 + index}", f"Umbrellas found, list {index}", f"2019-{index % 12 + 1:02d}-05",
                   "full_disclosure", "How many umbrellas?", f"There were {index} umbrellas in the cupboard.")  # fmt: skip


def write_site(
    path: Path, items: Sequence[Item] = ITEMS, *, fictional: bool = True, checked: str | None = CHECKED
) -> Path:
    """Write an archive of ``items`` beside ``path`` and put it in place, as a build does; return ``path``."""
    aside = path.with_name(f"{path.name}.building")
    aside.unlink(missing_ok=True)
    with closing(sqlite3.connect(aside)) as conn, conn:
        conn.executescript((files("archive") / "foi.sql").read_text("utf-8"))
        conn.execute(
            "insert into site values ('met', 'Metropolitan Police Service', 'https://met.example', ?)",
            (fictional,),
        )
        for row in registry().values():
            values = [getattr(row, name) for name in row.__slots__]
            conn.execute(f"insert into provisions values ({', '.join('?' * len(values))})", values)
        for item in items:
            _insert(conn, item)
        if checked:
            conn.execute(
                "insert into runs values (1, ?, ?, 0, '[\"live\"]', 9, 9, 0, 0, 0, 'done')",
                (checked, checked),
            )
        index_text(Database(conn))
    aside.replace(path)
    return path


def _insert(conn: sqlite3.Connection, item: Item) -> None:
    reference = item.id if item.reference == "same as id" else item.reference
    digest = sha256(item.text.encode()).hexdigest()
    url = f"https://met.example/foi-ai/metropolitan-police/d/{item.id.lower()}/"
    conn.execute(
        """insert into responses (id, site, url, reference, reference_key, title, published, decision,
             decision_components, decision_stated, decision_confidence, regime, first_seen, last_seen, removed_at,
             capture_sha256, captured_at, source, has_attachments, diagnostics, request_text, text)
           values (?, 'met', ?, ?, ?, ?, ?, ?, '[]', ?, ?, ?, '2024-06-01T03:51:00Z', '2026-11-22T04:00:00Z', ?,
             ?, '2024-06-01T03:51:00Z', 'live', ?, '[]', ?, ?)""",
        (item.id, url, reference, reference, item.title, item.published, item.decision, item.stated,
         item.confidence, item.regime, item.removed_at, digest, bool(item.files), item.request, item.text),
    )  # fmt: skip
    conn.execute("insert into urls values (?, ?)", (item.id, url))
    for cite in item.cites:
        within = item.text.index(cite.sentence)
        start = item.text.index(cite.as_written, within)
        conn.execute(
            """insert into citations (response_id, act, provision, section, modern, role, as_written, start_char,
                 end_char, sentence, rule) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'test')""",
            (item.id, cite.act, cite.provision, cite.provision.partition("(")[0], cite.modern or cite.provision,
             cite.role, cite.as_written, start, start + len(cite.as_written), cite.sentence),
        )  # fmt: skip
    if item.stated and item.stated in item.text:
        start = item.text.index(item.stated)
        conn.execute(
            """insert into findings (response_id, field, value, start_char, end_char, quote, rule)
               values (?, 'decision_stated', ?, ?, ?, ?, 'test')""",
            (item.id, item.stated, start, start + len(item.stated), item.stated),
        )
    for file in item.files:
        conn.execute(
            """insert into attachments (response_id, url, filename, media_type, bytes, state, reason)
               values (?, ?, ?, null, 48000, ?, ?)""",
            (item.id, f"https://met.example/files/{file.filename}", file.filename, file.state, file.reason),
        )
    for number in range(item.versions):
        conn.execute(
            """insert into versions (response_id, first_seen, last_seen, state, text_sha256, text)
               values (?, ?, ?, 'present', ?, ?)""",
            (
                item.id,
                f"2024-0{number + 6}-01T03:51:00Z",
                f"2024-0{number + 7}-01T03:51:00Z",
                digest,
                item.text,
            ),
        )
