"""Words of a query as the full-text index takes them."""

from __future__ import annotations

from collections.abc import Sequence

from archive.search.forms import forms
from archive.search.terms import Query, Words, only_words


def match_expression(words: Sequence[Words], joined_by: str = " OR ") -> str:
    """Return the FTS5 expression that finds ``words``; every word is quoted, so none is an operator."""
    return joined_by.join(_expression(term) for term in words)


def every_clause(query: Query) -> str:
    """Return the FTS5 expression for the clauses that ask for words alone; all of them have to hold."""
    groups = [words for clause in query.clauses if (words := only_words(clause))]
    return " AND ".join(f"({match_expression(words)})" for words in groups)


def _expression(words: Words) -> str:
    spellings = words.spellings
    if len(spellings) == 1 and not words.quoted and not words.prefix:
        spellings = forms(spellings[0])
    star = " *" if words.prefix else ""
    either = " OR ".join('"{}"{}'.format(text.replace('"', '""'), star) for text in spellings)
    return f"({words.column} : ({either}))" if words.column else f"({either})"
