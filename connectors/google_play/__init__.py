"""Reviews of an app on Google Play, for its developer: the connector, and what people are told of it."""
