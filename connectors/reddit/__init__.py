"""Posts and comments on Reddit, by an app that Reddit approved; source holds the connector."""
