"""Files that responses link to: read in a process of their own, and told as rows."""
