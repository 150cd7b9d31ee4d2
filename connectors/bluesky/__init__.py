"""Bluesky: posts that a search on the host of an account finds, and the answers of the brand."""
