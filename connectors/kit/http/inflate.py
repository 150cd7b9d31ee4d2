"""Decompression with a hard limit: a decompression bomb costs the limit and no more.

httpx inflates a whole chunk before anyone can count it: one chunk of a bomb became 67 MB.
"""

import zlib
from collections.abc import Iterable, Iterator

STEP = 65_536  # bytes inflated at a time
ENCODINGS = {"": 0, "identity": 0, "gzip": 31, "x-gzip": 31, "deflate": 15}  # zlib's wbits
_RAW_DEFLATE = -15


class TooBigError(Exception):
    """The body is larger than the limit."""


class BadEncodingError(Exception):
    """The body is not what its Content-Encoding says, or ends in the middle."""


def inflated(chunks: Iterable[bytes], encoding: str, limit: int) -> Iterator[bytes]:
    """The decoded body in small pieces; both its coded and its decoded size stay under `limit`.

    Raises TooBigError and BadEncodingError.
    """
    wbits = ENCODINGS.get(encoding)
    if wbits is None:
        raise BadEncodingError(f"content-encoding {encoding[:40]!r} was not asked for")
    came = made = 0
    inflater = _Inflater(wbits) if wbits else None
    for chunk in chunks:
        came += len(chunk)
        if came > limit:
            raise TooBigError
        for piece in inflater.feed(chunk) if inflater else (chunk,):
            made += len(piece)
            if made > limit:
                raise TooBigError
            yield piece
    if inflater and not inflater.is_whole:
        raise BadEncodingError(f"the {encoding} body ends in the middle")


class _Inflater:
    def __init__(self, wbits: int) -> None:
        self._wbits = wbits
        self._zlib = zlib.decompressobj(wbits)
        self._fed = False

    @property
    def is_whole(self) -> bool:
        return self._zlib.eof or not self._fed

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        while chunk:
            if self._zlib.eof:
                if self._wbits != ENCODINGS["gzip"]:
                    return  # bytes after the end of a deflate stream mean nothing
                self._zlib = zlib.decompressobj(self._wbits)  # gzip allows several members
            yield self._piece(chunk)
            chunk = self._zlib.unconsumed_tail or self._zlib.unused_data

    def _piece(self, chunk: bytes) -> bytes:
        try:
            piece = self._zlib.decompress(chunk, STEP)
        except zlib.error as error:
            if self._wbits != ENCODINGS["deflate"] or self._fed:
                raise BadEncodingError("the compressed body is damaged") from error
            # Some servers say deflate and send it without its zlib wrapper.
            self._wbits, self._zlib = _RAW_DEFLATE, zlib.decompressobj(_RAW_DEFLATE)
            self._fed = True
            return self._piece(chunk)
        self._fed = True
        return piece
