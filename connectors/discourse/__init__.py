"""Forums that run on Discourse; source holds the connector."""
