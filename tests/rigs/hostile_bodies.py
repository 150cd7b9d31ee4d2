"""Bodies that hostile sites send, made from a number: each another, the same each time."""

import gzip
import random
from collections.abc import Callable

_HEAD = "<?xml version='1.0'?><rss version='2.0'><channel><title>t</title>"
_ITEM = "<item><guid>1</guid><description>My bike is broken</description></item>"
_END = "</channel></rss>"
_XML, _JSON = "application/rss+xml", "application/feed+json"
_AGAIN = (  # what is said again and again
    *("<!--", "<!-- a -->", "<?", "<?a ?>", "<![CDATA[", "<![CDATA[x]]>", "<!a ", "<!DOCTYPE a ["),
    *("<a>", "<a ", "</a>", "<", "<a b='", "<item>", "<item/>", "<title>", "<link href='a'/>"),
    *("&", "&#", "&amp;", "&nbsp;", "&#233;", "&amp;amp;", "&lt;b&gt;", "&lt;!--", "]]>", ">"),
    *("a", "9", "a.", "a@", "-", "_", "é", "中", "e\u0301", "\u200b", "\0", " ", "\n", "\ufeff"),
)
_PLACES = (  # where
    "{}",
    "<description>{}</description>",
    "<description><![CDATA[{}]]></description>",
    "<author>{}</author>",
    "<guid>{}</guid>",
    "<link>http://a.example/{}</link>",
    "<pubDate>{}</pubDate>",
    "<title>{}</title>",
    "<x {}='{}'/>",
)
_DEEP = ("[", '{"a":', "[[],", '{"a":[')
_VALUES = ("9", "1e9", '"\\u0041"', '"a"', "[]", "{}", "-", '"\\ud800"', "1.1")
_CHARSETS = ("utf-8", "utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "utf-7", "cp037")

Reply = tuple[bytes, dict[str, str]]


def hostile_body(number: int, size: int = 1_500_000) -> tuple[str, Reply]:
    """What it is, in words; its bytes (about `size` of them, unpacked) and the reply's headers."""
    chance = random.Random(number)
    kind, make = list(_KINDS.items())[number % len(_KINDS)]
    what, reply = make(chance, size)
    return f"{kind}: {what}", reply


def _markup(chance: random.Random, size: int) -> tuple[str, Reply]:
    again, place = chance.choice(_AGAIN), chance.choice(_PLACES)
    text = again * (size // len(again.encode()))
    ended = chance.random() < 0.7
    item = f"<item>{place.replace('{}', text, 1).replace('{}', 'b')}</item>"
    body = _HEAD + _ITEM + item + (_END if ended else "")
    return f"{again!r} in {place}{'' if ended else ', cut off'}", _sent(body.encode(), _XML)


def _mixed(chance: random.Random, size: int) -> tuple[str, Reply]:
    some = chance.sample(_AGAIN, 4)
    parts, length = list[str](), 0
    while length < size:
        parts.append(chance.choice(some) * chance.choice((1, 3, 500)))
        length += len(parts[-1].encode())
    return " and ".join(map(repr, some)), _sent((_HEAD + "".join(parts)).encode(), _XML)


def _attributes(chance: random.Random, size: int) -> tuple[str, Reply]:
    one = chance.choice((" a{}=''", " a{}='b'", " a{}=b", " a{}", " xmlns:a{}='b'", " a='{}'"))
    text = "".join(one.format(n) for n in range(size // 12))
    name = chance.choice(("rss version='2.0'", "item", "description", "a"))
    return f"{one} in {name}", _sent(f"<rss><channel><{name}{text}>{_ITEM}{_END}".encode(), _XML)


def _layers(chance: random.Random, size: int) -> tuple[str, Reply]:
    layers = chance.randint(1, 4)
    body = _HEAD.encode() + chance.choice((b"<!--", b" ", b"<a>", b"\0")) * size
    for _ in range(layers):
        body = gzip.compress(body)
    body = body[: len(body) - chance.choice((0, 0, 9))]
    said = ", ".join(["gzip"] * chance.randint(1, layers + 1))
    return f"{layers} layers, said to be {said}", _sent(body, _XML, {"Content-Encoding": said})


def _json(chance: random.Random, size: int) -> tuple[str, Reply]:
    value = chance.choice((*_DEEP, *_VALUES))
    separate = "" if value in _DEEP else chance.choice((",", "", ", "))
    text = (value + separate) * (size // len(value + separate))
    place = chance.choice(
        ('{"version":"1.1","items":[', '{"items":[{"id":1,"content_text":', "", "[")
    )
    return f"{value + separate} behind {place}", _sent((place + text).encode(), _JSON)


def _charset(chance: random.Random, size: int) -> tuple[str, Reply]:
    real, said, again = chance.choice(_CHARSETS), chance.choice(_CHARSETS), chance.choice(_AGAIN)
    text = again * (size // 4 // len(again))
    body = f"<?xml version='1.0' encoding='{said}'?>{_HEAD[21:]}{_ITEM}<item>{text}"
    begun = chance.choice(
        (b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff", b"\x80")
    )
    told = f"{again!r} in {real}, said to be {said}, behind {begun!r}"
    return told, _sent(begun + body.encode(real, "replace"), f"{_XML}; charset={said}")


def _entities(chance: random.Random, _size: int) -> tuple[str, Reply]:
    times = chance.choice((2, 10, 100))
    told = ['<!ENTITY a0 "aaaaaaaaaa">']
    told += [f'<!ENTITY a{n} "{f"&a{n - 1};" * times}">' for n in range(1, chance.randint(5, 40))]
    front = chance.choice(("", "<!-- a -->", "\n" * 5_000, "<?a ?>"))
    body = f"{front}<!DOCTYPE rss [{''.join(told)}]>{_HEAD[21:]}<item><title>&a{len(told) - 1};"
    return f"{len(told)} of {times} each, behind {front[:9]!r}", _sent(body.encode(), _XML)


def _html(chance: random.Random, size: int) -> tuple[str, Reply]:
    some = chance.choice(
        ("b", "table><td", "p", "select><option", "a href='x'", "svg", "font", "i><b")
    )
    items, each = chance.choice((1, 20, 400)), 0
    each = size // items // (len(some) + 8)
    text = f"&lt;{some}&gt;" * max(1, each)
    item = f"<item><guid>{{}}</guid><description>{text}</description></item>"
    body = _HEAD + "".join(item.replace("{}", str(n)) for n in range(items)) + _END
    return f"<{some}> in {items} items", _sent(body.encode(), _XML)


def _noise(chance: random.Random, size: int) -> tuple[str, Reply]:
    begun = chance.choice((b"", _HEAD.encode(), b"<", b"{", b"\x1f\x8b", b"PK\x03\x04"))
    return f"behind {begun[:9]!r}", _sent(begun + chance.randbytes(size), _XML)


def _sent(body: bytes, kind: str, more: dict[str, str] | None = None) -> Reply:
    return body, {"Content-Type": kind, **(more or {})}


_KINDS: dict[str, Callable[[random.Random, int], tuple[str, Reply]]] = {
    "markup": _markup,
    "mixed": _mixed,
    "attributes": _attributes,
    "layers": _layers,
    "json": _json,
    "charset": _charset,
    "entities": _entities,
    "html": _html,
    "noise": _noise,
    "more markup": _markup,
}
