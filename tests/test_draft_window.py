"""The window of drafts, and what is made of an approved text: nothing is cut, nothing is lost."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from acme import BRAND
from hypothesis import given
from hypothesis import strategies as st
from rigs.growth import grows_with_the_size
from test_slack_blocks import CARD

from listener.channels.slack.look import blocks, limits
from listener.channels.slack.look.draft_window import LONGEST, Filled, Shown, draft_window, trace
from listener.channels.slack.look.mrkdwn import escape, pieces
from listener.desk.acts.approve_draft import MOST
from listener.figures.edits import distance, is_verbatim
from listener.notices.answer_box import answer_box
from listener.notices.proposed import DraftCard
from listener.store.approved import Approved
from listener.store.states import State
from listener.words.whose import Ours, Theirs

AT = datetime(2026, 11, 10, 12, tzinfo=UTC)
STATE = State(
    mention=7, brand="Acme", version="1.REPAIR.0", leaf="REPAIR", lane="customers", is_danger=False
)
A, B = (DraftCard(Ours(name), Theirs(f"Draft {name} says so"), ()) for name in "AB")


def shown(*drafts: DraftCard, **fields: Any) -> Shown:
    card = replace(CARD, mention=7, drafts=drafts or (A, B), state=STATE)
    known: dict[str, Any] = {"card": card, "state": STATE, "place": "C1 1.1"}
    return Shown(**known | fields)


def sent(view: dict[str, Any], **typed: str) -> Filled:
    """What comes back: what was typed, else what stood there."""
    fields = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            stood = element.get("initial_option", {}).get("value") or element.get("initial_value")
            fields[block["block_id"]] = typed.get(block["block_id"].partition(":")[0], stood or "")
    found = Filled.read(view["private_metadata"], {k: v for k, v in fields.items() if v})
    assert found is not None
    return found


@given(st.text(alphabet=st.sampled_from("aé &<🙂\n "), max_size=MOST))
def test_an_approved_text_is_whole_in_its_message(text: str) -> None:
    made = blocks.alone(text)
    shown_text = " ".join(block["text"]["text"] for block in made.blocks)
    assert made.text.split() == escape(text).split() or not made.text.strip()
    if made.blocks:
        assert "".join(shown_text.split()) == "".join(escape(text).split())
        assert all(limits.size(block["text"]["text"]) <= limits.SECTION for block in made.blocks)
        assert limits.weight(made.blocks) <= limits.TOTAL


@pytest.mark.parametrize("again", ["word ", "line of words\n", "x"])
def test_a_text_that_one_field_does_not_hold_stands_in_several_and_comes_back_whole(
    again: str,
) -> None:
    text = (again * MOST)[: MOST - 1].strip()
    view = draft_window(shown(replace(A, text=Theirs(text))), BRAND)
    parts = [b for b in view["blocks"] if b.get("block_id", "").startswith("draft_text:A:")]
    assert len(parts) >= 3
    assert all(len(b["element"]["initial_value"]) <= LONGEST for b in parts)
    back = sent(view)
    assert "".join(back.text.split()) == "".join(text.split())
    assert (
        trace(back.text) == trace(sent(draft_window(shown(text=back.text), BRAND)).text)
        or again == "x"
    )


def test_a_window_says_which_draft_it_shows_and_what_came_of_it() -> None:
    view = draft_window(shown(), BRAND)
    [which] = [b for b in view["blocks"] if b.get("block_id") == "which"]
    assert [o["value"] for o in which["element"]["options"]] == ["A", "B", "own", "reject"]
    assert which["element"]["initial_option"]["value"] == "A"
    back = sent(view)
    assert (back.chosen, back.which, back.text, back.confirms) == ("A", "A", A.text, "")
    assert str(back.pressed) == "draft:7:1.REPAIR.0"
    assert sent(view, which="B").which == "B"
    swapped = draft_window(shown().swapped("B", "en"), BRAND)
    assert sent(swapped).text == B.text
    assert "draft B" in str(swapped["blocks"][0])


def test_what_others_approved_comes_first_and_is_named() -> None:
    known = Approved(
        act=3, text="As Léa has it", n=1, who=("Léa",), by=("U1",), at=AT, is_last=False
    )
    state = replace(STATE, approved=known, approvers=2)
    view = draft_window(shown(state=state), BRAND)
    assert sent(view).text == "As Léa has it"
    [which] = [b for b in view["blocks"] if b.get("block_id") == "which"]
    assert which["element"]["options"][0]["text"]["text"] == "As Léa approved it"


def test_without_a_draft_the_field_is_empty_and_nothing_is_to_be_chosen() -> None:
    card = replace(CARD, mention=7, drafts=(), state=STATE)
    view = draft_window(Shown(card=card, state=STATE, place="C1 -"), BRAND)
    assert [b["block_id"] for b in view["blocks"] if b["type"] == "input"] == ["draft_text:own:0"]
    assert "There is no draft" in str(view)


def test_what_was_warned_of_is_confirmed_for_that_text_alone() -> None:
    view = draft_window(shown(text="So be it", notes=("“x” promises",), confirms=trace("So be it")), BRAND)  # fmt: skip
    back = sent(view)
    assert back.confirms == trace(back.text)
    assert sent(view, draft_text="So be it!").confirms != trace("So be it!")
    assert view["submit"]["text"] == "Approve all the same"
    assert "promises" in str(view["blocks"][:2])


@pytest.mark.parametrize("carried", ["", "C1 -", "C1 - - A take:7:1", "C1 - - A draft:x:1"])
def test_what_carries_no_draft_is_none_of_ours(carried: str) -> None:
    assert Filled.read(carried, {}) is None


def test_what_carries_a_draft_alone_is_read() -> None:
    found = Filled.read("draft:7:1", {})
    assert found is not None
    assert (str(found.pressed), found.chosen, found.text) == ("draft:7:1", "", "")


def test_views_stay_within_what_slack_takes() -> None:
    long = Theirs("w" * MOST)
    view = draft_window(shown(replace(A, text=long), notes=["n" * 5_000] * 9), BRAND)
    assert len(view["private_metadata"]) <= 3_000
    assert len(view["blocks"]) <= 100
    for name in ("title", "submit", "close"):
        assert len(view[name]["text"]) <= 24


BOXES = [
    ("https://news.ycombinator.com/item?id=77", "hn_story", "https://news.ycombinator.com/reply?id=77"),
    ("https://twitter.com/a/status/12?s=20", "tweet", "https://x.com/intent/post?in_reply_to=12"),
    ("https://x.com/a/status/12/photo/1", "tweet", "https://x.com/intent/post?in_reply_to=12"),
    ("https://x.com/a", "tweet", "https://x.com/a"),
    ("https://www.google.com/maps/reviews/data=!4m8", "review", "https://business.google.com/reviews"),
    ("https://g.page/r/abc/review", "review", "https://business.google.com/reviews"),
    ("https://www.google.com/maps/place/x", "news", "https://www.google.com/maps/place/x"),
    ("https://maps.google.co.uk/maps/x", "review", "https://business.google.com/reviews"),
    ("https://google.evil.example/maps/x", "review", "https://google.evil.example/maps/x"),
    ("https://localhost/maps/x", "review", "https://localhost/maps/x"),
    ("https://a.example/@b/1", "mastodon_post", "https://a.example/@b/1"),
    ("https://a.example/post", "blog", "https://a.example/post"),
    ("javascript:alert(1)", "tweet", None),
    (None, "mail", None),
]  # fmt: skip


@pytest.mark.parametrize(("url", "genre", "box"), BOXES)
def test_an_answer_is_written_in_the_sources_own_box_where_that_is_known(
    url: str | None, genre: str, box: str | None
) -> None:
    assert answer_box(url, genre, BRAND) == box


def test_a_post_of_mastodon_is_answered_from_the_brands_own_server() -> None:
    brand = BRAND.model_copy(update={"handles": ("@acme", "@acme@social.example")})
    box = answer_box("https://a.example/@b/1?x=1", "mastodon_post", brand)
    assert box == (
        "https://social.example/authorize_interaction?uri=https%3A%2F%2Fa.example%2F%40b%2F1%3Fx%3D1"
    )


EDITS = [
    ("Sorry, we look.", "Sorry, we look.", 0.0, True),
    ("It’s “so” – here", '@marie It\'s "so" -  here\n', 0.0, True),
    ("a b c d", "a x c d", 0.25, False),
    ("a b c d", "a b c d e", 0.2, False),
    ("a b", "c d", 1.0, False),
    ("Sorry", "sorry", 1.0, False),
    ("", "", 0.0, True),
    ("", "a", 1.0, False),
]


@pytest.mark.parametrize(("one", "other", "far", "same"), EDITS)
def test_the_distance_of_two_texts_is_in_words(
    one: str, other: str, far: float, *, same: bool
) -> None:
    assert distance(one, other) == pytest.approx(far)
    assert distance(other, one) == pytest.approx(far)
    assert is_verbatim(one, other) == same


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_distance_is_a_share_and_nothing_only_where_the_texts_are_one(
    one: str, other: str
) -> None:
    found = distance(one, other)
    assert 0 <= found <= 1
    assert (found == 0) == is_verbatim(one, other)


@pytest.mark.slow
@pytest.mark.parametrize("again", ["a ", "a b ", "@a ", "@", ". "])
def test_what_is_said_again_and_again_is_compared_in_step_with_its_length(again: str) -> None:
    def work(size: int) -> None:
        text = again * (size // len(again))
        distance(text, text[::-1])
        list(pieces(text, 100))

    assert grows_with_the_size(work, 40_000)
