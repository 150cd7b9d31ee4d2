"""Comments on WordPress sites; source holds the connector."""
