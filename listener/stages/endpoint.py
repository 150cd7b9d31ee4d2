"""An endpoint that speaks OpenAI's protocol, asked behind the same guard as every source."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from json import JSONDecodeError

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from connectors.kit.errors import SourceChangedError, SourceRefusedError
from connectors.kit.http.addresses import shown_url
from connectors.kit.http.fetch import decoded, post_json
from connectors.kit.http.guard import Limits, guarded_client
from connectors.kit.http.state import HttpState
from listener.advice.drafts.rewording.asked import SCHEMA
from listener.settings.reword import Reword

_MOST = 200_000  # bytes of an answer
_TOKENS = 1_200
_NO_ANSWER = "it answers, and not as asked: choose a model that follows a JSON schema"


class _Message(BaseModel):
    content: str


class _Choice(BaseModel):
    message: _Message


class _Completion(BaseModel):
    choices: list[_Choice]


class _Told(BaseModel):
    """The schema of an answer: a reply, and nothing beside it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    reply: str


class Endpoint:
    """One endpoint, as the settings name it."""

    def __init__(self, settings: Reword) -> None:
        self._settings = settings

    def ask(self, messages: Sequence[dict[str, str]]) -> str:
        """The reply that it answers. Raises SourceBusyError, SourceRefusedError or SourceChangedError."""
        of = self._settings
        url = f"{of.address}/chat/completions"
        limits = Limits(connect=5.0, read=of.seconds, total=of.seconds, max_bytes=_MOST)
        key = of.key.get_secret_value() if of.key else ""
        with self._client(limits) as http, _of_ours():
            reply = post_json(
                http,
                url,
                {
                    "model": of.model,
                    "messages": list(messages),
                    "temperature": 0.3,
                    "max_tokens": _TOKENS,
                    "stream": False,
                    "response_format": {
                        "type": "json_schema",
                        "json_schema": {"name": "reply", "strict": True, "schema": SCHEMA},
                    },
                },
                headers={"authorization": f"Bearer {key}"} if key else None,
                max_bytes=_MOST,
            )
            return _told(decoded(reply), url)

    def _client(self, limits: Limits) -> httpx.Client:
        return guarded_client(
            allow_private=self._settings.allow_private,
            state=HttpState(),
            spacing=None,
            limits=limits,
        )


@contextmanager
def _of_ours() -> Iterator[None]:
    """What the guard says of a source, said of the endpoint."""
    try:
        yield
    except SourceRefusedError as error:
        told = str(error).replace("= true for this source", "= true under [reword]")
        raise SourceRefusedError(told, status=error.status) from error


def _told(body: object, url: str) -> str:
    try:
        found = _Completion.model_validate(body)
        return _Told.model_validate_json(found.choices[0].message.content).reply
    except (ValidationError, IndexError, JSONDecodeError, RecursionError):
        raise SourceChangedError(f"{shown_url(url)}: {_NO_ANSWER}") from None
