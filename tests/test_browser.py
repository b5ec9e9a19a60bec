"""The site in Chromium: what only a browser can tell."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.chromium import chromium, watched_page
from tests.running_site import running_site
from tests.site_fixture import HOSTILE, ITEMS, KENNELS, umbrellas, write_site
from web.addresses import passage_address
from web.published import PublishedFile

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = write_site(tmp_path_factory.mktemp("browser") / "foi.db", (*ITEMS, *umbrellas(45)))
    with running_site(PublishedFile(path)) as started:
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as launched:
        yield launched


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with watched_page(browser, address, viewport={"width": 1280, "height": 900}) as opened:
        yield opened


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

    page.get_by_role("link", name="Back to 1 result").click()
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


@pytest.mark.parametrize(
    "path",
    [
        "/search?q=biscuit",
        f"/r/{HOSTILE.id}?q=biscuit",
        f"/r/{HOSTILE.id}/versions",
        "/foi/responses?_sort_desc=published",
    ],
)
def test_hostile_words_stay_words(page: Page, address: str, path: str) -> None:
    page.goto(f"{address}{path}")
    assert page.title() != "owned"
    expect(page.get_by_text("document.title='owned'").first).to_be_visible()
    assert page.locator("main script, main img").count() == 0


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


def test_a_mark_in_a_list_keeps_its_words_inside(page: Page, address: str) -> None:
    page.goto(f"{address}/r/{KENNELS.id}")
    inside = page.evaluate(
        """() => {
          const mark = document.querySelector(".proofref").cloneNode(true);
          document.querySelector(".marked li").append(mark);
          const words = document.createRange();
          words.selectNodeContents(mark);
          return words.getBoundingClientRect().left >= mark.getBoundingClientRect().left;
        }"""
    )
    assert inside


def test_the_home_page_is_small(browser: Browser, address: str) -> None:
    sizes = {}
    with watched_page(browser, address) as page:
        page.on("response", lambda response: sizes.update({response.url: len(response.body())}))
        page.goto(address, wait_until="networkidle")
    assert any(url.endswith(".woff2") for url in sizes)
    assert sum(sizes.values()) < 100_000, sizes


def test_a_link_to_a_passage_shows_the_passage(page: Page, address: str) -> None:
    page.goto(f"{address}/r/{KENNELS.id}")
    page.locator(".ground").first.get_by_text("Show the words").click()
    link = page.locator(".ground").first.get_by_role("link", name="Link to these words")
    assert "#:~:text=Section" in str(link.get_attribute("href"))
    page.goto(f"{address}/about")
    page.goto(f"{address}{link_address(KENNELS.id)}")
    page.wait_for_function("scrollY > 300")


def link_address(response_id: str) -> str:
    return passage_address(response_id, "Each propeller was changed. A propeller costs £4.")


def test_from_one_result_to_the_next(page: Page, address: str) -> None:
    page.goto(f"{address}/search?q=umbrellas&sort=oldest")
    first, second = (page.locator(".hits h2").nth(place).inner_text() for place in (0, 1))
    page.get_by_role("link", name=first, exact=True).click()
    expect(page.get_by_text("Result 1 of 45")).to_be_visible()
    page.get_by_role("link", name="Next result").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(second)
    page.get_by_role("link", name="Back to 45 results").click()
    expect(page.get_by_role("link", name="Oldest")).to_have_count(0)
