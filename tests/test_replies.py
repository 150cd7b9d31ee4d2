"""The bank of replies: what each says is within bounds, and what a reply takes up is the author's own."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from test_strategy_kit import BRAND, ENGLISH, mention

from connectors.kit.genres import GENRES
from listener.advice.brief import Brief
from listener.advice.drafts.greeting import first_name, greeting
from listener.advice.drafts.playbook import drafts
from listener.advice.drafts.replies import replies
from listener.advice.drafts.slots import known_slots, may_take_up, private_way
from listener.advice.drafts.taken_up import taken_up
from listener.advice.drafts.tongue import grammatical, of_name, spoken
from listener.advice.leaves import LEAVES, Leaf
from listener.advice.reading.text import fold
from listener.settings.reply import ANY, MATTERS, PLACES, TAKEN_UP, Entry, Reply, reply_of
from listener.words import LANGUAGES

NEG = "critique negative complaint"
languages = pytest.mark.parametrize("language", LANGUAGES)
# What a ministry, a machine or a translation says.
STIFF = re.compile(
    r"n'hesitez pas|concernant|suite a votre|nous mettons tout en oeuvre|dans les meilleurs delais"
    r"|rest assured|we value|any inconvenience|reach out|do not hesitate|don't hesitate"
)


@languages
def test_a_language_has_at_least_400_replies_and_none_twice(language: str) -> None:
    texts = [(one.leaf, one.matter, one.text) for one in replies(language)]
    assert len(texts) >= 400
    assert len(set(texts)) == len(texts)
    assert {one.leaf for one in replies(language)} == {
        leaf.value for leaf, of in LEAVES.items() if of.reply
    }


@languages
def test_each_reply_is_for_a_place_that_there_is_and_short_where_it_says_so(language: str) -> None:
    for one in replies(language):
        assert one.places <= set(PLACES), one.text
        most = 260 if one.length == "short" else 560
        assert len(spoken(one.text, 0)) <= most, one.text
        assert one.text[-1] in ".?!}»”", one.text


@languages
def test_no_reply_speaks_as_a_ministry_or_shouts(language: str) -> None:
    for one in replies(language):
        assert not STIFF.search(fold(one.text)), one.text
        assert "!!" not in one.text, one.text
        both = {spoken(one.text, 0), spoken(one.text, 1)}
        assert not any("<" in text or ">" in text or "|" in text for text in both), one.text


def test_every_french_reply_has_both_registers() -> None:
    for one in replies("fr"):
        of = LEAVES[Leaf(one.leaf)].register
        if of != "familiar":
            said = re.findall(
                r"\b(?:tu|te|toi|ta|tes)\b|(?<!le )(?<!ce )\bton\b", spoken(one.text, 0).lower()
            )
            assert not said, one.text
        if of != "formal" and not LEAVES[Leaf(one.leaf)].introduces:  # those are said to many
            said = re.findall(r"(?<!-)\b(?:vous|votre|vos)\b", spoken(one.text, 1).lower())
            assert not said, one.text


@languages
def test_openings_differ(language: str) -> None:
    heads = Counter(" ".join(fold(one.text).split()[:4]) for one in replies(language))
    heads = Counter({head: n for head, n in heads.items() if "{" not in head})
    assert heads.most_common(1)[0][1] <= 8, heads.most_common(3)


@pytest.mark.parametrize(
    ("piece", "said"),
    [
        ({"text": "Merci pour {noun}."}, "unknown slot {noun}: there are "),
        ({"matter": "bikes"}, "unknown matter 'bikes': there are "),
        ({"matter": ""}, "no matter: a reply has leaf, matter ('any' where it fits all), "),
        ({"length": "long"}, "unknown length 'long': there are short and full"),
        ({"places": ["review"]}, "unknown key places: a reply has leaf, matter "),
    ],
)
def test_a_reply_that_is_not_whole_is_refused_in_words(piece: dict[str, Any], said: str) -> None:
    whole = {"leaf": "THANK", "matter": "any", "length": "short", "text": "Merci."}
    assert reply_of(cast(Entry, whole)).text == "Merci."
    with pytest.raises(ValueError, match=re.escape(said)):
        reply_of(cast(Entry, whole | piece))


def test_a_file_of_replies_that_is_wrong_is_named_with_its_reply(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "en" / "replies"
    folder.mkdir(parents=True)
    whole = 'leaf = "THANK"\nlength = "short"\ntext = "Thanks."\n'
    (folder / "thank.toml").write_text(
        f'[[reply]]\nmatter = "any"\n{whole}[[reply]]\n{whole}', encoding="utf-8"
    )
    monkeypatch.setattr("listener.advice.drafts.replies.files", lambda _: tmp_path)
    with pytest.raises(ValueError, match=r"thank\.toml, reply 2: no matter: "):
        replies.__wrapped__("en")


@pytest.mark.parametrize(
    ("text", "lang", "slot", "said"),
    [
        ("J'attends mon vélo depuis trois semaines.", "fr", "since", "trois semaines"),
        ("Client depuis dix ans, jamais vu ça.", "fr", "since", ""),
        ("La garantie de deux ans, c'est du vent.", "fr", "since", ""),
        ("Acheté il y a trois mois, déjà cassé.", "fr", "since", ""),
        ("Still no reply after 12 days.", "en", "since", "12 days"),
        ("Code refusé depuis 20 min", "fr", "since", "20 min"),
        ("Refusée trois semaines avant ma reprise, rien depuis", "fr", "since", ""),
        ("In the lane 45 minutes early and still waved off", "en", "since", ""),
        ("J'ai 71 ans et toujours rien", "fr", "since", ""),
        ("Sans réponse depuis deux ans", "fr", "since", "deux ans"),
        ("Merci pour ces trois jours de coupure", "fr", "since", "trois jours"),
        ("3 hrs late, no announcement", "en", "since", "3 hrs"),
        ("Perd le bluetooth toutes les 5 min", "fr", "since", ""),
        ("Three engineers, three no-shows", "en", "times", ""),
        ("Waited two hours, then three weeks for the part.", "en", "since", "two hours"),
        ("Six appels et rien.", "fr", "times", "six appels"),
        ("Vingt minutes à attendre au comptoir.", "fr", "since", "vingt minutes"),
        ("VINGT MINUTES sans réponse", "fr", "since", "vingt minutes"),
        ("I sent four emails.", "en", "times", "four emails"),
        ("On m'a débité 48 € pour rien", "fr", "amount", "48 €"),
        ("Charged £32 and then £15", "en", "amount", ""),
        ("Livraison prévue mardi, toujours rien", "fr", "date", "mardi"),
        ("Commandé le 12 mars", "fr", "date", "le 12 mars"),
        ("Nous sommes vendredi et rien", "fr", "date", ""),
        ("Ouvert le mardi prochain ?", "fr", "date", ""),
        ("Promised for Tuesday", "en", "date", "Tuesday"),
        ("Always late on Mondays and Tuesdays", "en", "date", ""),
    ],
)
def test_only_what_is_told_once_and_suffered_is_taken_up(
    text: str, lang: str, slot: str, said: str
) -> None:
    assert getattr(taken_up(text, lang), slot) == said


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Bonjour. Toujours aucune réponse en six jours, bravo.", "Toujours aucune réponse en six jours"),
        ("Service de merde depuis trois semaines", ""),
        ("Bande de voleurs, trois semaines sans rien", "trois semaines sans rien"),
        ("Écrivez à jean@mail.example depuis trois jours", ""),
        ("TROIS SEMAINES SANS AUCUNE RÉPONSE", ""),
        ("see https://x.example three weeks no answer", ""),
        ("<!channel> three weeks no answer", ""),
    ],
)  # fmt: skip
def test_what_is_quoted_is_a_whole_clause_that_may_be_repeated(text: str, quote: str) -> None:
    assert taken_up(text, "fr").quote == quote


def test_the_words_of_the_author_stand_in_a_draft() -> None:
    said = mention("J'attends ma commande depuis trois semaines, six appels.", NEG, lang="fr")
    texts = " ".join(d.text.lower() for d in drafts(Leaf.REPAIR, Brief.of(said), BRAND))
    assert "trois semaines" in texts or "six appels" in texts


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("Lucie", "Lucie"),
        ("lucie m.", "Lucie"),
        ("Jean-Marc Petit", "Jean-Marc"),
        ("Martin Sophie", ""),
        ("velo_fan_75", ""),
        ("Vélo Club", ""),
        ("Le Fournil", ""),
        ("Rose", ""),
        ("Paweł N.", "Paweł"),
        ("", ""),
        ("<b>Lucie</b>", ""),
    ],
)
def test_only_a_given_name_is_greeted(author: str, name: str) -> None:
    assert first_name(author) == name


@pytest.mark.parametrize(
    ("genre", "hello"),
    [("review", "Bonjour Lucie,"), ("mail", "Bonjour Lucie,"), ("tweet", ""), ("social_post", "")],
)
def test_reviews_and_letters_are_greeted_and_networks_are_not(genre: str, hello: str) -> None:
    brief = Brief(
        text="x", genre=genre, form="critique", tone="negative", intent="complaint", author="Lucie"
    )
    assert greeting(brief, "Je regarde.", "fr") == hello
    assert greeting(brief, "Bonjour, je regarde.", "fr") == ""


@pytest.mark.parametrize("text", ["Bonjour, une question.", "@acme slt, ouvert ?", "Hello there"])
def test_who_greets_us_is_greeted_on_a_network_too(text: str) -> None:
    brief = Brief(
        text=text, genre="tweet", form="critique", tone="neutral", intent="question", author=""
    )
    assert greeting(brief, "Je regarde.", "fr") == "Bonjour,"
    calls = replace(brief, text="On m'a dit bonjour, et rien d'autre")
    assert greeting(calls, "Je regarde.", "fr") == ""


def test_french_says_a_day_after_here_as_people_do() -> None:
    said = grammatical("Réponse ici d'ici vendredi soir, et pas d'ici là.", "fr")
    assert said == "Réponse ici avant vendredi soir, et pas d'ici là."


@pytest.mark.parametrize(
    ("genre", "told", "contact", "asks"),
    [
        ("tweet", "rien", "", "message privé"),
        ("reddit_comment", "rien", "", "message privé"),
        ("review", "rien", "", None),
        ("review", "rien", "aide@x.example", "aide@x.example"),
        ("app_review", "rien", "", None),
        ("issue", "rien", "aide@x.example", None),
        ("youtube_comment", "rien", "", None),
        ("tweet", "J'ai envoyé deux DM, rien", "", None),
    ],
)
def test_a_private_way_is_asked_for_where_the_place_has_one_and_it_was_not_tried(
    genre: str, told: str, contact: str, asks: str | None
) -> None:
    brand = BRAND.model_copy(update={"contact": contact})
    brief = Brief(text=told, genre=genre, form="critique", tone="negative", intent="complaint")
    way = private_way(brief, brand, "refund", "fr", 0)
    assert private_way(brief, brand, "any", "fr", 0) == ""  # nothing has to be looked up
    assert (asks in way) if asks else way == ""


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Orval", "d'Orval"),
        ("Kestrow", "de Kestrow"),
        ("Les Vignettes", "des Vignettes"),
        ("Le Fournil", "du Fournil"),
        ("La Ruche", "de La Ruche"),
        ("Hôtel Bleu", "de l'Hôtel Bleu"),
        ("Musée du Sel", "du Musée du Sel"),
        ("Maison Roux", "de la Maison Roux"),
        ("Harbourlane", "de Harbourlane"),
    ],
)
def test_french_runs_a_name_and_its_article_together(name: str, said: str) -> None:
    assert of_name(name, "fr") == said
    assert of_name(name, "en") == f"from {name}"


def test_french_contracts_before_a_date_and_leaves_pronouns_alone() -> None:
    text = "Votre visite de le 12 mars, et l'envie de les voir."
    assert grammatical(text, "fr") == "Votre visite du 12 mars, et l'envie de les voir."
    assert grammatical(text, "en") == text


def test_no_two_drafts_in_a_row_begin_alike() -> None:
    before: list[str] = []
    for n in range(8):
        said = mention(f"Great place number {n}", "critique positive praise", lang="en")
        pair = drafts(Leaf.THANK, Brief.of(said), ENGLISH, before=before)
        before = [d.text for d in reversed(pair)] + before
    bodies = (re.sub("“[^”]*”", "q", text) for text in before)
    heads = [" ".join(fold(text).split()[:4]) for text in bodies]
    assert len(set(heads)) == len(heads)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Merci à Karim pour sa patience.", "Karim"),
        ("Bravo à Fatou et Élodie !", "Fatou et Élodie"),
        ("Merci, mon fils Jules était ravi.", ""),
        ("Jules est arrivé en hurlant.", ""),
        ("Merci à Paul, Karim, Fatou et Julie", ""),
        ("merci lucie", ""),
    ],
)
def test_who_is_thanked_is_named(text: str, people: str) -> None:
    brief = Brief(text=text, genre="review", form="critique", tone="positive", intent="praise")
    assert known_slots(brief, BRAND, Leaf.THANK, "fr").get("people", "") == people


@pytest.mark.parametrize(
    ("gesture", "said"),
    [
        ("un essai offert du vélo neuf", "un essai offert du vélo neuf"),
        ("prolongation du prêt du vélo neuf", "ceci : prolongation du prêt du vélo neuf"),
    ],
)
def test_a_gesture_without_an_article_is_set_apart(gesture: str, said: str) -> None:
    brand = BRAND.model_copy(update={"allowed_gestures": (gesture,)})
    texts = "".join(
        d.text
        for n in range(12)
        for d in drafts(
            Leaf.REPAIR, Brief.of(mention(f"mon vélo neuf est cassé {n}", NEG, lang="fr")), brand
        )
    )
    assert said in texts


def test_every_place_has_a_genre() -> None:
    assert {of.place for of in GENRES.values()} == set(PLACES)


@languages
def test_no_reply_waits_for_what_its_leaf_and_matter_never_say(language: str) -> None:
    for one in replies(language):
        matters = MATTERS if one.matter == ANY else (one.matter,)
        needs = one.slots & TAKEN_UP
        assert any(needs <= may_take_up(one.leaf, matter) for matter in matters), one.text


def test_a_reply_knows_its_slots_in_small_letters() -> None:
    one = Reply("REPAIR", "any", "short", "{Since} : pardon. {private}")
    assert one.slots == {"since", "private"}
