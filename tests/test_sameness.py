"""Whether two answers of one address say the same: noise makes no difference, words and links do."""

from datetime import UTC, datetime

import pytest

from parsers.models import Capture
from parsers.profile import builtin_profiles
from parsers.sameness import says_the_same

MET = next(profile for profile in builtin_profiles() if profile.name == "met")
ITEM = "https://www.met.police.uk/foi-ai/metropolitan-police/d/july-2022/owls/"
LISTING = MET.absolute(MET.listing[0])
FILE = "https://www.met.police.uk/SysSiteAssets/foi-media/boats.csv"
HTML = "text/html; charset=utf-8"
PAGE = "<html><head><title>Owls</title></head><body><main><h1>Owls</h1><p>Nine owls.</p></main></body></html>"
CARD = f'<html><main><h1>Published items</h1><li><a href="{ITEM}">Owls</a> 1 July 2022</li></main></html>'


def answer(body: str, url: str = ITEM, status: int = 200, media: str = HTML, **headers: str) -> Capture:
    named = tuple(headers.items())
    return Capture(url, datetime.now(UTC), status, media, body.encode(), "live", url, named)


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (answer(PAGE), answer(PAGE)),
        (answer(PAGE), answer(PAGE.replace("</main>", "</main><script>token=7</script><!-- ray 1 -->"))),
        (answer(PAGE), answer(PAGE.replace("<h1>", '<h1 data-id="x">'))),
        (answer("Not here", status=404), answer("No such page", status=404)),
        (answer("", status=301, location="/a"), answer("moved", status=301, location=f"{MET.base_url}/a")),
        (answer(CARD, LISTING), answer(CARD.replace("</main>", "</main><p>Visitor 7</p>"), LISTING)),
    ],
)
def test_the_same(before, now):
    assert says_the_same(before, now, MET)
    assert says_the_same(now, before, MET)


LINKED = PAGE.replace("Nine", '<a href="/x.csv">Nine</a>')


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (answer(PAGE), answer(PAGE.replace("Nine", "Ten"))),
        (answer(PAGE), answer(PAGE.replace("<title>Owls", "<title>Larks"))),
        (answer(PAGE), answer(PAGE.replace("<p>Nine owls.</p>", "<h2>Nine owls.</h2>"))),
        (answer(LINKED), answer(LINKED.replace("x.csv", "y.csv"))),
        (answer(PAGE), answer(PAGE, status=404)),
        (answer("", status=404), answer("", status=410)),
        (answer("", status=301, location="/a"), answer("", status=301, location="/b")),
        (answer(PAGE), answer(PAGE, media="text/plain")),
        (answer("a,b", FILE, media="text/csv"), answer("a, b", FILE, media="text/csv")),
        (answer("<p></p>"), answer("<p> </p>")),
        (answer(CARD, LISTING), answer(CARD.replace("1 July", "2 July"), LISTING)),
        (answer("fault", status=500), answer("Fault", status=500)),
    ],
)
def test_not_the_same(before, now):
    assert not says_the_same(before, now, MET)
    assert not says_the_same(now, before, MET)
