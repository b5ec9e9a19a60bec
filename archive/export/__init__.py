"""The whole archive as a folder of files that people can keep, check and cite without foilog."""
