"""Threads: posts that tag the account, replies under its posts, its own answers, and a search by its words."""
