"""Pages of a log that wants to harm its readers, from capture to browser: their words stay words."""

from collections.abc import Iterator
from html import escape
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from archive.building.build import build_archive
from archive.store.captures import CaptureStore
from tests.chromium import chromium, watched_page
from tests.held_pages import FILES, ITEMS, MET, capture, hold, letter, page
from tests.running_site import running_site
from web.published import PublishedFile

pytestmark = pytest.mark.browser

OWN = "<script>window.owned=1</script><img src=x onerror=window.owned=1><svg onload=window.owned=1>"
JINJA = "{{ 7 * 191 }}{% raw %}"
TITLE = f"Swans {OWN} {JINJA} \"' javascript:window.owned=1"
REFERENCE = "01.FOI.23.031111"
TYPED = (
    OWN,
    f'"{OWN}"',
    "javascript:window.owned=1",
    JINJA,
    "' or 1=1 --",
    "title:<b>swans</b>",
    "\u202eswans",
)
_HARM = "main script, main img, main svg[onload], main a[href^='javascript:']"
PAGES = (
    "/",
    "/search?q=swans",
    f"/r/{REFERENCE}?q=swans",
    f"/r/{REFERENCE}/versions",
    "/a/1",
    "/changes",
    "/exemptions/40(2)",
    "/coverage",
    f"/foi/responses/{REFERENCE.replace('.', '~2E')}",
    "/foi/attachments",
    f"/nowhere/{quote(OWN, safe='')}",
    f"/r/{quote(OWN, safe='')}",
    f"/exemptions/{quote(OWN, safe='')}",
    *(f"/search?q={quote(typed)}" for typed in TYPED),
    *(f"/r/{REFERENCE}?q={quote(typed)}" for typed in TYPED),
    f"/search?decision={quote(OWN)}&provision={quote(OWN)}&from={quote(OWN)}&{quote(OWN)}=1",
    f"/changes?kind={quote(OWN)}&page={quote(OWN)}",
    f"/exemptions?use={quote(OWN)}&year={quote(OWN)}&by=month",
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("hostile")
    files = (
        f'{FILES}/"><script>window.owned=1</script>.csv'.replace('"', "&quot;"),
        "javascript:window.owned=1",
    )
    with CaptureStore.open(folder / "captures.db") as store:
        for day, answer in (("02-01", OWN), ("03-01", f"{JINJA} {OWN} seven swans")):
            body = page(letter(REFERENCE, f"How many swans? {OWN}", answer), escape(TITLE), files, noise=OWN)
            hold(store, capture(f"{ITEMS}/d/march-2024/swans/", body, f"2024-{day}T09:00:00Z"))
        build_archive(store, MET, folder / "foi.db")
    with running_site(PublishedFile(Path(folder / "foi.db"))) as started:
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as launched:
        yield launched


@pytest.fixture(scope="module")
def reader(browser: Browser, address: str) -> Iterator[Page]:
    with watched_page(browser, address) as opened:
        yield opened


@pytest.mark.parametrize("path", PAGES)
def test_hostile_words_stay_words(reader: Page, address: str, path: str) -> None:
    answer = reader.goto(f"{address}{path}")
    assert answer is not None
    assert answer.status in {200, 404}
    assert reader.evaluate("window.owned") is None
    assert reader.locator(_HARM).count() == 0
    assert "1337" not in reader.content(), "a template ran"


def test_the_hostile_words_are_there_to_be_read(reader: Page, address: str) -> None:
    reader.goto(f"{address}/r/{REFERENCE}?q=swans")
    assert reader.locator("h1").inner_text() == TITLE
    assert OWN in reader.locator(".ask").inner_text()
    assert JINJA in reader.locator(".letter").inner_text()


def test_the_check_sees_what_gets_through(reader: Page, address: str) -> None:
    reader.goto(address)
    for harm in ("<a href='javascript:1'>a</a>", "<img alt=''>"):
        reader.evaluate("harm => { document.querySelector('main').innerHTML = harm }", harm)
        assert reader.locator(_HARM).count() == 1, harm
