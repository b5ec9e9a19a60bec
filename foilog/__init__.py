"""The command: each verb wires the rooms together. Nothing imports this package."""
