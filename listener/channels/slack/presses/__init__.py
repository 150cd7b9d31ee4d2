"""Presses: what people do in Slack, heard on a line of our own (Socket Mode); posting is the outbox's."""
