"""The site over real HTTP against the bare SQL it cannot do without, at two sizes of the archive.

Both run in this process, in turn, on the same questions. With one client the time is that of the processor,
server and client together, which other work on the machine does not change. The bare SQL of a search is
what one would write by hand: count the matches, rank them all, show twenty with snippets. That of a response
is its row and the rows that belong to it.
"""

from __future__ import annotations

import argparse
import random
import re
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlencode, urlsplit

from archive.search.matching import every_clause
from archive.search.query import read_query
from bench.site_archive import write_large
from tests.running_site import running_site
from web.published import PublishedFile

_CLIENTS = 8
_SLOWEST = 300.0  # ms that no page may take, p95 of one client
_MORE = 15.0  # ms that a page may take beside its SQL
_TIMES = 5.0  # how many times the bare SQL a search may take, beside that
_COUNT = "select count(*) from responses_fts where responses_fts match ?"
_BEST = """
select r.id, r.title, r.published, r.decision, snippet(responses_fts, 3, '<b>', '</b>', '…', 30)
from responses_fts f join responses r on r.rowid = f.rowid
where responses_fts match ? order by f.rank limit 20
"""
_NEAREST = "select rowid from responses_fts where responses_fts match ? order by rank limit 10"
_ROWS = (
    "select * from responses where id = ?",
    *(
        f"select * from {table} where response_id = ?"
        for table in (
            "citations",
            "findings",
            "diagnostics",
            "corrections",
            "urls",
            "attachments",
            "versions",
        )
    ),
)


class Question(NamedTuple):
    """An address, and the bare work it stands for where there is some to compare."""

    address: str
    bare: Callable[[sqlite3.Connection], object] | None = None


class Measured(NamedTuple):
    """Milliseconds of the pages of one kind, and of their bare SQL."""

    page: list[float]
    bare: list[float]


def main(arguments: Sequence[str]) -> int:
    """Print the figures and the targets; return 1 when one is missed or a page fails."""
    options = argparse.ArgumentParser(prog="python -m bench site", description=__doc__)
    options.add_argument("--responses", type=int, nargs="+", default=[20_000, 200_000])
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--folder", type=Path, help="keep the archives here, and use those that are there")
    chosen = options.parse_args(arguments)
    missed = []
    with tempfile.TemporaryDirectory() as own:
        folder = chosen.folder or Path(own)
        for responses in chosen.responses:
            path = write_large(folder / f"{responses}.db", responses)
            missed += [f"{responses}: {miss}" for miss in measure_site(path, chosen.rounds)]
    print("MISSED: " + "; ".join(missed) if missed else "all targets reached")
    return int(bool(missed))


def measure_site(path: Path, rounds: int) -> Iterator[str]:
    """Print the figures of one archive and yield what misses its target."""
    with closing(sqlite3.connect(path)) as conn, running_site(PublishedFile(path)) as site:
        kinds = _questions(conn)
        responses = conn.execute("select count(*) from responses").fetchone()[0]
        print(f"{responses:,} responses, one client, time of the processor:")
        measured = _in_turns(conn, site, kinds, rounds)
        for kind, times in measured.items():
            print(f"  {kind:24} {_shown(times.page)}   {_against(times)}")
        yield from _misses(measured)
        together, errors = _together(site, [question for kind in kinds.values() for question in kind])
        print(f"  {_CLIENTS} clients, all kinds mixed, by the clock: {_shown(together)}")
        print(f"  {errors} errors in {len(together)} pages")
        if errors:
            yield f"{errors} errors with {_CLIENTS} clients"


def _misses(measured: Mapping[str, Measured]) -> Iterator[str]:
    search, response = measured["search of two words"], measured["response"]
    allowed = _TIMES * _p95(search.bare) + _MORE
    if _p95(search.page) > allowed:
        yield f"a search of two words takes {_p95(search.page):.0f} ms, target {allowed:.0f}"
    if _p95(response.page) > _p95(response.bare) + _MORE:
        yield f"a response takes {_p95(response.page):.0f} ms, its SQL {_p95(response.bare):.0f}"
    for kind, times in measured.items():
        if _p95(times.page) > _SLOWEST:
            yield f"{kind} takes {_p95(times.page):.0f} ms, target {_SLOWEST:.0f}"


# -- questions ---------------------------------------------------------------------------------------------


def _questions(conn: sqlite3.Connection) -> dict[str, list[Question]]:
    """Return the questions of each kind, drawn from the words and responses of the archive."""
    chance = random.Random(2)
    responses = conn.execute("select max(rowid) from responses").fetchone()[0]
    often, some, seldom = (
        _words(conn, int(responses * low), int(responses * high))
        for low, high in ((0.2, 0.6), (0.02, 0.2), (0.0005, 0.02))
    )
    pairs = [
        f"{chance.choice(one)} {chance.choice(other)}"
        for one, other in ((often, often), (often, some), (some, some), (some, seldom), (seldom, seldom))
        for _ in range(4)
    ]
    ids = [row[0] for row in conn.execute("select id from responses where rowid % ? = 7", (responses // 20,))]
    return {
        "search of two words": [_search(pair) for pair in pairs],
        "one word": [_search(chance.choice(words)) for words in (often, some, seldom) for _ in range(3)],
        "a word in all letters": [_search("police"), _search("police disclosure")],
        "phrase": [_search('"public interest lies"'), _search('"personal data"')],
        "beginning of words": [_search(f"{word[:5]}*") for word in seldom[:4]],
        "either of two": [_search(f"{pair.replace(' ', ' OR ')}") for pair in pairs[:6]],
        "words and filters": [
            Question("/search?" + urlencode({"q": pair, **filters}))
            for pair in pairs[:6]
            for filters in (
                {"decision": "refused_cost"},
                {"provision": "31", "role": "ncnd"},
                {"from": "2020-02"},
            )
        ],
        "filters alone": [Question("/search?decision=not_held"), Question("/search?provision=40&from=2019")],
        "a far page": [Question("/search?" + urlencode({"q": word, "page": 90})) for word in some[:3]],
        "nothing found": [
            Question("/search?" + urlencode({"q": f"{word[:3]}x{word[3:]}"})) for word in some[:4]
        ],
        "response": [_response(name) for name in ids],
        "response from a search": [Question(f"/r/{quote(ids[0])}?" + urlencode({"q": pairs[6]}))],
        "home": [Question("/")],
        "exemptions": [Question("/exemptions"), Question("/exemptions?by=month"), Question("/exemptions/31")],
        "changes and coverage": [Question("/changes"), Question("/coverage")],
        "asked before": [_draft(conn, name) for name in ids[:8]],
        "feed": [Question("/search.atom?" + urlencode({"q": pair})) for pair in pairs[:3]],
    }


def _words(conn: sqlite3.Connection, fewest: int, most: int) -> list[str]:
    rows = conn.execute(
        "select word from words where responses between ? and ? order by word limit 400", (fewest, most)
    )
    return [row[0] for row in rows][::20]


def _search(query: str) -> Question:
    expression = every_clause(read_query(query))

    def bare(conn: sqlite3.Connection) -> object:
        conn.execute(_COUNT, (expression,)).fetchone()
        return conn.execute(_BEST, (expression,)).fetchall()

    return Question("/search?" + urlencode({"q": query}), bare)


def _draft(conn: sqlite3.Connection, name: str) -> Question:
    """Return the question what is like the request of a response; bare, any of its words, ranked."""
    (request,) = conn.execute("select request_text from responses where id = ?", (name,)).fetchone()
    either = " OR ".join(dict.fromkeys(re.findall(r"\w+", request.lower())))

    def bare(conn: sqlite3.Connection) -> object:
        return conn.execute(_NEAREST, (either,)).fetchall()

    return Question("/asked?" + urlencode({"q": request}), bare)


def _response(name: str) -> Question:
    def bare(conn: sqlite3.Connection) -> object:
        return [conn.execute(sql, (name,)).fetchall() for sql in _ROWS]

    return Question(f"/r/{quote(name)}", bare)


# -- measuring ---------------------------------------------------------------------------------------------


def _in_turns(
    conn: sqlite3.Connection, site: str, kinds: Mapping[str, Sequence[Question]], rounds: int
) -> dict[str, Measured]:
    measured = {kind: Measured([], []) for kind in kinds}
    with _client(site) as get:
        for number in range(rounds + 1):  # the first fills caches and counts for nothing
            for kind, questions in kinds.items():
                for question in questions:
                    start = time.process_time()
                    _, status = get(question.address)
                    page = time.process_time() - start
                    if status != 200:
                        raise RuntimeError(f"{question.address}: {status}")
                    if question.bare and number:
                        start = time.process_time()
                        question.bare(conn)
                        measured[kind].bare.append((time.process_time() - start) * 1000)
                    if number:
                        measured[kind].page.append(page * 1000)
    return measured


def _together(site: str, questions: Sequence[Question]) -> tuple[list[float], int]:
    """Return how long each page took with all clients at work, and how many failed."""

    def visit(client: int) -> list[tuple[float, int]]:
        own = random.Random(client).sample(questions, len(questions))
        with _client(site) as get:
            return [get(question.address) for question in own]

    with ThreadPoolExecutor(_CLIENTS) as pool:
        visits = [seen for client in pool.map(visit, range(_CLIENTS)) for seen in client]
    return [milliseconds for milliseconds, _ in visits], sum(status != 200 for _, status in visits)


@contextmanager
def _client(site: str) -> Iterator[Callable[[str], tuple[float, int]]]:
    with closing(HTTPConnection(urlsplit(site).netloc, timeout=60)) as connection:

        def get(address: str) -> tuple[float, int]:
            start = time.perf_counter()
            connection.request("GET", address)
            answer = connection.getresponse()
            answer.read()
            return (time.perf_counter() - start) * 1000, answer.status

        yield get


def _p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20, method="inclusive")[-1] if len(times) > 1 else times[0]


def _shown(times: Sequence[float]) -> str:
    return f"p50 {statistics.median(times):6.1f} ms, p95 {_p95(times):6.1f} ms"


def _against(times: Measured) -> str:
    if not times.bare:
        return ""
    ratio = statistics.median(times.page) / statistics.median(times.bare)
    return f"bare SQL {_shown(times.bare)}, {ratio:.1f} times (p95 {_p95(times.page) / _p95(times.bare):.1f})"
