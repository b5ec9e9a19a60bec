"""Invented disclosure pages of a real page's size, drawn from a number: the same number, the same page."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

HOST = "https://www.met.police.uk"
_MONTHS = "january february march april may june july august september october november december".split()
_SYLLABLES = "ba ke li mo nu pra sto tri vel wen dor fas gim hol jun".split()
_CITED = (
    "Section 31(1)(a) - Law Enforcement",
    "Section 40(2) - Personal Information",
    "Section 24(1) - Security",
)
_FURNITURE = "".join(
    f'<li class="menu"><a href="/page-{n}/">A page of the site, number {n}</a></li>' for n in range(900)
)


def address(number: int) -> str:
    """Return the address of page ``number``."""
    year, month = 2015 + number // 12 % 10, _MONTHS[number % 12]
    return f"{HOST}/foi-ai/metropolitan-police/disclosure-{year}/{month}-{year}/page-{number}/"


def html(number: int) -> bytes:
    """Return page ``number``: a partial disclosure of about 8,000 characters in about 70 kB of markup."""
    chance = random.Random(number)
    words = ["".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for _ in range(400)]

    def sentence() -> str:
        return " ".join(chance.choices(words, k=chance.randint(8, 25))).capitalize() + "."

    def paragraphs(count: int) -> str:
        return "".join(f"<p>{' '.join(sentence() for _ in range(4))}</p>" for _ in range(count))

    questions = "".join(f"<li>{sentence()}</li>" for _ in range(4))
    cited = "".join(f"<p>{line}</p>" for line in chance.sample(_CITED, 2))
    return (
        f"<!doctype html><html><head><title>Page {number}</title></head><body>"
        f"<nav><ul>{_FURNITURE}</ul></nav><main><h1>{sentence()}</h1>"
        f"<p>Freedom of information request reference no: 01.FOI.22.{number:06d}</p>"
        f"<p>I note you seek access to the following information:</p><ol>{questions}</ol><h2>Decision</h2>"
        "<p>I have today decided to disclose some of the requested information. The rest is withheld by"
        f" virtue of the following exemptions:</p>{cited}<h2>Reason for decision</h2>{paragraphs(10)}"
        f"<h2>Disclosure</h2>{paragraphs(5)}</main></body></html>"
    ).encode()


def write_warc(path: Path, pages: int) -> None:
    """Write a WARC with this many pages."""
    with path.open("wb") as out:
        for record in _records(pages):
            out.write(record)


def _records(pages: int) -> Iterator[bytes]:
    for number in range(pages):
        body = html(number)
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number:032x}>\r\n"
            f"WARC-Target-URI: {address(number)}\r\nWARC-Date: 2024-03-01T09:30:00Z\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
        )
        yield head.encode() + http + b"\r\n\r\n"
