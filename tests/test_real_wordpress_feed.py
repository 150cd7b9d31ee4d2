"""The preset `wordpress_comments` against a real WordPress (`make rigs-slow`)."""

import time
from typing import Any

from rigs.wordpress import OWNER, WordPress

from connectors.kit.contract import Mention
from connectors.kit.http.guard import guarded_client
from connectors.kit.http.state import HttpState
from connectors.rss.source import Rss


def poll(site: WordPress, state: HttpState | None = None, **options: Any) -> list[Mention]:
    known = {"name": "blog", "preset": "wordpress_comments", "of": site.url, "venue": "own"}
    source = Rss.model_validate({**known, **options})
    with guarded_client(allow_private=True, state=state or HttpState(), spacing=None) as http:
        return [m for page in source.pages(http, None) for m in page.mentions]


def under(found: list[Mention], title: str) -> dict[str, Mention]:
    return {m.text: m for m in found if m.thread_title == title}


def test_comments_come_with_writer_thread_and_the_owners_answer(wordpress: WordPress) -> None:
    title = "Le vélo pliant"
    post = wordpress.post(title)
    [first] = wordpress.said(post, "Le frein <b>siffle</b> & grince depuis l'achat.")
    wordpress.answer(post, "Désolés ! Nous le changeons.", to=first)
    found = under(poll(wordpress), title)
    question = found["Le frein siffle & grince depuis l'achat."]
    answer = found["Désolés ! Nous le changeons."]
    assert question.author is not None
    assert question.author.name == "Nora"
    assert question.genre == "blog_comment"
    assert question.url is not None
    assert question.url.endswith(f"#comment-{first}")
    assert answer.parent_url == question.url
    assert answer.author is not None
    assert answer.author.name == OWNER
    assert answer.thread_key == question.thread_key


def test_what_is_held_is_read_once_it_is_approved(wordpress: WordPress) -> None:
    title = "Held"
    post = wordpress.post(title)
    number = wordpress.write(post, "Still waiting for my refund.")
    assert under(poll(wordpress), title) == {}
    wordpress.approve(number)
    assert list(under(poll(wordpress), title)) == ["Still waiting for my refund."]


def test_an_unchanged_feed_is_a_success_with_nothing(wordpress: WordPress) -> None:
    state = HttpState()
    post = wordpress.post("Quiet")
    wordpress.said(post, "One comment alone.")
    assert under(poll(wordpress, state), "Quiet")
    stored = HttpState.from_json(state.to_json())
    assert poll(wordpress, stored) == []
    # The feed's ETag and Last-Modified know seconds: two comments of one look like one.
    second = int(time.time())
    while int(time.time()) == second:
        time.sleep(0.05)
    wordpress.said(post, "And another one.")
    assert len(under(poll(wordpress, stored), "Quiet")) == 2


def test_an_edit_keeps_its_id_and_a_deletion_leaves_the_rest(wordpress: WordPress) -> None:
    post = wordpress.post("Edited")
    first, second = wordpress.said(post, "Rubbish, all of it.", "Very good.")
    before = under(poll(wordpress), "Edited")
    wordpress.edit(first, "Rubbish, and then mended.")
    wordpress.delete(second)
    after = under(poll(wordpress), "Edited")
    assert list(after) == ["Rubbish, and then mended."]
    kept = after["Rubbish, and then mended."].external_id
    assert kept == before["Rubbish, all of it."].external_id


def test_of_many_comments_the_feed_shows_the_newest_ten(wordpress: WordPress) -> None:
    """So a feed that is read seldom loses some: the kind `wordpress` reads all of them."""
    post = wordpress.post("Many")
    wordpress.said(post, *(f"Comment number {n}." for n in range(12)))
    told = [m.text for m in poll(wordpress)]
    assert told == [f"Comment number {n}." for n in range(11, 1, -1)]
