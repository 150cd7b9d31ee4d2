"""Which posts are one story: a shared link alone makes none."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from acme import BRAND, NOON, Clock, Kept, Listed, config, mention, pipeline
from sqlmodel import col, select

from connectors.kit.contract import Author, Mention
from listener.notices.said import copies
from listener.settings.numbers import Thresholds
from listener.store.store import Store
from listener.store.tables import MentionRow

PAGE = "https://reviews.example/acme"


def stories(store: Store, folder: Path, *sources: tuple[Mention, ...]) -> list[int | None]:
    """The story of each mention, in the order in which they were given."""
    listed = [Listed(name=f"s{n}", mentions=shown) for n, shown in enumerate(sources)]
    pipeline(config(folder, *listed), store, Kept(), Clock()).once()
    query = select(MentionRow.story_id).order_by(col(MentionRow.source_id), col(MentionRow.id))
    with store.reading() as session:
        return list(session.exec(query))


def review(number: int, text: str, author: str | None = None, **fields: object) -> Mention:
    who = Author(id=author, name=author) if author else None
    return mention(number, text, url=PAGE, author=who, venue="review", genre="review", **fields)


@pytest.mark.parametrize("text", ["", "Super !", "Très bien, merci"])
def test_short_equal_reviews_of_one_page_are_stories_of_their_own(
    store: Store, tmp_path: Path, text: str
) -> None:
    shown = tuple(review(n, text, f"author{n}", rating=5) for n in range(3))
    assert len({*stories(store, tmp_path, shown)}) == 3


def test_one_source_tells_its_short_posts_apart_itself(store: Store, tmp_path: Path) -> None:
    shown = tuple(review(n, "Super !", posted_at=NOON) for n in range(3))
    assert len({*stories(store, tmp_path, shown)}) == 3


def test_stars_alone_without_an_author_are_stories_of_their_own(
    store: Store, tmp_path: Path
) -> None:
    shown = tuple(review(n, "", rating=1, posted_at=NOON) for n in range(3))
    others = tuple(replace(m, external_id=f"o{m.external_id}") for m in shown)
    assert len({*stories(store, tmp_path, shown, others)}) == 6


def test_one_short_post_through_two_sources_is_one_story(store: Store, tmp_path: Path) -> None:
    one = review(1, "Super !", "Ada")
    assert len({*stories(store, tmp_path, (one,), (replace(one, external_id="x"),))}) == 1


def test_a_source_that_does_not_say_who_wrote_it_shows_the_same_post(
    store: Store, tmp_path: Path
) -> None:
    one, bare = review(1, "Super !", "Ada"), review(1, "Super !", external_id="x")
    assert len({*stories(store, tmp_path, (one,), (bare,))}) == 1


def test_the_same_few_words_of_two_people_in_two_sources_are_two(
    store: Store, tmp_path: Path
) -> None:
    one, other = review(1, "Super !", "Ada"), review(1, "Super !", "Al")
    assert len({*stories(store, tmp_path, (one,), (other,))}) == 2


ASKED = "Qu’est-ce qui vous a déplu lors de votre visite ?"
LONG = "Le vendeur m’a fait attendre une heure puis il est parti sans un mot"


@pytest.mark.parametrize("asked", [ASKED, "Dites-nous ce que nous pourrions améliorer ici"])
def test_what_a_survey_asks_makes_no_copies_of_its_answers(
    store: Store, tmp_path: Path, asked: str
) -> None:
    """Short answers of several people are stories of their own; a long one twice is a copy."""
    told = ["Le prix", "L’accueil", "Le vendeur", "Le vendeur", LONG, LONG]
    shown = tuple(
        mention(n, f"{asked}: {text}", url=None, genre="review") for n, text in enumerate(told)
    )
    assert len({*stories(store, tmp_path, shown)}) == 5


@pytest.mark.parametrize("link", ["https://survey.example/r/{}", "https://survey.example/q"])
def test_rows_of_a_survey_that_have_links_are_people_of_their_own_too(
    store: Store, tmp_path: Path, link: str
) -> None:
    told = ["Le prix", "L’accueil", "Le vendeur", "Le vendeur", LONG, LONG]
    shown = tuple(
        mention(n, f"{ASKED}: {text}", url=link.format(n), genre="review")
        for n, text in enumerate(told)
    )
    settings = config(tmp_path, Listed(name="drop", mentions=shown))
    filed = [source.model_copy(update={"kind": "inbound"}) for source in settings.source]
    settings = settings.model_copy(update={"source": tuple(filed)})
    pipeline(settings, store, Kept(), Clock()).once()
    with store.reading() as session:
        found = list(session.exec(select(MentionRow.story_id)))
    assert (len(found), len({*found})) == (6, 5)


ARTICLE = "Acme recalls twelve thousand batteries after three fires in the north of the country"


@pytest.mark.parametrize(
    ("number", "is_one"),
    [
        ({}, True),
        ({"copy_likeness": 0.99}, False),
        ({"copy_words": 0.95}, False),
        ({"copy_days": 1}, False),
        ({"copy_days": 3}, True),
    ],
)
def test_what_is_a_copy_is_what_the_operator_calls_one(
    store: Store, tmp_path: Path, number: dict[str, float], *, is_one: bool
) -> None:
    cut = ARTICLE.replace("three fires", "four fires")
    shown = (
        mention(1, ARTICLE, url=None, posted_at=NOON - timedelta(days=2)),
        mention(2, cut, url=None, posted_at=NOON),
    )
    own = BRAND.model_copy(update={"thresholds": Thresholds.model_validate(number)})
    show, clock = Kept(), Clock(NOON - timedelta(days=2))
    for n in (1, 2):  # one poll each
        source = Listed(name="s", mentions=shown[:n], poll_minutes=1)
        pipeline(config(tmp_path, source, brand=own), store, show, clock).once()
        clock.now = NOON
    with store.reading() as session:
        found = list(session.exec(select(MentionRow.story_id)))
    assert len({*found}) == (1 if is_one else 2)


def test_a_copied_article_is_one_story(store: Store, tmp_path: Path) -> None:
    text = "Acme recalls twelve thousand batteries after three fires in the north of the country"
    shown = tuple(
        mention(n, text, url=f"https://paper{n}.example/a", venue="public", genre="news")
        for n in range(3)
    )
    assert len({*stories(store, tmp_path, shown)}) == 1


AGENCY = (
    "Acme rappelle trois mille vélos vendus depuis mars pour un défaut de frein, a annoncé mardi l'agence de"
    " sécurité. Les clients seront remboursés sous dix jours."
)
MORE = (
    " Le groupe promet une enquête et prend contact avec les acheteurs connus, magasin par magasin."
)


def printed(number: int, text: str, paper: str, genre: str = "news") -> Mention:
    url = f"https://www.{paper}/{number}"
    return mention(
        number, text, url=url, author=None, genre=genre, venue="public", title=f"Titre {number}"
    )


@pytest.mark.parametrize(
    ("texts", "genre", "expected", "why"),
    [
        ((AGENCY, AGENCY, AGENCY), "news", 1, "one text in three papers"),
        ((AGENCY + MORE, AGENCY[:130]), "news", 1, "less of it in one"),
        ((AGENCY + MORE, AGENCY[:130]), "forum_post", 2, "people who quote a part are people"),
        ((AGENCY, "Acme ouvre une boutique à Lyon, la troisième en un an, avec un atelier de réparation pour les"
          " vélos anciens et un café."), "news", 2, "two events"),
    ],
)  # fmt: skip
def test_one_press_text_in_several_papers_is_one_story(
    store: Store, tmp_path: Path, texts: tuple[str, ...], genre: str, expected: int, why: str
) -> None:
    shown = [(printed(n, text, f"paper{n}.example", genre),) for n, text in enumerate(texts)]
    assert len({*stories(store, tmp_path, *shown)}) == expected, why


def test_the_papers_of_one_text_are_named(store: Store, tmp_path: Path) -> None:
    papers = ("lejournal.example", "ouest.example", "lejournal.example", "sud.example")
    stories(store, tmp_path, *((printed(n, AGENCY, paper),) for n, paper in enumerate(papers)))
    record = store.record(1)
    assert record is not None
    assert record.copies == 3
    assert "in lejournal.example, ouest.example, sud.example" in str(copies(record, "en"))
    assert "dans lejournal.example, ouest.example, sud.example" in str(copies(record, "fr"))
