"""The practice site's profile."""

from __future__ import annotations

from importlib.resources import files


def profile_text(base_url: str) -> str:
    """Return the profile in TOML for a practice site served at ``base_url``, on this machine."""
    return (files("practice") / "practice.toml").read_text("utf-8").replace("@base_url@", base_url)
