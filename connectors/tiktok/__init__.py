"""TikTok: comments under the account's own videos, with their answers."""
