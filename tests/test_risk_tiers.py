"""Danger that the model reads and no list names: likely rings the duty, possible is shown at once."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from acme import BRAND, NOON, Clock, CueTagger, Kept, Listed, config, mention, pipeline
from test_strategy_kit import BRAND as VELORINE
from test_strategy_kit import mention as seen

from connectors.kit.contract import Mention
from listener.advice.leaves import Leaf
from listener.advice.tree import decide
from listener.app import App
from listener.commands import looks
from listener.notices.severity import severity
from listener.settings.brand import Brand
from listener.settings.numbers import Costs
from listener.store.store import Store
from models.base import Post, Tag
from models.training.asked import CUTS

# The same share says more on our own page, and of a complaint.
FAINT, POSSIBLE, PROBABLE, LIKELY = 0.66, 0.83, 0.93, 0.995
TALK = "discussion neutral none"


def risky(share: float, kind: str = "health") -> Mapping[str, float]:
    return {"none": 1 - share, kind: share}


class Wary(CueTagger):
    """Holds it possible that a hum is a danger, and likely that a hiss is one."""

    def _one(self, post: Post) -> Tag:
        heard = {"hiss": LIKELY, "hum": POSSIBLE, "purrs": FAINT}
        share = next((p for sound, p in heard.items() if sound in post.text), 0.01)
        judged = {"risk": risky(share, "safety"), "from_press": {"yes": 0.1, "no": 0.9}}
        return replace(super()._one(post), judged=judged)


def told(folder: Path, store: Store, *batches: list[Mention], brand: Brand = BRAND) -> Kept:
    """What is shown of batches that come after the first look."""
    shown, clock = Kept(), Clock()
    wall = Listed(name="wall", mentions=())
    made = pipeline(config(folder, wall, brand=brand), store, shown, clock, Wary())
    made.once()
    so_far: list[Mention] = []
    for batch in batches:
        clock.pass_(minutes=20)
        so_far += batch
        wall = Listed(name="wall", mentions=tuple(so_far))
        made = pipeline(config(folder, wall, brand=brand), store, shown, clock, Wary())
        made.once()
    return shown


@pytest.mark.parametrize(
    ("share", "leaf", "alert", "risk"),
    [
        (0.05, Leaf.LET_STAND, ("none", "counted"), "none"),
        (POSSIBLE, Leaf.LET_STAND, ("instant", "danger-possible"), "possible"),
        (PROBABLE, Leaf.ESCALATE_NOW, ("instant", "danger-possible"), "possible"),
        (LIKELY, Leaf.ESCALATE_NOW, ("instant", "danger"), "likely"),
    ],
)
def test_the_tiers(share: float, leaf: Leaf, alert: tuple[str, str], risk: str) -> None:
    verdict = decide(seen("Ma nièce est au lit depuis", TALK, risk=risky(share)), VELORINE)
    assert (verdict.leaf, (verdict.alert, verdict.rule), verdict.risk) == (leaf, alert, risk)


def test_what_is_probable_is_handled_as_danger_and_rings_nobody() -> None:
    """Nobody in danger is shown beside an apology for a late parcel; what it costs is the operator's to say."""
    post = seen("Ma nièce est au lit depuis", TALK, risk=risky(PROBABLE))
    verdict = decide(post, VELORINE)
    assert severity(verdict.leaf, verdict.alert, verdict.risk) == "first"
    calm = VELORINE.model_copy(update={"costs": Costs(careless_reply=5)})
    assert decide(post, calm).leaf is Leaf.LET_STAND
    passed_on = seen("RT @bob: la nièce", "share neutral none", risk=risky(PROBABLE))
    assert decide(passed_on, VELORINE).leaf is Leaf.COUNT


@pytest.mark.parametrize(
    ("text", "share", "kind", "told", "leaf"),
    [
        ("Lui, il habite là", POSSIBLE, "hate", {"venue": "own"}, Leaf.LET_STAND),
        (
            "Vélorine, ma nièce est au lit : copiez et collez",
            PROBABLE,
            "health",
            {"copy_authors": 9},
            Leaf.ESCALATE_PR,
        ),
    ],
)
def test_what_is_another_matter_is_not_handled_as_danger(
    text: str, share: float, kind: str, told: Mapping[str, Any], leaf: Leaf
) -> None:
    verdict = decide(seen(text, TALK, risk=risky(share, kind), **told), VELORINE)
    assert verdict.leaf is leaf


@pytest.mark.parametrize(
    ("text", "names", "leaf"),
    [
        ("une velorine, ma nièce est au lit", ("velorine",), Leaf.NOT_US),
        ("un vélo, son guidon : ma nièce est au lit", (), Leaf.ASK_TRIAGE),
    ],
)
def test_what_is_hardly_ours_is_not_handled_as_danger(
    text: str, names: tuple[str, ...], leaf: Leaf
) -> None:
    # What is only near is asked about, however low the bar is.
    low = {} if names else {"not_ours_under": 0.1}
    told = {
        "names": names,
        "context": ("vélo", "guidon"),
        "not_us": ("oiseau",) if names else (),
        "fact": (),
        "thresholds": VELORINE.thresholds.model_copy(update=low),
    }
    post = seen(text, TALK, risk=risky(PROBABLE), about_brand=False)
    assert decide(post, VELORINE.model_copy(update=told)).leaf is leaf


def test_a_campaign_is_danger_whatever_else_it_may_be() -> None:
    text = "Vélorine, ma nièce est au lit : copiez et collez"
    verdict = decide(seen(text, TALK, risk=risky(PROBABLE), copy_authors=9), VELORINE)
    assert (verdict.leaf, verdict.rule, verdict.risk) == (Leaf.ESCALATE_PR, "danger", "possible")
    assert severity(verdict.leaf, verdict.alert, verdict.risk) == "danger"


def test_the_card_measures_risk_at_the_cuts_that_the_settings_begin_with() -> None:
    costs = Costs()
    cuts = {"possible": costs.shown_from, "likely": costs.rings_from}
    assert {name: round(cut, 3) for name, cut in cuts.items()} == CUTS


def test_why_shows_what_was_asked_beside_the_tags(
    tmp_path: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    told(tmp_path, store, [mention(1, "the fan hums, all night")])
    app = App.over(config(tmp_path), Clock(), store=store, key=b"k" * 32)
    assert looks.why(app, 1) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "danger somebody's safety somebody's safety 83" in shown
    assert "no danger 17" in shown
    assert "from the press no no 90" in shown


def test_the_cuts_are_the_operator_s() -> None:
    costs = Costs(missed_danger=50, needless_alert=450, needless_ring=900)
    brand = VELORINE.model_copy(update={"costs": costs})
    mild, grave = (seen("Ma nièce", TALK, risk=risky(p)) for p in (POSSIBLE, LIKELY))
    assert decide(mild, brand).risk == "none"
    assert decide(grave, brand).risk == "possible"


def test_what_is_passed_on_rings_nobody_and_our_own_post_is_none() -> None:
    grave = risky(LIKELY)
    verdict = decide(seen("RT @bob: la nièce", "share neutral none", risk=grave), VELORINE)
    assert (verdict.leaf, verdict.risk, verdict.alert) == (Leaf.COUNT, "possible", "instant")
    verdict = decide(seen("Notre rappel", TALK, risk=grave, by_owner=True), VELORINE)
    assert (verdict.leaf, verdict.risk) == (Leaf.OURS, "none")


@pytest.mark.parametrize("kind", ["hate", "private_data"])
def test_hate_and_private_data_are_the_matter_of_our_own_page(kind: str) -> None:
    grave = risky(LIKELY, kind)
    ours = decide(seen("Lui, il habite là", TALK, risk=grave, venue="own"), VELORINE)
    assert (ours.leaf, ours.risk) == (Leaf.MODERATE, "likely")
    elsewhere = decide(seen("Lui, il habite là", TALK, risk=grave, venue="public"), VELORINE)
    assert (elsewhere.leaf, elsewhere.risk) == (Leaf.LET_STAND, "none")


def test_what_may_be_danger_is_asked_though_it_is_not_sure_to_be_about_us() -> None:
    brand = VELORINE.model_copy(update={"context": ("vélo",), "not_us": ("oiseau",), "fact": ()})
    doubtful = seen("Vélorine, ma nièce est au lit", TALK, risk=risky(LIKELY), about_brand=False)
    assert decide(doubtful, brand).leaf is Leaf.ESCALATE_NOW
    other = seen("l'oiseau et ma nièce", TALK, risk=risky(LIKELY), about_brand=False)
    verdict = decide(other, brand)
    assert (verdict.leaf, verdict.alert, verdict.risk) == (Leaf.NOT_US, "none", "none")


def test_neither_budget_nor_hold_silences_what_may_be_danger(tmp_path: Path, store: Store) -> None:
    cuts = BRAND.thresholds.model_copy(update={"alerts_a_day": 1})
    brand = BRAND.model_copy(update={"thresholds": cuts, "hold": True})
    texts = (
        "they say the fan hums since yesterday",
        "our neighbour swears that his lamp hums",
        "something hums below their old floor",
        "who else hears how the lift hums",
    )
    batch = [mention(n, text) for n, text in enumerate(texts)]
    shown = told(tmp_path, store, batch, brand=brand)
    assert len(shown.alerts) == 4
    assert {card.level for card in shown.alerts} == {"first"}
    assert all("Look at this first" in card.severity for card in shown.alerts)


def test_they_take_no_place_of_the_budget(tmp_path: Path, store: Store) -> None:
    cuts = BRAND.thresholds.model_copy(update={"alerts_a_day": 1})
    brand = BRAND.model_copy(update={"thresholds": cuts})
    texts = ("the fan hums", "his lamp hums at night", "it hums below their old floor")
    hums = [mention(n, text) for n, text in enumerate(texts)]
    blame = [mention(9, "I hate it: @acme my lamp is broken, answer me")]
    shown = told(tmp_path, store, hums, blame, brand=brand)
    assert sorted(card.level for card in shown.alerts) == ["first", "first", "first", "high"]


def test_what_may_be_danger_is_to_be_read_as_soon_as_a_danger() -> None:
    asked = ("critique negative complaint", {"venue": "own"})
    own = decide(seen("Ma nièce est au lit depuis", asked[0], **asked[1]), VELORINE)
    grave, mild = (
        decide(seen("Ma nièce est au lit depuis", asked[0], risk=risky(p), **asked[1]), VELORINE)
        for p in (LIKELY, FAINT)
    )
    assert (grave.leaf, mild.leaf) == (Leaf.ESCALATE_NOW, own.leaf)
    assert own.due_at is not None
    assert grave.due_at is not None
    assert mild.due_at == grave.due_at < own.due_at
    calm = decide(seen("Ma nièce est au lit depuis", TALK, risk=risky(POSSIBLE)), VELORINE)
    assert calm.due_at == grave.due_at


def test_of_one_moment_what_may_be_danger_is_shown_first(tmp_path: Path, store: Store) -> None:
    batch = [
        mention(1, "I hate it: @acme my lamp is broken, answer me"),
        mention(2, "the fan hums, all night"),
        mention(3, "I hate how @acme broke my chair, broken, answer"),
    ]
    shown = told(tmp_path, store, batch)
    assert [card.level for card in shown.alerts] == ["first", "high", "high"]


def test_a_first_look_names_them_beside_its_dangers(tmp_path: Path, store: Store) -> None:
    shown = Kept()
    wall = Listed(name="wall", mentions=(mention(1, "the fan hums, all night"), mention(2, "nice")))
    pipeline(config(tmp_path, wall), store, shown, Clock(), Wary()).once()
    [look] = shown.looks
    assert [card.level for card in look.dangers] == ["first"]
    assert "hums" in look.dangers[0].quote


def test_of_what_is_old_when_it_comes_only_danger_rings(tmp_path: Path, store: Store) -> None:
    then = NOON - timedelta(days=12)
    shown = told(tmp_path, store, [mention(1, "the fan hums, all night", posted_at=then)])
    assert not shown.alerts
    fresh = NOON - timedelta(days=6)
    shown = told(tmp_path, store, [mention(2, "their fan hums a lot", posted_at=fresh)])
    assert [card.level for card in shown.alerts] == ["first"]


def test_the_decision_keeps_the_tier(tmp_path: Path, store: Store) -> None:
    told(
        tmp_path,
        store,
        [mention(1, "the fan hums"), mention(2, "the fan hisses"), mention(3, "ok")],
    )
    with store.reading() as session:
        rows = session.connection().exec_driver_sql("select risk, leaf from decisions order by id")
        assert [row[0] for row in rows] == ["possible", "likely", "none"]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        # Who says in so many words that they would die.
        ("self_harm", "Certains soirs je me dis que tout le monde serait mieux sans moi"),
        ("self_harm", "Merci pour le colis. Mon fils parle de mourir depuis la rentrée."),
        ("self_harm", "Votre pharmacie m'a tout donné, les comprimés sont devant moi"),
        ("self_harm", "My family would be much better off without me, sorry about the invoice"),
        ("self_harm", "The pills are on the table. What time do you close?"),
        ("self_harm", "can't see a reason to wake up, cancel the subscription"),
        # A near miss, what nobody dares to ride, and what is hot enough to melt.
        (
            "safety",
            "Ce matin le guidon s'est replié tout seul, je suis passé à deux doigts d'un bus. Que comptez-vous faire ?",
        ),
        (
            "safety",
            "La batterie chauffe au point de faire fondre le plastique, vous pouvez me dire quoi faire ?",
        ),
        ("safety", "Fourche fissurée au bout de six mois, je n'ose plus rouler."),
        ("safety", "The stem cracked and I'm too scared to ride it."),
        ("safety", "The steering bar folded this morning and I came inches from a lorry."),
        ("safety", "The phone gets too hot to hold while it is charging."),
    ],
)
def test_plain_words_are_looked_at_however_calm_the_model_is(kind: str, text: str) -> None:
    verdict = decide(seen(text, TALK, risk=risky(0.02, kind)), VELORINE)
    assert verdict.risk in ("possible", "likely")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("self_harm", "Vous serez mieux sans moi comme client, je résilie"),
        ("self_harm", "Les pots de fleurs sont sur le rebord de la fenêtre"),
        ("self_harm", "The team is better off without your app"),
        ("self_harm", "Pills in the cupboard, please deliver before noon"),
        ("self_harm", "No reason to wake up early, they never come before ten"),
        ("safety", "J'étais à deux doigts de résilier mon abonnement"),
        ("safety", "On est passé à deux doigts d'un titre"),
        ("safety", "Le consensus s'est fissuré, dommage"),
        ("safety", "We came inches from winning the league"),
        ("safety", "The coffee is too hot to touch, lovely"),
    ],
)
def test_words_that_stand_near_are_no_danger(kind: str, text: str) -> None:
    assert decide(seen(text, TALK, risk=risky(0.02, kind)), VELORINE).risk == "none"


def test_who_asks_why_is_told_what_the_model_read_and_did_not_show() -> None:
    verdict = decide(seen("the fan purrs", TALK, risk=risky(0.4, "safety")), VELORINE)
    assert verdict.risk == "none"
    said = [step.why for step in verdict.path]
    assert any("Le modèle a un doute (la sécurité de quelqu'un)" in why for why in said)
