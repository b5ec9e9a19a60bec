"""The date that a page states for machines."""

import pytest

from parsers.document import read_document
from parsers.letter.fields import find_published
from parsers.letter.sections import split_sections
from parsers.markup.stated_date import stated_date
from parsers.profile import builtin_profiles

MET = next(profile for profile in builtin_profiles() if profile.name == "met")
FOLDER = "https://www.met.police.uk/foi-ai/metropolitan-police/d/may-2022/otters/"


@pytest.mark.parametrize(
    ("page", "date"),
    [
        (
            '<meta property="article:published_time" content="2024-04-08T09:00:00+01:00">',
            "2024-04-08T09:00:00+01:00",
        ),
        ("<META CONTENT='8 April 2024' NAME='DC.Date.Issued' />", "8 April 2024"),
        ("<meta itemprop=datePublished content=2024-04-08>", "2024-04-08"),
        ('<script type="application/ld+json">{"datePublished" : "2024-04-08"}</script>', "2024-04-08"),
        ('<meta property="article:modified_time" content="2024-04-08">', ""),
        ('<meta name="description" content="article:published_time">', ""),
        ('<meta property="article:published_time">', ""),
        ("", ""),
    ],
)
def test_stated_date(page: str, date: str) -> None:
    assert stated_date(page) == date


@pytest.mark.parametrize(
    ("meta", "line", "published", "rule"),
    [
        ("2022-05-17", "", "2022-05-17", "published.metadata"),
        ("2022-05-17", "<p>Published: 18 May 2022</p>", "2022-05-18", "published.page"),
        ("no day at all", "", "2022-05", "published.folder"),
    ],
)
def test_it_comes_after_the_page_and_before_the_folder(
    meta: str, line: str, published: str, rule: str
) -> None:
    page = (
        f'<html><head><meta property="article:published_time" content="{meta}"></head>'
        f"<body><main><h1>Otters</h1>{line}"
        "<p>Freedom of information request reference no: 01.FOI.22.022001</p></main></body></html>"
    )
    doc = read_document(page.encode(), "text/html; charset=utf-8", FOLDER, MET)
    found = find_published(doc, split_sections(doc, MET))
    assert found
    assert (found.value, found.rule) == (published, rule)
