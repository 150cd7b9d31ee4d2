"""The tree as a whole: total, deterministic, in the right order, and never without a reason."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from rigs.effort import examples
from test_strategy_kit import BRAND, ENGLISH, EVIDENCE, NOW, belief, contact, mention

from listener.advice.evidence import Evidence
from listener.advice.leaves import LEAVES, Leaf, facts_of
from listener.advice.tree import decide
from listener.words import say

NEG = "critique negative complaint"


@settings(max_examples=examples(80, thorough=400))
@given(EVIDENCE)
def test_every_mention_ends_in_one_leaf_with_a_reason_and_a_path(evidence: Evidence) -> None:
    for brand in (BRAND, ENGLISH):
        verdict = decide(evidence, brand)
        assert verdict.leaf in Leaf
        assert verdict.leaf is not Leaf.PUBLISH_ANSWER
        assert verdict.reason.strip()
        assert verdict.path
        assert all(s.question and s.answer and s.why for s in verdict.path)
        assert verdict.path[-1].why == verdict.reason or verdict.path[-2].why == verdict.reason
        assert 2 <= len(verdict.signals) <= 3
        assert verdict.rule
        assert say(brand.language, f"rule.{verdict.rule}")
        assert verdict == decide(evidence, brand)


@settings(max_examples=examples(40, thorough=200))
@given(EVIDENCE)
def test_nothing_that_is_due_is_silent_and_what_is_due_has_a_zone(evidence: Evidence) -> None:
    verdict = decide(evidence, BRAND)
    if verdict.due_at is None:
        assert facts_of(verdict.leaf).delay is None
        return
    assert verdict.due_at.tzinfo is not None
    assert verdict.due_at > (evidence.at if verdict.leaf is Leaf.MONITOR else evidence.collected_at)
    assert verdict.alert != "none"


@settings(max_examples=examples(40, thorough=200))
@given(EVIDENCE)
def test_a_hold_stops_every_public_reply_and_nothing_else(evidence: Evidence) -> None:
    free = decide(evidence, BRAND)
    held = decide(evidence, BRAND.model_copy(update={"hold": True}))
    assert facts_of(held.leaf).reply != "public"
    if facts_of(free.leaf).reply != "public" and free.leaf is not Leaf.LET_STAND:
        assert held.leaf is free.leaf


@pytest.mark.parametrize(
    ("stronger", "weaker", "evidence"),
    [
        ("NOT_US", "danger", mention("la voiture a pris feu", NEG, addressed=False, about_brand=False)),
        ("OURS", "danger", mention("une batterie a pris feu", NEG, by_owner=True)),
        ("ESCALATE_NOW", "press", mention("Request for comment: a battery caught fire", NEG)),
        ("ESCALATE_NOW", "a share", mention("Ma batterie a pris feu", "share neutral none")),
        ("ESCALATE_NOW", "an unknown form", mention("Ma batterie a pris feu", NEG, form="unsure")),
        ("ESCALATE_NOW", "our answer", mention("Elle a pris feu !", NEG, replies_to_our_answer=True)),
        ("ESCALATE_NOW", "a hold", mention("La batterie a pris feu", NEG)),
        ("ANSWER_PRESS", "an open case", mention("Je suis journaliste, une question ?", "critique neutral question", contacts=(contact(),))),
        ("CLOSE", "an open case", mention("Merci, parfait", "critique positive praise", replies_to_our_answer=True, contacts=(contact(),))),
        ("RESUME", "a work", mention("Ma vidéo", "creation positive none", contacts=(contact(),))),
        ("CORRECT", "repair", mention("Panne, et garantie 1 an !", NEG)),
    ],
)  # fmt: skip
def test_the_first_yes_decides(stronger: str, weaker: str, evidence: Evidence) -> None:
    brand = BRAND.model_copy(update={"hold": weaker == "a hold"})
    assert decide(evidence, brand).leaf == stronger, weaker


@pytest.mark.parametrize("form", ["share", "discussion", "creation", "off", "own", "critique"])
def test_a_letter_to_our_mailbox_speaks_to_us_whatever_its_words_read_like(form: str) -> None:
    asks = mention("How long does a filter last?", f"{form} neutral question", about_brand=False)
    letter = replace(asks, genre="mail", addressed=True)
    assert decide(letter, ENGLISH).leaf is Leaf.ANSWER
    # One that a list sent on may be said among peers.
    if form in ("discussion", "off"):
        assert decide(replace(letter, addressed=None), ENGLISH).leaf is not Leaf.ANSWER


def test_the_path_tells_every_question_up_to_the_one_that_decided() -> None:
    path = decide(mention("@velorine toujours rien reçu", NEG), ENGLISH).path
    asked = [step.question for step in path]
    assert asked[:3] == [
        "Is it about us?",
        "Does a colleague report something grave?",
        "Is somebody in danger?",
    ]
    known = asked.index("Do we know to whom it speaks?")
    assert asked.index("Is somebody in danger?") < asked.index("Is it the press?") < known
    assert asked.index("Is it the press?") < asked.index("Is it ours?") < known
    assert known < asked.index("Passed on, or without words?")
    assert path[-2].question == "A bad experience?"
    assert path[-2].answer == "yes"
    assert path[-1].question == "Does a rule forbid a public reply?"


def test_due_times_are_those_of_the_product() -> None:
    spans = {leaf: (facts.delay, facts.clock) for leaf, facts in LEAVES.items() if facts.delay}
    hour = timedelta(hours=1)
    assert spans[Leaf.ESCALATE_NOW] == (timedelta(minutes=15), True)
    assert spans[Leaf.ESCALATE_PR] == (hour, True)
    for leaf in (Leaf.ANSWER_PRESS, Leaf.CORRECT_PRESS, Leaf.MODERATE):
        assert spans[leaf] == (hour, False)
    assert spans[Leaf.REPAIR] == (4 * hour, False)
    assert facts_of(Leaf.REPAIR).review_delay == 24 * hour
    for leaf in (Leaf.ANSWER, Leaf.OFFER_HELP, Leaf.RESUME):
        assert spans[leaf] == (8 * hour, False)
    for leaf in (Leaf.CORRECT, Leaf.CORRECT_PEERS, Leaf.ETHICS):
        assert spans[leaf] == (24 * hour, False)
    for leaf in (Leaf.THANK, Leaf.THANK_AND_TRACK, Leaf.CREATOR):
        assert spans[leaf] == (72 * hour, False)


def test_a_critique_at_ten_is_due_four_open_hours_later_and_danger_in_a_quarter() -> None:
    soon = decide(mention("@velorine toujours rien reçu", NEG), BRAND)
    now = decide(mention("@velorine la batterie a pris feu", NEG), BRAND)
    assert soon.due_at == NOW + timedelta(hours=4)
    assert now.due_at == NOW + timedelta(minutes=15)


def test_press_legal_and_crisis_need_two_approvers_and_danger_is_never_answered_by_its_leaf() -> (
    None
):
    assert facts_of(Leaf.ANSWER_PRESS).approvers == 2
    assert facts_of(Leaf.REPAIR).approvers == 1
    for leaf in (Leaf.ESCALATE_NOW, Leaf.MODERATE, Leaf.ESCALATE_PR, Leaf.LET_STAND, Leaf.COUNT):
        assert facts_of(leaf).reply is None


def test_a_lawyer_or_a_right_copies_legal_and_the_data_officer() -> None:
    lawyer = decide(mention("@velorine rien reçu, mon avocat suit", NEG), BRAND)
    right = decide(mention("@velorine RGPD : rien reçu", NEG), BRAND)
    assert (lawyer.copied, right.copied) == (("legal",), ("legal", "dpo"))
    assert lawyer.leaf is right.leaf is Leaf.REPAIR
    assert lawyer.approvers == right.approvers == 2


@pytest.mark.parametrize(
    ("text", "is_legal"),
    [
        ("I filed a complaint with Trading Standards", True),
        ("I will see you in court", True),
        ("I reported you to the BBB", True),
        ("complaint lodged with the ombudsman", True),
        ("we are going to small claims", True),
        ("je vous assigne devant le juge", True),
        ("plainte déposée à la DGCCRF", True),
        ("j'ai saisi un médiateur", True),
        ("je saisis l'UFC-Que Choisir", True),
        ("nous vous mettons en demeure", True),
        ("I waited an hour in court 3 of the sports hall", False),
        ("the food court was closed and so was the basketball court", False),
        ("see you in court 3", False),
        ("See you in court number 12 tonight!", False),
        ("meet me, see you in court two at six", False),
        ("see you in court tomorrow for padel", False),
        ("see you in court 3 May", True),
        ("see you in court 2 weeks from now", True),
        ("see you in court, 3 lawyers read this", True),
        ("on se voit au court 3", False),
        ("rendez-vous sur le court n° 2 du square", False),
        ("on se verra au tribunal le 3", True),
        ("un délai trop court", False),
        ("je suis à court de mots", False),
        ("will Sue be in on Monday", False),
        ("I filed a complaint on your site", False),
    ],
)
def test_whoever_goes_to_law_or_an_authority_is_read_by_legal(text: str, is_legal: bool) -> None:
    verdict = decide(mention(f"@velorine rien reçu, {text}", NEG), BRAND)
    assert ("legal" in verdict.copied) is is_legal


def test_press_is_informed_of_a_journalist_who_is_a_customer_and_of_a_blaming_work() -> None:
    order = decide(mention("@velorine ma commande est en retard", NEG, role="journalist"), BRAND)
    video = decide(mention("Vidéo : panne", "creation negative complaint"), BRAND)
    assert (order.lane, order.copied) == ("customers", ("press",))
    assert (video.lane, video.copied) == ("influencers", ("press",))


def test_the_reason_says_what_our_own_post_was() -> None:
    ours = mention("Voici comment régler vos freins", by_owner=True)
    for kind, post in (
        ("contribution", ours),
        ("answer", replace(ours, parent_url="https://x.example/1")),
        ("promotion", replace(ours, text="Soldes : -20 % partout")),
    ):
        assert decide(post, BRAND).reason == say("fr", f"why.ours.{kind}")


def test_confidence_falls_with_the_weakest_tag_that_decided() -> None:
    said = mention("@velorine toujours rien reçu", NEG)
    shaky = replace(said, tone=belief("negative", 0.7))
    unsure = replace(said, tone=belief("unsure", 0.4, best="negative"))
    told = belief("critique", 1, by_person=True)
    person = replace(said, form=told, tone=belief("negative", 0.1, by_person=True))
    words = [decide(e, BRAND).confidence for e in (unsure, shaky, said, person)]
    levels = [("please check", "fairly sure", "sure").index(word) for word in words]
    assert levels == sorted(levels)
    assert words[0] != "sure"
    assert words[-1] == "sure"


def test_words_alone_never_make_us_more_than_fairly_sure() -> None:
    assert decide(mention("La batterie a pris feu", NEG), BRAND).confidence == "fairly sure"


def test_the_reason_quotes_the_authors_words_with_their_accents() -> None:
    verdict = decide(mention("Décharge électrique ce matin @velorine", NEG), BRAND)
    assert "Décharge électrique" in verdict.reason


def test_a_form_that_only_the_place_told_is_said() -> None:
    between = belief("unsure", 0.4, best="critique", second="discussion")
    for venue, text in (
        ("own", "Panne, et garantie 1 an !"),
        ("public", "Vélorine, belle journée"),
    ):
        verdict = decide(mention(text, "x negative none", form=between, venue=venue), ENGLISH)
        assert "The form is unsure" in verdict.reason


def test_what_is_passed_on_of_a_danger_is_still_shown() -> None:
    told = mention("RT @ana: la batterie de mon Vélorine a pris feu", "share neutral none")
    assert (decide(told, BRAND).alert, decide(told, BRAND).rule) == ("grouped", "danger-passed-on")


def test_a_kind_tone_that_is_a_guess_is_read_by_a_person_before_anybody_thanks() -> None:
    guess = {"tone": belief("unsure", 0.43, best="positive")}
    verdict = decide(
        mention("@velorine allez, bande de clowns", "critique positive praise", **guess), BRAND
    )
    assert verdict.leaf is Leaf.MONITOR_ABUSE
    verdict = decide(
        mention("@velorine un bout de plastique ce matin", "critique positive praise", **guess),
        BRAND,
    )
    assert verdict.leaf is Leaf.ASK_TRIAGE
    stars = {**guess, "rating": 5, "venue": "review", "genre": "review"}
    assert decide(mention("au top", "critique positive praise", **stars), BRAND).leaf is Leaf.THANK


def test_praise_beside_blame_is_no_reason_to_repair_nothing() -> None:
    """The likeliest intent is praise and the whole blames: what it wants is the next likely."""
    tone = belief("mixed", scores={"mixed": 0.8, "positive": 0.18, "negative": 0.02})
    shares = {"praise": 0.7, "complaint": 0.2, "question": 0.05, "idea": 0.03, "none": 0.02}
    intent = belief("praise", 0.7, scores=shares)
    text = "@velorine Trois semaines de retard et la sonnette est fendue. Le cadre, très bien."
    told = mention(
        text, "critique mixed praise", tone=tone, intent=intent, rating=3, venue="review"
    )
    assert decide(told, BRAND).leaf is Leaf.REPAIR
    by_person = replace(told, intent=replace(intent, by_person=True))
    assert decide(by_person, BRAND).leaf is Leaf.ACKNOWLEDGE, "what a person says is not doubted"


def test_what_a_colleague_wrote_is_quoted_before_what_the_model_takes_it_for() -> None:
    text = "Je travaille chez Vélorine, la grille ne ferme plus, c'est dans le cahier."
    verdict = decide(mention(text, "discussion negative none", risk={"safety": 0.95}), BRAND)
    assert verdict.leaf is Leaf.WORKPLACE
    assert "dans le cahier" in verdict.reason


def test_a_doubt_is_told_once() -> None:
    brand = BRAND.model_copy(update={"context": ("vélo",), "not_us": ("un oiseau",), "fact": ()})
    verdict = decide(
        mention("Vélorine hier, enfin", "creation neutral none", about_brand=False), brand
    )
    assert verdict.leaf is Leaf.ASK_TRIAGE
    half = len(verdict.reason) // 2
    assert verdict.reason[:half] not in verdict.reason[half:]
