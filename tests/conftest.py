"""Fixtures that start real servers live in tests/rigs/."""

from hypothesis import HealthCheck, settings

pytest_plugins = [
    "rigs.bad_source",
    "rigs.isso",
    "rigs.mastodon",
    "rigs.postgres",
    "rigs.slack_server",
]

# A busy machine is no fault of the code: how long an example took proves nothing.
settings.register_profile("ours", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ours")
