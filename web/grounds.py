"""Why a request was refused: the citations of a response as the grounds that stand together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from archive.search.labels import provision_label
from web.law import title
from web.wording import GROUNDS


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


def gather_grounds(citations: Sequence[Mapping[str, Any]]) -> Iterator[Ground]:
    """Yield the grounds of refusal: one for each section and role, relied on first."""
    for role in GROUNDS:
        cited = [citation for citation in citations if citation["role"] == role]
        for act, section in dict.fromkeys((citation["act"], citation["section"]) for citation in cited):
            together = tuple(c for c in cited if (c["act"], c["section"]) == (act, section))
            yield Ground(_heading(together), together)


def _heading(citations: Sequence[Mapping[str, Any]]) -> str:
    first = citations[0]
    section = first["section_title"] or provision_label(first["act"], first["provision"])
    limb = title(first["title"]) if len(citations) == 1 and first["kind"] != "ncnd" else ""
    if limb.startswith(section):
        return limb
    return f"{section}: {limb[0].lower()}{limb[1:]}" if limb else section
