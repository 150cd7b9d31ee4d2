"""Comments on YouTube: source holds the connector, comments reads, poll asks and remembers."""
