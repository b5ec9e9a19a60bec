"""The practice site: varied as real pages are, the same from a seed, and a server that can misbehave."""

import hashlib
import html
import io
import re
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from protego import Protego

from archive.files.reader import FileReader
from parsers.files.media_types import media_type
from parsers.profile import read_profile
from parsers.provisions import registry
from practice import Item, PracticeServer, PracticeSite, generate, profile_text
from practice.blocks import plain_lines
from practice.listing import ANOTHER_FORCE, LISTING, LONE_FILES, POLICY
from practice.markup import DIALECTS
from practice.site import challenge
from practice.spellings import FORTY

SITE = generate()
TAGS = {item.path: item.tags for item in SITE.items}
PROFILE = read_profile(profile_text("http://127.0.0.1:8000"), "practice.toml")
DECISIONS = {
    "full_disclosure", "partial_disclosure", "refused_exempt", "refused_ncnd", "refused_cost",
    "refused_vexatious", "refused_repeated", "accessible_elsewhere", "not_held", "clarification",
    "other_regime", "withdrawn", "unclear",
}  # fmt: skip
ROLES = {"relied_on", "ncnd", "alternative", "procedural", "discussed", "other_act"}
# What real pages were seen to do, each with the tags of the pages that do it here.
SEEN = {
    1: ("Decision heading", "no Decision heading"),
    2: tuple(f"boilerplate b{n}" for n in range(5)),
    3: ("empty request",),
    4: ("request ending in a colon",),
    5: ("seven-digit reference",),
    6: ("second reference in the request", "reference in another form"),
    7: ("label repeated in the request",),
    8: ("refusal quoted in the request", "note: earlier refusal"),
    9: ("requester cites a section",),
    10: ("Section 60 of another Act",),
    11: ("section 13 of the Act",),
    12: ("sections 8, 84 and 17(1) in the list",),
    13: ("mixed dashes in one list",),
    14: ("bullets before citations",),
    15: ("written 40(2(3)(a)",),
    16: ("written 40(2)(3a)(a)",),
    17: ("written 31(1)(a)(b)(2)(b)",),
    18: ("written 31(1)(g) by virtue of (2)(b)",),
    19: ("title in brackets",),
    20: ("Sections .. and",),
    21: ("partial sentence with no list",),
    22: ("NCND before the list", "NCND after the list", "NCND under its own heading", "NCND in the reasons"),
    23: ("neither confirm or deny",),
    24: ("COSTS heading on a full disclosure",),
    25: ('without "in full"',),
    26: ("citation only in the reasons",),
    27: ("no reasons heading",),
    28: ("table in the answer",),
    29: ("slug ending in .pdf",),
    30: ("folder january---2026",),
    31: ("same answer as another page", "same request as another page"),
    32: ("e-mail address hidden",),
    33: ("closing quote without opening",),
    34: ("line Request: in the request",),
    35: ("Disclosure in a sentence",),
    39: ("label without number",),
    40: ("subject only in the title",),
}


def tagged(tag: str) -> list[Item]:
    return [item for item in SITE.items if tag in TAGS[item.path]]


@pytest.mark.parametrize("number", SEEN)
def test_what_real_pages_do_is_done_here(number: int) -> None:
    for tag in SEEN[number]:
        assert tagged(tag), tag


def test_pages_that_are_no_items_stand_in_the_listing() -> None:
    listed = {card.path for card in SITE.cards}
    for card in (POLICY, ANOTHER_FORCE):
        assert card.path in listed
        assert SITE.responses(card.path).status == 200
        assert PROFILE.kind(card.path) == "other"


def test_a_challenge_may_come_with_any_status() -> None:
    told, untold = challenge(403), challenge(200)
    assert told.header("CF-Mitigated") == "challenge"
    assert untold.header("cf-mitigated") is None
    assert b"Just a moment" in untold.body


def test_every_decision_occurs_several_times_and_every_role() -> None:
    readings = [item.expected for item in SITE.items]
    decisions = Counter(reading["decision"] for reading in readings)
    assert set(decisions) == DECISIONS
    assert min(decisions.values()) >= 3
    assert decisions["partial_disclosure"] + decisions["full_disclosure"] > len(readings) * 0.7
    assert {role for reading in readings for _, _, role in reading["citations"]} == ROLES
    assert {reading["regime"] for reading in readings} == {"FOIA", "EIR", "DPA"}


def test_section_40_is_written_in_twenty_ways() -> None:
    assert len({written.text for written in FORTY}) == 20
    for written in FORTY:
        (item,) = tagged(f"written {written.text}")
        text = "\n".join(plain_lines(item.letter.blocks))
        assert f"Section {written.text}" in text


def test_answers_name_provisions_that_exist() -> None:
    known = registry()
    for item in SITE.items:
        for act, provision, role in item.expected["citations"]:
            if act in {"FOIA2000", "EIR2004", "DPA2018", "UKGDPR"}:
                assert (act, provision) in known, (item.path, act, provision)
            else:
                assert (role, act[-4:].isdigit()) == ("other_act", True), (item.path, act)


def test_a_shared_answer_a_shared_request_a_shared_reference() -> None:
    one, two = tagged("same answer as another page")
    assert one.letter.outcome == two.letter.outcome
    assert one.expected["request_text"] != two.expected["request_text"]
    one, two = tagged("same request as another page")
    assert one.expected["request_text"] == two.expected["request_text"]
    assert one.reference != two.reference
    references = Counter(item.reference for item in SITE.items if item.reference)
    assert Counter(references.values())[2] == len(tagged("shared reference"))


def test_the_same_seed_gives_the_same_bytes_in_another_process() -> None:
    program = (
        "import hashlib; from practice import generate; site = generate(7, 40);"
        "print(hashlib.sha256(b''.join(site.responses(i.path).body for i in site.items)).hexdigest())"
    )
    root = Path(__file__).parents[1]
    site = generate(7, 40)
    ours = hashlib.sha256(b"".join(site.responses(item.path).body for item in site.items)).hexdigest()
    for hash_seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(root)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == ours
    assert generate(8, 40).items != site.items


@pytest.mark.parametrize("count", [0, 1, 5, 500])
def test_a_site_may_be_of_any_size(count: int) -> None:
    site = generate(3, count)
    assert len(site.items) == count
    assert len({item.path for item in site.items}) == count
    assert all(site.responses(item.path).status == 200 for item in site.items[:5])


def test_addresses_and_references_are_of_the_real_shape() -> None:
    assert len(SITE.items) >= 320
    for item in SITE.items:
        assert PROFILE.kind(item.path) == "item", item.path
        assert str(item.published.year) in item.path
        if item.reference:
            assert PROFILE.reference.fullmatch(item.reference)
            year = 2000 + int(item.reference[7:9])
            if item.special != "shared reference":
                assert item.published.year - 1 <= year <= item.published.year
    assert {item.published.year for item in SITE.items} >= {2022, 2023, 2024, 2025}


def test_pages_are_heavy_and_differ_in_markup() -> None:
    assert {item.dialect for item in SITE.items} == set(DIALECTS)
    for item in SITE.items:
        assert 60_000 < len(SITE.responses(item.path).body) < 150_000


def seen_text(item: Item) -> str:
    encoding = "cp1252" if item.encoding.startswith("windows") else "utf-8"
    page = SITE.responses(item.path).body.decode(encoding)
    page = re.sub(r"(?s)<(script|style|svg).*?</\1>", "", page)
    page = re.sub(r"<(?:br|li|/?p|/?div|/?td)\b[^>]*>", " ", page)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", page)).split())


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_word_of_a_letter_is_on_its_page(dialect: str) -> None:
    for item in tagged(f"dialect {dialect}"):
        text = seen_text(item)
        for line in plain_lines(item.letter.blocks):
            words = re.sub(r"^(?:\d{1,2}|[a-z]+)?[.•] ?| \| .*$", "", line)
            words = words.replace("foi.answers@barchester.invalid", "[email protected]")
            assert " ".join(words.split()) in text, (item.path, line)


def test_a_mislabelled_page_is_not_utf_8() -> None:
    broken = 0
    for item in tagged("encoding windows-1252 labelled utf-8"):
        response = SITE.responses(item.path)
        assert response.header("Content-Type") == "text/html; charset=utf-8"
        try:
            response.body.decode("utf-8")
        except UnicodeDecodeError:
            broken += 1
    assert broken == len(tagged("encoding windows-1252 labelled utf-8"))
    (first, *_) = tagged("encoding no charset")
    response = SITE.responses(first.path)
    assert response.header("Content-Type") == "text/html"
    assert b"charset" not in response.body


def walk(site: PracticeSite) -> Iterator[str]:
    query = ""
    while True:
        page = site.responses(LISTING, query).body.decode()
        yield page
        onward = re.search(r'href="[^"?]*\?([^"]+)" rel="next"', page)
        if not onward:
            return
        query = onward[1]


def test_the_listing_leads_to_every_item() -> None:
    pages = list(walk(SITE))
    hrefs = [html.unescape(h).partition("?")[0] for p in pages for h in re.findall(r'<a href="(/[^"]+)"', p)]
    for item in SITE.items:
        assert set(item.older_paths if item.redirects else (item.path, *item.older_paths)) <= set(hrefs)
    assert {card.path for card in LONE_FILES} <= set(hrefs)
    assert all(len(re.findall(r"<h[23]", page)) == 20 for page in pages[:-1])
    days = [card.published for card in SITE.cards]
    assert days == sorted(days, reverse=True)
    assert b"No results found" in SITE.responses(LISTING, f"page={len(pages) + 1}").body


def test_robots_txt_needs_a_reader_of_wildcards() -> None:
    text = SITE.responses("/robots.txt").body.decode()
    assert "\r\n" in text
    rules = Protego.parse(text)
    assert rules.can_fetch(f"http://127.0.0.1{LISTING}?page=2", "foilog")
    assert not rules.can_fetch(f"http://127.0.0.1{LISTING}GetPaginatedResults/?page=2", "foilog")


def test_pages_that_moved() -> None:
    for item in tagged("moved: old address redirects"):
        response = SITE.responses(item.older_paths[0])
        assert (response.status, response.header("Location")) == (301, item.path)
    for item in tagged("moved: both answer"):
        assert SITE.responses(item.older_paths[0]).body == SITE.responses(item.path).body


def test_an_address_may_differ_in_case_and_slash_and_lead_nowhere() -> None:
    path = SITE.items[0].path
    assert SITE.responses(path.upper().rstrip("/")).body == SITE.responses(path).body
    lost = SITE.responses("/foi-ai/barchester-constabulary/d/march-2022/nothing/")
    assert lost.status == 404
    assert b"Page not found" in lost.body


def test_files_are_what_they_say() -> None:
    linked = [path for item in SITE.items for path in item.letter.files]
    with_files = [item for item in SITE.items if item.letter.files]
    assert 0.15 < len(with_files) / len(SITE.items) < 0.35
    cases = set()
    for path in [*linked, *(card.path for card in LONE_FILES)]:
        response, file = SITE.responses(path), SITE.file(path)
        cases.add(file.case)
        assert PROFILE.kind(path) == "attachment"
        assert response.status == (404 if file.body is None else 200)
        if response.body.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(response.body)) as book:
                assert book.testzip() is None
        elif response.body.startswith(b"%PDF"):
            start = int(response.body.rsplit(b"startxref\n", 1)[1].split()[0])
            assert response.body[start:].startswith(b"xref")
    assert len(cases) == 10
    assert any("." not in path.rsplit("/", 1)[1] for path in linked)


def test_the_reader_says_of_every_file_what_it_is() -> None:
    with FileReader.open() as reader:
        for path in {path for item in SITE.items for path in item.letter.files}:
            file = SITE.file(path)
            if file.body is not None:
                outcome = reader.read(file.body, path, file.media_type)
                assert (outcome.state, file.case) == (file.state, file.case), outcome.reason
                assert media_type(outcome.reading.kind, file.media_type) == file.media_type


def test_the_profile_is_of_a_fictional_site_on_this_machine() -> None:
    assert (PROFILE.name, PROFILE.fictional, PROFILE.loopback) == ("practice", True, True)
    assert (PROFILE.min_delay_seconds, PROFILE.removal_hours) == (0, 0)
    assert PROFILE.kind(LISTING) == "listing"


@pytest.fixture
def server() -> Iterator[PracticeServer]:
    with PracticeServer(SITE) as running:
        yield running


def get(server: PracticeServer, path: str, **headers: str) -> httpx.Response:
    return httpx.get(server.base_url + path, headers=headers, trust_env=False)


def test_the_server_answers_on_this_machine_alone_and_keeps_a_log(server: PracticeServer) -> None:
    assert urlsplit(server.base_url).hostname == "127.0.0.1"
    item = SITE.items[10]
    assert get(server, item.path, **{"User-Agent": "me"}).content == SITE.responses(item.path).body
    assert httpx.head(server.base_url + "/nowhere", trust_env=False).content == b""
    first, second = server.log
    assert (first.method, first.path, first.status) == ("GET", item.path, 200)
    assert ("User-Agent", "me") in first.headers
    assert (second.method, second.status) == ("HEAD", 404)
    assert first.at <= second.at <= time.monotonic()


def test_conditional_requests(server: PracticeServer) -> None:
    path = SITE.items[10].path
    first = get(server, path)
    assert get(server, path, **{"If-None-Match": first.headers["etag"]}).status_code == 304
    assert get(server, path, **{"If-Modified-Since": first.headers["last-modified"]}).status_code == 304
    assert get(server, path, **{"If-None-Match": '"other"'}).status_code == 200
    server.edit(path, "request reference", "request  reference")
    assert get(server, path, **{"If-None-Match": first.headers["etag"]}).status_code == 200


def test_edits_add_up_and_an_edit_of_nothing_is_an_error(server: PracticeServer) -> None:
    item = next(item for item in SITE.items if item.dialect == "main" and item.encoding == "utf-8")
    server.edit(item.path, "I note you seek access", "I see that you seek access")
    server.edit(item.path, "I see that you seek access", "I gather that you seek access")
    assert "I gather that you seek access" in get(server, item.path).text
    with pytest.raises(ValueError, match="does not hold"):
        server.edit(item.path, "I note you seek access", "no")


def test_a_removed_page_leaves_the_listing_too(server: PracticeServer) -> None:
    newest = SITE.items[-1]
    assert newest.path in get(server, LISTING).text
    server.remove(newest.path, 410)
    assert get(server, newest.path).status_code == 410
    assert newest.path not in get(server, LISTING).text
    server.reset()
    assert get(server, newest.path).status_code == 200


def test_an_answer_may_be_put_in_place_of_the_sites_own(server: PracticeServer) -> None:
    server.answer_with(r"/published-items/\?page=2", challenge(), times=1)
    assert get(server, f"{LISTING}?page=1").status_code == 200
    assert get(server, f"{LISTING}?page=2").status_code == 403
    assert get(server, f"{LISTING}?page=2").status_code == 200
    server.answer_with("robots", lambda response: response, delay=0.2)
    started = time.monotonic()
    assert get(server, "/robots.txt").status_code == 200
    assert time.monotonic() - started >= 0.2


def test_nonces_change_the_bytes_and_nothing_else(server: PracticeServer) -> None:
    path = SITE.items[10].path
    assert get(server, path).content == get(server, path).content
    server.behaviours = type(server.behaviours)(nonces=True)
    first, second = get(server, path), get(server, path)
    assert first.content != second.content
    assert "etag" not in first.headers
    assert len(first.content) == len(second.content)
