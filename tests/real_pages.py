"""Where the three real pages are; tests that need them skip by name where they are not."""

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).parents[2] / "shared" / "pages"
REAL_PAGES = Path(os.environ.get("FOILOG_REAL_PAGES") or _BESIDE)
needs_real_pages = pytest.mark.skipif(
    not any(REAL_PAGES.glob("*.txt")), reason="the three real pages are not here (FOILOG_REAL_PAGES)"
)
