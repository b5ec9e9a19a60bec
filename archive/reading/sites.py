"""Which sites an archive holds. A profile is kept as last used, so that each build can read all of them."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from archive.errors import UnusableFile
from archive.reading.readings import Readings
from archive.store.captures import CaptureStore
from parsers.profile import DEFAULT_SITE, Profile, ProfileError, builtin_profiles, read_profile


class ReadSite(NamedTuple):
    """A site and what was read of it."""

    profile: Profile
    readings: Readings


def profiles_of(store: CaptureStore, names: Collection[str]) -> tuple[Profile, ...]:
    """Return the profiles of the sites with these names, as kept. Raises UnusableFile for one not known."""
    known = _known_profiles(store)
    for name in names:
        if name not in known:
            raise UnusableFile(store.path, f"the profile of {name} is not kept; run foilog build with it")
    return tuple(known[name] for name in names)


def published_sites(store: CaptureStore, profile: Profile) -> tuple[Profile, ...]:
    """Return the profiles of the sites that are published together, that of the first capture first.

    These are all that captures are held of and whose profile is known; practice sites never stand beside
    real ones, and give way to the kind that ``profile`` is of. It is taken for its own site, and alone where
    nothing is held. Raises UnusableFile for a kept profile that this version cannot read.
    """
    known = {**_known_profiles(store), profile.name: profile}
    held = store.execute("select site from captures group by site order by min(id)")
    sites = tuple(known[name] for (name,) in held if name in known)
    return tuple(site for site in sites if site.fictional == profile.fictional) or sites or (profile,)


def _known_profiles(store: CaptureStore) -> dict[str, Profile]:
    known = {built_in.name: built_in for built_in in builtin_profiles()}
    for name, text in store.execute("select name, profile from sites"):
        try:
            known[name] = read_profile(text, f"the profile kept of {name}")
        except ProfileError as error:
            raise UnusableFile(store.path, f"{error}; run foilog --site with a profile of it") from error
    return known


def keep_site(store: CaptureStore, profile: Profile) -> None:
    """Keep the profile for builds to come, in the place of the one before."""
    store.execute(
        "insert into sites values (?1, ?2) on conflict (name) do update set profile = ?2 where profile <> ?2",
        (profile.name, profile.toml),
    )


def site_in_ids(profile: Profile, sites: tuple[Profile, ...]) -> str:
    """Return what stands before the ids of new responses: the site's name, or nothing.

    The Met's ids are the bare references, and those of an archive's first site, which may be its only one.
    """
    return "" if profile.name in (DEFAULT_SITE, sites[0].name) else f"{profile.name}-"
