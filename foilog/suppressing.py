"""`foilog suppress` and `foilog unsuppress`: what must not be public is listed, left out at once, erased."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from getpass import getuser
from pathlib import Path

import click

from archive.reading.identity import key_of_address
from archive.store.captures import CaptureStore
from archive.takedown.meant import Meant, find_meant, responses_saying
from archive.takedown.suppressions import (
    FILE,
    Suppression,
    add_suppression,
    load_suppressions,
    remove_suppressions,
)
from archive.takedown.tombstones import lift
from foilog.building import publish
from foilog.lock import writing
from foilog.outcome import ExitCode, Failure
from foilog.trouble import trouble
from parsers.letter.reference import reference_key
from parsers.masking import Mask
from parsers.profile import Profile


@dataclass(frozen=True, slots=True)
class Order:
    """What a person wants: words covered, or a page hidden, or with ``erase`` deleted here as well."""

    reason: str
    words: tuple[str, ...]
    erase: bool
    who: str


def suppress(data: Path, profile: Profile, key: str, order: Order, *, as_json: bool) -> ExitCode:
    """List what is to be suppressed, publish without it, erase it where that is wanted, and say so.

    A reference that several responses have means all of them.
    """
    meant = _meant(data, profile, key)
    entries = [entry for name in meant.keys for entry in _entries(name, order)]
    _check(entries, meant)
    found = responses_saying(data, Mask(order.words)) if order.words else 0
    for entry in entries:
        add_suppression(data, entry)
        if entry.action == "erase":  # which hides as well
            remove_suppressions(data, {entry.key}, "hide")
    with _loudly(data), writing(data):
        publish(data, profile, accept_drift=True)
    if as_json:
        click.echo(json.dumps({"keys": meant.keys, "others": meant.others, "covered": found}))
    else:
        click.echo("\n".join(_said(name, order, found) for name in meant.keys))
    if meant.others:
        click.echo(f"{', '.join(meant.others)} has the same reference and stays public", err=True)
    return ExitCode.DONE


def unsuppress(data: Path, profile: Profile, key: str, *, as_json: bool) -> ExitCode:
    """Take the entries of ``key`` out of the list, let what was erased come again, publish, and say so."""
    listed = load_suppressions(data)
    named = {key.lower(), *(name.lower() for name in find_meant(data, key, profile).keys)}
    keys = frozenset(one.key for one in listed if one.key.lower() in named or _alike(one.key, key))
    if not keys:
        known = ", ".join(dict.fromkeys(one.key for one in listed)) or "nothing"
        raise Failure(ExitCode.USAGE, f"{key!r} is not suppressed; {data / FILE} has {known}")
    with writing(data):
        with CaptureStore.open(data / "captures.db") as store:
            lift(store, keys)  # first: a run that is cut off here is finished by the same command
        taken = remove_suppressions(data, keys)
        publish(data, profile, accept_drift=True)
    if as_json:
        click.echo(json.dumps({"keys": sorted(keys)}))
    else:
        click.echo("\n".join(f"{name} is not suppressed any more" for name in sorted(keys)))
    if any(one.action == "erase" for one in taken):
        click.echo(
            "its bytes are gone: foilog refresh --full asks the site and the archives for it again,"
            " or import a saved copy",
            err=True,
        )
    return ExitCode.DONE


def _meant(data: Path, profile: Profile, key: str) -> Meant:
    meant = find_meant(data, key, profile)
    listed = tuple(dict.fromkeys(one.key for one in load_suppressions(data) if _alike(one.key, key)))
    if not meant.keys and listed:  # erased by now
        return Meant(listed)
    if not meant.keys:
        near = f"; did you mean {' or '.join(meant.near)}?" if meant.near else ""
        raise Failure(ExitCode.USAGE, f"{key!r} is no id, reference or address known here{near}")
    return meant


def _alike(one: str, other: str) -> bool:
    """Whether two keys are spellings of one id, reference or address."""
    address = key_of_address(other)
    same_address = bool(address) and key_of_address(one) == address
    return one.lower() == other.lower() or reference_key(one) == reference_key(other) or same_address


def _entries(key: str, order: Order) -> Iterator[Suppression]:
    said = {"key": key, "reason": order.reason, "who": order.who or getuser()}
    today = date.today().isoformat()
    if order.words:
        yield Suppression(**said, action="mask", words=order.words, when=today)
    if order.erase or not order.words:
        yield Suppression(**said, action="erase" if order.erase else "hide", words=(), when=today)


def _check(entries: Sequence[Suppression], meant: Meant) -> None:
    """Raise Failure for what cannot be listed as it is."""
    try:
        telling = Mask([*entries[0].words, *meant.keys]).spans(entries[0].reason)
    except ValueError as error:
        raise Failure(ExitCode.USAGE, f"--mask {error}") from error
    if telling:
        raise Failure(ExitCode.USAGE, "--reason is shown to readers and repeats what is to be suppressed")
    if not entries[0].reason.strip():
        raise Failure(ExitCode.USAGE, "--reason is shown to readers and must be words")


@contextmanager
def _loudly(data: Path) -> Iterator[None]:
    """Say what stays public where publishing fails, in whatever way."""
    before = _published(data)
    try:
        yield
    except Exception as error:
        code, message = trouble(error)
        stands = "STILL PUBLIC" if _published(data) == before else "not public any more, but STILL KEPT HERE"
        raise Failure(
            code, f"{stands}; {data / FILE} has the entry: {message}; then run foilog build"
        ) from error


def _published(data: Path) -> tuple[int, int] | None:
    """Return what changes when another public file takes the place of the one there."""
    public = data / "foi.db"
    return (public.stat().st_ino, public.stat().st_mtime_ns) if public.exists() else None


def _said(key: str, order: Order, found: int) -> str:
    said = []
    if order.words:
        count = f"{found} response{'s' * (found > 1)}" if found else "no response: are they spelt as there?"
        said.append(f"its words are covered; they stood in {count}")
    if order.erase:
        kept = "backups and exports of before still hold it"
        said.append(f"erased here; its address answers 410; {kept}")
    elif not order.words:
        said.append("hidden; its address answers 410")
    return f"{key}: {'; '.join(said)}"
