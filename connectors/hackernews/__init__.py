"""Hacker News: the connector, how its posts are read, and what people are told of it."""
