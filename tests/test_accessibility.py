"""Whether everybody can use the pages: axe-core's rules, small screens, wide text, the keyboard."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.chromium import chromium, watched_page
from tests.running_site import running_site
from tests.site_fixture import ITEMS, KENNELS, umbrellas, write_site
from tests.site_pages import DATASETTE_PAGES, KINDS, OUR_PAGES
from web.published import PublishedFile

pytestmark = pytest.mark.browser

# As wide as a reader may set text, by WCAG 2.2 (1.4.12).
_WIDE_TEXT = """() => { const wide = new CSSStyleSheet(); wide.replaceSync(
"* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }" +
"p { margin-bottom: 2em !important }"); document.adoptedStyleSheets = [wide]; }"""
_STOPS = "a[href], button, input:not([type=hidden]), summary, [tabindex='0']"
_RING = "3px"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = write_site(tmp_path_factory.mktemp("accessibility") / "foi.db", (*ITEMS, *umbrellas(45)))
    with running_site(PublishedFile(path)) as started:
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as launched:
        yield launched


@pytest.fixture
def light(browser: Browser, address: str) -> Iterator[Page]:
    with watched_page(browser, address, viewport={"width": 1280, "height": 900}) as page:
        yield page


@pytest.fixture
def dark(browser: Browser, address: str) -> Iterator[Page]:
    shown = {"viewport": {"width": 320, "height": 800}, "color_scheme": "dark"}
    with watched_page(browser, address, **shown) as page:
        yield page


def faults(page: Page, *impacts: str) -> list[str]:
    """Return what axe-core finds, with everything on the page unfolded; of ``impacts`` if some are given."""
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    return [
        f"{fault['id']} ({fault['impact']}): {fault['nodes'][0]['html'][:200]}"
        for fault in Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        if not impacts or fault["impact"] in impacts
    ]


@pytest.mark.parametrize("path", KINDS)
def test_axe_finds_nothing_on_our_pages(light: Page, address: str, path: str) -> None:
    light.goto(f"{address}{path}")
    assert faults(light) == []


@pytest.mark.parametrize("path", DATASETTE_PAGES)
def test_axe_finds_nothing_serious_on_datasettes_pages(light: Page, address: str, path: str) -> None:
    light.goto(f"{address}{path}")
    assert faults(light, "serious", "critical") == []


@pytest.mark.parametrize(
    "path",
    ["/search?q=knife", f"/r/{KENNELS.id}?q=propeller", "/exemptions/31", "/coverage"],
)
def test_axe_finds_nothing_in_the_dark_on_a_phone(dark: Page, address: str, path: str) -> None:
    dark.goto(f"{address}{path}")
    assert faults(dark) == []


def test_axe_sees_a_fault_where_there_is_one(light: Page, address: str) -> None:
    light.goto(address)
    light.evaluate("document.querySelector('label').remove()")
    assert any(fault.startswith("label") for fault in faults(light, "critical"))


def test_nothing_is_wider_than_a_small_screen(dark: Page, address: str) -> None:
    wide = []
    for path in OUR_PAGES:
        dark.goto(f"{address}{path}")
        widths = [dark.evaluate("document.documentElement.scrollWidth")]
        dark.evaluate(_WIDE_TEXT)
        widths.append(dark.evaluate("document.documentElement.scrollWidth"))
        if widths != [320, 320]:
            wide.append((path, *widths))
    assert wide == []


@pytest.mark.parametrize("path", ["/", f"/r/{KENNELS.id}?q=propeller", "/exemptions/31"])
def test_every_stop_of_the_keyboard_shows_a_ring(light: Page, address: str, path: str) -> None:
    light.goto(f"{address}{path}")
    stops = light.evaluate(
        "stops => [...document.querySelectorAll(stops)].filter(each => each.checkVisibility()).length", _STOPS
    )
    without = []
    for _ in range(stops):
        light.keyboard.press("Tab")
        seen = light.evaluate(
            "(() => { const at = document.activeElement, style = getComputedStyle(at);"
            "return [at.outerHTML.slice(0, 120), style.outlineWidth, style.outlineStyle] })()"
        )
        if seen[1:] != [_RING, "solid"]:
            without.append(seen)
    assert without == []
