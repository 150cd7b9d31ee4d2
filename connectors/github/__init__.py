"""GitHub: the connector, how its issues are read, and what people are told of it."""
