"""Each numbered case of docs/archives.md has a test with its number, and each switch belongs to a case."""

import re
from pathlib import Path

from practice.archive_faults import COMMON_CRAWL, WAYBACK

ROOT = Path(__file__).parents[1]
DOCUMENTED = set(
    re.findall(r"^\| ([WC]\d+) \|", (ROOT / "docs/archives.md").read_text("utf-8"), re.MULTILINE)
)


def cases_tested() -> set[str]:
    tests = "".join(path.read_text("utf-8") for path in (ROOT / "tests").glob("test_*.py"))
    return {
        f"{letter.upper()}{int(number)}"
        for letter, number in re.findall(r"^def test_([wc])(\d\d)_", tests, re.M)
    }


def test_every_case_is_documented_and_tested():
    assert {f"W{number}" for number in range(1, 20)} | {f"C{number}" for number in range(1, 8)} == DOCUMENTED
    assert cases_tested() == DOCUMENTED


def test_every_switch_belongs_to_a_case():
    assert {name.split()[0] for name in (*WAYBACK, *COMMON_CRAWL)} | {"W18"} == DOCUMENTED
