"""Finding and showing what is held: the query language, and the SQL behind each page of the site."""
