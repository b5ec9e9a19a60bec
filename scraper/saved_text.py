"""One page that a person copied as text."""

from __future__ import annotations

from parsers.models import lower_ascii, straighten
from parsers.profile import Profile
from scraper.saved_errors import NotUsable


def check_text(text: str, profile: Profile) -> None:
    """Return where ``text`` shows that it is a response of this log: a label, a lead-in or a reference.

    Raises NotUsable where it shows none.
    """
    folded = straighten(" ".join(text.split()))
    lowered = lower_ascii(folded)
    words = (*profile.reading.reference_labels, *profile.reading.lead_ins)
    if any(lower_ascii(straighten(phrase)) in lowered for phrase in words) or profile.reference.search(
        folded
    ):
        return
    raise NotUsable(f"it holds no reference and none of the words that head a response of {profile.title}")
