from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listener.channels.slack.look.limits import size
from listener.channels.slack.look.mrkdwn import clean, cut, date, escape, is_blank, line, link
from listener.words.whose import Ours


def decoded(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


@pytest.mark.parametrize(
    ("hostile", "escaped"),
    [
        ("<!channel>", "&lt;!channel&gt;"),  # would call everyone
        ("&lt;!channel&gt;", "&amp;lt;!channel&amp;gt;"),  # a feed's leftover must not come alive
        ("<https://evil.example|our bank>", "&lt;https://evil.example|our bank&gt;"),
        ("R&D 'quoted' \"twice\"", "R&amp;D 'quoted' \"twice\""),  # and nothing but the three
    ],
)
def test_exactly_three_characters_are_escaped(hostile: str, escaped: str) -> None:
    assert escape(hostile) == escaped
    assert decoded(escaped) == hostile


@given(st.text())
def test_what_is_escaped_reads_as_it_was_written(text: str) -> None:
    assert decoded(escape(text)) == text


@given(st.text(alphabet="<>&a🚲 ", max_size=60), st.integers(min_value=1, max_value=40))
def test_a_cut_never_breaks_an_entity_or_a_character(text: str, limit: int) -> None:
    shown = cut(text, limit)
    assert size(shown) <= limit
    if shown != escape(text):
        assert shown.endswith("…")
        assert text.startswith(decoded(shown[:-1]))
    assert "&" not in shown.replace("&lt;", "").replace("&gt;", "").replace("&amp;", "")


def test_three_thousand_angle_brackets_are_cut_after_escaping() -> None:
    assert cut("<" * 3000, 3000) == "&lt;" * 749 + "…"


def test_characters_beyond_the_first_plane_count_twice() -> None:
    assert size("vélo") == 4
    assert size("🚲") == 2
    assert cut("🚲🚲🚲", 4) == "🚲…"


def test_a_cut_is_made_where_a_word_ends() -> None:
    assert cut("the bell & the brakes squeak", 17) == "the bell &amp;…"
    assert cut("the bell is", 9) == "the bell…"
    assert cut("https://acme.example/" + "a" * 80, 60) == "https://acme.example/" + "a" * 38 + "…"


def test_what_turns_hides_or_breaks_a_line_is_taken_out() -> None:
    assert clean("a\u202eb\x1b[0mc\ud800d\u2028e") == "ab[0mc\ufffdd\ne"
    assert line("  one\n\n two\tthree ") == "one two three"


def test_the_no_break_spaces_of_french_stay() -> None:
    assert (
        line("12\u202f340 avis\u00a0: lesquels\u202f?") == "12\u202f340 avis\u00a0: lesquels\u202f?"
    )


def test_only_invisible_characters_are_a_blank() -> None:
    assert is_blank(" \u200b\u2060\n")
    assert is_blank("")
    assert not is_blank("\u200b.")


def test_a_date_shows_in_each_readers_zone_and_in_words_where_it_cannot() -> None:
    at = datetime(2026, 11, 10, 13, 5, tzinfo=UTC)
    assert date(at, Ours("Tue 10 Nov 14:05")) == (
        "<!date^1794315900^{date_short_pretty} {time}|Tue 10 Nov 14:05>"
    )


def test_a_link_names_its_host() -> None:
    url = "https://forum-velo.example/t/744012?page=2&sort=new#post-3"
    assert link(url, Ours("Open the original")) == (
        "<https://forum-velo.example/t/744012?page=2&amp;sort=new#post-3|Open the original>"
        " (forum-velo.example)"
    )


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://x.example/a|b>c<d*e`f", "https://x.example/a%7Cb%3Ec%3Cd%2Ae%60f"),  # our syntax
        ("https://x.example/é?q=%20ü", "https://x.example/%C3%A9?q=%20%C3%BC"),  # ASCII only
        ("https://BÜCHER.example/", "https://xn--bcher-kva.example/"),  # look-alikes show
        ("http://x.example:8080/a", "http://x.example:8080/a"),
    ],
)
def test_an_address_is_written_so_that_it_stays_an_address(url: str, safe: str) -> None:
    assert (link(url, Ours("o")) or "").startswith(f"<{safe}|o> (")


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "slack://open?team=T1",
        "mailto:a@x.example",
        "//x.example/a",
        "https://",
        "https://your-bank.example@evil.example/",  # the host is hidden behind a name
        "https://your-bank.example\\@evil.example/",
        "https://x.example/a b",
        "https://x.example/a\nb",
        "https://x.example/\u202egpj.exe",  # written backwards
        "https://x.example/\ud800",
        "https://[::1",
        "https://x.example:port/",
        "https://x..example/",
        "https://" + "a" * 70 + ".example/",
        "https://x.example/" + "a" * 2000,
        "<https://x.example>",
    ],
)
def test_an_address_that_does_not_show_where_it_leads_is_no_link(url: str | None) -> None:
    assert link(url, Ours("o")) is None


def test_of_a_long_host_the_end_is_shown_for_it_says_whose_it_is() -> None:
    host = ".".join(["your-bank"] * 9) + ".evil.example"
    assert (link(f"https://{host}/", Ours("o")) or "").endswith("your-bank.evil.example)")
    assert " (…" in (link(f"https://{host}/", Ours("o")) or "")


@given(st.text(max_size=40))
def test_no_address_leaves_its_brackets(tail: str) -> None:
    made = link(f"https://x.example/{tail}", Ours("o"))
    if made is not None:
        assert made.count("<") == made.count(">") == made.count("|") == 1
        assert made.isascii()
