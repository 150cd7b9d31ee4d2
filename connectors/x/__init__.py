"""Posts on X, by its paid API: source holds the connector, poll reads, asking pays, memory remembers."""
