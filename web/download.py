"""Tables of any length as CSV, without holding them in memory or a reader's place in the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING

from datasette.utils.asgi import AsgiStream, AsgiWriter

from archive.search.download import Cells, csv_lines
from archive.search.opening import Connection
from web.database import DOWNLOAD_LIMIT_MS, read

if TYPE_CHECKING:
    from datasette.app import Datasette

_IN_MEMORY = 1 << 20  # bytes; a longer table waits on disk
_CHUNK = 1 << 16


async def csv_file(
    datasette: Datasette, name: str, columns: Sequence[str], rows: Callable[[Connection], Iterator[Cells]]
) -> AsgiStream:
    """Return the table as a CSV file called ``name``: UTF-8 with a byte order mark, formulas inert.

    The whole table is read before the first byte is sent: a slow reader then keeps nobody from the database,
    and what cannot be read in time is an error page, never half a file. Raises TooSlow.
    """
    # Closed when it has been sent.
    spool = SpooledTemporaryFile(max_size=_IN_MEMORY, mode="w+", encoding="utf-8", newline="")  # noqa: SIM115

    def write(conn: Connection) -> None:
        spool.writelines(csv_lines(columns, rows(conn)))

    async def send(writer: AsgiWriter) -> None:
        with spool:
            while chunk := spool.read(_CHUNK):
                await writer.write(chunk)

    try:
        await read(datasette, write, DOWNLOAD_LIMIT_MS)
    except BaseException:
        spool.close()
        raise
    spool.seek(0)
    return AsgiStream(
        send,
        headers={"content-disposition": f'attachment; filename="{name}"'},
        content_type="text/csv; charset=utf-8",
    )
