"""Steam: the connector, how its reviews are read, and what people are told of it."""
