"""The site in Chromium: what only a browser can tell."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.running_site import running_site
from tests.site_fixture import HOSTILE, ITEMS, KENNELS, umbrellas, write_site
from web.published import PublishedFile

pytestmark = pytest.mark.browser

_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDTHS = (1280, 360, 320)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = write_site(tmp_path_factory.mktemp("browser") / "foi.db", (*ITEMS, *umbrellas(45)))
    with running_site(PublishedFile(path)) as started:
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which(os.environ.get("FOILOG_CHROMIUM") or "chromium")
    if not chromium:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing: install it, or name it in FOILOG_CHROMIUM")
        pytest.skip("no Chromium: install it, or name it in FOILOG_CHROMIUM")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, headless=True, args=list(_QUIET))
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that fails the test when it meets an error, or asks another host for anything."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    trouble: list[str] = []
    opened.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: trouble.append(str(error)))
    opened.on(
        "request",
        lambda request: None if request.url.startswith(address) else trouble.append(f"asked {request.url}"),
    )
    yield opened
    context.close()
    assert trouble == []


def test_from_the_search_box_to_the_evidence(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("What has the Met already been asked?").fill("propeller s.31")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 response")
    expect(page.get_by_label("How your search was read")).to_contain_text("that cite section 31")
    page.get_by_role("link", name=str(KENNELS.title)).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(str(KENNELS.title))
    expect(page.locator(".letter mark").first).to_be_visible()

    ground = page.locator(".ground").first
    ground.get_by_text("Show the words").click()
    ground.get_by_role("link", name="Read it in the letter").click()
    proof = page.locator(".proof:target")
    expect(proof).to_have_text("Section 31(1)(a) - Law Enforcement")
    expect(proof).to_be_in_viewport()
    assert proof.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(255, 228, 94)"

    page.get_by_role("link", name="Back to the search").click()
    expect(page.get_by_role("searchbox")).to_have_value("propeller s.31")


def test_filters_narrow_and_widen_without_script(page: Page, address: str) -> None:
    page.goto(f"{address}/search")
    facets = page.get_by_role("complementary")
    facets.get_by_role("link", name="Refused: exempt").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("3 responses")
    facets.get_by_label("From").fill("2022")
    facets.get_by_role("button", name="Set dates").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 responses")
    page.get_by_role("link", name="Clear all").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("54 responses")
    page.get_by_role("link", name="Next").click()
    expect(page.locator(".hits > li")).to_have_count(20)


@pytest.mark.parametrize("path", ["/search?q=biscuit", f"/r/{HOSTILE.id}?q=biscuit", "/foi/responses"])
def test_hostile_words_stay_words(page: Page, address: str, path: str) -> None:
    page.goto(f"{address}{path}")
    assert page.title() != "owned"
    expect(page.get_by_text("document.title='owned'").first).to_be_visible()
    assert page.locator("main script, main img").count() == 0


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/search?q=knife+OR+drone",
        "/search?q=zzqqxx",
        f"/r/{KENNELS.id}?q=propeller",
        f"/r/{HOSTILE.id}",
        "/about",
    ],
)
def test_nothing_is_wider_than_the_screen(page: Page, address: str, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{address}{path}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_keyboard_reaches_the_content_first(page: Page, address: str) -> None:
    page.goto(f"{address}/r/{KENNELS.id}")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize("path", ["/foi", "/foi/responses?_search=knife", "/foi/citations"])
def test_datasettes_pages_run_under_their_policy(page: Page, address: str, path: str) -> None:
    page.goto(f"{address}{path}")
    expect(page.get_by_text("Practice data.")).to_be_visible()


def test_dark_and_print_keep_the_words_readable(page: Page, address: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"{address}/r/{KENNELS.id}")
    root = page.locator("html")
    expect(root).to_have_css("color", "rgb(232, 234, 230)")
    expect(root).to_have_css("background-color", "rgb(18, 21, 23)")
    page.emulate_media(media="print", color_scheme="light")
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    expect(page.get_by_text("Practice data.", exact=True)).to_be_visible()
    expect(page.locator(".letter")).to_be_visible()
