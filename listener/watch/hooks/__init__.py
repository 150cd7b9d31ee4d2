"""Webhooks: what programs of others bring, proved, read, and written into a source's folder."""
