"""The command `listener` with its Slack on loopback: the product knows one address only.

python tests/rigs/soak_daemon.py ADDRESS-OF-THE-API ADDRESS-OF-THE-LINE run
"""

import sys


def main() -> None:
    api, line = sys.argv.pop(1), sys.argv.pop(1)
    from listener.channels.slack.door.client import Bot
    from listener.work.presses import Presses

    for kind, address in ((Bot, api), (Presses, line)):
        defaults = kind.__init__.__kwdefaults__
        assert defaults
        defaults["api"] = address
    from listener.cli import main as listener

    listener()


if __name__ == "__main__":
    main()
