"""The kind `wordpress` against a real WordPress (`make rigs-slow`)."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import time_machine
from polls import last_cursor
from rigs.wordpress import OWNER, WordPress

import connectors
from connectors.kit.contract import Mention
from connectors.kit.errors import SourceChangedError, SourceRefusedError
from connectors.kit.http.guard import guarded_client
from connectors.kit.http.state import HttpState
from connectors.rss.source import Rss
from connectors.wordpress.source import Wordpress
from listener.settings.answers import Answers
from listener.settings.brand import Brand
from listener.setup.home import home_page
from listener.setup.proposals import about, proposals
from listener.setup.script import Script
from listener.stages.owners import owned

DAY = timedelta(days=1)
BRAND = Brand(name="Acme")


def client() -> httpx.Client:
    return guarded_client(allow_private=True, state=HttpState(), spacing=None)


def source(site: WordPress, **options: Any) -> Wordpress:
    return Wordpress.model_validate({"name": "blog", "url": site.url, **options})


def poll(
    site: WordPress, cursor: str | None = None, **options: Any
) -> tuple[list[Mention], str | None]:
    """What a poll has, and the cursor that it leaves."""
    with client() as http:
        pages = list(source(site, **options).pages(http, cursor))
    return [m for page in pages for m in page.mentions], last_cursor(pages, cursor)


def under(found: Sequence[Mention], title: str) -> dict[str, Mention]:
    return {m.external_id: m for m in found if m.thread_title == title}


def test_a_comment_comes_with_its_post_and_the_owners_answer_with_what_it_answers(
    wordpress: WordPress,
) -> None:
    title = "Le vélo & nous"
    post = wordpress.post(title)
    [first] = wordpress.said(post, "Le frein <b>siffle</b> &amp; grince.\n\nDepuis lundi !")
    answer = wordpress.answer(post, "Désolés, nous le changeons.", to=first)
    [fake] = wordpress.said(post, "Achetez ailleurs.", by="Acme", parent=first)
    found = under(poll(wordpress)[0], title)
    said = found[str(first)]
    assert said.text == "Le frein siffle & grince.\nDepuis lundi !"
    assert said.url is not None
    assert said.url.startswith(wordpress.url)
    assert said.url.endswith(f"/#comment-{first}")
    assert (said.thread_key, said.parent_url, said.venue) == (str(post), None, "own")
    assert said.posted_at is not None
    assert abs(datetime.now(UTC) - said.posted_at) < DAY
    ours = found[str(answer)]
    assert ours.author is not None
    assert (ours.author.id, ours.author.name, ours.author.is_guest) == ("1", OWNER, False)
    assert (ours.parent_url, ours.parent_text) == (said.url, said.text)
    mine = {i: owned(m, ("1",), BRAND).by_owner for i, m in found.items()}
    assert mine == {str(first): False, str(answer): True, str(fake): False}


def test_what_is_approved_late_keeps_its_date_and_is_read_all_the_same(
    wordpress: WordPress,
) -> None:
    """The server's own `after` never shows it: what is newest is read again at each poll."""
    post = wordpress.post("Late")
    before = datetime.now(UTC) - 10 * DAY
    late = wordpress.held(post, "Ten days and no refund.", at=before)
    wordpress.said(post, "Newer.", at=before + DAY)
    found, cursor = poll(wordpress)
    assert str(late) not in under(found, "Late")
    wordpress.approve(late)
    after = f"after={before + timedelta(hours=1):%Y-%m-%dT%H:%M:%S}&per_page=100"
    shown = httpx.get(f"{wordpress.url}/wp-json/wp/v2/comments?{after}", trust_env=False)
    assert late not in [one["id"] for one in shown.json()]
    [mention] = [m for m in poll(wordpress, cursor)[0] if m.external_id == str(late)]
    assert mention.posted_at == before.replace(microsecond=0)


def test_over_pages_all_is_read_and_what_happens_far_down_is_seen_within_a_day(
    wordpress: WordPress,
) -> None:
    post = wordpress.post("Many")
    start = datetime.now(UTC) - 5 * DAY
    held = wordpress.held(post, "Held below them all.", at=start - timedelta(hours=1))
    many = wordpress.said(post, *(f"Comment number {n}." for n in range(120)), at=start)
    found, cursor = poll(wordpress)
    assert under(found, "Many").keys() == {str(n) for n in many}
    wordpress.approve(held)
    wordpress.edit(many[3], "Mended since, thank you.")
    wordpress.trash(many[4])
    wordpress.delete(many[5])
    wordpress.trash(many[-2])  # among the newest hundred
    soon, cursor = poll(wordpress, cursor)
    assert [m.external_id for m in soon if m.deleted] == [str(many[-2])]
    with time_machine.travel(datetime.now(UTC) + 1.1 * DAY):
        later, cursor = poll(wordpress, cursor)
        assert str(held) in under(later, "Many")
        assert under(later, "Many")[str(many[3])].text == "Mended since, thank you."
        gone = {m.external_id for m in later if m.deleted}
        assert gone == {str(many[4]), str(many[5])}
        again, _ = poll(wordpress, cursor)
        assert [m for m in again if m.deleted] == []


def test_a_site_whose_api_is_closed_is_told_with_the_way_around_and_that_way_works(
    wordpress: WordPress,
) -> None:
    wordpress.said(wordpress.post("Closed"), "Here all the same.")
    with wordpress.being("closed"):
        with pytest.raises(SourceRefusedError, match='preset = "wordpress_comments"') as caught:
            poll(wordpress)
        assert f'of = "{wordpress.url}"' in str(caught.value)
        feed = Rss(name="blog", preset="wordpress_comments", of=wordpress.url)
        with client() as http:
            texts = [m.text for page in feed.pages(http, None) for m in page.mentions]
    assert "Here all the same." in texts


def test_init_proposes_the_api_where_it_answers_and_the_feed_where_it_is_closed(
    wordpress: WordPress, tmp_path: Path
) -> None:
    wordpress.said(wordpress.post("Proposed"), "Here by both ways.")
    others = tuple(kind for kind in connectors.kinds() if kind not in ("rss", "wordpress"))
    script = Script({}, leave_out=others, allow_private=True)

    def urls() -> dict[str, str]:
        page, fault = home_page(wordpress.url, allow_private=True)
        assert not fault
        told = about(Answers(brand="Acme", site=wordpress.url), "en", page)
        found = proposals(told, script, tmp_path, zone="UTC")
        assert all(one.trial.is_good for one in found)
        return {str(one.table["name"]): str(one.table["url"]) for one in found}

    site = {"site": f"{wordpress.url}/feed/"}
    assert urls() == {"wordpress": wordpress.url, **site}
    with wordpress.being("closed"):
        assert urls() == {"comments": f"{wordpress.url}/comments/feed/", **site}
    with wordpress.being("plain"):
        assert urls()["wordpress"] == wordpress.url


def test_a_review_of_a_product_stands_in_the_feed_of_comments_alone(wordpress: WordPress) -> None:
    """As WooCommerce writes it: the feed stays what is proposed to its shops."""
    [number] = wordpress.said(wordpress.post("A folding bike"), "Two stars.", kind="review")
    assert str(number) not in {m.external_id for m in poll(wordpress)[0]}
    feed = Rss(name="blog", preset="wordpress_comments", of=wordpress.url)
    with client() as http:
        texts = [m.text for page in feed.pages(http, None) for m in page.mentions]
    assert "Two stars." in texts


def test_a_site_with_plain_addresses_names_its_api_and_is_read_by_it(wordpress: WordPress) -> None:
    wordpress.said(wordpress.post("Plain"), "Read by another address.")
    with wordpress.being("plain"):
        with pytest.raises(SourceChangedError, match="write the address in api"):
            poll(wordpress)
        with client() as http:
            found = Wordpress.looked_up({"url": wordpress.url}, http)
        assert "rest_route" in str(found["api"])
        mentions, _ = poll(wordpress, api=found["api"])
    assert [m.text for m in under(mentions, "Plain").values()] == ["Read by another address."]
    with client() as http:
        assert Wordpress.looked_up({"url": wordpress.url}, http) == {"url": wordpress.url}
