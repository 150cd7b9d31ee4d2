"""Lemmy: communities of the fediverse; source holds the connector."""
