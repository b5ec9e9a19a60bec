"""Which parts of a site an archive's index is asked for: as few as hold all pages of the log."""

from __future__ import annotations

import re
from posixpath import commonpath
from urllib.parse import urlsplit

from parsers.profile import Profile

_LITERAL = re.compile(r"(?:[\w/~%-]|\\[./-])*")
_REPEATS = ("?", "*", "+", "{")


def log_prefix(profile: Profile) -> str:
    """Return the folder that holds the listings and all item pages, with the host: ``host/foi-ai/``."""
    paths = [_folder(profile.item_url), *(urlsplit(profile.absolute(path)).path for path in profile.listing)]
    return f"{urlsplit(profile.base_url).netloc}{commonpath(paths).rstrip('/')}/"


def file_prefix(profile: Profile) -> str:
    """Return the folder that holds the files, with the host."""
    return urlsplit(profile.base_url).netloc + _folder(profile.attachment_url)


def _folder(pattern: re.Pattern[str]) -> str:
    """Return the folder in which every path lies that ``pattern`` finds; ``/`` where it does not tell.

    >>> _folder(re.compile(r"^/foi-ai/some-force/(?:d|disclosure)/[^/]+/"))
    '/foi-ai/some-force/'
    """
    if not pattern.pattern.startswith("^/") or "|" in re.sub(r"\([^()]*\)", "", pattern.pattern):
        return "/"
    rest = pattern.pattern.removeprefix("^")
    literal = _LITERAL.match(rest)
    assert literal is not None  # it matches nothing, too
    certain = literal[0][:-1] if rest[literal.end() :].startswith(_REPEATS) else literal[0]
    return certain.replace("\\", "").rpartition("/")[0] + "/"
