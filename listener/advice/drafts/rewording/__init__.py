"""A draft in other words, by a model that is not ours: what it is told, and what of its answer may stand."""
