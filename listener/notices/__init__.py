"""Notices: what people are told, one file a kind; contract says what a kind gives."""
