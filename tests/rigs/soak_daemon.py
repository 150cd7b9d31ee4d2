"""The command `listener` with its Slack on loopback: the product knows one address only.

python tests/rigs/soak_daemon.py ADDRESS-OF-THE-API run
"""

import sys


def main() -> None:
    api = sys.argv.pop(1)
    from listener.channels.slack.door.client import Bot

    defaults = Bot.__init__.__kwdefaults__
    assert defaults
    defaults["api"] = api
    from listener.cli import main as listener

    listener()


if __name__ == "__main__":
    main()
