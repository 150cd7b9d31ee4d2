"""Dropped files: exports of any kind, read in a folder; source holds the connector."""
