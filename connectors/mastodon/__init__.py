"""Mastodon and its kin; source holds the connector."""
