"""A fictional disclosure log: pages, files, a server for them, and the right reading of every page.

It imports nothing of ours, so that its answers are independent of the readers they judge.
"""

from practice.items import Item
from practice.profile import profile_text
from practice.server import PracticeServer
from practice.site import PracticeSite, Response, generate

__all__ = [
    "Item",
    "PracticeServer",
    "PracticeSite",
    "Response",
    "generate",
    "profile_text",
]
