"""How exemptions are written in a list: numbers in every spelling met, titles, dashes, bullets, noise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from practice.blocks import Block, Paragraph, items, paragraph
from practice.citing import Cites, Passage, ncnd, procedural, relied

_TITLES = {
    "8": ("Request for information",),
    "17": ("Refusal Notice",),
    "21": (
        "Information accessible by other means",
        "Information Reasonably Accessible by Other Means",
        "Information accessible elsewhere",
        "Available by other means",
        "Information reasonably accessible to the applicant",
    ),
    "22": ("Information intended for future publication", "Future Publication"),
    "23": ("Security bodies", "Information relating to security bodies", "Bodies dealing with security "
    "matters"),
    "24": ("National Security", "National security"),
    "27": ("International Relations",),
    "30": ("Investigations", "Criminal Investigations", "Investigations and Proceedings"),
    "31": ("Law Enforcement", "Law enforcement", "LAW ENFORCEMENT", "Law enforcement (Misconduct)"),
    "38": ("Health and Safety",),
    "40": (
        "Personal Information", "Personal information", "Personal Data", "Personal data", "Personnel "
        "Information",
    ),
    "42": ("Legal Professional Privilege", "Legal Advice"),
    "43": ("Commercial Interests", "Commercial Interest", "Commercial sensitivity"),
    "84": ("Meaning of information",),
}  # fmt: skip
_NCND = {"23(5)", "24(2)", "30(3)", "31(3)", "38(2)", "40(5)", "40(5B)(a)(i)"}
_PROCEDURAL = {"8", "17", "84"}


@dataclass(frozen=True, slots=True)
class Written:
    """The number part of a citation as written, and the provisions it stands for."""

    text: str
    provisions: tuple[str, ...]

    @property
    def section(self) -> str:
        """The section's number alone."""
        return self.provisions[0].partition("(")[0]

    @property
    def cites(self) -> Cites:
        """What the spelling cites in a list of exemptions; NCND and procedure are told by number."""
        if self.section in _PROCEDURAL:
            return procedural(*self.provisions)
        return tuple(cite for p in self.provisions for cite in (ncnd(p) if p in _NCND else relied(p)))


def _written(text: str, *provisions: str) -> Written:
    return Written(text, provisions or (text,))


# Section 40 in its twenty spellings, then the others; as written on the left, what it means on the right.
FORTY = (
    _written("40(2)(3A)(a)", "40(2)", "40(3A)(a)"),
    _written("40(2)&(3)", "40(2)", "40(3)"),
    _written("40(2)&(3A)(a)", "40(2)", "40(3A)(a)"),
    _written("40(2)"),
    _written("40(2)(3)", "40(2)", "40(3)"),
    _written("40(2)(3)&(4)", "40(2)", "40(3)", "40(4)"),
    _written("40(5)"),
    _written("40(2)(a)(b)&(3)(a)(i)", "40(2)(a)", "40(2)(b)", "40(3)(a)(i)"),
    _written("40(2)(3A)", "40(2)", "40(3A)"),
    _written("40(2)(a)(b)", "40(2)(a)", "40(2)(b)"),
    _written(
        "40(2)(a)(b) and (3)(a)(i)(ii)(b)", "40(2)(a)", "40(2)(b)", "40(3)(a)(i)", "40(3)(a)(ii)", "40(3)(b)"
    ),
    _written("40(2) & 40(3A)(a)", "40(2)", "40(3A)(a)"),
    _written("40(2) & 3A(a)", "40(2)", "40(3A)(a)"),
    _written("40(2)(3a)(a)", "40(2)", "40(3A)(a)"),
    _written("40(2) (3A) (a)", "40(2)", "40(3A)(a)"),
    _written("40(2)(a)&(b)&(3A)(a)", "40(2)(a)", "40(2)(b)", "40(3A)(a)"),
    _written("40(2)(a)(b)(3)(a)(i)", "40(2)(a)", "40(2)(b)", "40(3)(a)(i)"),
    _written(
        "40(2)(a)(b)(3)(a)(i)(ii)(b)", "40(2)(a)", "40(2)(b)", "40(3)(a)(i)", "40(3)(a)(ii)", "40(3)(b)"
    ),
    _written("40(2(3)(a)", "40(2)", "40(3)(a)"),
    _written("40"),
)
OTHERS = (
    _written("31(1)(a)"),
    _written("31(1)(a)(b)", "31(1)(a)", "31(1)(b)"),
    _written("31(3)"),
    _written("31(1)"),
    _written("31"),
    _written("31(1)(a)&(b)", "31(1)(a)", "31(1)(b)"),
    _written("31 (1)", "31(1)"),
    _written("31(1) (a)(b)", "31(1)(a)", "31(1)(b)"),
    _written("31(1)(a)(b)(2)(b)", "31(1)(a)", "31(1)(b)", "31(2)(b)"),
    _written("31(1)(g)&(2)(b)", "31(1)(g)", "31(2)(b)"),
    _written("31(1)(g) by virtue of (2)(b)", "31(1)(g)", "31(2)(b)"),
    _written("31(1)(a), (b) & (c)", "31(1)(a)", "31(1)(b)", "31(1)(c)"),
    _written("30(1)(a)(i)"),
    _written("30(3)"),
    _written("30(1)(a)"),
    _written("30"),
    _written("30(1)"),
    _written("30(1) (a)", "30(1)(a)"),
    _written("24(1)"),
    _written("43(2)"),
    _written("43 (2)", "43(2)"),
    _written("42(1)"),
    _written("22(1)(a)"),
    _written("38(1)"),
    _written("27(1)"),
)
SPELLINGS = {written.text: written for written in FORTY + OTHERS}
# The spellings drawn for an ordinary page, by section.
_COMMON = {
    "40": ("40(2)(3A)(a)", "40(2)&(3)", "40(2)&(3A)(a)", "40(2)", "40(2)(a)(b)", "40(2) & 40(3A)(a)"),
    "31": ("31(1)(a)", "31(1)(a)", "31(1)(a)(b)", "31(1)", "31(1)(a)&(b)"),
    "30": ("30(1)(a)(i)", "30(1)(a)", "30(1)"),
    "24": ("24(1)",),
    "27": ("27(1)",),
    "38": ("38(1)",),
    "42": ("42(1)",),
    "43": ("43(2)",),
}
# Which sections stand together in one list, and how often.
COMBINATIONS = (
    (("40",), 19), (("31", "40"), 17), (("31",), 14), (("30", "31", "40"), 4), (("24", "31"), 4),
    (("43",), 4), (("43", "40"), 3), (("42", "31", "40"), 2), (("38", "40"), 2), (("30", "40"), 3),
    (("24", "31", "40"), 2), (("27", "31"), 1), (("31", "43"), 1),
)  # fmt: skip

Shape = Literal["paragraphs", "breaks", "bullets", "typed bullets", "typed hyphens", "numbers"]


@dataclass(frozen=True, slots=True)
class ListStyle:
    """How a list of exemptions looks: its dashes in turn, its shape, and noise around each line."""

    dashes: tuple[str, ...] = (" - ",)
    shape: Shape = "paragraphs"
    prefix: str = "Section "
    brackets: Literal["none", "closed", "unclosed"] = "none"
    tail: str = ""


PLAIN_STYLES = (
    ListStyle(),
    ListStyle(dashes=(" – ",)),
    ListStyle(shape="breaks"),
    ListStyle(dashes=(" – ",), shape="bullets"),
)


def draw_list(rng: Random) -> tuple[Written, ...]:
    """Draw a list as the real log has them: one or two sections mostly, in the commonest spellings."""
    sections = rng.choices([c for c, _ in COMBINATIONS], [w for _, w in COMBINATIONS])[0]
    return tuple(SPELLINGS[rng.choice(_COMMON[section])] for section in sections)


def title_of(section: str, rng: Random) -> str:
    """Draw one of the titles a section goes by."""
    return rng.choice(_TITLES[section])


def exemption_list(written: Sequence[Written], style: ListStyle, rng: Random) -> Passage:
    """Return the list that follows "by virtue of the following exemptions"."""
    lines = [_line(w, style, style.dashes[i % len(style.dashes)], rng) for i, w in enumerate(written)]
    return Passage(tuple(_shaped(lines, style.shape)), tuple(cite for w in written for cite in w.cites))


def _line(written: Written, style: ListStyle, dash: str, rng: Random) -> str:
    title = title_of(written.section, rng)
    if style.brackets != "none":
        title = f"({title})" if style.brackets == "closed" else f"({title}"
    return f"{style.prefix}{written.text}{dash}{title}{style.tail}"


def _shaped(lines: Sequence[str], shape: Shape) -> Iterable[Block]:
    match shape:
        case "paragraphs":
            return [paragraph(line) for line in lines]
        case "breaks":
            return [Paragraph(tuple(lines))]
        case "bullets":
            return [items("•", lines)]
        case "numbers":
            return [items("1", lines)]
        case "typed bullets":
            return [paragraph(f"• {line}") for line in lines]
        case "typed hyphens":
            return [Paragraph(tuple(f"- {line}" for line in lines))]
