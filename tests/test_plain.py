from io import StringIO

import pytest
from acme import BRAND
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from listener.cards import Card, DraftCard
from listener.plain import one_line, plain
from listener.terminal import Terminal


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
    return Card(
        mention=7, story=3, mark="high", severity="● To answer", headline="To us · critical · Customers",
        quote=text, url=f"https://x.example/{text}", parent_url=text, context=text, author=text,
        times=text, why=text, confidence="sure", about="complaint", organic="Organic", copies=text,
        advice="Put right", meaning="Own it.", reason=text, due="Tue 10 Nov 16:00", overdue=False,
        drafts=(DraftCard("A", text, (("identity", False, text),)),), answered=False,
    )  # fmt: skip


def shown(card: Card) -> str:
    out = StringIO()
    terminal = Terminal(Console(file=out, width=100, force_terminal=True, color_system=None))
    terminal.alert(card, BRAND)
    terminal.news(card, BRAND)
    terminal.bundle("grouped", [card], BRAND, more=2)
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
