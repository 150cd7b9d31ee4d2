"""`listener playbook`: what the bank lacks, why a draft is what it is, and a reply that is added."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from acme import BRAND, NOON, Clock, CueTagger, Kept, Listed, config, mention, pipeline
from test_strategy_kit import BRAND as VELORINE
from test_strategy_kit import mention as said
from test_voice import settings

from connectors.kit.contract import Author
from listener.advice.brief import Brief
from listener.advice.drafts.shaped import shaped
from listener.advice.leaves import Leaf
from listener.app import App
from listener.commands import bank, banking
from listener.commands.banking import Given
from listener.commands.reread import Settings
from listener.desk.contract import Desk, Who
from listener.desk.found import act
from listener.settings.brand import Brand
from listener.settings.config import ConfigError
from listener.settings.load import load
from listener.settings.voice import Voice
from listener.store.store import Store
from listener.words.spoken import spoken

HATE = "I hate it, my order is three weeks late and broken"
VOICE = Voice.model_validate({"replies": "mine"})


def reply(text: str, leaf: str = "REPAIR", **more: str) -> str:
    head = "".join(f"{key}: {value}\n" for key, value in {"leaf": leaf, **more}.items())
    return f"---\n{head}---\n{text}\n"


def test_check_counts_ours_and_yours_by_language_and_names_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = settings(tmp_path, language="en", one=reply("Thanks.", "ETHICS", matter="refund"))
    assert bank.check(path, brand=None) == 0
    english, french = capsys.readouterr().out.split("Acme, en")[::-1]
    assert "yours 1" in english.splitlines()[0]
    assert "yours 0" in french
    [of_leaf] = [line for line in english.splitlines() if line.startswith("  ETHICS")]
    assert "(yours 1)" in of_leaf
    alone = of_leaf.partition("general ones alone for: ")[2].split(", ")
    assert "refund" not in alone
    assert "order" in alone
    [press] = [line for line in french.splitlines() if line.startswith("  ANSWER_PRESS")]
    assert press.endswith("general ones alone")


def test_check_says_which_of_yours_cannot_be_used_and_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = settings(
        tmp_path,
        voice='replies = "mine"\nnever = ["souci*"]\nwe = "we"',
        broken="Bonjour",
        promise=reply("Vous serez remboursé sous 24 heures."),
        number=reply("Écrivez à jean.petit@mail.example."),
        never=reply("Sans souci."),
        fine=reply("On s'en occupe."),
    )
    assert bank.check(path, brand="Acme") == bank.FAILED
    told = " ".join(capsys.readouterr().out.split())
    for name in ("promise", "number", "never"):
        assert f"{name}.md : " in told
    assert "fine.md" not in told
    assert "broken.md: il manque l'en-tête" in told
    assert "des nôtres disent « je »" in told
    with pytest.raises(ConfigError, match="the brands are Acme"):
        bank.check(path, brand="Other")


@pytest.fixture
def app(tmp_path: Path, store: Store) -> App:
    """A complaint that was heard, of a brand with a folder for its replies."""
    brand = BRAND.model_copy(update={"voice": VOICE})
    post = mention(1, HATE, author=Author(id="lucie", name="Lucie Marchand"))
    ours = config(tmp_path, Listed(name="forum", mentions=(post,)), brand=brand)
    pipeline(ours, store, Kept(), Clock(), CueTagger()).once()
    made = App.over(ours, Clock(), store=store, key=b"k" * 32)
    made.file = tmp_path / "config.toml"
    return made


def with_replies(app: App, folder: Path, **files: str) -> App:
    """The same, with replies in the folder."""
    told = load(settings(folder, language="en", **files), {})
    assert told.faults == ()
    brand = app.brand.with_own(told.brand[0].own)
    app.config = app.config.model_copy(update={"brand": (brand,)})
    return app


def number(app: App) -> int:
    [one] = app.store.listed([app.brand.name], NOON.replace(month=1))
    return one.id


def test_preview_shows_both_drafts_with_the_reply_its_slots_and_why_others_were_not(
    app: App, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = reply("Three weeks is too long. We are back {day}.", lang="en")
    other = reply("The soup is back {day}.", lang="en", matter="food")
    assert bank.preview(with_replies(app, tmp_path, mine=mine, soup=other), number(app)) == 0
    told = capsys.readouterr().out
    assert "Three weeks is too long. We are back within" in told
    assert "Your reply mine.md (REPAIR, any, short): Three weeks" in told
    assert "day = within" in told
    assert "Yours, soup.md: another matter" in told
    assert "Reply of ours (REPAIR, " in told
    assert "× another matter" in told
    assert app.store.record(number(app)).suggestions  # type: ignore[union-attr]


def test_preview_of_what_there_is_not_says_so(app: App, capsys: pytest.CaptureFixture[str]) -> None:
    assert bank.preview(app, 999) == bank.FAILED
    assert bank.preview(app, 2**40) == bank.FAILED
    assert "no mention 999" in capsys.readouterr().err


def test_preview_of_a_danger_is_the_holding_reply_and_of_what_is_counted_none(
    tmp_path: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    posts = (
        mention(
            1, "I hate it: the battery caught fire and burnt my hand", genre="review", rating=1
        ),
        mention(2, "Acme, they said http"),
    )
    ours = config(tmp_path, Listed(name="forum", mentions=posts))
    pipeline(ours, store, Kept(), Clock(), CueTagger()).once()
    app = App.over(ours, Clock(), store=store, key=b"k" * 32)
    listed = {one.text: one for one in store.listed(["Acme"], NOON.replace(month=1))}
    assert bank.preview(app, listed[posts[0].text].id) == 0
    assert "the draft is the holding reply of the duty sheet" in capsys.readouterr().out
    assert bank.preview(app, listed[posts[1].text].id) == 0
    assert "No draft is made where the advice is" in capsys.readouterr().out


def text_file(folder: Path, text: str) -> str:
    path = folder / "text.txt"
    path.write_text(text, "utf-8")
    return str(path)


def test_what_is_added_is_a_file_that_the_settings_read(
    app: App, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = text_file(tmp_path, "We know.\nBack {day}, {speaker}.")
    given = Given("repair", "Refund", place=("review", "app"), when="again", lang="en", text=told)
    for _ in range(2):
        assert banking.add(app, given) == 0
    assert banking.add(app, replace(given, name="mine", lang="fr")) == 0
    assert "mine.fr.md: written" in capsys.readouterr().out
    config = load(settings(tmp_path, language="en"), {})
    assert config.faults == ()
    found = config.brand[0].own.replies
    assert [one.name for one in found] == [
        "mine.fr.md",
        "repair-refund-2.en.md",
        "repair-refund.en.md",
    ]
    assert {(one.text, one.places, one.is_again) for one in found} == {
        ("We know. Back {day}, {speaker}.", frozenset(("review", "app")), True)
    }


def test_standard_input_is_read_where_no_file_is_named(
    app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe = io.TextIOWrapper(io.BytesIO(b"Thank you, {speaker}."))
    monkeypatch.setattr("sys.stdin", pipe)
    assert banking.add(app, Given("THANK")) == 0
    assert "Thank you" in (tmp_path / "mine" / "thank-any.en.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("fields", "text", "told"),
    [
        ({"leaf": None}, "Fine.", "--leaf: say for which advice"),
        ({"leaf": "REPARE"}, "Fine.", "did you mean 'REPAIR'"),
        ({"leaf": 'X"\nlang = "fr'}, "Fine.", "leaf: "),
        ({"matter": "ordre"}, "Fine.", "did you mean 'order'"),
        ({"place": ("shop",)}, "Fine.", "the names are"),
        ({"lang": "de"}, "Fine.", "write fr or en"),
        ({"name": "../up"}, "Fine.", "--name"),
        ({"name": "thère"}, "Fine.", "--name"),
        ({"name": "there"}, "Fine.", "is there already"),
        ({}, "We know {noun}.", "{noun} is nothing"),
        ({}, "<!channel>", "two forms of address"),
        ({}, "You will be refunded within 24 hours.", "drafts would pass over it"),
        ({}, "Write to jo@mail.example.", "drafts would pass over it"),
        ({"brand": "Other"}, "Fine.", "the brands are Acme"),
    ],
)
def test_what_cannot_be_used_is_not_written(
    app: App, tmp_path: Path, fields: dict[str, Any], text: str, told: str
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "there.en.md").write_text("Mine.")
    given = Given(**{"leaf": "REPAIR", "lang": "en", "text": text_file(tmp_path, text)} | fields)
    with pytest.raises(ConfigError) as error:
        banking.add(app, given)
    assert told in str(error.value)
    assert spoken("fr", str(error.value)) != str(error.value)
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["there.en.md"]
    assert (tmp_path / "mine" / "there.en.md").read_text() == "Mine."


def test_a_second_head_is_text_and_harmless(app: App, tmp_path: Path) -> None:
    told = text_file(tmp_path, "+++\nleaf = 'X'\n+++")
    assert banking.add(app, Given("REPAIR", lang="en", text=told)) == 0


def test_without_a_folder_in_the_settings_nothing_is_written(app: App, tmp_path: Path) -> None:
    app.config = app.config.model_copy(update={"brand": (BRAND,)})
    with pytest.raises(ConfigError, match="name a folder for your replies first"):
        banking.add(app, Given("REPAIR", text=text_file(tmp_path, "Fine.")))


def test_the_approved_answer_of_a_mention_becomes_a_reply_without_its_author(
    app: App, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ConfigError, match="no answer of it was approved"):
        banking.add(app, Given(of=number(app)))
    answer = (
        "Hello Lucie,\nThree weeks is far too long, Lucie. Acme is looking for it, parcel 3."
        "\nCamille, from Acme"
    )
    desk = Desk(app.store, {app.brand.name: app.brand})
    approve = act("approve_draft")(mention=number(app), text=answer, anyway=True)  # type: ignore[call-arg]
    assert approve.apply(desk, Who("lea", "Lea", "slack"), Clock()()).outcome == "done"
    assert banking.add(app, Given(of=number(app))) == 0
    [path] = (tmp_path / "mine").iterdir()
    written = path.read_text("utf-8")
    assert 'leaf = "REPAIR"' in written
    assert written.endswith("\n{since} is far too long. {brand} is looking for it, parcel 3.\n")
    assert "look at them: 3" in capsys.readouterr().out
    for of in (999, 0, -1, 2**40):
        with pytest.raises(ConfigError, match="there is no mention"):
            banking.add(app, Given(of=of))


def test_an_answer_that_was_read_back_is_taken_for_the_advice_that_is_told(
    app: App, tmp_path: Path
) -> None:
    """Of thanks no wait is taken up: a slot that could never be filled would keep the reply unused."""
    desk = Desk(app.store, {app.brand.name: app.brand})
    text = "Thank you for these three weeks, Lucie.\nCamille, from Acme"
    sent = act("answered")(mention=number(app), url="https://acme.example/a/1", text=text)  # type: ignore[call-arg]
    assert sent.apply(desk, Who("lea", "Lea", "slack"), Clock()()).outcome == "done"
    assert banking.add(app, Given("thank", of=number(app), name="thanks")) == 0
    written = (tmp_path / "mine" / "thanks.en.md").read_text("utf-8")
    assert written.endswith("\nThank you for these three weeks.\n")
    assert banking.add(app, Given(of=number(app), name="sorry")) == 0
    assert "these {since}." in (tmp_path / "mine" / "sorry.en.md").read_text("utf-8")


def brief(text: str, author: str = "Lucie Marchand", lang: str = "fr") -> Brief:
    tags = "critique negative complaint"
    return replace(Brief.of(said(text, tags, lang=lang)), author=author)


POST = "Six appels depuis trois semaines, 48 € débités mardi, la batterie ne charge pas."


@pytest.mark.parametrize(
    ("answer", "text", "left"),
    [
        (
            "Bonjour Lucie,\nAprès six appels, on vous doit une réponse d'ici deux jours ouvrés."
            "\nCamille, de Vélorine",
            "Après {times}, on vous doit une réponse {day}.",
            (),
        ),
        ("Merci Lucie Marchand, les 48 € de mardi sont notés.", "Merci, les {amount} de mardi sont notés.", ("mardi",)),
        ("« la batterie ne charge pas » : c'est anormal.", "{quote} : c'est anormal.", ()),
        ("La batterie est garantie 2 ans. À bientôt.", "{fact} À bientôt.", ()),
        ("@lucie.m On cherche chez Vélorine, Camille.", "On cherche {at_brand}, {speaker}.", ()),
        ("Demandez Nadia au 3e étage.", "Demandez Nadia au 3e étage.", ("3e", "Nadia")),
    ],
)  # fmt: skip
def test_what_is_the_authors_or_known_goes_back_into_slots(
    answer: str, text: str, left: tuple[str, ...]
) -> None:
    told = shaped(answer, brief(POST), VELORINE, Leaf.REPAIR, "fr")
    assert (told.text, told.private) == (text, None)
    assert told.left == left


def test_no_slot_is_written_that_is_filled_for_no_post_of_the_kind() -> None:
    told = shaped("Les 48 € sont notés.", brief(POST), VELORINE, Leaf.REPAIR, "fr", matter="repair")
    assert (told.text, told.left) == ("Les 48 € sont notés.", ("48", "48 €"))


def test_a_slot_that_is_never_filled_is_told_with_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = settings(
        tmp_path,
        language="en",
        day=reply("What you wrote on {date} is with us."),
        late=reply("The {amount} are with us.", matter="delivery_late"),
        bill=reply("The {amount} are with us.", matter="charged"),
        whatever=reply("The {amount} are with us."),
        wrong=reply("You wrote {times}.", "CORRECT"),
    )
    assert bank.check(path, brand=None) == bank.FAILED
    told = " ".join(capsys.readouterr().out.split())
    assert "day.md: {date} is never filled where the advice is REPAIR" in told
    assert "late.md: {amount} is filled of a bill or a refund alone, so" in told
    assert "wrong.md: {times} is never filled where the advice is CORRECT" in told
    assert "bill.md" not in told
    assert "whatever.md" not in told


@pytest.mark.parametrize(
    ("answer", "private"),
    [
        ("Madame Marchand, c'est réglé.", "Marchand"),
        ("C'est réglé, écrivez à jean@mail.example.", "jean@mail.example"),
        ("Rappel au 06 12 34 56 78.", "06 12 34 56 78"),
    ],
)
def test_what_is_one_persons_is_told_and_kept_out(answer: str, private: str) -> None:
    assert shaped(answer, brief(POST), VELORINE, Leaf.REPAIR, "fr").private == private


def test_a_running_listener_reads_a_reply_that_is_added(tmp_path: Path) -> None:
    path = settings(tmp_path, language="en")
    one = Settings(path, load(path, {}), lambda file: load(file, {}))
    while one.look() is not None:
        pass
    one.look()
    (tmp_path / "mine" / "late.md").write_text(reply("Back {day}."), "utf-8")
    changes = [change for _ in range(3) if (change := one.look()) is not None]
    assert [c.config.brand[0].own.replies[0].name for c in changes if c.config] == ["late.md"]
    (tmp_path / "mine" / "late.md").write_text("Broken.", "utf-8")
    told = [line for _ in range(3) if (change := one.look()) for line in change.problems]
    assert "late.md: its head is missing" in told[0]


def test_brands_are_told_apart(app: App, tmp_path: Path) -> None:
    other = Brand(name="Other", voice=VOICE)
    app.config = app.config.model_copy(update={"brand": (*app.config.brand, other)})
    with pytest.raises(ConfigError, match="say which brand it is for: Acme, Other"):
        banking.add(app, Given("REPAIR", text=text_file(tmp_path, "Fine.")))
