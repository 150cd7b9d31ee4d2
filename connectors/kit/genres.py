"""The genres: what sort of post a mention is, each with what holds for all posts of its sort.

Their names are the tagger's training words; how people read them stands in the catalogues
(`genre.*`). A new genre is a line here and its words: a test asks for both.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

LONG = 1000  # characters of a reply where no platform sets a limit


Place = Literal["network", "review", "app", "forum", "tracker", "mail"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GenreFacts:
    """What is known of a post by its genre alone."""

    longest_reply: int = LONG  # characters that a public reply to it may have
    is_comment: bool = False  # it answers something, though the source may not say what
    is_remark: bool = False  # stands under somebody's work; short, it is no work itself
    is_social: bool = False  # on a network, where the brand's handle is its identified account
    is_review: bool = False  # it rates whom it is about, and so speaks to them
    is_press: bool = False
    is_letter: bool = False  # it goes to its receivers alone
    is_of_product: bool = False  # written where one product's users report: nobody names it there
    # Where an answer to it stands, as replies are written for it; and may its author be written to in private there?
    place: Place = "forum"
    has_messages: bool = False
    # What the source calls its author: an account, a name that anybody may take, or either of them.
    author_is: Literal["account", "name", "either"] = "name"


_NETWORK = GenreFacts(is_social=True, place="network", has_messages=True)

GENRES: dict[str, GenreFacts] = {
    "tweet": replace(_NETWORK, longest_reply=280, author_is="account"),
    "support_tweet": replace(_NETWORK, longest_reply=280, author_is="account"),
    "reddit_post": GenreFacts(has_messages=True),
    "reddit_post_title": GenreFacts(has_messages=True),
    "reddit_comment": GenreFacts(is_comment=True, has_messages=True),
    "hn_story_title": GenreFacts(),
    "hn_comment": GenreFacts(is_comment=True),
    "forum_post": GenreFacts(),
    "forum_comment": GenreFacts(is_comment=True),
    "feedback_forum": GenreFacts(is_of_product=True),
    "issue": GenreFacts(place="tracker", is_of_product=True),
    "youtube_comment": replace(
        _NETWORK,
        longest_reply=500,
        is_comment=True,
        is_remark=True,
        has_messages=False,
        author_is="either",
    ),
    "social_post": replace(_NETWORK, author_is="either"),
    "social_comment": replace(
        _NETWORK,
        longest_reply=500,
        is_comment=True,
        is_remark=True,
        author_is="either",
    ),
    "bluesky_post": replace(_NETWORK, longest_reply=300, author_is="account"),
    "mastodon_post": replace(_NETWORK, longest_reply=500),
    "mail": GenreFacts(is_letter=True, place="mail"),
    "news": GenreFacts(is_press=True, place="mail"),  # a newsroom is written to
    "blog_comment": GenreFacts(is_comment=True, is_remark=True),
    "review": GenreFacts(is_review=True, place="review"),
    "app_review": GenreFacts(longest_reply=350, is_review=True, place="app"),
}

# For a checker of types a genre is a text; pydantic and the settings' schema know the names.
if TYPE_CHECKING:
    Genre = str
else:
    Genre = Literal[tuple(GENRES)]

_UNKNOWN = GenreFacts()


def genre_facts(genre: str) -> GenreFacts:
    """What holds for a genre; for one that an earlier release knew, what holds for any post."""
    return GENRES.get(genre, _UNKNOWN)
