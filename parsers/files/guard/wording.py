"""How hazards of several families of files are told, in sentences that repeat nothing of what is hidden.

A sheet is named by its number, for its own name may be part of what is hidden.
"""

from __future__ import annotations

from parsers.files.records import Hazard

COMMENTS = Hazard("comment", "comments", "Somebody commented on it.")
CHANGES = Hazard("tracked-changes", "history", "It keeps what was changed in it.")
EMBEDDED = Hazard("embedded-file", "embedded files", "Another file stands in it.")
OTHER_WORKBOOKS = Hazard("external-link", "links", "It keeps a copy of what other workbooks said.")
PIVOT_CACHE = Hazard("pivot-cache", "pivot tables", "A pivot table keeps a copy of its data.")
QUERY = Hazard("connection", "query", "It says where its data came from and how it was asked for.")
HIDDEN_TEXT = Hazard("hidden-text", "text", "Some of its text is hidden.")
UNSEEN_TEXT = Hazard("unseen-text", "text", "Some of its text is too small, or in the colour of its ground.")
NAME_OF_HIDDEN = Hazard("hidden-name", "names", "A defined name leads to a hidden sheet.")
NAME_WITH_WORDS = Hazard("hidden-name", "names", "A defined name holds words that no sheet shows.")


def author_hazard(place: str) -> Hazard:
    """Return the hazard of a property that names a person."""
    return Hazard("author", place, "Its properties name a person.")


def hidden_sheet(number: int, *, very: bool = False) -> Hazard:
    """Return the hazard of a hidden sheet, the ``number``-th from 1."""
    how = "very hidden: no menu lists it" if very else "hidden"
    return Hazard("hidden-sheet", f"sheet {number}", f"Sheet {number} is {how}.")


def counted(count: int, what: str) -> str:
    """Return "1 row" or "3 rows"."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
