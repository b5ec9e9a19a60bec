"""The private database: captures, their bodies, and what the crawl and the builds must remember."""
