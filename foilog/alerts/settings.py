"""The operator's ``alerts.toml``: who is told of which search, and by which mail server. Checked whole."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from archive.errors import FaultyAlerts
from archive.hand_lists import list_text, read_toml
from archive.search.asked import KNOWN, Search, read_search
from parsers.profile import is_loopback

FILE = "alerts.toml"
PASSWORD = "FOILOG_SMTP_PASSWORD"  # noqa: S105 - the name of a variable
_HEARTBEAT_DAYS = 7
_NO_FILTERS = {"q", "sort", "page", "from", "to"}  # dates are no use here, and "to" is who is told
_FILTERS = tuple(name for name in KNOWN if name not in _NO_FILTERS)
_ALERT_KEYS = {"name", "query", "to", "webhook", "heartbeat_days", *_FILTERS}
_SMTP_KEYS = {"host", "port", "security", "user", "from", "ca_file"}
_ADDRESS = re.compile(r"[!-~]+@[!-~]+")  # in ASCII, as every mail server takes it
_NO_ADDRESS = re.compile(r'[\s,;:<>()"\\]|@.*@')
_PORTS = {"tls": 465, "starttls": 587, "none": 25}

Security = Literal["tls", "starttls", "none"]


@dataclass(frozen=True, slots=True)
class Smtp:
    """The mail server. ``password`` is from the environment; ``ca_file`` names its certificate's issuer."""

    host: str
    port: int
    security: Security
    user: str
    password: str
    sender: str
    ca_file: str


@dataclass(frozen=True, slots=True)
class Alert:
    """One saved search and its targets: addresses as ``mailto:``, and ``webhook``, empty for none.

    ``heartbeat_days`` is after how many quiet days it gives a sign of life; 0 for never.
    """

    name: str
    search: Search
    asked: str
    to: tuple[str, ...]
    webhook: str
    heartbeat_days: int

    @property
    def targets(self) -> tuple[str, ...]:
        """The targets as messages name them; the webhook's address may be a secret."""
        return (*self.to, "webhook") if self.webhook else self.to


@dataclass(frozen=True, slots=True)
class Settings:
    """All of the file. ``site`` is where readers find the archive, empty where nobody says."""

    site: str
    smtp: Smtp | None
    alerts: tuple[Alert, ...]


def load_settings(data: Path) -> Settings | None:
    """Return the alerts of the archive in ``data``; None where there is no list.

    Raises FaultyAlerts with every fault.
    """
    path = data / FILE
    return read_settings(list_text(path, FaultyAlerts), path) if path.exists() else None


def read_settings(text: str, path: Path) -> Settings:
    """Return the settings that TOML ``text`` of the file at ``path`` says. Raises FaultyAlerts."""
    faults: list[str] = []
    said = read_toml(text, path, FaultyAlerts)
    faults += _unknown(said, {"site", "heartbeat_days", "smtp", "alert"}, "")
    smtp = _smtp(said["smtp"], faults) if isinstance(said.get("smtp"), dict) else None
    site = str(said.get("site", "")).rstrip("/")
    if site and not _is_web(site):
        faults.append("site: no http or https address")
    entries = said.get("alert", [])
    if not (isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries)):
        entries = []
        faults.append("alert: write each as [[alert]]")
    alerts = [_alert(n, entry, said.get("heartbeat_days"), faults) for n, entry in enumerate(entries, 1)]
    for name in {alert.name for alert in alerts if [one.name for one in alerts].count(alert.name) > 1}:
        faults.append(f"alert {name!r}: several have this name")
    if not smtp and any(alert.to for alert in alerts):
        faults.append("[smtp]: missing, and there are alerts by e-mail")
    if faults:
        raise FaultyAlerts(path, "; ".join(faults))
    return Settings(site, smtp, tuple(alerts))


def _alert(number: int, entry: Mapping[str, Any], heartbeat: object, faults: list[str]) -> Alert:
    name = entry.get("name")
    here = f"alert {number}" + (f" ({name!r})" if name else "")
    faults += _unknown(entry, _ALERT_KEYS, f"{here}: ")
    if not isinstance(name, str) or not name.strip() or len(name) > 80 or not name.isprintable():
        faults.append(f"{here}: name has to be one line of at most 80 characters")
    parameters = {"q": entry.get("query", ""), **{key: entry[key] for key in _FILTERS if key in entry}}
    if wrong := [key for key, value in parameters.items() if not isinstance(value, str)]:
        faults.append(f"{here}: {', '.join(wrong)}: write it in quotes")
    search = read_search({key: [value] for key, value in parameters.items() if isinstance(value, str)})
    faults += [f"{here}: {note.text}" for note in search.notes]
    to = entry.get("to", [])
    if not isinstance(to, list) or not all(isinstance(one, str) and _is_mailto(one) for one in to):
        faults.append(f'{here}: to has to be a list of addresses like "mailto:desk@example.org"')
        to = []
    webhook = _webhook(entry.get("webhook", ""), here, faults)
    if not to and not entry.get("webhook"):
        faults.append(f"{here}: neither to nor webhook")
    days = entry.get("heartbeat_days", _HEARTBEAT_DAYS if heartbeat is None else heartbeat)
    if not isinstance(days, int) or days < 0:
        faults.append(f"{here}: heartbeat_days has to be a whole number, 0 for none")
        days = 0
    asked = ", ".join(f"{key}={value}" for key, value in sorted(parameters.items()) if value)
    return Alert(str(name), search, asked, tuple(dict.fromkeys(to)), webhook, days)


def _webhook(said: object, here: str, faults: list[str]) -> str:
    """Return the address; ``$NAME`` stands for what the environment has under that name."""
    address = said if isinstance(said, str) else ""
    if address.startswith("$"):
        address = os.environ.get(address[1:], "")
        if not address:
            faults.append(f"{here}: webhook: the environment has no {str(said)[1:]}")
            return ""
    if said and not _is_web(address):
        faults.append(f"{here}: webhook is no http or https address")
    return address


def _smtp(said: Mapping[str, Any], faults: list[str]) -> Smtp:
    faults += _unknown(said, _SMTP_KEYS, "[smtp]: ")
    sender = said.get("from", "")
    if not isinstance(sender, str) or not _is_address(sender):
        faults.append('[smtp]: from has to be an address like "foilog@example.org"')
    if not isinstance(said.get("host"), str) or not said["host"]:
        faults.append("[smtp]: host missing")
    host, security = str(said.get("host", "")), said.get("security", "starttls")
    if security not in _PORTS:
        faults.append(f"[smtp]: security is one of {', '.join(_PORTS)}")
        security = "starttls"
    port = said.get("port", _PORTS[security])
    if not isinstance(port, int) or not 0 < port < 65_536:
        faults.append("[smtp]: port has to be a number")
        port = 0
    user = str(said.get("user", ""))
    password = os.environ.get(PASSWORD, "") if user else ""
    if user and not password:
        faults.append(f"[smtp]: user needs a password in the environment, {PASSWORD}")
    if user and security == "none" and not is_loopback(f"smtp://{host}"):
        faults.append("[smtp]: a password goes to another machine only with tls or starttls")
    return Smtp(host, port, security, user, password, str(sender), str(said.get("ca_file", "")))


def _is_mailto(target: str) -> bool:
    return target.startswith("mailto:") and _is_address(target.removeprefix("mailto:"))


def _is_address(text: str) -> bool:
    return bool(_ADDRESS.fullmatch(text)) and not _NO_ADDRESS.search(text)


def _unknown(said: Mapping[str, Any], known: set[str], here: str) -> list[str]:
    strange = sorted(set(said) - known)
    return [f"{here}unknown key {', '.join(strange)}"] if strange else []


def _is_web(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
