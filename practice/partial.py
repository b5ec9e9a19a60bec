"""Partial disclosures: the stock sentence, its list in every form, and what can go wrong with either."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from practice.answering import (
    FORCE,
    Outcome,
    Page,
    answer,
    decision_heading,
    disclosure,
    outcome,
)
from practice.citing import Passage, head, join, say
from practice.reasons import all_reasons, refusal_notice
from practice.spellings import (
    FORTY,
    OTHERS,
    PLAIN_STYLES,
    SPELLINGS,
    ListStyle,
    Written,
    draw_list,
    exemption_list,
)

STOCK = "I have today decided to disclose some of the requested information."
_INTRODUCED = " by virtue of the following exemptions:"
_OPENINGS = {
    "stock": STOCK,
    "located": "Having located and considered the relevant information, I have today decided to disclose "
    "some of the requested information.",
    "located, full stop": "Having located and considered the relevant information. " + STOCK,
    "majority": "I have today decided to disclose the majority of the requested information.",
    "question one": "I have today decided to disclose the answers to Questions One (1).",
    "request one": "I have today decided to disclose information relevant to Request 1.",
    "redacted": "The two documents you name have been released in redacted format.",
}
WITHHELD = (
    "Some data has been withheld as it is exempt from disclosure",
    "Some information has been withheld as it is exempt from disclosure",
)


@dataclass(frozen=True, slots=True)
class Chain:
    """How the decision runs into its list: how it opens, what is withheld, how the list is introduced."""

    opening: str = "stock"
    withheld: str = WITHHELD[0]
    introduced: str = _INTRODUCED
    between: str = ""
    article: str = "a"


def partial_decision(
    page: Page, listed: Sequence[Written], style: ListStyle | None = None, chain: Chain | None = None
) -> Passage:
    """Return the decision sentence and the list of exemptions."""
    chain, style = chain or Chain(), style or page.rng.choice(PLAIN_STYLES)
    notice, cites = refusal_notice(chain.article)
    sentence = (
        f"{_OPENINGS[chain.opening]}{chain.between} {chain.withheld} and therefore this letter serves as "
        f"{notice}"
    )
    return join(say(f"{sentence}{chain.introduced}", cites), exemption_list(listed, style, page.rng))


def reasons(page: Page, listed: Sequence[Written]) -> Passage:
    """Return the heading "Reason for decision" and the reasons."""
    return join(head("Reason for decision"), all_reasons(listed, page.topic, page.rng))


def components_of(listed: Sequence[Written]) -> str:
    """Return the components a partial disclosure has by its list: what it cites tells them."""
    cites = [cite for written in listed for cite in written.cites]
    exempt = {c.provision.partition("(")[0] for c in cites if c.role == "relied_on"}
    told = {"elsewhere"} if "21" in exempt else set()
    told |= {"exempt"} if exempt - {"21"} else set()
    told |= {"ncnd"} if any(c.role == "ncnd" for c in cites) else set()
    return " ".join(sorted(told | {"disclosed"}))


def standard(
    page: Page,
    listed: Sequence[Written] = (),
    style: ListStyle | None = None,
    chain: Chain | None = None,
    tags: tuple[str, ...] = (),
) -> Outcome:
    """Return the page as it mostly is: decision, list, reasons, disclosure."""
    listed = listed or draw_list(page.rng)
    told = chain or Chain(withheld=page.rng.choice(WITHHELD))
    return outcome(
        "partial_disclosure",
        components_of(listed),
        decision_heading(page),
        partial_decision(page, listed, style, told),
        reasons(page, listed),
        disclosure(page, answer(page, kept_back=1)),
        tags=tags,
    )


def listed_as(*texts: str) -> tuple[Written, ...]:
    """Return citations by their spelling."""
    return tuple(SPELLINGS[text] for text in texts)


def spelled(written: Written) -> Callable[[Page], Outcome]:
    """Return a case whose list holds one citation in this spelling; an NCND limb has a companion."""

    def case(page: Page) -> Outcome:
        limb = written.cites[0].role == "ncnd"
        listed = (*listed_as("43(2)"), written) if limb else (written,)
        decided = standard(page, listed, tags=(f"written {written.text}",))
        if not limb:
            return decided
        more = say(
            f"{FORCE} neither confirms nor denies that it holds anything else about {page.topic.withheld}."
        )  # fmt: skip
        return Outcome(decided.passage + more, decided.decision, decided.components, tags=decided.tags)

    return case


def styled(name: str, style: ListStyle, *texts: str) -> Callable[[Page], Outcome]:
    """Return a case whose list looks like ``style``."""

    def case(page: Page) -> Outcome:
        return standard(page, listed_as(*texts), style, tags=(name,))

    return case


def chained(name: str, chain: Chain) -> Callable[[Page], Outcome]:
    """Return a case whose decision sentence runs like ``chain``."""

    def case(page: Page) -> Outcome:
        return standard(page, chain=chain, tags=(name,))

    return case


PARTIAL_SPELLED = tuple((spelled(written), 1) for written in FORTY + OTHERS)
_NOISY = (
    ("en dash", ListStyle(dashes=(" – ",))),
    ("mixed dashes in one list", ListStyle(dashes=(" - ", " – "))),
    ("mixed dashes in one list", ListStyle(dashes=(" – ", " "))),
    ("em dash", ListStyle(dashes=(" — ",))),
    ("dash without space", ListStyle(dashes=("– ",))),
    ("no dash", ListStyle(dashes=(" ",))),
    ("title in brackets", ListStyle(dashes=(" ",), brackets="closed")),
    ("title in brackets", ListStyle(dashes=(" - ",), brackets="closed")),
    ("bracket never closed", ListStyle(dashes=(" - ",), brackets="unclosed")),
    ("bullets before citations", ListStyle(shape="typed bullets")),
    ("bullets before citations", ListStyle(shape="bullets", dashes=(" – ",))),
    ("hyphens before citations", ListStyle(shape="typed hyphens")),
    ("numbers before citations", ListStyle(shape="numbers")),
    ("citations parted by line breaks", ListStyle(shape="breaks")),
    ("Sections .. and", ListStyle(prefix="Sections ", tail=" and")),
    ("full stops after citations", ListStyle(tail=".")),
    ("commas after citations", ListStyle(tail=",")),
    ("semicolons after citations", ListStyle(tail=";")),
)
PARTIAL_STYLED = tuple((styled(name, style, "24(1)", "31(1)(a)", "40(2)"), 1) for name, style in _NOISY)
PARTIAL_CHAINED = tuple(
    (chained(name, chain), 1)
    for name, chain in (
        ("located and considered", Chain("located")),
        ("located and considered", Chain("located, full stop")),
        ("majority", Chain("majority")),
        ("question one alone", Chain("question one")),
        ("request one alone", Chain("request one")),
        ("redacted format", Chain("redacted")),
        ("singular exemption", Chain(introduced=" by virtue of the following exemption;")),
        ("spliced sentence", Chain(between=" I have disclosed the answers to questions 2 and 3.")),
        ("partial refusal notice", Chain(article="a partial")),
        (
            "data in relation to",
            Chain(withheld="Data in relation to names and addresses have all been withheld"),
        ),
    )
)
