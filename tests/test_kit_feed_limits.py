from contextlib import suppress

import pytest
from rigs.growth import grows_with_the_size

from connectors.kit.reading.feed_limits import FeedError, refuse_hostile
from connectors.kit.reading.feeds import read_feed

HEAD = "<rss version='2.0'><channel>"
ITEM = f"{HEAD}<item><description>"
ATOM = "<feed xmlns='http://www.w3.org/2005/Atom'><entry>"
# What stands before, what is said again and again, what stands behind.
FLOODS = {
    "comments that never end": (HEAD, "<!--", ""),
    "comments that never end, and a tag": (HEAD, "<!--", "<a>"),
    "one comment full of beginnings": (HEAD, "<!--", "-->"),
    "comments": (HEAD, "<!-- a -->", ""),
    "instructions that never end": (HEAD, "<? ", ""),
    "one instruction full of beginnings": (HEAD, "<?xml ", "?>"),
    "instructions": (HEAD, "<?a ?>", ""),
    "open brackets": (HEAD, "<", ""),
    "tags that never end": (HEAD, "<a ", ""),
    "one name without an end": (f"{HEAD}<", "a/", ""),
    "one tag of spaces": (f"{HEAD}<a", " ", "b"),
    "ends of nothing": (HEAD, "</", ""),
    "declarations": (HEAD, "<!a ", ""),
    "document types": (HEAD, "<!DOCTYPE a [", ""),
    "marked sections": (HEAD, "<![x[", ""),
    "CDATA that never ends": (HEAD, "<![CDATA[", ""),
    "CDATA": (ITEM, "<![CDATA[x]]>", ""),
    "brackets in CDATA": (f"{ITEM}<![CDATA[", "]]", ""),
    "bare ampersands": (ITEM, "&", ""),
    "half references": (ITEM, "&#", ""),
    "one long reference": (f"{ITEM}&#", "1", ";"),
    "nested tags": (HEAD, "<a>", ""),
    "attributes": (f"{HEAD}<a ", "a='b' ", ">"),
    "attributes without quotes": (f"{HEAD}<a ", "a=b ", ">"),
    "quotes that never end": (HEAD, "<a b='", ""),
    "escaped comments": (ITEM, "&lt;!--", "</description></item></channel></rss>"),
    "escaped tags": (ITEM, "&lt;b&gt;", "</description></item></channel></rss>"),
    "an address": (f"{HEAD}<item><author>", "a.", "</author>"),
    "addresses": (f"{HEAD}<item><author>", "a@", "</author>"),
    "space before": ("", " ", HEAD),
    "space after": (HEAD, "\n", "<item>"),
    "a date": (f"{HEAD}<item><pubDate>", "1-", "</pubDate>"),
    "links of a page": ("<html>", "<link ", ""),
    "links to feeds without an end": ("<html>", "<link application/rss+ ", ""),
    "a word": (ITEM, "a", ""),
    "an author": (f"{HEAD}<item><author>", "a", "</author></item>"),
    "an author in marked sections": (f"{HEAD}<item><author>", "<![CDATA[a]]>", "</author></item>"),
    "an author in another's words": (
        f"{HEAD}<item><d:creator xmlns:d='http://purl.org/dc/elements/1.1/'>",
        "9",
        "</d:creator></item>",
    ),
    "an owner": (f"{HEAD}<managingEditor>", "a-", "</managingEditor>"),
    "zero bytes": (HEAD, "\0", ""),
    "wrapped links": (f"{HEAD}<item><link>", "https://www.google.com/url?url=", "</link>"),
    "links": (ATOM, "<link href='a'/>", ""),
}


def _flood(name: str, size: int, charset: str = "utf-8") -> bytes:
    before, again, behind = FLOODS[name]
    return f"{before}{again * (size // len(again))}{behind}".encode(charset)


@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
@pytest.mark.parametrize("name", FLOODS)
@pytest.mark.slow
def test_the_time_for_a_feed_grows_no_faster_than_its_size(name: str, charset: str) -> None:
    def read(size: int) -> None:
        with suppress(FeedError):
            read_feed(_flood(name, size, charset), "application/rss+xml", "https://a.example/")

    assert grows_with_the_size(read, 40_000)


@pytest.mark.parametrize("name", FLOODS)
def test_the_time_to_look_a_feed_over_grows_no_faster_than_its_size(name: str) -> None:
    def look_over(size: int) -> None:
        with suppress(FeedError):
            refuse_hostile(_flood(name, size), "application/rss+xml")

    assert grows_with_the_size(look_over, 200_000)


@pytest.mark.parametrize(
    "name",
    [
        "comments that never end",
        "instructions that never end",
        "declarations",
        "CDATA that never ends",
        "nested tags",
        "open brackets",
        "attributes",
        "space before",
    ],
)
def test_floods_are_refused_with_a_reason(name: str) -> None:
    with pytest.raises(FeedError, match="refused"):
        refuse_hostile(_flood(name, 300_000), "application/rss+xml")


def test_a_feed_cut_off_in_a_comment_is_no_flood() -> None:
    whole, cut = f"{ITEM}a</description></item>", "<!-- a comment cut"
    refuse_hostile(f"{whole}{cut}".encode(), "")
    with pytest.raises(FeedError, match="that never end"):
        refuse_hostile(f"{whole}{cut * 30}".encode(), "")


def test_markup_in_cdata_and_in_comments_is_not_counted_as_tags() -> None:
    nested = "<b>" * 200
    refuse_hostile(f"{ITEM}<![CDATA[{nested}]]></description><!-- {nested} -->".encode(), "")
    with pytest.raises(FeedError, match="inside each other"):
        refuse_hostile(f"{ITEM}{nested}</description>".encode(), "")


LONG = "a" * 90_000
ITEMS = {  # one among others; what of it is told in the end
    "word": f"<guid>1</guid><description>{LONG}</description>",
    "id": f"<guid>{LONG}</guid><description>a</description>",
    "date": f"<guid>1</guid><pubDate>{'9' * 90_000}</pubDate><description>a</description>",
    "title": f"<guid>1</guid><title>{LONG}</title><description>a</description>",
    "author": f"<guid>1</guid><author>{LONG}</author><description>a</description>",
    "address": f"<guid>1</guid><link>https://a.example/{LONG}</link><description>a</description>",
    "picture": "<guid>1</guid><description>&lt;img src='data:image/png;base64,"
    f"{LONG}'&gt; a</description>",
    "attribute": f"<guid>1</guid><a b='{LONG}'/><description>a</description>",
    "tag": f"<guid>1</guid><{LONG}/><description>a</description>",
}


@pytest.mark.parametrize("end", ["</channel></rss>", "<b>&nbsp;</channel></rss>"])
@pytest.mark.parametrize("name", ITEMS)
def test_an_item_with_an_endless_word_costs_the_others_nothing(name: str, end: str) -> None:
    others = "<item><guid>{}</guid><description>their words</description></item>"
    body = f"{HEAD}{others.format(2)}<item>{ITEMS[name]}</item>{others.format(3)}{end}"
    found = read_feed(body.encode(), "application/rss+xml", "https://a.example/").entries
    assert [found[0].id, found[2].id] == ["2", "3"]
    assert found[1].text == (LONG if name == "word" else "a")


def test_ids_that_differ_at_their_end_alone_stay_two() -> None:
    items = "".join(
        f"<item><guid>{'g' * 3_000}{n}</guid><description>{n}</description></item>" for n in "12"
    )
    body = f"{HEAD}{items}</channel></rss>".encode()
    one, two = read_feed(body, "application/rss+xml", "https://a.example/").entries
    assert one.id != two.id
