"""Addresses: what makes two of them the same page."""

import pytest

from parsers.addresses import clean_address, folder_month, page_key, slug

HOST = "https://www.met.police.uk"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("HTTPS://WWW.Met.police.uk:443/Foi-ai/X/#top", f"{HOST}/Foi-ai/X/"),
        (f"{HOST}/x?_t_id=1&_t_hit.pos=2&utm_source=a&page=2", f"{HOST}/x?page=2"),
        (f"{HOST}/x?q=&dt=Publication%20scheme", f"{HOST}/x?q=&dt=Publication+scheme"),
        (HOST, f"{HOST}/"),
        ("http://127.0.0.1:8080/a b", "http://127.0.0.1:8080/a b"),
        ("http://[::1]:80/a", "http://[::1]/a"),
    ],
)
def test_clean_address(written: str, kept: str) -> None:
    assert clean_address(written) == kept
    assert clean_address(kept) == kept


@pytest.mark.parametrize(
    "other",
    [
        f"{HOST}/foi-ai/metropolitan-police/d/july-2022/lost-umbrellas",
        "http://met.police.uk/FOI-ai/Metropolitan-Police/d/July-2022/Lost-Umbrellas/",
        f"{HOST}/foi-ai/metropolitan-police/d/july-2022/lost-umbrellas/?utm_medium=mail#answer",
    ],
)
def test_one_page_has_one_key(other: str) -> None:
    assert page_key(other) == "/foi-ai/metropolitan-police/d/july-2022/lost-umbrellas"


def test_parameters_tell_listing_pages_apart() -> None:
    assert page_key(f"{HOST}/list/?page=2&q=a+b") == page_key(f"{HOST}/list?q=a%20b&page=2")
    assert page_key(f"{HOST}/list/?page=2") != page_key(f"{HOST}/list/?page=3")


@pytest.mark.parametrize(
    ("path", "month"),
    [
        ("/foi-ai/metropolitan-police/d/february-2022/x/", "2022-02"),
        ("/foi-ai/metropolitan-police/disclosure-2026/january---2026/x/", "2026-01"),
        ("/foi-ai/dyfed-powys-police/disclosure-2024/may/x/", "2024-05"),
        ("/foi-ai/dyfed-powys-police/disclosure-2024/maybe/x/", None),
        ("/foi-ai/dyfed-powys-police/disclosure-2024/x-may/", None),
        ("/foi-ai/metropolitan-police/d/maybe-2022/x/", None),
        ("/foi-ai/cleveland-police/disclosure/2026/january/x/", "2026-01"),
        ("/foi-ai/gwent-police/disclosure2/2022/12---december/x/", "2022-12"),
        ("/foi-ai/north-yorkshire-police/foi-disclosure-2021-22/march-2025/x/", "2025-03"),
        ("/foi-ai/north-yorkshire-police/foi-disclosure-2021-22/march/x/", None),
    ],
)
def test_folder_month(path: str, month: str | None) -> None:
    assert folder_month(HOST + path) == month


def test_slug_keeps_a_misleading_ending() -> None:
    assert slug(f"{HOST}/d/july-2022/handling-requests.pdf/") == "handling-requests.pdf"
