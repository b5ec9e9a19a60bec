"""How much memory a process has taken at most."""

from __future__ import annotations

from pathlib import Path


def own_peak() -> float:
    """Return the peak of this process in MB; ``ru_maxrss`` would begin with that of the parent."""
    return peak_of("self")


def peak_of(process: int | str) -> float:
    """Return the peak of a process in MB."""
    status = Path(f"/proc/{process}/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024
