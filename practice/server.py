"""The practice site on a port of this machine, with switches for what can go wrong on a real one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from practice.furniture import NONCE
from practice.site import PracticeSite, Response, etag, key, not_found
from practice.switched import Change, Override, SwitchedServer


@dataclass(frozen=True, slots=True)
class Behaviours:
    """How the server departs from the site.

    ``nonces`` puts a fresh value into each page, so that its bytes differ on each fetch; ``removed`` are keys
    of pages that the listing leaves out.
    """

    nonces: bool = False
    removed: frozenset[str] = frozenset()


class PracticeServer(SwitchedServer):
    """A server for one practice site. Behaviours may be changed while it runs."""

    def __init__(self, site: PracticeSite, port: int = 0) -> None:
        super().__init__(port)
        self.site = site
        self.behaviours = Behaviours()
        self._fetches = 0

    def edit(self, path: str, old: str, new: str) -> None:
        """Put ``new`` in place of ``old`` on the page at ``path`` from now on.

        Raises ValueError where the page does not hold ``old``, so that no test edits nothing.
        """
        encoding = "cp1252" if self.site.item(path).encoding.startswith("windows-1252") else "utf-8"
        before, after = old.encode(encoding), new.encode(encoding)
        if before not in self.respond(path, "").body:
            raise ValueError(f"{path} does not hold {old!r}")

        def change(response: Response) -> Response:
            body = response.body.replace(before, after)
            headers = [
                (name, value) for name, value in response.headers if name not in {"ETag", "Last-Modified"}
            ]
            return Response(response.status, (*headers, ("ETag", etag(body))), body)

        earlier = self._chosen(path)
        self._put(Override(_exactly(path), change if earlier is None else _after(earlier.change, change)))

    def remove(self, path: str, status: int = 404) -> None:
        """Answer ``path`` with 404 or 410 and leave it out of the listing."""
        gone = not_found(status)
        self._put(Override(_exactly(path), lambda _: gone))
        self.behaviours = replace(self.behaviours, removed=self.behaviours.removed | {key(path)})

    def reset(self) -> None:
        """Forget all behaviours and switches; the log stays."""
        super().reset()
        self.behaviours = Behaviours()

    def answer(self, path: str, query: str) -> Response:
        """Return the site's own answer to a GET."""
        return self.site.responses(path, query, self.behaviours.removed)

    def respond(self, path: str, query: str) -> Response:
        """Return what a GET is answered with now, and count it against overrides that end."""
        response = super().respond(path, query)
        if self.behaviours.nonces and (response.header("Content-Type") or "").startswith("text/html"):
            response = self._fresh(response)
        return response

    def _fresh(self, response: Response) -> Response:
        with self._lock:
            self._fetches += 1
            nonce = f"{self._fetches:07d}"
        headers = tuple((n, v) for n, v in response.headers if n not in {"ETag", "Last-Modified"})
        return Response(response.status, headers, response.body.replace(NONCE.encode(), nonce.encode()))


def _exactly(path: str) -> re.Pattern[str]:
    return re.compile(rf"^{re.escape(path.rstrip('/'))}/?$", re.IGNORECASE)


def _after(first: Change, second: Change) -> Change:
    return lambda response: second(first(response))
