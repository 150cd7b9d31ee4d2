"""Settings: config.toml, its brands and its sources, and what is wrong with them in words."""
