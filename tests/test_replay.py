"""Pages saved from the Wayback Machine: what stands behind them, and the page without its frame."""

from datetime import UTC, datetime

import pytest

from parsers.markup.replay import Replayed, is_replay, replay_address, replay_moment, replayed, undo_replay

PAGE = "https://www.met.police.uk/foi-ai/metropolitan-police/d/july-2022/painted-bollards/"
ARCHIVE = "https://web.archive.org/web/20231206090057/"
MOMENT = datetime(2023, 12, 6, 9, 0, 57, tzinfo=UTC)
TOOLBAR = (
    "<!-- BEGIN WAYBACK TOOLBAR INSERT -->\n<div id='wm-ipp-base'>"
    f'<input type="text" name="url" id="wmtbURL" value="{PAGE}"> 14 captures</div>\n'
    "<!-- END WAYBACK TOOLBAR INSERT -->"
)
SCRIPT = f'<script>__wm.wombat("{PAGE}","20231206090057","https://web.archive.org/","web","","1701853257");</script>'


@pytest.mark.parametrize(
    ("address", "behind"),
    [
        (f"https://web.archive.org/web/20231206090057/{PAGE}", Replayed(PAGE, MOMENT)),
        (f"http://web.archive.org:80/web/20231206090057id_/{PAGE}", Replayed(PAGE, MOMENT)),
        (f"/web/20231206090057im_/{PAGE}", Replayed(PAGE, MOMENT)),
        (f"https://web.archive.org/web/2023/{PAGE}", Replayed(PAGE, datetime(2023, 1, 1, tzinfo=UTC))),
        (f"{ARCHIVE}www.met.police.uk/a", Replayed("http://www.met.police.uk/a", MOMENT)),
        ("https://web.archive.org/web/20231399000000/https://a.example/", None),
        ("https://web.archive.org/", None),
        (PAGE, None),
        ("", None),
    ],
)  # fmt: skip
def test_the_address_behind_a_replay_address(address: str, behind: Replayed | None) -> None:
    assert replayed(address) == behind


@pytest.mark.parametrize(
    "html",
    [
        TOOLBAR,
        SCRIPT,
        f'<link rel="canonical" href="{ARCHIVE}{PAGE}">',
        f'<link href="{ARCHIVE}{PAGE}" rel=canonical>',
        "<!-- FILE ARCHIVED ON 09:00:57 Dec 06, 2023 AND RETRIEVED FROM THE\n INTERNET ARCHIVE ON 10:00 -->",
        f"<!-- saved from url=(0131)https://web.archive.org/web/20231206090057/{PAGE} -->",
        f"<!--\n Page saved with SingleFile \n url: https://web.archive.org/web/20231206090057/{PAGE} \n-->",
    ],
)
def test_a_page_saved_from_there_is_known(html: str) -> None:
    assert is_replay(f"<html>{html}<p>Bollards</p></html>")


@pytest.mark.parametrize(
    "html",
    [f'<a href="https://web.archive.org/web/20231206090057/{PAGE}">an old copy</a>', "<p>Wayback</p>", ""],
)
def test_a_page_that_only_links_there_is_not(html: str) -> None:
    assert not is_replay(html)


@pytest.mark.parametrize("html", [SCRIPT, f'{TOOLBAR}<a href="/web/20231206090057/https://a.example/">'])
def test_address_and_moment_come_from_script_or_toolbar(html: str) -> None:
    assert (replay_address(html), replay_moment(html)) == (PAGE, MOMENT)


def test_nothing_is_made_up() -> None:
    assert (replay_address("<p>Bollards</p>"), replay_moment("<p>Bollards</p>")) == ("", None)


@pytest.mark.parametrize(
    ("saved", "original"),
    [
        (f'<a href="https://web.archive.org/web/20231206090057/{PAGE}">', f'<a href="{PAGE}">'),
        (f"<a href='/web/20231206090057/{PAGE}'>", f"<a href='{PAGE}'>"),
        ('<img src="//web.archive.org/web/20231206im_/https://a.example/b">', '<img src="https://a.example/b">'),
        ('<a href="/web/20231206090057/mailto:a@b.example">', '<a href="mailto:a@b.example">'),
        (f"<body>{TOOLBAR}<p>Bollards</p></body>", "<body><p>Bollards</p></body>"),
        ("<p>See /web/20231206090057/https://a.example/ for more</p>",) * 2,
        ('<a href="https://web.archive.org/web/2023*/bollards">',) * 2,
    ],
)  # fmt: skip
def test_the_frame_is_taken_off_and_the_text_left_alone(saved: str, original: str) -> None:
    assert undo_replay(SCRIPT + saved) == SCRIPT + original


def test_a_page_that_was_not_saved_there_keeps_its_links() -> None:
    html = f'<p>The report is in <a href="{ARCHIVE}https://a.example/report">an archive</a>.</p>'
    assert undo_replay(html) == html
