"""App Store reviews by the account that owns the app; source holds the connector."""
