"""Large archives of invented responses for the benchmark of the site, in the sizes and mixtures of real ones.

Words follow Zipf's law, as those of any language do, and every letter has the same stock reasons, so that
some words stand in all responses, the worst case of a search.
"""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import astuple
from importlib.resources import files
from itertools import accumulate
from pathlib import Path

from archive.building.write import COLUMNS, TableRow, insert_rows
from archive.reading.file_rows import ROWS_OF_RESPONSE
from archive.search.index import index_archive
from archive.search.terms import DECISIONS
from parsers.files.media_types import MEDIA_TYPES
from parsers.provisions import registry

_SYLLABLES = (
    "ba be bi bo da de di do ka ke ki ko la le li lo ma me mi mo na ne ni no ra re ri ro sa se si so".split()
)
_VOCABULARY = 60_000
_PARAGRAPHS = 4_000  # that letters are put together from; so many that pairs of letters seldom share one
_CITED = (
    ("31(1)(a)", "relied_on", 30), ("40(2)", "relied_on", 45), ("43(2)", "relied_on", 6),
    ("12(1)", "relied_on", 12), ("23(5)", "ncnd", 8), ("31(3)", "ncnd", 10), ("40(5)", "ncnd", 9),
    ("24(1)", "alternative", 3), ("17(1)", "procedural", 70), ("30(1)(a)(i)", "relied_on", 9),
    ("38(1)", "discussed", 4), ("21(1)", "relied_on", 7),
)  # fmt: skip
_STOCK = (
    "The Metropolitan Police Service has considered where the public interest lies and weighed disclosure of"
    " information against harm to policing and to the personal data of officers and others."
)


def write_large(path: Path, responses: int) -> Path:
    """Write an archive of ``responses`` responses, 6,000 characters each, unless it is there already."""
    if path.exists():
        with closing(sqlite3.connect(path)) as conn:
            if conn.execute("select max(rowid) from responses").fetchone()[0] == responses:
                return path
        path.unlink()
    with closing(sqlite3.connect(path)) as conn:
        conn.executescript("pragma journal_mode = off; pragma synchronous = off;")
        conn.executescript((files("archive") / "foi.sql").read_text("utf-8"))
        insert_rows(conn, _rows(responses))
        index_archive(conn)
        conn.execute("analyze")
    return path


class Language:
    """Invented words, the common ones first, and how often each is drawn."""

    def __init__(self, chance: random.Random) -> None:
        found: dict[str, None] = {}
        while len(found) < _VOCABULARY:
            found["".join(chance.choices(_SYLLABLES, k=chance.choice((2, 3, 3, 4))))] = None
        self.words = list(found)
        self._weights = list(accumulate(1 / (rank + 10) for rank in range(_VOCABULARY)))
        self._chance = chance

    def say(self, words: int) -> str:
        """Return so many words."""
        return " ".join(self._chance.choices(self.words, cum_weights=self._weights, k=words))


def _rows(responses: int) -> Iterator[TableRow]:
    chance = random.Random(1)
    language = Language(chance)
    paragraphs = [language.say(chance.randint(60, 140)) for _ in range(_PARAGRAPHS)]
    yield "site", ("met", "Invented", "https://met.example", 1)
    for provision in registry().values():
        yield (
            "provisions",
            (provision.act, provision.provision, provision.parent or None, *astuple(provision)[3:]),
        )
    for number in range(responses):
        month = 120 * number // responses
        day = 28 * (120 * number % responses) // responses + 1
        published = f"{2016 + month // 12}-{month % 12 + 1:02d}-{day:02d}"
        name = f"01.FOI.{16 + month // 12}.{number:06d}"
        yield from _response(chance, language, paragraphs, name, published)
        yield from _files(chance, paragraphs, name, number + 1)


def _response(
    chance: random.Random, language: Language, paragraphs: list[str], name: str, published: str
) -> Iterator[TableRow]:
    title, asked = language.say(chance.randint(4, 9)), language.say(chance.randint(30, 120))
    answered = chance.choice(paragraphs)
    text = "\n".join((title, asked, _STOCK, *chance.choices(paragraphs, k=5), answered))
    seen = f"{published}T04:00:00Z"
    own = {
        "id": name, "response_id": name, "site": "met", "reference": name, "reference_key": name,
        "title": title, "published": published, "decision": chance.choice(DECISIONS),
        "decision_components": "[]", "decision_confidence": "high", "regime": "FOIA",
        "request_text": asked, "answer_text": answered,
        "first_seen": seen, "last_seen": seen, "source": "live", "has_attachments": int(_links(name)),
        "diagnostics": json.dumps([]), "text": text, "url": f"https://met.example/d/{name}",
    }  # fmt: skip
    yield _row("responses", own)
    yield _row("urls", own)
    yield _row("versions", own | {"state": "present", "text": text, "text_sha256": name})
    for provision, role, percent in _CITED:
        if chance.random() * 100 < percent:
            cited = {
                "act": "FOIA2000",
                "provision": provision,
                "section": provision.partition("(")[0],
                "role": role,
            }
            place = {"modern": provision, "as_written": title[:7], "start_char": 0, "end_char": 7}
            yield _row("citations", own | cited | place | {"sentence": _STOCK, "rule": "invented"})
    for field, quote in (("title", title), ("request_text", asked), ("decision", _STOCK)):
        place = {"start_char": text.index(quote), "end_char": text.index(quote) + len(quote)}
        yield _row(
            "findings", own | place | {"field": field, "value": quote, "quote": quote, "rule": "invented"}
        )


def _files(chance: random.Random, paragraphs: list[str], name: str, row: int) -> Iterator[TableRow]:
    """Yield a file with three pages or sheets for three of ten responses; a sheet has forty rows."""
    if not _links(name):
        return
    sheets = chance.random() < 0.5
    filename = f"{name}.{'xlsx' if sheets else 'pdf'}"
    file = {"id": row, "url": f"https://met.example/{filename}", "filename": filename, "state": "held"}
    media = MEDIA_TYPES["xlsx" if sheets else "pdf"]
    yield _row("attachments", {"response_id": name, "place": 1, "media_type": media, **file})
    for place in (1, 2, 3):
        lines = [" ".join(chance.choice(paragraphs).split()[:4]) for _ in range(40)]
        part = {"attachment_id": row, "place": place, "part": str(place)}
        text = "\n".join(f"{line} | {chance.randrange(1000)}" for line in lines)
        yield _row("attachment_parts", {"id": row * ROWS_OF_RESPONSE + place, "text": text, **part})
        if sheets:
            for number, line in enumerate(text.split("\n"), 1):
                for column, value in enumerate(line.split(" | "), 1):
                    yield _row("attachment_cells", {**part, "row": number, "col": column, "value": value})


def _links(name: str) -> bool:
    return int(name.rpartition(".")[2]) % 10 < 3


def _row(table: str, values: dict[str, str | int]) -> TableRow:
    return table, tuple(values.get(column) for column in COLUMNS[table])
