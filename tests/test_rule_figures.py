"""How often the rules are right: the figures kept with the program, the table of rules, what readers see."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest

from archive.building.build import build_and_publish
from archive.store.captures import CaptureStore
from bench.rules import RULES, figures_as_csv, rule_figures
from foilog.evaluating import FIELDS
from parsers import measured
from tests.held_pages import ITEMS, MET, capture, hold, letter, page
from tests.running_site import running_site
from tests.test_build import query
from web.published import PublishedFile


def test_the_figures_are_of_the_rules_as_they_are() -> None:
    kept = (RULES / "measured.csv").read_text("utf-8")
    assert kept == figures_as_csv(rule_figures()), "out of date: run python -m bench rules"


def test_figures_are_counts_of_what_was_found() -> None:
    for figure in measured.rule_figures():
        assert 0 <= figure.right <= figure.n, figure
        assert figure.n, figure
    found = {(figure.rule, figure.what) for figure in measured.rule_figures()}
    assert {("citation.list", "relied_on"), ("reference.label", "reference")} <= found
    assert len(found) == len(measured.rule_figures())


def test_accuracy_has_a_figure_for_each_field_that_is_measured() -> None:
    assert {figure.field for figure in measured.accuracy()} == set(FIELDS)
    for figure in measured.accuracy():
        assert 0 < figure.precision <= 1, figure
        assert 0 < figure.recall <= 1, figure
        assert figure.n >= 20, figure
    assert len({date.fromisoformat(figure.measured) for figure in measured.accuracy()}) == 1


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data: Path = tmp_path_factory.mktemp("data")
    address = f"{ITEMS}/disclosure-2024/march-2024"
    with CaptureStore.open(data / "captures.db") as store:
        hold(
            store,
            capture(f"{address}/swans/", page(letter())),
            capture(f"{address}/geese/", page(letter("01.FOI.23.032222", request="How many geese?"))),
        )
    return build_and_publish(data, MET).path


def test_the_table_has_every_rule_that_found_something(archive: Path) -> None:
    used = query(archive, "select rule from findings union select rule from citations")
    assert {name for (name,) in used} == {
        name for (name,) in query(archive, "select name from rules where uses")
    }
    (total,) = query(archive, "select (select count(*) from findings) + (select count(*) from citations)")
    assert query(archive, "select sum(uses) from rules") == [total]


def test_a_rule_has_its_uses_and_its_precision(archive: Path) -> None:
    figures = {(figure.rule, figure.what): figure for figure in measured.rule_figures()}
    rows = query(archive, "select name, what, uses, measured_right, measured_n, precision from rules")
    assert {(name, what) for name, what, *_ in rows} >= figures.keys()
    for name, what, _, right, n, precision in rows:
        figure = figures.get((str(name), str(what)))
        expected = (figure.right, figure.n, round(figure.right / figure.n, 3)) if figure else (None,) * 3
        assert (right, n, precision) == expected, name
    assert query(archive, "select uses from rules where name = 'citation.list' and what = 'relied_on'") == [
        (2,)
    ]
    levels = dict(query(archive, "select name, level from rules where uses"))
    assert levels["citation.list"] is None
    assert "high" in levels.values()


def test_further_places_of_a_citation_count_for_their_role(archive: Path) -> None:
    whats = {what for (what,) in query(archive, "select what from rules")}
    assert "procedural" in whats
    assert "citation" not in whats


@pytest.fixture
def site(archive: Path) -> Iterator[httpx.Client]:
    with running_site(PublishedFile(archive)) as address, httpx.Client(base_url=address) as client:
        yield client


def test_the_about_page_has_the_figures_and_their_date(site: httpx.Client) -> None:
    html = site.get("/about").text
    words = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    for figure in measured.accuracy():
        assert f"{figure.precision:.1%} {figure.recall:.1%} {figure.n:,}" in words
    assert "They are invented" in words
    assert 'href="/foi/rules"' in html


def test_the_table_can_be_read(site: httpx.Client) -> None:
    assert "How far its match alone is trusted" in site.get("/foi/rules").text
    rows = site.get("/foi/rules.json?_shape=array&name=citation.list&what=relied_on").json()
    assert rows[0]["uses"] == 2
