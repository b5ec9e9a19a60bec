"""From the bytes of a page to clean lines: character sets, markup, lists, furniture."""
