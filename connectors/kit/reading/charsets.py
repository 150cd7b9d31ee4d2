"""Charsets as the web reads their names: what calls itself Latin-1 has the letters of Windows.

Programs put the older name over bytes of its larger follower, whose quotation marks, dashes and euro
are control characters there (WHATWG, Encoding, 4.2).
"""

import codecs
from contextlib import suppress

# By Python's names.
_FOLLOWERS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}


def as_the_web(name: str) -> str:
    """The charset that bytes under this name are read in; raises LookupError where it is none."""
    known = codecs.lookup(name).name
    return _FOLLOWERS.get(known, known)


def decoded(raw: bytes, charset: str) -> str:
    """Bytes in the encoding that they claim, else in those that people write in.

    What is UTF-8 throughout is so, though it calls itself by a name that any bytes fit.
    """
    with suppress(LookupError, ValueError):
        told = as_the_web(charset)
        with suppress(ValueError):
            if told.startswith("cp125"):
                return raw.decode("utf-8")
        return raw.decode(told)
    with suppress(ValueError):
        return raw.decode("utf-8")
    return raw.decode("cp1252", "replace")
