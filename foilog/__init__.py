"""The command: each verb wires the rooms together. No other room imports this one."""
