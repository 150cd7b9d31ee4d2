"""Slack: what a message looks like (blocks), and how each one arrives once (outbox)."""
