"""Replies to what is about us, and our own answers, on sources that do not say what answers what."""

import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from acme import BRAND, mention
from replay import Replay
from test_pipeline import Scene

from connectors.inbound.rowcells import Defaults
from connectors.inbound.rows import read_file
from connectors.kit.contract import Author, Mention, Page
from connectors.kit.reading.ancestry import topic
from connectors.kit.reading.replies import answered_url
from connectors.rss.source import Rss
from listener.store.store import Store
from listener.store.tables import AnswerRow, DecisionRow, MentionRow

US = Author(id="Acme", name="Acme")


@pytest.fixture
def scene(tmp_path: Path, store: Store) -> Scene:
    return Scene(tmp_path, store)


def comment(number: int, text: str, name: str = "", **more: object) -> Mention:
    author = Author(id=name, name=name) if name else US
    page = "https://acme.example/blog/app"
    known = {"genre": "blog_comment", "thread_key": page, "url": f"{page}#comment-{number}"}
    return mention(number, text, **{**known, "author": author, **more})


def answers(scene: Scene) -> dict[str, str]:
    """Which text answers which."""
    texts = {m.id: m.text for m in scene.rows(MentionRow)}
    return {row.text: texts[row.mention_id] for row in scene.rows(AnswerRow)}


def test_an_answer_of_ours_answers_the_open_critique_before_it(scene: Scene) -> None:
    asked, again = "the app is broken, I hate it", "the shop is broken, I hate that too"
    scene.run(
        comment(1, asked, "Karim"),
        comment(2, "We are on it."),
        comment(3, again, "Zoe"),
        comment(4, "That as well."),
    )
    assert answers(scene) == {"We are on it.": asked, "That as well.": again}


@pytest.mark.parametrize(
    "opening", ["@Karim, we", "Bonjour Karim, nous", "En réponse à Karim : nous", "Karim: we"]
)
def test_an_answer_of_ours_answers_whom_it_names(scene: Scene, opening: str) -> None:
    first, last = "the app is broken, I hate it", "the shop is broken, I hate that too"
    scene.run(
        comment(1, first, "Karim"), comment(2, last, "Zoe"), comment(3, f"{opening} are sorry")
    )
    assert answers(scene) == {f"{opening} are sorry": first}


BAD = "Votre galette était immangeable, broken. Très déçue."
ASKED = "Vous fermez vraiment à 18h ce soir ? J'ai une commande."
YES = "Bonjour Sophie, oui, fermeture à 18h aujourd'hui."
SORRY = "We are sorry"


@pytest.mark.parametrize(
    ("said", "text", "expected", "why"),
    [
        ([("Sophie", BAD), ("Sophie Bernard", ASKED)], YES, ASKED, "of two Sophies whose words it takes up"),
        ([("Sophie", BAD), ("Sophie", ASKED)], YES, ASKED, "of one name twice as well"),
        ([("Sophie", BAD), ("SOPHIÉ Bernard", ASKED)], YES, ASKED, "in any spelling"),
        ([("Sophie Bernard", ASKED), ("Sophie", BAD)], YES, ASKED, None),
        ([("Sophie", BAD), ("Sophie Bernard", ASKED)], "Bonjour Sophie, merci !", None, "which one?"),
        ([("Sophie", BAD), ("Sophie Bernard", "so they say")], "Merci Sophie !", None, "the last one named"),
        ([("Sophie", BAD), ("Sophie Bernard", ASKED)], "Sophie Bernard : oui", ASKED, "the whole name"),
        ([("Ann Sophie", BAD), ("Zoe", ASKED)], "Bonjour Mme Sophie, nous", BAD, "a name's last word"),
        ([("Karim", BAD)], YES, None, "a Sophie whom we do not know"),
        ([("Karim", BAD)], "Bonjour Madame, nous regrettons", BAD, "anybody"),
        ([("Martin Petit", BAD), ("Zoe", ASKED)], "We of Acme, Chez Martin", None, "named, not called"),
        ([("Karim", BAD), ("Zoe", ASKED)], SORRY, None, "of two that nobody names"),
        ([("Karim", BAD), ("Zoe", ASKED)], "Oui, fermeture à 18h", ASKED, "whose words it takes up"),
        ([("Karim", BAD), ("Zoe", ASKED), ("", "@Zoe yes"), ("", "And again")], SORRY, None, "passed over"),
    ],
)  # fmt: skip
def test_an_answer_of_ours_is_given_to_nobody_where_it_may_be_anothers(
    scene: Scene, said: list[tuple[str, str]], text: str, expected: str | None, why: str | None
) -> None:
    scene.run(
        *(comment(n, words, name) for n, (name, words) in enumerate(said, 1)),
        comment(9, text),
    )
    assert answers(scene).get(text) == (expected if why else None), why


DAN = "My switch broke after a week, I hate it"


@pytest.mark.parametrize(
    ("said", "text", "expected", "why"),
    [
        ([("Dan Roe", DAN), ("Mo", ASKED)], "Sorry to hear that, Dan. A new switch comes.", DAN, "by first name"),
        ([("Dan Roe", DAN)], "Dan Roe: we are on it", DAN, "by the whole name"),
        ([("Dan Roe", DAN), ("Dan Fox", ASKED)], "Sorry to hear that, Dan.", None, "two of that name"),
        ([("Dan Roe", DAN), ("Dan Fox", "they say so")], "Sorry, Dan. The switch comes.", None, "two, one waits"),
        ([("Dan Roe", DAN), ("Mo", ASKED)], "Sorry to hear that.", None, "nobody named"),
        ([("Dan Roe", DAN), ("Mo", ASKED)], "Sorry to hear that, Zoe.", None, "somebody else"),
        ([("Base", DAN)], "We changed the lid, base, and screws.", None, "a word that is a name"),
        ([("Dan Roe", DAN), ("Dan Roe", "the bell is broken, I hate that too")], "Sorry, Dan.", None, "which of two"),
    ],
)  # fmt: skip
def test_an_answer_at_an_address_of_its_own_answers_whom_it_alone_can_mean(
    scene: Scene, said: list[tuple[str, str]], text: str, expected: str | None, why: str
) -> None:
    def alone(number: int, words: str, name: str = "") -> Mention:
        url = f"https://acme.example/posts/{number}"
        return comment(number, words, name, thread_key=None, url=url)

    scene.run(*(alone(n, words, name) for n, (name, words) in enumerate(said, 1)))
    scene.run(alone(9, text))
    assert answers(scene).get(text) == expected, why


ASKS = "@acme how do I reset my display, it is broken? I asked twice."


@pytest.mark.parametrize(
    "text",
    [
        "Thanks all for reading!",
        "Thank you so much everyone, see you at the Acme fair",
        "Have a nice weekend everybody!",
        "Merci à tous pour vos messages",
        "Merci beaucoup à toutes et tous",
        "Bonne année à tous !",
        "Bonjour à tous, la boutique rouvre lundi",
        "Hallo zusammen",
        "Gracias a todos",
    ],
)
def test_what_we_say_to_everybody_answers_nobodys_question(scene: Scene, text: str) -> None:
    scene.run(comment(1, ASKS, "Ivy"), comment(2, text))
    assert answers(scene) == {}


@pytest.mark.parametrize(
    "text",
    [
        "Hello all, to reset it hold both buttons",
        "Sorry for all the trouble, hold both buttons",
        "We answer to all messages. That is all.",
        "Merci pour votre patience, nous avons tout changé, pas de souci du tout",
    ],
)
def test_what_takes_up_the_one_question_or_is_not_said_to_all_answers_it(
    scene: Scene, text: str
) -> None:
    scene.run(comment(1, ASKS, "Ivy"), comment(2, text))
    assert answers(scene) == {text: ASKS}


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("@Bob thank you", {}),
        ("Réponse à Bob : merci", {}),
        ("thank you", {"parent_url": "https://acme.example/blog/app#comment-77"}),
    ],
)
def test_an_answer_to_what_we_do_not_know_answers_nothing_else(
    scene: Scene, text: str, more: dict[str, object]
) -> None:
    scene.run(comment(1, "the app is broken, I hate it", "Karim"), comment(2, text, "", **more))
    assert answers(scene) == {}


def test_comments_of_one_page_are_told_apart_by_what_stands_behind_the_sign(scene: Scene) -> None:
    first, last = "the app is broken, I hate it", "the shop is broken, I hate that too"
    asked = "https://acme.example/blog/app#comment-2"
    scene.run(
        comment(1, first, "Karim"),
        comment(2, last, "Zoe"),
        comment(3, "sorry", parent_url=asked),
    )
    assert answers(scene) == {"sorry": last}


def test_an_answer_in_a_later_poll_finds_its_critique(scene: Scene) -> None:
    asked = "the app is broken, I hate it"
    scene.run(comment(1, asked, "Karim"))
    assert answers(scene) == {}
    scene.run(comment(1, asked, "Karim"), comment(2, "We are on it."))
    assert answers(scene) == {"We are on it.": asked}
    brand = BRAND.name
    assert scene.store.read_back(brand)


HEAD = "Name,Date,Rating,Review,Owner response"
MARIE, ANN = "They scratched my frame and denied it. I want it fixed.", "My pump leaks, what now?"


def test_an_answer_in_a_column_of_a_later_export_finds_its_review(
    scene: Scene, tmp_path: Path
) -> None:
    def export(name: str, *replies: str) -> list[Mention]:
        rows = (f'Marie,2026-03-02,1,{MARIE},"{replies[0]}"', f'Ann,,2,"{ANN}","{replies[1]}"')
        path = tmp_path / name
        path.write_text("\n".join((HEAD, *rows)))
        seen = path.lstat()
        look = (seen.st_size, seen.st_mtime_ns, seen.st_ino)
        known = Defaults("social_post", ZoneInfo("UTC"), False)
        return [m for b in read_file(str(path), look, name, known) for m in b.mentions]

    scene.run(*export("a.csv", "", ""))
    scene.clock.pass_(days=1)
    scene.run(*export("b.csv", "Marie, come by.", "Bring it in."))
    assert answers(scene) == {"Marie, come by.": MARIE, "Bring it in.": ANN}
    assert not any(row.is_dated for row in scene.rows(AnswerRow))


def test_peers_are_no_owners_and_answer_nothing(scene: Scene) -> None:
    scene.run(comment(1, "the app is broken, I hate it", "Karim"), comment(2, "same", "Acmeline"))
    assert answers(scene) == {}
    assert not any(m.by_owner for m in scene.rows(MentionRow))


def talk(number: int, text: str, parent: int | None = None, **more: object) -> Mention:
    """A forum's post; it stands in a thread, and may answer another."""
    at = "https://forum.example/t/9/"
    known = {
        "genre": "forum_post",
        "venue": "public",
        "url": f"{at}{number}",
        "thread_key": "9",
        "parent_url": f"{at}{parent}" if parent else None,
    }
    return mention(number, text, **known | more)


def leaves(scene: Scene) -> dict[str, bool]:
    """Is each post about us?"""
    ids = {m.id: m.external_id for m in scene.rows(MentionRow)}
    rows = [row for row in scene.rows(DecisionRow) if row.ended_at is None]
    return {ids[row.mention_id]: row.leaf != "NOT_US" for row in rows}


def test_replies_to_what_is_about_us_are_about_us_without_the_name(scene: Scene) -> None:
    scene.run(
        talk(1, "which lock do you take, they ask", thread_key="8"),
        talk(2, "they sell the Acme lock", parent=1, thread_key="8"),
        talk(3, "mine is broken", parent=2, thread_key="8"),
        talk(4, "mine too", parent=3, thread_key="8"),
        talk(5, "I take the blue one", parent=1, thread_key="8"),
    )
    assert leaves(scene) == {"m1": False, "m2": True, "m3": True, "m4": True, "m5": False}


def test_a_thread_that_a_post_about_us_opened_is_about_us(scene: Scene) -> None:
    scene.run(talk(1, "they broke my Acme lock"), talk(2, "broken here too, since May"))
    scene.run(talk(3, "and since June here"))
    assert leaves(scene) == {"m1": True, "m2": True, "m3": True}


def test_the_first_comment_of_a_page_does_not_speak_for_the_page(scene: Scene) -> None:
    public = {"venue": "public"}
    scene.run(
        comment(1, "they broke my Acme lock", "Zoe", **public),
        comment(2, "nice weather", "Bob", **public),
    )
    assert leaves(scene) == {"m1": True, "m2": False}


def test_a_first_line_says_what_a_comment_answers() -> None:
    link = '<a rel="x" href="https://b.example/p/#comment-1&amp;x">Ann</a>'
    for opening in ("In reply to", "En r&eacute;ponse &agrave;", "<em>Als Antwort auf</em>"):
        markup = f"<p>{opening} {link}.</p><p>No.</p>"
        assert answered_url(markup) == "https://b.example/p/#comment-1&x"
    for other in (
        "In reply to all of you",
        f"<p>See {link}</p>",
        f"<p>No.</p><p>In reply to {link}",
    ):
        assert answered_url(other) is None


WORDPRESS = """<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Comments</title>{}</channel></rss>"""
ITEM = """<item><title>Comment on {page} by {who}</title>
<link>https://b.example/{page}/#comment-{n}</link><guid>https://b.example/?c={n}</guid>
<dc:creator>{who}</dc:creator><content:encoded><![CDATA[{answers}<p>{text}</p>]]></content:encoded></item>"""


def item(n: int, who: str, text: str, answers: int = 0, page: str = "p") -> str:
    line = f'<p>En réponse à <a href="https://b.example/{page}/#comment-{answers}">X</a>.</p>'
    return ITEM.format(n=n, who=who, text=text, page=page, answers=line if answers else "")


def visit(cursor: str | None, *items: str, match: tuple[str, ...] = ("Acme",)) -> Page:
    source = Rss(name="f", url="https://b.example/feed", genre="blog_comment", match=match)
    body = WORDPRESS.format("".join(items))
    reply = httpx.Response(200, content=body, headers={"content-type": "application/rss+xml"})
    [page] = source.pages(Replay(reply), cursor)
    return page


def test_a_feed_keeps_replies_to_what_it_kept_now_and_at_later_polls() -> None:
    first = [item(1, "Ann", "my Acme lock"), item(2, "Bob", "sunny"), item(3, "Cy", "mine too", 1)]
    page = visit(None, *first)
    assert [m.text for m in page.mentions] == ["my Acme lock", "mine too"]
    assert page.mentions[1].parent_text == "my Acme lock"
    assert page.mentions[1].parent_url == "https://b.example/p/#comment-1"
    later = visit(page.cursor, item(4, "Di", "and mine", 3), item(5, "Ed", "so sunny", 2))
    assert [m.text for m in later.mentions] == ["and mine"]
    again = visit(later.cursor, item(6, "Flo", "still", 4))
    assert [m.text for m in again.mentions] == ["still"]
    assert not visit(None, item(6, "Flo", "still", 4)).mentions
    newest_first = visit(None, *reversed(first))
    assert [m.text for m in newest_first.mentions] == ["mine too", "my Acme lock"]


def test_what_a_feed_remembers_is_bounded_and_promises_nothing() -> None:
    many = [item(n, "Ann", f"Acme {n}") for n in range(1, 1_101)]
    page = visit(None, *many)
    assert len(json.loads(page.cursor or "")["picked"]) == 1_000
    assert not Rss.cursor_promises
    assert visit(None, item(1, "Ann", "any"), match=()).cursor is None
    for broken in ("{", "[]", '{"picked": 3}'):
        assert len(visit(broken, item(1, "Ann", "Acme")).mentions) == 1


def test_items_that_answer_each_other_end() -> None:
    page = visit(None, item(1, "Ann", "one", 2), item(2, "Bob", "two", 1), item(3, "Cy", "Acme", 3))
    assert [m.text for m in page.mentions] == ["Acme"]


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://f.example/t/my-lock/12/3", "https://f.example/t/my-lock/12"),
        ("https://f.example/t/my-lock/12", "https://f.example/t/my-lock/12"),
        ("https://f.example/t/12/3", "https://f.example/t/12"),
        ("https://f.example/viewtopic.php?p=9&t=4&f=1", "https://f.example/viewtopic.php?t=4"),
        ("https://f.example/t/my-lock", None),
        ("https://f.example/t/12/3/4/5", None),
        ("https://f.example/news/12", None),
        ("", None),
    ],
)
def test_a_forums_topic_is_told_by_its_address(link: str, expected: str | None) -> None:
    assert topic(link) == expected


FORUM = """<item><title>My lock</title><link>https://f.example/t/my-lock/12/{n}</link>
<guid>f-{n}</guid><description>{text}</description></item>"""


def test_posts_of_a_forum_stand_in_their_topic() -> None:
    source = Rss(name="f", url="https://f.example/posts.rss", genre="forum_post")
    body = WORDPRESS.format("".join(FORUM.format(n=n, text=f"post {n}") for n in (3, 2, 1)))
    reply = httpx.Response(200, content=body, headers={"content-type": "application/rss+xml"})
    [page] = source.pages(Replay(reply), None)
    assert {m.thread_key for m in page.mentions} == {"https://f.example/t/my-lock/12"}


def test_the_brands_post_that_opens_a_topic_answers_nobody_and_a_later_one_does(
    scene: Scene,
) -> None:
    ours: dict[str, Any] = {"by_owner": True, "author": US}
    scene.run(
        talk(1, "we sell a lock", **ours),
        talk(2, "@acme it is broken and I hate it, help"),
        talk(3, "sorry, write to us", **ours),
    )
    assert answers(scene) == {"sorry, write to us": "@acme it is broken and I hate it, help"}
