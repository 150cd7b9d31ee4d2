"""Marks: what a linear head is told beside the vectors, as named numbers.

Two sorts. Context marks say what is known of a post; surface marks say what a mean over pieces
loses: a handle at the head, a link, a question mark. heads.json lists the names in their order, so
weights trained on fewer or other marks still load.
"""

import math
import re
from collections.abc import Callable, Sequence

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


def _has(pattern: str) -> Callable[[str], float]:
    compiled = re.compile(pattern, re.IGNORECASE)
    return lambda text: float(compiled.search(text) is not None)


def _many(pattern: str, scale: float) -> Callable[[str], float]:
    compiled = re.compile(pattern)
    return lambda text: min(1.0, len(compiled.findall(text)) / scale)


def _capitals(text: str) -> float:
    letters = [character for character in text if character.isalpha()]
    return sum(character.isupper() for character in letters) / max(1, len(letters))


def _title_case(text: str) -> float:
    words = [word for word in text.split() if word[:1].isalpha()]
    return sum(word[0].isupper() for word in words) / max(1, len(words))


_SURFACE: dict[str, Callable[[str], float]] = {
    "length": lambda text: math.log1p(len(text)) / 8,
    "few words": lambda text: float(len(text.split()) < 6),
    "handle first": _has(r"^\W{0,2}@\w"),
    "handle later": _has(r"\S\s+@\w"),
    "repost": _has(r"^\W{0,2}RT\b|\bRT @|\bvia @"),
    "link": _has(r"https?:|www\.|\bhttp\b|\{link\}|\[link\]"),
    "link last": _has(r"(?:https?:\S*|\bhttp\b|\{link\})\s*$"),
    "hashtags": _many(r"#\w", 4),
    "question": _has(r"[?？؟]"),
    "exclamation": _many(r"!", 3),
    "dots": _has(r"\.\.\.|…"),
    "quotation": _has(r"[\"“”«»]"),
    "emoji": _many("[\U0001f300-\U0001faff☀-➿]", 3),
    "capitals": _capitals,
    "title case": _title_case,
    "number": _has(r"\d"),
    "price": _has(r"\d\s?(?:[€$£%]|euros?\b)|[€$£]\s?\d"),
    "you": _has(
        r"\b(?:you|your|yours|u|vous|votre|vos|tu|ihr|euch|sie|usted|ustedes|voi|vostro|voc[eê]s?|jullie)\b"
    ),
    "I": _has(
        r"\b(?:i|i'm|my|me|we|our|je|j'|j’|mon|ma|mes|moi|nous|notre|ich|mein|wir|yo|mi|io|mio|eu|meu|ik|mijn)\b"
    ),
    "please": _has(
        r"\b(?:please|pls|plz|svp|stp|s'il (?:vous|te)|bitte|por favor|per favore|alstublieft)\b"
    ),
    "thanks": _has(r"\b(?:thanks|thank|thx|merci|danke|gracias|grazie|obrigad[oa]|bedankt)\b"),
    "wish": _has(
        r"\b(?:would be (?:nice|great)|should|could you add|add (?:a|an|the)|wish|feature|option|suggest\w*"
        r"|serait (?:bien|bon|cool|top|sympa)|pourriez|ajout\w*|il faudrait|il manque|dommage)\b"
    ),
    "made": _has(
        r"\b(?:i (?:made|built|wrote|drew)|my (?:new )?(?:video|review|tutorial|recipe|guide|channel|blog)"
        r"|j'ai (?:fait|écrit|créé|dessiné|codé|testé)|ma (?:vidéo|recette|chaîne)|mon (?:tuto|article|test|blog)"
        r"|tutoriel|tuto|tutorial|how to|unboxing|fan ?art)\b"
    ),
    "staff": _has(
        r"\b(?:we'?re sorry|we are sorry|dm us|send us a dm|our team|nous sommes désolés|notre équipe|nos équipes"
        r"|contactez-nous|n'hésitez pas|en mp|en dm|we'?re hiring|nous recrutons|découvrez)\b|\^[A-Z]{2,}\b"
    ),
    "code": _has(
        r"\b(?:promo ?code|code promo|discount code|use code|with code|avec le code|mon code|my code)\b"
    ),
    "affiliate": _has(r"[?&](?:tag|aff|aff_id|ref|affiliate|partner)=|\baffili"),
    "gift": _has(
        r"\b(?:gifted|offert par|invitation|invité par|ambassad\w+|partnered|collab|partner|partenaire)\b|#(?:sp|spon)\b"
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
    return _context_marks(post) | {name: read(post.text) for name, read in _SURFACE.items()}


def mark_rows(posts: Sequence[Post], names: Sequence[str] = NAMES) -> NDArray[np.float32]:
    """The named marks of posts, [posts, names]."""
    found = [marks(post) for post in posts]
    rows = [[one.get(name, 0.0) for name in names] for one in found]
    return np.array(rows, np.float32).reshape(len(posts), len(names))
