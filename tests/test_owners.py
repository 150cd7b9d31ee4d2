"""Whose post is it? The brand's own, on every kind of source."""

from pathlib import Path
from typing import Any

import pytest
from acme import NOON

from connectors.inbound.source import Inbound
from connectors.kit.contract import Author, Mention
from listener.settings.brand import Brand
from listener.stages.arrive import arrival_of, values_of
from listener.stages.authors import Signature
from listener.stages.owners import is_ours, owned
from listener.store.tables import SourceRow

BRAND = Brand(
    name="L'Orée d'Ys",
    names=("Orée",),
    handles=("@oree_ys", "@oree@social.example"),
    own_sites=("oree.example",),
)


def post(author: Author | None, genre: str = "blog_comment", **more: Any) -> Mention:
    return Mention(external_id="1", text="Bonjour", genre=genre, author=author, **more)


def by(id_: str, name: str | None = None, url: str | None = None) -> Author:
    return Author(id=id_, name=name, url=url)


@pytest.mark.parametrize(
    ("author", "genre", "venue", "own", "expected", "why"),
    [
        (by("7", "Service client"), "forum_post", None, ("7",), True, "an id"),
        (by("7", "SERVICE‑CLIENT"), "forum_post", None, ("Service client",), True, "a name"),
        (by("7", "Service clients"), "forum_post", None, ("Service client",), False, "another"),
        (by("7", "Ys", "https://f.example/u/ys?utm_source=a"), "forum_post", None,
         ("f.example/u/ys",), True, "a profile's address"),
        (by("https://f.example/u/ys/"), "forum_post", None, ("http://www.f.example/u/ys",), True,
         "an address as id"),
        (by("7", "Ys", "https://f.example/u/ysa"), "forum_post", None, ("f.example/u/ys",), False,
         "another's address"),
        (by("@Oree_Ys"), "tweet", "public", (), True, "a handle where handles are accounts"),
        (by("44", "＠oree_ys"), "social_comment", None, (), True, "a handle as a name"),
        (by("oree_ys", "L'équipe"), "social_comment", None, (), True, "the account's id"),
        (by("oree_ys", "oree_ys"), "social_comment", None, (), False, "a bare name, which anybody has"),
        (by("oree_ys", "oree_ys"), "tweet", None, (), True, "where names are accounts"),
        (by("oree_ys"), "hn_comment", "public", (), False, "a handle of some other place"),
        (by("oree_ys"), "forum_post", "public", (), False, "so in a forum"),
        (by("oree@social.example"), "mastodon_post", "public", (), True, "with its server"),
        (by("oree@evil.example"), "mastodon_post", "public", (), False, "with another server"),
        (by("x", "Zoé", "https://www.oree.example/author/zoe/"), "blog_comment", "own", (), True,
         "a writer's page on our site"),
        (by("x", "Zoé", "https://oree.example/forum/u/zoe"), "forum_post", "own", (), False,
         "a member of our forum is a customer"),
        (by("x", "Zoé", "https://oree.example.evil.example/author/zoe/"), "blog_comment", "own", (), False,
         "a host that begins like ours"),
        (by("L’Orée d’Ys", "L’Orée d’Ys"), "blog_comment", "own", (), True, "our name on our page"),
        (by("3", "Équipe Orée"), "blog_comment", "own", (), True, "with a word of office"),
        (by("3", "Orée - Service Client"), "blog_comment", "own", (), True, "and behind"),
        (by("3", "Marie Orée"), "blog_comment", "own", (), False, "a person of that name"),
        (by("3", "Anti Orée"), "blog_comment", "own", (), False, "somebody against us"),
        (by("L’Orée d’Ys"), "forum_post", "public", (), False, "our name elsewhere is anybody's"),
        (by("L’Orée d’Ys"), "review", "review", (), False, "nor do we review ourselves"),
        (None, "blog_comment", "own", ("x",), False, "nobody"),
    ],
)  # fmt: skip
def test_the_brands_own_posts_are_known(
    author: Author | None, genre: str, venue: Any, own: tuple[str, ...], expected: bool, why: str
) -> None:
    assert is_ours(post(author, genre, venue=venue), own, BRAND) is expected, why


@pytest.mark.parametrize(
    ("name", "genre", "expected", "why"),
    [
        ("L’Orée d’Ys", "review", True, "our whole name"),
        ("L'OREE D'YS", "social_post", True, "in any spelling"),
        ("oree_ys", "review", True, "our handle"),
        ("@Oree_Ys", "review", True, "with its sign"),
        ("Orée", "review", False, "one word is many people's"),
        ("Orée d'Ys Martin", "review", False, "more than our name"),
        ("Équipe Orée", "review", False, "not our name alone"),
    ],
)
def test_a_row_of_a_file_is_ours_where_nothing_but_our_whole_name_signs_it(
    name: str, genre: str, expected: bool, why: str
) -> None:
    row = post(by(name, name), genre, venue="review")
    assert is_ours(row, (), BRAND, is_dropped=True) is expected, why
    assert owned(row, (), BRAND, is_dropped=True).by_owner is expected, why
    assert not is_ours(row, (), BRAND), "elsewhere it is anybody's"


def test_the_rows_of_an_inbox_are_those_of_a_file(tmp_path: Path) -> None:
    row = SourceRow(id=1, brand=BRAND.name, name="inbox", kind="inbound")
    inbox = Inbound(name="inbox", folder=tmp_path)
    arrival = arrival_of(inbox, BRAND, row, NOON)
    signed = post(by("l'oree d'ys", "L'ORÉE D'YS"), "review", venue="review")
    assert values_of(signed, arrival, BRAND, Signature())["by_owner"] is True


def test_a_handle_that_is_one_word_of_the_name_needs_its_sign() -> None:
    brand = Brand(name="Acme", handles=("@acme",))
    for said, expected in (("Acme", False), ("@acme", True)):
        assert is_ours(post(by(said, said), "review"), (), brand, is_dropped=True) is expected


def test_the_sources_word_stays() -> None:
    said = post(by("a"), by_owner=True)
    assert owned(said, (), BRAND) is said
    assert owned(post(by("a")), ("a",), BRAND).by_owner
    assert not owned(post(by("a"), deleted=True), ("a",), BRAND).by_owner


@pytest.mark.parametrize(
    ("address", "genre", "own", "expected"),
    [
        ("zoe@oree.example", "mail", (), True),
        ("Zoe@Shop.Oree.example", "mail", (), True),
        ("zoe@notoree.example", "mail", (), False),
        ("zoe@oree.example.evil.example", "mail", (), False),
        ("zoe@oree.example", "forum_post", (), False),
        ("oree.example", "mail", (), False),
        ("zoe@mail.example", "mail", (), False),
        ("zoe@mail.example", "mail", ("zoe@mail.example",), True),
        ("zoe@mail.example", "mail", ("@mail.example",), True),
        ("zoe@mail.example", "forum_post", ("@mail.example",), False),
        # A form of ours in whose mail nothing names who filled it in.
        ("wordpress@oree.example", "mail", (), False),
        ("no-reply@oree.example", "mail", (), False),
        ("contact@oree.example", "mail", (), True),
    ],
)
def test_a_mail_from_one_of_our_addresses_is_ours(
    address: str, genre: str, own: tuple[str, ...], expected: bool
) -> None:
    www = BRAND.model_copy(update={"own_sites": ("www.oree.example",)})
    for brand in (BRAND, www):
        assert is_ours(post(by(address, "Zoé"), genre), own, brand) is expected


@pytest.mark.parametrize(
    ("more", "expected", "why"),
    [
        (
            {"genre": "mail"},
            True,
            "a letter is to whom it came, though no word of it is said to us",
        ),
        ({"genre": "mail", "venue": "own"}, True, "the same, of a mailbox that is said to be ours"),
        ({"genre": "mail", "venue": "public"}, None, "a list's mail is to all its members"),
        ({"genre": "mail", "addressed": False}, False, "the source's word stays"),
        ({"genre": "forum_post"}, None, "a post is to nobody in particular"),
    ],
)
def test_a_letter_that_nobody_says_whom_it_is_to_is_to_us(
    more: dict[str, Any], expected: bool | None, why: str
) -> None:
    row = SourceRow(id=1, brand=BRAND.name, name="feed", kind="inbound")
    arrival = arrival_of(Inbound(name="feed"), BRAND, row, NOON)
    letter = Mention(external_id="1", text="Le contrat de box arrive quand ?", **more)
    assert values_of(letter, arrival, BRAND, Signature())["addressed"] is expected, why
