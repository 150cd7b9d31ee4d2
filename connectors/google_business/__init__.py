"""Reviews of shops on Google Maps, for who runs them: the connector, and what people are told of it."""
