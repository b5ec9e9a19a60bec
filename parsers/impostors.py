"""What an answer really is, told from its content: hosts send walls and error pages with any status.

A page counts as an item or a listing only on positive evidence. What has none is unrecognised: it is kept,
never read as an item, and never taken for "no results".
"""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from typing import Literal
from urllib.parse import urlsplit

from parsers.addresses import slug
from parsers.document import read_document
from parsers.files.kind import file_kind
from parsers.letter.lines import read_lines
from parsers.listing import read_listing
from parsers.models import Capture, Document
from parsers.profile import Profile

Kind = Literal[
    "item",  # a page with an answered request
    "listing",  # a page of the log itself, with entries or without
    "file",  # whatever stands at the address of an attachment
    "gone",  # 404 or 410
    "soft-404",  # a page with status 200 that says there is no such page
    "redirect",
    "unchanged",  # 304: as what the request named
    "challenge",  # a browser check
    "block",  # the host refuses us
    "rate-limit",
    "error",  # any other status but 200
    "unrecognised",
]

# /cdn-cgi/challenge-platform/ is no sign: the delivery network puts that script into good pages too.
_CHALLENGE = re.compile(
    rb"_cf_chl_opt|<title>\s*(?:just a moment|checking your browser|ddos-guard|pardon our interruption"
    rb"|human verification|security check)|incapsula incident id|captcha-delivery\.com|id=[\"']?px-captcha"
    rb"|id=[\"']?challenge-(?:form|error-text|running)"
    rb"|(?:enable javascript and cookies to continue|checking your browser before accessing)"
    rb"|verify(?:ing)? (?:that )?you are (?:a )?human",
    re.IGNORECASE,
)
_BLOCK = re.compile(
    rb"<title>\s*(?:attention required! \| cloudflare|access denied|request rejected)"
    rb"|/cdn-cgi/styles/cf\.errors\.css|error code:?\s*10(?:0[5-9]|1[0-2]|20)\b",
    re.IGNORECASE,
)
_RATE_LIMIT = re.compile(rb"error code:?\s*1015\b|<title>\s*too many requests", re.IGNORECASE)
_NO_SUCH_PAGE = re.compile(
    r"page (?:was )?not found|^not found|^(?:error )?404\b"
    r"|(?:can'?t|cannot|could not|couldn't|unable to) (?:be )?f(?:ind|ound)"
    r"|(?:page|document) (?:you .{0,40})?(?:does not|doesn't|no longer) exist"
    r"|page (?:is|has been) (?:no longer|removed|deleted)"
)
_NOT_NOW = re.compile(  # pages that stand in for any other; in a title or heading
    r"^(?:sorry|error|oops|runtime error|server error|please sign in|please log in)\b"
    r"|^(?:sign|log) ?in(?: to .*)?$|technical (?:problem|difficult|error)|something went wrong"
    r"|(?:service|site|page) (?:is )?(?:currently |temporarily )?unavailable|(?:under|down for) maintenance"
)
_OF_A_LETTER = ("label", "lead-in", "answer-heading", "answer-sentence", "reasons")
_OF_ANY_TITLE = {"foi", "freedom", "information", "request", "response", "disclosure", "police", "the", "and"}
_OF_AN_ANSWER = re.compile(r"\bexemptions?\b|\bsection \d|\b(?:full|partial) (?:disclosure|refusal)\b")
_LISTING_WORDS = re.compile(
    r"published items|publication search|disclosure log|search results"
    r"|\bno (?:results|items|matches)\b|\b0 results\b"
)


def recognise(capture: Capture, profile: Profile) -> Kind:
    """Return what ``capture`` is.

    ``cf-mitigated: challenge`` decides before the status, which may be 403, 429 or 503; other signs of a wall
    count on a page with status 200 only where nothing proves it to be an item or a listing.
    """
    return _look(capture, profile)[0]


def recognise_file(capture: Capture) -> Kind:
    """Return what the answer for the address of a file is: ``file``, or what came instead of it.

    A web page or nothing at all is never the file, whatever type the answer states. A refusal counts as the
    host's only where it bears a guard's marks: a file may be closed to everybody.
    """
    if _says_challenge(capture):
        return "challenge"
    if capture.status != 200:
        kind = _by_status(capture)
        return "error" if kind == "block" and _wall(capture.body) is None else kind
    if _is_wall_page(capture):
        return _wall(capture.body) or "unrecognised"
    kind_of_file = file_kind(capture.body, urlsplit(capture.url).path, capture.content_type)
    return "unrecognised" if kind_of_file in {"html", "empty"} else "file"


def read_item(capture: Capture, profile: Profile) -> Document | None:
    """Return the text of ``capture`` where ``recognise`` calls it an item, else None."""
    kind, doc = _look(capture, profile)
    return doc if kind == "item" else None


def _look(capture: Capture, profile: Profile) -> tuple[Kind, Document | None]:
    """Return what ``capture`` is, and its text where that had to be read to tell."""
    if _says_challenge(capture):
        return "challenge", None
    if capture.status != 200:
        return _by_status(capture), None
    if profile.kind(capture.url) == "attachment" and not _is_wall_page(capture):
        return "file", None
    binary = b"\0" in capture.body[:4] and not capture.body.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    if binary or not _says_text(capture):
        return "unrecognised", None
    doc = read_document(capture.body, capture.content_type, capture.url, profile)
    return _page(capture, doc, profile), doc


def _says_challenge(capture: Capture) -> bool:
    return dict(capture.headers).get("cf-mitigated", "").strip().lower() == "challenge"


def _by_status(capture: Capture) -> Kind:
    status = capture.status
    if status in {404, 410}:
        return "gone"
    if status == 304:
        return "unchanged"
    if 300 <= status < 400:
        return "redirect"
    wall = _wall(capture.body)
    if wall == "challenge":
        return wall
    if status in {401, 403}:
        return "block"
    if status == 429:
        return wall or "rate-limit"
    # The delivery network's own 52x pages look like its block pages, but only say that the site is down.
    return wall or "error" if status in {409, 530} else "error"


def _wall(body: bytes) -> Kind | None:
    if _CHALLENGE.search(body):
        return "challenge"
    if _BLOCK.search(body):
        return "block"
    return "rate-limit" if _RATE_LIMIT.search(body) else None


def _is_wall_page(capture: Capture) -> bool:
    return "html" in capture.content_type.lower() and _wall(capture.body) is not None


def _page(capture: Capture, doc: Document, profile: Profile) -> Kind:
    listing = profile.kind(capture.url) == "listing"
    if listing and read_listing(capture.body, capture.content_type, capture.url, profile).entries:
        return "listing"
    if not listing and _proves_item(doc, profile):
        return "item"
    if wall := _wall(capture.body):
        return wall
    if _announces(_NO_SUCH_PAGE, doc):
        return "soft-404"
    if listing:
        return "listing" if _LISTING_WORDS.search(doc.lowered) else "unrecognised"
    vouched = capture.source == "file" or _OF_AN_ANSWER.search(doc.lowered)
    likely = "freedom of information" in doc.lowered or (
        vouched and _titled_as_its_address(capture.url, doc, profile)
    )
    return "item" if likely and not _announces(_NOT_NOW, doc) else "unrecognised"


def _says_text(capture: Capture) -> bool:
    media = capture.content_type.partition(";")[0].strip().lower()
    return media in {"", "text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml"}


def _proves_item(doc: Document, profile: Profile) -> bool:
    """Whether the page has the profile's own words, a reference, or two parts that any such letter has."""
    reading = profile.reading
    words = (*reading.reference_labels, *reading.lead_ins)
    if any(_folded(word) in doc.lowered for word in words) or profile.reference.search(doc.folded):
        return True
    return len({rule.value for line in read_lines(doc) if (rule := line.rule(*_OF_A_LETTER))}) >= 2


def _titled_as_its_address(url: str, doc: Document, profile: Profile) -> bool:
    """Whether headings have most words of the last part of ``url``, an item's, and there is text below them.

    Sites make that part from the title, so it tells a page in a layout that nothing knows from a page of an
    error. Alone it is no proof of a letter: a page that lost its own keeps its title.
    """
    if profile.kind(url) != "item":
        return False
    asked = _words(slug(url)) - _words(profile.title) - _OF_ANY_TITLE
    headings = (doc.text[b.span.start : b.span.end] for b in doc.blocks if b.kind == "heading")
    says_more = any(b.kind != "heading" for b in doc.blocks)
    return says_more and 2 * len(asked & _words(" ".join(headings))) > len(asked)


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]{3,}", text.lower()))


def _folded(words: str) -> str:
    return Document("", "", words, (), (), "plain").lowered


def _announces(what: re.Pattern[str], doc: Document) -> bool:
    """Whether the title or a heading says ``what``."""
    headings = (doc.lowered[b.span.start : b.span.end] for b in doc.blocks if b.kind == "heading")
    return any(what.search(line) for line in (_folded(doc.page_title), *headings))
