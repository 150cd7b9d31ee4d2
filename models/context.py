"""What is known about a post, said in words: the second thing the encoder reads, after the text."""

from models.base import Post
from models.pieces import clean

THREAD_CHARACTERS = 240
BRAND_CHARACTERS = 60

# Genres whose name says less than these words do; the others read as they are written.
_KINDS = {
    "hn_story_title": "story title on hacker news",
    "hn_comment": "comment on hacker news",
    "app_review": "app store review",
    "support_tweet": "tweet to customer support",
    "feedback_forum": "post in the brand's feedback forum",
    "issue": "issue in a bug tracker",
    "social_post": "post on a social network",
    "social_comment": "comment under a post on a social network",
}
_VENUES = {
    "own": "on the brand's own page",
    "review": "on a review site",
    "public": "in public, not on the brand's page",
}
_ADDRESSED = {True: "speaks to the brand", False: "does not speak to the brand"}


def context_words(post: Post) -> str:
    """The known context in one English line, unknown parts left out; empty where nothing is known."""
    parts = []
    if post.source_kind:
        kind = clean(post.source_kind, characters=BRAND_CHARACTERS)
        parts.append(_KINDS.get(kind, kind.replace("_", " ")))
    if post.venue in _VENUES:
        parts.append(_VENUES[post.venue])
    if post.rating is not None:
        parts.append(f"{post.rating} of 5 stars")
    if post.addressed is not None:
        parts.append(_ADDRESSED[post.addressed])
    if brand := clean(post.brand or "", characters=BRAND_CHARACTERS):
        parts.append(f"the brand is {brand}")
    if thread := clean(post.thread or "", characters=THREAD_CHARACTERS):
        parts.append(f"it answers: {thread}")
    return "; ".join(parts)
