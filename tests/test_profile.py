"""Profiles: what a site's file must hold, and the errors that name what is wrong."""

import pytest

from parsers.profile import DriftLimits, ProfileError, builtin_profiles, read_profile

GOOD = """
name = "barset"
title = "Barset Police"
base_url = "http://127.0.0.1:8099"
listing = ["/foi/published/"]
item_url = '^/foi/disclosures/[^/]+/[^/]+/?$'
attachment_url = '^/files/'
reference = 'BP/\\d+'
min_delay_seconds = 0
removal_hours = 0
"""


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("http://127.0.0.1:8099/foi/disclosures/may-2024/ducks/", "item"),
        ("/FOI/Disclosures/may-2024/Ducks", "item"),
        ("http://127.0.0.1:8099/foi/published?page=2", "listing"),
        ("http://127.0.0.1:8099/files/ducks", "attachment"),
        ("http://127.0.0.1:8099/foi/", "other"),
        ("http://127.0.0.1:8098/foi/disclosures/may-2024/ducks/", "other"),
        ("https://elsewhere.example/foi/disclosures/may-2024/ducks/", "other"),
    ],
)
def test_kind_goes_by_path(url: str, kind: str) -> None:
    assert read_profile(GOOD, "barset.toml").kind(url) == kind


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("name =", "nome ="), "name missing"),
        (("min_delay_seconds", "min_delay"), "unknown key min_delay"),
        (("'^/files/'", "'('"), "attachment_url is not a regular expression"),
        (("http://127.0.0.1:8099", "ftp://127.0.0.1"), "base_url must be"),
        (("http://127.0.0.1:8099", "https://www.barset.example"), "min_delay_seconds may be 0 only"),
        (('"barset"', '"Bar Set"'), "name must be"),
        (('["/foi/published/"]', '"/foi/published/"'), "listing must be a list"),
        (('title = "Barset Police"', "title = 3"), "title must be a string"),
        (("removal_hours = 0", "removal_hours = -1"), "removal_hours must be a number"),
        (("name =", "name"), "not valid TOML"),
        (("removal_hours = 0", "[reading]\nlead_in = []"), "unknown key reading.lead_in"),
        (("removal_hours = 0", "[wayback]\ncdx_url = 'x'"), "wayback.replay_url missing"),
        (("removal_hours = 0", "[drift]\nlots = 1"), "unknown key drift.lots"),
        (("removal_hours = 0", "[drift]\nlost = 2"), "drift.lost must be over 0 and at most 1"),
        (("removal_hours = 0", "[drift]\nnewest = 0.5"), "drift.newest must be a whole number"),
        (("removal_hours = 0", "[drift]\npages = true"), "drift.pages must be a whole number"),
        (("removal_hours = 0", "drift = 3"), "drift must be a table"),
        (("removal_hours = 0", "on_alarm = ['mail']"), "on_alarm must be a string"),
    ],
)
def test_errors_name_file_and_key(change: tuple[str, str], complaint: str) -> None:
    with pytest.raises(ProfileError, match=r"^barset\.toml: ") as caught:
        read_profile(GOOD.replace(*change), "barset.toml")
    assert complaint in str(caught.value)


def test_limits_of_drift_may_be_given_one_by_one() -> None:
    limits = read_profile(f"{GOOD}\n[drift]\nlost = 0.5\npages = 12\n", "barset.toml").drift
    assert limits == DriftLimits(lost=0.5, pages=12)
    assert read_profile(GOOD, "barset.toml").drift == DriftLimits()


def test_the_met_comes_with_the_program() -> None:
    met = next(profile for profile in builtin_profiles() if profile.name == "met")
    assert met.name == "met"
    assert not met.loopback
    assert met.contact == ""
    assert (
        met.kind("http://met.police.uk/foi-ai/metropolitan-police/disclosure-2026/january---2026/x") == "item"
    )
    assert met.wayback is not None
