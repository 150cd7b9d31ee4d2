"""Precedents: what the team answered is told again to the next author, without the first one."""

import json
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from acme import NOON, CueTagger, Kept, Listed, config, mention, pipeline
from rich.console import Console
from sqlmodel import col, delete, select
from test_approve import TEAM, Town

from connectors.kit.contract import Author, Mention
from listener.app import App
from listener.commands.bank import preview
from listener.commands.drafting import show_drafts
from listener.commands.precedents import drop, precedents
from listener.desk.shown import whole
from listener.settings.brand import Brand, Fact
from listener.settings.config import Storage
from listener.settings.reply import Reply
from listener.settings.sheets import Own
from listener.stages.expire import expire
from listener.stages.learn import learn
from listener.stages.suggest import suggest
from listener.store.store import Store
from listener.store.tables import AnswerRow, PrecedentRow, SuggestionRow

HATE = "I hate it, the battery of my bike is broken, it died on the way home"
AGAIN = "I hate it, the battery of my bike is broken, it died in the rain"
SAID = (
    "Hello Ruth,\nA battery that is broken is not what you bought a bike for, and we are sorry."
    " Please bring the bike to any of our shops, and we look at it while you wait."
    " Your order 48213 from 3 November shall be refunded to Ruth Okafor.\nCamille, from Acme"
)
OTHER = (
    "A battery that is broken is not what you bought a bike for, and we are sorry."
    " Please bring the bike into one of our shops, and we look at it while you wait.\nCamille, from Acme"
)
BRING = "Please bring the bike to any of our shops"


class Shop(Town):
    """A brand whose posts and answers come by one source."""

    def hear(self, *posts: Mention, brand: Brand | None = None) -> None:
        """Read these; those that there were are still there."""
        anew = {one.external_id for one in posts}
        self.posts = [one for one in self.posts if one.external_id not in anew]
        self.brand = brand or self.brand
        super().hear(*posts)

    def drafts(self, number: int) -> list[str]:
        return [d.text for d in self.card(number).drafts]

    def whence(self, number: int) -> list[str]:
        return [d.whence for d in self.card(number).drafts]

    def learn(self) -> int:
        return learn(self.store, {self.brand.name: self.brand})

    def precedents(self) -> list[PrecedentRow]:
        with self.store.reading() as session:
            return list(session.exec(select(PrecedentRow).order_by(col(PrecedentRow.id))))

    def forget_drafts(self) -> None:
        with self.store.writing() as session:
            session.exec(delete(SuggestionRow))

    def app(self) -> App:
        settings = config(self.folder, Listed(name="forum", mentions=()), brand=self.brand)
        return App.over(settings, self.clock, store=self.store, key=b"k" * 32)


def asked(n: int, text: str = HATE, **more: object) -> Mention:
    fields = {
        "author": Author(id="ruth", name="Ruth Okafor"),
        "posted_at": NOON + timedelta(days=40 * (n > 2)),
    }
    return mention(n, text, **(fields | more))


def answer(n: int, text: str = SAID, to: int = 1) -> Mention:
    return mention(
        n, text, by_owner=True, parent_url=f"https://acme.example/post/{to}", author=TEAM
    )


def later(n: int = 3, text: str = AGAIN, **more: object) -> Mention:
    return asked(n, text, **({"author": Author(id="ben", name="Ben Marsh")} | more))


def fresh(shop: Shop, n: int, where: str, **more: object) -> Mention:
    author = Author(id=f"a{n}", name="Ben Marsh")
    text = f"I hate it, the battery of my bike is broken, it died {where}"
    return later(n, text, author=author, posted_at=shop.clock(), **more)


@pytest.fixture
def shop(tmp_path: Path, store: Store) -> Shop:
    """A complaint and its answer, of six weeks ago."""
    made = Shop(tmp_path, store)
    made.hear(asked(1), answer(2))
    made.clock.pass_(days=40)
    return made


def test_what_was_answered_is_draft_b_of_the_next_who_says_the_like(shop: Shop) -> None:
    shop.hear(later())
    a, b = shop.drafts(3)
    assert BRING in b
    assert BRING not in a
    assert "Ruth" not in b
    assert "48213" not in b
    assert shop.whence(3) == ["", "As you answered #1 on Tue 10 Nov"]


def test_an_approved_text_is_a_precedent_and_what_was_then_sent_takes_its_place(
    shop: Shop,
) -> None:
    shop.hear(later())
    shop.do("approve_draft", number=3, text=OTHER, anyway=True)
    shop.learn()
    first, approved = shop.precedents()
    assert (approved.mention_id, approved.answer_id) == (3, 0)
    assert "into one of" in approved.text
    done = shop.do("answered", number=3, text=SAID, url="https://acme.example/a")
    shop.learn()
    told = shop.precedents()
    assert [row.mention_id for row in told] == [1, 3]
    assert told[1].answer_id
    assert BRING in told[1].text
    shop.undo(done)
    assert [row.id for row in shop.precedents()] == [first.id]
    shop.learn()
    assert "into one of" in shop.precedents()[1].text, "the approval stands"


def test_who_presses_draft_has_it_too(shop: Shop) -> None:
    shop.hear()
    love = "I love it, the battery of my bike is broken, it died in the rain"
    shop.hear(later(3, love))
    if not shop.drafts(3):
        shop.do("draft", number=3)
    shop.hear(later(4))
    shop.forget_drafts()
    shop.do("draft", number=4)
    assert BRING in shop.drafts(4)[1]
    assert shop.whence(4)[1] == "As you answered #1 on Tue 10 Nov"


def test_in_french_the_day_is_said_in_french(shop: Shop) -> None:
    shop.hear(later())
    shop.brand = shop.brand.model_copy(update={"language": "fr"})
    assert shop.whence(3)[1] == "Comme vous avez répondu à #1 le mar. 10 nov."


def test_a_fact_of_today_wins_over_what_was_said_before(shop: Shop) -> None:
    years = "Batteries are under warranty for three years, so bring yours to any of our shops."
    text = f"Hello Ruth,\n{years} We are sorry that it is broken.\nCamille, from Acme"
    fact = Fact(id="warranty", text="Batteries are under warranty for three years.", keywords=("battery", "batteries"))  # fmt: skip
    three = shop.brand.model_copy(update={"fact": (fact,)})
    shop.store.drop_precedent(shop.precedents()[0].id or 0, ["Acme"])
    shop.hear(later(5), answer(6, text, to=5), brand=three)
    shop.clock.pass_(days=40)
    shop.hear(fresh(shop, 7, "on the bridge"))
    assert any("three years" in row.text for row in shop.precedents())
    kept = shop.drafts(5)[1]
    two = fact.model_copy(update={"text": "Batteries are under warranty for two years."})
    shop.hear(fresh(shop, 8, "at the lake"), brand=three.model_copy(update={"fact": (two,)}))
    assert "three years" in kept
    assert "three years" not in shop.drafts(6)[1]


def test_no_precedent_crosses_brands(shop: Shop) -> None:
    other = shop.brand.model_copy(update={"name": "Bolt", "handles": ("@bolt",)})
    assert shop.store.precedents("Acme")
    assert not shop.store.precedents("Bolt")
    shop.hear(later(3), brand=other)
    assert not any(BRING in text for text in shop.drafts(3))
    assert not shop.store.drop_precedent(shop.precedents()[0].id or 0, ["Bolt"])


def test_what_is_deleted_at_its_source_leaves_no_link_and_no_vector(shop: Shop) -> None:
    shop.hear(replace(asked(1), text="", deleted=True))
    [row] = shop.precedents()
    assert (row.mention_id, row.v) == (None, None)
    assert BRING in row.text
    assert shop.learn() == 0


def test_an_answer_that_is_deleted_takes_its_precedent_with_it(shop: Shop) -> None:
    shop.hear(replace(answer(2), text="", deleted=True))
    assert not shop.store.precedents("Acme")
    with shop.store.reading() as session:
        assert [row.text for row in session.exec(select(AnswerRow))] == [""]
    shop.hear(later())
    assert BRING not in shop.drafts(3)[1]


def test_precedents_outlive_texts(shop: Shop) -> None:
    shop.clock.pass_(days=300)
    expire(shop.store, Storage(text_days=180, name_days=30), shop.clock())
    shop.hear(later(posted_at=shop.clock() - timedelta(hours=1)))
    assert BRING in shop.drafts(3)[1]


def test_after_a_restart_it_is_the_same(shop: Shop, tmp_path: Path) -> None:
    shop.hear(later())
    told = shop.drafts(3)
    shop.forget_drafts()
    settings = config(tmp_path, Listed(name="forum", mentions=tuple(shop.posts)), brand=shop.brand)
    again = Store.open(shop.store.engine.url)
    pipeline(settings, again, Kept(), shop.clock, CueTagger()).once()
    again.close()
    assert shop.drafts(3) == told
    assert len(shop.precedents()) == 1


def test_the_command_lists_them_and_takes_one_out_for_good(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    app = shop.app()
    assert precedents(app) == 0
    told = capsys.readouterr().out
    assert "#1" in told
    assert BRING in told
    assert "Ruth" not in told
    number = shop.precedents()[0].id or 0
    assert drop(app, number) == 0
    assert drop(app, number) == 1
    capsys.readouterr()
    precedents(app)
    assert "No precedent yet" in capsys.readouterr().out
    shop.hear(later())
    assert BRING not in shop.drafts(3)[1]


def test_a_draft_made_of_one_says_so_once_among_its_parts(shop: Shop) -> None:
    shop.hear(later())
    with shop.store.reading() as session:
        rows = session.exec(select(SuggestionRow).order_by(col(SuggestionRow.n))).all()
        _, b = [row for row in rows if "Ben" not in row.text][-2:]
    kinds = [kind for kind, _, _ in json.loads(b.parts)]
    assert kinds[0] == "precedent"
    assert kinds.count("precedent") == 1


@pytest.mark.parametrize(
    ("said", "days"),
    [
        (SAID, 5),  # a copy of a reply of this month
        (SAID.replace("Please bring", "You should have read the manual. Please bring"), 40),
        (SAID.replace("Please bring", "Could you change your review? Please bring"), 40),
    ],
)
def test_what_fails_a_check_is_no_draft(
    tmp_path: Path, sqlite: Store, said: str, days: int
) -> None:
    shop = Shop(tmp_path, sqlite)
    shop.hear(asked(1), answer(2, said.replace(" Your order 48213 from 3 November shall be refunded to Ruth Okafor.", "")))  # fmt: skip
    shop.clock.pass_(days=days)
    shop.hear(later(3, posted_at=shop.clock()))
    assert len(shop.precedents()) == 1
    assert shop.precedents()[0].text
    assert BRING not in shop.drafts(3)[1]


def test_what_is_too_long_for_the_place_is_no_draft(tmp_path: Path, sqlite: Store) -> None:
    shop = Shop(tmp_path, sqlite)
    more = " We are glad to show you what we do with the bike, and you are welcome in our shops while we look for what is broken."
    shop.hear(asked(1), answer(2, OTHER.replace(" wait.", f" wait.{more}")))
    shop.clock.pass_(days=40)
    shop.hear(fresh(shop, 3, "in the rain", genre="tweet"), fresh(shop, 4, "at the lake"))
    assert ["into one of our shops" in shop.drafts(n)[1] for n in (3, 4)] == [False, True]


def test_what_the_operator_wrote_for_it_stands_before_a_precedent(shop: Shop) -> None:
    mine = Reply("REPAIR", "any", "full", "We fetch it {day}.", is_own=True, lang="en", name="a.md")
    shop.hear(later(), brand=shop.brand.with_own(Own(replies=(mine,))))
    assert shop.drafts(3)[1].startswith("We fetch it by")


def test_the_thread_the_shell_and_the_api_say_whence_a_draft_comes(shop: Shop) -> None:
    shop.hear(later())
    told = "As you answered #1 on Tue 10 Nov"
    app = shop.app()
    screen = Console(file=StringIO(), width=200)
    show_drafts(screen, app, 3)
    assert told in screen.file.getvalue()  # type: ignore[attr-defined]
    assert told in json.dumps(whole(shop.card(3), shop.state(3), shop.brand))
    in_thread = shop.shown("drafts:3")
    assert in_thread is not None
    assert told in json.dumps(in_thread.blocks)


def test_who_was_answered_before_any_draft_has_no_answer_of_their_own_as_one(shop: Shop) -> None:
    """Another who says the like still has it."""
    shop.learn()
    shop.clock.pass_(days=40)
    shop.forget_drafts()
    suggest(shop.store, {"Acme": shop.brand}, clock=shop.clock)
    made = shop.drafts(1)
    assert len(made) == 2
    assert not any(BRING in text for text in made)
    shop.hear(fresh(shop, 3, "in the rain"))
    assert BRING in shop.drafts(3)[1]


def test_a_stop_is_heard_between_two_looks_at_answers(shop: Shop) -> None:
    shop.store.drop_precedent(1, ["Acme"])
    with shop.store.writing() as session:
        session.exec(delete(PrecedentRow))
    assert learn(shop.store, {"Acme": shop.brand}, until=lambda: True) == 0
    assert suggest(shop.store, {"Acme": shop.brand}, clock=shop.clock, until=lambda: True) == 0
    assert shop.precedents() == []
    assert shop.learn() == 1


def test_preview_shows_the_answer_that_is_told_again(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.hear(later())
    assert preview(shop.app(), 3) == 0
    told = capsys.readouterr().out
    assert BRING in told
    assert "As you answered #1 on Tue 10 Nov" in told
