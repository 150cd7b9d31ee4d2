"""Feeds: the connector, and what people are told of it."""
