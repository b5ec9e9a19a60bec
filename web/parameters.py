"""What the address of a page asks for beside its path; what of that cannot be used is told on the page."""

from __future__ import annotations

import re
from collections.abc import Collection

from datasette.utils.asgi import Request

from archive.search.asked import names_left_out

A_FORCE = "the name of a force here"
_SHOWN = 60  # characters of what was typed
_NUMBER = re.compile(r"0*[1-9][0-9]{0,8}")


class Parameters:
    """The parameters of an address, of which those ``known`` mean something; the first value counts.

    ``unused`` has a sentence for each that cannot be used, so that nothing is ignored in silence.
    """

    def __init__(self, request: Request, *known: str) -> None:
        given = request.args  # which Datasette reads anew each time it is asked for
        self._typed = {name: next(filter(None, map(str.strip, given.getlist(name))), "") for name in known}
        self.unused: list[str] = []
        if strange := names_left_out(given, known):
            self.unused.append(f"No part of this page's address, so left out: {strange}.")

    def text(self, name: str) -> str:
        """Return what was typed; empty where nothing was."""
        return self._typed[name]

    def one_of(self, name: str, allowed: Collection[str], what: str) -> str:
        """Return the one of ``allowed`` that was typed; empty where none was, and ``what`` it should be."""
        typed = self._typed[name]
        if not typed or typed.lower() in allowed:
            return typed.lower()
        self.leave_out(typed, f"is not {what}")
        return ""

    def number(self, name: str, what: str = "a page number") -> int | None:
        """Return the number from 1 that was typed; None where none was, and ``what`` it should be."""
        typed = self._typed[name]
        if _NUMBER.fullmatch(typed):
            return int(typed)
        if typed:
            self.leave_out(typed, f"is not {what}")
        return None

    def page(self) -> int:
        """Return the number of the page of a long list; 1 where none can be read."""
        return self.number("page") or 1

    def leave_out(self, typed: str, why: str) -> None:
        """Tell that something was not used, and ``why``: what is wrong with it."""
        said = f"“{typed[:_SHOWN]}” {why}, so it was left out."
        if said not in self.unused:
            self.unused.append(said)
