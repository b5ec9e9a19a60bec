"""E-mail addresses, telephone numbers and post codes that are no office's: personal data by its shape."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from parsers.models import Span

Kind = Literal["email", "phone", "postcode"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_EMAIL = re.compile(r"(?<![\w.+-])(?P<box>[\w.+-]+)@(?P<domain>\w[\w-]*(?:\.\w[\w-]*)+)")
# Nine or ten digits after a nought or +44, in groups; nothing that goes on as a date, a sum, a
# reference or a longer number.
_PHONE = re.compile(
    r"(?<![\w./-])(?:\+44[ -]?(?:\(0\)[ -]?)?|\(?0)(?P<rest>[1-9](?:[ ()-]{0,2}\d){8,9})(?![\w/]|[.,-]\d)"
)
_POSTCODE = re.compile(r"(?<!\w)(?P<out>[A-Z]{1,2}\d[A-Z\d]?)[ \u00a0]?(?P<in>\d[ABD-HJLNP-UW-Z]{2})(?!\w)")


def personal_spans(text: str, kinds: Iterable[Kind]) -> Iterator[Span]:
    """Yield where personal data of these kinds stands in ``text``; the contacts of offices are none."""
    for kind in kinds:
        pattern, private = _READERS[kind]
        for match in pattern.finditer(text):
            if private(match):
                yield Span(*match.span())


def _private_mailbox(match: re.Match[str]) -> bool:
    box, domain = match["box"].lower(), match["domain"].lower()
    official = any(f".{domain}".endswith(f".{ending}") for ending in _offices("domain"))
    return not official and box not in _offices("mailbox")


def _private_line(match: re.Match[str]) -> bool:
    dialled = "0" + re.sub(r"\D", "", match["rest"])
    return not dialled.startswith(tuple(_offices("phone")))


def _private_place(match: re.Match[str]) -> bool:
    return f"{match['out']} {match['in']}" not in _offices("postcode")


_READERS = {
    "email": (_EMAIL, _private_mailbox),
    "phone": (_PHONE, _private_line),
    "postcode": (_POSTCODE, _private_place),
}


@cache
def _offices(kind: str) -> frozenset[str]:
    """Return the contacts of offices: endings of domains, mailboxes, beginnings of numbers, post codes."""
    table = (files("parsers") / "rules" / "public_contacts.csv").read_text("utf-8")
    return frozenset(row["value"] for row in csv.DictReader(table.splitlines()) if row["kind"] == kind)
