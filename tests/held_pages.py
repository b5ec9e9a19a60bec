"""Pages of an invented log, written into a capture store the way a source gives them."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

from archive.store.captures import CaptureStore
from parsers.identity import capture_key
from parsers.models import Capture, Source
from parsers.profile import Profile, builtin_profiles

MET = next(profile for profile in builtin_profiles() if profile.name == "met")
HOST = "https://www.met.police.uk"
ITEMS = f"{HOST}/foi-ai/metropolitan-police"
LISTING = f"{HOST}{MET.listing[0]}"
FILES = f"{HOST}/SysSiteAssets/foi-media/metropolitan-police"
DAY = "2024-03-01T09:00:00Z"


def letter(
    reference: str = "01.FOI.23.031111",
    request: str = "How many swans were escorted across roads in 2022?",
    answer: str = "Twelve swans were escorted.",
    exemption: str = "Section 40(2) - Personal Information",
) -> tuple[str, ...]:
    """Return the lines of a partial disclosure in our own words around the log's fixed phrases."""
    return (
        f"Freedom of information request reference no: {reference}",
        "I note you seek access to the following information:",
        request,
        "Decision",
        "I have today decided to disclose some of the requested information. The rest is withheld, and this"
        " serves as a Refusal Notice under Section 17 of the Freedom of Information Act 2000 (the Act), by"
        " virtue of the following exemptions:",
        exemption,
        "Reason for decision",
        "The names of swan keepers are personal data.",
        "Disclosure",
        answer,
    )


def page(
    lines: Sequence[str], title: str = "Swans on roads", files: Sequence[str] = (), noise: str = ""
) -> bytes:
    """Return an HTML page with these lines and links to these files; ``noise`` stands outside the text."""
    headings = {"Decision", "Reason for decision", "Disclosure"}
    body = "".join(f"<h2>{line}</h2>" if line in headings else f"<p>{escape(line)}</p>" for line in lines)
    links = "".join(f'<p><a href="{url}">A file of figures</a></p>' for url in files)
    return (
        f"<!doctype html><html><head><title>{title} | Metropolitan Police</title><!-- {noise} --></head>"
        f"<body><main><h1>{title}</h1>{body}{links}</main></body></html>"
    ).encode()


def listing(entries: Sequence[tuple[str, str, str]]) -> bytes:
    """Return a listing page of (address, title, date) entries."""
    items = "".join(f'<li><a href="{url}">{title}</a><p>{date}</p></li>' for url, title, date in entries)
    return f"<html><body><main><h1>Published items</h1><ul>{items}</ul></main></body></html>".encode()


def capture(
    url: str,
    body: bytes,
    when: str = DAY,
    status: int = 200,
    content_type: str = "text/html; charset=utf-8",
    source: Source = "live",
) -> Capture:
    return Capture(
        url=url,
        captured_at=datetime.fromisoformat(when),
        status=status,
        content_type=content_type,
        body=body,
        source=source,
        origin=url or "saved.txt",
    )


def saved_text(lines: Sequence[str], when: str = DAY) -> Capture:
    """Return a text that a person saved, without its address."""
    return capture(
        "", "\n".join(lines).encode(), when, content_type="text/plain; charset=utf-8", source="file"
    )


def hold(store: CaptureStore, *captures: Capture, profile: Profile = MET) -> None:
    """Keep captures in ``store``, each under the key of its page."""
    for one in captures:
        store.add(profile.name, one, capture_key(one, profile))
