"""Setting up: what is asked, what is proposed and tried, and how it comes into config.toml."""
