"""The provisions a page cites: which Act, what for, and the words that prove it.

Only the force's own words are read: what stands before the answer, or repeats the request, yields nothing.
Each place is read by itself (``acts``, ``roles``); ``page_roles`` adds what only the whole page tells.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from parsers.citing.act_names import DPA, EIR, FOIA
from parsers.citing.acts import ActReading, Acts, Citing, registered
from parsers.citing.citation_grammar import Expansion, Run, expand, find_runs
from parsers.citing.legacy import modern_form
from parsers.citing.openings import read_opening
from parsers.citing.page_roles import Place, settle_roles
from parsers.citing.repeated_request import RepeatedRequest
from parsers.citing.roles import RoleReading, Roles, Setting
from parsers.citing.sentences import Sentences
from parsers.letter.lines import find_quotations
from parsers.models import Citation, Diagnostic, Document, Found, Role, Sections, Span
from parsers.provisions import registry

_ANNEX = re.compile(r"\n\s?(?:legal annex|annex(?: [a-z0-9])?|extracts? from the act)\s?:?(?=\n|$)")
_ANNOUNCED = re.compile(r"following (?:[a-z]{1,12} )?exemptions?\b")
_ANNOUNCEMENT_REACH = 250
# Here a bare section is no looser name of its limb: a notice under section 17, and then section 17(4).
_NO_GROUND = (Role.PROCEDURAL, Role.OTHER_ACT)
_DISCLOSES = re.compile(
    r"decided to (?:disclose|release|provide|supply)\b(?! (?:to you )?(?:only )?"
    r"(?:some|part|certain|most|an?\b|redacted|the majority|elements|information relevant))"
)
_NOTICE = re.compile(
    r"(?:serves|acts|is) (?:as )?(?:an? |our |my )?(?:partial )?refusal notice|notice of (?:the )?refusal"
    r"|(?<!no refusal )notice (?:of that refusal )?under (?:section|regulation) 1[47]"
)
_REFUSES = re.compile(
    r"refus|reliev|withh(?:eld|old)|redact|declin|exempt(?:ed|ion)? from|keep(?:ing)? back|kept back"
    r"|struck out|take[sn]? .{0,30}\bout\b|(?:not|un)(?: be)? (?:able|going|obliged|possible)|cannot"
    r"|will not (?:answer|comply)|not to (?:give|send|provide|disclose|release)|free from|\blimit\b"
    r"|turn this request down"
)
_OWN_DATA = re.compile(r"your own (?:personal )?(?:data|information)|you are the data subject")


@dataclass(frozen=True, slots=True)
class CitationsRead:
    """What a page cites: each (act, provision, role) at its first place, the further places, and remarks.

    The first place is the line of the list of exemptions where there is one, else the first place whose own
    words prove the role.
    """

    citations: tuple[Found[Citation], ...]
    mentions: tuple[Found[Citation], ...]
    diagnostics: tuple[Diagnostic, ...]


class _Chain(NamedTuple):
    """Runs with only separators between them: they share Act and role. The next begins at ``following``.

    ``numbers`` are those of all sections, as ``section`` names them.
    """

    runs: tuple[Run, ...]
    span: Span
    following: int
    numbers: frozenset[str]


def find_citations(doc: Document, sections: Sections) -> CitationsRead:
    """Return the provisions cited in the force's own words, in reading order. Never raises.

    Nothing outside the registry comes back as FOIA or EIR. A section without its limb ("31") is no citation
    where a limb of it ("31(1)(a)") has the same role on the page; a limb and a part of it are both kept,
    unless one run names both.
    """
    page = _Page(doc, sections)
    places = settle_roles(list(page.places()))
    page.note_empty_list(places)
    first = _first_places(places)
    found = [page.found(place) for place in places]
    return CitationsRead(
        citations=tuple(f for number, f in enumerate(found) if number in first),
        mentions=tuple(f for number, f in enumerate(found) if number not in first),
        diagnostics=tuple(page.diagnostics),
    )


def _first_places(places: Sequence[Place]) -> frozenset[int]:
    """Return the numbers of the places that stand for their (act, provision, role)."""
    first: dict[tuple[str, str, Role], int] = {}
    for number, place in enumerate(places):
        if not place.firm and place.role != Role.DISCUSSED:
            continue
        key = (place.act, place.provision, place.role)
        if key not in first or (place.listed and not places[first[key]].listed):
            first[key] = number
    chosen = [places[number] for number in first.values()]
    limbs = {(place.act, place.section, place.role) for place in chosen if place.provision != place.section}
    return frozenset(number for key, number in first.items() if key not in limbs or key[2] in _NO_GROUND)


class _Page:
    """One page while its citations are read."""

    def __init__(self, doc: Document, sections: Sections) -> None:
        self.diagnostics: list[Diagnostic] = []
        self._doc, self._sections = doc, sections
        self._body = Span(_body_start(sections), len(doc.text))
        self._list_starts = [span.start for span in sections.exemption_list]
        self._cites_own_data = False

    def places(self) -> Iterator[Place]:
        """Yield every place of every provision, in reading order."""
        section = ""
        for chain in self._chains:
            sentence = self._sentences.around(chain.span)
            listed = self._list_item(chain.span.start)
            citing = Citing(
                span=chain.span,
                marker=chain.runs[0].marker,
                numbers=chain.numbers,
                sentence=sentence,
                listed=listed is not None,
                reasoned=self._is_reasoned(chain.span.start),
            )
            asked = listed is None and self._repeated.holds(sentence)
            if asked or self._acts.is_part_of_document(citing):
                continue
            reading = self._acts.read(citing)
            if reading is None:
                self._note("citation.act-unclear", "nothing tells the Act of", chain.span)
                continue
            setting = self._setting(chain, sentence, listed)
            for run in chain.runs:
                for place in self._read_run(run, reading, setting, section):
                    section = place.section if place.act == FOIA else section
                    yield place

    def found(self, place: Place) -> Found[Citation]:
        """Return ``place`` with the words that prove it."""
        value = Citation(
            act=place.act,
            provision=place.provision,
            section=place.section,
            modern=modern_form(place.act, place.provision, own_data=self._is_own_data(place)),
            role=place.role,
            sentence=place.sentence,
        )
        return Found(value, place.span, self._doc.quote(place.span), place.rule)

    def note_empty_list(self, places: Iterable[Place]) -> None:
        """Add a diagnostic where exemptions are announced and none follows."""
        applied = [p.span.start for p in places if p.listed or p.role in (Role.RELIED_ON, Role.NCND)]
        if self._sections.exemption_list:
            reached = any(place.listed for place in places)
            announced: Span | None = self._sections.exemption_list[0]
        else:
            match = _ANNOUNCED.search(self._doc.lowered, *self._body)
            announced = Span(*match.span()) if match else None
            end = match.end() if match else 0
            reached = any(end <= at <= end + _ANNOUNCEMENT_REACH for at in applied)
        if announced and not reached:
            self._note("list.empty", "no exemption is named after", announced)

    def _read_run(self, run: Run, reading: ActReading, setting: Setting, section: str) -> Iterator[Place]:
        known = registered(reading.act)
        expansion = expand(run, known, section)
        if run.marker == "schedule":
            if reading.act != DPA:
                return
            expansion = Expansion((f"Sch {run.steps[0].token}",), run.steps[0].end, dropped=False)
        unsure = reading.known_by in ("place", "limb") and expansion.dropped
        if reading.known_by == "limb":  # outside the reasons only a limb of Part II is plainly ours
            unsure = unsure or not all(_is_limb_of_part_two(each) for each in expansion.provisions)
        if not expansion.provisions or unsure:
            if reading.known_by in ("name", "list"):
                self._note("citation.not-in-registry", f"{reading.act} has no", run.span)
            else:
                self._note("citation.act-unclear", "nothing tells the Act of", run.span)
            return
        if expansion.dropped:
            self._note("citation.not-in-registry", f"{reading.act} lacks a part of", run.span)
        span = Span(run.span.start, expansion.end)
        sentence = setting.sentence if span == setting.span else self._sentences.around(span)
        offered = reading.act == FOIA and self._roles.offers_alternatives(
            setting.sentence, alone=setting.listed
        )
        neutral = self._refuses and self._roles.may_be_ground(setting.sentence)
        for provision in expansion.provisions:
            role, kind = self._read_role(reading.act, provision, setting)
            if provision in ("40(1)", "40(5A)") and reading.act == FOIA:
                self._cites_own_data = True
            yield Place(
                act=reading.act,
                provision=provision,
                section=_section(provision),
                kind=kind,
                span=span,
                sentence=sentence,
                role=role.role,
                rule=role.rule,
                firm=role.firm,
                listed=setting.listed,
                alternative=offered,
                open=neutral and role.rule == "citation.explained" and _stands_alone(reading.act, provision),
            )

    def _is_own_data(self, place: Place) -> bool:
        """Say whether bare 40(5) is about the requester's own data rather than another person's."""
        if place.provision != "40(5)":
            return False
        return self._cites_own_data or self._sentences.match(_OWN_DATA, place.sentence)

    def _read_role(self, act: str, provision: str, setting: Setting) -> tuple[RoleReading, str]:
        if act not in (FOIA, EIR):
            return RoleReading(Role.OTHER_ACT, "citation.other-act"), ""
        row = registry()[act, provision]
        return self._roles.read(row, registry()[act, row.section].kind, setting), row.kind

    def _setting(self, chain: _Chain, sentence: Span, listed: int | None) -> Setting:
        explained = self._annex is not None and chain.span.start > self._annex
        opening = read_opening(self._doc, self._body, sentence, chain.span)
        return Setting(
            span=chain.span,
            sentence=sentence,
            next_citation=chain.following,
            opening=opening,
            listed=listed is not None,
            introduction=None if listed is None else self._introductions[listed],
            quoted=explained or self._is_quoted(chain.span),
            stands=self._stands(chain) if opening else "no list",
        )

    def _stands(self, chain: _Chain) -> Literal["no list", "listed", "unlisted", "in full"]:
        if self._in_full:
            return "in full"
        if not self._listed_sections:
            return "no list"
        return "listed" if chain.numbers & self._listed_sections else "unlisted"

    def _list_item(self, at: int) -> int | None:
        """Return the number of the line of the list of exemptions that holds ``at``, or None."""
        item = bisect_right(self._list_starts, at) - 1
        if item < 0 or at >= self._sections.exemption_list[item].end:
            return None
        return item

    def _is_reasoned(self, at: int) -> bool:
        disclosure = self._sections.disclosure
        return disclosure is None or not disclosure.start <= at < disclosure.end

    def _is_quoted(self, span: Span) -> bool:
        at = bisect_right(self._quotations, span.start, key=lambda quotation: quotation.start) - 1
        return at >= 0 and span.end <= self._quotations[at].end

    @cached_property
    def _chains(self) -> tuple[_Chain, ...]:
        """The citations of the page as they are written."""
        return tuple(_chains(find_runs(self._doc.lowered, *self._body), self._body.end))

    # A page that cites nothing needs none of these four.
    @cached_property
    def _sentences(self) -> Sentences:
        return Sentences(self._doc.folded, self._doc.lowered, *self._body)

    @cached_property
    def _acts(self) -> Acts:
        return Acts(self._doc, self._sentences, self._body)

    @cached_property
    def _roles(self) -> Roles:
        return Roles(self._doc, self._sentences)

    @cached_property
    def _repeated(self) -> RepeatedRequest:
        return RepeatedRequest(self._doc, self._sections)

    @cached_property
    def _introductions(self) -> list[Span | None]:
        """The sentence before the list that each line of exemptions belongs to: a page may have two lists."""
        found: list[Span | None] = []
        introduction: Span | None = None
        end = -1
        for line in self._sections.exemption_list:
            if end < 0 or self._doc.text[end : line.start].strip():
                introduction = self._sentences.before(self._sentences.around(line))
            found.append(introduction)
            end = line.end
        return found

    @cached_property
    def _listed_sections(self) -> frozenset[str]:
        """The numbers in the list of exemptions."""
        listed = (chain for chain in self._chains if self._list_item(chain.span.start) is not None)
        return frozenset(number for chain in listed for number in chain.numbers)

    @cached_property
    def _in_full(self) -> bool:
        """Whether the page decides to disclose, without a word of a part or of a notice of refusal."""
        decision = self._sections.decision
        if decision is None or not self._sentences.match(_DISCLOSES, decision):
            return False
        return not self._sentences.match(_NOTICE, self._body)

    @cached_property
    def _refuses(self) -> bool:
        """Whether the page has words of refusal, and does not decide to disclose in full."""
        return not self._in_full and self._sentences.match(_REFUSES, self._body)

    @cached_property
    def _quotations(self) -> tuple[Span, ...]:
        return find_quotations(self._doc)

    @cached_property
    def _annex(self) -> int | None:
        match = _ANNEX.search(self._doc.lowered, max(0, self._body.start - 1))
        return match.start() if match else None

    def _note(self, code: str, remark: str, span: Span) -> None:
        self.diagnostics.append(Diagnostic(code, f'{remark} "{self._doc.quote(span)[:80]}"', span))


def _body_start(sections: Sections) -> int:
    if sections.answer:
        return sections.answer.start
    return sections.request.end if sections.request else 0


def _chains(runs: Iterator[Run], end: int) -> Iterator[_Chain]:
    chain: list[Run] = []
    for run in runs:
        if chain and not (run.joined and run.marker == chain[-1].marker):
            yield _chain(chain, run.span.start)
            chain = []
        chain.append(run)
    if chain:
        yield _chain(chain, end)


def _chain(runs: list[Run], following: int) -> _Chain:
    numbers = frozenset([step.token.upper() for run in runs for step in run.steps if step.kind == "number"])
    return _Chain(tuple(runs), Span(runs[0].span.start, runs[-1].span.end), following, numbers)


def _is_limb_of_part_two(provision: str) -> bool:
    row = registry().get((FOIA, provision))
    return row is not None and "(" in provision and row.kind in ("exemption", "ncnd")


def _stands_alone(act: str, provision: str) -> bool:
    row = registry().get((act, provision))
    return row is not None and "[not free-standing]" not in row.note


def _section(provision: str) -> str:
    return provision.partition("(")[0]
