"""What a file hides, or tells more than was meant: looked for before anything of it goes anywhere public."""

from __future__ import annotations

from parsers.files.guard.workbook import workbook_hazards
from parsers.files.records import FileKind, Hazard

_NOT_SCREENED = Hazard("not-screened", "", "it cannot be looked through for hidden content")
_SCREENS = {"xlsx": workbook_hazards}


def find_hazards(body: bytes, kind: FileKind) -> tuple[Hazard, ...]:
    """Return what the file hides, in its order; empty for a file that may be shown.

    A file that cannot be looked through has the hazard ``not-screened``, alone. One with a password, and one
    of a kind that no text is read of, has none: nothing of it can be shown.
    """
    screen = _SCREENS.get(kind)
    if screen is None:
        return ()
    try:
        return tuple(dict.fromkeys(screen(body)))
    except Exception:  # noqa: BLE001 -- whatever goes wrong in a hostile file, it is held back
        return (_NOT_SCREENED,)
