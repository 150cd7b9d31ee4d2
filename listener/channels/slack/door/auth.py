"""Auth: does Slack still take our tokens, and are our channels open to us? Asked beside the work, and
only now and then, or when Slack says that something changed.
"""

import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

import structlog

from listener.channels.slack.door.client import Bot
from listener.channels.slack.door.errors import SEEN, SlackError, SlackRefusedError
from listener.notices.held import remedy
from listener.notices.targets import HOOK, channel, targets
from listener.settings.brand import Brand

log = structlog.get_logger()

EVERY = 3600.0  # seconds between two rounds of questions
SOON = 300.0  # while Slack refuses something
LEAST = 10.0  # however often it says that something changed

Heard = Callable[[str, str, str], object]  # a target, a brand, and the code; "" for an open one


class Auth:
    """What Slack last said of each brand's token, and of its channels.

    Only a refusal is a verdict: no answer, or a busy one, leaves the last verdict as it is.
    """

    def __init__(self, brands: Iterable[Brand], bot: Callable[[str], Bot]) -> None:
        self._bot = bot
        self._tokens = _by_token(brands)
        self._codes: Mapping[str, str] = {}  # by brand; "" for a token that is taken
        self._channels: Mapping[
            tuple[str, str], str
        ] = {}  # by target and brand; "" for an open one
        self._ended, self._soon = threading.Event(), threading.Event()
        self._taken: Callable[[list[str]], object] = lambda _: None
        self._is_held: Callable[[], bool] = lambda: False
        self._heard: Heard = lambda *_: None

    def tell(
        self,
        taken: Callable[[list[str]], object],
        is_held: Callable[[], bool],
        heard: Heard = lambda *_: None,
    ) -> None:
        """Call `taken` with the brands whose token Slack takes, and `heard` of each channel; ask often
        while `is_held`.
        """
        self._taken, self._is_held, self._heard = taken, is_held, heard

    @property
    def pause(self) -> float:
        """Seconds until the next round."""
        is_shut = any(self._codes.values()) or any(self._channels.values())
        return SOON if self._is_held() or is_shut else EVERY

    def soon(self) -> None:
        """Something may have changed: ask now, from any thread."""
        self._soon.set()

    def follow(self, brands: Iterable[Brand]) -> None:
        """From the next question on, ask for these."""
        self._tokens = _by_token(brands)
        named = {one.name: targets(one) for of in self._tokens.values() for one in of}
        self._codes = {brand: code for brand, code in self._codes.items() if brand in named}
        self._channels = {
            (target, brand): code
            for (target, brand), code in self._channels.items()
            if target in named.get(brand, ())
        }
        self.soon()

    def start(self) -> None:
        """Ask now and every hour until stopped, in a thread that nothing waits for."""
        if self._tokens:
            threading.Thread(target=self._run, name="slack auth", daemon=True).start()

    def stop(self) -> None:
        """Ask no more; a question under way is left behind."""
        self._ended.set()
        self._soon.set()

    def ask(self) -> None:
        """One `auth.test` for each token, then of each of its channels how we stand there."""
        found, channels = dict(self._codes), dict(self._channels)
        for token, brands in self._tokens.items():
            names, bot = [one.name for one in brands], self._bot(token)
            try:
                _, scopes = bot.greet()
                found |= dict.fromkeys(names, "")
                channels |= _stand(bot, brands, scopes)
            except SlackRefusedError as error:
                found |= dict.fromkeys(names, error.code)
            except SlackError as error:
                log.info("slack auth unknown", brands=names, error=error.code)
        self._codes, self._channels = found, channels  # pages read them from other threads
        self._taken([brand for brand, code in found.items() if not code])
        for (target, brand), code in channels.items():
            self._heard(target, brand, code)

    def taken(self) -> dict[str, bool]:
        """For each brand of which Slack has told: is its token taken?"""
        return {brand: not code for brand, code in self._codes.items()}

    def reasons(self) -> list[str]:
        """For the operators: which token Slack refuses, and what to do."""
        return [
            f"{brand}: the token is refused ({code}): {remedy(code, '', 'en')}"
            for brand, code in self._codes.items()
            if code
        ]

    def shut(self) -> list[tuple[str, str]]:
        """The channels that would refuse us, each with Slack's code."""
        return sorted(
            {(channel(target), code) for (target, _), code in self._channels.items() if code}
        )

    def _run(self) -> None:
        while not self._ended.is_set():
            try:
                self.ask()
            except Exception as error:  # the next round may do better; the type only, no secrets
                log.error("slack auth failed", error=type(error).__name__)  # noqa: TRY400
            if self._soon.wait(self.pause):
                self._soon.clear()
                self._ended.wait(LEAST)


def _stand(
    bot: Bot, brands: Iterable[Brand], scopes: frozenset[str] | None
) -> Mapping[tuple[str, str], str]:
    """How we stand in each of their channels, as far as Slack says."""
    named: dict[str, list[str]] = {}
    for brand in brands:
        for target in targets(brand):
            named.setdefault(target, []).append(brand.name)
    found = dict[tuple[str, str], str]()
    for target in sorted(one for one in named if not one.startswith(HOOK)):
        code = ""
        try:
            bot.stand(channel(target), scopes)
        except SlackError as error:
            code = error.code
            if not isinstance(error, SlackRefusedError) or code not in SEEN:
                continue  # no answer, or no right to ask
        found |= {(target, brand): code for brand in named[target]}
    return found


def _by_token(brands: Iterable[Brand]) -> dict[str, list[Brand]]:
    """The brands by token: several may share one, which is asked once."""
    found: dict[str, list[Brand]] = {}
    for brand in brands:
        if brand.slack.token:
            found.setdefault(brand.slack.token.get_secret_value(), []).append(brand)
    return found


def slack_auth(brands: Iterable[Brand], clock: Callable[[], datetime]) -> Auth:
    """Asks Slack itself."""
    return Auth(brands, lambda token: Bot(token, clock))
