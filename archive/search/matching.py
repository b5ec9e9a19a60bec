"""A search as SQL: which responses match, by words in the full-text index and by columns."""

# ruff: noqa: S608 - the SQL is put together from our own pieces; every value goes through a question mark

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from archive.search.asked import Filters, first_day, last_day
from archive.search.terms import Cites, Decided, Query, Referenced, Term, Wanted, Words, only_words

_HAS_FILE = "exists (select 1 from attachments a where a.response_id = r.id and {})"
_NAME = "lower(a.filename)"
_SPREADSHEET = f"({_NAME} glob '*.xls*' or {_NAME} glob '*.ods' or {_NAME} glob '*.csv')"
FILE_CONDITIONS = {
    "any": "r.has_attachments",
    "none": "not r.has_attachments",
    "spreadsheet": _HAS_FILE.format(_SPREADSHEET),
    "pdf": _HAS_FILE.format(f"{_NAME} glob '*.pdf'"),
    "held_back": _HAS_FILE.format("a.state = 'quarantined'"),
}


class Sql(NamedTuple):
    """A piece of SQL with the values for its question marks."""

    text: str
    values: tuple[object, ...] = ()


def match_expression(words: Sequence[Words], joined_by: str = " OR ") -> str:
    """Return the FTS5 expression that finds ``words``; every word is quoted, so none is an operator."""
    return joined_by.join(_matched(term) for term in words)


def _matched(words: Words) -> str:
    star = " *" if words.prefix else ""
    spellings = " OR ".join('"{}"{}'.format(text.replace('"', '""'), star) for text in words.spellings)
    return f"({words.column} : ({spellings}))" if words.column else f"({spellings})"


def _condition(wanted: Wanted) -> Sql:
    text, values = _term(wanted.term)
    return Sql(f"not ifnull({text}, 0)" if wanted.negated else text, values)


def _term(term: Term) -> Sql:
    match term:
        case Words():
            return Sql(
                "r.rowid in (select rowid from responses_fts where responses_fts match ?)", (_matched(term),)
            )
        case Cites():
            return cites(term)
        case Decided(shown=code):
            return Sql("r.decision = ?", (code,))
        case Referenced(keys=()):
            letters = "lower(replace(replace(ifnull(r.reference, r.id), '.', ''), '/', ''))"
            return Sql(f"instr({letters}, ?) > 0", (term.part,))
        case Referenced(keys=keys):
            marks = placeholders(keys)
            return Sql(f"(r.id in ({marks}) or r.reference_key in ({marks}))", keys + keys)


def cites(cited: Cites | None, role: str = "") -> Sql:
    """Responses that cite a provision or what is below it, in ``role`` where one is given."""
    condition = citing(cited, role)
    return Sql(f"r.id in (select response_id from citations where {condition.text})", condition.values)


def citing(cited: Cites | None, role: str = "") -> Sql:
    """Citations of a provision or what is below it; each is left open where it is not given."""
    where, values = ["1"], list[object]()
    if cited:
        # Everything below 31 starts with "31(", and ")" is the character after "(".
        where += ["act = ?", "(provision = ? or (provision > ? and provision < ?))", "role <> 'other_act'"]
        values += [cited.act, cited.provision, f"{cited.provision}(", f"{cited.provision})"]
    if role:
        where.append("role = ?")
        values.append(role)
    return Sql(" and ".join(where), tuple(values))


def _filtered(filters: Filters, leave_out: str) -> Iterator[Sql]:
    if filters.decision and leave_out != "decision":
        yield Sql("r.decision = ?", (filters.decision,))
    provision = filters.provision if leave_out != "provision" else None
    role = filters.role if leave_out != "role" else ""
    if provision or role:
        yield cites(provision, role)
    if filters.since and leave_out != "dates":
        since = first_day(filters.since)
        # A response whose month alone is known may be of any day in it.
        yield Sql("(r.published >= ? or r.published = ?)", (since, since[:7]))
    if filters.until and leave_out != "dates":
        yield Sql("r.published <= ?", (last_day(filters.until),))
    if filters.files and leave_out != "files":
        yield Sql(FILE_CONDITIONS[filters.files])


def matching(query: Query, filters: Filters, leave_out: str = "") -> Sql:
    """Return "from … where …" for the responses that match; ``leave_out`` names one filter to disregard.

    The responses are ``r``; where words are searched for, the full-text index is ``f``.
    """
    groups = [words for clause in query.clauses if (words := only_words(clause))]
    others = [clause for clause in query.clauses if not only_words(clause)]
    conditions = list(_filtered(filters, leave_out))
    for clause in others:
        alternatives = [_condition(wanted) for wanted in clause]
        values = tuple(value for alternative in alternatives for value in alternative.values)
        conditions.append(Sql("(" + " or ".join(sql.text for sql in alternatives) + ")", values))
    source = "from responses r"
    if groups:
        source = "from responses_fts f cross join responses r on r.rowid = f.rowid"
        every = " AND ".join(f"({match_expression(words)})" for words in groups)
        conditions.insert(0, Sql("f.responses_fts match ?", (every,)))
    where = " and ".join(sql.text for sql in conditions) or "1"
    return Sql(f"{source} where {where}", tuple(value for sql in conditions for value in sql.values))


def placeholders(values: Sequence[object]) -> str:
    """Return as many question marks as there are values."""
    return ", ".join("?" * len(values))
