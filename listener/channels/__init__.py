"""Channels: where notices are shown; each renders their parts and knows no notice."""
