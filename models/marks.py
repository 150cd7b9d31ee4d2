"""Marks: what a linear head is told beside the vectors, as named numbers.

Two sorts. Context marks say what is known of a post; surface marks say what a mean over pieces
loses: a handle at the head, a link, a question mark. heads.json lists the names in their order, so
weights trained on fewer or other marks still load.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.base import Post

KINDS = (
    "tweet",
    "support_tweet",
    "reddit_post",
    "reddit_post_title",
    "reddit_comment",
    "hn_story_title",
    "hn_comment",
    "forum_post",
    "forum_comment",
    "feedback_forum",
    "issue",
    "youtube_comment",
    "social_post",
    "social_comment",
    "bluesky_post",
    "mastodon_post",
    "news",
    "blog_comment",
    "review",
    "app_review",
)
VENUES = ("own", "review", "public")


@dataclass(frozen=True, slots=True)
class Seen:
    """A text as the marks read it."""

    text: str
    small: str  # in small letters
    words: frozenset[str]  # whole ones, in small letters


Mark = Callable[[Seen], float]

_WORD = re.compile(r"\w+")


def _see(text: str) -> Seen:
    # Three letters that patterns take for i and s, and lower() does not.
    small = text.replace("İ", "i").replace("ı", "i").replace("ſ", "s").lower()
    return Seen(text, small, frozenset(_WORD.findall(small)))


def _has(pattern: str, *hints: str) -> Mark:
    """Whether the pattern is found; a text without any of `hints`, in small letters, cannot hold it.

    Most texts hold none, and are read no further: a pattern that begins in many ways is slow.
    """
    compiled = re.compile(pattern, re.IGNORECASE)

    def read(seen: Seen) -> float:
        if hints and not any(map(seen.small.__contains__, hints)):
            return 0.0
        return float(compiled.search(seen.text) is not None)

    return read


def _says(words: str, phrases: str = r"(?!)", *hints: str) -> Mark:
    """Whether a word stands there, or a phrase, which is a pattern with its hints."""
    known, found = frozenset(words.split()), _has(phrases, *hints)
    return lambda seen: found(seen) if known.isdisjoint(seen.words) else 1.0


def _many(pattern: str, scale: float) -> Mark:
    compiled = re.compile(pattern)
    return lambda seen: min(1.0, len(compiled.findall(seen.text)) / scale)


_REPOST = re.compile(r"^\W{0,2}RT\b|\bRT @|\bvia @", re.IGNORECASE)


def _is_repost(seen: Seen) -> float:
    return float(not seen.words.isdisjoint(("rt", "via")) and _REPOST.search(seen.text) is not None)


def _capitals(seen: Seen) -> float:
    letters = "".join(filter(str.isalpha, seen.text))
    return sum(map(str.isupper, letters)) / max(1, len(letters))


def _title_case(seen: Seen) -> float:
    words = [word for word in seen.text.split() if word[0].isalpha()]
    return sum(word[0].isupper() for word in words) / max(1, len(words))


_SURFACE: dict[str, Mark] = {
    "length": lambda seen: math.log1p(len(seen.text)) / 8,
    "few words": lambda seen: float(len(seen.text.split()) < 6),
    "handle first": _has(r"^\W{0,2}@\w", "@"),
    "handle later": _has(r"\S\s+@\w", "@"),
    "repost": _is_repost,
    "link": _has(r"https?:|www\.|\bhttp\b|\{link\}|\[link\]", "http", "www.", "link"),
    "link last": _has(r"(?:https?:\S*|\bhttp\b|\{link\})\s*$", "http", "link"),
    "hashtags": _many(r"#\w", 4),
    "question": _has(r"[?？؟]"),
    "exclamation": _many(r"!", 3),
    "dots": _has(r"\.\.\.|…"),
    "quotation": _has(r"[\"“”«»]"),
    "emoji": _many("[\U0001f300-\U0001faff☀-➿]", 3),
    "capitals": _capitals,
    "title case": _title_case,
    "number": _has(r"\d"),
    "price": _has(r"\d\s?(?:[€$£%]|euros?\b)|[€$£]\s?\d", "€", "$", "£", "%", "euro"),
    "you": _says(
        "you your yours u vous votre vos tu ihr euch sie usted ustedes voi vostro voce voces você vocês jullie"
    ),
    "I": _says(
        "i my me we our je mon ma mes moi nous notre ich mein wir yo mi io mio eu meu ik mijn",
        r"\bj['’]\b",
        *("j'", "j’"),
    ),
    "please": _says(
        "please pls plz svp stp bitte alstublieft",
        r"\b(?:s'il (?:vous|te)|por favor|per favore)\b",
        *("s'il ", " favor"),
    ),
    "thanks": _says("thanks thank thx merci danke gracias grazie obrigado obrigada bedankt"),
    "wish": _says(
        "should wish feature option pourriez dommage",
        r"\b(?:would be (?:nice|great)|could you add|add (?:a|an|the)|suggest\w*"
        r"|serait (?:bien|bon|cool|top|sympa)|ajout\w*|il faudrait|il manque)\b",
        *("would be", "add", "suggest", "serait ", "ajout", "il faudrait", "il manque"),
    ),
    "made": _says(
        "tutoriel tuto tutorial unboxing fanart",
        r"\b(?:i (?:made|built|wrote|drew)|my (?:new )?(?:video|review|tutorial|recipe|guide|channel|blog)"
        r"|j'ai (?:fait|écrit|créé|dessiné|codé|testé)|ma (?:vidéo|recette|chaîne)|mon (?:tuto|article|test|blog)"
        r"|how to|fan art)\b",
        *("i made", "i built", "i wrote", "i drew", "my ", "j'ai ", "ma ", "mon "),
        *("how to", "fan art"),
    ),
    "staff": _has(
        r"\b(?:we'?re sorry|we are sorry|dm us|send us a dm|our team|nous sommes désolés|notre équipe|nos équipes"
        r"|contactez-nous|n'hésitez pas|en mp|en dm|we'?re hiring|nous recrutons|découvrez)\b|\^[A-Z]{2,}\b",
        *("re sorry", "dm us", "us a dm", "our team", "nous sommes", "équipe", "contactez-nous"),
        *("hésitez pas", "en mp", "en dm", "re hiring", "recrutons", "découvrez", "^"),
    ),
    "code": _has(
        r"\b(?:promo ?code|code promo|discount code|use code|with code|avec le code|mon code|my code)\b",
        "code",
    ),
    "affiliate": _has(r"[?&](?:tag|aff|aff_id|ref|affiliate|partner)=|\baffili", "=", "affili"),
    "gift": _says(
        "gifted invitation partnered collab partner partenaire",
        r"\b(?:offert par|invité par|ambassad\w+)\b|#(?:sp|spon)\b",
        *("offert par", "invité par", "ambassad", "#sp"),
    ),
}


def _context_marks(post: Post) -> dict[str, float]:
    marks = {f"kind {post.source_kind}": 1.0} if post.source_kind else {"kind unknown": 1.0}
    marks[f"venue {post.venue or 'unknown'}"] = 1.0
    if post.addressed is not None:
        marks["addressed" if post.addressed else "not addressed"] = 1.0
    if post.rating is not None:
        marks["rated"] = 1.0
        marks["rating"] = (post.rating - 3) / 2
        marks["rated three"] = float(post.rating == 3)
    if post.thread:
        marks["thread"] = 1.0
    if post.brand:
        marks["brand"] = 1.0
        # Free / Freebox: either name will do.
        names = [name.strip().casefold() for name in post.brand.split("/")]
        marks["brand in text"] = float(any(name and name in post.text.casefold() for name in names))
    return marks


NAMES: tuple[str, ...] = (
    *(f"kind {kind}" for kind in (*KINDS, "unknown")),
    *(f"venue {venue}" for venue in (*VENUES, "unknown")),
    *(
        "addressed",
        "not addressed",
        "rated",
        "rating",
        "rated three",
        "thread",
        "brand",
        "brand in text",
    ),
    *_SURFACE,
)


def marks(post: Post) -> dict[str, float]:
    """Every mark of a post whose text is cleaned already, by name; what is missing is 0."""
    seen = _see(post.text)
    return _context_marks(post) | {name: read(seen) for name, read in _SURFACE.items()}


def mark_rows(posts: Sequence[Post], names: Sequence[str] = NAMES) -> NDArray[np.float32]:
    """The named marks of posts, [posts, names]."""
    found = [marks(post) for post in posts]
    rows = [[one.get(name, 0.0) for name in names] for one in found]
    return np.array(rows, np.float32).reshape(len(posts), len(names))
