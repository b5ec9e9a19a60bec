"""The vocabulary of the public file, kept right while responses change."""

from __future__ import annotations

import sqlite3
from typing import Literal

# Words stand in the index as they are written, so that "policing" is not "police" and "news" is not "new";
# a search looks for the other forms of a word itself (archive.search.forms).
TOKENIZER = "unicode61 remove_diacritics 2"
_COUNTS = "select term, doc from temp.counted"


class WordsAmended:
    """The counts of ``words`` when some responses change: in how many of them a word stands before and after.

    The tables are to have these responses alone while they are counted.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._responses: dict[str, dict[str, int]] = {}
        self._files: dict[str, dict[str, int]] = {}

    def count(self, when: Literal["before", "after"]) -> None:
        """Count the words of the responses that are changing, and of their files."""
        self._responses[when] = self._counted("title, request_text, answer_text, text", "rowid", "responses")
        self._files[when] = self._counted("text", "id", "attachment_parts")

    def amend(self) -> None:
        """Put the counts of all words right that stand in them; the full-text indexes are right by then."""
        self._db.execute("create virtual table temp.places using fts5vocab(main, responses_fts, instance)")
        self._db.execute(
            "create virtual table temp.in_files using fts5vocab(main, attachment_parts_fts, row)"
        )
        terms = {term for counts in (*self._responses.values(), *self._files.values()) for term in counts}
        for term in sorted(terms):
            before, after = (self._responses[when].get(term, 0) for when in ("before", "after"))
            in_files = self._files["before"].get(term, 0) != self._files["after"].get(term, 0)
            if before != after or in_files:
                self._put(term, before, after)
        self._db.execute("drop table temp.places")
        self._db.execute("drop table temp.in_files")

    def _put(self, term: str, before: int, after: int) -> None:
        known = self._db.execute("select responses from words where word = ?", (term,)).fetchone()
        count = known[0] if known and (before or self._elsewhere(term)) else 0
        count += after - before
        if not count and not "0" <= term[:1] <= "9":
            found = self._db.execute("select doc from temp.in_files where term = ?", (term,)).fetchone()
            count = found[0] if found else 0
        self._db.execute("delete from words where word = ?", (term,))
        if count:
            self._db.execute("insert into words (word, responses) values (?, ?)", (term, count))

    def _elsewhere(self, term: str) -> bool:
        """Whether a response has the word that does not change: then that is what was counted."""
        found = self._db.execute(
            "select 1 from temp.places where term = ?"
            " and doc not in (select after from temp.changing where after is not null) limit 1",
            (term,),
        )
        return found.fetchone() is not None

    def _counted(self, columns: str, row: str, table: str) -> dict[str, int]:
        self._db.execute(
            f"create virtual table temp.words_of using fts5({columns}, content='', tokenize='{TOKENIZER}')"
        )
        self._db.execute(
            f"insert into temp.words_of (rowid, {columns}) select {row}, {columns} from {table}"  # noqa: S608 - own names
        )
        self._db.execute("create virtual table temp.counted using fts5vocab(temp, words_of, row)")
        counts = dict(self._db.execute(_COUNTS).fetchall())
        self._db.execute("drop table temp.counted")
        self._db.execute("drop table temp.words_of")
        return counts
