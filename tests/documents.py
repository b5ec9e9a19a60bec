"""Documents built by hand: one line of text each, a heading where the line begins with "# "."""

from parsers.models import Block, Document, Link, Span


def letter(*lines: str, url: str = "", page_title: str = "", links: dict[str, str] | None = None) -> Document:
    """Return a document of ``lines``; ``links`` maps an address to the words of the text that carry it."""
    blocks: list[Block] = []
    text = ""
    for line in "\n".join(lines).split("\n"):
        heading = line.startswith("# ")
        words = line.removeprefix("# ")
        start = len(text) + 1 if blocks else 0
        text = f"{text}\n{words}" if blocks else words
        kind = "heading" if heading else "paragraph"
        blocks.append(Block(kind, 1 if heading else 0, Span(start, start + len(words))))
    places = [(href, text.index(words), words) for href, words in (links or {}).items()]
    found = tuple(Link(href, Span(at, at + len(words))) for href, at, words in places)
    return Document(url, page_title, text, tuple(blocks), found, "plain")
