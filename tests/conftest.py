"""Fixtures that start real servers live in tests/rigs/."""

pytest_plugins = [
    "rigs.bad_source",
    "rigs.isso",
    "rigs.mastodon",
    "rigs.postgres",
    "rigs.slack_server",
]
