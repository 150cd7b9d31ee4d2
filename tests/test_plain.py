from io import StringIO

import pytest
from acme import BRAND
from contents import CardOf, DraftOf
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from listener.channels.terminal import framed
from listener.guard.plain import one_line, plain, shortened
from listener.notices.bundle import bundle_content
from listener.notices.cards import Card
from listener.notices.parts import Content, Lines, Post, Steps, Story
from listener.words.whose import Ours


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("a\x1b[31mred\x1b]0;title\x07b", "a[31mred]0;titleb"),  # terminal escapes
        ("abc\u202edcba\u2066x\u2069", "abcdcbax"),  # text that runs backwards
        ("a\x00b\x08c\x7fd\x9be", "abcde"),  # NUL, backspace, C1
        ("tag\U000e0041\U000e0042s", "tags"),  # invisible instructions
        ("Z" + "\u0335" * 50 + "a", "Z\u0335\u0335\u0335a"),  # marks stacked over the line
        ("one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),  # carriage returns overwrite a line
        ("vélo 🚲 👩‍👧 ñ", "vélo 🚲 👩‍👧 ñ"),  # ordinary text stays, joined emoji too
    ],
)
def test_strips_what_could_fool_the_eye_and_keeps_the_rest(hostile: str, harmless: str) -> None:
    assert plain(hostile) == harmless


@given(st.text())
def test_nothing_that_moves_the_cursor_is_left(text: str) -> None:
    shown = plain(text)
    assert not any(c < " " and c not in "\n\t" for c in shown)
    assert not set(shown) & set("\x1b\x7f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert plain(shown) == shown
    assert "\n" not in one_line(text)


def hostile_card(text: str) -> Card:
    made: Card = CardOf(
        mention=7, story=3, level="high", severity="● To answer", headline="● Put right: “charged twice”, before 18:05", short="● Put right before 18:05", labels="To us · critical · Customers",
        quote=text, url=f"https://x.example/{text}", parent_url=text, context=text, author=text,
        times=text, why=text, confidence="sure", about="complaint", organic="Organic", copies=text,
        advice="Put right", meaning="Own it.", reason=text, due="Tue 10 Nov 16:00", overdue=False,
        drafts=(DraftOf("A", text, (("identity", False, text),)),), answered=False,
    )  # fmt: skip
    return made


def shown(card: Card) -> str:
    out = StringIO()
    console = Console(file=out, width=100, force_terminal=True, color_system=None)
    contents = (
        Content((Story(card),)),
        Content((Story(card, is_reply=True),)),
        bundle_content("grouped", [card], "en", more=2),
        Content((Post(Ours("Thank"), Ours("seen"), card.url, card.quote, card.author),)),
        Content((Steps(((card.reason, card.author),)), Lines((card.why,))), card.quote, "ops"),
    )
    for content in contents:
        for one in framed(content, BRAND):
            console.print(one)
    return out.getvalue()


@given(st.text(max_size=300))
def test_no_text_breaks_or_escapes_an_alert(text: str) -> None:
    out = shown(hostile_card(text))
    assert "\x1b]" not in out
    assert "\u202e" not in out
    assert "Put right" in out


def test_markup_of_the_terminal_library_in_a_mention_is_only_text() -> None:
    out = shown(
        hostile_card("[bold red]hi[/] [link=https://evil.example]x[/link] @channel <!channel>")
    )
    assert "[bold red]hi[/] [link=https://evil.example]x[/link] @channel <!channel>" in out.replace(
        "\n", ""
    )


def test_a_text_is_cut_where_a_word_ends() -> None:
    told = "Je n'arrête pas de trembler, depuis."
    assert shortened(told, 40) == told
    assert shortened(told, 14) == "Je n'arrête…"
    assert shortened(told, 16) == "Je n'arrête pas…"
    assert shortened(told, 31) == "Je n'arrête pas de trembler…"
    assert shortened("https://acme.example/a/long/way", 20) == "https://acme.exampl…"
