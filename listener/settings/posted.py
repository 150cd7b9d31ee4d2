"""Where a brand's notices are posted: the `[brand.slack]` table of config.toml."""

from pydantic import SecretStr

from listener.settings.written import Channel, Section


class Channels(Section):
    """Slack channels by id; all fall back to `alerts`."""

    alerts: Channel | None = None
    """Alerts, and what has no channel of its own."""
    press: Channel | None = None
    """What concerns the press."""
    influencers: Channel | None = None
    """What people with a large audience say."""
    customers: Channel | None = None
    """What customers and the public say."""
    triage: Channel | None = None
    """What the bot cannot tell, for a look."""
    ops: Channel | None = None
    """What concerns the listener itself: sources that fail, settings, disk."""
    wins: Channel | None = None
    """Kind words."""
    digest: Channel | None = None
    """The weekly digest."""


class Slack(Section):
    """Where this brand's notices go. Without a token they print in the terminal."""

    token: SecretStr | None = None
    """From the environment or a file, never config.toml."""
    token_env: str = "SLACK_BOT_TOKEN"  # noqa: S105 (the variable's name)
    """The variable that holds the bot's token (xoxb-…)."""
    token_file: str | None = None
    """A file that holds it, in the variable's place."""
    app_token: SecretStr | None = None
    """As the token: it opens the line on which presses come (Socket Mode); cards then have buttons."""
    app_token_env: str = "SLACK_APP_TOKEN"  # noqa: S105 (the variable's name)
    """The variable that holds the app-level token (xapp-…)."""
    app_token_file: str | None = None
    """A file that holds it, in the variable's place."""
    signing_secret: SecretStr | None = None
    """As the token: it proves that a press came from Slack over HTTP; it counts where [web] slack_port is set."""
    signing_secret_env: str = "SLACK_SIGNING_SECRET"  # noqa: S105 (the variable's name)
    """Used where [web] slack_port is set: then no app-level token is needed."""
    signing_secret_file: str | None = None
    """A file that holds it, in the variable's place."""
    webhook: SecretStr | None = None
    """From the environment: its address is itself a secret."""
    webhook_env: str | None = None
    """Names the variable that holds an incoming webhook's address; used without a token."""
    channels: Channels = Channels()
