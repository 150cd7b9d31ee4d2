"""Drafts of replies: their wording, their facts, and the lint that they must pass."""
