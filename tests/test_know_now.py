"""What somebody must know of within the hour, danger or not: told at once, whatever the budget and a mute say."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from acme import BRAND, Clock, CueTagger, Kept, Listed, config, mention, pipeline
from test_strategy_kit import BRAND as VELORINE
from test_strategy_kit import ENGLISH
from test_strategy_kit import mention as seen

from connectors.kit.contract import Mention
from listener.advice.leaves import Leaf
from listener.advice.reading.muted import may_hide
from listener.advice.tree import decide
from listener.advice.verdict import KNOW_NOW
from listener.desk.contract import Desk, Who
from listener.desk.found import act
from listener.notices.severity import severity
from listener.settings.brand import Brand
from listener.settings.numbers import Costs
from listener.store.store import Store
from listener.words import percent
from models.base import Post, Tag
from models.training.judged import now_lines
from models.training.pressing import CUT, LINES, TASK, now_rows, placed

SURE, FAINT = {"know_now": 0.9}, {"know_now": 0.2}
TALK = "discussion neutral none"


def test_what_cannot_wait_is_told_at_once_and_the_reason_says_how_sure_the_model_is() -> None:
    post = seen("Vélorine, on en parle chez nous", TALK, answers=SURE)
    verdict = decide(post, ENGLISH)
    assert (verdict.leaf, verdict.alert, verdict.rule) == (Leaf.LET_STAND, "instant", KNOW_NOW)
    assert (
        verdict.signals[0] == f"what it tells cannot wait, the model is {percent('en', 0.9)} sure"
    )
    assert severity(verdict.leaf, verdict.alert, verdict.risk, verdict.rule) == "urgent"
    hinted = replace(post, risk={"none": 0.85, "leak": 0.15})
    assert (
        decide(hinted, ENGLISH)
        .signals[0]
        .endswith("sure; perhaps other people's data that are seen")
    )
    assert decide(hinted, VELORINE).signals[0].startswith("ne peut pas attendre")
    assert decide(replace(post, answers=FAINT), ENGLISH).alert == "none"


def test_the_card_measures_it_at_the_cut_that_the_settings_begin_with() -> None:
    assert Costs().pressing_from == pytest.approx(CUT)


def test_rows_and_lines_teach_it_and_lines_stand_where_rows_do() -> None:
    rows = [one for some in now_rows().values() for one in some]
    labels = [one.labels[TASK] for one in rows]
    assert 0.1 < labels.count("yes") / len(labels) < 0.25
    lines = placed(list(now_lines()), rows)
    assert {one.post.venue for one in lines} == {one.post.venue for one in rows}
    assert {one.weight for one in lines} == {LINES}


def test_where_the_line_is_drawn_is_the_operator_s() -> None:
    post = seen("Vélorine, on en parle chez nous", TALK, answers={"know_now": 0.5})
    calm = VELORINE.model_copy(update={"costs": Costs(late_word=10)})
    assert decide(post, VELORINE).rule == KNOW_NOW
    assert decide(post, calm).rule != KNOW_NOW


@pytest.mark.parametrize(
    ("ring", "rule", "text", "tags", "more"),
    [
        ("instant", "danger", "La batterie a pris feu", "critique negative complaint", {}),
        ("instant", "press-request", "Votre réaction, pour un article ?", "critique neutral question", {}),
        ("instant", "danger-possible", "Ma nièce est au lit", TALK, {"risk": {"none": 0.17, "health": 0.83}}),
        ("none", "own-post", "Vélorine vous souhaite la bonne année", "own positive none", {"by_owner": True}),
        ("none", "answered", "@velorine toujours rien", "critique negative complaint", {"is_answered": True}),
        ("instant", KNOW_NOW, "@velorine quelle taille ?", "critique neutral question", {}),
        ("instant", KNOW_NOW, "@velorine bande de guignols", "critique negative none", {}),
    ],
)  # fmt: skip
def test_danger_and_the_press_keep_their_own_rule_and_all_else_gives_way(
    ring: str, rule: str, text: str, tags: str, more: Mapping[str, Any]
) -> None:
    verdict = decide(seen(text, tags, answers=SURE, **more), VELORINE)
    assert (verdict.alert, verdict.rule) == (ring, rule)


def test_no_query_hides_it() -> None:
    assert may_hide("REPAIR", "none", (), is_piece=False)
    assert not may_hide("REPAIR", "none", (), KNOW_NOW, is_piece=False)


class Told(CueTagger):
    """Holds that whoever whispers cannot wait."""

    def _one(self, post: Post) -> Tag:
        p = 0.9 if "whisper" in post.text else 0.05
        return replace(super()._one(post), judged={"know_now": {"yes": p, "no": 1 - p}})


def told(folder: Path, store: Store, *batches: list[Mention], brand: Brand) -> list[str]:
    """What is told at once of batches that come after the first look, each in its own visit."""
    shown, clock = Kept(), Clock()
    so_far: list[Mention] = []
    for batch in ([], *batches):
        so_far += batch
        mentions = tuple(so_far)
        wall = Listed(name="wall", mentions=mentions)
        pipeline(config(folder, wall, brand=brand), store, shown, clock, Told()).once()
        clock.pass_(minutes=20)
    return [card.quote for card in shown.alerts]


def test_it_is_told_outside_the_day_s_budget_and_under_a_mute(tmp_path: Path, store: Store) -> None:
    few = BRAND.thresholds.model_copy(update={"alerts_a_day": 1})
    brand = BRAND.model_copy(update={"thresholds": few, "mute": ("whisper",)})
    posts = [mention(n, f"I hate the pump, it is broken {n}") for n in (1, 2)]
    whispers = [mention(n, f"we whisper about the books {n}") for n in (3, 4)]
    quotes = told(tmp_path, store, whispers[:1], posts, whispers[1:], brand=brand)
    # It takes no place of the day's one, and needs none.
    assert ["whisper" in quote for quote in quotes] == [True, False, True]


@pytest.mark.parametrize(("says", "rings"), [("whisper", True), ("talk", False)])
def test_what_comes_of_a_source_that_is_quiet_is_told_where_it_cannot_wait(
    tmp_path: Path, store: Store, says: str, *, rings: bool
) -> None:
    shown, clock, so_far = Kept(), Clock(), list[Mention]()
    batches: tuple[list[Mention], ...] = ([], [mention(1, "I hate the pump, it is broken")], [mention(2, f"I hate it, we {says} about the books")])  # fmt: skip
    for batch in batches:
        so_far += batch
        wall = Listed(name="wall", mentions=tuple(so_far))
        pipeline(config(tmp_path, wall), store, shown, clock, Told()).once()
        clock.pass_(minutes=20)
        if batch and len(so_far) == 1:
            ends = clock() + timedelta(days=3)
            quiet = act("snooze")(mention=1, what="source", ends=ends)  # type: ignore[call-arg]
            done = quiet.apply(
                Desk(store, {BRAND.name: BRAND}), Who("boss", "Zoé", "shell"), clock()
            )
            assert done.outcome == "done"
    assert [card.mention for card in shown.alerts] == ([1, 2] if rings else [1])


@pytest.mark.parametrize(("days", "rings"), [(1, True), (30, False)])
def test_in_a_first_look_it_rings_while_it_is_fresh(days: int, rings: bool) -> None:
    verdict = decide(seen("Vélorine, on en parle chez nous", TALK, answers=SURE), VELORINE)
    fresh = timedelta(days=days) <= VELORINE.thresholds.news_for
    assert verdict.rings_in_a_look(is_fresh=fresh) is rings
    # Of notices that lay unread it was said that only danger alerts.
    assert not verdict.rings_in_a_look(is_fresh=fresh, only_danger=True)
