import json
from datetime import UTC, datetime, timedelta
from io import BytesIO

import httpx
import pytest
from contract import check_contract
from pydantic import ValidationError
from replay import Replay

from connectors.kit.contract import Author, Mention
from connectors.kit.errors import SourceChangedError
from connectors.kit.http.guard import STATE
from connectors.kit.http.state import HttpState
from connectors.rss.source import Rss

NEWS, ALERTS, JSON, RDF = "rss/news.xml", "rss/alerts.xml", "rss/feed.json", "rss/rdf.xml"
ISSO = "rss/isso.xml"  # recorded from Isso 0.14.0
URL = "https://velo.example/feed"


def read(*replies: str | httpx.Response, **settings: object) -> list[Mention]:
    source = Rss.model_validate({"name": "feed", "url": URL, **settings})
    return [m for page in source.pages(Replay(*replies), None) for m in page.mentions]


def feed(items: str, kind: str = "application/xml") -> httpx.Response:
    body = f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>"
    return httpx.Response(200, content=body.encode(), headers={"content-type": kind})


@pytest.mark.parametrize("page", [NEWS, ALERTS, JSON, RDF, ISSO])
def test_keeps_the_contract(page: str) -> None:
    check_contract(Rss(name="feed", url=URL), page)


def test_an_item_becomes_a_mention_in_plain_text() -> None:
    recall = read(NEWS, venue="public")[0]
    assert recall == Mention(
        external_id="velo-301",
        url="https://velo.example/rappel?utm_source=rss",
        author=recall.author,
        title="Zéphyr & fils rappelle 3 000 vélos",
        text="Un défaut de frein touche la série 7.\nGratuit\nSous 10 jours",
        lang="fr",
        posted_at=datetime(2026, 11, 10, 7, 30, tzinfo=UTC),
        genre="news",
        venue="public",
        replies=12,
    )
    assert recall.author is not None
    assert recall.author.name == "Inès Aubry"


def test_a_feed_of_the_brands_own_posts_is_its_own() -> None:
    assert all(mention.by_owner for mention in read(NEWS, by_brand=True))
    assert not any(mention.by_owner for mention in read(NEWS))


def test_dates_are_kept_as_far_as_they_can_be_read() -> None:
    dates = [m.posted_at for m in read(NEWS)]
    assert dates[1:] == [
        None,
        datetime(2099, 1, 1, tzinfo=UTC),
        datetime(2026, 11, 9, 18, tzinfo=UTC),
    ]


def test_an_item_that_stands_twice_in_a_feed_comes_out_once() -> None:
    assert [m.external_id for m in read(NEWS)].count("velo-zone") == 1


@pytest.mark.parametrize("words", ["Top", "La selle est trop dure, même après un mois de trajets"])
@pytest.mark.parametrize("other", ["", ", {}"])
def test_the_very_same_item_is_one_and_the_others_are_told(words: str, other: str) -> None:
    one = json.dumps({"id": "7", "title": "Vélo", "content_text": words})
    other = other.format(json.dumps({"id": "8", "title": "Vélo", "content_text": "Autre"}))
    body = f'{{"version": "https://jsonfeed.org/version/1", "items": [{one}, {one}, {one}{other}]}}'
    with Replay(httpx.Response(200, text=body)) as http:
        [page] = Rss(name="s", url="https://x.example/feed").pages(http, None)
    assert [m.external_id for m in page.mentions] == (["7", "8"] if other else ["7"])
    assert page.said == (
        "2 items are the same as earlier ones, the first is item 2: each counts once",
    )
    [line] = page.said
    assert (line.code, line.values) == ("items_again", {"n": 2, "first": 2})  # type: ignore[attr-defined]


def test_stars_of_one_id_are_one_only_where_other_items_have_others() -> None:
    stars = "<item><guid>7</guid><title>★★★★★</title></item>" * 3
    assert len({m.external_id for m in read(feed(stars))}) == 3
    assert len(read(feed(stars + "<item><guid>8</guid><title>★</title></item>"))) == 2


def test_an_item_without_an_id_is_known_by_its_address_and_then_by_its_words() -> None:
    by_link, by_words = (
        read(feed("<item><title>a</title><link>https://x.example/a/?utm_source=b</link></item>")),
        [read(feed("<item><title>a</title></item>")) for _ in range(2)],
    )
    assert by_link[0].external_id == "https://x.example/a"
    assert by_words[0] == by_words[1]


def test_items_that_share_an_id_or_an_address_are_all_there() -> None:
    items = "".join(
        f"<item><guid>{guid}</guid><link>{link}</link><description>late {n}</description></item>"
        for n, (guid, link) in enumerate(
            [
                ("feed", "https://x.example/"),
                ("feed", "https://x.example/"),
                ("", "https://x.example/post#comment-1"),
                ("", "https://x.example/post#comment-2"),
                ("0", "https://x.example"),
                ("https://x.example/", ""),
            ]
        )
    )
    found = read(feed(items), genre="blog_comment")
    assert [m.text for m in found] == [f"late {n}" for n in range(6)]
    assert len({m.external_id for m in found}) == 6


def test_a_moved_feed_keeps_the_ids_of_its_items() -> None:
    """A relative id is not joined to the feed's address, which may change."""
    assert read(feed("<item><guid>7</guid><title>a</title></item>"))[0].external_id == "7"


def test_google_alerts_lead_to_the_article_itself() -> None:
    [alert] = read(ALERTS)
    assert alert.url == "https://news.example/bikes?id=5"
    assert alert.title == "Zephyr recalls bikes over AT&T tracker"
    assert alert.text == "The recall covers Zephyr series 7 ..."
    assert alert.author is None


def test_a_json_feed_is_read_too() -> None:
    first, second = read(JSON)
    assert (first.external_id, first.url) == ("12", "https://velo.example/notes/12")
    assert first.text == "Stiff & fast."
    assert first.posted_at == datetime(2026, 11, 9, 15, tzinfo=UTC)
    assert first.author is not None
    assert (first.author.id, first.author.name) == ("https://mo.example", "Mo")
    assert (second.text, second.posted_at) == ("x < y, plainly", None)


@pytest.mark.parametrize(
    ("said", "is_kept"),
    [
        ("Zéphyr", True),
        ("ZEPHYR!", True),  # without case and accents
        ("zephyrs", False),  # whole words only
        ("le vent", False),
    ],
)
def test_only_items_with_a_wanted_word_are_kept(said: str, is_kept: bool) -> None:
    found = read(feed(f"<item><title>{said}</title></item>"), match=("zéphyr",))
    assert bool(found) == is_kept


def test_a_wanted_phrase_may_be_broken_over_lines_and_wants_a_letter() -> None:
    shown = feed("<item><title>t</title><description>le vélo&lt;br>volant</description></item>")
    assert read(shown, match="vélo volant")
    assert not read(shown, match="volant vélo")
    with pytest.raises(ValidationError, match="expected words to search for"):
        read(shown, match=("!!",))


def test_wordpress_comments_belong_to_the_post_they_stand_under() -> None:
    item = (
        "<item><title>Commentaire sur Le vélo par Zoé</title><guid>c1</guid>"
        "<link>https://b.example/velo/#comment-1</link><description>Bravo</description></item>"
    )
    [comment] = read(feed(item), genre="blog_comment")
    assert (comment.thread_key, comment.thread_title) == ("https://b.example/velo", "Le vélo")
    assert (comment.title, comment.text) == (None, "Bravo")


@pytest.mark.parametrize(
    ("title", "author", "thread"),
    [
        ("Comment on Notre levain", "Nora", "Notre levain"),
        ("Comment on Stand by me", "Nora", "Stand by me"),
        ("Comment on Stand by me by Nora", "Nora", "Stand by me"),
        ("Commentaire sur Pain par Zoé", None, "Pain"),
        ("Bravo", "Nora", "Acme TV"),
    ],
)
def test_a_comment_names_the_post_it_stands_under(
    title: str, author: str | None, thread: str
) -> None:
    by = f"<dc:creator>{author}</dc:creator>" if author else ""
    body = (
        "<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel>"
        f"<title>Comments on Acme TV</title><item><title>{title}</title>{by}<guid>c1</guid>"
        "<description>Bravo à vous</description></item></channel></rss>"
    )
    [comment] = read(httpx.Response(200, text=body), genre="youtube_comment")
    assert comment.thread_title == thread


@pytest.mark.parametrize("key", ["showComment", "replytocom", "cid", "lc"])
def test_the_comments_of_a_page_are_one_thread(key: str) -> None:
    items = "".join(
        f"<item><guid>{n}</guid><link>https://b.example/p.html?{key}={n}#c{n}</link>"
        f"<description>Avis {n}</description></item>"
        for n in range(3)
    )
    found = read(feed(items), genre="blog_comment")
    assert {m.thread_key for m in found} == {"https://b.example/p.html"}


def test_a_byline_with_a_handle_is_both() -> None:
    item = (
        "<item xmlns:dc='http://purl.org/dc/elements/1.1/'><guid>1</guid>"
        "<dc:creator>@marie Marie Le Roux</dc:creator><description>Bof</description></item>"
    )
    [post] = read(feed(item))
    assert post.author == Author("marie", "Marie Le Roux")


@pytest.mark.parametrize(
    "body",
    [
        "<rss version='2.0'><channel><title>T</title><item><guid>1</guid><description>Bof</description>"
        "<pubDate>samedi 28 novembre 2026 à 9 h 15</pubDate></item></channel></rss>",
        '{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items":'
        ' [{"id": "1", "content_text": "Bof", "date_published": "2026-11-28T09:15:00"}]}',
    ],
)
def test_times_without_a_zone_are_the_brands(body: str) -> None:
    source = Rss(name="feed", url=URL).timed_in("Europe/Paris", "FR")
    [page] = source.pages(Replay(httpx.Response(200, text=body)), None)
    assert page.mentions[0].posted_at == datetime(2026, 11, 28, 8, 15, tzinfo=UTC)


def test_a_reply_knows_what_it_answers() -> None:
    body = (
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:thr='http://purl.org/syndication/thread/1.0'>"
        "<entry><id>b</id><content>no</content><thr:in-reply-to ref='a' href='https://x.example/a'/></entry>"
        "<entry><id>c</id><content>so</content><thr:in-reply-to ref='b'/></entry>"
        "<entry><id>a</id><content>why</content><link href='https://x.example/a'/></entry></feed>"
    )
    b, c, _ = read(httpx.Response(200, text=body))
    assert (b.parent_url, b.parent_text, b.thread_key) == ("https://x.example/a", "why", "a")
    assert (c.parent_url, c.parent_text, c.thread_key) == (None, "no", "a")


def test_an_edit_keeps_its_id() -> None:
    before, after = (
        read(feed(f"<item><guid>1</guid><description>{text}</description></item>"))[0]
        for text in ("bad", "good")
    )
    assert before.external_id == after.external_id
    assert before.text != after.text


@pytest.mark.parametrize(
    ("items", "texts"),
    [
        ("<item><description>Dupont & Dupond</description></item>", ["Dupont & Dupond"]),
        ("<item><description>a\0b\x08</description></item>", ["ab"]),  # control characters
        ("<item><description>5 &lt; 6 &amp;amp; 7</description></item>", ["5 < 6 & 7"]),
        ("<item><title>R&D at A & B</title></item>", ["R&D at A & B"]),
        ("<item><title>x&lt;y</title></item>", ["x<y"]),  # a title is not always markup
        ("<item><link>https://x.example</link></item>", []),  # says nothing: refused
    ],
)
def test_a_mildly_broken_feed_is_read(items: str, texts: list[str]) -> None:
    assert [m.text for m in read(feed(items))] == texts


def test_a_feed_without_its_end_gives_its_whole_items() -> None:
    whole = feed("<item><title>one</title></item><item><title>two</title></item>").content.decode()
    for cut in (whole.replace("</channel></rss>", ""), whole.replace("</rss>", "")):
        [page] = Rss(name="feed", url=URL).pages(Replay(httpx.Response(200, text=cut)), None)
        assert ([m.text for m in page.mentions], page.refused) == (["one", "two"], ())
    half = whole[: whole.index("two") + 1]
    [page] = Rss(name="feed", url=URL).pages(Replay(httpx.Response(200, text=half)), None)
    assert [m.text for m in page.mentions] == ["one"]
    assert page.refused == ("the feed ends in the middle, after item 1",)


def test_a_json_feed_without_its_end_gives_its_whole_items() -> None:
    half = '{"version": "1", "items": [{"id": 1, "title": "one"}, {"id": 2, "title": "tw'
    [page] = Rss(name="feed", url=URL).pages(Replay(httpx.Response(200, text=half)), None)
    assert [m.text for m in page.mentions] == ["one"]
    assert page.refused == ("the feed ends in the middle, after item 1",)


@pytest.mark.parametrize("version", ['"https://jsonfeed.org/version/1.1"', '"1"', "1.1", '"1.1"'])
def test_a_json_feed_says_its_version_as_it_likes(version: str) -> None:
    item = (
        '{"id": "1", "url": "https://x.example/1", "content_text": "", "content_html": "<p>hi</p>"}'
    )
    [found] = read(httpx.Response(200, text=f'{{"version": {version}, "items": [{item}]}}'))
    assert found.text == "hi"
    assert read(httpx.Response(200, text=f'{{"items": [{item}]}}'))[0].text == "hi"


def test_json_of_another_sort_is_no_feed() -> None:
    for body in ('{"items": []}', '{"items": [{"sku": 1}]}', '{"version": "9", "items": []}'):
        with pytest.raises(SourceChangedError, match="not a JSON Feed"):
            read(httpx.Response(200, text=body))


@pytest.mark.parametrize(
    "front", ["\n\n ", "\ufeff", "\ufeff\n\ufeff", "<br />\n<b>Warning</b>: no cache\n"]
)
def test_what_stands_in_front_of_a_feed_does_no_harm(front: str) -> None:
    whole = "<?xml version='1.0' encoding='utf-8'?>" + feed("<item><title>é</title></item>").text
    assert read(httpx.Response(200, content=(front + whole).encode()))[0].text == "é"


@pytest.mark.parametrize(
    ("declared", "header", "body"),
    [
        ("iso-8859-1", "text/xml", "déçu".encode()),  # UTF-8, whatever is said of it
        ("utf-8", "text/xml; charset=iso-8859-1", "déçu".encode()),
        ("utf-8", "text/xml", "déçu".encode("cp1252")),
        ("iso-8859-1", "text/xml", "déçu".encode("latin-1")),
        ("utf-8", "text/xml", "déçu été".encode() + b"\xe9"),  # one bad byte is itself only
        # No charsets, or of other bytes: as if nothing was said.
        *(
            one
            for name in ("punycode", "idna", "undefined", "xn--e1afmkfd", "utf-16", "base64", "no")
            for one in (
                (name, "text/xml", "déçu".encode()),
                ("utf-8", f"text/xml; charset={name}", "déçu".encode()),
                (name, f"application/rss+xml; charset={name}", "déçu".encode("cp1252")),
                ("utf-8", f"application/rss+xml; charset={name}", b"d&#233;&#231;u"),
                (name, f"text/xml; charset={name}", b"d&#233;&#231;u"),
            )
        ),
        ("utf-8\0", "text/xml", "déçu".encode("cp1252")),
    ],
)
def test_words_are_read_in_the_charset_that_they_are_in(
    declared: str, header: str, body: bytes
) -> None:
    start = f"<?xml version='1.0' encoding='{declared}'?><rss><channel><item><title>".encode()
    reply = httpx.Response(
        200,
        content=start + body + b"</title></item></channel></rss>",
        headers={"content-type": header},
    )
    assert read(reply)[0].text.startswith("déçu")


def test_a_web_page_names_the_feeds_that_it_has() -> None:
    page = (
        "<html><head><link href='/f.xml' rel=alternate type='application/rss+xml'>"
        '<link rel="alternate" type="application/atom+xml" href="/c.xml?a=1&amp;b=2"></head></html>'
    )
    with pytest.raises(SourceChangedError, match=r"these: \S+/f\.xml, \S+/c\.xml\?a=1&b=2"):
        read(httpx.Response(200, text=page))


def test_an_address_is_read_from_the_base_that_the_feed_names() -> None:
    body = (
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://b.example/x/'><entry>"
        "<id>1</id><title>t</title><link href='p/1'/></entry></feed>"
    )
    assert read(httpx.Response(200, text=body))[0].url == "https://b.example/x/p/1"


def test_dates_are_read_whole_and_in_the_order_of_the_whole_feed() -> None:
    dates = (
        "Sat, Oct 24 2026 08:28:28 PM",
        "Vendredi, 13 Mars, 2026 - 12:22",
        "03/11/2026 09:00",
        "26/11/2026 09:00",
        "half past nine",
    )
    items = "".join(f"<item><title>t</title><pubDate>{d}</pubDate></item>" for d in dates)
    found = [
        m.posted_at and m.posted_at.isoformat()[:16]
        for m in read(feed(items.replace("<title>t", "<title>a text of its own")))
    ]
    assert found == [
        "2026-10-24T20:28",
        "2026-03-13T12:22",
        "2026-11-03T09:00",
        "2026-11-26T09:00",
        None,
    ]


def test_an_author_is_a_name_and_a_profile_of_their_own() -> None:
    entry = (
        "<entry><id>{}</id><title>t</title><author><name>{}</name><uri>{}</uri></author></entry>"
    )
    rows = [
        (1, "Jo", "https://x.example/jo"),
        (2, "Al", "https://x.example/"),
        (3, "Mo", "https://x.example/team"),
        (4, "Bo", "https://x.example/team"),
    ]
    body = "".join(entry.format(*row) for row in rows)
    link = "<entry><id>5</id><title>t</title><link href='https://x.example/5'/></entry>"
    atom = f"<feed xmlns='http://www.w3.org/2005/Atom'>{body}{link}</feed>"
    authors = [m.author for m in read(httpx.Response(200, text=atom))]
    assert [a and (a.name, a.url) for a in authors] == [
        ("Jo", "https://x.example/jo"),
        ("Al", None),
        ("Mo", None),
        ("Bo", None),
        None,
    ]
    item = "<item><title>t</title><author>jo@x.museum (Jo Doe)</author></item>"
    [found] = read(feed(item))
    assert found.author is not None
    assert "@" not in f"{found.author.id}{found.author.name}"


def test_a_status_without_a_title_has_the_words_of_its_picture() -> None:
    media = "".join(
        "<media:content xmlns:media='http://search.yahoo.com/mrss/' url='x'>"
        f"<media:description type='plain'>{said}</media:description></media:content>"
        for said in ("a broken lock", "a bent key")
    )
    [status] = read(feed(f"<item><description>Look</description>{media}</item>"))
    assert status.text == "Look\na broken lock\na bent key"
    [news] = read(feed(f"<item><title>t</title><description>Look</description>{media}</item>"))
    assert news.text == "Look"


def test_a_link_post_says_what_its_title_says() -> None:
    body = "&lt;a href='/u/p'&gt;[link]&lt;/a&gt; &lt;a href='/c'&gt;[comments]&lt;/a&gt;"
    [post] = read(feed(f"<item><title>It broke</title><description>{body}</description></item>"))
    assert (post.title, post.text) == (None, "It broke")


def test_an_item_that_says_nothing_is_reported() -> None:
    [page] = Rss(name="feed", url=URL).pages(Replay(feed("<item/>")), None)
    assert page.refused == ("item 1: it has neither a title nor a text",)
    three = feed("<item/><item><title>t</title></item><item/>")
    [page] = Rss(name="feed", url=URL).pages(Replay(three), None)
    assert page.refused == ("2 items have neither a title nor a text, the first is item 1",)


def test_the_moment_of_the_visit_is_no_date() -> None:
    def dated(moment: datetime) -> list[datetime | None]:
        item = f"<item><title>t{{}}</title><pubDate>{moment:%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
        return [m.posted_at for m in read(feed("".join(item.format(n) for n in range(3))))]

    assert dated(datetime.now(UTC)) == [None] * 3
    assert None not in dated(datetime.now(UTC) - timedelta(minutes=1))


def test_dates_that_are_not_understood_are_told() -> None:
    items = "<item><title>a</title><pubDate>yesterday</pubDate></item><item><title>b</title></item>"
    [page] = Rss(name="feed", url=URL).pages(Replay(feed(items)), None)
    assert [m.posted_at for m in page.mentions] == [None, None]
    [line] = page.said
    assert (line.code, line.values) == ("dates_unread", {"n": 1})  # type: ignore[attr-defined]


def test_a_wrong_charset_label_does_not_lose_the_feed() -> None:
    body = feed("<item><description>café</description></item>").content
    reply = httpx.Response(200, content=body, headers={"content-type": "text/xml; charset=ascii"})
    assert read(reply)[0].text == "café"
    latin = "<?xml version='1.0' encoding='utf-16'?>" + body.decode()
    assert read(httpx.Response(200, content=latin.encode("utf-16")))[0].text == "café"


LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]>"
OUTSIDE = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/hostname'>]>"
ITEM = "<rss version='2.0'><channel><item><title>"
END = "</title></item></channel></rss>"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (LAUGHS + ITEM + "&b;" + END, "entities"),
        (OUTSIDE + ITEM + "&a;" + END, "entities"),
        ("<!-- <rss> -->" + LAUGHS + ITEM + END, "entities"),  # a comment in front
        ("<rss>" + "<a>" * 200_000, "tags"),  # 8 s of feedparser
        ("<rss " + " ".join(f"a{n}=''" for n in range(9_000)) + "></rss>", "attributes"),  # 250 s
        ("<?xml version='1.0'?>" + "\n" * 900_000 + ITEM + END, "space"),  # minutes
        (ITEM + "&" * 900_000 + END, "entities"),
        ("<?xml version='1.0' encoding='utf-7'?>" + ITEM + END, "charset"),
        (ITEM + "x" * 10, "ends in the middle"),
        ("<html><link rel=alternate type=application/rss+xml href=/f.xml></html>", "/f.xml"),
        ("hello", "not a feed"),
        (ITEM + " x" * 2_600_000 + END, "larger than 5 MB"),
    ],
)
def test_a_hostile_or_foreign_body_is_refused_at_once(body: str, why: str) -> None:
    with pytest.raises(SourceChangedError, match=why):
        read(httpx.Response(200, text=body))


def test_the_name_of_a_file_in_place_of_a_feed_is_not_opened() -> None:
    with pytest.raises(SourceChangedError, match="not a feed"):
        read(httpx.Response(200, text=__file__))


def test_a_feed_may_ask_for_rest() -> None:
    state = HttpState()
    body = BytesIO(feed("<ttl>90</ttl>").content)

    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=body.getvalue(), extensions={STATE: state})

    with httpx.Client(transport=httpx.MockTransport(answer)) as http:
        list(Rss(name="feed", url=URL).pages(http, None))
    assert state.not_before == 90 * 60


def test_a_private_feeds_key_is_not_shown() -> None:
    url = "https://www.reddit.com/.rss?feed=canary77&user=me"
    source = Rss(name="feed", url=url)
    assert "canary77" not in repr(source)
    with pytest.raises(SourceChangedError) as caught:
        list(source.pages(Replay(httpx.Response(404)), None))
    assert str(caught.value).startswith("https://www.reddit.com/.rss?feed=…&user=…: 404")
    with pytest.raises(ValidationError) as refused:
        Rss(name="feed", url="ftp://canary77")
    assert "canary77" not in str(refused.value)


def test_names_longer_than_any_are_cut_and_told() -> None:
    items = "".join(
        f"<item><guid>{n}</guid><title>t{n}</title><author>{name}</author></item>"
        for n, name in enumerate(("a" * 400, "Jo Doe", "Jo " * 200))
    )
    [page] = Rss(name="feed", url=URL).pages(Replay(feed(items)), None)
    [line] = page.said
    told = (line.code, line.values)  # type: ignore[attr-defined]
    assert told == ("names_cut", {"n": 2, "most": 150})
    assert [len((m.author and m.author.name) or "") for m in page.mentions] == [150, 6, 299]
