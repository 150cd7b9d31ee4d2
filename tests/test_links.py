"""One check of addresses for the digest and for Slack."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listener.channels.slack.look.mrkdwn import escape, link
from listener.guard.links import host, safe
from listener.words.whose import Ours

PIECES = ["https://", "http://", "x.example", "//", "/", "@", "\\", ":", "80", "é", "\u202e", "\ud800",
          "\x85", "\u2028", " ", "%", "%2f", "(", ")", "'", '"', "<", ">", "|", "[", "]", "?", "#", "..",
          "javascript:", "ß", "\u3002"]  # fmt: skip
addresses = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=12).map("".join)


@given(addresses | addresses.map("https://x.example/".__add__))
def test_a_checked_address_is_plain_and_checking_it_again_changes_nothing(url: str) -> None:
    found = safe(url)
    if found is not None:
        assert found.isascii()
        assert found.startswith(("https://", "http://"))
        # What would end a link in HTML, Markdown or Slack.
        assert not set(found) & set("\"'<>()|\\` ")
        assert "@" not in urlsplit(found).netloc
        assert host(found)
        assert safe(found) == found


@given(addresses.map("https://x.example/".__add__))
def test_slack_and_the_digest_lead_to_the_same_address(url: str) -> None:
    checked, shown = safe(url), link(url, Ours("o"))
    assert (shown is None) == (checked is None)
    if checked is not None:
        assert shown == f"<{escape(checked)}|o> (x.example)"


@pytest.mark.parametrize(
    "url", ["https://x.example/a\ud800", "https://x.example/a\u2028", "https://me@x.example/"]
)
def test_what_cannot_be_shown_as_it_is_has_no_address(url: str) -> None:
    assert safe(url) is None
    assert link(url, Ours("o")) is None
