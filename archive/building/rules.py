"""The rules of the readers as rows: what each finds, how often it did here, and how often it was right."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping

from parsers.measured import rule_figures
from parsers.rule_tables import rule_table, rule_table_names

RULE_COLUMNS = ("name", "what", "level", "uses", "measured_right", "measured_n", "precision")
Use = tuple[str, str]  # the name of a rule, and what it finds
RuleRow = tuple[str, str, str | None, int, int | None, int | None, float | None]

# A further place of a citation is a finding whose value ends in the role.
_USES = """
select rule, what, count(*) from (
  select rule, role as what from citations
  union all
  select rule, iif(field = 'citation', replace(value, rtrim(value, replace(value, ' ', '')), ''), field)
  from findings
) group by rule, what
"""


def count_uses(connection: sqlite3.Connection) -> Counter[Use]:
    """Return how many findings and citations come from each rule, by its name and what it finds."""
    return Counter({(rule, what): count for rule, what, count in connection.execute(_USES)})


def rule_rows(uses: Mapping[Use, int]) -> Iterator[RuleRow]:
    """Yield a row for each rule and what it finds, in this archive or on the labelled pages."""
    figures = {(figure.rule, figure.what): figure for figure in rule_figures()}
    levels: dict[str, str] = {
        rule.name: rule.level for table in rule_table_names() for rule in rule_table(table)
    }
    for rule, what in sorted({use for use, count in uses.items() if count} | figures.keys()):
        figure = figures.get((rule, what))
        measured = (figure.right, figure.n, round(figure.right / figure.n, 3)) if figure else (None,) * 3
        yield rule, what, levels.get(rule), uses.get((rule, what), 0), *measured
