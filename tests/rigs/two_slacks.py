"""Two workspaces behind one address, as at slack.com, and one installation with a brand in each."""

import http.client
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from acme import BRAND, Clock, CueTagger, Kept, Listed, config
from rigs.desk_scene import at_slack
from rigs.effort import PATIENCE
from rigs.local_slack import LocalSlack, local_slack_server, wait
from rigs.slack_outbox import KEY, QUICK, simulated

from connectors.kit.contract import Mention
from listener.app import App
from listener.channels.slack.door.client import Bot
from listener.channels.slack.look.render import Rendered
from listener.channels.slack.post.outbox import Outbox
from listener.channels.slack.post.slot import Gear
from listener.settings.brand import Brand
from listener.settings.config import Source
from listener.store.store import Store
from listener.work.presses import Presses
from listener.work.worker import Worker

TEAMS = {"Acme": "T0ACME", "Other": "T0OTHER"}


class Switch:
    """One address: whose a request is, its token says; it remembers by which it was asked what."""

    def __init__(self, places: Mapping[str, LocalSlack]) -> None:
        self.asked: list[tuple[str, str, str]] = []  # token, method, body
        outer = self

        class Answer(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                bearer = (self.headers.get("authorization") or "").removeprefix("Bearer ")
                token = bearer or parse_qs(body.decode("utf-8", "replace")).get("token", [""])[0]
                outer.asked.append((token, self.path.rpartition("/")[2], body.decode("utf-8", "replace")))  # fmt: skip
                self._pass_on(places[token], body)

            def _pass_on(self, to: LocalSlack, body: bytes) -> None:
                host = urlsplit(to.url).netloc
                line = http.client.HTTPConnection(host, timeout=PATIENCE)
                headers = {k: v for k, v in self.headers.items() if k.lower() != "host"}
                line.request("POST", self.path, body, headers)
                reply = line.getresponse()
                told = reply.read()
                self.send_response(reply.status)
                self.send_header("content-type", reply.headers.get("content-type", ""))
                self.send_header("content-length", str(len(told)))
                self.end_headers()
                self.wfile.write(told)
                line.close()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/api/"


class TwoTeams:
    """One process for two brands, each in its workspace, with tokens of its own."""

    def __init__(self, folder: Path, store: Store, slacks: Mapping[str, LocalSlack]) -> None:
        self.folder, self.store, self.slacks, self.clock = folder, store, slacks, Clock()
        places = {f"{kind}-{name.lower()}": one for name, one in slacks.items() for kind in ("xoxb", "xapp")}  # fmt: skip
        self.switch = Switch(places)
        self.brands = {name: _brand(name) for name in slacks}
        self.box = self._outbox()
        self.presses = Presses(self.go_on, api=self.switch.api)
        self.listen({})

    def _outbox(self) -> Outbox:
        def door(brand: Brand, _: str) -> Bot:
            assert brand.slack.token
            return Bot(brand.slack.token.get_secret_value(), self.clock, api=self.switch.api)

        return Outbox(
            Gear(
                store=self.store,
                brands=self.brands,
                door=door,
                render=Rendered(self.store, self.brands, self.clock),
                key=KEY,
                clock=self.clock,
                limits=QUICK,
                pause=simulated(self.clock),
            )
        )

    def app(self, posts: Mapping[str, tuple[Mention, ...]]) -> App:
        sources = tuple(
            Source(brand=name, kind="listed", connector=Listed(name=name.lower(), mentions=posts.get(name, ())))
            for name in self.brands
        )  # fmt: skip
        made = config(self.folder).model_copy(
            update={"brand": tuple(self.brands.values()), "source": sources}
        )
        return App.over(made, self.clock, store=self.store, key=KEY, tagger=CueTagger())

    def listen(self, posts: Mapping[str, tuple[Mention, ...]]) -> None:
        """Read these of each brand, and tell of them in its workspace."""
        worker = Worker(self.app(posts), Kept(), outbox=self.box)
        worker.prepare()
        worker.once()
        self.go_on()

    def go_on(self) -> None:
        Worker(self.app({}), Kept(), outbox=self.box).after_collect()
        for _ in range(3):
            for target in self.box.targets():
                self.box.deliver(target)

    @contextmanager
    def at_the_desk(self) -> Iterator["TwoTeams"]:
        """While presses are heard on both lines."""
        self.presses.follow(self.app({}))
        try:
            wait(lambda: self.presses.are_open)
            yield self
        finally:
            assert self.presses.stop(PATIENCE)
            self.switch.server.shutdown()
            self.switch.server.server_close()

    def card(self, name: str, words: str) -> dict[str, Any]:
        [card] = [m for m in self.slacks[name].cards() if words in m["text"]]
        return card

    def acts(self) -> list[tuple[str, str]]:
        """Of which brand, and what, the oldest first."""
        return [(row.brand, row.name) for row in reversed(self.store.acts([*self.brands]))]


def _brand(name: str) -> Brand:
    handle = f"@{name.lower()}"
    of = BRAND.model_copy(update={"name": name, "handles": (handle,)})
    return at_slack(of, bot=f"xoxb-{name.lower()}", app=f"xapp-{name.lower()}")


@contextmanager
def two_slacks(folder: Path) -> Iterator[Mapping[str, LocalSlack]]:
    """A workspace for each brand; both call their channels and people the same."""
    with (
        local_slack_server(folder, team=TEAMS["Acme"], bot="xoxb-acme", app="xapp-acme") as acme,
        local_slack_server(
            folder, team=TEAMS["Other"], bot="xoxb-other", app="xapp-other"
        ) as other,
    ):
        yield {"Acme": acme, "Other": other}
