import time
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from connectors.kit.reading.text import canonical_url, clean, plain_text, unwrapped


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Bon <b>pro</b>duit</p><p>Vraiment</p>", "Bon produit\nVraiment"),
        ("un<br>deux<br/>trois", "un\ndeux\ntrois"),
        ("<ul><li>a<li>b</ul>", "a\nb"),
        ("<a href='https://x.example'>le lien</a>", "le lien"),
        ("a<script>x()</script><style>y</style>b", "ab"),
        ("Tom &amp; J&eacute;r&#233;my &lt;3", "Tom & Jérémy <3"),
        ("a\n   b\tc&nbsp;d", "a b c d"),  # an entity makes it markup
        ("a\n   b\tc", "a\nb c"),
        ("<p>a\n  b</p>", "a b"),  # in markup a line end is a space
        ("<table><tr><td>1</td><td>2</td></tr></table>", "1 2"),
        ("bien <img class='wp-smiley' alt='😀'>", "bien 😀"),
        ("a <img src=x alt='a long description'> b", "a b"),
        ("x < y and y > z", "x < y and y > z"),
        ("nul\0 \ud800\x07&#7;.", "nul ."),
        ("\u202eabc\u200d", "\u202eabc\u200d"),  # stripped where it is shown
        ("<p>unclosed <b>and <i>wild", "unclosed and wild"),
        ("", ""),
    ],
)
def test_markup_becomes_what_a_reader_sees(html: str, text: str) -> None:
    assert plain_text(html) == text


@given(st.text(max_size=300))
def test_any_text_comes_out_clean(html: str) -> None:
    text = plain_text(html)
    assert text == text.strip() == clean(text)
    text.encode()


@given(st.text(alphabet="<>/abdivp &;#x3\"'= \n", max_size=200))
def test_any_soup_of_tags_comes_out_clean(html: str) -> None:
    assert plain_text(html) == clean(plain_text(html)).strip()


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 200_000,  # 100 s in the parser
        "<a " + " ".join(f"a{n}" for n in range(100_000)) + ">x</a>",  # 30 s
        "<select>" + "<option>" * 100_000,  # 20 s
        "<a " + "/".join(f"a{n}" for n in range(25_000)) + ">",
        "<" * 1_000_000,
        "&" * 1_000_000,
    ],
)
def test_hostile_markup_costs_little(html: str) -> None:
    """No more than a few ordinary pages of a megabyte: what is quadratic costs a thousand."""
    ordinary = "<p>Une phrase <b>simple</b> &amp; courte.</p>\n" * 22_000
    assert cost_of(html + "end") < 30 * min(cost_of(ordinary) for _ in range(3))


def cost_of(html: str) -> float:
    start = time.thread_time()
    plain_text(html)
    return time.thread_time() - start


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://WWW.Example.COM/A/", "https://www.example.com/A"),
        ("https://x.example", "https://x.example"),
        ("https://x.example/", "https://x.example"),
        ("https://x.example:443/a?b=2&a=1#top", "https://x.example/a?a=1&b=2"),
        ("http://x.example:8080/a", "http://x.example:8080/a"),
        ("https://x.example/a?utm_source=n&id=5&fbclid=q&mc_cid=1", "https://x.example/a?id=5"),
        ("https://x.example/a?gclid=1#xtor=RSS-1", "https://x.example/a"),
        (
            "https://www.google.com/url?rct=j&url=https://n.example/a%3Fid%3D1&ct=ga",
            "https://n.example/a?id=1",
        ),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fn.example%2F&h=x", "https://n.example"),
        ("https://google.evil.example/url?url=https://n.example", None),  # not Google
        ("https://me:pw@x.example/a", "https://x.example/a"),
        ("https://vélo.example/é", "https://xn--vlo-bma.example/%C3%A9"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("tag:x,2018:1", "tag:x,2018:1"),
        ("https://[", "https://["),
        ("", ""),
    ],
)
def test_addresses_of_one_page_become_one(url: str, canonical: str | None) -> None:
    found = canonical_url(url)
    assert found == canonical or (canonical is None and "google.evil" in found)
    assert canonical_url(found) == found


# What addresses are made of, and what their parsers disagree on.
PIECES = ["https://", "HTTP://", "http:", "//", "/", "\\", "x.example", "X.EXAMPLE.", "vélo.example",
          "www.google.com/url?url=", "https://l.facebook.com/l.php?u=", "out.reddit.com", "?", "&", "=",
          "a=1", "utm_source", "fbclid=", "#", "%", "%2F", "%3F", "%26", "%23", "%25", "%E9", "%00", "+",
          ";", ":", ":80", ":443", "@", "[", "::1", "]", "..", ".", "é", "ß", "\u3002", "\xa0", "\u2028",
          " ", "\t", "\n", "\x08", "\x00", "\ud800"]  # fmt: skip
STARTS = ["", "https://x.example/", "http://x.example?", "https://www.google.com/url?url="]
soup = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=14).map("".join)


@given(st.sampled_from(STARTS), soup)
@example("http://x.example?", "\tutm_source")  # tracking that an invisible character hid
@example("https://x.example/", ";/")
@example("https://", "\xa0?")
@example("", "https://www.google.com/url?url=" * 8 + "https://x.example/a")
def test_the_form_of_an_address_is_its_own_form(start: str, rest: str) -> None:
    found = canonical_url(start + rest)
    assert canonical_url(found) == found


@pytest.mark.parametrize("unwrap", [canonical_url, unwrapped])
def test_an_address_longer_than_any_is_left_as_it_is(unwrap: Callable[[str], str]) -> None:
    wrapped = "https://www.google.com/url?url=" * 30_000
    assert unwrap(wrapped) == wrapped


def test_links_wrapped_without_end_are_unwrapped_a_few_times() -> None:
    # Each layer is escaped once more: four are as many as fit into an address.
    address = "https://acme.example/page"
    for _ in range(4):
        address = f"https://www.google.com/url?url={quote(address, safe='')}"
    assert canonical_url(address) == "https://acme.example/page"
