"""Drafts rest on what was decided: at once, after a restart, or from the evidence itself, the same."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from acme import BRAND, NOON, mention
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select, update
from test_decide_batch import decisions, grouped, talk

from connectors.kit.contract import Mention
from listener.advice.brief import Brief
from listener.advice.drafts.draft import Draft
from listener.advice.drafts.holding import holding, holds
from listener.advice.drafts.playbook import drafts
from listener.advice.leaves import Leaf
from listener.desk.writing import Wanted
from listener.settings.sheet import sheet_kind
from listener.stages.decide import decide
from listener.stages.gather import Around, gather
from listener.stages.orders import Orders
from listener.stages.suggest import LATELY, suggest
from listener.store.store import Store
from listener.store.tables import CorrectionRow, MentionRow, SuggestionRow

Written = dict[int, list[tuple[str, str, str, str]]]
Fixes = dict[int, tuple[str, str]]  # by mention: a task, and a person's word for it
LABELS = {
    "form": ("critique", "discussion"),
    "tone": ("negative", "positive", "mixed"),
    "intent": ("complaint", "question", "praise"),
}
TASKS = st.one_of([st.tuples(st.just(t), st.sampled_from(said)) for t, said in LABELS.items()])
STARS = mention(90, "", genre="app_review", venue="review", rating=1)
TITLED = mention(
    91, "the **wheel** is broken, I hate it", title="Acme      and its wheels" + "!" * 60
)


def opened(folder: Path) -> Store:
    return Store.open(f"sqlite:///{folder / 'listener.db'}")


def correct(store: Store, fixes: Fixes) -> None:
    with store.writing() as session:
        for mention_id, (task, label) in fixes.items():
            fix = CorrectionRow(mention_id=mention_id, task=task, label=label, who="Léa", at=NOON)
            session.add(fix)
            session.flush()
            its = col(MentionRow.id) == mention_id
            session.exec(update(MentionRow).where(its).values(correction_id=fix.id))


def written(store: Store) -> Written:
    with store.reading() as session:
        rows = session.exec(select(SuggestionRow).order_by(col(SuggestionRow.id))).all()
        found: Written = {}
        for row in rows:
            found.setdefault(row.decision_id, []).append(
                (row.lang, row.text, row.parts, row.checks)
            )
    return found


def rested_on(store: Store) -> dict[int, Brief]:
    """By mention, what its evidence holds for a draft just before it is decided."""
    brands = {BRAND.name: BRAND}
    queue = store.undecided(brands, limit=100)
    around = Around(store, queue, {})
    orders = Orders(store, {BRAND.name: BRAND}, NOON)
    return {
        one.mention.id or 0: Brief.of(gather(BRAND, one, NOON, around, orders)) for one in queue
    }


def told(folder: Path, posts: list[Mention], fixes: Fixes, *, restart: bool) -> Written:
    """What suggest wrote: it is what the evidence that was decided on gives."""
    store = opened(folder)
    store.upgrade()
    made = grouped(folder, store, *posts)
    correct(store, {n: fix for n, fix in fixes.items() if n <= len(posts)})
    briefs = rested_on(store)
    decide(store, made.app.config.brands, clock=made.app.clock)
    if restart:
        store.close()
        store = opened(folder)
    waiting = store.undrafted(made.app.config.brands, limit=100)
    rests = {decision.id: (m, tag, decision) for m, tag, decision in waiting}
    vectors = store.vectors(m.id or 0 for m, _, _ in waiting)
    before: list[str] = []
    suggest(store, made.app.config.brands, clock=made.app.clock)
    found, meant = written(store), dict[int, list[tuple[str, str]]]()
    recent = store.recent_answers(BRAND.name, NOON.replace(month=1))
    for decision in decisions(store):
        brief = briefs[decision.mention_id]
        if not decision.wants_draft:
            continue
        wanted = Wanted.of(*rests[decision.id or 0], BRAND, vectors.get(decision.mention_id))
        assert (
            replace(wanted.brief, author="", follow_up=None, is_again=False, vector=None) == brief
        )
        meant_of: tuple[Draft, ...] = drafts(
            Leaf(decision.leaf), wanted.brief, BRAND, recent=recent, before=before
        )
        before = ([d.text for d in reversed(meant_of)] + before)[:LATELY]
        kind = sheet_kind(decision.risk_kind)
        if kind and holds(kind, decision.leaf, brief.genre):
            meant_of = (holding(kind, brief, BRAND, country=None),)
        meant[decision.id or 0] = [(d.language, d.text) for d in meant_of]
    store.close()
    assert {n: [row[:2] for row in rows] for n, rows in found.items()} == meant
    return found


@pytest.mark.long
@settings(max_examples=10, deadline=None)
@given(talk(), st.dictionaries(st.integers(1, 14), TASKS, max_size=4))
@example([STARS, TITLED], {})
@example([TITLED, STARS], {1: ("form", "discussion"), 2: ("tone", "positive")})
def test_drafts_are_the_same_at_once_and_after_a_restart(
    posts: list[Mention], fixes: Fixes
) -> None:
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        at_once = told(Path(one), posts, fixes, restart=False)
        assert at_once == told(Path(other), posts, fixes, restart=True)
