"""What the templates may say and call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from archive.search.labels import provision_label
from web import law, wording
from web.addresses import (
    archived_address,
    asked_address,
    changes_address,
    file_address,
    passage_address,
    provision_address,
    response_address,
)
from web.datasette_pages import labelled
from web.explanations import explained
from web.forces import opening, spoken_of
from web.letter import highlighted


@pass_context
def of_force(context: Context, text: str) -> str:
    """Return a sentence of ours that speaks of the Met as one that speaks of whose log this is."""
    return spoken_of(context["force"], text)


FILTERS: dict[str, Callable[..., Any]] = {
    "bytes_in_words": wording.bytes_in_words,
    "corrected_field": wording.corrected_field,
    "correction_note": wording.correction_note,
    "date_and_time": wording.date_and_time,
    "highlighted": highlighted,
    "labelled": labelled,
    "long_date": wording.long_date,
    "number": wording.number,
    "of_force": of_force,
    "opening": opening,
    "percent": wording.percent,
    "period_name": wording.period_name,
    "plural": wording.plural,
    "short_date": wording.short_date,
    "short_digest": wording.short_digest,
}
GLOBALS: dict[str, Any] = {
    "CHANGES": wording.CHANGES,
    "COMPONENTS": wording.COMPONENTS,
    "DECISIONS": wording.DECISIONS,
    "FIELD_NAMES": wording.FIELD_NAMES,
    "FILE_FILTERS": wording.FILE_FILTERS,
    "FILE_KINDS": wording.FILE_KINDS,
    "FILE_STATES": wording.FILE_STATES,
    "GROUNDS": wording.GROUNDS,
    "ROLES": wording.ROLES,
    "ROLE_FILTERS": wording.ROLE_FILTERS,
    "SOURCES": wording.SOURCES,
    "archived_address": archived_address,
    "asked_address": asked_address,
    "changes_address": changes_address,
    "decision_sentence": wording.decision_sentence,
    "explained": explained,
    "file_address": file_address,
    "law": law,
    "passage_address": passage_address,
    "place_in_file": wording.place_in_file,
    "removal": wording.removal,
    "run_ended": wording.run_ended,
    "share": wording.share,
    "took": wording.took,
    "provision_address": provision_address,
    "provision_label": provision_label,
    "response_address": response_address,
}
