"""The acts API's route: a request of the server's as the desk's door reads it, and its answer back."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Protocol, TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from listener.desk.api import MOST, Api
from listener.desk.asked import Asked, RefusedError, Reply
from listener.watch.webbody import TooLongError, body_of
from listener.watch.webdoor import METHODS

_T = TypeVar("_T")
# That decide who is let in: said twice, two readers could read them differently.
_ONCE = ("authorization", "content-type", "host", "origin", "sec-fetch-site")


class Apart(Protocol):
    """Runs what may take time in a thread of its own."""

    def __call__(self, work: Callable[[], _T]) -> Awaitable[_T]:
        """Its result, or what it raised."""


def api_route(api: Api, apart: Apart) -> Route:
    """Everything below /api/: nothing of it says a word to whoever has no token."""

    async def answer(request: Request) -> Response:
        asked = _asked(request)
        try:
            admitted = await apart(partial(api.admit, asked))
            body = await body_of(request, MOST)
            if body is None:
                return Response(status_code=400)
            reply = await apart(partial(api.answer, admitted, asked, body))
        except TooLongError:
            reply = RefusedError(413, "too_long", api.lang, most=MOST).reply
        except RefusedError as error:
            reply = error.reply
        return _response(reply)

    return Route("/api/{path:path}", answer, methods=METHODS)


def _asked(request: Request) -> Asked:
    names = [name.decode("latin-1").lower() for name, _ in request.headers.raw]
    return Asked(
        method=request.method,
        path=request.path_params["path"],
        query=dict(request.query_params),
        headers=dict(request.headers),
        is_twice=any(names.count(name) > 1 for name in _ONCE),
    )


def _response(reply: Reply) -> Response:
    headers = dict(reply.headers)
    return Response(reply.body, reply.status, headers, media_type="application/json")
