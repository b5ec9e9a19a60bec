"""What can go wrong with the live site, each as an answer for a switch of the practice one."""

from __future__ import annotations

import gzip
from dataclasses import replace

from practice.furniture import plain_page
from practice.site import HTML, Response, etag
from practice.switched import Change

ANOTHER_HOST = "https://elsewhere.invalid/"


def old_challenge() -> Response:
    """Return a guard's page as it came before it told itself in a header."""
    page = (
        "<!DOCTYPE html><html><head><title>Wait</title></head><body><script>window._cf_chl_opt={};</script>"
    )
    return Response(503, (("Content-Type", HTML),), page.encode())


def block() -> Response:
    """Return the page that tells a visitor to stay away."""
    page = "<!DOCTYPE html><html><head><title>Attention Required! | Cloudflare</title></head></html>"
    return Response(403, (("Content-Type", HTML), ("Server", "cloudflare")), page.encode())


def short_block() -> Response:
    """Return the same in one line."""
    return Response(403, (("Content-Type", "text/plain"),), b"error code: 1020")


def rate_limit(retry_after: str | None) -> Response:
    """Return an answer that asks for a pause, and says how long unless that is None."""
    told = () if retry_after is None else (("Retry-After", retry_after),)
    return Response(429, (("Content-Type", "text/plain"), *told), b"Too many requests")


def technical_problem(status: int = 200) -> Response:
    """Return the site's own page for when it is in trouble."""
    page = plain_page("Sorry", "Sorry, there was a technical problem. Please try again.")
    return Response(status, (("Content-Type", HTML),), page.encode())


def captive_portal() -> Response:
    """Return what the network of a café shows instead of any page."""
    return Response(
        200, (("Content-Type", HTML),), b"<html><title>Welcome</title><h1>Accept our terms</h1></html>"
    )


def redirect(location: str, status: int = 302) -> Response:
    """Return a redirect."""
    return Response(status, (("Location", location), ("Content-Type", HTML)), b"")


def guards_script(usual: Response) -> Response:
    """Return a page into which the guard put its script."""
    script = b'<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script></body>'
    return replace(usual, body=usual.body.replace(b"</body>", script))


def short_of_its_length(usual: Response) -> Response:
    """Return a page that ends long before the length it states."""
    return replace(
        usual, headers=(*usual.headers, ("Content-Length", str(len(usual.body)))), body=usual.body[:1000]
    )


def broken_chunks(usual: Response) -> Response:
    """Return a page whose second chunk never comes."""
    head = b"%x\r\n%s\r\n" % (1000, usual.body[:1000])
    return replace(usual, headers=(*usual.headers, ("Transfer-Encoding", "chunked")), body=head)


def gzipped(usual: Response) -> Response:
    """Return a page packed, as most come."""
    return replace(
        usual, headers=(*usual.headers, ("Content-Encoding", "gzip")), body=gzip.compress(usual.body)
    )


def cut_gzip(usual: Response) -> Response:
    """Return a packed page that was cut before its length was counted."""
    packed = gzipped(usual)
    return replace(packed, body=packed.body[:-40])


def not_gzip(usual: Response) -> Response:
    """Return a page that only says that it is packed."""
    return replace(usual, headers=(*usual.headers, ("Content-Encoding", "gzip")))


def encoded(encoding: str) -> Change:
    """Return what packs a page in a way that was not asked for."""

    def change(usual: Response) -> Response:
        return replace(usual, headers=(*usual.headers, ("Content-Encoding", encoding)), body=b"\x1b packed")

    return change


def in_part(usual: Response) -> Response:
    """Return the first bytes of a page, and say so."""
    told = ("Content-Range", f"bytes 0-999/{len(usual.body)}")
    return replace(usual, status=206, headers=(*usual.headers, told), body=usual.body[:1000])


def without_validators(usual: Response) -> Response:
    """Return a page with neither tag nor date."""
    return replace(usual, headers=_without(usual, "etag", "last-modified"))


def weak_tag(usual: Response) -> Response:
    """Return a page with a tag that promises little, and no date."""
    kept = _without(usual, "etag", "last-modified")
    return replace(usual, headers=(*kept, ("ETag", f"W/{etag(usual.body)}")))


def changing_tag() -> Change:
    """Return what gives a page another tag each time, and no date."""
    tags = iter(range(1_000_000))

    def change(usual: Response) -> Response:
        kept = _without(usual, "etag", "last-modified")
        return replace(usual, headers=(*kept, ("ETag", f'"{next(tags)}"')))

    return change


def date_alone(usual: Response) -> Response:
    """Return a page with a date and no tag."""
    return replace(usual, headers=_without(usual, "etag"))


def _without(usual: Response, *names: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in usual.headers if name.lower() not in names)
