"""A folder from which any Datasette with our plugin serves the archive, on a machine with nothing else."""

from __future__ import annotations

import json
import shutil
from importlib.metadata import version
from pathlib import Path

from archive.publish import written_aside
from archive.search.opening import open_published
from web.described import metadata_text
from web.serve import SETTINGS


def write_folder(public: Path, folder: Path, contact: str) -> tuple[Path, ...]:
    """Write the files into ``folder``, the public database last, and return them.

    ``datasette serve FOLDER`` finds them by their names. ``contact`` is whom readers are told to write to.
    Raises StorageError.
    """
    open_published(public).close()
    plugin = f"\nplugins:\n  foilog:\n    contact: {json.dumps(contact)}\n"
    texts = {
        "requirements.txt": f"foilog=={version('foilog')}\ndatasette=={version('datasette')}\n",
        "settings.json": json.dumps(SETTINGS, indent=2),
        "metadata.yml": metadata_text() + plugin,
    }
    for name, text in texts.items():
        with written_aside(folder / name) as aside:
            aside.write_text(text, "utf-8")
    with written_aside(folder / "foi.db") as aside:
        shutil.copyfile(public, aside)
    return tuple(folder / name for name in (*texts, "foi.db"))
