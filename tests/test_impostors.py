"""What an answer is, told from its content: items and listings on evidence, walls whatever their status."""

from datetime import UTC, datetime

import pytest

from parsers.impostors import Kind, recognise
from parsers.models import Capture
from parsers.profile import read_profile

PROFILE = read_profile(
    """
    name = "sample"
    title = "Sample"
    base_url = "https://www.sample.test"
    listing = ["/foi/published-items/"]
    item_url = '^/foi/d/[^/]+/[^/]+/?$'
    attachment_url = '^/files/'
    reference = '\\d\\d\\.FOI\\.\\d\\d\\.\\d{6}'
    [reading]
    reference_labels = ["Freedom of information request reference no:"]
    lead_ins = ["I note you seek access to the following information:"]
    """,
    "sample.toml",
)
ITEM = "https://www.sample.test/foi/d/march-2023/owls/"
LISTING = "https://www.sample.test/foi/published-items/"
FILE = "https://www.sample.test/files/boats.xlsx"
HTML = "text/html; charset=utf-8"


def kind(
    body: str | bytes,
    url: str = ITEM,
    status: int = 200,
    media: str = HTML,
    source: str = "live",
    **headers: str,
) -> Kind:
    content = body if isinstance(body, bytes) else f"<html><body><main>{body}</main></body></html>".encode()
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return recognise(Capture(url, datetime.now(UTC), status, media, content, source, url, named), PROFILE)


@pytest.mark.parametrize(
    "words",
    [
        "Freedom of information request reference no:",
        "<p>FREEDOM OF INFORMATION&nbsp;REQUEST reference no: 7</p>",
        "<p>I note you seek access to the following information:</p>",
        "<p>Reference 01.FOI.23.000007</p>",
        "<h1>Owls</h1><p>Answered under the Freedom of Information Act</p>",
        "<p>Reference 01.FOI.23.000007</p><script src=/cdn-cgi/challenge-platform/main.js></script>",
        "<p>You have asked for the following:</p><p>Owls by year.</p><h2>Decision</h2><p>Twelve.</p>",
        "<h1>Persons not found</h1><p>Reference 01.FOI.23.000007</p>",
        "<p>Reference 01.FOI.23.000007</p><p>Verifying you are human is asked of visitors.</p>",
    ],
)
def test_items(words):
    assert kind(words) == "item"


def test_an_item_without_address_or_in_plain_text():
    assert (
        kind(b"Freedom of information request reference no: 01.FOI.23.000007\n", "", media="text/plain")
        == "item"
    )
    assert kind("Reference 01.FOI.23.000007", "") == "item"
    assert kind("Reference 01.FOI.23.000007".encode("utf-16"), "", media="text/plain") == "item"


@pytest.mark.parametrize(
    "body",
    [
        "",
        b"",
        "<p>Sorry, there was a technical problem. Please try again.</p>",
        "<p>Welcome to the police.</p>",
        b"\0\0\0\0",
        b"<nav>Freedom of information</nav><main>Sorry</main>",
    ],
)
def test_unrecognised(body):
    assert kind(body) == "unrecognised"


@pytest.mark.parametrize(
    "heading",
    [
        "Sorry, there is a technical problem",
        "Error",
        "Sign in",
        "Log in to your account",
        "Something went wrong",
        "This service is temporarily unavailable",
        "Down for maintenance",
    ],
)
def test_a_page_that_stands_in_for_another_is_no_item(heading):
    words = f"<h1>{heading}</h1><p>Freedom of information requests can be made by post.</p>"
    assert kind(words) == "unrecognised"
    assert kind(f"{words}<p>Reference 01.FOI.23.000007</p>") == "item"  # proof is proof
    assert kind(words.replace(heading, "Signs in parks, and errors in them")) == "item"


@pytest.mark.parametrize(
    ("body", "slug", "found"),
    [
        ("<h1>Lamp oil</h1><p>lamps, oil</p>", "lamp-oil", "item"),
        ("<h1>Lamp oil bought since 2019</h1><p>Nine litres.</p>", "foi-12-24--lamp-oil--may-2024", "item"),
        ("<h1>Lamp oil</h1>", "lamp-oil", "unrecognised"),
        ("<h1>Our work for you</h1><p>Lamp oil is sold elsewhere.</p>", "lamp-oil", "unrecognised"),
        ("<h1>Freedom to request police information</h1><p>Write to us.</p>", "foi-police-1", "unrecognised"),
        ("<h1>Something went wrong</h1><p>Try again.</p>", "something-went-wrong", "unrecognised"),
        ("<h1>Lamp oil</h1><p>Verifying you are human</p>", "lamp-oil", "challenge"),
    ],
)
def test_a_saved_page_that_nothing_else_proves_has_the_title_of_its_address(body, slug, found):
    url = ITEM.replace("owls", slug)
    assert kind(body, url, source="file") == found
    assert kind(body, url, source="live") != "item"
    assert kind(body, f"https://www.sample.test/about/{slug}/", source="file") != "item"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<h1>Owls</h1><p>15409</p><p>Full Refusal with Section 12 Exemption</p>", "item"),
        ("<h1>Owls</h1><p>Twelve were seen, full disclosure</p>", "item"),
        ("<h1>Our work</h1><p>Full Refusal with Section 12 Exemption</p>", "unrecognised"),
        ("<h1>Owls</h1><p>This content has moved.</p>", "unrecognised"),
    ],
)
def test_a_crawled_page_with_the_title_of_its_address_also_says_an_outcome(body, found):
    assert kind(body) == found


def test_what_is_no_text_is_not_read():
    assert kind(b"Reference 01.FOI.23.000007", media="application/pdf") == "unrecognised"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (f"<li><a href={ITEM}>Owls</a></li>", "listing"),
        ("<h1>Published items</h1><p>Nothing matches</p>", "listing"),
        ("<h1>Search</h1><p>No results</p>", "listing"),
        ("<h1>Sorry</h1><p>There was a technical problem</p>", "unrecognised"),
        ("<h1>Page not found</h1>", "soft-404"),
        ("<title>Just a moment...</title>", "challenge"),
    ],
)
def test_listings(body, found):
    assert kind(body, LISTING) == found


@pytest.mark.parametrize(
    "words",
    [
        "<h1>Page not found</h1>",
        "<h1>Sorry, we can\u2019t find that page</h1>",
        "<h1>404</h1><p>Freedom of information</p>",
        "<h1>This page has been removed</h1>",
        "<title>Not found | Police</title><p>Freedom of information</p>",
    ],
)
def test_soft_404(words):
    assert kind(words) == "soft-404"


WALLS = [
    ("Please wait", {"cf_mitigated": "challenge"}, "challenge"),
    ("<title>Just a moment...</title>", {}, "challenge"),
    ("<script>window._cf_chl_opt={cType: 'managed'}</script>", {}, "challenge"),
    ("Enable JavaScript and cookies to continue", {}, "challenge"),
    ("<title>Pardon Our Interruption</title>", {}, "challenge"),
    ("Request unsuccessful. Incapsula incident ID: 7-7", {}, "challenge"),
    ("<script src=https://ct.captcha-delivery.com/c.js></script>", {}, "challenge"),
    ("<title>Attention Required! | Cloudflare</title>", {}, "block"),
    ("<title>Access denied</title>", {}, "block"),
]


@pytest.mark.parametrize("status", [200, 403, 429])
@pytest.mark.parametrize(("body", "headers", "found"), WALLS)
def test_walls_whatever_their_status(body, headers, found, status):
    assert kind(body, status=status, **headers) == found


@pytest.mark.parametrize(
    ("status", "body", "found"),
    [
        (503, "<script>window._cf_chl_opt={}</script>", "challenge"),
        (403, "x", "block"),
        (401, "x", "block"),
        (403, b"error code: 1020", "block"),
        (530, b"error code: 1006", "block"),
        (429, "x", "rate-limit"),
        (429, b"error code: 1015", "rate-limit"),
        (404, "x", "gone"),
        (404, "Verify you are human to send the form", "gone"),
        (410, "x", "gone"),
        (301, "", "redirect"),
        (304, "", "unchanged"),
        (500, "x", "error"),
        (522, "<link href=/cdn-cgi/styles/cf.errors.css>", "error"),
        (400, "x", "error"),
        (206, "Reference 01.FOI.23.000007", "error"),
        (204, b"", "error"),
    ],
)
def test_statuses(status, body, found):
    assert kind(body, status=status) == found


def test_a_file_is_a_file_whatever_it_holds_but_not_a_wall():
    assert kind(b"PK\3\4", FILE, media="application/octet-stream") == "file"
    assert kind(b"Just a moment...", FILE, media="text/csv") == "file"
    assert kind("<title>Just a moment...</title>", FILE) == "challenge"
