"""What saved replies hold, in all the shapes in which a service shows its posts."""

import json

import pytest

from connectors.hackernews.source import Hackernews
from connectors.inbound.source import Inbound
from connectors.kit.contract import Connector, Mention
from connectors.kit.errors import SourceChangedError
from connectors.mastodon.source import Mastodon
from connectors.rss.source import Rss


def ids(kind: type[Connector], reply: object) -> list[str]:
    content = reply if isinstance(reply, bytes) else json.dumps(reply).encode()
    return [mention.external_id for mention in kind.mentions_in(content).mentions]


def one(kind: type[Connector], reply: object) -> Mention:
    [mention] = kind.mentions_in(json.dumps(reply).encode()).mentions
    return mention


HIT = {
    "objectID": "7",
    "created_at_i": 1_790_000_000,
    "title": "Acme &amp; co",
    "url": "https://acme.example/",
    "author": "jo",
    "points": 3,
    "num_comments": 2,
    "story_id": 7,
}
ITEM = {
    "id": 9,
    "type": "comment",
    "by": "jo",
    "text": "I like Acme",
    "time": 1_790_000_000,
    "parent": 7,
}
THREAD = {
    "id": 7, "type": "story", "author": "jo", "title": "Acme", "created_at_i": 1_790_000_000,
    "children": [{"id": 8, "type": "comment", "author": None, "text": "No", "created_at_i": 1_790_000_001,
                  "parent_id": 7, "story_id": 7, "children": []}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("reply", "found"),
    [
        ({"hits": [HIT]}, ["7"]),
        ([HIT, ITEM], ["7", "9"]),
        (HIT, ["7"]),
        (ITEM, ["9"]),
        (THREAD, ["7", "8"]),
        ({"hits": []}, []),
        ([], []),
        ({"hits": [HIT, None, {"objectID": "8"}]}, ["7"]),
    ],
)
def test_hacker_news_in_every_shape(reply: object, found: list[str]) -> None:
    assert ids(Hackernews, reply) == found


def test_a_post_of_firebase_that_is_gone_is_a_tombstone() -> None:
    assert one(Hackernews, {"id": 9, "type": "comment", "deleted": True, "time": 1}).deleted
    assert one(Hackernews, ITEM).parent_url == "https://news.ycombinator.com/item?id=7"
    assert one(Hackernews, HIT).text == "Acme & co"


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        ({"message": "Invalid Application-ID", "status": 403}, "says: Invalid Application-ID"),
        ({"status": "ok"}, "no list of hits"),
        ([1, 2, 3], "nothing in it could be read: post 1: not an object"),
        ({"hits": [{"objectID": "8"}]}, "nothing in it could be read: hit 1"),
    ],
)
def test_hacker_news_says_what_a_reply_is_instead(reply: object, told: str) -> None:
    with pytest.raises(SourceChangedError, match=told):
        ids(Hackernews, reply)


ACCOUNT = {"acct": "jo", "url": "https://mamot.example/@jo", "display_name": "Jo"}
STATUS = {
    "id": "11",
    "uri": "https://mamot.example/users/jo/statuses/11",
    "account": ACCOUNT,
    "content": "<p>Acme</p>",
    "created_at": "2026-11-20T10:00:00Z",
    "in_reply_to_id": "10",
    "visibility": "public",
}
FAR = STATUS | {"id": "12", "uri": "https://far.example/12", "account": {"acct": "al@far.example"}}


@pytest.mark.parametrize(
    "reply",
    [
        [STATUS],
        STATUS,
        {"statuses": [STATUS], "accounts": [], "hashtags": []},
        {"ancestors": [], "descendants": [STATUS]},
        [{"id": "1", "type": "mention", "account": ACCOUNT, "status": STATUS}],
        [STATUS | {"id": "20", "uri": "https://mamot.example/20", "content": "", "reblog": STATUS}],
    ],
)
def test_mastodon_in_every_shape(reply: object) -> None:
    mention = one(Mastodon, reply)
    assert mention.author is not None
    assert mention.author.id == "jo@mamot.example"
    assert mention.parent_url == "https://mamot.example/web/statuses/10"
    assert mention.thread_key == "mamot.example/10"


def test_of_a_post_from_afar_nobody_knows_who_showed_it() -> None:
    mention = one(Mastodon, [FAR])
    assert (mention.parent_url, mention.thread_key) == (None, "10")


def test_mastodon_says_what_the_server_says() -> None:
    with pytest.raises(SourceChangedError, match="says: This method requires"):
        ids(Mastodon, {"error": "This method requires an authenticated user"})
    assert ids(Mastodon, []) == []


def test_a_feed_without_items_is_quiet_and_no_fault() -> None:
    empty = b"<rss version='2.0'><channel><title>Blog</title></channel></rss>"
    assert Rss.mentions_in(empty).mentions == ()
    item = b"<item><title>Acme</title><link>https://a.example/1</link></item></channel>"
    assert ids(Rss, empty.replace(b"</channel>", item)) == ["https://a.example/1"]


@pytest.mark.parametrize(
    "reply",
    [
        b"texte;note\nTr\xe8s bien;5\n",
        b'[{"text": "Tr\xc3\xa8s bien", "rating": 5}]',
        b'{"text": "Tr\xc3\xa8s bien"}\n{"text": "Mal"}\n',
        b"From: Jo <jo@mail.example>\nSubject: Bonjour\nContent-Type: text/plain; charset=utf-8\n\nTr\xc3\xa8s bien",
    ],
)
def test_the_inbox_tells_files_apart_by_how_they_begin(reply: bytes) -> None:
    first = Inbound.mentions_in(reply).mentions[0]
    assert first.text == "Très bien"
