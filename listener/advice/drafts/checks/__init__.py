"""The checks of a reply, by what they look at; `drafts/ethics.py` asks them all."""
