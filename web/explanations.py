"""What each diagnostic code means, in a sentence for whoever looks after the rules."""

from __future__ import annotations

from collections.abc import Mapping

EXPLANATIONS: Mapping[str, str] = {
    "answer.guessed": "No words that we know begin the answer; the request may end earlier or later.",
    "answer.none": "No place was found where the Met begins to speak, so nothing after the request was read.",
    "bytes.nul": "The page held NUL characters, which were left out.",
    "charset.undeclared": "The page does not say how its letters are encoded; we worked it out.",
    "charset.unknown": "The page names an encoding that there is not.",
    "charset.wrong": "The page is not in the encoding it names; we read it in the one that fits.",
    "citation.act-unclear": "A section is cited and nothing tells of which Act; it was left out.",
    "citation.not-in-registry": "A section is cited that the Act lacks; it, or that part, was left out.",
    "content.misplaced": "The letter does not stand where the site usually puts its content.",
    "decision.differs": "The Met’s own phrase for the decision is not what the rest of the letter says.",
    "decision.holding": "This is a holding letter: the decision was still to come.",
    "decision.no-ground": "Some was refused, and no section was found that allows it.",
    "decision.unclear": "The letter does not say what was decided.",
    "email.obfuscated": "The site hid an e-mail address from robots, so it is missing from the text.",
    "list.empty": "A list of exemptions is announced and names none.",
    "markup.deep": "Tags were nested too deeply to keep; the text in them was read.",
    "page.empty": "The page has no text.",
    "page.huge": "The page is far longer than a letter.",
    "page.none": "The site’s list leads straight to a file; there is no letter to read.",
    "published.none": "Neither the page, the site’s list nor the address gives a date.",
    "reference.ambiguous": "Two different references stand on one line; the first was taken.",
    "reference.none": "No reference was found.",
    "reference.shared": "Another response has the same reference.",
    "request.cut": "The request breaks off at a colon; what followed is lost from the page.",
    "request.empty": "The answer follows at once where the request should stand.",
    "request.none": "Nothing on the page leads into a request.",
    "title.none": "The page has no heading and no title.",
}


def explained(code: str) -> str:
    """Return what the code means; a file built by a later version may hold codes that are not known here."""
    return EXPLANATIONS.get(code, "Not known to this version of foilog.")
