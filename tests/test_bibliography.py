import json
import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.bibliography import Work, bibtex, csl_json, head_tags, plain, ris

TODAY = date(2026, 11, 22)
WORK = Work(
    id="01.FOI.24.900101",
    author="Metropolitan Police Service",
    title="Kennels & fans: 50% {warm}",
    reference="01.FOI.24.900101",
    published="2024-04-12",
    permalink="https://archive.example/r/01.FOI.24.900101",
    source="https://met.example/kennels/",
    copied="2024-06-01T03:51:00Z",
    sha256="04be77aa91c3" + "0" * 52,
    fictional=False,
)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1)


def test_one_line_says_what_was_read() -> None:
    assert plain(WORK) == (
        "Metropolitan Police Service, “Kennels & fans: 50% {warm}”, FOI response 01.FOI.24.900101,"
        " 12 April 2024. foilog copy of 1 June 2024, SHA-256 04be77aa91c3."
    )


def test_a_line_leaves_out_what_is_not_known_and_owns_to_practice() -> None:
    listed = replace(WORK, published="", copied="", sha256="", fictional=True)
    assert plain(listed) == (
        "Metropolitan Police Service, “Kennels & fans: 50% {warm}”, FOI response 01.FOI.24.900101."
        " Invented practice data."
    )


def test_bibtex() -> None:
    assert bibtex(WORK, TODAY) == (
        "@misc{foilog-01.FOI.24.900101,\n"
        "  author = {{Metropolitan Police Service}},\n"
        r"  title = {{Kennels \& fans: 50\% {\textbraceleft}warm{\textbraceright}}}," + "\n"
        "  howpublished = {FOI response 01.FOI.24.900101},\n"
        "  year = {2024},\n"
        "  date = {2024-04-12},\n"
        "  url = {https://archive.example/r/01.FOI.24.900101},\n"
        "  urldate = {2026-11-22},\n"
        "  note = {foilog copy of 1 June 2024, SHA-256 04be77aa91c3.},\n"
        "  month = apr,\n"
        "}\n"
    )


@given(WORDS, WORDS)
def test_no_title_breaks_out_of_its_field_in_bibtex(title: str, response_id: str) -> None:
    entry = bibtex(replace(WORK, title=title, id=response_id), TODAY)
    depth = 0
    for character in entry:
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0
    assert re.fullmatch(r"@misc\{[A-Za-z0-9.:-]+,", entry.splitlines()[0])
    assert not re.search(r"(?<!\\)[%&#$_]", re.search(r"  title = (.*)", entry)[1])


def test_ris() -> None:
    lines = ris(WORK, TODAY).split("\r\n")
    assert lines[0] == "TY  - RPRT"
    assert lines[-2:] == ["ER  - ", ""]
    assert "TI  - Kennels & fans: 50% {warm}" in lines
    assert "DA  - 2024/04/12/" in lines
    assert "Y2  - 2026/11/22/" in lines
    assert "UR  - https://archive.example/r/01.FOI.24.900101" in lines


@given(WORDS)
def test_no_title_makes_a_line_of_its_own_in_ris(title: str) -> None:
    hostile = ris(replace(WORK, title=f"{title}\nER  - \nTY  - JOUR"), TODAY)
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in hostile.split("\r\n")[:-1])
    assert hostile.count("\r\nER  - ") == 1


def test_csl_json() -> None:
    (item,) = json.loads(csl_json(WORK, TODAY))
    assert item["type"] == "report"
    assert item["author"] == [{"literal": "Metropolitan Police Service"}]
    assert item["issued"] == {"date-parts": [[2024, 4, 12]]}
    assert item["number"] == "01.FOI.24.900101"
    assert item["title"] == WORK.title


@pytest.mark.parametrize(
    ("published", "issued", "day"), [("2024-04", [[2024, 4]], "DA  - 2024/04//"), ("", None, None)]
)
def test_a_month_or_no_date_is_not_made_up(published: str, issued: object, day: str | None) -> None:
    work = replace(WORK, published=published)
    assert json.loads(csl_json(work, TODAY))[0].get("issued", {}).get("date-parts") == issued
    assert next((line for line in ris(work, TODAY).split("\r\n") if line.startswith("DA")), None) == day
    assert ("month = apr" in bibtex(work, TODAY)) == bool(published)


def test_the_head_says_what_reference_managers_read() -> None:
    tags = dict(head_tags(WORK))
    assert tags["citation_title"] == tags["DC.title"] == WORK.title
    assert tags["citation_publication_date"] == "2024/04/12"
    assert tags["citation_technical_report_number"] == WORK.reference
    assert tags["DC.identifier"] == WORK.permalink
    assert "DC.date" not in dict(head_tags(replace(WORK, published="")))
