"""The hooks' port: a port of its own, on which there is /hooks/NAME and nothing else."""

from collections.abc import Callable, Sequence
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from listener.settings.config import Config, Source
from listener.watch.hooks.desk import MOST, TOO_LONG, UNSIGNED, Hooks, Told
from listener.watch.hooks.proof import ID, SIGNATURE, TIME
from listener.watch.page import Page
from listener.watch.web import Served, apart, guarded, listen, serving
from listener.watch.webbody import TooLongError, body_of
from listener.watch.webdoor import METHODS
from listener.words import say

# That decide what is taken: said twice, two readers could read them differently.
_ONCE = (SIGNATURE, TIME, ID, "authorization", "content-type", "content-encoding")
NOTHING = Told(404, "nothing here: this port is for webhooks\n")


def serve_hooks(host: str, port: int, hooks: Hooks) -> Served:
    """Take what is brought until stopped; port 0 takes any free one. Raises WebError."""
    listening = listen(host, port, "web.hook_port")
    # Under any name: the public one is a proxy's, and who comes is known by the signature.
    return serving(guarded(_routes(hooks), None), host, listening, "hooks port")


class HookPort:
    """The port that the settings want, open from when a source has a hook on."""

    def __init__(self, brought: Callable[[str], object] = lambda _: None) -> None:
        """`brought` is called with the name of each source that something came for."""
        self.hooks = Hooks(brought=brought)
        self._page: Page | None = None

    def follow(self, config: Config) -> None:
        """Take what comes for the hooks of these settings; open the port where it is not yet."""
        self.hooks.follow(config.source)
        if self._page or not config.web.hook_port or not has_hooks(config.source):
            return
        serve = partial(serve_hooks, config.web.hook_host, config.web.hook_port, self.hooks)
        self._page = Page(serve, "hooks port")
        self._page.open()

    def close(self) -> None:
        """Take nothing more."""
        if self._page:
            self._page.close()


def has_hooks(sources: Sequence[Source]) -> bool:
    """Has any of them a hook?"""
    return any(source.connector.hook for source in sources)


def shut(config: Config) -> str | None:
    """Why nobody can bring anything though the settings want it, in words."""
    lang, web = config.brand[0].language, config.web
    names = [source.name for source in config.source if source.connector.hook]
    if names and not web.hook_port:
        return say(lang, "hook.no_port", names=", ".join(names))
    if web.hook_port and not names:
        return say(lang, "hook.no_hook", port=str(web.hook_port))
    return None


def address(public: str, name: str) -> str:
    """What a sender is given."""
    return f"{public.rstrip('/')}/hooks/{name}"


def _routes(hooks: Hooks) -> list[Route]:
    async def brought(request: Request) -> Response:
        name, asked = request.path_params["name"], request.query_params.get("token", "")
        if request.method != "POST":
            return _response(NOTHING)
        headers = dict(request.headers)
        names = [one.decode("latin-1").lower() for one, _ in request.headers.raw]
        is_twice = any(names.count(one) > 1 for one in _ONCE)
        if is_twice or not hooks.may_be(name, headers, asked):
            return _response(UNSIGNED)
        try:
            body = await body_of(request, MOST)
        except TooLongError:
            return _response(TOO_LONG)
        if body is None:
            return Response(status_code=400)  # whoever asked went away
        work: Callable[[], Told] = partial(hooks.take, name, headers, asked, body)
        return _response(await apart(work))

    async def nothing(_: Request) -> Response:
        return _response(NOTHING)

    return [
        Route("/hooks/{name}", brought, methods=METHODS),
        Route("/{path:path}", nothing, methods=METHODS),
    ]


def _response(told: Told) -> Response:
    return Response(told.body, told.status, media_type="text/plain")
