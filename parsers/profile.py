"""A site's profile: where its pages are, how its references look, which words head its parts."""

from __future__ import annotations

import hashlib
import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit

from parsers.personal import KINDS, Kind

PageKind = Literal["item", "listing", "attachment", "other"]

DEFAULT_SITE = "met"

_REQUIRED = ("name", "title", "base_url", "listing", "item_url", "attachment_url", "reference")
_OPTIONAL = (
    "min_delay_seconds",
    "contact",
    "removal_hours",
    "fictional",
    "reading",
    "wayback",
    "commoncrawl",
    "drift",
    "on_alarm",
    "privacy",
)
_READING = ("reference_labels", "lead_ins", "answer_starts")
_ABBREVIATION = re.compile(r"[A-Z]{3}")
_NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")
_LOOPBACK = re.compile(r"localhost|127(?:\.\d{1,3}){3}|::1")


class ProfileError(ValueError):
    """A profile that cannot be used; the message names the file and the key. Mend the file."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Words that head the parts of this site's pages; empty tuples mean the general rules alone.

    ``abbreviation`` is what the force calls itself in three letters, as rules know the Met as the MPS.
    """

    reference_labels: tuple[str, ...] = ()
    lead_ins: tuple[str, ...] = ()
    answer_starts: tuple[str, ...] = ()
    abbreviation: str = ""


@dataclass(frozen=True, slots=True)
class DriftLimits:
    """What may be read less well than before without an alarm.

    ``lost``: of all pages with a field this share may lose it, or as many as fewer than ``pages``.
    ``newest_lost``: of so many ``newest`` pages this share may lack a field that nearly all others have.
    """

    lost: float = 0.2
    pages: int = 5
    newest: int = 30
    newest_lost: float = 0.5


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a web archive is asked: its addresses by key, and the seconds between two requests."""

    addresses: tuple[tuple[str, str], ...]
    min_delay_seconds: float

    def address(self, key: str) -> str:
        """Return the address with this key; KeyError where there is none."""
        return dict(self.addresses)[key]

    @property
    def loopback(self) -> bool:
        """Whether the archive is on this machine, where no delay and no contact are needed."""
        return all(is_loopback(address) for _, address in self.addresses)


@dataclass(frozen=True, slots=True)
class Profile:
    """One site. Patterns are compiled; ``toml`` is the file's text, ``digest`` changes whenever that does.

    ``privacy`` are the kinds of personal data that are covered by their shape.

    ``fictional`` marks a practice site: every page of an archive made from it says so.
    """

    name: str
    title: str
    base_url: str
    listing: tuple[str, ...]
    item_url: re.Pattern[str]
    attachment_url: re.Pattern[str]
    reference: re.Pattern[str]
    min_delay_seconds: float
    contact: str
    removal_hours: float
    fictional: bool
    reading: Reading
    wayback: Endpoint | None
    commoncrawl: Endpoint | None
    drift: DriftLimits
    on_alarm: str
    privacy: tuple[Kind, ...]
    toml: str = field(repr=False)
    digest: str

    @property
    def loopback(self) -> bool:
        """Whether the site is on this machine, where no delay and no contact are needed."""
        return is_loopback(self.base_url)

    def kind(self, url: str) -> PageKind:
        """Tell what the address is of, by path alone; ``other`` also for another host."""
        parts = urlsplit(url)
        if not self.same_host(url):
            return "other"
        if self.item_url.search(parts.path):
            return "item"
        if self.attachment_url.search(parts.path):
            return "attachment"
        path = parts.path.rstrip("/").lower()
        if any(path == urlsplit(self.absolute(p)).path.rstrip("/").lower() for p in self.listing):
            return "listing"
        return "other"

    def same_host(self, url: str) -> bool:
        """Whether ``url`` is on this site's host, with or without ``www.``; an empty host counts as same."""
        if not urlsplit(url).netloc:
            return True
        same_name = _bare_host(url) == _bare_host(self.base_url)
        if self.loopback:  # several practice sites may share the machine
            return same_name and _port(url) == _port(self.base_url)
        return same_name

    def absolute(self, path: str) -> str:
        """Join ``path`` to the site's address."""
        return urljoin(self.base_url.rstrip("/") + "/", path)


def is_loopback(url: str) -> bool:
    """Whether ``url`` is on this machine."""
    return _LOOPBACK.fullmatch(urlsplit(url).hostname or "") is not None


@lru_cache(maxsize=512)  # each address is looked at several times
def _bare_host(url: str) -> str:
    return (urlsplit(url).hostname or "").lower().removeprefix("www.")


@lru_cache(maxsize=512)
def _port(url: str) -> int | None:
    return urlsplit(url).port


def read_profile(text: str, where: str) -> Profile:
    """Read a profile from TOML ``text``; ``where`` names the file in errors.

    Raises ProfileError with the key that is missing, unknown or wrong.
    """
    data = _known_keys(text, where)
    profile = Profile(
        name=_name(data, where),
        title=_string(data, "title", where),
        base_url=_base_url(data, where),
        listing=_strings(data, "listing", where),
        item_url=_pattern(data, "item_url", where),
        attachment_url=_pattern(data, "attachment_url", where),
        reference=_pattern(data, "reference", where),
        min_delay_seconds=_seconds(data, "min_delay_seconds", 2.0, where),
        contact=_string(data, "contact", where) if "contact" in data else "",
        removal_hours=_seconds(data, "removal_hours", 20.0, where),
        fictional=data.get("fictional") is True,
        reading=_reading(data, where),
        wayback=_endpoint(data, "wayback", ("cdx_url", "replay_url"), where),
        commoncrawl=_endpoint(data, "commoncrawl", ("collinfo_url", "data_url"), where),
        drift=_drift_limits(data, where),
        on_alarm=_string(data, "on_alarm", where) if "on_alarm" in data else "",
        privacy=_privacy(data, where),
        toml=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )
    if not profile.loopback:
        for key in ("min_delay_seconds", "removal_hours"):
            if getattr(profile, key) <= 0:
                raise ProfileError(f"{where}: {key} may be 0 only for a site on this machine")
    return profile


def builtin_profiles() -> tuple[Profile, ...]:
    """Return the profiles that come with the program, by name."""
    folder = files("parsers") / "profiles"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return tuple(read_profile((folder / name).read_text("utf-8"), name) for name in names)


def _known_keys(text: str, where: str) -> Mapping[str, Any]:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"{where}: not valid TOML: {error}") from error
    if missing := [key for key in _REQUIRED if key not in data]:
        raise ProfileError(f"{where}: {', '.join(missing)} missing")
    if unknown := sorted(set(data) - {*_REQUIRED, *_OPTIONAL}):
        raise ProfileError(f"{where}: unknown key {', '.join(unknown)}")
    return data


def _name(data: Mapping[str, Any], where: str) -> str:
    name = _string(data, "name", where)
    if not _NAME.fullmatch(name):
        raise ProfileError(f"{where}: name must be lower-case letters, digits and hyphens")
    return name


def _base_url(data: Mapping[str, Any], where: str) -> str:
    url = _string(data, "base_url", where).rstrip("/")
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
        raise ProfileError(f"{where}: base_url must be an http or https address")
    return url


def _string(data: Mapping[str, Any], key: str, where: str) -> str:
    value = data[key]
    if not isinstance(value, str):
        raise ProfileError(f"{where}: {key} must be a string")
    return value


def _strings(data: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = data[key]
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ProfileError(f"{where}: {key} must be a list of strings")
    return tuple(value)


def _seconds(data: Mapping[str, Any], key: str, default: float, where: str) -> float:
    value = data.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise ProfileError(f"{where}: {key} must be a number, 0 or more")
    return float(value)


def _pattern(data: Mapping[str, Any], key: str, where: str) -> re.Pattern[str]:
    try:
        return re.compile(_string(data, key, where), re.IGNORECASE)
    except re.error as error:
        raise ProfileError(f"{where}: {key} is not a regular expression: {error}") from error


def _table(data: Mapping[str, Any], key: str, where: str) -> Mapping[str, Any]:
    value = data.get(key, {})
    if not isinstance(value, dict):
        raise ProfileError(f"{where}: {key} must be a table")
    return value


def _reading(data: Mapping[str, Any], where: str) -> Reading:
    table = _table(data, "reading", where)
    if unknown := sorted(set(table) - {*_READING, "abbreviation"}):
        raise ProfileError(f"{where}: unknown key reading.{', reading.'.join(unknown)}")
    abbreviation = _string(table, "abbreviation", where) if "abbreviation" in table else ""
    if abbreviation and not _ABBREVIATION.fullmatch(abbreviation):
        raise ProfileError(f"{where}: reading.abbreviation must be three capital letters")
    phrases = {key: _strings(table, key, where) for key in _READING if key in table}
    return Reading(**phrases, abbreviation=abbreviation)


def _endpoint(data: Mapping[str, Any], key: str, addresses: tuple[str, ...], where: str) -> Endpoint | None:
    if key not in data:
        return None
    table = _table(data, key, where)
    if missing := [name for name in addresses if name not in table]:
        raise ProfileError(f"{where}: {key}.{missing[0]} missing")
    pairs = tuple((name, _string(table, name, f"{where}: {key}")) for name in addresses)
    endpoint = Endpoint(pairs, _seconds(table, "min_delay_seconds", 2.5, f"{where}: {key}"))
    if endpoint.min_delay_seconds <= 0 and not endpoint.loopback:
        raise ProfileError(f"{where}: {key}.min_delay_seconds may be 0 only for an archive on this machine")
    return endpoint


def _privacy(data: Mapping[str, Any], where: str) -> tuple[Kind, ...]:
    table = _table(data, "privacy", where)
    if unknown := sorted(set(table) - {"mask"}):
        raise ProfileError(f"{where}: unknown key privacy.{', privacy.'.join(unknown)}")
    wanted = _strings(table, "mask", f"{where}: privacy") if table else ()
    if unknown := sorted(set(wanted) - set(KINDS)):
        raise ProfileError(f"{where}: privacy.mask knows {', '.join(KINDS)}, not {', '.join(unknown)}")
    return tuple(kind for kind in KINDS if kind in wanted)


def _drift_limits(data: Mapping[str, Any], where: str) -> DriftLimits:
    table = _table(data, "drift", where)
    if unknown := sorted(set(table) - {limit.name for limit in fields(DriftLimits)}):
        raise ProfileError(f"{where}: unknown key drift.{', drift.'.join(unknown)}")
    for key, value in table.items():
        share = key in {"lost", "newest_lost"}
        if isinstance(value, bool) or not isinstance(value, int | float if share else int):
            raise ProfileError(f"{where}: drift.{key} must be a {'number' if share else 'whole number'}")
        if not 0 < value <= (1 if share else math.inf):
            raise ProfileError(f"{where}: drift.{key} must be over 0{' and at most 1' if share else ''}")
    return DriftLimits(**table)
