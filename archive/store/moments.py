"""Moments as the databases keep them."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_text(moment: datetime) -> str:
    """Return ``moment`` as UTC, ISO 8601 to the second with Z; such texts sort as the moments do.

    Raises ValueError for a moment without a time zone, which could be any hour.

    >>> from datetime import timedelta, timezone
    >>> utc_text(datetime(2024, 3, 1, 9, 30, 0, 250, timezone(timedelta(hours=1))))
    '2024-03-01T08:30:00Z'
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} does not say its time zone")
    return f"{moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat()}Z"
