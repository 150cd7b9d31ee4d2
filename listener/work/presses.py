"""Presses: how Slack tells what people do: a line for each app token, signed requests for each secret."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial

import structlog
from pydantic import SecretStr

from listener.app import App
from listener.channels.slack.door.client import API
from listener.channels.slack.look.buttons import has_buttons
from listener.channels.slack.presses.admit import Place
from listener.channels.slack.presses.bolt import Listeners
from listener.channels.slack.presses.line import WAITS, Hands, Line, app_id, trace
from listener.channels.slack.presses.people import Workspace
from listener.channels.slack.presses.signed import Signed
from listener.notices import outbox
from listener.notices.deaf import deaf
from listener.settings.brand import Brand
from listener.store.errors import StoreError
from listener.work.errands import Tasks

log = structlog.get_logger()


class Presses:
    """Every line of this process; without an app token there is none."""

    def __init__(
        self,
        pressed: Callable[[], object],
        look: Callable[[], object] = lambda: None,
        *,
        api: str = API,
    ) -> None:
        """`pressed` is called when something was done, `look` when Slack says that a token or a channel
        of ours may be open no more, or again.
        """
        self._pressed, self._look, self._api = pressed, look, api
        self._lines: dict[str, tuple[Line, Listeners]] = {}  # by app token
        self.signed = Signed(api=api)

    def follow(self, app: App) -> None:
        """Hear what these settings name: lines that they know no more end, others go on."""
        pressed = [brand for brand in app.config.brand if has_buttons(brand.slack)]
        found = _by_secret((brand.slack.app_token, brand) for brand in pressed)
        signed = _by_secret((brand.slack.signing_secret, brand) for brand in pressed)
        self.signed.follow({key: self._places(app, of) for key, of in signed.items()})
        for token in self._lines.keys() - found.keys():
            self._lines.pop(token)[0].stop(WAITS)  # a press that is being worked on is answered
        for token, brands in found.items():
            places = self._places(app, brands)
            if token in self._lines:
                self._lines[token][1].places = places
            else:
                self._lines[token] = self._open(app, token, places, brands)

    def stop(self, seconds: float) -> bool:
        """End them all; False where something still runs after so long."""
        end = time.monotonic() + seconds
        lines = [line for line, _ in self._lines.values()]
        self._lines = {}
        lines_end = all([line.stop(max(0.0, end - time.monotonic())) for line in lines])
        return self.signed.stop(max(0.0, end - time.monotonic())) and lines_end

    @property
    def are_open(self) -> bool:
        """Is every line open?"""
        return all(line.is_open.is_set() for line, _ in self._lines.values())

    def _places(self, app: App, brands: Sequence[Brand]) -> list[Place]:
        """One for each bot token: an app may be in several workspaces, and a brand is in one."""
        found: dict[str, dict[str, Brand]] = defaultdict(dict)
        for brand in brands:
            if brand.slack.token:
                found[brand.slack.token.get_secret_value()][brand.name] = brand
        return [
            Place(
                workspace=Workspace(token, app.clock, api=self._api),
                brands=of,
                store=app.store,
                clock=app.clock,
                pressed=self._pressed,
                errands=Tasks(app),
                look=self._look,
            )
            for token, of in found.items()
        ]

    def _open(
        self, app: App, token: str, places: list[Place], brands: Sequence[Brand]
    ) -> tuple[Line, Listeners]:
        heard, hands = Listeners(places, app_id(token)), Hands()
        line = Line(
            token,
            heard.app(hands, api=self._api),
            hands,
            app.clock,
            refused=partial(_refused, app, brands, trace(token)),
            api=self._api,
        )
        line.start()
        return line, heard


def _by_secret(pairs: Iterable[tuple[SecretStr | None, Brand]]) -> dict[str, list[Brand]]:
    found: dict[str, list[Brand]] = defaultdict(list)
    for secret, brand in pairs:
        if secret:
            found[secret.get_secret_value()].append(brand)
    return found


def _refused(app: App, brands: Sequence[Brand], token: str, code: str) -> None:
    """The operators are told once, where they are told everything."""
    try:
        for brand in brands:
            outbox.add(app.store, deaf(brand, code, token, app.clock()))
    except StoreError as error:
        log.warning("the refusal could not be told", error=type(error).__name__)
