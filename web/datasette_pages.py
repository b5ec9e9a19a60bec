"""What Datasette's own pages lack for people who do not see them: names for the fields of its filters."""

from __future__ import annotations

import re

from markupsafe import Markup

_FIELD = re.compile(
    r'<(?:select|input type="text") name="_(?P<what>filter_column|filter_op|filter_value|sort)[_\d]*"'
)
_NAMES = {
    "filter_column": "Column",
    "filter_op": "Comparison",
    "filter_value": "Value",
    "sort": "Sort by",
}


def labelled(html: str) -> Markup:
    """Return a page of Datasette's, already escaped by it, with names for the fields that have none."""
    return Markup(_FIELD.sub(lambda found: f'{found[0]} aria-label="{_NAMES[found["what"]]}"', html))  # noqa: S704
