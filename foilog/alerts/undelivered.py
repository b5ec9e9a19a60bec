"""What both ways of sending end with where nobody took the message."""

from __future__ import annotations


class Undelivered(Exception):
    """Nobody took the message; it is tried again. Holds no secret.

    ``for_all``: it would be the same for any other message to the same server now.
    """

    def __init__(self, reason: str, *, for_all: bool = True) -> None:
        super().__init__(reason)
        self.for_all = for_all
