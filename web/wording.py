"""The words of the pages: decisions, roles, files, dates and numbers, as the design sets them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from archive.corrections import read_change
from archive.search.labels import provision_label


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
        "This file may hold personal data. We do not show, index or pass it on. A person will check it.",
    ),
    "not_held": ("Not held", "The letter links to this file, but we have no copy of it."),
    "too_large": ("Too large to keep", ""),
    "unreadable": ("Could not be read", ""),
}
SOURCES: Mapping[str, str] = {
    "live": "the Met’s website",
    "wayback": "Internet Archive",
    "common-crawl": "Common Crawl",
    "file": "a saved copy",
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


def provision_test(citation: Mapping[str, Any]) -> str:
    """Return in one line whether the public interest has to be weighed for a ground of refusal."""
    if citation["kind"] in {"cost", "vexatious", "repeated"}:
        return "A refusal that is not an exemption: no public interest test."
    if citation["absolute"] == "yes":
        return "Absolute: the public interest need not be weighed."
    if citation["public_interest_test"] == "yes":
        return "Qualified: the Met must weigh the public interest."
    if citation["public_interest_test"] == "no":
        return "No public interest test in ordinary use."
    return ""


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
