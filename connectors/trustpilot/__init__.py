"""Trustpilot reviews of one company; source holds the connector."""
