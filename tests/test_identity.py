"""Which pages are one response, and what it is called."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.reading.identity import KnownPage, anchor, fold_request, group_pages, response_id, shown_page

REFERENCE = "01.FOI.23.031111"


def page(
    key: str, request: str = "", first: str = "2024-01-01", reference: str = REFERENCE, published: str = ""
) -> KnownPage:
    slug = "" if key.startswith(("ref:", "sha256:")) else key.rstrip("/").rpartition("/")[2]
    return KnownPage(key, slug, reference, request, first, first, published)


def keys(groups: list[tuple[KnownPage, ...]]) -> list[list[str]]:
    return [[known.key for known in group] for group in groups]


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        pytest.param([page("/d/may/swans")], [["/d/may/swans"]], id="one page"),
        pytest.param(
            [page("/d/may/swans", first="2022"), page("/disclosure-2022/may/Swans", first="2023")],
            [["/d/may/swans", "/disclosure-2022/may/Swans"]],
            id="moved to another folder, slug in another case",
        ),
        pytest.param(
            [page("/d/may/swnas", "how many", "2022"), page("/d/may/swans", "how many", "2023")],
            [["/d/may/swnas", "/d/may/swans"]],
            id="slug corrected, same request",
        ),
        pytest.param(
            [page("/d/may/swans", "how many", "2023"), page("/d/may/geese", "how old", "2022")],
            [["/d/may/geese"], ["/d/may/swans"]],
            id="another response with the same reference, oldest first",
        ),
        pytest.param(
            [page("/d/may/swans"), page("/d/may/geese")],
            [["/d/may/geese"], ["/d/may/swans"]],
            id="two empty requests are not the same request; equal moments are put in order by key",
        ),
        pytest.param(
            [page("ref:X", "how many", "2020"), page("/d/may/swans", "how many?", "2023")],
            [["ref:X", "/d/may/swans"]],
            id="a page takes the place of a saved text",
        ),
        pytest.param(
            [page("ref:X", "how old", "2020"), page("/d/a/swans", "how many"), page("/d/b/geese", "how old")],
            [["ref:X", "/d/b/geese"], ["/d/a/swans"]],
            id="a saved text joins the response with its request",
        ),
        pytest.param(
            [page("ref:X", "why", "2025"), page("/d/a/swans", "how many"), page("/d/b/geese", "how old")],
            [["/d/a/swans", "ref:X"], ["/d/b/geese"]],
            id="a saved text with another request joins the first",
        ),
        pytest.param(
            [
                page("/d/a/swans", "how many", "2023", published="A"),
                page("/d/b/swans", "how many", "2022", published="B"),
            ],
            [["/d/b/swans"], ["/d/a/swans"]],
            id="two published ids stay two responses",
        ),
    ],
)  # fmt: skip
def test_groups(pages: list[KnownPage], expected: list[list[str]]) -> None:
    assert keys(group_pages(pages)) == expected


KNOWN = st.builds(
    page,
    key=st.sampled_from(["/d/a/swans", "/e/a/swans", "/d/a/geese", "/d/b/ducks", "ref:X", "sha256:ab"]),
    request=st.sampled_from(["", "how many", "how old"]),
    first=st.sampled_from(["2021", "2022"]),
    published=st.sampled_from(["", "", "A", "B"]),
)


@given(st.lists(KNOWN, unique_by=lambda known: known.key), st.randoms())
def test_groups_do_not_depend_on_the_order_of_pages(pages: list[KnownPage], order: random.Random) -> None:
    shuffled = pages.copy()
    order.shuffle(shuffled)
    groups = group_pages(pages)
    assert groups == group_pages(shuffled)
    assert sorted(known.key for group in groups for known in group) == sorted(known.key for known in pages)
    for group in groups:
        assert len({known.published_id for known in group} - {""}) <= 1


@pytest.mark.parametrize(
    ("pages", "taken", "expected"),
    [
        ([page("/d/may/swans")], [], "01.FOI.23.031111"),
        ([page("/d/may/swans", reference="01/FOI/23/031111/A")], [], "01.FOI.23.031111.A"),
        ([page("/d/may/swans", reference="433/2024 (b)")], [], "433.2024-b"),
        ([page("/d/may/swans")], ["01.FOI.23.031111"], "01.FOI.23.031111-2"),
        ([page("/d/may/swans")], ["01.FOI.23.031111", "01.FOI.23.031111-2"], "01.FOI.23.031111-3"),
        ([page("/d/may/Swans-On-Duty/", reference="")], [], "swans-on-duty"),
        ([page("/d/may/swans.pdf", reference="")], [], "swans-pdf"),
        ([page("/d/may/swans.json", reference="")], [], "swans-json"),
        ([page("/d/may/caf%C3%A9--swans", reference="")], [], "caf-swans"),
        ([page("/d/may/%E2%80%A6", reference="")], [], "page-8491594d5b4d"),
        ([page("sha256:0123456789abcdef", reference="")], [], "text-0123456789ab"),
        ([page("ref:X"), page("/d/may/swans", reference="", first="2025")], [], "swans"),
        ([page("/d/may/swans", published="old-name")], ["old-name"], "old-name"),
        ([page("/d/may/swans"), page("/e/may/swans", published="old")], ["old"], "old"),
    ],
)
def test_ids(pages: list[KnownPage], taken: list[str], expected: str) -> None:
    assert response_id(tuple(pages), taken.__contains__) == expected


@given(st.text(), st.text(min_size=1))
def test_an_id_is_safe_in_an_address(reference: str, slug: str) -> None:
    name = response_id((KnownPage("k", slug, reference, "", "2024", "2024"),), lambda _: False)
    assert name.strip(".-")
    assert set(name) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")


def test_a_page_with_an_address_outdoes_a_newer_text() -> None:
    text, old, new = (
        page("ref:X", first="2025"),
        page("/d/a/swans", first="2022"),
        page("/e/a/swans", first="2023"),
    )
    assert shown_page((text, old, new)) == new
    assert anchor((text, old, new)) == old
    assert shown_page((text,)) == anchor((text,)) == text


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("How many swans’ nests?", "how many  swans' nests", True),
        ("1. Swans – seen", "1. swans - seen", True),
        ("How many swans?", "How many geese?", False),
        ("Swans in 2022", "Swans in 2023", False),
    ],
)
def test_folded_requests(one: str, other: str, same: bool) -> None:
    assert (fold_request(one) == fold_request(other)) is same
