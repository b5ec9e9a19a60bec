"""The site as a running server."""

from __future__ import annotations

import socket
from collections.abc import Callable
from ipaddress import ip_address

import uvicorn
from datasette.app import Datasette, DatasetteClient

from web.database import DATABASE
from web.described import metadata
from web.published import PublishedDatabase, PublishedFile

# Measured on archives of up to a million rows: small pages, no facets unasked, no SQL from strangers.
# Nothing is cached downstream, because a response that is taken down must be gone at once.
SETTINGS = {
    "allow_download": False,
    "default_allow_sql": False,
    "default_cache_ttl": 0,
    "default_page_size": 20,
    "facet_time_limit_ms": 200,
    "max_csv_mb": 20,
    "max_returned_rows": 200,
    "sql_time_limit_ms": 1000,
    "suggest_facets": False,
    "truncate_cells_html": 300,
}


def create_datasette(published: PublishedFile, contact: str = "") -> Datasette:
    """Return the site over the published file, which may be replaced, switched, or not there yet.

    ``contact`` is the e-mail or web address that readers are told to write to.
    """
    described = metadata() | {"plugins": {"foilog": {"contact": contact}}}
    datasette = Datasette(settings=SETTINGS, metadata=described)
    datasette.remove_database("_memory")
    datasette.add_database(PublishedDatabase(datasette, published), DATABASE)
    datasette.client = DatasetteClient(datasette)  # the first was made before our pages had a database
    return datasette


def serve(
    published: PublishedFile,
    host: str = "127.0.0.1",
    port: int = 8001,
    ready: Callable[[str], None] = lambda address: None,
    contact: str = "",
) -> None:
    """Serve the site until interrupted; ``ready`` is told its address before the first request.

    Port 0 takes a free one. Raises OSError when the address cannot be listened on.
    """
    listener = listen(host, port)
    datasette = create_datasette(published, contact)
    try:
        ready(_address(host, listener))
        config = uvicorn.Config(
            datasette.app(), lifespan="on", log_level="warning", server_header=False, ws="none"
        )
        uvicorn.Server(config).run(sockets=[listener])
    finally:
        listener.close()
        datasette.databases[DATABASE].close()


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket whose connections send small answers at once.

    asyncio turns Nagle's algorithm off only for sockets it made itself; with it every answer on a kept
    connection waited 40 ms. Raises OSError.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _address(host: str, listener: socket.socket) -> str:
    everywhere = ip_address(host).is_unspecified if _is_number(host) else not host
    name = "localhost" if everywhere else f"[{host}]" if ":" in host else host
    return f"http://{name}:{listener.getsockname()[1]}/"


def _is_number(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False
