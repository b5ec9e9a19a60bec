"""From captures to the public file."""
