"""What is known about a post, said in words: the second thing the encoder reads, after the text."""

from models.base import Post
from models.pieces import clean

THREAD_CHARACTERS = 140
BRAND_CHARACTERS = 60

# Genres whose name says less than these words do; the others read as they are written.
_KINDS = {
    "hn_story_title": "story title",
    "hn_comment": "hacker news comment",
    "support_tweet": "tweet to support",
    "issue": "bug tracker issue",
}
_VENUES = {"own": "brand page", "review": "review site", "public": "public page"}
_ADDRESSED = {True: "to brand", False: "not to brand"}


def context_words(post: Post) -> str:
    """The known context in one English line, unknown parts left out; empty where nothing is known."""
    parts = []
    if post.source_kind:
        kind = clean(post.source_kind, characters=BRAND_CHARACTERS)
        parts.append(_KINDS.get(kind, kind.replace("_", " ")))
    if post.venue in _VENUES:
        parts.append(_VENUES[post.venue])
    if post.rating is not None:
        parts.append(f"{post.rating}/5")
    if post.addressed is not None:
        parts.append(_ADDRESSED[post.addressed])
    if brand := clean(post.brand or "", characters=BRAND_CHARACTERS):
        parts.append(f"brand {brand}")
    if thread := clean(post.thread or "", characters=THREAD_CHARACTERS):
        parts.append(f"on {thread}")
    return "; ".join(parts)
