"""Corrections by hand: the list, what it changes at every build, and what readers are told of it."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from archive.building.build import build_and_publish
from archive.building.check import verify
from archive.building.corrections import FIELDS, load_corrections, read_corrections
from archive.errors import FaultyCorrections
from archive.store.captures import CaptureStore
from parsers.models import Capture
from tests.command import ROOT, foilog
from tests.held_pages import ITEMS, MET, capture, hold, letter, page
from tests.running_site import running_site
from tests.test_build import query
from web.published import PublishedFile

SWANS = f"{ITEMS}/disclosure-2024/march-2024/swans-roads/"
GEESE = f"{ITEMS}/disclosure-2024/april-2024/geese-bridges/"
SWANS_ID, GEESE_ID = "01.FOI.23.031111", "01.FOI.23.032222"
PAGES = (
    capture(SWANS, page(letter())),
    capture(GEESE, page(letter(GEESE_ID, request="How many geese crossed?"), title="Geese")),
)
DECISION = {"key": SWANS_ID, "field": "decision", "value": "not_held"}
LATE = "2024-06-01T09:00:00Z"


def entry(**said: object) -> str:
    """An entry of the list; a key said to be None is left out."""
    known = {"reason": "It says so", "who": "A. Reviewer", "when": "2025-03-14", **said}
    lines = [f"{key} = {json.dumps(value)}" for key, value in known.items() if value is not None]
    return "\n".join(("[[correction]]", *lines, ""))


def add(data: Path, *captures: Capture) -> None:
    with CaptureStore.open(data / "captures.db") as store:
        hold(store, *captures)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    add(tmp_path, *PAGES)
    return tmp_path


def built(data: Path, *entries: str) -> Path:
    (data / "corrections.toml").write_text("\n".join(entries), "utf-8")
    report = build_and_publish(data, MET)
    assert not report.unused
    return report.path


def column(path: Path, name: str, response: str = SWANS_ID) -> object:
    return query(path, f"select {name} from responses where id = ?", response)[0][0]


def citations(path: Path) -> set[tuple[object, ...]]:
    return set(query(path, "select provision, role from citations where response_id = ?", SWANS_ID))


# The list -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("key = ", "not valid TOML"),
        ('[[suppression]]\nkey = "a"', "something else than"),
        ("correction = 3", "something else than"),
        ("correction = [3]", "entry 1: not a table"),
        (entry(**DECISION, reason=None), "entry 1: reason missing"),
        (entry(**DECISION, who=None, when=None), "entry 1: who, when missing"),
        (entry(**DECISION, reason=" "), "entry 1: reason must be words"),
        (entry(**DECISION, why="so"), "entry 1: unknown key why"),
        (entry(**DECISION, when="in May"), "entry 1: 'in May' is no date"),
        (entry(**{**DECISION, "key": 7}), "entry 1: key must be words"),
        (entry(**{**DECISION, "field": "text"}), "entry 1: no field 'text' can be corrected"),
        (entry(**{**DECISION, "value": "maybe"}), "entry 1: no decision is called 'maybe'"),
        (entry(**{**DECISION, "value": True}), "entry 1: value must be words"),
        (entry(key="a", field="published", value="2024-13"), "entry 1: '2024-13' is no date"),
        (entry(key="a", field="decision_components", value=["given"]), "entry 1: value must be a list"),
        (entry(key="a", field="decision_components", value="exempt"), "entry 1: value must be a list"),
        (entry(key="a", field="citation", value="31(1)(a)"), "entry 1: '31(1)(a)' is not like"),
        (entry(key="a", field="citation", value="FOIA2000 99 relied_on"), "entry 1: FOIA2000 has no"),
        (entry(key="a", field="citation", value="FOIA2000 31 used"), "entry 1: no role is called 'used'"),
        (entry(key="a", field="citation", value="Swan Act 1999 3 relied_on"), "can only be other_act"),
        (entry(**DECISION) + entry(**DECISION, who=None), "entry 2: who missing"),
        (entry(**DECISION, who=None) + entry(**DECISION, when=None), "entry 1: who missing; entry 2: when"),
    ],
)
def test_every_fault_is_named_with_file_and_entry(text: str, fault: str) -> None:
    with pytest.raises(FaultyCorrections) as raised:
        read_corrections(text, Path("data/corrections.toml"))
    assert str(raised.value).startswith("data/corrections.toml: ")
    assert fault in str(raised.value)


def test_a_date_may_be_written_as_toml_has_it() -> None:
    text = entry(key="a", field="published", value="2024-05", when=None) + "when = 2024-03-14\n"
    text += entry(key="a", field="published", value=None) + "value = 2024-05-02"
    first, second = read_corrections(text, Path("corrections.toml"))
    assert (first.value, first.when) == ("2024-05", "2024-03-14")
    assert second.value == "2024-05-02"


def test_the_list_kept_with_the_program_is_empty_and_its_example_is_sound() -> None:
    kept = ROOT / "data" / "corrections.toml"
    lines = kept.read_text("utf-8").splitlines()
    example = lines[next(at for at, line in enumerate(lines) if "[[correction]]" in line) :]
    assert load_corrections(kept.parent) == ()
    assert read_corrections("\n".join(line.removeprefix("# ") for line in example), kept)


# At a build -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [SWANS_ID, "1/foi/23/31111/X", SWANS, SWANS.removeprefix("https://").upper()])
def test_a_correction_finds_its_response(data: Path, key: str) -> None:
    path = built(data, entry(**{**DECISION, "key": key}))
    assert column(path, "decision") == "not_held"
    assert column(path, "decision", GEESE_ID) == "partial_disclosure"


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("reference", "01.FOI.23.039999", "01.FOI.23.039999"),
        ("title", "Swans on bridges", "Swans on bridges"),
        ("published", "2024-02-29", "2024-02-29"),
        ("decision", "not_held", "not_held"),
        ("decision_components", ["not_held", "exempt"], '["exempt", "not_held"]'),
        ("request_text", "How many?", "How many?"),
        ("request_text", "", None),
    ],
)
def test_the_value_wins_and_the_reason_is_its_evidence(
    data: Path, field: str, value: object, expected: str | None
) -> None:
    before = column(built(data), "text")
    path = built(data, entry(key=SWANS_ID, field=field, value=value))
    assert column(path, field) == expected
    assert column(path, "text") == before
    name = field.removesuffix("s") if field == "decision_components" else field
    found = query(
        path,
        "select start_char, end_char, quote, rule from findings where response_id = ? and field = ?",
        SWANS_ID,
        name,
    )
    assert set(found) == {(None, None, "It says so", "correction")}
    said = query(path, "select response_id, field, reason, corrected_on from corrections")
    assert said == [(SWANS_ID, field, "It says so", "2025-03-14")]
    assert verify(data, MET).problems == ()


def test_every_field_is_tried_here() -> None:
    assert set(FIELDS) == {
        "reference", "title", "published", "decision", "decision_components", "request_text", "citation",
    }  # fmt: skip


def test_a_corrected_decision_is_certain(data: Path) -> None:
    undecided = (*letter()[:3], "Decision", "The keeper of swans is on leave.")
    add(data, capture(SWANS, page(undecided), LATE))
    assert column(built(data), "decision_confidence") == "low"
    path = built(data, entry(**DECISION))
    assert column(path, "decision_confidence") == "high"


def test_a_corrected_reference_keeps_the_id(data: Path) -> None:
    built(data)
    path = built(data, entry(key=SWANS_ID, field="reference", value="01/FOI/23/039999"))
    assert query(path, "select id, reference_key from responses where url = ?", SWANS) == [
        (SWANS_ID, "01.FOI.23.039999")
    ]
    never_published = data / "new"
    never_published.mkdir()
    add(never_published, *PAGES)
    path = built(never_published, entry(key=SWANS_ID, field="reference", value=GEESE_ID))
    assert {name for (name,) in query(path, "select id from responses")} == {SWANS_ID, GEESE_ID}


def test_a_corrected_date_counts_in_its_month(data: Path) -> None:
    path = built(data, entry(key=SWANS_ID, field="published", value="2023-01"))
    assert query(path, "select month, parsed from coverage") == [("2023-01", 1), ("2024-04", 1)]


def test_the_last_of_several_corrections_of_one_value_counts(data: Path) -> None:
    path = built(data, entry(**DECISION), entry(**{**DECISION, "key": SWANS, "value": "withdrawn"}))
    assert column(path, "decision") == "withdrawn"
    assert query(path, "select value from corrections") == [("withdrawn",)]


def test_a_citation_is_put_in_and_taken_out(data: Path) -> None:
    assert ("40(2)", "relied_on") in citations(built(data))
    path = built(
        data,
        entry(key=SWANS_ID, field="citation", value="-FOIA2000 40(2) relied_on"),
        entry(key=SWANS_ID, field="citation", value="FOIA2000 40(2) discussed"),
        entry(key=SWANS_ID, field="citation", value="FOIA2000 31(1)(a) relied_on"),
        entry(key=SWANS_ID, field="citation", value="Swan Act 1999 3(1) other_act"),
    )
    assert citations(path) >= {("40(2)", "discussed"), ("31(1)(a)", "relied_on"), ("3(1)", "other_act")}
    assert ("40(2)", "relied_on") not in citations(path)
    rows = query(path, "select provision, section, as_written from citations where rule = 'correction'")
    assert sorted(rows) == [("3(1)", "3", ""), ("31(1)(a)", "31", ""), ("40(2)", "40", "Section 40(2)")]
    assert query(path, "select count(*) from findings where rule = 'correction'") == [(4,)]
    assert verify(data, MET).problems == ()


def test_it_survives_a_new_capture(data: Path) -> None:
    built(data, entry(**DECISION))
    add(data, capture(SWANS, page(letter(answer="Thirteen swans, in fact.")), LATE))
    path = build_and_publish(data, MET).path
    assert column(path, "captured_at") == LATE
    assert column(path, "decision") == "not_held"


def test_what_means_no_response_or_several_is_told(data: Path) -> None:
    twin = f"{ITEMS}/disclosure-2024/may-2024/swans-again/"
    add(data, capture(twin, page(letter(request="Again, please?")), LATE))
    (data / "corrections.toml").write_text(
        entry(**{**DECISION, "key": "nothing/here"}) + entry(**{**DECISION, "key": "FOI/23/031111"}), "utf-8"
    )
    report = build_and_publish(data, MET)
    assert report.unused == (
        "entry 1: 'nothing/here' means no response",
        "entry 2: 'FOI/23/031111' is the reference of 01.FOI.23.031111, 01.FOI.23.031111-2: name one id",
    )
    assert query(report.path, "select count(*) from corrections") == [(0,)]


# As a person meets it -------------------------------------------------------------------------------------


def test_the_command_tells_and_goes_on(data: Path) -> None:
    (data / "corrections.toml").write_text(entry(**{**DECISION, "key": "nothing"}), "utf-8")
    ended = foilog("--data", data, "build")
    assert ended.code == 0
    assert "corrections.toml: entry 1: 'nothing' means no response; not used" in ended.err


@pytest.mark.parametrize("verb", ["build", "refresh"])
def test_a_fault_ends_the_command_and_the_public_file_stays(data: Path, verb: str) -> None:
    before = built(data).read_bytes()
    (data / "corrections.toml").write_text(entry(**DECISION, who=None), "utf-8")
    ended = foilog("--data", data, verb, FOILOG_CONTACT="a@example.org")
    assert ended.code == 5
    assert f"{data / 'corrections.toml'}: entry 1: who missing. Mend the entries named" in ended.err
    assert (data / "foi.db").read_bytes() == before


@pytest.fixture
def site(data: Path) -> Iterator[httpx.Client]:
    path = built(
        data,
        entry(**DECISION),
        entry(key=SWANS_ID, field="citation", value="FOIA2000 31(1)(a) relied_on", reason="See <the> end"),
    )
    with running_site(PublishedFile(path)) as address, httpx.Client(base_url=address) as client:
        yield client


def test_the_page_and_the_record_say_so(site: httpx.Client) -> None:
    html = site.get(f"/r/{SWANS_ID}").text
    assert "Decision: corrected by us on 14 March 2025: It says so" in html
    assert "s.31(1)(a), relied on, put in: corrected by us on 14 March 2025: See &lt;the&gt; end" in html
    assert "A. Reviewer" not in html
    assert "“”" not in html, "no empty quotation"
    record = site.get(f"/r/{SWANS_ID}.json").json()
    assert record["corrections"][0] | {"id": 0} == {
        "id": 0,
        "response_id": SWANS_ID,
        "field": "decision",
        "value": "not_held",
        "reason": "It says so",
        "corrected_on": "2025-03-14",
        "note": "corrected by us on 14 March 2025: It says so",
    }
    assert "corrected by us" not in site.get(f"/r/{GEESE_ID}").text
