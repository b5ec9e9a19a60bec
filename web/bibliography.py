"""How a response is cited: one plain line, the formats of reference managers, and tags for a page's head.

The forms are those of BibTeX, of RIS (a report), of CSL-JSON 1.0, and the tags that Zotero's reader of
embedded metadata knows: Highwire's, for a report, and Dublin Core's.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from archive.search.lookup import HeldResponse
from web.held import title_of
from web.wording import long_date

_BIBTEX_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
# Braces are written as commands, because BibTeX counts them even where a backslash stands before.
_BIBTEX_CHARACTERS = {
    "\\": r"{\textbackslash}", "{": r"{\textbraceleft}", "}": r"{\textbraceright}", "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}", "<": r"{\textless}", ">": r"{\textgreater}", "|": r"{\textbar}",
    **{character: rf"\{character}" for character in "&%$#_"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Work:
    """What a citation of a response says. ``published`` is yyyy-mm-dd, yyyy-mm or empty.

    ``copied`` is the day our copy was captured and ``sha256`` its fingerprint; both are empty for an entry of
    the listing alone.
    """

    id: str
    author: str
    title: str
    reference: str
    published: str
    permalink: str
    source: str
    copied: str
    sha256: str
    fictional: bool

    @property
    def note(self) -> str:
        """Which copy was read, and whether all of it is invented."""
        copy = f"foilog copy of {long_date(self.copied)}, SHA-256 {self.sha256[:12]}." if self.sha256 else ""
        return f"{copy} Invented practice data.".strip() if self.fictional else copy


def work_of(held: HeldResponse, permalink: str) -> Work:
    """Return what a citation of ``held`` says."""
    row = held.row
    return Work(
        id=row["id"],
        author=held.site["title"],
        title=title_of(row),
        reference=row["reference"] or row["id"],
        published=row["published"] or "",
        permalink=permalink,
        source=row["url"] or "",
        copied=row["captured_at"] or "",
        sha256=row["capture_sha256"] or "",
        fictional=bool(held.site["fictional"]),
    )


def plain(work: Work) -> str:
    """Return one line that says exactly what was read, when, and with which fingerprint."""
    parts = [work.author, f"“{work.title}”", f"FOI response {work.reference}"]
    parts += [long_date(work.published)] if work.published else []
    return " ".join(filter(None, [f"{', '.join(parts)}.", work.note]))


def bibtex(work: Work, accessed: date) -> str:
    """Return a BibTeX entry; biblatex reads it too."""
    year, month, _ = _parts(work.published)
    fields = {
        "author": f"{{{_tex(work.author)}}}",
        "title": f"{{{_tex(work.title)}}}",
        "howpublished": f"FOI response {_tex(work.reference)}",
        "year": year,
        "date": work.published,
        "url": work.permalink,
        "urldate": accessed.isoformat(),
        "note": _tex(work.note),
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    lines += [f"  month = {_BIBTEX_MONTHS[int(month) - 1]},\n"] if month else []
    return f"@misc{{foilog-{re.sub(r'[^A-Za-z0-9.:-]', '-', work.id)},\n{''.join(lines)}}}\n"


def ris(work: Work, accessed: date) -> str:
    """Return a record in RIS, whose lines end with carriage return and line feed."""
    year, *rest = _parts(work.published)
    lines = [
        ("TY", "RPRT"),
        ("AU", work.author),
        ("TI", work.title),
        ("PY", year),
        ("DA", "/".join([year, *rest, ""]) if year else ""),
        ("PB", work.author),
        ("SN", work.reference),
        ("LA", "en-GB"),
        ("UR", work.permalink),
        ("Y2", f"{accessed:%Y/%m/%d}/"),
        ("N1", work.note),
    ]
    written = "".join(f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in lines if value)
    return f"{written}ER  - \r\n"


def csl_json(work: Work, accessed: date) -> str:
    """Return a list of one item in CSL-JSON."""
    item: dict[str, Any] = {
        "id": f"foilog-{work.id}",
        "type": "report",
        "title": work.title,
        "author": [{"literal": work.author}],
        "publisher": work.author,
        "number": work.reference,
        "issued": {"date-parts": [[int(part) for part in _parts(work.published) if part]]},
        "accessed": {"date-parts": [[accessed.year, accessed.month, accessed.day]]},
        "URL": work.permalink,
        "language": "en-GB",
        "note": work.note,
    }
    if not work.published:
        del item["issued"]
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


def head_tags(work: Work) -> tuple[tuple[str, str], ...]:
    """Return (name, content) of the ``meta`` tags that reference managers read from a page."""
    slashed = "/".join(filter(None, _parts(work.published)))
    tags = [
        ("citation_title", work.title),
        ("citation_author", work.author),
        ("citation_publication_date", slashed),
        ("citation_technical_report_institution", work.author),
        ("citation_technical_report_number", work.reference),
        ("citation_language", "en-GB"),
        ("DC.title", work.title),
        ("DC.creator", work.author),
        ("DC.publisher", work.author),
        ("DC.date", work.published),
        ("DC.type", "Text"),
        ("DC.language", "en-GB"),
        ("DC.identifier", work.permalink),
        ("DC.source", work.source),
    ]
    return tuple((name, content) for name, content in tags if content)


def _parts(published: str) -> tuple[str, str, str]:
    year, month, day = (*published.split("-"), "", "")[:3]
    return year, month, day


def _tex(text: str) -> str:
    return "".join(_BIBTEX_CHARACTERS.get(character, character) for character in " ".join(text.split()))
