"""A request to the acts API (REST) and its answer, as far as the door needs them: no server's own types."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from listener.desk.shown import Json
from listener.guard.plain import plain
from listener.words import say


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants, before anything of a body is read."""

    method: str
    path: str  # below /api/
    query: Mapping[str, str]
    headers: Mapping[str, str]  # names in small letters; of one that comes twice, the first
    is_twice: bool = False  # does one come twice that decides who is let in?

    def header(self, name: str) -> str:
        """A header's words, "" where it is not there."""
        return self.headers.get(name, "")


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered: always JSON."""

    status: int
    told: Json
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def body(self) -> bytes:
        """As it is sent; it may be read in a terminal, so nothing in it steers one."""
        told = plain(json.dumps(self.told, ensure_ascii=False, indent=1))
        return told.encode("utf-8", "backslashreplace") + b"\n"  # half a character as JSON has it


class RefusedError(Exception):
    """Nothing is done; the reply says why in words."""

    def __init__(
        self,
        status: int,
        code: str,
        lang: str,
        *,
        headers: Mapping[str, str] | None = None,
        more: Json | None = None,
        **values: str | int,
    ) -> None:
        super().__init__(code)
        told = {"error": code, "said": say(lang, f"api.{code}", **values), **(more or {})}
        self.reply = Reply(status, told, headers or {})
