"""Alerts without accounts: saved searches whose new results go out by e-mail and webhook."""
