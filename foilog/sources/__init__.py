"""The sources a refresh can ask, by the name that --source gives them; each in a module of its own."""
