"""Which site: the profiles that come with the program, and profiles in files."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import click

from foilog.outcome import ExitCode, Failure
from parsers.profile import Profile, ProfileError, builtin_profiles, read_profile


def find_profile(site: str, contact: str) -> Profile:
    """Return the built-in profile called ``site``, or the one in the TOML file of that path.

    ``contact``, where given, takes the place of the profile's own.
    Raises Failure (wrong usage) for a name or file that does not exist or cannot be used.
    """
    profile = _named(site)
    return replace(profile, contact=contact) if contact else profile


def _named(site: str) -> Profile:
    known = {profile.name: profile for profile in builtin_profiles()}
    if site in known:
        return known[site]
    if not site.endswith(".toml"):
        raise Failure(
            ExitCode.USAGE, f"no profile called {site!r}; there are: {', '.join(known)}, or give a .toml file"
        )
    try:
        return read_profile(Path(site).read_text("utf-8"), site)
    except FileNotFoundError as error:
        raise Failure(ExitCode.USAGE, f"{site}: no such profile file") from error
    except (OSError, UnicodeDecodeError) as error:
        raise Failure(ExitCode.USAGE, f"{site}: cannot be read: {error}") from error
    except ProfileError as error:
        raise Failure(ExitCode.USAGE, str(error)) from error


def print_sites(*, as_json: bool) -> ExitCode:
    """Print the built-in profiles."""
    profiles = builtin_profiles()
    if as_json:
        rows = [{"name": p.name, "title": p.title, "base_url": p.base_url} for p in profiles]
        click.echo(json.dumps({"sites": rows}))
    else:
        for profile in profiles:
            click.echo(f"{profile.name}\t{profile.title}\t{profile.base_url}")
    return ExitCode.DONE
