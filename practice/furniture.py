"""What surrounds every page of such a site: menus, cookie dialog, quick exit, drawings, scripts, foot.

It weighs far more than the letter, and some of it is written to mislead: a drawing with a title of its own, a
script that holds a label with a reference, a tracking snippet that challenge pages have too.
"""

from __future__ import annotations

import json
from functools import cache
from html import escape
from random import Random
from typing import Literal

from practice.blocks import Block, Heading, Linked, Paragraph
from practice.markup import DIALECTS, Dialect, Sheet
from practice.subjects import PLACES, subjects

SITE = "Barchester Constabulary (practice)"
NONCE = "bm9uY2U"  # stands wherever a fresh value would stand on each fetch
_QUICK_EXIT = "Quickly exit this site by pressing the Escape key"
_COOKIES = (
    "We use some essential cookies to make our website work. We’d like to count visits too, if you let us.",
    "You can manage your preferences and cookie settings on a page that this practice site does not have.",
    "Your cookie preferences have been saved. You can change them whenever you like.",
    "Your cookie preferences have been saved. You can change them whenever you like.",
    "Sorry, there was a technical problem. Please try again.",
)
_BETA = "This site is a beta, which means that nothing on it is finished. Tell us what you think."
_MENUS = ("Report", "Tell us about", "Apply or register", "Request", "Advice and information", "Your area")


def whole_page(
    dialect: str,
    boilerplate: str,
    title: str,
    article: str,
    charset: Literal["utf-8", ""] = "utf-8",
) -> str:
    """Return a page of the site with ``article`` in its middle."""
    meta = f'<meta charset="{charset}">' if charset else ""
    head = (
        f'<!DOCTYPE html>\n<html lang="en-GB"><head>{meta}<title>{escape(title)} | {SITE}</title>\n'
        f'{_head_rest(dialect)}</head>\n<body class="no-js">\n'
    )
    if dialect == "form":
        form = f'<form method="post" action="./" id="aspnetForm">{_view_state(dialect)}'
        return f"{head}{form}{_top(dialect, boilerplate)}\n{article}\n{_foot(dialect)}</form></body></html>\n"
    return f"{head}{_top(dialect, boilerplate)}\n{article}\n{_foot(dialect)}</body></html>\n"


def item_page(dialect: str, boilerplate: str, sheet: Sheet, charset: Literal["utf-8", ""] = "utf-8") -> str:
    """Return the page of an item."""
    return whole_page(dialect, boilerplate, sheet.title, DIALECTS[dialect].article(sheet), charset)


def plain_page(title: str, *texts: str) -> str:
    """Return a page of the site that is no item."""
    blocks: tuple[Block, ...] = (
        Heading(title),
        *(Paragraph((text,)) for text in texts),
        Linked("", "Home", "/"),
    )
    return whole_page("main", "b0", title, f"<main>{Dialect().letter(blocks)}</main>")


def _head_rest(dialect: str) -> str:
    rng = Random(f"head/{dialect}")
    styles = "\n".join(
        f".m-{rng.randrange(10**6)}{{margin:{rng.randrange(40)}px 0;display:block}}" for _ in range(300)
    )
    settings = {"site": SITE, "label": "Freedom of information request reference no: 01.FOI.99.000001"}
    return (
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="stylesheet" href="/dist/site.css?v={NONCE}"><style>{styles}</style>'
        f'<script nonce="{NONCE}">window.settings = {json.dumps(settings)};</script>'
    )


def _view_state(dialect: str) -> str:
    rng = Random(f"state/{dialect}")
    state = "".join(rng.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", k=9_000))
    return (
        f'<input type="hidden" name="__VIEWSTATE" value="{state}"><input type="hidden" name="token" '
        f'value="{NONCE}">'
    )


@cache
def _top(dialect: str, boilerplate: str) -> str:
    return "\n".join(
        (
            '<a class="skip-link" href="#main-content">Skip to main content</a>',
            _exit(boilerplate),
            _cookie_dialog(boilerplate),
            _sprite(dialect),
            f'<header><a href="/" class="logo">{SITE}</a><form action="/search/" role="search">'
            '<label for="q">Search</label><input id="q" name="q"><button>Search</button></form></header>',
            _menu(dialect),
            f'<div class="beta"><p>{_BETA}</p></div>' if boilerplate in {"b0", "b1", "b2", "b4"} else "",
            '<nav aria-label="Breadcrumb"><ol><li><a href="/">Home</a></li><li><a href="/foi-ai/">Freedom of '
            "information</a></li><li>Published items</li></ol></nav>",
        )
    )


def _exit(boilerplate: str) -> str:
    if boilerplate in {"b2", "b3"}:
        return ""
    words = f"<span>{_QUICK_EXIT}</span> " if boilerplate != "b1" else ""
    return (
        f'<div class="quick-exit"><p>{words}<a href="https://weather.invalid/">Leave this site</a></p></div>'
    )


def _cookie_dialog(boilerplate: str) -> str:
    if boilerplate not in {"b0", "b1", "b2"}:
        return ""
    lines = "".join(f"<p>{line}</p>" for line in _COOKIES)
    return f'<div role="dialog" aria-label="Cookies" class="cookies">{lines}<button>Accept all</button></div>'


def _sprite(dialect: str) -> str:
    rng = Random(f"sprite/{dialect}")

    def drawing(number: int) -> str:
        points = " ".join(f"{rng.randrange(2400) / 100} {rng.randrange(2400) / 100}" for _ in range(50))
        return (
            f'<symbol id="i{number}" viewBox="0 0 24 24"><title>Icon {number}</title><path '
            f'd="M{points}z"/></symbol>'
        )

    count = 34 + 14 * list(DIALECTS).index(dialect)  # pages of one kind weigh twice those of another
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" '
        f'style="display:none">{"".join(map(drawing, range(count)))}</svg>'
    )


def _menu(dialect: str) -> str:
    entries = []
    for menu in _MENUS:
        links = "".join(
            f'<li class="nav__item"><a class="nav__link" href="/{menu.split()[0].lower()}/{key}/">'
            f"{menu} {subject.about}</a></li>"
            for key, subject in subjects().items()
            if not subject.reserved
        )
        entries.append(f'<li class="nav__group"><button type="button">{menu}</button><ul>{links}</ul></li>')
    return f'<nav aria-label="Main" class="nav nav--{dialect}"><ul>{"".join(entries)}</ul></nav>'


@cache
def _foot(dialect: str) -> str:
    places = "".join(f'<li><a href="/area/{n}/">{escape(place)}</a></li>' for n, place in enumerate(PLACES))
    data = [{"id": n, "place": PLACES[n % len(PLACES)], "token": NONCE} for n in range(120)]
    return (
        '<div class="share"><p>Share this page</p><a href="https://social.invalid/share">Share by '
        "post</a></div>"
        '<div class="feedback"><p>Is there a problem with this page?</p><button '
        'type="button">Yes</button></div>'
        f"<footer><ul>{places}</ul><p>© {SITE}. Every word of it is invented.</p></footer>"
        "<noscript>Please turn on JavaScript.</noscript>"
        f'<script type="application/json" id="data">{json.dumps(data)}</script>'
        "<script "
        f'nonce="{NONCE}">(function(){{var d="/cdn-cgi/challenge-platform/scripts/";return d;}})();</script>'
    )
