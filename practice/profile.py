"""The profiles of the forces that the practice site serves."""

from __future__ import annotations

from importlib.resources import files

FORCES = ("practice", "dunmoor", "saltness")


def profile_text(base_url: str, force: str = "practice") -> str:
    """Return the profile in TOML of one of FORCES, for a practice site at ``base_url`` on this machine."""
    return (files("practice") / f"{force}.toml").read_text("utf-8").replace("@base_url@", base_url)
