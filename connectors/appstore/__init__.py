"""App Store reviews from the public feed; source holds the connector."""
