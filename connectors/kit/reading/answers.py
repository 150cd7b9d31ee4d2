"""Answers of the brand's own that a source shows beside what they answer."""

from datetime import datetime

from connectors.kit.contract import Mention
from connectors.kit.reading.identity import REPLY

_LONGEST = 10_000  # characters of a text that is repeated with its answer


def answer_to(mention: Mention, text: str, at: datetime | None) -> Mention:
    """The brand's answer to a review or post that its source shows with it.

    By its id the store knows what it answers, even where several stand at one address.
    """
    return Mention(
        external_id=f"{mention.external_id}{REPLY}",
        text=text,
        genre=mention.genre,
        posted_at=at,
        venue=mention.venue,
        parent_url=mention.url,
        parent_text=(mention.text or mention.title or "")[:_LONGEST] or None,
        thread_key=mention.thread_key or mention.external_id,
        place=mention.place,
        country=mention.country,
        by_owner=True,
    )
