"""The brand's voice: [brand.voice], and its own replies, which come before ours where they fit."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from test_strategy_kit import BRAND, ENGLISH, mention

from listener.advice.brief import Brief
from listener.advice.drafts import tongue
from listener.advice.drafts.draft import Draft
from listener.advice.drafts.ethics import check
from listener.advice.drafts.holding import holding
from listener.advice.drafts.playbook import Choice, choices, drafts
from listener.advice.drafts.replies import replies, replies_for
from listener.advice.drafts.voice import register_of, says_i
from listener.advice.leaves import LEAVES, Leaf
from listener.advice.reading.text import fold
from listener.settings.brand import Brand
from listener.settings.config import ConfigError
from listener.settings.load import load
from listener.settings.reply import ANSWERED, Reply
from listener.settings.sheets import Own
from listener.settings.voice import LONGEST, MOST_BYTES, Voice, reply_in

NEG = "critique negative complaint"
LATE = Brief.of(mention("Ma commande est en retard de trois semaines.", NEG, lang="fr"))
FAMILIAR = Brief.of(mention("Tu m'as oublié ? Ma commande est en retard.", NEG, lang="fr"))
LATE_EN = Brief.of(mention("My order is three weeks late.", NEG, lang="en"))


def two(leaf: Leaf, brief: Brief, brand: Brand) -> tuple[Draft, Draft]:
    made = drafts(leaf, brief, brand)
    assert len(made) == 2
    return made


KIND = ("Great bike", "Love it so much", "Best shop ever", "The staff are lovely", "Fast delivery")


def voiced(of: Brand = BRAND, **fields: Any) -> Brand:
    return of.model_copy(update={"voice": Voice.model_validate(fields)})


def own(*replies: Reply, of: Brand = BRAND) -> Brand:
    return of.with_own(Own(replies=replies))


def reply(text: str, **more: Any) -> Reply:
    given = {"leaf": "REPAIR", "matter": "any", "length": "short", "lang": "fr", "name": "a.md"}
    return Reply(text=text, is_own=True, **{**given, **more})


def test_the_leaves_of_replies_are_those_of_the_tree_that_are_answered() -> None:
    assert set(ANSWERED) == {leaf.value for leaf, of in LEAVES.items() if of.reply}


@pytest.mark.parametrize(("register", "says"), [("vous", True), ("tu", False)])
def test_the_brand_says_vous_or_tu_whatever_the_author_says(register: str, says: bool) -> None:
    for brief in (LATE, FAMILIAR):
        for n in range(12):
            text = "x " * n + brief.text
            of = Brief.of(mention(text, NEG, lang="fr"))
            for draft in drafts(Leaf.REPAIR, of, voiced(register=register)):
                ours = re.sub("«[^»]*»", " ", draft.text)  # what is quoted is the author's
                words = set(fold(ours).replace("-", " ").split())
                assert not words & ({"tu", "ton", "toi"} if says else {"vous", "votre", "vos"})


def test_a_holding_reply_has_the_brands_register_too() -> None:
    texts = {
        register: holding("health", LATE, voiced(register=register), country=None).text
        for register in ("author", "vous", "tu")
    }
    assert texts["author"] == texts["vous"] != texts["tu"]


def test_the_press_is_never_called_tu_nor_a_colleague_vous() -> None:
    for leaf, register, said in (
        (Leaf.ANSWER_PRESS, "tu", "Vous avez bien fait"),
        (Leaf.EMPLOYEE, "vous", "Tu as bien fait"),
    ):
        mine = reply("<Vous avez|Tu as> bien fait de nous écrire.", leaf=leaf)
        assert said in two(leaf, LATE, voiced(own(mine), register=register))[0].text


def test_who_signs_is_worded_by_the_brand_and_known_for_who_speaks() -> None:
    brand = voiced(ENGLISH, signature="{speaker}, the {brand} crew!")
    for leaf in (Leaf.REPAIR, Leaf.OFFER_HELP):
        for draft in drafts(leaf, LATE_EN, brand):
            assert "Camille, the Vélorine crew" in draft.text
            assert "crew!." not in draft.text
            told = check(draft.text, LATE_EN, brand)
            assert all(one.passed for one in told if one.id == "identity")


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"signature": "The team"}, "says who speaks"),
        ({"signature": "{speaker}\n{brand}"}, "says who speaks"),
        ({"signature": "{speaker} {brand} {contact}"}, "nothing else"),
        ({"signature": "{speaker.x} {brand}"}, "nothing else"),
        ({"signature": "{speaker!r:>99} {brand}"}, "nothing else"),
        ({"signature": "{speaker"}, "nothing else"),
        ({"never": ["*"]}, "is no word"),
        ({"register": "du"}, "author"),
    ],
)
def test_a_voice_that_cannot_be_used_is_refused(fields: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        Voice.model_validate(fields)


def test_a_forbidden_word_stands_in_no_draft_where_another_reply_is_left() -> None:
    plain = " ".join(d.text for n in range(8) for d in _several(n, BRAND))
    assert "je" in fold(plain).split()
    spared = " ".join(
        d.text for n in range(8) for d in _several(n, voiced(never=["regard*", "Équipe"]))
    )
    assert "equipe" not in fold(spared).split()
    assert "regard" not in fold(spared)


def _several(n: int, brand: Brand) -> tuple[Any, ...]:
    brief = Brief.of(mention(f"Ma commande {n} est en retard.", NEG, lang="fr"))
    return drafts(Leaf.REPAIR, brief, brand)


def test_where_every_reply_holds_one_the_draft_is_made_and_the_check_names_it() -> None:
    brand = voiced(never=["vélorine"])
    for draft in drafts(Leaf.REPAIR, LATE, brand):
        [failed] = [one for one in check(draft.text, LATE, brand) if not one.passed]
        assert (failed.id, failed.why) == (
            "never",
            "contient «\u00a0vélorine\u00a0», que vous ne voulez jamais dire",
        )
    assert "never" not in {one.id for one in check("x", LATE, BRAND)}


def test_who_says_we_says_i_only_where_nothing_else_fits() -> None:
    def share(brand: Brand) -> float:
        made = [c for post in KIND for c in _thanks(post, brand)]
        return sum(says_i(c.reply, "en") for c in made) / len(made)

    assert share(ENGLISH) > 0
    assert share(voiced(ENGLISH, we="we")) == 0
    repaired = drafts(Leaf.REPAIR, LATE_EN, voiced(ENGLISH, we="we"))
    assert len(repaired) == 2  # nearly all of these say I: they are used, as they are
    ours = own(reply("We're on it {day}.", lang="en"), of=voiced(ENGLISH, we="we"))
    assert two(Leaf.REPAIR, LATE_EN, ours)[0].text.startswith("We're on it")


def _thanks(post: str, brand: Brand) -> tuple[Any, ...]:
    brief = Brief.of(mention(post, "share positive praise", lang="en"))
    return choices(Leaf.THANK, brief, brand)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_who_speaks_is_read_of_the_reply_and_not_of_what_it_quotes(language: str) -> None:
    said = {"fr": ("J'y suis.", "{quote} : merci."), "en": ("I'm on it.", "{quote}: thanks.")}
    alone, none = said[language]
    assert says_i(reply(alone), language)
    assert not says_i(reply(none), language)
    assert any(not says_i(one, language) for one in replies(language))


def test_an_own_reply_comes_first_where_it_fits_and_only_there() -> None:
    mine = reply("Trois semaines, c'est trop. On s'en occupe {day}.")
    short, full = two(Leaf.REPAIR, LATE, own(mine))
    assert short.text.startswith("Trois semaines, c'est trop. On s'en occupe")
    assert "On s'en occupe" not in full.text
    for other in (
        reply(mine.text, matter="food"),
        reply(mine.text, places=frozenset(("review",))),
        reply(mine.text, is_again=True),
        reply(mine.text, says=("soupe*",)),
        reply(mine.text, lang="en"),
        reply(mine.text, leaf="THANK"),
        reply(f"{mine.text} {{amount}}"),
        reply(f"{mine.text} Vous serez remboursé sous 24 heures."),
    ):
        assert not any(mine.text[:20] in d.text for d in drafts(Leaf.REPAIR, LATE, own(other)))


def test_why_an_own_reply_was_not_chosen_is_known() -> None:
    texts = {
        "matter": reply("Un.", matter="food", name="un.md"),
        "place": reply("Deux.", places=frozenset(("mail",)), name="deux.md"),
        "again": reply("Trois.", is_again=True, name="trois.md"),
        "says": reply("Quatre et demi.", says=("vélo*",), name="demi.md"),
        "slots": reply("Quatre {amount}.", name="quatre.md"),
        "length": reply("Cinq.", length="full", name="cinq.md"),
        "check.gesture_not_allowed": reply(
            "Six : vous serez remboursé sous 24 heures.", name="six.md"
        ),
        "never": reply("Sept soucis.", name="sept.md"),
    }
    brand = voiced(own(*texts.values()), never=["souci*"])
    found: tuple[Choice, ...] = choices(Leaf.REPAIR, LATE, brand)
    short = found[0]
    assert short.own == {one.name: why for why, one in texts.items()}
    assert not short.reply.is_own
    assert sum(short.others.values()) == len(texts) + len(replies_for("fr", "REPAIR")) - 1


HEAD = '+++\nleaf = "REPAIR"\n{more}+++\n'


def read(content: str | bytes, name: str = "a.md") -> tuple[Reply | None, list[str]]:
    told = list[str]()
    found = reply_in(content if isinstance(content, bytes) else content.encode(), name, "fr", told)
    return found, told


@pytest.mark.parametrize(
    "content",
    [
        '+++\nleaf = "REPAIR"\nmatter = "delivery_late"\nplace = ["review", "app"]\nwhen = "again"\n'
        'says = ["parcel"]\nlang = "en"\nlength = "full"\n+++\n\nWe are on it.\nBack {day}.\n',
        "---\nleaf: repair\nmatter: Delivery late\nplace: review, app\nwhen: 'again'\n# a remark\nsays: parcel\n"
        'lang: "en"\nlength: full\n---\nWe are on it.\r\nBack {day}.\n',
        "\ufeff---\nleaf: Repair\nmatter: delivery-late\nplace:\n  - review\n  - app\nwhen: again\nsays: [parcel]\n"
        "lang: en\nlength: full\n---\nWe are on it. Back {day}.",
    ],
)
def test_a_file_says_in_toml_or_line_by_line_when_it_fits(content: str) -> None:
    found, told = read(content)
    assert told == []
    assert found == Reply(
        leaf="REPAIR",
        matter="delivery_late",
        length="full",
        text="We are on it. Back {day}.",
        places=frozenset(("review", "app")),
        is_again=True,
        says=("parcel",),
        is_own=True,
        lang="en",
        name="a.md",
    )


def test_what_a_file_leaves_out_is_known_of_its_name_its_length_and_the_brand() -> None:
    short, _ = read(HEAD.format(more="") + "Bien reçu.")
    long, _ = read(HEAD.format(more="") + "Bien reçu. " * 40, "late.en.md")
    assert short
    assert long
    assert (short.length, short.lang, short.matter) == ("short", "fr", "any")
    assert (long.length, long.lang) == ("full", "en")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("Bonjour", "its head is missing"),
        ('+++\nleaf = "REPAIR"\nBonjour', "its head is missing"),
        ("", "its head is missing"),
        (HEAD.format(more="") + " \n", "text: nothing in it can be seen"),
        (HEAD.format(more="matter = \n") + "Bien.", "line 2"),
        (HEAD.format(more='mater = "order"\n') + "Bien.", "did you mean 'matter'?"),
        (HEAD.format(more='matter = "ordre"\n') + "Bien.", "did you mean 'order'?"),
        ('+++\nleaf = "REPARE"\n+++\nBien.', "did you mean 'REPAIR'?"),
        ('+++\nleaf = "COUNT"\n+++\nBien.', "leaf: 'COUNT'?"),
        (HEAD.format(more='place = "reviews"\n') + "Bien.", "did you mean 'review'?"),
        (HEAD.format(more='text = "Oui."\n') + "Bien.", "stands below the head"),
        (HEAD.format(more='length = "long"\n') + "Bien.", "length: "),
        ("---\nleaf REPAIR\n---\nBien.", "line 2: write one key a line"),
        ("---\nleaf: REPAIR\nleaf: THANK\n---\nBien.", "line 3: write one key a line"),
        (HEAD.format(more="") + "Bien {noun}.", "{noun} is nothing that can be filled in"),
        (HEAD.format(more="") + "Bien {day", "{ is nothing that can be filled in"),
        (HEAD.format(more="") + "Bien {day!r:9999}", "{ is nothing that can be filled in"),
        (HEAD.format(more="") + "Bien {{day}}", "{ is nothing that can be filled in"),
        (HEAD.format(more="") + "Bien {day.__class__}", "is nothing that can be filled in"),
        (HEAD.format(more="") + "<!channel> Bien", "two forms of address"),
        (HEAD.format(more="") + "Bien \x1b[31m", "hidden signs"),
        (HEAD.format(more="") + "Bien \u202e", "hidden signs"),
        (HEAD.format(more="") + "Bien. " * (LONGEST // 5), "text: "),
        (b"+++\nleaf = 'REPAIR'\n+++\nD\xe9sol\xe9", "not written in UTF-8"),
        (b"+++\n" + b"a" * MOST_BYTES, "larger than 64 kB"),
        (HEAD.format(more=f"x = {'[' * 9000}\n") + "Bien.", "deeper"),
    ],
)
def test_a_file_that_is_wrong_is_told_in_one_line(content: str | bytes, told: str) -> None:
    found, lines = read(content)
    assert found is None
    [line] = lines
    assert told in line
    assert "\n" not in line


def settings(
    folder: Path, *, voice: str = 'replies = "mine"', language: str = "fr", **files: str
) -> Path:
    """Settings of a brand with a voice, and its own replies beside them."""
    (folder / "mine").mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / "mine" / f"{name}.md").write_text(text, "utf-8")
    path = folder / "config.toml"
    head = f'[[brand]]\nname = "Acme"\nlanguage = "{language}"\nspeaker = "Camille"\n'
    path.write_text(f"{head}[brand.voice]\n{voice}\n", "utf-8")
    return path


def test_a_broken_file_is_told_in_french_and_costs_itself_alone(tmp_path: Path) -> None:
    path = settings(tmp_path, good=HEAD.format(more="") + "Bien.", bad="Bonjour")
    (tmp_path / "mine" / "folder.md").mkdir()
    config = load(path, {})
    assert config.faults == (
        "config.toml: brand (Acme).voice.replies: bad.md: il manque l'en-tête : commencez par +++,"
        ' puis une ligne comme leaf = "REPAIR", puis +++',
        "config.toml: brand (Acme).voice.replies: folder.md: ce n'est pas un fichier : déplacez-le",
    )
    assert [one.name for one in config.brand[0].own.replies] == ["good.md"]


def test_a_folder_of_replies_that_is_not_there_is_told(tmp_path: Path) -> None:
    [fault] = load(settings(tmp_path, voice='replies = "nowhere"'), {}).faults
    assert "voice.replies: dossier illisible" in fault


def test_the_key_is_register_as_people_write_it(tmp_path: Path) -> None:
    assert load(settings(tmp_path, voice='register = "tu"'), {}).brand[0].voice.register_ == "tu"
    text = settings(tmp_path, voice='registre = "tu"')
    with pytest.raises(ConfigError, match="Vouliez-vous dire 'register'"):
        load(text, {})


def test_who_says_tu_in_a_title_alone_is_answered_so() -> None:
    asked = Brief(text="", title="Tu fais quoi de mon colis ?", genre="review", lang="fr", form="critique", tone="negative", intent="complaint")  # fmt: skip
    assert register_of("REPAIR", asked, BRAND, "fr") == tongue.FAMILIAR
    assert register_of("REPAIR", replace(asked, title=None), BRAND, "fr") == tongue.FORMAL
