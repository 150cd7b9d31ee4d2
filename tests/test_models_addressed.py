"""Does a post speak to the brand? Every row of the table says why it is there."""

import pytest

from models.addressed import fill_addressed, is_addressed
from models.base import Post

ACME = ("@acme",)


@pytest.mark.parametrize(
    ("text", "told", "expected", "why"),
    [
        ("@acme ça marche pas", {}, True, "the handle at the head"),
        ("@ACME ça marche pas", {}, True, "handles have no case"),
        ('"@acme where is my parcel?', {}, True, "a quotation mark before the head is no word"),
        ("@bob @acme where is it?", {}, True, "second of the handles at the head"),
        (".@acme your app is down", {}, True, "a full stop before the handle is an old habit"),
        ("@acmefan nice picture", {}, False, "another handle that begins with ours"),
        (
            "@acme_support fix it",
            {},
            False,
            "another account is named in the settings or is not ours",
        ),
        ("@bob you should see this", {}, False, "speaks to somebody else"),
        (
            "just flew @acme, never again",
            {},
            None,
            "the handle inside a sentence: half of those speak to it",
        ),
        ("no trains again @acme #late", {}, True, "the handle after all that is said"),
        ("stuck here @bob @acme !!", {}, True, "one of the handles at the end"),
        ("one hour on hold with @acme", {}, None, "the last handle belongs to the sentence"),
        ("RT @bob: no trains @acme", {}, None, "passed on, not said"),
        ("anyone else stuck? @acme", {}, False, "asks peers, though the handle is last"),
        ("had fin ta7t 9alb @acme dyal nas", {}, None, "digits are letters in Moroccan Arabic"),
        ("flying today. Thanks @acme!", {}, True, "thanks, in the handle's own sentence"),
        ("Pouvez-vous répondre @acme ?", {}, True, "a request in French"),
        ("You look great. I met @acme staff", {}, None, "you is in another sentence"),
        ("Anyone tried @acme? Do you like it?", {}, False, "asks peers"),
        ("Quelqu'un a testé @acme, vous en pensez quoi ?", {}, False, "asks peers in French"),
        ("write to mail@acme and see", {}, None, "an address of mail is no handle"),
        (
            "@acme@mastodon.social hello",
            {},
            False,
            "a bare handle is not an account of some server",
        ),
        ("it is slow", {}, None, "nothing known"),
        ("it is slow", {"source_says": True}, True, "the source's word"),
        ("@acme it is slow", {"source_says": False}, False, "the source's word beats the handle"),
        ("it is slow", {"venue": "review"}, True, "a review speaks to the brand"),
        ("@acme it is slow", {"is_reply": True}, None, "the platform put the handle there"),
        ("@bob @acme lol", {"is_reply": True}, None, "so it did with every handle of the head"),
        (
            "@bob ask @acme please",
            {"is_reply": True},
            True,
            "after other words it is the author's own",
        ),
        ("When do you deliver?", {"venue": "own"}, True, "on its own page, you is the brand"),
        ("so beautiful", {"venue": "own"}, None, "on its own page, but said to nobody"),
        ("@bob you are right", {"venue": "own"}, False, "answers a peer under the brand's post"),
        (
            "@bob merci à vous",
            {"venue": "own", "is_reply": True},
            True,
            "said under the brand's post",
        ),
        (
            "@bob range ton vélo",
            {"venue": "own", "is_reply": True},
            False,
            "under the brand's post, too, tu is the one at the head",
        ),
        (
            "@bob your dog, not mine",
            {"venue": "own", "is_reply": True},
            None,
            "you may be the one at the head",
        ),
    ],
)
def test_addressed(text: str, told: dict[str, object], expected: bool | None, why: str) -> None:
    known: dict[str, object] = {"venue": None, **told}
    assert is_addressed(text, handles=ACME, **known) is expected, why  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("@acme@mastodon.social hello", True, "the whole account"),
        ("@acme hello", True, "servers show their own accounts without their name"),
        ("@acme@evil.example hello", False, "the same name on another server is somebody else"),
        ("@acme@mastodon.social.", True, "a full stop ends the sentence, not the server"),
    ],
)
def test_a_federated_handle(text: str, expected: bool, why: str) -> None:
    found = is_addressed(text, handles=["acme@mastodon.social"], venue="public")
    assert found is expected, why


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("Acme, répondez !", True, "called by name"),
        ("Bonjour Acme, où est mon colis ?", True, "hailed by name"),
        ("I bought an Acme lamp", False, "named in a sentence said to nobody"),
        ("You should try Acme", None, "you may be a peer or the brand"),
        ("Acmeology is a science", None, "another word that begins with the name"),
    ],
)
def test_a_name_without_a_handle(text: str, expected: bool | None, why: str) -> None:
    assert is_addressed(text, handles=[], names=["Acme"], venue="public") is expected, why


def test_without_handle_or_name_nobody_can_tell() -> None:
    assert is_addressed("@someone why is it slow?", handles=[], venue=None) is None


def test_a_known_answer_is_kept() -> None:
    post = Post(text="@acme hello", brand="Acme", addressed=False)
    assert fill_addressed(post) is post


@pytest.mark.parametrize(
    ("brand", "text", "expected"),
    [
        ("Acme", "@AcmeFR bonjour", True),  # an account that begins with the brand's name
        ("Acme / Zenith", "@zenith_help bonjour", True),  # either name
        ("Électro", "@electro_fr bonjour", True),  # accounts have no accents
        ("Acme", "@bob bonjour", None),
        (None, "@acme bonjour", None),
    ],
)
def test_a_handle_like_the_brands_name_stands_for_its_handle(
    brand: str | None, text: str, expected: bool | None
) -> None:
    assert fill_addressed(Post(text=text, brand=brand)).addressed is expected


def test_a_long_run_of_handles_is_read_in_no_time() -> None:
    assert is_addressed("@a" * 500_000, handles=ACME, names=["a"], venue="own") is False
