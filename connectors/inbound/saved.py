"""A file by its bytes alone: what it is shows in how it begins."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from connectors.inbound.onefile import DroppedFile, UnreadableFileError
from connectors.inbound.rowcells import Defaults
from connectors.inbound.rows import read_file
from connectors.kit import apart
from connectors.kit.contract import Mention, Page
from connectors.kit.errors import SourceBusyError, SourceChangedError

_START = 4_096
# A mail begins with its headers; a table may have one of these as a title, but no colon after it.
_MAIL = re.compile(
    rb"(?:From [^\n]{1,200}\n)?(?:return-path|received|delivered-to|date|from|to|subject|message-id|"
    rb"mime-version|reply-to|content-type|dkim-signature|authentication-results|(?:x|arc)-[\w-]{1,60}):",
    re.IGNORECASE,
)


def in_reply(reply: bytes, *, seconds: float, megabytes: int) -> Page:
    """All mentions of a file, its rows read in a child. Raises SourceChangedError, SourceBusyError."""
    start = reply[:_START].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise SourceChangedError("nothing is in it")
    name = (
        "reply.json" if start[:1] in b"[{" else "reply.eml" if _MAIL.match(start) else "reply.csv"
    )
    mentions: list[Mention] = []
    refused: list[str] = []
    unclear: list[str] = []
    with TemporaryDirectory(prefix="listener-saved-") as place:
        path = Path(place) / name
        path.write_bytes(reply)
        work = (read_file, str(path), DroppedFile(path).seen, name, _DEFAULTS)
        try:
            for batch in apart.stream(*work, seconds=seconds, megabytes=megabytes):
                mentions += batch.mentions
                refused += batch.refused
                unclear += batch.unclear
        except (UnreadableFileError, apart.CutOffError) as error:
            # The line as it was said, with its code: another language has its own words.
            raise SourceChangedError(error.args[0]) from error
        except apart.NoChildError as error:
            raise SourceBusyError(str(error)) from error
    return Page(tuple(mentions), refused=tuple(refused), unclear=tuple(unclear))


_DEFAULTS = Defaults("social_post", ZoneInfo("UTC"), day_first=True)
