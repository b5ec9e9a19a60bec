"""What the reading found odd, shown to those who look after the rules; every code has its explanation."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from archive.building.build import build_and_publish
from archive.search.diagnostics import PAGE_SIZE
from archive.store.captures import CaptureStore
from tests.command import ROOT
from tests.held_pages import ITEMS, MET, capture, hold, letter, page
from tests.running_site import running_site
from web.explanations import EXPLANATIONS, explained
from web.published import PublishedFile

_RECORDS = {"Diagnostic", "DiagnosticRow"}
_CODE = re.compile(r"[a-z]+\.[a-z-]+")


def name_called(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def codes_in(source: str) -> set[str]:
    """The codes that a module's diagnostics can have.

    A code is written where the record is made, or where a function of the module that makes it is called.
    """
    tree = ast.parse(source)
    makers = {
        function.name
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and name_called(call) in _RECORDS
        if isinstance(call.args[0], ast.Name) and call.args[0].id in {a.arg for a in function.args.args}
    }
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args)
    return {
        constant.value
        for call in calls
        if name_called(call) in _RECORDS | makers
        for constant in ast.walk(call.args[0])
        if isinstance(constant, ast.Constant) and _CODE.fullmatch(str(constant.value))
    }


def emitted() -> set[str]:
    paths = (path for room in ("parsers", "archive") for path in (ROOT / room).rglob("*.py"))
    return set().union(*(codes_in(path.read_text("utf-8")) for path in paths))


def test_codes_are_found_however_they_are_written() -> None:
    source = """
def note(code, why): yield Diagnostic(code, why)
def read(): note("a.one", "said"); Diagnostic("a.two" if odd else "a.three", "said"); print("no.code")
NONE = DiagnosticRow("a.four", "said")
"""
    assert codes_in(source) == {"a.one", "a.two", "a.three", "a.four"}


def test_every_code_has_its_explanation_and_no_other_has() -> None:
    assert emitted() == set(EXPLANATIONS)
    for code, sentence in EXPLANATIONS.items():
        assert re.fullmatch(r"[A-Z].*\.", sentence), code


def test_a_code_of_a_later_version_is_no_error() -> None:
    assert explained("swans.purple") == "Not known to this version of foilog."


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    data: Path = tmp_path_factory.mktemp("data")
    pages = [
        capture(
            f"{ITEMS}/disclosure-2024/may-2024/swans-{number:03}/", page(_letter(number), title="<Swans>")
        )
        for number in range(PAGE_SIZE + 2)
    ]
    odd = letter("01.FOI.23.900900", request="How many geese?", exemption="Section 99 - Geese")
    pages.append(capture(f"{ITEMS}/disclosure-2024/june-2024/geese/", page(odd, title="Geese")))
    with CaptureStore.open(data / "captures.db") as store:
        hold(store, *pages)
    report = build_and_publish(data, MET)
    with running_site(PublishedFile(report.path)) as address, httpx.Client(base_url=address) as client:
        yield client


def _letter(number: int) -> tuple[str, ...]:
    return letter(f"01.FOI.23.{31000 + number:06}", request="")


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_page_counts_responses_and_leads_to_them(site: httpx.Client) -> None:
    html = site.get("/diagnostics").text
    assert f"request.empty {EXPLANATIONS['request.empty']} {PAGE_SIZE + 2}" in words(html)
    assert f"bytes.nul {EXPLANATIONS['bytes.nul']} 0" in words(html)
    assert set(EXPLANATIONS) <= set(words(html).split())
    assert 'href="/diagnostics/request.empty"' in html
    assert 'href="/diagnostics/bytes.nul"' not in html
    assert html.index("request.empty") < html.index("bytes.nul")


def test_a_code_leads_to_its_responses(site: httpx.Client) -> None:
    html = site.get("/diagnostics/request.empty").text
    assert f"{PAGE_SIZE + 2} responses, newest first, page 1 of 2" in words(html)
    assert html.count('href="/r/01.FOI.23.031') == PAGE_SIZE
    assert "&lt;Swans&gt;" in html
    assert "Geese" not in html
    following = site.get("/diagnostics/request.empty?page=2").text
    assert following.count('href="/r/01.FOI.23.031') == 2
    assert 'href="/r/01.FOI.23.900900"' in site.get("/diagnostics/citation.not-in-registry").text


@pytest.mark.parametrize("number", ["3", "999999"])
def test_a_page_past_the_end_says_so(site: httpx.Client, number: str) -> None:
    answer = site.get(f"/diagnostics/request.empty?page={number}")
    assert answer.status_code == 200
    assert "There are only 2 pages. Go to page 2 ." in words(answer.text)


@pytest.mark.parametrize("number", ["0", "-1", "two", "²", "9" * 40, ""])
def test_what_is_no_page_number_is_the_first_page(site: httpx.Client, number: str) -> None:
    answer = site.get("/diagnostics/request.empty", params={"page": number})
    assert "page 1 of 2" in words(answer.text)


def test_codes_without_responses_and_codes_there_are_not(site: httpx.Client) -> None:
    assert "No response has it." in words(site.get("/diagnostics/bytes.nul").text)
    answer = site.get("/diagnostics/swans.purple")
    assert answer.status_code == 404
    assert "We hold nothing at this address" in answer.text


def test_it_is_linked_from_the_about_page_and_not_from_the_navigation(site: httpx.Client) -> None:
    html = site.get("/about").text
    assert 'href="/diagnostics"' in html
    assert 'href="/foi/rules"' in html
    (navigation,) = re.findall(r'<nav aria-label="Main">.*?</nav>', html, re.DOTALL)
    assert "/diagnostics" not in navigation
    assert "/diagnostics" not in site.get("/").text
