"""Measurements, each against the bare work it cannot do without."""
