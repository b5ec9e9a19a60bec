"""What a build leaves out as ``suppressions.toml`` says: pages, files, and ids that say what is covered."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from archive.names import name_digest
from archive.reading.file_rows import attachment_id
from archive.reading.identity import key_of_address
from archive.reading.readings import Readings
from archive.store.captures import CaptureStore, Run
from archive.takedown.suppressions import Suppression
from archive.takedown.tombstones import erased_of
from parsers.addresses import page_key
from parsers.masking import Mask
from parsers.profile import Profile

_AMONG = "in (select value from json_each(?))"


@dataclass(frozen=True, slots=True)
class Erasure:
    """What the entry with this key wants deleted of one site from captures.db.

    ``pages`` and ``files`` are page keys; ``shared`` are those of files that other responses have, which
    stay. ``names`` are digests of what readers know it by, ``known_by`` its addresses and references.
    """

    site: str
    entry: str
    pages: frozenset[str]
    files: frozenset[str]
    shared: frozenset[str]
    names: frozenset[str]
    known_by: frozenset[str]


@dataclass(slots=True)
class Withdrawal:
    """What was left out, and what follows from that.

    ``known_by`` are its addresses and references, ``unused`` has a line for each entry that means nothing.
    """

    known_by: set[str] = field(default_factory=set)
    erasures: list[Erasure] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)

    def without(self, runs: Iterable[Run]) -> Iterator[Run]:
        """Yield ``runs`` with what was left out covered in their messages, which name addresses."""
        mask = Mask(self.known_by)
        for run in runs:
            yield replace(run, message=mask.covered(run.message)) if mask else run


def mask_of(suppressions: Iterable[Suppression], profile: Profile) -> Mask:
    """Return what covers the words of the list, and the personal data that the profile wants covered."""
    return Mask((word for one in suppressions for word in one.words), profile.privacy)


def remember_erased(readings: Readings, store: CaptureStore, suppressions: Iterable[Suppression]) -> None:
    """Let ``readings`` know what was erased before, so that its addresses say so and no page gets its id."""
    for one in suppressions:
        rows = store.execute(
            "select digest from tombstones where site = ? and kind = 'name' and entry = ?",
            (readings.site, name_digest("entry", one.key)),
        )
        for (name,) in rows:
            readings.add_withdrawn(name, one.when, one.reason)


def withdraw(
    store: CaptureStore, sites: Sequence[Readings], suppressions: Sequence[Suppression]
) -> Withdrawal:
    """Take what is to be hidden or erased out of what was read, where responses have their ids by now."""
    withdrawal = Withdrawal()
    numbered = sorted(enumerate(suppressions, 1), key=lambda entry: entry[1].action)  # erase before hide
    taken: set[str] = set()
    for number, one in numbered:
        if one.action != "mask" and one.key not in taken:
            known = [_take_out(store, readings, one, withdrawal) for readings in sites]
            taken.add(one.key)
            if one.action == "hide" and not any(known):
                withdrawal.unused.append(f"entry {number}: {one.key!r} means no response")
    for readings in sites:
        _rename(readings, suppressions)
    return withdrawal


def _take_out(store: CaptureStore, readings: Readings, one: Suppression, withdrawal: Withdrawal) -> bool:
    """Take out of one site what an entry means; return whether it means anything there."""
    found = _meant(readings, one.key)
    pages = _pages_of(readings, found) or {key_of_address(one.key)} - {""}
    if one.action == "erase":  # a listing may have named it where it went before it was known there
        listed = (key for (key,) in readings.execute("select distinct key from entries"))
        pages |= erased_of(store, readings.site, one.key, listed)
    files, shared = _files(readings, pages)
    files -= pages | shared
    responses = tuple({*found, *_responses_at(readings, pages | files)})
    pages |= _pages_of(readings, responses) - files
    links = _links_to(readings, pages)
    known_by = _known_by(readings, responses, pages | files) | {link for _, link in links}
    names = {name_digest("id", name) for name in responses}
    names |= {name_digest("reference", key) for key in _references_of(readings, responses)}
    names |= _files_names(readings, responses)
    names |= {_file_name(response, link) for response, link in links}
    for name in names:
        readings.add_withdrawn(name, one.when, one.reason)
    _delete(readings, responses, pages | files)
    withdrawal.known_by |= known_by
    if one.action == "erase":
        sets = map(frozenset, (pages, files, shared, names, known_by))
        withdrawal.erasures.append(Erasure(readings.site, one.key, *sets))
    return bool(known_by)


def _meant(readings: Readings, key: str) -> tuple[str, ...]:
    """Return the responses that a key means; an id once given never means another one with its reference."""
    known = readings.execute(
        "select 1 from ids where id = ? union all select 1 from withdrawn where name = ?",
        (key, name_digest("id", key)),
    ).fetchone()
    found = readings.find(key)
    return found if not known or found == (key,) else ()


def _pages_of(readings: Readings, responses: Iterable[str]) -> set[str]:
    """Return the keys of the pages of these responses, and of their former addresses."""
    return _column(
        readings,
        f"with mine as (select key from members where response_id {_AMONG})"  # noqa: S608 - own words
        " select key from mine union select key from moves where target in mine",
        responses,
    )


def _files(readings: Readings, pages: Iterable[str]) -> tuple[set[str], set[str]]:
    """Return the keys of the files that these pages link to, and of those that others do."""
    mine: set[str] = set()
    others: set[str] = set()
    for page, file in readings.execute("select page, key from links where key <> page"):
        (mine if page in pages else others).add(file)  # an entry that is only a file links to itself
    return mine, others


def _responses_at(readings: Readings, keys: Iterable[str]) -> set[str]:
    """Return the responses that stand at these addresses alone."""
    return _column(
        readings,
        f"select response_id from members group by response_id having min(key {_AMONG})",  # noqa: S608 - own words
        keys,
    )


def _references_of(readings: Readings, responses: Iterable[str]) -> set[str]:
    return _column(
        readings,
        "select reference_key from members join pages using (key)"  # noqa: S608 - own words
        f" where reference_key <> '' and response_id {_AMONG}",
        responses,
    )


def _files_names(readings: Readings, responses: Iterable[str]) -> set[str]:
    """Return the digests of the numbers of these responses' files."""
    return {_file_name(response, link) for response in responses for link in readings.links_of(response)}


def _file_name(response: str, link: str) -> str:
    return name_digest("file", str(attachment_id(response, page_key(link))))


def _links_to(readings: Readings, files: AbstractSet[str]) -> set[tuple[str, str]]:
    """Return each response that links to one of these files, with the link."""
    links = readings.execute(
        f"select response_id, l.url from links l join members m on m.key = l.page where l.key {_AMONG}",  # noqa: S608 - own words
        (json.dumps([*files]),),
    )
    return {(response, link) for response, link in links}


def _known_by(readings: Readings, responses: Iterable[str], keys: Iterable[str]) -> set[str]:
    """Return the addresses and references of what stands at these keys, as written."""
    known = set(responses)
    for table, column in (("addresses", "url"), ("entries", "url"), ("moves", "url"), ("pages", "reference")):
        known |= _column(readings, f"select {column} from {table} where key {_AMONG}", keys)  # noqa: S608 - own words
    return known - {""}


def _delete(readings: Readings, responses: Iterable[str], keys: Iterable[str]) -> None:
    names, places = json.dumps([*responses]), json.dumps([*keys])
    readings.execute(f"delete from responses where id {_AMONG}", (names,))  # noqa: S608 - own words
    readings.execute(f"delete from members where response_id {_AMONG}", (names,))  # noqa: S608 - own words
    readings.execute(
        "update responses set others = (select json_group_array(value) from json_each(others)"  # noqa: S608 - own words
        f" where value not {_AMONG}) where others <> '[]'",
        (names,),
    )
    for table in ("entries", "textless", "addresses", "pages"):
        readings.execute(f"delete from {table} where key {_AMONG}", (places,))  # noqa: S608 - own words
    readings.execute(f"delete from links where key {_AMONG}", (places,))  # noqa: S608 - own words


def _rename(readings: Readings, suppressions: Sequence[Suppression]) -> None:
    """Give a response whose id says what is covered another one, made of the id's digest."""
    telling = [name for (name,) in readings.execute("select id from responses") if readings.mask.words(name)]
    for name in telling:
        why = next(one for one in suppressions if Mask(one.words).words(name))
        other = f"page-{hashlib.sha256(name.encode()).hexdigest()[:12]}"
        readings.execute("update responses set id = ? where id = ?", (other, name))
        readings.execute("update members set response_id = ? where response_id = ?", (other, name))
        readings.execute(
            "update responses set others = (select json_group_array(iif(value = ?1, ?2, value))"
            " from json_each(others)) where others <> '[]'",
            (name, other),
        )
        readings.add_withdrawn(name_digest("id", name), why.when, why.reason)


def _column(readings: Readings, sql: str, values: Iterable[str]) -> set[str]:
    return {value for (value,) in readings.execute(sql, (json.dumps([*values]),))}
