"""Auth: does Slack still take our tokens? Asked beside the work, and only now and then."""

import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

import structlog

from listener.channels.slack.door.client import Bot
from listener.channels.slack.door.errors import SlackError, SlackRefusedError
from listener.notices.held import remedy
from listener.settings.brand import Brand

log = structlog.get_logger()

EVERY = 3600.0  # seconds between two rounds of questions
SOON = 300.0  # while Slack refuses something


class Auth:
    """What Slack last said of each brand's token.

    Only a refusal is a verdict: no answer, or a busy one, leaves the last verdict as it is.
    """

    def __init__(self, brands: Iterable[Brand], bot: Callable[[str], Bot]) -> None:
        self._bot = bot
        self._tokens = _by_token(brands)
        self._codes: Mapping[str, str] = {}  # by brand; "" for a token that is taken
        self._ended = threading.Event()
        self._taken: Callable[[list[str]], object] = lambda _: None
        self._is_held: Callable[[], bool] = lambda: False

    def tell(self, taken: Callable[[list[str]], object], is_held: Callable[[], bool]) -> None:
        """Call `taken` with the brands whose token Slack takes; ask often while `is_held`."""
        self._taken, self._is_held = taken, is_held

    @property
    def pause(self) -> float:
        """Seconds until the next round."""
        return SOON if self._is_held() or any(self._codes.values()) else EVERY

    def follow(self, brands: Iterable[Brand]) -> None:
        """From the next question on, ask for these."""
        self._tokens = _by_token(brands)
        names = {name for names in self._tokens.values() for name in names}
        self._codes = {brand: code for brand, code in self._codes.items() if brand in names}

    def start(self) -> None:
        """Ask now and every hour until stopped, in a thread that nothing waits for."""
        if self._tokens:
            threading.Thread(target=self._run, name="slack auth", daemon=True).start()

    def stop(self) -> None:
        """Ask no more; a question under way is left behind."""
        self._ended.set()

    def ask(self) -> None:
        """One `auth.test` for each token."""
        found = dict(self._codes)
        for token, brands in self._tokens.items():
            try:
                self._bot(token).greet()
                found |= dict.fromkeys(brands, "")
            except SlackRefusedError as error:
                found |= dict.fromkeys(brands, error.code)
            except SlackError as error:
                log.info("slack auth unknown", brands=brands, error=error.code)
        self._codes = found  # in one go: pages read it from other threads
        self._taken([brand for brand, code in found.items() if not code])

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

    def _run(self) -> None:
        while not self._ended.is_set():
            try:
                self.ask()
            except Exception as error:  # the next round may do better; the type only, no secrets
                log.error("slack auth failed", error=type(error).__name__)  # noqa: TRY400
            self._ended.wait(self.pause)


def _by_token(brands: Iterable[Brand]) -> dict[str, list[str]]:
    """The brands' names by token: several may share one, which is asked once."""
    found: dict[str, list[str]] = {}
    for brand in brands:
        if brand.slack.token:
            found.setdefault(brand.slack.token.get_secret_value(), []).append(brand.name)
    return found


def slack_auth(brands: Iterable[Brand], clock: Callable[[], datetime]) -> Auth:
    """Asks Slack itself."""
    return Auth(brands, lambda token: Bot(token, clock))
