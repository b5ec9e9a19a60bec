"""Whether a public name leads to the public network, as it should."""

from __future__ import annotations

import socket
from ipaddress import ip_address
from urllib.parse import urlsplit
from urllib.request import getproxies

from scraper.fetch_errors import PrivateAddress


def refuse_private(url: str) -> None:
    """Look up the host of ``url``, and raise PrivateAddress where its name leads into a private network.

    A name that leads nowhere is left to the request to tell. Behind a proxy it is the proxy that looks up.
    """
    if getproxies():
        return
    parts = urlsplit(url)
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or parts.scheme, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return
    for *_, address in found:
        number = str(address[0]).partition("%")[0]
        if not ip_address(number).is_global:
            raise PrivateAddress(url, f"its name leads to {number}, which is no public address")
