"""All that proves one response, as a zip that can be checked anywhere: no foilog, no network."""
