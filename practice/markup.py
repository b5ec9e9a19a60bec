"""Eight ways the same letter may be marked up. The real site's HTML is not known, so none is it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from html import escape

from practice.blocks import Blank, Block, Heading, Items, Linked, Paragraph, Table
from practice.subjects import MONTHS

_EMAIL = re.compile(r"[a-z.]+@[a-z.]+[a-z]")
_SECTION = re.compile(r"\b([Ss]ections?) (\d+[A-Z]?)((?:\([0-9A-Za-z]{1,3}\))*)")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What goes on a page: its title, its day, its letter."""

    title: str
    published: date
    blocks: tuple[Block, ...]


class Dialect:
    """A page with ``<main>`` and ``<section>``: the plainest of the eight, and what the others change."""

    shows_date = True

    def article(self, sheet: Sheet) -> str:
        """Return everything between the site's head and foot."""
        day = (
            "<p>Published <time "
            f'datetime="{sheet.published.isoformat()}">{long_date(sheet.published)}</time></p>'
        )
        return (
            f'<main id="main-content" class="l-main"><section><h1>{escape(sheet.title)}</h1>{day}</section>\n'
            f'<section class="rich-text">\n{self.letter(sheet.blocks)}\n</section></main>'
        )

    def letter(self, blocks: Iterable[Block]) -> str:
        """Return the letter."""
        return "\n".join(self.block(block) for block in blocks)

    def block(self, block: Block) -> str:
        """Return one part of the letter."""
        match block:
            case Paragraph(lines):
                return self.paragraph("<br>\n".join(self.words(line) for line in lines))
            case Heading(text):
                return self.heading(escape(text))
            case Items():
                return self.items(block)
            case Table(rows):
                return self.table(rows)
            case Linked(before, label, href, after):
                link = f'{escape(before)}<a href="{escape(href)}">{escape(label)}</a>{escape(after)}'
                return self.paragraph(link)
            case Blank():
                return "<p>&nbsp;</p>"

    def words(self, text: str) -> str:
        """Return text as HTML, e-mail addresses hidden as the site's host hides them."""
        return _EMAIL.sub(lambda found: cloaked(found[0]), escape(text, quote=False))

    def paragraph(self, html: str) -> str:
        """Return a paragraph."""
        return f"<p>{html}</p>"

    def heading(self, html: str) -> str:
        """Return the heading of a part."""
        return f"<h2>{html}</h2>"

    def items(self, block: Items) -> str:
        """Return a list, its markers left to the browser."""
        tag, attributes = ("ul", "") if block.style == "•" else ("ol", _list_attributes(block))
        entries = "\n".join(
            f"<li>{self.words(entry.text)}{self.items(entry.inner) if entry.inner else ''}</li>"
            for entry in block.entries
        )
        return f"<{tag}{attributes}>\n{entries}\n</{tag}>"

    def table(self, rows: tuple[tuple[str, ...], ...]) -> str:
        """Return a table of data; a row of one cell goes across it."""
        width = max(len(row) for row in rows)
        return f"<table><tbody>\n{chr(10).join(_row(row, width) for row in rows)}\n</tbody></table>"


def cloaked(address: str, key: int = 0x5D) -> str:
    """Return what the site's host puts in place of an e-mail address; a visitor's browser undoes it."""
    code = bytes([key, *(byte ^ key for byte in address.encode())]).hex()
    link = f'<a href="/cdn-cgi/l/email-protection" class="__cf_email__" data-cfemail="{code}">'
    return f"{link}[email&#160;protected]</a>"


def _list_attributes(block: Items) -> str:
    kind = f' type="{block.style}"' if block.style in "ai" else ""
    return kind + (f' start="{block.start}"' if block.start != 1 else "")


def _row(row: tuple[str, ...], width: int) -> str:
    if len(row) == 1:
        return f'<tr><th colspan="{width}">{escape(row[0])}</th></tr>'
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"


class Divs(Dialect):
    """Nothing but ``<div>``: no main, no section, paragraphs in divisions too."""

    shows_date = False

    def article(self, sheet: Sheet) -> str:
        """Return the page's middle."""
        return (
            f'<div class="page"><div class="page__title"><h1>{escape(sheet.title)}</h1></div>\n'
            f'<div class="page__text">\n{self.letter(sheet.blocks)}\n</div></div>'
        )

    def paragraph(self, html: str) -> str:
        """Return a paragraph."""
        return f'<div class="row"><div>{html}</div></div>'

    def heading(self, html: str) -> str:
        """Return the heading of a part."""
        return f'<div class="row"><h3>{html}</h3></div>'


class InForm(Dialect):
    """Everything inside one ``<form>``, as older systems of the kind do it; the head and foot too."""

    def article(self, sheet: Sheet) -> str:
        """Return the page's middle."""
        return (
            f'<div role="main"><h1><span>{escape(sheet.title)}</span></h1>\n'
            f"<div>Published: 14:05 {sheet.published:%d/%m/%Y}</div>\n{self.letter(sheet.blocks)}</div>"
        )

    def heading(self, html: str) -> str:
        """Return the heading of a part."""
        return f"<h4>{html}:</h4>" if html in {"Decision", "Disclosure"} else f"<h4>{html}</h4>"


class TableLayout(Dialect):
    """A page laid out with tables."""

    shows_date = False

    def article(self, sheet: Sheet) -> str:
        """Return the page's middle."""
        return (
            '<table class="layout" role="presentation"><tr><td width="180"><a href="/">Home</a><br>'
            f'<a href="/contact/">Contact</a></td><td>\n<h1>{escape(sheet.title)}</h1>\n'
            f"{self.letter(sheet.blocks)}\n</td></tr></table>"
        )

    def heading(self, html: str) -> str:
        """Return the heading of a part."""
        return f"<p><b>{html}</b></p>"


class Described(Dialect):
    """An ``<article>`` whose metadata stand in a ``<dl>``."""

    def article(self, sheet: Sheet) -> str:
        """Return the page's middle."""
        data = (
            ("Published", long_date(sheet.published)),
            ("Type", "Disclosure"),
            ("Area", "All of Barchester"),
        )
        listed = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in data)
        return (
            f"<article><header><h1>{escape(sheet.title)}</h1><dl>{listed}</dl></header>\n"
            f'<div class="body">{self.letter(sheet.blocks)}</div></article>'
        )


class Strong(Dialect):
    """Headings that are bold paragraphs, a title in ``<title>`` alone, citations that are bold in part."""

    shows_date = False

    def article(self, sheet: Sheet) -> str:
        """Return the page's middle."""
        return f'<div id="content">{self.letter(sheet.blocks)}</div>'

    def heading(self, html: str) -> str:
        """Return the heading of a part."""
        return f"<p><strong>{html}</strong></p>"

    def words(self, text: str) -> str:
        """Return text whose citations are cut up by inline elements."""
        return _SECTION.sub(r"<b>\1</b> \2<span>\3</span>", super().words(text))


class Pasted(Dialect):
    """Text pasted from a word processor: spans, no-break spaces, line ends in the middle of sentences."""

    def article(self, sheet: Sheet) -> str:
        """Return the page's middle."""
        return (
            f'<main><h1>{escape(sheet.title)}</h1><p class="date">{long_date(sheet.published)}</p>\n'
            f"<div>{self.letter(sheet.blocks)}</div></main>"
        )

    def words(self, text: str) -> str:
        """Return text with no-break spaces in citations, each word run in a span of its own."""
        html = _SECTION.sub(r"\1&nbsp;\2\3", super().words(text)).replace(
            "reference no: ", "reference no:&nbsp;"
        )
        first, comma, rest = html.partition(", ")
        return f'<span style="font-family: Arial">{first}{comma.rstrip()}\n   </span>{rest}' if rest else html

    def paragraph(self, html: str) -> str:
        """Return a paragraph."""
        return f'<p class="MsoNormal" style="margin: 0cm">\n      {html}\n    </p>'

    def heading(self, html: str) -> str:
        """Return the heading of a part."""
        return f'<p class="MsoNormal"><strong><span style="font-size: 12pt">{html}&nbsp;</span></strong></p>'


class Breaks(Dialect):
    """One block of text with line breaks in place of paragraphs; lists and tables interrupt it."""

    shows_date = False

    def article(self, sheet: Sheet) -> str:
        """Return the page's middle."""
        return (
            "<section><h2 "
            f'class="title">{escape(sheet.title)}</h2><div>{self.letter(sheet.blocks)}</div></section>'
        )

    def paragraph(self, html: str) -> str:
        """Return a paragraph."""
        return f"{html}<br/><br/>"

    def heading(self, html: str) -> str:
        """Return the heading of a part."""
        return f"<strong>{html}</strong><br/>"


DIALECTS: dict[str, Dialect] = {
    "main": Dialect(),
    "divs": Divs(),
    "form": InForm(),
    "table": TableLayout(),
    "article": Described(),
    "strong": Strong(),
    "pasted": Pasted(),
    "breaks": Breaks(),
}


def long_date(day: date) -> str:
    """Return ``7 May 2024``, whatever the language of the machine."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
