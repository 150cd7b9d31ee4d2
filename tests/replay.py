"""A client that answers from files and remembers what it was asked."""

from pathlib import Path

import httpx

PAGES = Path(__file__).parent / "pages"


class Replay(httpx.Client):
    """Answers in order; the last reply stands for all further requests."""

    def __init__(self, *replies: str | httpx.Response) -> None:
        self.asked: list[httpx.URL] = []
        self._left = list(replies)
        super().__init__(transport=httpx.MockTransport(self._answer))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url)
        reply = self._left.pop(0) if len(self._left) > 1 else self._left[0]
        if isinstance(reply, httpx.Response):
            return httpx.Response(reply.status_code, headers=reply.headers, content=reply.content)
        return httpx.Response(200, content=(PAGES / reply).read_bytes())
