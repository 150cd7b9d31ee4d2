"""Install the servers that the tests start, ahead of the tests; says what cannot be had and why."""

import sys
from collections.abc import Callable

import pytest
from rigs import bluesky, installed, local_slack, octokit, slack_server, wordpress

NEEDED: dict[str, Callable[[], object]] = {
    "Isso": lambda: installed.installed("isso", "isso"),
    "Mastodon": lambda: installed.installed("mastodon", "mastodon_mock"),
    "a mailbox (pymap)": lambda: installed.installed("pymap", "pymap"),
    "GitHub's recorded replies (octokit)": octokit.install,
    "Slack": slack_server.install,
    "a Slack with people in it": local_slack.install,
}
SLOW: dict[str, Callable[[], object]] = {
    "WordPress": wordpress.install,
    "a host of Bluesky": bluesky.install,
}


def main(asked: list[str]) -> int:
    """0, also where a server cannot be had: its tests are skipped and say why."""
    for name, install in (SLOW if asked == ["slow"] else NEEDED).items():
        try:
            install()
        except pytest.skip.Exception as error:
            print(f"  without {name}: {error}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
