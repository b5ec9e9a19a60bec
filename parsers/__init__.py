"""Pure reading: bytes and text in, frozen records out.

Nothing in this package touches network, disk, clock or database, except that the
tables under ``rules/`` and ``profiles/`` are read once as package data.
"""
