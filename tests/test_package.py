"""`pip install .` gives a working command with its tables, templates and static files."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.command import ROOT, environment


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation",
         "--disable-pip-version-check", "--wheel-dir", str(folder), str(ROOT)],
        check=True, timeout=120,
    )  # fmt: skip
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_what_the_program_opens(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for room in ("parsers", "scraper", "archive", "web", "practice", "foilog"):
        kept = [p for p in (ROOT / room).rglob("*") if p.is_file() and "__pycache__" not in p.parts]
        assert {str(path.relative_to(ROOT)) for path in kept} <= names
    assert "web/metadata.yml" in names


def test_it_works_from_another_folder(wheel: Path, tmp_path: Path) -> None:
    installed = tmp_path / "installed"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--disable-pip-version-check",
         "--target", str(installed), str(wheel)],
        check=True, timeout=120,
    )  # fmt: skip
    code = (
        "import foilog, importlib.metadata as m, asyncio;"
        f"assert foilog.__file__.startswith({str(installed)!r}), foilog.__file__;"
        "from foilog.__main__ import run; assert run(['--data', 'data', 'build']) == 0;"
        "from datasette.app import Datasette;"
        "get = Datasette(['data/foi.db']).client.get;"
        "page = asyncio.run(get('/'));"
        "assert page.status_code == 200 and 'foilog' in page.text, page.text"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment(PYTHONPATH=str(installed)),
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
