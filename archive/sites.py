"""Which sites an archive holds. A profile is kept as last used, so that each build can read all of them."""

from __future__ import annotations

from archive.captures import CaptureStore
from archive.errors import UnusableFile
from parsers.profile import DEFAULT_SITE, Profile, ProfileError, builtin_profiles, read_profile


def published_sites(store: CaptureStore, profile: Profile) -> tuple[Profile, ...]:
    """Return the profiles of the sites that are published together, that of the first capture first.

    These are all that captures are held of and whose profile is known; practice sites never stand beside
    real ones. ``profile`` is taken for its own site, and alone where nothing is held. Raises UnusableFile for
    a kept profile that this version cannot read.
    """
    known = {built_in.name: built_in for built_in in builtin_profiles()}
    for name, text in store.execute("select name, profile from sites"):
        try:
            known[name] = read_profile(text, f"the profile kept of {name}")
        except ProfileError as error:
            raise UnusableFile(store.path, f"{error}; run foilog --site with a profile of it") from error
    known[profile.name] = profile
    held = store.execute("select site from captures group by site order by min(id)")
    sites = (known[name] for (name,) in held if name in known)
    return tuple(site for site in sites if site.fictional == profile.fictional) or (profile,)


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
