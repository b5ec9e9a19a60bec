"""Which page of a long list an address asks for."""

from __future__ import annotations

from datasette.utils.asgi import Request


def page_number(request: Request) -> int:
    """Return the number of the page asked for; 1 where none is, or where it cannot be read."""
    typed = request.args.get("page") or ""
    return max(1, int(typed)) if typed.isascii() and typed.isdigit() and len(typed) < 7 else 1


def pages_of(total: int, size: int) -> int:
    """Return how many pages a list has; an empty one has one."""
    return max(1, -(-total // size))
