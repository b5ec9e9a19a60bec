"""The examples of docs/examples give the numbers that the site gives."""

import csv
import io
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from archive.export.exporting import export_archive
from archive.search.download import MADE_INERT
from practice.site import generate
from tests.command import ROOT
from tests.practice_archive import write_practice
from tests.running_site import running_site
from tests.site_pages import spoken
from web.described import described_tables
from web.published import PublishedFile


@pytest.fixture(scope="module")
def charts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of a practice site, exported, and what the script makes of it in ``charts``."""
    folder = tmp_path_factory.mktemp("example")
    write_practice(folder, generate(items=150))
    export_archive(folder, folder / "exported", ["csv"], described_tables())
    script = ROOT / "docs" / "examples" / "charts.py"
    command = [sys.executable, str(script), str(folder / "exported"), str(folder / "charts")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


def counted(text: str) -> set[tuple[str, ...]]:
    names = ("period", "published_responses", "section", "any_use", "relied_on", "ncnd", "alternative")
    return {tuple(row[name] for name in names) for row in csv.DictReader(io.StringIO(text, newline=""))}


def test_the_script_counts_as_the_site_does(charts: Path) -> None:
    with running_site(PublishedFile(charts / "foi.db")) as address:
        shown = httpx.get(f"{address}/exemptions.csv").content.decode("utf-8-sig")
        page = spoken(httpx.get(f"{address}/exemptions").text)
    table = (charts / "charts" / "exemptions-by-year.csv").read_text("utf-8")
    assert len(counted(table)) > 50
    assert counted(table) == counted(shown)
    overall = list(csv.DictReader((charts / "charts" / "any-exemption-by-year.csv").read_text().splitlines()))
    row = " ".join(year["any_exemption"] for year in overall)
    assert f"Any exemption {row}" in page
    assert f"All published responses {' '.join(year['published'] for year in overall)}" in page


def test_the_script_draws_what_it_counted(charts: Path) -> None:
    page = (charts / "charts" / "charts.html").read_text("utf-8")
    assert page.count("<svg") == 9
    for part, whole in re.findall(r">\d{4}: (\d+) of (\d+)<", page):
        assert int(part) <= int(whole)


@pytest.mark.parametrize("arguments", [[], ["one"], ["one", "two", "three"], ["no-such-folder", "charts"]])
def test_the_script_says_in_a_line_what_it_needs(tmp_path: Path, arguments: list[str]) -> None:
    command = [sys.executable, str(ROOT / "docs" / "examples" / "charts.py"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith("charts.py: ")
    assert not [*tmp_path.iterdir()]


def test_the_script_takes_apostrophes_off_as_the_export_puts_them_on() -> None:
    assert MADE_INERT in (ROOT / "docs" / "examples" / "charts.py").read_text("utf-8")
