"""An edit is news where it asks for more than what stood there before; a running counter is none."""

from datetime import timedelta
from pathlib import Path

import pytest
from acme import NOON, Clock, Kept, Listed, config, mention, pipeline

from listener.store.store import Store

CALM = "Acme bikes come in blue and in grey"
CRITIQUE = "I hate that my Acme wheel is broken"
DANGER = "Acme, your bike caught fire and my wife is in hospital"
OLD = NOON - timedelta(days=30)


class Page:
    """One post of a page that is read again and again."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.store, self.show, self.clock = store, Kept(), Clock()
        self._folder = folder

    def read(self, text: str | None, **fields: object) -> int:
        """Read the page as it now is; return how many messages tell of the post so far."""
        posts = () if text is None else (mention(1, text, **({"posted_at": NOON} | fields)),)
        source = Listed(name="list", mentions=posts)
        pipeline(config(self._folder, source), self.store, self.show, self.clock).once()
        self.clock.pass_(minutes=20)
        return self.told

    @property
    def told(self) -> int:
        bundled = sum(len(cards) for _, cards, _ in self.show.bundles)
        return len(self.show.alerts) + len(self.show.later) + bundled


@pytest.fixture
def page(tmp_path: Path, store: Store) -> Page:
    return Page(tmp_path, store)


@pytest.mark.parametrize("edited", [CRITIQUE, DANGER])
def test_a_post_of_the_first_look_that_is_edited_to_what_hurts_is_told_at_once(
    page: Page, edited: str
) -> None:
    assert page.read(CALM) == 0
    assert page.read(edited) == 1
    [card] = page.show.alerts
    assert (card.quote, card.overdue) == (edited, False)
    assert card.due_at is not None
    assert page.read(edited) == 1


@pytest.mark.parametrize("edited", [CRITIQUE, DANGER])
def test_an_old_post_that_is_edited_to_what_hurts_is_told_at_once(page: Page, edited: str) -> None:
    page.read(None)
    page.read(CALM, posted_at=OLD)
    page.clock.pass_(days=1)
    page.read(edited, posted_at=OLD)
    assert [c.quote for c in (*page.show.alerts, *page.show.later)] == [edited]


@pytest.mark.parametrize("silent", [True, False])
@pytest.mark.parametrize("more", [" and nobody answers me", ". Vous vous moquez de nous"])
def test_a_critique_of_a_look_that_says_more_is_told_once_whatever_its_leaf(
    page: Page, more: str, silent: bool
) -> None:
    posted = NOON
    if not silent:
        posted = OLD
        page.read(None)
    page.read(CRITIQUE, posted_at=posted)
    page.clock.pass_(days=1)
    before = page.told
    assert page.read(f"{CRITIQUE}{more}", posted_at=posted) == before + 1
    assert page.read(f"{CRITIQUE}{more}. Views: 12", posted_at=posted) == before + 2
    assert page.read(f"{CRITIQUE}{more}. Views: 74", posted_at=posted) == before + 2


@pytest.mark.parametrize("other", [CRITIQUE.upper(), f"{CRITIQUE}!!", f"« {CRITIQUE} »"])
def test_a_critique_of_the_first_look_in_other_signs_and_figures_stays_one(
    page: Page, other: str
) -> None:
    page.read(f"{CRITIQUE}, 3 replies")
    assert page.read(f"{other}, 4 replies") == 0


@pytest.mark.parametrize(
    "more",
    [
        "I have filed a complaint with Trading Standards and will see you in court",
        "je vous mets en demeure",
    ],
)
def test_a_critique_of_the_first_look_that_comes_to_a_legal_threat_is_told_once(
    page: Page, more: str
) -> None:
    page.read(CRITIQUE)
    assert page.read(f"{CRITIQUE}. {more}") == 1
    assert page.read(f"{CRITIQUE}. {more}") == 1


def test_a_critique_that_was_told_is_told_again_once_it_is_danger(page: Page) -> None:
    page.read(None)
    assert page.read(CRITIQUE) == 1
    assert page.read(DANGER) == 2


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Views: {}", ("74", "111", "1,204", "12.5k")),
        ("il y a {}", ("1 heure", "2 heures", "12 heures")),
        ("{} 回閲覧", ("9", "10", "1 000")),
    ],
)
def test_running_figures_are_no_news(page: Page, before: str, after: tuple[str, ...]) -> None:
    page.read(None)
    for figure in after:
        assert page.read(f"{CRITIQUE}. {before.format(figure)}") == 1
    assert page.read(f"I hate that my Acme fork is broken. {before.format(after[0])}") == 2


def test_in_danger_every_figure_counts(page: Page) -> None:
    page.read(None)
    assert page.read(f"{DANGER}: 2 injured") == 1
    assert page.read(f"{DANGER}: 3 injured") == 2
