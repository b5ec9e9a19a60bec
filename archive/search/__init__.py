"""Finding and showing what is held: query language, SQL behind each page, what a build keeps for it."""
