"""The body of a request, within bounds of size; the door (webdoor.py) bounds its time."""

from starlette.requests import ClientDisconnect, Request


class TooLongError(Exception):
    """A body holds more than it may; the rest of it is not read."""


async def body_of(request: Request, most: int) -> bytes | None:
    """All of it; None where whoever asked went away. Raises TooLongError beyond `most` bytes."""
    told = request.headers.get("content-length", "")
    if told.isascii() and told.isdecimal() and int(told[:20]) > most:
        raise TooLongError
    found = bytearray()
    try:
        async for piece in request.stream():
            found += piece
            if len(found) > most:
                raise TooLongError
    except ClientDisconnect:
        return None
    return bytes(found)
