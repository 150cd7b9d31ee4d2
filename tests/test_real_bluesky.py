"""The kind `bluesky` against a real host: a PDS and the AppView behind it (`make rigs-slow`)."""

import json
import stat
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from polls import by_id, last_cursor, said
from pydantic import SecretStr
from rigs.bluesky import Account
from rigs.bluesky import Bluesky as Host

from connectors.bluesky.source import Bluesky
from connectors.kit.contract import Page
from connectors.kit.errors import SourceRefusedError
from connectors.kit.grants import FOLDER, Grant, keep, kept
from connectors.kit.http.guard import guarded_client
from connectors.kit.http.state import HttpState

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def source(host: Host, by: Account, place: Path, word: str, **options: Any) -> Bluesky:
    known = {
        "name": "bsky", "handle": by.handle, "app_password": by.app_password, "query": word,
        "host": host.url, "allow_private": True,
    }  # fmt: skip
    return Bluesky.model_validate(known | options).placed_in(place)


def poll(made: Bluesky, cursor: str | None = None) -> tuple[list[Page], str | None]:
    with guarded_client(allow_private=True, state=HttpState(), spacing=None) as http:
        pages = list(made.pages(http, cursor))
    return pages, last_cursor(pages, cursor)


def gone(pages: Sequence[Page]) -> set[str]:
    return {m.external_id for m in by_id(pages).values() if m.deleted}


def session_of(made: Bluesky) -> Grant:
    with guarded_client(allow_private=True, state=HttpState(), spacing=None) as http:
        return kept(made._session(http).login)


def kept_as(made: Bluesky, grant: Grant) -> None:
    with guarded_client(allow_private=True, state=HttpState(), spacing=None) as http:
        keep(made._session(http).login, grant)


def logins(place: Path) -> int:
    return len(json.loads((place / FOLDER / "bsky.tries").read_bytes()))


def test_what_people_wrote_is_found_by_the_accounts_own_host(bluesky: Host, tmp_path: Path) -> None:
    brand, nora = bluesky.join("acme"), bluesky.join("nora")
    [post, other] = bluesky.say(nora, "My Brelvane squeaks, still.", "A Brelvaneish day.")
    bluesky.indexed(brand, "Brelvane", 2)
    pages, _ = poll(source(bluesky, brand, tmp_path, "Brelvane"))
    found = by_id(pages)
    assert other["uri"] not in found  # the name is only a part of a word there
    mention = found[post["uri"]]
    assert mention.text == "My Brelvane squeaks, still."
    assert mention.author is not None
    assert (mention.author.id, mention.author.name) == (nora.did, nora.handle)
    key = post["uri"].rpartition("/")[2]
    assert mention.url == f"https://bsky.app/profile/{nora.did}/post/{key}"
    assert (mention.likes, mention.shares, mention.replies) == (0, 0, 0)
    assert (mention.lang, mention.venue, mention.by_owner) == ("en", "public", False)
    assert (mention.thread_key, mention.parent_url) == (post["uri"], None)
    assert mention.posted_at is not None
    assert abs(datetime.now(UTC) - mention.posted_at) < DAY


def test_a_session_is_kept_and_refreshed_by_the_host_and_made_anew_where_it_ended(
    bluesky: Host, tmp_path: Path
) -> None:
    brand = bluesky.join("acme")
    bluesky.say(bluesky.join("nora"), "Corvexa is late again.")
    bluesky.indexed(brand, "Corvexa", 1)
    made = source(bluesky, brand, tmp_path, "Corvexa")
    assert len(by_id(poll(made)[0])) == 1
    first = session_of(made)
    assert stat.S_IMODE((tmp_path / FOLDER / "bsky.json").stat().st_mode) == 0o600
    assert first.at == bluesky.url  # as the host itself says where the account lies
    now = int(datetime.now(UTC).timestamp())
    assert 3_600 < first.fresh_until - now <= 4 * 3_600

    poll(made)
    assert session_of(made) == first

    kept_as(made, replace(first, fresh_until=now))
    assert len(by_id(poll(made)[0])) == 1
    second = session_of(made)
    assert second.refresh_token != first.refresh_token

    kept_as(made, replace(second, access_token=f"{second.access_token[:-4]}AAAA"))
    assert len(by_id(poll(made)[0])) == 1  # the host says that this token is none: another one
    third = session_of(made)
    assert third.access_token != f"{second.access_token[:-4]}AAAA"
    assert logins(tmp_path) == 1

    kept_as(made, replace(third, refresh_token=third.access_token, fresh_until=now))
    assert len(by_id(poll(made)[0])) == 1
    assert logins(tmp_path) == 2


def test_a_password_that_was_taken_back_is_told(bluesky: Host, tmp_path: Path) -> None:
    brand = bluesky.join("acme")
    made = source(bluesky, brand, tmp_path, "Nothing")
    poll(made)
    bluesky.revoke(brand)
    kept_as(made, replace(session_of(made), fresh_until=0))
    with pytest.raises(SourceRefusedError, match="the app password is not accepted") as told:
        poll(made)
    assert brand.app_password not in str(told.value)


def test_a_password_that_is_wrong_and_an_account_that_was_taken_down_are_told(
    bluesky: Host, tmp_path: Path
) -> None:
    brand = bluesky.join("acme")
    made = source(bluesky, brand, tmp_path, "Nothing")
    wrong = made.model_copy(update={"app_password": SecretStr("aaaa-bbbb-cccc-dddd")})
    with pytest.raises(SourceRefusedError, match="the app password is not accepted"):
        poll(wrong)
    poll(made)
    bluesky.take_down(brand)
    kept_as(made, replace(session_of(made), fresh_until=0))
    with pytest.raises(SourceRefusedError, match="was taken down or suspended"):
        poll(made)


def test_replies_stand_in_their_thread_and_the_brands_own_answers_are_known(
    bluesky: Host, tmp_path: Path
) -> None:
    brand, nora, help_ = bluesky.join("acme"), bluesky.join("nora"), bluesky.join("help")
    [post] = bluesky.say(nora, "My Dunmarel broke.")
    [answer] = bluesky.say(brand, "Sorry, we replace it.", under=post)
    [below] = bluesky.say(nora, "Thank you, Dunmarel!", under={**answer, "root": post})
    [second] = bluesky.say(help_, "It is on its way.", under={**below, "root": post})
    bluesky.say(brand, "Our shop is open on Sunday.")
    bluesky.indexed(brand, "Dunmarel", 2)
    bluesky.indexed(brand, "Sunday", 1)
    made = source(bluesky, brand, tmp_path, "Dunmarel", own_accounts=[help_.handle])
    found = by_id(poll(made)[0])
    assert found.keys() == {one["uri"] for one in (post, answer, below, second)}
    assert {uri for uri, m in found.items() if m.by_owner} == {answer["uri"], second["uri"]}
    assert {m.thread_key for m in found.values()} == {post["uri"]}
    assert found[answer["uri"]].parent_url == found[post["uri"]].url
    assert found[below["uri"]].parent_url == found[answer["uri"]].url


def test_an_account_that_nobody_has_is_told_and_the_rest_is_read(
    bluesky: Host, tmp_path: Path
) -> None:
    brand, nora = bluesky.join("acme"), bluesky.join("nora")
    bluesky.say(nora, "Elbrith it is.")
    bluesky.indexed(brand, "Elbrith", 1)
    pages, _ = poll(source(bluesky, brand, tmp_path, "Elbrith", own_accounts=["nobody.test"]))
    assert len(by_id(pages)) == 1
    assert said(pages) == ["nobody.test: no such account is found: mend own_accounts"]


def test_a_post_that_was_deleted_is_taken_out_within_a_day_and_an_hour(
    bluesky: Host, tmp_path: Path
) -> None:
    brand, nora = bluesky.join("acme"), bluesky.join("nora")
    [first, second, third] = bluesky.say(nora, "Farnock one.", "Farnock two.", "Farnock three.")
    bluesky.indexed(brand, "Farnock", 3)
    made = source(bluesky, brand, tmp_path, "Farnock")
    pages, cursor = poll(made)
    assert by_id(pages).keys() == {first["uri"], second["uri"], third["uri"]}
    bluesky.delete(nora, second["uri"])
    bluesky.indexed(brand, "Farnock", 2)
    with time_machine.travel(datetime.now(UTC) + DAY + HOUR) as clock:
        pages, cursor = poll(made, cursor)
        assert gone(pages) == set()  # a host may be ill: asked for once more
        clock.shift(HOUR + timedelta(minutes=1))
        pages, cursor = poll(made, cursor)
        assert gone(pages) == {second["uri"]}
        clock.shift(2 * HOUR)
        assert gone(poll(made, cursor)[0]) == set()


def test_all_pages_are_read_and_a_post_dated_back_among_them_is_found_within_a_day(
    bluesky: Host, tmp_path: Path
) -> None:
    brand, nora = bluesky.join("acme"), bluesky.join("nora")
    start, minute = datetime.now(UTC) - 4 * HOUR, timedelta(minutes=1)
    texts = [f"Gostrand number {n}." for n in range(230)]
    many = [one for at in (0, 115) for one in bluesky.say(
        nora, *texts[at : at + 115], at=start + at * minute, apart=minute)]  # fmt: skip
    bluesky.indexed(brand, "Gostrand", 230)
    made = source(bluesky, brand, tmp_path, "Gostrand")
    pages, cursor = poll(made)
    assert by_id(pages).keys() == {one["uri"] for one in many}
    assert sum(map(bool, (page.mentions for page in pages))) == 3  # 100 a request
    back = datetime.now(UTC) - 2 * DAY
    [late] = bluesky.say(nora, "Gostrand, written on Monday.", at=back)
    bluesky.indexed(brand, "Gostrand", 231)
    pages, cursor = poll(made, cursor)
    assert late["uri"] not in by_id(pages)
    with time_machine.travel(datetime.now(UTC) + DAY + HOUR):
        found = by_id(poll(made, cursor)[0])
    at = found[late["uri"]].posted_at
    assert at is not None
    assert abs(at - back) < timedelta(seconds=1)


def test_a_post_is_as_old_as_its_index_says_where_it_was_dated_far_back(
    bluesky: Host, tmp_path: Path
) -> None:
    brand, nora = bluesky.join("acme"), bluesky.join("nora")
    [old] = bluesky.say(nora, "Harvingale since 2019.", at=datetime(2019, 5, 4, tzinfo=UTC))
    [ahead] = bluesky.say(nora, "Harvingale tomorrow.", at=datetime.now(UTC) + 20 * DAY)
    bluesky.indexed(brand, "Harvingale", 2)
    found = by_id(poll(source(bluesky, brand, tmp_path, "Harvingale"))[0])
    for one in (old, ahead):
        at = found[one["uri"]].posted_at
        assert at is not None
        assert abs(datetime.now(UTC) - at) < HOUR


def test_languages_are_looked_at_here_where_the_host_does_not(
    bluesky: Host, tmp_path: Path
) -> None:
    brand, nora = bluesky.join("acme"), bluesky.join("nora")
    [french] = bluesky.say(nora, "Mon Iskeldar grince.", langs=("fr",))
    bluesky.say(nora, "My Iskeldar squeaks.", langs=("en",))
    [none] = bluesky.say(nora, "Iskeldar!", langs=())
    bluesky.indexed(brand, "Iskeldar", 3)
    found = by_id(poll(source(bluesky, brand, tmp_path, "Iskeldar", langs=["fr"]))[0])
    assert found.keys() == {french["uri"], none["uri"]}


def test_who_hides_from_visitors_is_not_read_and_is_taken_out(
    bluesky: Host, tmp_path: Path
) -> None:
    brand, nora, shy = bluesky.join("acme"), bluesky.join("nora"), bluesky.join("shy")
    [seen] = bluesky.say(nora, "Jorvell is fine.")
    [unseen] = bluesky.say(shy, "Jorvell is not.")
    bluesky.indexed(brand, "Jorvell", 2)
    made = source(bluesky, brand, tmp_path, "Jorvell")
    pages, cursor = poll(made)
    assert by_id(pages).keys() == {seen["uri"], unseen["uri"]}
    bluesky.hide(shy)
    bluesky.hidden(brand, shy)
    assert by_id(poll(made)[0]).keys() == {seen["uri"]}
    with time_machine.travel(datetime.now(UTC) + DAY + HOUR) as clock:
        cursor = poll(made, cursor)[1]
        clock.shift(HOUR + timedelta(minutes=1))
        assert gone(poll(made, cursor)[0]) == {unseen["uri"]}
