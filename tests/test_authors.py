"""Who is who: an author is an account, never a first name."""

import pytest

from connectors.kit.contract import Author, Mention


def test_an_authors_profile_address_is_part_of_a_mention() -> None:
    lucie = Author(id="42", name="Lucie", url="https://piaf.example/@lucie")
    written = Mention(external_id="1", text="Bonjour", genre="tweet", author=lucie).to_json()
    assert written["author"] == {"id": "42", "name": "Lucie", "url": "https://piaf.example/@lucie"}
    assert Mention.from_json(written).author == lucie


def test_a_profile_that_is_no_text_is_refused() -> None:
    line = {"external_id": "1", "text": "x", "genre": "tweet", "author": {"id": "a", "url": 7}}
    with pytest.raises(ValueError, match="author: expected text, got int"):
        Mention.from_json(line)
