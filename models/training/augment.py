"""Small damage to a training text, of the kinds that real posts have; labels stay true."""

import random
import re
import unicodedata

SHARE = 0.35  # of texts that are changed at all in an epoch

_HANDLE = re.compile(r"(?<!\w)@\w+")
_HANDLES = re.compile(r"(?<!\w)@\w+(?:@[\w.\-]+)?[,:]?\s*")
_LINK = re.compile(r"https?://\S+|\bhttps?\b(?!:)|\{link\}")
_LINKS = ("http", "https", "{link}")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def damaged(text: str, chance: random.Random) -> str:
    """The text with one or two changes, or as it is."""
    if chance.random() >= SHARE:
        return text
    for change in chance.sample(_CHANGES, chance.choice((1, 1, 2))):
        text = change(text, chance) or text
    return text


def without_handles(text: str) -> str:
    """As some collections keep posts: who is meant must then be told from the words."""
    return _HANDLES.sub("", text).strip() or text


def _no_accents(text: str, _: random.Random) -> str:
    parts = unicodedata.normalize("NFD", text)
    return "".join(one for one in parts if not unicodedata.combining(one))


def _lower(text: str, _: random.Random) -> str:
    return text.lower()


def _no_full_stop(text: str, _: random.Random) -> str:
    return re.sub(r"[.,;:]+(?=\s|$)", "", text)


def _typo(text: str, chance: random.Random) -> str:
    """Two neighbours swapped, one letter lost, or one doubled, once or twice."""
    letters = list(text)
    places = [i for i in range(1, len(letters)) if (letters[i - 1] + letters[i]).isalpha()]
    for place in sorted(chance.sample(places, min(2, len(places))), reverse=True):
        match chance.randrange(3):
            case 0:
                del letters[place]
            case 1:
                letters.insert(place, letters[place])
            case _:
                letters[place - 1 : place + 1] = letters[place - 1 : place + 1][::-1]
    return "".join(letters)


def _emoji(text: str, _: random.Random) -> str:
    return re.sub("[\U0001f300-\U0001faff☀-➿\ufe0f]", "", text).strip()


def _hashtags(text: str, _: random.Random) -> str:
    return re.sub(r"#(?=\w)", "", text)


def _links(text: str, chance: random.Random) -> str:
    """Addresses as sources and research data write them."""
    code = "".join(chance.choices(_LETTERS, k=7))
    written = chance.choice((*_LINKS, f"https://t.co/{code}", f"http://bit.ly/{code}"))
    return _LINK.sub(written, text)


def _cut(text: str, chance: random.Random) -> str:
    """The end lost, as where a source cuts long posts."""
    words = text.split(" ")
    if len(words) < 20:
        return text
    return " ".join(words[: chance.randint(16, len(words))]) + "…"


def _handle(text: str, _: random.Random) -> str:
    """Handles as research data write them: they tell who is meant by their place alone."""
    return _HANDLE.sub("@user", text)


_CHANGES = (
    _no_accents,
    _lower,
    _no_full_stop,
    _typo,
    _typo,
    _emoji,
    _hashtags,
    _links,
    _cut,
    _handle,
)
