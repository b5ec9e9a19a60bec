"""The site as a server on this machine, for tests that ask it as a reader does."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from web.database import DATABASE
from web.published import PublishedFile
from web.serve import create_datasette, listen


@contextmanager
def running_site(published: PublishedFile, contact: str = "") -> Iterator[str]:
    """Serve ``published`` while the block runs; yield the site's address without a slash at its end."""
    datasette = create_datasette(published, contact)
    config = uvicorn.Config(datasette.app(), lifespan="on", log_level="warning", ws="none")
    server = uvicorn.Server(config)
    with listen("127.0.0.1", 0) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive(), "the server did not start"
                time.sleep(0.01)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
            datasette.databases[DATABASE].close()
            datasette.executor.shutdown()
