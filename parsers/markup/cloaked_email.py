"""E-mail addresses that Cloudflare hides from robots: the address as the visitor sees it.

The first byte is a key; each further byte is a byte of the UTF-8 address, exclusive-or that key.
"""

from __future__ import annotations

import re

from parsers.markup.raw_blocks import fold

PLACEHOLDER = "[email protected]"
_HREF = re.compile(r"/cdn-cgi/l/email-protection#([0-9a-fA-F]+)$")


def uncloak(code: str) -> str | None:
    """Return the address in ``code``, the value of a ``data-cfemail`` attribute, or None if it holds none.

    >>> uncloak("422b2c242d02236c273a232f322e27")
    'info@a.example'
    """
    try:
        key, *rest = bytes.fromhex(code)
        address = fold(bytes(byte ^ key for byte in rest).decode("utf-8"))
    except ValueError:
        return None
    return address if "@" in address else None


def uncloak_href(href: str) -> str | None:
    """Return ``mailto:`` and the address if ``href`` leads to Cloudflare's page about hidden addresses."""
    found = _HREF.search(href)
    address = uncloak(found[1]) if found else None
    return f"mailto:{address}" if address else None
