"""Slack's HTTP mode: a port of its own, on which there is Slack's path and nothing else."""

from collections.abc import Callable
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from listener.channels.slack.door.manifest import PATH
from listener.channels.slack.presses.signed import MOST, UNSIGNED, Signed, Told
from listener.settings.brand import Brand
from listener.settings.config import Config, Web
from listener.watch.page import Page
from listener.watch.web import Served, apart, guarded, listen, serving
from listener.watch.webbody import TooLongError, body_of
from listener.watch.webdoor import METHODS
from listener.words import say

NOTHING = Told(404, "nothing here: this port is for Slack\n")
TOO_LONG = Told(413, "too long\n")


def serve_slack(host: str, port: int, signed: Signed) -> Served:
    """Take Slack's requests until stopped; port 0 takes any free one. Raises WebError."""
    listening = listen(host, port, "web.slack_port")
    # Under any name: the public one is a proxy's, and who comes is known by the signature.
    return serving(guarded(_routes(signed), None), host, listening, "slack port")


class SlackPort:
    """The port that the settings want, open from when a request could be verified on."""

    def __init__(self, signed: Signed) -> None:
        self._signed = signed
        self._page: Page | None = None

    def follow(self, config: Config) -> None:
        """Open it where these settings want it and it is not yet."""
        web = config.web
        if self._page or not web.slack_port or unheard(web, config.brand):
            return
        serve = partial(serve_slack, web.slack_host, web.slack_port, self._signed)
        self._page = Page(serve, "slack port")
        self._page.open()

    def close(self) -> None:
        """Take nothing more."""
        if self._page:
            self._page.close()


def unheard(web: Web, brands: tuple[Brand, ...]) -> str | None:
    """Why the port stays shut though the settings want one, in words: nothing would verify a request."""
    if not web.slack_port or any(brand.slack.signing_secret for brand in brands):
        return None
    variable = brands[0].slack.signing_secret_env
    return say(brands[0].language, "slack_http.no_secret", port=str(web.slack_port), variable=variable)  # fmt: skip


def _routes(signed: Signed) -> list[Route]:
    async def slack(request: Request) -> Response:
        if request.method != "POST":
            return _response(NOTHING)
        headers = dict(request.headers)
        if not signed.may_be(headers):
            return _response(UNSIGNED)
        try:
            body = await body_of(request, MOST)
        except TooLongError:
            return _response(TOO_LONG)
        work: Callable[[], Told] = partial(signed.answer, headers, body or b"")
        return _response(await apart(work))

    async def nothing(_: Request) -> Response:
        return _response(NOTHING)

    return [
        Route(PATH, slack, methods=METHODS),
        Route("/{path:path}", nothing, methods=METHODS),
    ]


def _response(told: Told) -> Response:
    return Response(told.body, told.status, media_type=told.content_type)
