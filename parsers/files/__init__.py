"""Files that a response links to: what kind they are, what stands in them, what they hide."""
