"""The privacy guard: what a file holds that nobody sees who opens it. A module for each family of files."""
