"""The listing of published items: twenty cards on a page, newest first, in three kinds of markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from practice.furniture import whole_page
from practice.items import FILES, FOLDER, Item
from practice.markup import long_date

LISTING = "/foi-ai/af/accessing-information/published-items/"
PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class Card:
    """What the listing says of one page or file. Cards show no date where ``dated`` is false."""

    path: str
    title: str
    published: date
    kind: str
    description: str
    dated: bool = True


# Listed like disclosures and none: a policy, another force's page, files that have no page.
POLICY = Card(
    f"{FOLDER}/policies/dog-section-policy/",
    "Dog section policy",
    date(2023, 5, 9),
    "Policy",
    "How dogs are chosen, trained and retired.",
)
ANOTHER_FORCE = Card(
    "/foi-ai/plumstead-episcopi-police/disclosure-log/2024/may/foi-43324/",
    "FOI 433-24 Bicycle patrols",
    date(2024, 5, 21),
    "Disclosure",
    "Published for a neighbouring force.",
)
LONE_FILES = (
    Card(
        f"{FILES}/what_we_spend/corporate/spending-over-500-march-2023.xlsx",
        "Spending over £500 in March 2023",
        date(2023, 4, 18),
        "What we spend",
        "All payments above the limit.",
    ),
    Card(
        f"{FILES}/disclosure_2024/july_2024/register-of-gifts-2024",
        "Register of gifts and hospitality 2024",
        date(2024, 7, 30),
        "Disclosure",
        "A file that has no page of its own.",
    ),
)
EXTRA = (POLICY, ANOTHER_FORCE, *LONE_FILES)


def cards_of(items: Sequence[Item]) -> list[Card]:
    """Return all cards, newest first. A page that moved is listed at its old address, or at both."""
    cards = [card for item in items for card in _item_cards(item)]
    return sorted([*cards, *EXTRA], key=lambda card: card.published, reverse=True)


def listing_page(cards: Sequence[Card], number: int) -> str:
    """Return page ``number``, from 1; a page past the end says that it found nothing."""
    shown = cards[(number - 1) * PER_PAGE : number * PER_PAGE]
    if not shown:
        return _page("<p>No results found.</p>")
    markup = (_division, _list_item, _article)[number % 3]
    wrap = "<ul>{}</ul>" if markup is _list_item else "<div>{}</div>"
    last = (len(cards) - 1) // PER_PAGE + 1
    first = (number - 1) * PER_PAGE + 1
    count = f"<p>Showing {first} to {first + len(shown) - 1} of {len(cards)} results</p>"
    return _page(count + wrap.format("\n".join(markup(card) for card in shown)) + _pager(number, last))


def _item_cards(item: Item) -> list[Card]:
    rng = item.rng("card")
    about = item.topic().about
    sentence = f"A request for information about {about}."
    dated, tracked = rng.random() > 0.1, rng.random() < 0.05
    paths = list(item.older_paths) if item.redirects else [item.path, *item.older_paths]
    query = "?_t_id=abc%3d%3d&_t_q=&_t_hit.pos=3" if tracked else ""
    return [Card(path + query, item.title, item.published, "Disclosure", sentence, dated) for path in paths]


def _page(results: str) -> str:
    form = (
        f'<form action="{LISTING}" method="get"><label>Search <input name="q"></label><select name="dt">'
        "<option>Disclosure</option><option>Policy</option></select><button>Go</button></form>"
    )
    return whole_page(
        "main", "b0", "Published items", f"<main><h1>Published items</h1>{form}\n{results}</main>"
    )


def _pager(number: int, last: int) -> str:
    links = [f'<a href="?page={n}">{n}</a>' for n in range(max(1, number - 2), min(last, number + 2) + 1)]
    if number > 1:
        links.insert(0, f'<a href="{LISTING}?page={number - 1}" rel="prev">Previous page</a>')
    if number < last:
        links.append(f'<a href="{LISTING}?page={number + 1}" rel="next" aria-label="Next page">Next</a>')
    return f'<nav aria-label="Pages">{" ".join(links)}</nav>'


def _division(card: Card) -> str:
    day = f"<p>Published: 14:05 {card.published:%d/%m/%Y}</p>" if card.dated else ""
    href = escape(card.path)
    return (
        f'<div class="card"><a href="{href}" tabindex="-1"><img src="/dist/card.svg" alt=""></a><div>'
        f'<h3><a href="{href}">{escape(card.title)}</a></h3>{day}<p>{card.kind}</p>'
        f"<p>{escape(card.description)}</p></div></div>"
    )


def _list_item(card: Card) -> str:
    day = (
        f'<time datetime="{card.published.isoformat()}">{long_date(card.published)}</time>'
        if card.dated
        else ""
    )
    return (
        f'<li><a href="{escape(card.path)}"><h2>{escape(card.title)}</h2></a><span>{card.kind}</span> {day}'
        f"<p>{escape(card.description)}</p></li>"
    )


def _article(card: Card) -> str:
    day = f"<dt>Date</dt><dd>{long_date(card.published)}</dd>" if card.dated else ""
    return (
        f'<article><a href="{escape(card.path)}"></a><h2>{escape(card.title)}</h2>'
        f"<dl>{day}<dt>Type</dt><dd>{card.kind}</dd></dl><p>{escape(card.description)} "
        f'<a href="{escape(card.path)}">{escape(card.title)}</a></p></article>'
    )
