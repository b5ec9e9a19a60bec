"""The response headers worth keeping. What is not named here, cookies above all, is dropped on arrival."""

from __future__ import annotations

from collections.abc import Iterable

_KEPT = frozenset(
    {
        "cf-mitigated",
        "cf-ray",
        "content-disposition",
        "content-length",
        "content-type",
        "date",
        "etag",
        "last-modified",
        "location",
        "retry-after",
    }
)


def kept_headers(headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return the headers to keep, names in lower case, in their order."""
    return tuple((name.lower(), value) for name, value in headers if name.lower() in _KEPT)
