"""Posting: each message reaches Slack once, whatever breaks (outbox)."""
