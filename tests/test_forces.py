"""Other forces are data: a profile, and example pages that it reads as the records beside them say."""

import json
from collections import Counter
from pathlib import Path

import pytest

from foilog.evaluating import measure
from parsers.disclosure import parse_disclosure
from parsers.document import read_document
from parsers.listing import read_listing
from parsers.profile import Profile, ProfileError, builtin_profiles, read_profile
from tests.command import foilog
from tests.examples import examples

PROFILES = builtin_profiles()
FORCES = [profile for profile in PROFILES if profile.name != "met"]
BY_NAME = pytest.mark.parametrize("profile", FORCES, ids=lambda profile: profile.name)
OF_FORCE = Counter(example.profile.name for example in examples())

MADE_UP = """
name = "saltmarsh"
title = "Saltmarsh Constabulary"
base_url = "https://www.saltmarsh.example"
listing = ["/answers/"]
item_url = '^/answers/[a-z-]+/?$'
attachment_url = '^/papers/'
reference = 'SM\\d{4}'
[reading]
reference_labels = ["Our number:"]
lead_ins = ["This is what you wanted:"]
answer_starts = ["What we found"]
abbreviation = "SMC"
"""
MADE_UP_PAGE = """<html><head><title>Punts | Saltmarsh Constabulary</title></head><body><main>
<h1>Punts</h1><p>Our number: SM0417</p><p>Published: 3 June 2024</p><p>This is what you wanted:</p>
<p>How many punts has the force, and which of them watch smugglers?</p>
<h2>What we found</h2><p>I have decided to disclose some of the requested information. SMC owns 9 punts.</p>
<p>SMC can neither confirm nor deny whether any watches smugglers, under Section 31(3).</p>
</main></body></html>"""
MADE_UP_RECORD = {
    "url": "https://www.saltmarsh.example/answers/punts/",
    "reference": "SM0417",
    "title": "Punts",
    "published": "2024-06-03",
    "request_text": "How many punts has the force, and which of them watch smugglers?",
    "decision": "partial_disclosure",
    "decision_components": ["disclosed", "ncnd"],
    "citations": [["FOIA2000", "31(3)", "ncnd"]],
}


def test_there_are_eight_forces_beside_the_met() -> None:
    assert len(FORCES) >= 8
    assert len({profile.base_url for profile in PROFILES}) == len(PROFILES)


@BY_NAME
def test_each_force_has_example_pages(profile: Profile) -> None:
    assert OF_FORCE[profile.name] >= 3
    pages = [example.expected or {} for example in examples() if example.profile == profile]
    assert all(profile.kind(page["url"]) == "item" for page in pages)


@BY_NAME
def test_no_force_takes_the_pages_of_another(profile: Profile) -> None:
    others = [example.expected or {} for example in examples() if example.profile != profile]
    assert not [page["url"] for page in others if page.get("url") and profile.kind(page["url"]) != "other"]


@BY_NAME
def test_a_listing_names_the_items_of_its_force(profile: Profile) -> None:
    urls = [(example.expected or {})["url"] for example in examples() if example.profile == profile]
    cards = "".join(f'<li><a href="{url}">A card</a> <span>4 May 2024</span></li>' for url in urls)
    page = f'<html><body><main><ul>{cards}</ul><a href="?page=2">Next</a></main></body></html>'
    address = profile.absolute(profile.listing[0])
    listing = read_listing(page.encode(), "text/html", address, profile)
    assert [entry.url for entry in listing.entries] == urls
    assert listing.next_url == f"{address}?page=2"


@BY_NAME
def test_an_unknown_layout_gives_title_and_text_and_says_so(profile: Profile) -> None:
    """Nothing is made up: no reference, no request, no decision, and each of them is flagged."""
    page = b"<html><head><title>Pond dipping</title></head><body><p>Newts live in ponds 1 to 4.</p>"
    doc = read_document(page, "text/html", f"{profile.base_url}/foi-ai/pond-dipping/", profile)
    read = parse_disclosure(doc, profile)
    assert doc.text == "Newts live in ponds 1 to 4."
    assert read.title
    assert read.title.value == "Pond dipping"
    assert (read.reference, read.published, read.request, read.citations) == (None, None, None, ())
    assert read.decision.value.code == "unclear"
    noticed = {diagnostic.code for diagnostic in read.diagnostics}
    assert noticed >= {"reference.none", "published.none", "request.none", "decision.unclear"}


def test_a_saved_page_in_an_unknown_layout_is_a_flagged_response(tmp_path: Path) -> None:
    """No heading, label or word of any letter: South Wales and Essex have such pages."""
    page = tmp_path / "lamp-oil.html"
    page.write_text("<html><body><main><h1>Lamp oil</h1><p>Nine litres.</p></main></body></html>")
    url = "https://www.essex.police.uk/foi-ai/essex-police/other-information/previous-foi-requests/lamp-oil/"
    essex = ("--data", tmp_path / "data", "--site", "essex")
    assert foilog(*essex, "import", page, "--url", url).code == 0
    held = foilog(*essex, "explain", "lamp-oil", "--json").json
    assert held["title"] == "Lamp oil"
    assert {"reference.none", "request.none", "decision.unclear"} <= {
        each["code"] for each in held["diagnostics"]
    }


def test_a_new_force_is_a_file_and_its_pages(tmp_path: Path) -> None:
    """A force that no line of code knows: its profile and a page are written here, and read."""
    site, pages = tmp_path / "saltmarsh.toml", tmp_path / "pages"
    site.write_text(MADE_UP)
    pages.mkdir()
    (pages / "punts.html").write_text(MADE_UP_PAGE)
    (pages / "punts.json").write_text(json.dumps(MADE_UP_RECORD))
    figures = measure(pages, read_profile(MADE_UP, site.name))
    assert {(each["precision"], each["recall"]) for each in figures["fields"].values()} == {(1.0, 1.0)}
    assert figures["roles"]["ncnd"]["n"] == 1
    common = ("--data", tmp_path / "data", "--site", site)
    kept = foilog(*common, "import", pages / "punts.html", "--url", str(MADE_UP_RECORD["url"]), "--json")
    assert kept.code == 0, kept.err
    explained = foilog(*common, "explain", "SM0417", "--json")
    assert explained.json["id"] == "SM0417"
    assert foilog(*common, "verify").code == 0


@pytest.mark.parametrize("letters", ["GM", "gmp", "PSNI"])
def test_an_abbreviation_has_three_letters(letters: str) -> None:
    with pytest.raises(ProfileError, match=r"reading\.abbreviation must be three capital letters"):
        read_profile(MADE_UP.replace('"SMC"', f'"{letters}"'), "saltmarsh.toml")


def test_the_abbreviation_stands_as_the_one_that_rules_know() -> None:
    profile = read_profile(MADE_UP, "saltmarsh.toml")
    doc = read_document(b"SMC and SMCs, the SMC.", "text/plain", "", profile)
    assert (doc.text, doc.lowered) == ("SMC and SMCs, the SMC.", "mps and smcs, the mps.")
