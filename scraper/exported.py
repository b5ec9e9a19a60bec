"""Records of a WARC that ``foilog export`` wrote: captures as the archive that wrote it had them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import get_args

from parsers.models import Source
from parsers.profile import Profile
from scraper.saved_errors import Damaged, NotOfThisLog
from scraper.saved_item import Exported

RECORD, SEEN, ANSWERS = "Foilog-Capture", "Foilog-Seen-Until", "Foilog-Answers"


def read_exported(header: Callable[[str], str | None], body: bytes, profile: Profile) -> Exported:
    """Return the capture that the record's own fields tell of, with ``body`` as its bytes.

    Raises NotOfThisLog for a capture of another site, and Damaged where fields or bytes are not as written.
    """
    try:
        told = json.loads(header(RECORD) or "")
        if told["site"] != profile.name:
            raise NotOfThisLog(f"a capture of the site {told['site']}")
        if hashlib.sha256(body).hexdigest() != told["sha256"]:
            raise Damaged("its bytes are not those that were exported")
        if told["source"] not in get_args(Source) or told["dated"] not in {"stated", "file"}:
            raise Damaged("what foilog wrote of it is not what it writes")
        return Exported(
            url=str(told["url"]),
            captured_at=_moment(told["captured_at"]),
            status=int(told["status"]),
            content_type=str(told["content_type"]),
            body=body,
            source=told["source"],
            origin=str(told["origin"]),
            headers=tuple((str(name), str(value)) for name, value in told["headers"]),
            dated=told["dated"],
            seen_at=_moment(header(SEEN) or ""),
            answers=int(header(ANSWERS) or ""),
        )
    except (ValueError, TypeError, LookupError) as error:
        raise Damaged(f"what foilog wrote of it cannot be read ({error})") from error


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
