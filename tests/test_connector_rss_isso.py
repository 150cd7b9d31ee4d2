"""The rss kind against a real Isso server: an Atom feed of comments with threads."""

import httpx
import pytest
from rigs.isso import Isso, IssoError, guarded_isso, isso

from connectors.kit.contract import Mention
from connectors.kit.errors import SourceRefusedError
from connectors.kit.http.guard import guarded_client
from connectors.kit.http.state import HttpState
from connectors.rss.source import Rss

__all__ = ["guarded_isso", "isso"]

pytestmark = pytest.mark.rig


def poll(url: str, state: HttpState | None = None) -> list[Mention]:
    source = Rss(name="blog", url=url, genre="blog_comment", venue="own")
    with guarded_client(allow_private=True, state=state or HttpState(), spacing=None) as http:
        return [m for page in source.pages(http, None) for m in page.mentions]


def test_comments_come_with_their_writer_thread_and_parent(isso: Isso) -> None:
    first = isso.post("/thread", "Le *frein* siffle & grince", author="Léa")
    isso.post("/thread", "Chez moi aussi", author="Bob", parent=first)
    question, answer = sorted(poll(isso.feed("/thread")), key=lambda m: m.parent_url or "")
    assert question.text == "Le frein siffle & grince"
    assert question.author is not None
    assert question.author.name == "Léa"
    assert question.posted_at is not None
    assert question.url == f"https://blog.example/thread#isso-{first}"
    assert answer.parent_url == question.url
    assert answer.parent_text == question.text
    assert answer.thread_key == question.thread_key == "https://blog.example/thread"
    assert answer.venue == "own"


def test_an_unchanged_feed_is_a_success_with_nothing(isso: Isso) -> None:
    state = HttpState()
    isso.post("/quiet", "Un seul commentaire")
    assert len(poll(isso.feed("/quiet"), state)) == 1
    stored = HttpState.from_json(state.to_json())
    assert poll(isso.feed("/quiet"), stored) == []
    isso.post("/quiet", "Et un autre")
    assert len(poll(isso.feed("/quiet"), stored)) == 2


def test_an_edit_keeps_its_id_and_a_deletion_leaves_the_rest(isso: Isso) -> None:
    first, second = isso.post("/edit", "Nul de chez nul"), isso.post("/edit", "Très bien")
    before = {m.external_id: m.text for m in poll(isso.feed("/edit"))}
    isso.edit(first, "Nul, puis réparé")
    isso.delete(second)
    after = {m.external_id: m.text for m in poll(isso.feed("/edit"))}
    assert after.keys() < before.keys()
    assert list(after.values()) == ["Nul, puis réparé"]


def test_what_the_etag_does_not_show_is_seen_within_an_hour_and_then_at_once(isso: Isso) -> None:
    """Isso's ETag is the newest comment's number: an edit leaves it as it was."""
    state = HttpState()
    number = isso.post("/etag", "Avant")
    poll(isso.feed("/etag"), state)
    isso.edit(number, "Après")
    assert poll(isso.feed("/etag"), state) == []
    stored = state.to_json()
    hour_old = HttpState.from_json(stored.replace('"at":"', '"at":"-'))
    assert [m.text for m in poll(isso.feed("/etag"), hour_old)] == ["Après"]
    # Caught once, these validators are not sent again: a reply does not change them either.
    isso.post("/etag", "Une réponse", parent=number)
    known = HttpState.from_json(hour_old.to_json())
    assert {m.text for m in poll(isso.feed("/etag"), known)} == {"Après", "Une réponse"}


def test_a_hostile_comment_is_what_its_writer_typed(isso: Isso) -> None:
    """Whoever shows it escapes it: here it is text, and only text."""
    isso.post("/hostile", "<!channel> <script>x()</script> `a < b` [l](https://x.example)")
    [comment] = poll(isso.feed("/hostile"))
    assert comment.text == "<!channel> <script>x()</script> a < b l"


def test_a_private_address_is_refused_without_permission(isso: Isso) -> None:
    source = Rss(name="blog", url=isso.feed("/thread"))
    with (
        guarded_client(allow_private=False, state=HttpState(), spacing=None) as http,
        pytest.raises(SourceRefusedError, match="set allow_private = true"),
    ):
        list(source.pages(http, None))


def test_a_403_for_too_many_comments_does_not_stop_the_reading(guarded_isso: Isso) -> None:
    """Isso says 403, in HTML and without Retry-After, to those who write too fast."""
    for number in range(2):
        guarded_isso.post("/busy", f"Commentaire {number}")
    with pytest.raises(IssoError) as caught:
        guarded_isso.post("/busy", "Un de trop")
    assert caught.value.status == 403
    assert len(poll(guarded_isso.feed("/busy"))) == 2
    reply = httpx.Response(403, text=caught.value.body)
    source = Rss(name="blog", url="https://blog.example/feed")
    with (
        httpx.Client(transport=httpx.MockTransport(lambda _: reply)) as http,
        pytest.raises(SourceRefusedError, match="403"),
    ):
        list(source.pages(http, None))
