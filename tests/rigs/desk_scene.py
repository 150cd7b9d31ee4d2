"""A team at its desk: alerts in a Slack with people, an outbox before it, and a line on which presses come."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from acme import BRAND, Clock, CueTagger, Kept, Listed, config, mention
from pydantic import SecretStr
from rigs.effort import PATIENCE
from rigs.local_slack import ALERTS, APP, BOT, LocalSlack, wait
from rigs.slack_outbox import QUICK, outbox, simulated

from connectors.kit.contract import Mention
from listener.app import App
from listener.channels.slack.look.render import Rendered
from listener.channels.slack.post.outbox import Outbox
from listener.settings.brand import Brand, Channels, Slack
from listener.store.store import Store
from listener.work.presses import Presses
from listener.work.worker import Worker

HATE = "I hate it, my battery is broken"


def at_slack(
    brand: Brand = BRAND, *, channel: str = ALERTS, app: str = APP, bot: str = BOT, **fields: Any
) -> Brand:
    """The brand with its channel and both of its tokens."""
    slack = Slack(token=SecretStr(bot), app_token=SecretStr(app), channels=Channels(alerts=channel))
    return brand.model_copy(update={"slack": slack, **fields})


class Team:
    """One installation, and the people before it."""

    def __init__(
        self, folder: Path, store: Store, slack: LocalSlack, brand: Brand | None = None
    ) -> None:
        self.slack, self.store, self.folder = slack, store, folder
        self.brand = brand or at_slack()
        self.clock = Clock()
        self.box = self._outbox()
        self.presses: Presses | None = None
        self.listen()

    def _outbox(self) -> Outbox:
        render = Rendered(self.store, {self.brand.name: self.brand}, self.clock)
        return outbox(
            self.store,
            self.slack.api,
            self.brand,
            clock=self.clock,
            limits=QUICK,
            render=render,  # type: ignore[arg-type]
            pause=simulated(self.clock),
        )

    def app(self, posts: Sequence[Mention] = ()) -> App:
        settings = config(
            self.folder, Listed(name="forum", mentions=tuple(posts)), brand=self.brand
        )
        return App.over(settings, self.clock, store=self.store, key=b"k" * 32, tagger=CueTagger())

    def listen(self, *posts: Mention) -> None:
        """Read these, and tell of them in Slack."""
        worker = Worker(self.app(posts), Kept(), outbox=self.box)
        worker.prepare()
        worker.once()

    def go_on(self) -> None:
        """What a press sets going: the stages, the thread's line, the card's edit."""
        worker = Worker(self.app(), Kept(), outbox=self.box)
        worker.after_collect()
        for _ in range(3):
            for target in self.box.targets():
                self.box.deliver(target)

    @contextmanager
    def at_the_desk(self) -> Iterator["Team"]:
        """While presses are heard."""
        self.presses = Presses(self.go_on, api=self.slack.api)
        self.presses.follow(self.app())
        try:
            wait(lambda: self.presses and self.presses.are_open)
            yield self
        finally:
            assert self.presses.stop(PATIENCE)

    def card(self, number: int = 0, channel: str = ALERTS) -> dict[str, Any]:
        """The first of the cards as it stands now; the first message says where one listens."""
        cards = [
            m for m in self.slack.cards(channel) if "Author" in m["text"] or "Auteur" in m["text"]
        ]
        return cards[number]

    def acts(self) -> list[tuple[str, str, str]]:
        """Who did what, oldest first, by which door."""
        return [
            (row.who, row.name, row.door) for row in reversed(self.store.acts([self.brand.name]))
        ]


@pytest.fixture
def team(tmp_path: Path, store: Store, local_slack: LocalSlack) -> Iterator[Team]:
    """Two complaints told in Slack, and whoever presses is heard."""
    made = Team(tmp_path, store, local_slack)
    made.listen(mention(1, HATE), mention(2, "Everything here is broken, always"))
    with made.at_the_desk():
        yield made
