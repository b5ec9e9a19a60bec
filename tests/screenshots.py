"""Pictures of the main pages, from the practice archive: ``python -m tests.screenshots [FOLDER]``.

They are kept in docs/screenshots/ and made anew when the pages change. Needs Chromium.
"""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page

from foilog.refresh import run_refresh
from parsers.profile import read_profile
from practice.profile import profile_text
from practice.server import PracticeServer
from practice.site import generate
from tests.chromium import chromium
from tests.running_site import running_site
from web.published import PublishedFile

ROOT = Path(__file__).parents[1]
SEARCH = "/search?q=fraud+OR+dogs"
# What is seen first; paper is as wide as A4 at 96 pixels to the inch, and cut to keep the pictures small.
SETTINGS: dict[str, dict[str, object]] = {
    "desktop": {"viewport": {"width": 1280, "height": 720}},
    "phone": {"viewport": {"width": 360, "height": 640}},
    "dark": {"viewport": {"width": 1280, "height": 720}, "color_scheme": "dark"},
    "print": {"viewport": {"width": 794, "height": 800}},
}

_CARD = """() => {
const brand = document.querySelector('.brand'), tag = document.querySelector('.tag');
document.body.replaceChildren(brand, tag);
document.body.style.cssText = 'padding: 150px 90px; border-top: 24px solid';
brand.style.fontSize = '150px';
tag.innerText = 'Police FOI disclosure logs, kept and searchable.\\nIndependent: not run by the police.';
tag.style.cssText = 'font-size: 38px; max-width: none; margin-top: 40px'; }"""


@contextmanager
def practice_archive() -> Iterator[Path]:
    """Yield a practice archive of three nights, in which one page was changed and one removed."""
    with TemporaryDirectory() as folder, PracticeServer(generate()) as server:
        profile = read_profile(profile_text(server.base_url), "the practice profile")
        changed, removed = server.site.items[-3], server.site.items[-6]
        for night in (19, 20, 21):
            if night == 20:
                server.edit(changed.path, "How many", "How very many")
                server.remove(removed.path)
            moment = datetime(2026, 11, night, 4, 12, tzinfo=UTC)
            run_refresh(
                profile,
                Path(folder),
                limit=None,
                full=True,
                report=lambda done, of: None,
                clock=lambda at=moment: at,
            )
        yield Path(folder) / "foi.db"


def richest(archive: Path) -> str:
    """Return the id of the response that has most to show: answers, grounds of refusal, files."""
    with closing(sqlite3.connect(archive)) as conn:
        row = conn.execute(
            """select id from responses r where decision = 'partial_disclosure' and has_attachments
               order by (select count(distinct role) from citations
                         where response_id = r.id and role in ('relied_on', 'ncnd', 'alternative')) desc,
                        (select count(*) from findings where response_id = r.id and field = 'answer') desc, id
               limit 1"""
        ).fetchone()
    return str(row[0])


def take(page: Page, address: str, path: Path, *, as_print: bool) -> None:
    """Take a picture of what is seen first at ``address``."""
    page.emulate_media(media="print" if as_print else "screen")
    page.goto(address)
    page.screenshot(path=path)


def share_card(browser: Browser, address: str, path: Path) -> None:
    """Take the picture that stands for the site, whatever force it shows, where its address is shared."""
    page = browser.new_page(viewport={"width": 1200, "height": 630})
    page.goto(address)
    page.evaluate(_CARD)
    page.screenshot(path=path)
    page.close()


def main(folder: Path) -> None:
    """Make all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        practice_archive() as archive,
        running_site(PublishedFile(archive)) as address,
        chromium() as browser,
    ):
        pages = {
            "home": "/",
            "search": SEARCH,
            "response": f"/r/{richest(archive)}",
            "exemptions": "/exemptions",
            "provision": "/exemptions/31",
            "changes": "/changes",
            "coverage": "/coverage",
        }
        for setting, shown in SETTINGS.items():
            context = browser.new_context(**shown)
            page = context.new_page()
            for name, path in pages.items():
                picture = folder / f"{name}-{setting}.png"
                take(page, f"{address}{path}", picture, as_print=setting == "print")
            context.close()
        share_card(browser, address, ROOT / "web" / "static" / "share.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "screenshots")
