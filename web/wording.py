"""The words of the pages: decisions, roles, files, dates and numbers, as the design sets them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from archive.building.corrections import read_change
from archive.search.labels import provision_label
from parsers.files.media_types import MEDIA_TYPES


class Decision(NamedTuple):
    """A decision in a few words, and in a sentence."""

    badge: str
    sentence: str


DECISIONS: Mapping[str, Decision] = {
    "full_disclosure": Decision(
        "Information given", "The Met gave all the information it held that was asked for."
    ),
    "partial_disclosure": Decision(
        "Some given, some refused", "The Met gave some of the information and refused the rest."
    ),
    "refused_exempt": Decision(
        "Refused: exempt",
        "The Met gave nothing. It holds information but says an exemption allows it to refuse.",
    ),
    "refused_ncnd": Decision(
        "Would not say if held",
        "The Met gave nothing. It would neither confirm nor deny that it holds the information.",
    ),
    "refused_cost": Decision(
        "Refused: cost limit",
        "The Met refused the whole request because answering would take more than the 18 "
        "hours the law allows for.",
    ),
    "refused_vexatious": Decision(
        "Refused: vexatious",
        "The Met refused the whole request as vexatious (section 14(1)). This describes "
        "the request, not the person.",
    ),
    "refused_repeated": Decision(
        "Refused: repeat request",
        "The Met refused because it had already answered the same, or nearly the same, "
        "request from the same person.",
    ),
    "accessible_elsewhere": Decision(
        "Already available elsewhere",
        "The Met gave nothing itself. It says the information can be got another way.",
    ),
    "not_held": Decision("Not held", "The Met says it does not hold the information."),
    "clarification": Decision(
        "Asked for more detail", "The Met asked what was wanted. The request was not decided here."
    ),
    "other_regime": Decision(
        "Handled under other rules",
        "This was not answered as an FOI request: for example, a request for one’s own data.",
    ),
    "withdrawn": Decision(
        "Withdrawn or closed", "The request was withdrawn, lapsed or closed as a duplicate."
    ),
    "unclear": Decision(
        "Decision not clear",
        "The page does not say enough for us to record a decision. Read the letter.",
    ),
}
COMPONENTS: Mapping[str, str] = {
    "disclosed": "given",
    "voluntary": "given outside the Act",
    "exempt": "refused as exempt",
    "ncnd": "neither confirmed nor denied",
    "not_held": "not held",
    "cost": "refused over the cost limit",
    "vexatious": "refused as vexatious",
    "repeated": "refused as repeated",
    "elsewhere": "available elsewhere",
    "clarification": "more detail asked for",
    "other_regime": "handled under other rules",
    "withdrawn": "withdrawn",
}
_EIR_COST = (
    "The Met refused the whole request because answering would take too much work (EIR regulation 12(4)(b))."
)

ROLES: Mapping[str, str] = {
    "relied_on": "relied on",
    "alternative": "in the alternative",
    "ncnd": "neither confirm nor deny",
    "procedural": "procedure",
    "discussed": "mentioned only",
    "other_act": "another Act",
}
ROLE_FILTERS: Mapping[str, str] = {
    "relied_on": "Relied on to refuse",
    "ncnd": "Neither confirm nor deny",
    "alternative": "In the alternative",
    "procedural": "Procedure",
    "discussed": "Mentioned only",
    "other_act": "Another Act",
}
GROUNDS = ("relied_on", "alternative", "ncnd")

FILE_FILTERS: Mapping[str, str] = {
    "any": "Any file",
    "spreadsheet": "Spreadsheet",
    "pdf": "PDF",
    "held_back": "A file held back",
    "none": "No file",
}
FILE_STATES: Mapping[str, tuple[str, str]] = {
    "held": ("Held", ""),
    "quarantined": (
        "Held back",
        "This file may hold personal data. We do not show, index or pass it on, unless a person who "
        "looked at it lets it through. What we noticed:",
    ),
    "not_held": ("Not held", "The letter links to this file, but we have no copy of it."),
    "too_large": ("Too large to keep", ""),
    "unreadable": ("Could not be read", ""),
}
FILE_KINDS: Mapping[str, str] = {
    MEDIA_TYPES["pdf"]: "PDF",
    MEDIA_TYPES["xlsx"]: "Excel workbook",
    MEDIA_TYPES["xlsb"]: "Excel workbook (binary)",
    MEDIA_TYPES["xls"]: "Excel workbook (old form)",
    MEDIA_TYPES["ods"]: "OpenDocument spreadsheet",
    MEDIA_TYPES["docx"]: "Word document",
    MEDIA_TYPES["odt"]: "OpenDocument text",
    MEDIA_TYPES["csv"]: "CSV table",
    MEDIA_TYPES["text"]: "plain text",
    MEDIA_TYPES["zip"]: "ZIP archive",
}
SOURCES: Mapping[str, str] = {
    "live": "the Met’s website",
    "wayback": "Internet Archive",
    "common-crawl": "Common Crawl",
    "file": "a saved copy",
}


class ChangeWords(NamedTuple):
    """A kind of change: its sign, and its words."""

    sign: str
    words: str


CHANGES: Mapping[str, ChangeWords] = {
    "new": ChangeWords("+", "New"),
    "changed": ChangeWords("±", "Changed"),
    "removed": ChangeWords("−", "Removed by the Met"),
    "returned": ChangeWords("↺", "Back again"),
}
FIELD_NAMES: Mapping[str, str] = {
    "reference": "Reference",
    "title": "Title",
    "published": "Date",
    "decision": "Decision",
    "decision_components": "Parts of the decision",
    "request_text": "What was asked",
    "citations": "Sections and their use",
}


class RunEnd(NamedTuple):
    """How a run ended, in a word; ``state`` is "", "part" or "bad"; ``advice`` says what to do."""

    word: str
    state: str
    advice: str = ""


_RUN_ENDS: Mapping[int, RunEnd] = {
    0: RunEnd("Complete", ""),
    1: RunEnd("Error", "bad", "To do: report it."),
    2: RunEnd("Wrong use", "bad", "To do: mend the command or the settings."),
    3: RunEnd("Blocked", "bad", "To do: write to the Met, import saved pages, or wait."),
    4: RunEnd("Source changed", "bad", "To do: look at the page that no longer reads as it should."),
    5: RunEnd("Disk trouble", "bad", "To do: free the disk, or mend the file that cannot be read."),
    6: RunEnd("Partial", "part", "What failed waits for the next run."),
    7: RunEnd("No source reachable", "bad", "To do: try again later, or import saved pages."),
    8: RunEnd("Another run was active", "part"),
}
_MONTHS = (
    "January February March April May June July August September October November December".split()
)  # fmt: skip


def decision_sentence(row: Mapping[str, Any]) -> str:
    """Return what was decided, with our doubts where the certainty is low."""
    code = row["decision"]
    sentence = DECISIONS[code].sentence
    if code == "refused_cost" and row["regime"] == "EIR":
        sentence = _EIR_COST
    doubt = code != "unclear" and row["decision_confidence"] == "low"
    return f"{sentence} We are not sure; read the letter." if doubt else sentence


def removal(removed_at: str, missing_from: str | None, times: int | None) -> str:
    """Return since when a response is missing; the other two as in the table ``responses``.

    >>> removal("2026-06-03T04:12:00Z", "site", 4)
    'Not found at the source since 3 June 2026, checked 4 times'
    """
    since = long_date(removed_at)
    if missing_from == "listing":
        return f"Not in the Met’s list since {since}, by {plural(times or 0, 'complete check')} of it"
    checked = f", checked {plural(times, 'time')}" if times else ""
    return f"Not found at the source since {since}{checked}"


def run_ended(exit_code: int | None) -> RunEnd:
    """Return how a run ended, by its exit code; None where it was cut off."""
    if exit_code is None:
        return RunEnd("Cut off", "bad", "It will be taken up by the next run.")
    return _RUN_ENDS.get(exit_code, RunEnd(f"Ended with {exit_code}", "bad"))


def took(started: str, finished: str | None) -> str:
    """Return how long something took, in minutes and seconds: "28:51"; empty where it did not end.

    >>> took("2026-11-22T03:40:00Z", "2026-11-22T04:08:51Z")
    '28:51'
    """
    if not finished:
        return ""
    seconds = int((datetime.fromisoformat(finished) - datetime.fromisoformat(started)).total_seconds())
    return f"{seconds // 60}:{seconds % 60:02d}"


def corrected_field(correction: Mapping[str, Any]) -> str:
    """Return what was corrected: "Decision", or "s.40(2), mentioned only, taken out".

    >>> corrected_field({"field": "citation", "value": "FOIA2000 31(1)(a) relied_on"})
    's.31(1)(a), relied on, put in'
    """
    if correction["field"] != "citation":
        return FIELD_NAMES[correction["field"]]
    change = read_change(correction["value"])
    done = "taken out" if change.removed else "put in"
    return f"{provision_label(change.act, change.provision)}, {ROLES[change.role]}, {done}"


def correction_note(correction: Mapping[str, Any]) -> str:
    """Return "corrected by us on 14 March 2025: the letter says in its last line that nothing is held"."""
    return f"corrected by us on {long_date(correction['corrected_on'])}: {correction['reason']}"


def part_name(name: str, *, table: bool) -> str:
    """Return how a part of a file is called: "Page 2", "Sheet Knife crime", "Table".

    >>> part_name("2", table=False), part_name("2", table=True), part_name("", table=False)
    ('Page 2', 'Sheet 2', 'Text')
    """
    if table:
        return f"Sheet {name}" if name else "Table"
    return f"Page {name}" if name.isdigit() else name or "Text"


def place_in_file(filename: str, part: str, row: int | None) -> str:
    """Return where in a file something stands.

    >>> place_in_file("figures.xlsx", "Knife crime", 12), place_in_file("letter.pdf", "2", None)
    ('figures.xlsx, sheet Knife crime, row 12', 'letter.pdf, page 2')
    """
    name = part_name(part, table=row is not None)
    part_words = f", {name[0].lower()}{name[1:]}" if part else ""
    return f"{filename}{part_words}{f', row {row}' if row else ''}"


def long_date(iso: str | None) -> str:
    """Return "14 March 2025", or "January 2022" where only the month is known.

    >>> long_date("2025-03-14"), long_date("2022-01"), long_date("2025-03-14T04:12:09Z")
    ('14 March 2025', 'January 2022', '14 March 2025')
    """
    return _date(iso, _MONTHS)


def short_date(iso: str | None) -> str:
    """Return "14 Mar 2025", or "January 2022" where only the month is known."""
    return long_date(iso) if iso and len(iso) == 7 else _date(iso, [name[:3] for name in _MONTHS])


def date_and_time(iso: str | None) -> str:
    """Return "22 November 2026, 04:12", in UTC as it is kept."""
    return f"{long_date(iso)}, {iso[11:16]}" if iso and len(iso) >= 16 else long_date(iso)


def _date(iso: str | None, months: list[str]) -> str:
    if not iso:
        return "date not known"
    parts = [int(part) for part in iso[:10].split("-") if part.isdigit()]
    if len(parts) < 2 or not 1 <= parts[1] <= 12:
        return iso
    day = f"{parts[2]} " if len(parts) == 3 else ""
    return f"{day}{months[parts[1] - 1]} {parts[0]}"


def number(value: int) -> str:
    """Return a number with commas: 14,206."""
    return f"{value:,}"


def percent(share: float) -> str:
    """Return a share of 1 with one decimal: 70.4%."""
    return f"{share:.1%}"


def share(part: int, whole: int) -> str:
    """Return a share in per cent with one decimal; "no data" where there is nothing to have a share of.

    >>> share(1, 3), share(1, 5000), share(0, 7)
    ('33.3%', 'under 0.1%', '0.0%')
    """
    if not whole:
        return "no data"
    return "under 0.1%" if 0 < part / whole < 0.0005 else percent(part / whole)


def period_name(period: str) -> str:
    """Return a year as it is, and a month as its short name: "Mar"."""
    return _MONTHS[int(period[5:7]) - 1][:3] if len(period) == len("yyyy-mm") else period


def plural(value: int, one: str, several: str = "") -> str:
    """Return "1 response" or "14,206 responses"."""
    return f"{number(value)} {one if value == 1 else several or one + 's'}"


def hours_since(iso: str, now: datetime) -> float:
    """Return the hours from a UTC moment to ``now``."""
    moment = datetime.fromisoformat(iso)
    moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (now - moment).total_seconds() / 3600


def short_digest(sha256: str) -> str:
    """Return the beginning and end of a SHA-256, for the eye."""
    return f"{sha256[:12]}…{sha256[-4:]}"


def bytes_in_words(size: int) -> str:
    """Return "48 KB" or "3.1 MB".

    >>> bytes_in_words(49_000), bytes_in_words(3_100_000)
    ('49 KB', '3.1 MB')
    """
    return f"{size / 1e6:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} KB"
