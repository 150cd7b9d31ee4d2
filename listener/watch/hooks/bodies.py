"""What a sender's body is, by its type: the file that a source reads, or why it is none."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

_BOUNDARY = re.compile(r"boundary=\"?([^\";]{1,70})\"?")
_NAMED = re.compile(rb"name=\"([^\"\r\n]{1,200})\"", re.IGNORECASE)
_FILE = re.compile(rb"filename\*?=", re.IGNORECASE)
_FIELDS = 1_000  # of a form
_WHOLE = ("payload", "rawRequest")  # fields in which some send all of it as JSON
_LINES = ("application/x-ndjson", "application/jsonl", "application/x-jsonlines")
_ANY = ("", "text/plain", "application/octet-stream")  # of who does not say


class BodyError(Exception):
    """It cannot be read: the status, and why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status, self.why = status, why


@dataclass(frozen=True, slots=True)
class Brought:
    """A file to be; without content there was nothing in it, as in a service's test."""

    end: str
    content: bytes


def read_body(headers: Mapping[str, str], body: bytes) -> Brought:
    """The file that a body makes. Raises BodyError."""
    if headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise BodyError(415, "send it uncompressed")
    told = headers.get("content-type", "")
    kind = told.partition(";")[0].strip().lower()
    if kind in _ANY:
        kind = "application/json" if body.lstrip()[:1] in (b"{", b"[") else kind
    if kind == "application/json" or kind.endswith("+json"):
        return _of_json(_parsed(body))
    if kind == "application/x-www-form-urlencoded":
        return _of_json(_form(_pairs(body)))
    if kind == "multipart/form-data":
        return _of_json(_form(_parts(told, body)))
    if kind in _LINES:
        return Brought(".jsonl", _ended(_text(body)))
    if kind == "text/csv":
        return Brought(".csv", _ended(_text(body)))
    raise BodyError(415, "send JSON, JSON Lines, CSV or a form, and say so in Content-Type")


def _of_json(found: Any) -> Brought:
    if not isinstance(found, dict | list):
        raise BodyError(400, "no JSON object and no list")
    try:
        told = json.dumps(found, ensure_ascii=False) if found else ""
    except RecursionError:
        raise BodyError(400, "nested too deep") from None
    return Brought(".json", told.encode("utf-8", "replace"))


def _parsed(body: bytes) -> Any:
    try:
        # A figure of thousands of digits is none: it stays a text.
        return json.loads(body, parse_int=_whole)
    except UnicodeDecodeError:
        raise BodyError(400, "no text in UTF-8") from None
    except ValueError:
        raise BodyError(400, "no JSON, though its type says so") from None
    except RecursionError:
        raise BodyError(400, "nested too deep") from None


def _whole(digits: str) -> int | str:
    return int(digits) if len(digits) < 300 else digits


def _pairs(body: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(_text(body).decode(), keep_blank_values=True, max_num_fields=_FIELDS)
    except ValueError:
        raise BodyError(400, f"a form of more than {_FIELDS:,} fields") from None


def _parts(kind: str, body: bytes) -> list[tuple[str, str]]:
    """The fields of a form in parts; what is attached is not read."""
    found = _BOUNDARY.search(kind)
    if not found:
        raise BodyError(400, "a form in parts without its boundary")
    pairs = []
    for part in body.split(b"--" + found[1].encode("latin-1", "replace"), _FIELDS)[1:]:
        head, _, value = part.partition(b"\r\n\r\n")
        name = _NAMED.search(head[:2_000])
        if name and not _FILE.search(head[:2_000]):
            told = value.removesuffix(b"\r\n").decode("utf-8", "replace")
            pairs.append((name[1].decode("utf-8", "replace"), told))
    return pairs


def _form(pairs: list[tuple[str, str]]) -> Any:
    made: dict[str, str | list[str]] = {}
    for name, value in pairs:
        before = made.get(name)
        if before is None:
            made[name] = value
        else:
            made[name] = [*(before if isinstance(before, list) else [before]), value]
    for name in _WHOLE:
        whole = made.get(name)
        if isinstance(whole, str) and whole.lstrip()[:1] in ("{", "["):
            return _parsed(whole.encode("utf-8", "replace"))
    return made


def _text(body: bytes) -> bytes:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        raise BodyError(400, "no text in UTF-8") from None
    return body


def _ended(body: bytes) -> bytes:
    """With the end of its last line: without one it could be half of it."""
    return body if not body.strip() or body.endswith(b"\n") else body + b"\n"
