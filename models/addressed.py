"""Does a post speak to the brand, or of it? One pure function, for training and for running alike."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from connectors.kit.reading.folding import letters, name_pattern, name_source
from models.base import Post

LOOKED_AT = 2000  # characters: as many as the tagger reads

# A handle is a whole token: @acme is not in @acmefan, nor in an address like mail@acme.com.
_HANDLE = re.compile(r"(?<![\w@/])(?<!\w\.)@(\w[\w.\-]*(?:@\w[\w.\-]*)?)")
_HEAD = re.compile(r"\s{0,20}+[.\"'«“]?(?:\s{0,20}+@\w[\w.\-]*+(?:@\w[\w.\-]*+)?[,:;]?)++")
# Words that make a handle after them part of the sentence.
_PART_BY_LANGUAGE = {
    "en": "rt via cc with at by from of for on in to and or than like the my a vs",
    "fr": "le la les un une mon ma mes avec chez de du des par pour sur dans et ou à au aux que comme",
    "de": "mit bei von und",
    "es": "con y",
    "it": "di e",
}
_PART = frozenset(letters(" ".join(_PART_BY_LANGUAGE.values())).split())
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_WORD = re.compile(r"\w+")
_HAIL = r"(?:hey|hi|hello|dear|bonjour|bonsoir|salut|coucou|chere equipe|chere|cher|hallo|hola|ciao|ola|merci|thanks|thank you)"

# What is said to someone, not of someone. Small on purpose: these only decide beside a brand's handle,
# in the same sentence.
_SPEECH_BY_LANGUAGE = {
    "en": "you your yours u ur please pls plz thanks thank thx fix hi hello help sort",
    "fr": "vous votre vos tu ton ta tes toi svp stp merci bonjour bonsoir pouvez pourriez avez êtes"
    " allez comptez faites rendez remboursez répondez arrêtez",
    "de": "ihr euer eure sie bitte danke",
    "es": "usted ustedes gracias",
    "it": "voi vostro grazie",
    "pt": "você vocês obrigado obrigada",
    "nl": "jullie jij alstublieft bedankt",
}
_SPEECH = frozenset(letters(" ".join(_SPEECH_BY_LANGUAGE.values())).split())
_THOU = re.compile(r"\b(?:tu|toi|ton|ta|tes)\b")
_PLURAL = re.compile(r"\b(?:vous|votre|vos)\b")
# Said to everyone or to peers, even beside a handle.
_PEERS = re.compile(
    r"\b(?:anyone|anybody|someone|guys|folks|everyone|y'all|quelqu.un|les gars|les gens|tout le monde"
    r"|des avis|jemand|alguien|qualcuno|alguem|iemand)\b"
)


def is_addressed(
    text: str,
    *,
    handles: Sequence[str],
    names: Sequence[str] = (),
    venue: str | None,
    source_says: bool | None = None,
    is_reply: bool = False,
) -> bool | None:
    """True where the post speaks to the brand, False where it does not, None where nobody can tell.

    In order: the source's word; a review; a handle at the head, unless the platform put it there
    (`is_reply`); a handle beside words said to someone or after all the words; a call by name.
    `handles` with or without @; `user@server` also answers to `user`.
    """
    if source_says is not None:
        return source_says
    if venue == "review":
        return True
    text = letters(text[:LOOKED_AT])
    ours = _spellings(handles)
    if not ours and not any(names) and venue != "own":
        return None
    head = match.group() if (match := _HEAD.match(text)) else ""
    body = text[len(head) :]
    if not is_reply and ours & set(_handles(head)):
        return True
    if ours & set(_handles(body)):
        return _said_beside_handle(body, ours)
    if _is_called(body, names):
        return True
    return _without_call(head, body, names=names, venue=venue, is_reply=is_reply)


def _without_call(
    head: str, body: str, *, names: Sequence[str], venue: str | None, is_reply: bool
) -> bool | None:
    spoken = speaks(body)
    if head and not is_reply:
        return False  # it speaks to somebody else
    if head and venue == "own" and not _PLURAL.search(body) and spoken:
        # Whoever put the handle there, "tu" is one person's, and "you" may be.
        return False if _THOU.search(body) else None
    if venue == "own":
        # Under the brand's own post "you" is the brand, unless a peer is asked.
        return True if spoken and not _PEERS.search(body) else None
    if any(name_pattern(name).search(body) for name in names):
        return None if spoken else False  # "you should try Acme", "Acme you are slow": who is you?
    return None


def speaks(text: str) -> bool:
    """Some word is said to someone: you, please, thanks, in seven languages."""
    return not _SPEECH.isdisjoint(_words(letters(text)))


def fill_addressed(post: Post) -> Post:
    """The post with `addressed` worked out from the brand's name where nobody said.

    For posts that come without a brand's handles: training rows and `listener tag`.
    """
    if post.addressed is not None:
        return post
    text = letters(post.text[:LOOKED_AT])
    handles = list(_handles_like(text, post.brand or ""))
    names = [name.strip() for name in (post.brand or "").split("/")]
    found = is_addressed(post.text, handles=handles, names=names, venue=post.venue)
    if found is False and _HEAD.match(text):
        found = None  # the handle at the head may be the brand's, which nobody named
    return post if found is None else replace(post, addressed=found)


def _handles_like(text: str, brand: str) -> Iterator[str]:
    """Handles in the text that begin with a word of the brand's name: @Free_1337 for Free / Freebox."""
    words = [
        word for word in (_plain(part) for part in re.split(r"[\s/]+", brand)) if len(word) > 2
    ]
    whole = _plain(brand)
    for handle in _handles(text):
        plain = _plain(handle)
        if plain and (any(plain.startswith(word) for word in words[:2]) or plain == whole):
            yield handle


def _plain(text: str) -> str:
    return re.sub(r"[\W_]", "", letters(text))


def _spellings(handles: Iterable[str]) -> set[str]:
    whole = {letters(handle).strip().lstrip("@") for handle in handles}
    return {form for handle in whole for form in (handle, handle.split("@")[0]) if form}


def _handles(text: str) -> Iterator[str]:
    for match in _HANDLE.finditer(text):
        yield match.group(1).rstrip(".-")


def _words(text: str) -> Iterator[str]:
    # Moroccan Arabic in Latin letters spells with digits: "ta7t" is not the French "ta".
    return (word for word in _WORD.findall(text) if word.isalpha())


def _said_beside_handle(body: str, ours: set[str]) -> bool | None:
    """True beside words said to someone, False where peers are asked, True at the end, else None."""
    if _speaks_beside_handle(body, ours):
        return True
    if _PEERS.search(body):
        return False
    return True if _is_handed_over(body, ours) else None


def _is_handed_over(body: str, ours: set[str]) -> bool:
    """The handle stands after all that is said: "no trains again @acme #late"."""
    words = body.split()
    while words and _is_trailer(words[-1]):
        words.pop()
    last: set[str] = set()
    while words and words[-1].startswith("@"):
        last.update(_handles(words.pop()))
    if ours.isdisjoint(last) or not words:
        return False
    return words[-1] not in _PART and words[0] != "rt"


def _is_trailer(word: str) -> bool:
    return word.startswith(("#", "$", "http")) or not any(one.isalnum() for one in word)


def _speaks_beside_handle(body: str, ours: set[str]) -> bool:
    for sentence in _SENTENCE.split(body):
        if ours.isdisjoint(_handles(sentence)) or _PEERS.search(sentence):
            continue
        if speaks(_HANDLE.sub(" ", sentence)):
            return True
    return False


def _is_called(body: str, names: Sequence[str]) -> bool:
    return any(_call(name).match(body) for name in names if name_source(name))


@lru_cache(maxsize=1_024)
def _call(name: str) -> re.Pattern[str]:
    called = name_source(name)
    return re.compile(rf"\s*(?:{_HAIL}[\s,]+{called}\b|{called}\s*[,!:])")
