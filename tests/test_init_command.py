"""`listener init`: eight answers, sources that are tried, settings that are checked, the first look."""

import json
import shlex
import tomllib
from pathlib import Path

import httpx
import pytest
from loopback import Answer, serving
from replay import PAGES
from rigs.shop import FEED

import connectors
from connectors.kit.about import About, Named
from listener.commands import keying, starting
from listener.commands.console import console
from listener.commands.interview import Interview
from listener.commands.starting import Wanted
from listener.settings import answers
from listener.settings.answers import AnswerError, Answers
from listener.settings.config import ConfigError
from listener.settings.load import load
from listener.settings.others import too_common
from listener.setup.configtext import config_text
from listener.setup.home import HomePage
from listener.setup.letters import write_letters
from listener.setup.person import Person
from listener.setup.proposals import Proposal
from listener.setup.script import Script
from listener.setup.trial import Home, Trial
from listener.words import LANGUAGES, catalogue

FEEDS = ("/feed/", "/comments/feed/")  # of a blog on WordPress: its posts, and what is said of them


def script(folder: Path, shop: str, **more: object) -> Path:
    """A file of answers; of kinds that would ask the outside world none is proposed."""
    told = {
        "language": "fr",
        "brand": "La Mie, Boulangerie La Mie",
        "handles": ["@lamie", "https://instagram.com/boulangerie.lamie"],
        "site": shop,
        "country": "France",
        "not_us": "la mie de pain",
        "objective": "Répondre à chaque avis dans la journée",
        "leave_out": [k for k in connectors.kinds() if k not in ("rss", "inbound", "appstore")],
        "allow_private": True,
        "settings": {"appstore": {"url": shop, "allow_private": True}},
    }
    path = folder / "answers.json"
    path.write_text(json.dumps(told | more))
    return path


def test_a_shop_listens_to_its_site_its_app_and_its_inbox(
    tmp_path: Path, shop: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "config.toml"
    wanted = Wanted(script(tmp_path, shop), look=False)
    assert starting.init(file, wanted, "en") == 0
    told = capsys.readouterr().out
    assert "J'ai été débité deux fois" in told
    assert "déposez des fichiers dans data/inbox" in " ".join(told.split())
    assert (tmp_path / "data" / "inbox").is_dir()
    config = load(file)
    assert config.faults == ()
    [brand] = config.brand
    assert (brand.name, brand.names) == ("La Mie", ("Boulangerie La Mie",))
    assert brand.handles == ("@lamie", "@boulangerie.lamie")
    assert (brand.country, brand.zone, brand.language) == ("FR", "Europe/Paris", "fr")
    assert [one.text for one in brand.objective] == ["Répondre à chaque avis dans la journée"]
    made = {source.name: source.connector.model_dump() for source in config.source}
    assert made.keys() == {"inbox", "appstore", "comments", "site"}
    assert made["appstore"]["app"] == "1234567890"
    assert made["comments"]["url"] == f"{shop}/comments.xml"
    assert made["site"]["by_brand"] is True
    assert "vos propres messages" in told
    schema = json.loads((tmp_path / "config.schema.json").read_text())
    assert schema["$defs"]["Source"]["oneOf"]
    assert file.stat().st_mode & 0o777 == 0o600
    assert "mettez le prénom de qui répond dans config.toml" in " ".join(told.split())


@pytest.mark.slow
def test_the_first_look_is_shown_at_the_end(
    tmp_path: Path, shop: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    wanted = Wanted(script(tmp_path, shop, language="en"))
    assert starting.init(tmp_path / "config.toml", wanted, "fr") == 0
    told = capsys.readouterr().out
    assert "First look" in told
    ended = f"in {tmp_path / 'config.toml'}. To go on listening, type: listener run"
    # A long path is broken where a narrow terminal ends.
    assert "".join(told.split()).endswith("".join(ended.split()))


def blog(*, is_closed: bool) -> Answer:
    """A blog on WordPress: its home page names its two feeds, and its API where a header does."""

    def answer(request: httpx.Request) -> httpx.Response:
        path, api = request.url.path, str(request.url.copy_with(path="/wp-json/"))
        feeds = "".join(
            f'<link rel="alternate" type="application/rss+xml" href="{feed}">' for feed in FEEDS
        )
        if path == "/":
            named = {"Link": f'<{api}>; rel="https://api.w.org/"'}
            return httpx.Response(200, html=f"<!doctype html><head>{feeds}</head>", headers=named)
        if path in FEEDS:
            return httpx.Response(200, text=FEED, headers={"Content-Type": "application/rss+xml"})
        if path != "/wp-json/wp/v2/comments":
            return httpx.Response(404)
        if is_closed:
            return httpx.Response(401, json={"code": "rest_not_logged_in"})
        return httpx.Response(200, content=(PAGES / "wordpress/comments.json").read_bytes())

    return answer


@pytest.mark.parametrize("is_closed", [False, True])
def test_a_blog_on_wordpress_is_read_by_its_api_where_that_answers_and_else_by_its_feed(
    tmp_path: Path, is_closed: bool
) -> None:
    with serving(blog(is_closed=is_closed)) as url:
        others = [kind for kind in connectors.kinds() if kind not in ("rss", "wordpress")]
        asked = script(tmp_path, url, leave_out=others)
        file = tmp_path / "config.toml"
        assert starting.init(file, Wanted(asked, look=False), "en") == 0
        made = {source.name: source.connector.model_dump() for source in load(file).source}
        talk = "comments" if is_closed else "wordpress"
        assert made.keys() == {talk, "site"}
        assert made[talk]["url"] == (f"{url}/comments/feed/" if is_closed else url)


def test_settings_that_are_there_are_replaced_only_where_that_is_wanted(
    tmp_path: Path, shop: str
) -> None:
    file = tmp_path / "config.toml"
    file.write_text("# mine\n")
    asked = script(tmp_path, shop, leave_out=connectors.kinds())
    assert starting.init(file, Wanted(asked, look=False), "en") == 2
    assert file.read_text() == "# mine\n"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["answers.json", "config.toml"]
    assert starting.init(file, Wanted(asked, look=False, replace=True), "en") == 0
    assert (tmp_path / "config.toml.1").read_text() == "# mine\n"
    assert load(file).brand[0].name == "La Mie"


def test_what_is_wrong_in_the_settings_is_told_under_their_own_name(
    tmp_path: Path, shop: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(*_: object) -> str:
        return (
            '[[brand]]\nname = "La Mie"\n[[source]]\nkind = "inbound"\nname = "inbox"\nzon = "x"\n'
        )

    monkeypatch.setattr(starting, "config_text", wrong)
    assert (
        starting.init(tmp_path / "config.toml", Wanted(script(tmp_path, shop), look=False), "en")
        == 0
    )
    told = capsys.readouterr().out
    assert "config.toml: " in told
    assert "trial" not in told


def test_what_cannot_be_read_is_told_and_not_written(
    tmp_path: Path, shop: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = script(
        tmp_path, shop, settings={"appstore": {"url": f"{shop}1", "allow_private": True}}
    )
    assert starting.init(tmp_path / "config.toml", Wanted(asked, look=False), "en") == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "✗ Avis de l'App Store" in told
    assert "Ce qui n'a pas répondu est laissé de côté" in told
    assert "appstore" not in {one.name for one in load(tmp_path / "config.toml").source}


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"brand": " "}, "brand: missing: add it"),
        ({"sites": "x"}, "did you mean 'site'"),
        ({"country": "Atlantide"}, "country: Je ne connais pas de pays"),
        ({"alerts": "#general"}, "alerts: « #general » n'est pas"),
        ({"language": "de"}, "language: write fr or en"),
        ({"settings": {"appstor": {}}}, "did you mean 'appstore'"),
        ({"settings": "x"}, "write them as a table for each kind"),
    ],
)
def test_answers_of_a_script_that_do_not_do_are_told(
    tmp_path: Path, shop: str, more: dict[str, object], told: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        starting.init(tmp_path / "config.toml", Wanted(script(tmp_path, shop, **more)), "fr")
    assert told in " ".join(str(caught.value).split())
    assert not (tmp_path / "config.toml").exists()


def interviewed(monkeypatch: pytest.MonkeyPatch, lang: str, *said: str) -> tuple[Answers, HomePage]:
    """What comes of these answers, typed in turn; every one of them has to be asked for."""
    left = iter(said)
    monkeypatch.setattr("builtins.input", lambda _: next(left))
    monkeypatch.setenv("LC_ALL", "C")
    found = Interview(Person(console(), lang), Script({}, allow_private=True)).answers()
    assert not list(left)
    return found


def test_a_person_is_asked_eight_questions_and_again_where_an_answer_does_not_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], shop: str
) -> None:
    found, page = interviewed(
        monkeypatch,
        "en",
        *("", "La Mie", "la mie!", "lamie", "no site", shop, "Narnia", "Belgique"),
        *("", "", "#alerts", "slack", "bonjour@lamie", "bonjour@lamie.example"),
    )
    assert found == Answers(
        brand="La Mie",
        handles=("@lamie",),
        site=shop,
        country="BE",
        alerts="slack",
        mailbox="bonjour@lamie.example",
    )
    assert [one.url for one in page.feeds] == [f"{shop}/feed.xml", f"{shop}/comments.xml"]
    told = capsys.readouterr().out
    assert told.count("8/8") == 2
    assert "is no channel's id" in told


def test_one_may_go_back_and_an_earlier_answer_is_kept_changed_or_cleared(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found, _ = interviewed(
        monkeypatch,
        "fr",
        *("<", "Retour", "@mie", "", "<", "<", "<", ""),  # to the first question: its answer stays
        *("-", "retour", "", "", "Belgique"),  # the handle is cleared; the word goes back as well
        *("retour aux sources", "", "", ""),  # where it can be an answer it is one
    )
    assert found == Answers(brand="Retour", country="BE", not_us=("retour aux sources",))
    told = " ".join(capsys.readouterr().out.split())
    assert "< pour revenir à la question d'avant" in told
    assert "C'est la première question" in told
    assert "@mie]" in told
    assert "Ce sera écarté : « retour aux sources »." in told


def test_a_site_is_read_right_after_its_question_and_each_wrong_one_is_told_as_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], shop: str
) -> None:
    app = "https://apps.apple.com/fr/app/x/id1"
    found, page = interviewed(
        monkeypatch,
        "fr",
        *("La Mie", "", f"{shop}/none, {app}", "zzz", shop),
        *("www.pliette.fr", "<", "", "", "", "", "", ""),
    )
    assert (found.site, found.pages, page.site) == (shop, (app,), shop)
    told = " ".join(capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", "_").split())
    assert told.count(f"✗ {shop}/none_: ") == 1
    assert "zzz_» n'est pas une adresse" in told
    assert told.index("zzz_»") < told.index("4/8")
    assert "tapez < pour revenir au site" in told
    assert told.count("Je lis 127.0.0.1") == 2  # what was read is not read again


@pytest.mark.parametrize(("said", "site"), [("", "/none"), ("-", None)])
def test_a_site_that_cannot_be_read_is_kept_or_left(
    monkeypatch: pytest.MonkeyPatch, shop: str, said: str, site: str | None
) -> None:
    found, page = interviewed(monkeypatch, "fr", "x", "", f"{shop}/none", said, *[""] * 5)
    assert found.site == page.site == ("" if site is None else f"{shop}{site}")


@pytest.mark.parametrize(
    ("lang", "said", "told"),
    [("fr", "Frence", "France"), ("fr", "Beljique", "Belgique"), ("en", "germny", "Germany")],
)
def test_a_country_written_with_a_slip_is_guessed_in_ones_own_language(
    lang: str, said: str, told: str
) -> None:
    with pytest.raises(AnswerError) as caught:
        answers.read_country(said)
    assert told in caught.value.words(lang)


def test_a_mailboxs_password_is_asked_for_by_its_address_and_server() -> None:
    table = {"kind": "mailbox", "name": "mailbox", "user": "jo@gmail.com", "host": "imap.gmail.com"}
    one = Proposal(Home("x", "UTC", "FR"), table, Trial())
    for language in LANGUAGES:
        told = keying._key_question(one, "A mailbox", "MAILBOX_PASSWORD", language)
        for words in ("jo@gmail.com", "imap.gmail.com", "MAILBOX_PASSWORD", "tokens.env"):
            assert words in told


def test_two_letters_that_no_country_has_are_none() -> None:
    with pytest.raises(AnswerError):
        answers.read_country("zz")


def test_ones_own_name_alone_is_not_set_aside(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, shop: str
) -> None:
    found, _ = interviewed(
        monkeypatch, "fr", "Pliette", "", "", "", "la pliette, PLIETTE", "robe pliette", "", "", ""
    )
    assert found.not_us == ("robe pliette",)
    assert "c'est votre propre nom" in " ".join(capsys.readouterr().out.split())
    asked = script(tmp_path, shop, not_us="la mie")
    with pytest.raises(ConfigError, match="not_us"):
        starting.init(tmp_path / "config.toml", Wanted(asked), "fr")


@pytest.mark.parametrize(
    ("said", "handles", "pages"),
    [
        ("@a, b", ("@a", "@b"), ()),
        ("https://mamot.fr/@jo", ("@jo",), ("https://mamot.fr/@jo",)),
        ("instagram.com/la.mie/", ("@la.mie",), ("https://instagram.com/la.mie/",)),
        ("linkedin.com/company/lamie", (), ("https://linkedin.com/company/lamie",)),
        ("", (), ()),
    ],
)
def test_handles_are_read_as_people_write_them(
    said: str, handles: tuple[str, ...], pages: tuple[str, ...]
) -> None:
    assert answers.read_handles(said) == {"handles": handles, "pages": pages}


@pytest.mark.parametrize(
    ("said", "code", "zone"),
    [
        ("fr", "FR", "Europe/Paris"),
        ("Royaume-Uni", "GB", "Europe/London"),
        ("UK", "GB", "Europe/London"),
        ("Canada", "CA", "America/Toronto"),
        ("suisse", "CH", "Europe/Zurich"),
    ],
)
def test_a_country_has_its_clock(said: str, code: str, zone: str) -> None:
    found = Answers(brand="x", **answers.read_country(said))
    assert (found.country, found.zone) == (code, zone)


def test_an_answer_that_does_not_do_says_which_words_tell_why() -> None:
    for read, said in (
        (answers.read_brand, "\u200b"),
        (answers.read_handles, "a b"),
        (answers.read_site, "acme"),
        (answers.read_country, "?"),
        (answers.read_alerts, "general"),
        (answers.read_mailbox, "jo"),
    ):
        with pytest.raises(AnswerError) as caught:
            read(said)
        for language in LANGUAGES:
            assert f"init.{caught.value.key}" in catalogue(language)


def test_settings_with_odd_names_are_read_back_as_they_were_said() -> None:
    odd = Answers(brand='L\'"Étoile" \\ & cie', names=("]]",), not_us=("# x",), objective="a\tb")
    for language in LANGUAGES:
        text = config_text(odd, language, [{"kind": "rss", "name": "x", "url": 'http://a/?"'}])
        [brand] = tomllib.loads(text)["brand"]
        assert brand["name"] == odd.brand
        assert brand["objective"][0]["text"] == "a\tb"
        assert "speaker" not in brand
        signed = tomllib.loads(text.replace('# speaker = "Camille"', 'speaker = "Ana"'))
        assert signed["brand"][0]["speaker"] == "Ana"


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_are_written_once_and_say_whose_they_are(tmp_path: Path, language: str) -> None:
    told = Answers(brand="La Mie", site="https://lamie.example", alerts="slack")
    written = list(write_letters(tmp_path, told, language))
    assert "slack" in {letter.what for letter in written}
    for letter in written:
        text = letter.path.read_text("utf-8")
        assert "La Mie" in text
        assert "{" not in text
        letter.path.write_text("mine")
    again = list(write_letters(tmp_path, told, language))
    assert [one.path.read_text() for one in again] == ["mine"] * len(written)


@pytest.mark.parametrize("kind", connectors.kinds())
def test_what_a_kind_proposes_are_settings_of_it(kind: str, shop: str) -> None:
    from listener.setup import fields
    from listener.setup.trial import client

    about = About(
        name="La Mie",
        handles=("@lamie",),
        site=shop,
        mailbox="bonjour@lamie.example",
        feeds=(Named(f"{shop}/feed.xml"),),
        links=("https://apps.apple.com/fr/app/x/id1234567890", "https://fr.trustpilot.com/review/lamie.example",
               "https://play.google.com/store/apps/details?id=fr.lamie.app", "https://www.facebook.com/lamie"),
    )  # fmt: skip
    with client(allow_private=True) as http:
        for settings in connectors.connector_type(kind).proposed(about, http):
            assert settings.keys() <= connectors.connector_type(kind).model_fields.keys()
            if not any(str(value).startswith("${") for value in settings.values()):
                assert fields.faults(kind, settings, "en") == []


def test_a_site_in_ones_own_network_is_read_where_a_person_allows_it(
    monkeypatch: pytest.MonkeyPatch, shop: str
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    for said, feeds in (("o", 2), ("n", 0)):
        left = iter(["La Mie", "", shop, said, *([""] if said == "n" else []), *[""] * 5])
        monkeypatch.setattr("builtins.input", lambda _, left=left: next(left))
        made = Interview(Person(console(), "fr"), Script({}))
        _, page = made.answers()
        assert (len(page.feeds), made.script.allow_private) == (feeds, said == "o")
        assert not list(left)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("app=1", "app=1"),
        ("query=Le Fournil d'Augustine", '"query=Le Fournil d\'Augustine"'),
        ("query=a b", "'query=a b'"),
        ("query=l'$HOME", "'query=l'\"'\"'$HOME'"),
    ],
)
def test_what_is_to_be_pasted_is_quoted_as_one_reads_it(text: str, told: str) -> None:
    assert starting._quoted(text) == told
    assert shlex.split(told) == [text]


@pytest.mark.parametrize(
    ("said", "others"),
    [
        ('« Augustine au fournil », "la mie", ville', ("Augustine au fournil", "la mie", "ville")),
        ("Augustine au fournil (un roman)", ("Augustine au fournil",)),
        ("(Augustine Lyon)", ("Augustine Lyon",)),
        ("le roman « Bonjour, Augustine »", ("Bonjour, Augustine",)),
        ("la chanson « Augustine »", ("la chanson Augustine",)),
        ("the novel “Acme and I” [1998]; Acme (Leeds)", ("Acme and I", "Acme")),
        ("Acme, Acme", ("Acme",)),
        (" , «  » ()", ()),
        ("«" * 500 + "(" * 500, ()),
    ],
)
def test_signs_around_another_of_the_name_are_no_part_of_it(
    said: str, others: tuple[str, ...]
) -> None:
    assert answers.read_not_us(said) == {"not_us": others}


@pytest.mark.parametrize(
    ("others", "common"),
    [
        (
            ("un roman", "une autre maison", "Augustine au fournil"),
            ("un roman", "une autre maison"),
        ),
        (
            ("a novel", "the song", "roman", "la ville"),
            ("a novel", "the song", "roman", "la ville"),
        ),
        (("la mie câline", "le Havre", "une mie", "mie", "the mill", "un Roman"), ()),
    ],
)
def test_a_common_noun_is_no_other_of_the_name(
    others: tuple[str, ...], common: tuple[str, ...]
) -> None:
    assert too_common(others, ("La Mie",)) == common


def test_a_common_noun_is_told_and_asked_for_again_where_nothing_else_is_left(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = ("Pliette", "", "", "", "un roman", "un roman, « Pliette au bal »", "", "", "")
    found, _ = interviewed(monkeypatch, "fr", *said)
    assert found.not_us == ("Pliette au bal",)
    told = " ".join(capsys.readouterr().out.replace("\xa0", " ").split())
    assert told.count("Pas écarté, car tout le monde le dit : « un roman ».") == 2
    assert "Ce sera écarté : « Pliette au bal »." in told


@pytest.mark.parametrize(
    ("said", "site", "pages"),
    [
        ("6471234567", "", ("https://apps.apple.com/app/id6471234567",)),
        (
            "acme.example, id6471234567",
            "https://acme.example",
            ("https://apps.apple.com/app/id6471234567",),
        ),
        (
            "https://apps.apple.com/fr/app/x/id6471234567, acme.example",
            "https://acme.example",
            ("https://apps.apple.com/fr/app/x/id6471234567",),
        ),
    ],
)
def test_an_apps_number_is_its_page_and_never_the_site(
    said: str, site: str, pages: tuple[str, ...]
) -> None:
    told = answers.read_site(said)
    assert (told["site"], told["pages"]) == (site, pages)
    again = answers.read_site(", ".join(filter(None, (site, *pages))))
    assert again == told, "Enter keeps it"
    with pytest.raises(AnswerError):
        answers.read_site("0612345678")  # a telephone's
