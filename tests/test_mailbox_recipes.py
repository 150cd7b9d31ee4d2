"""The notices of services: each by its recipe, and only where its sender is proven."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from letters import (
    ALERT_TEXT,
    REVIEW_EN,
    REVIEW_FR,
    REVIEWS,
    alert_html,
    letter,
    notice,
    proven,
)

from connectors.kit.contract import Mention
from connectors.mailbox.providers import BARE, provider_of
from connectors.mailbox.reading import Read, View, read_mail
from connectors.mailbox.recipes import recipe_of, recipes
from listener.settings.brand import Brand
from listener.stages.owners import is_ours

VIEW = View(ZoneInfo("Europe/Paris"), ("mx.google.com",), "avis@acme.example")
ALERTS = "Google Alerts <googlealerts-noreply@google.com>"
BUSINESS = "Google Business Profile <businessprofile-noreply@google.com>"
AT = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


def read(raw: bytes, view: View = VIEW) -> Read:
    return read_mail(raw, "INBOX 7", view)


def one(raw: bytes) -> Mention:
    found = read(raw)
    assert found.sort == "notice", found
    [mention] = found.mentions
    return mention


def test_each_item_of_an_alert_is_a_mention_with_its_own_address() -> None:
    html = alert_html(
        ("<b>Acme</b> opens in Brest", "https://journal.example/acme%3Fid%3D1", "Le Journal", "The lamp maker <b>Acme</b> opens &amp; hires."),
        ("Lamps compared", "https://light.example/lamps", "Light Review", "Third: Acme."),
        ("Lamps compared", "https://light.example/lamps", "Light Review", "Third: Acme."),
    )  # fmt: skip
    found = read(notice("google.com", "", html=html, sender=ALERTS, subject="Google Alert - acme"))
    assert found.sort == "notice"
    first, second = found.mentions
    assert first == Mention(
        external_id="google_alerts https://journal.example/acme?id=1",
        url="https://journal.example/acme?id=1",
        title="Acme opens in Brest",
        text="The lamp maker Acme opens & hires.",
        author=first.author,
        posted_at=AT,
        genre="news",
        venue="public",
    )
    assert first.author is not None
    assert first.author.name == "Le Journal"
    assert second.url == "https://light.example/lamps"


def test_an_item_without_a_passage_has_none_of_its_neighbours() -> None:
    html = alert_html(
        ("Acme opens", "https://a.example/1", "A", "First passage."),
        ("Acme closes", "https://a.example/2", "B", ""),
    ).replace('<div itemprop="description"></div>', "")
    raw = notice("google.com", "", html=html, sender=ALERTS, subject="Google Alert - acme")
    assert [m.text for m in read(raw).mentions] == ["First passage.", "Acme closes"]


def test_an_alert_in_plain_text_is_read_alike() -> None:
    raw = notice("google.com", ALERT_TEXT, sender=ALERTS, subject="Alerte Google - acme")
    first, second = read(raw).mentions
    assert (first.title, first.url) == ("Acme opens in Brest", "https://journal.example/acme-brest")
    assert first.text == "The lamp maker Acme opens its second shop on Saturday."
    assert second.title == "Lamps compared"


@pytest.mark.parametrize(
    ("subject", "text", "name", "rating", "said", "url"),
    [
        ("Jo left a review for Acme Brest", REVIEW_EN, "Jo Martin", 2,
         "The lamp came broken, and nobody\nanswers the phone.", "https://business.google.com/reply/x1"),
        ("Lise Moreau a laissé un avis sur Acme Brest", REVIEW_FR, "Lise Moreau", 5,
         "Accueil parfait, merci à toute l'équipe !", "https://business.google.com/reply/x2"),
        ("Bo Lind left a review for Acme Brest", "You got a new 4-star review\n\nRead review\n", "Bo Lind", 4, "", None),
    ],
)  # fmt: skip
def test_a_google_review_has_its_name_its_stars_and_its_words(
    subject: str, text: str, name: str, rating: int, said: str, url: str | None
) -> None:
    mention = one(notice("google.com", text, sender=BUSINESS, subject=subject))
    assert mention.author is not None
    assert (mention.author.name, mention.rating, mention.text) == (name, rating, said)
    assert (mention.place, mention.genre, mention.venue) == ("Acme Brest", "review", "review")
    assert mention.url == url


def test_a_digest_of_google_reviews_is_several_mentions() -> None:
    raw = notice(
        "google.com", REVIEWS, sender=BUSINESS, subject="Acme Brest, you got 2 new reviews"
    )
    found = [(m.author and m.author.name, m.rating, m.text) for m in read(raw).mentions]
    assert found == [("Paul Adam", 5, "Lovely shop."), ("Rosa Blanc", 1, "Never again.")]


def test_a_review_that_is_mailed_twice_is_one() -> None:
    digest = REVIEW_EN.replace("Acme Brest, you got a new review", "Hello")
    both = [
        one(notice("google.com", text, sender=BUSINESS, subject="Jo left a review for Acme Brest", id_=id_))
        for text, id_ in ((REVIEW_EN, "a@google.com"), (digest, "b@google.com"))
    ]  # fmt: skip
    assert both[0].external_id == both[1].external_id


SHAPES = [
    ("trustpilot.com", "Trustpilot <no-reply@trustpilot.com>", "You have a new 1-star review",
     "Hi Acme,\n\nMia Stone left a 1-star review\n\nTitle: Never came\nReview: Three weeks, no parcel.\nAnd no answer.\n\nReply to review\nhttps://business.trustpilot.com/r/1\n",
     "Mia Stone", 1, "Three weeks, no parcel.\nAnd no answer."),
    ("trustpilot.com", "Trustpilot <noreply@business.trustpilot.com>", "Vous avez reçu un nouvel avis 4 étoiles",
     "Bonjour,\n\nLéo Petit a laissé un avis :\n\n« Livraison rapide, emballage un peu léger. »\n\nRépondre à l'avis\nhttps://business.trustpilot.com/r/2\n",
     "Léo Petit", 4, "Livraison rapide, emballage un peu léger."),
    ("avis-verifies.com", "Avis Vérifiés <noreply@avis-verifies.com>", "Vous avez reçu un nouvel avis client",
     "Bonjour,\n\nClient : Nora K.\nNote : 2/5\nAvis : Le colis est arrivé ouvert.\n\nRépondre à cet avis\nhttps://www.avis-verifies.com/moderation/1\n",
     "Nora K.", 2, "Le colis est arrivé ouvert."),
    ("avis-verifies.com", "Verified Reviews <contact@avis-verifies.com>", "New customer review",
     "Customer: Sam P.\nRating: 5/5\nReview: Just what I wanted.\nBeware: it is tall.\nOrder: 1234\n\nReply to this review\nhttps://www.avis-verifies.com/m/2\n",
     "Sam P.", 5, "Just what I wanted.\nBeware: it is tall."),
    ("email.apple.com", "App Store Connect <no_reply@email.apple.com>", "You have received a new review for Acme Lamps",
     "★★☆☆☆\nTitle: Crashes\nBy kitelover – France\nReview: It closes when I open a lamp.\n\nRespond in App Store Connect\nhttps://appstoreconnect.apple.com/apps/1\n",
     "kitelover", 2, "It closes when I open a lamp."),
    ("email.apple.com", "App Store Connect <no_reply@email.apple.com>", "Nouvel avis sur Acme Lamps",
     "Note : 5 sur 5\nTitre : Super\nAuteur : zoe29\nAvis : Simple et joli.\n\nRépondre dans App Store Connect\nhttps://appstoreconnect.apple.com/apps/1\n",
     "zoe29", 5, "Simple et joli."),
    ("google.com", "Google Play Console <noreply-play-developer-console@google.com>", "New review for Acme Lamps",
     "Dana Wu left a 1-star review\n\nSince the update nothing loads.\n\nReply in Play Console\nhttps://play.google.com/console/1\n",
     "Dana Wu", 1, "Since the update nothing loads."),
    ("google.com", "Google Play Console <noreply-play-developer-console@google.com>", "Nouvel avis sur Acme Lamps",
     "Auteur : Yann\nNote : 3 étoiles\nCommentaire : Correct, sans plus.\n\nRépondre\nhttps://play.google.com/console/2\n",
     "Yann", 3, "Correct, sans plus."),
    ("facebookmail.com", "Facebook <notification+k@facebookmail.com>", "Max Holm commented on your post.",
     "Max Holm commented on your post.\n\n\"Do you ship to Norway?\"\n\nView comment\nhttps://www.facebook.com/n/?acme%2Fposts\n",
     "Max Holm", None, "Do you ship to Norway?"),
    ("facebookmail.com", "Facebook <notification@facebookmail.com>", "Eva Roux ne recommande pas Acme.",
     "Eva Roux ne recommande pas Acme.\n\n« Vendeur désagréable. »\n\nVoir la recommandation\nhttps://www.facebook.com/acme/reviews\n",
     "Eva Roux", None, "Vendeur désagréable."),
    ("mail.instagram.com", "Instagram <no-reply@mail.instagram.com>", "lou.b a commenté votre publication",
     "lou.b a commenté votre publication : « Elle existe en bleu ? »\n\nVoir la publication\nhttps://www.instagram.com/p/x\n",
     "lou.b", None, "Elle existe en bleu ?"),
    ("service.tiktok.com", "TikTok <notification@service.tiktok.com>", "kim_s commented on your video",
     "kim_s commented: \"where can I buy this\"\n\nView comment\nhttps://www.tiktok.com/@acme/video/1\n",
     "kim_s", None, "where can I buy this"),
    ("service.tiktok.com", "TikTok <notification@service.tiktok.com>", "tom a commenté votre vidéo",
     "tom a commenté :\n\n« Trop cher. »\n\nVoir le commentaire\nhttps://www.tiktok.com/@acme/video/2\n",
     "tom", None, "Trop cher."),
]  # fmt: skip


@pytest.mark.parametrize(("domain", "sender", "subject", "text", "name", "rating", "said"), SHAPES)
def test_a_notice_is_what_somebody_wrote(
    domain: str, sender: str, subject: str, text: str, name: str, rating: int | None, said: str
) -> None:
    mention = one(notice(domain, text, sender=sender, subject=subject))
    assert mention.author is not None
    assert (mention.author.name, mention.rating, mention.text) == (name, rating, said)
    assert mention.addressed
    assert mention.posted_at == AT
    assert mention.url is not None


@pytest.mark.parametrize(("domain", "sender", "subject", "text", "name", "rating", "said"), SHAPES)
def test_a_notice_in_html_alone_is_read_alike(
    domain: str, sender: str, subject: str, text: str, name: str, rating: int | None, said: str
) -> None:
    html = "".join(f"<p>{line}</p>" for line in text.split("\n") if not line.startswith("http"))
    mention = one(notice(domain, "", html=html, sender=sender, subject=subject))
    assert (mention.author and mention.author.name, mention.rating, mention.text) == (
        name,
        rating,
        said,
    )


@pytest.mark.parametrize(("domain", "sender", "subject", "text"), [one[:4] for one in SHAPES])
def test_a_forged_notice_is_set_aside(domain: str, sender: str, subject: str, text: str) -> None:
    forged = "evil.example; dkim=pass header.d=" + domain
    for told in (
        forged,
        f"mx.google.com; dkim=fail header.d={domain}; dmarc=fail header.from={domain}",
    ):
        found = read(letter(text, sender=sender, subject=subject, Authentication_Results=told))
        assert (found.sort, found.mentions, found.refused) == ("aside", (), ())


RESULTS = [
    (("mx.google.com",), [proven("google.com")], True, "the server's own word"),
    (("mx.google.com",), [], False, "nobody's word"),
    (("mx.google.com",), ["evil.example; dkim=pass header.d=google.com"], False, "another's word"),
    (("mx.google.com",), ["mx.google.com; dkim=fail header.d=google.com", "mx.google.com; dkim=pass header.d=google.com"], False,
     "what the sender wrote stands below what its server wrote"),
    (("mx.google.com",), ["mx.google.com; spf=pass smtp.mailfrom=evil.example"], False, "an envelope is no signature"),
    (("mx.google.com",), ["mx.google.com; dkim=pass header.d=evil.example; dmarc=none header.from=google.com"], False, "signed by another"),
    (("mx.google.com",), ["mx.google.com; dkim=pass header.d=notgoogle.com"], False, "a name that ends alike"),
    (("mx.google.com",), ["mx.google.com; dkim=pass (evil) reason=\"header.d=x\" header.d=evil.example; x=1 header.d=google.com"], False, "another method's domain"),
    (("mx.google.com",), ["mx.google.com; dkim=none; dmarc=pass header.from=google.com"], True, "by its policy"),
    (("icloud.com",), ["bimi.icloud.com; bimi=none", "dmarc.icloud.com; dmarc=pass header.from=google.com", "dkim-verifier.icloud.com; dkim=pass header.d=google.com"], True, "one method a line"),
    (("yahoo.com",), ["atlas.mail.yahoo.com.evil.example; dkim=pass header.d=google.com"], False, "a host that begins alike"),
    ((BARE,), ["spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=google.com; dkim=pass (signature was verified) header.d=google.com;dmarc=pass action=none header.from=google.com;compauth=pass reason=100"], True, "Microsoft names nobody"),
    ((BARE,), ["evil.example; dkim=pass header.d=google.com"], False, "who names somebody is not Microsoft"),
    ((), [proven("google.com")], False, "where nobody is known"),
    (("mx.google.com",), ['mx.google.com; spf=pass smtp.mailfrom="x; dkim=pass header.d=google.com; y"@evil.example'], False, "a sender's name in quotation marks"),
    (("mx.google.com",), ["mx.google.com; spf=pass (mx.google.com: domain of (x) ; dkim=pass header.d=google.com; y@evil.example) smtp.mailfrom=evil.example"], False, "in a comment in a comment"),
    (("mx.google.com",), ["mx.google.com; spf=pass smtp.mailfrom=a.dkim=pass header.d=google.com"], False, "in the middle of another result"),
    (("mx.google.com",), ["mx.google.com; dkim=pass header.d=google.com; dmarc=fail header.from=google.com"], False, "its own policy says no"),
]  # fmt: skip


@pytest.mark.parametrize(("vouches", "results", "expected", "why"), RESULTS)
def test_only_the_word_of_the_mailboxs_own_server_counts(
    vouches: tuple[str, ...], results: list[str], expected: bool, why: str
) -> None:
    above = "".join(f"Authentication-Results: {one}\r\n" for one in results).encode()
    raw = above + letter(REVIEW_EN, sender=BUSINESS, subject="Jo left a review for Acme Brest")
    found = read(raw, View(ZoneInfo("UTC"), vouches))
    assert (found.sort == "notice") is expected, why


def test_a_sender_elsewhere_is_not_proven_by_the_services_signature() -> None:
    # The From is what people see: a mail of another house, passed on with Google's signature on it.
    raw = notice(
        "google.com", REVIEW_EN, sender="x <businessprofile-noreply@google.com.evil.example>"
    )
    assert read(raw).sort == "mail"


SPOKE: list[tuple[tuple[str, ...], list[str], str, str]] = [
    ((), ["mx.host.example", "evil.example"], "mx.host.example", "its server wrote last, on top"),
    (("mx.old.example",), ["mx.host.example"], "mx.host.example", "the settings name another"),
    (("mx.host.example",), ["mx.host.example", "evil.example"], "", "its server spoke of it, and does not vouch"),
    ((), ["a'b", "x" * 200, "é.example"], "", "no names of hosts"),
    ((), [], "", "nobody"),
]  # fmt: skip


@pytest.mark.parametrize(("vouches", "bys", "expected", "why"), SPOKE)
def test_a_server_whose_word_may_count_is_named(
    vouches: tuple[str, ...], bys: list[str], expected: str, why: str
) -> None:
    above = "".join(f"Authentication-Results: {by}; dkim=none\r\n" for by in bys).encode()
    found = read(above + letter(REVIEW_EN, sender=BUSINESS), View(ZoneInfo("UTC"), vouches))
    assert (found.sort, found.by) == ("aside", expected), why


@pytest.mark.parametrize(
    ("domain", "sender", "subject"),
    [
        ("google.com", BUSINESS, "Your performance report for November"),
        ("google.com", BUSINESS, "Bob is now an owner of Acme Brest"),
        ("trustpilot.com", "Trustpilot <no-reply@trustpilot.com>", "Votre rapport hebdomadaire"),
        ("email.apple.com", "App Store Connect <no_reply@email.apple.com>", "App Review: the status of your app has changed"),
        ("facebookmail.com", "Facebook <notification@facebookmail.com>", "Max Holm liked your photo"),
        ("service.tiktok.com", "TikTok <notification@service.tiktok.com>", "Votre code de connexion"),
    ],
)  # fmt: skip
def test_a_notice_that_says_nothing_of_a_customer_is_counted(
    domain: str, sender: str, subject: str
) -> None:
    found = read(
        notice(domain, "Have a look at it in your account.", sender=sender, subject=subject)
    )
    assert (found.sort, found.mentions) == ("silent", ())


def test_a_notice_in_another_shape_is_read_as_any_mail_and_told() -> None:
    text = "Somebody was not happy: «the lamp fell off the wall and broke»."
    found = read(notice("google.com", text, sender=BUSINESS, subject="Something new"))
    assert (found.sort, found.recipe) == ("odd", "google_business")


def test_an_id_of_a_notice_is_no_mails_id() -> None:
    # Whoever writes a mail chooses its Message-ID, and could write over what a service said.
    mention = one(
        notice("google.com", REVIEW_EN, sender=BUSINESS, subject="Jo left a review for Acme")
    )
    assert " " in mention.external_id
    plain = read(letter("Hello, where is my lamp?", id_=mention.external_id.replace(" ", "")))
    assert plain.mentions[0].external_id != mention.external_id


def test_a_persons_mail_is_read_as_it_always_was() -> None:
    found = read(letter("My lamp is broken.\n\n> On Monday you wrote:\n> Hello\n\n-- \nAnn Lee\n"))
    assert found.sort == "mail"
    assert [m.text for m in found.mentions] == ["My lamp is broken."]


def test_what_the_mailbox_itself_sent_is_ours() -> None:
    raw = letter(
        "We send a new lamp.", sender="Acme <Avis@acme.example>", In_Reply_To="<1@client.example>"
    )
    [mention] = read(raw).mentions
    assert mention.by_owner
    assert mention.thread_key == "1@client.example"


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("mx.google.com; dkim=pass header.i=@acme.example", True),
        ("mx.google.com; dkim=none; dmarc=fail header.from=acme.example", False),
        ("mx.google.com; spf=softfail smtp.mailfrom=evil.example", False),
        ("other.example; dkim=fail header.d=acme.example", True),  # nobody's word
    ],
)
def test_who_only_writes_the_mailboxs_address_is_not_us(told: str, expected: bool) -> None:
    raw = letter(
        "All is well, we answered that.",
        sender="Acme <avis@acme.example>",
        Authentication_Results=told,
        Delivered_To="avis@acme.example",
    )
    assert [m.by_owner for m in read(raw).mentions] == [expected]


TRUSTPILOT = "Trustpilot <no-reply@trustpilot.com>"
OWN_WORDS = [
    ("trustpilot.com", TRUSTPILOT, "New review", "Mia left a review\n\nOnly 2/5 of it came.\nSee you never.\nRead nothing, said nothing!\n\nReply to review\nhttps://x.example/1\n",
     None, "Only 2/5 of it came.\nSee you never.\nRead nothing, said nothing!", "figures and lines that begin like buttons"),
    ("trustpilot.com", TRUSTPILOT, "New review", "Mia left a review\n\nRating: 1/5\nReview: 5 stars? Never.\nYou received this wrong.\n\nReply to review\nhttps://x.example/1\n",
     1, "5 stars? Never.\nYou received this wrong.", "a rating stands outside their words"),
    ("facebookmail.com", "Facebook <n@facebookmail.com>", "Max commented on your post", "Max commented on your post\n\n\"1 star. They said \"no\" to me\"\n\nView comment\nhttps://x.example/1\n",
     None, '1 star. They said "no" to me', "quotation marks in quotation marks; comments have no stars"),
    ("service.tiktok.com", "TikTok <n@service.tiktok.com>", "kim commented on your video", "kim commented: \"is it \"real\" oak?\"\n\nView comment\nhttps://x.example/1\n",
     None, 'is it "real" oak?', "on one line"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("domain", "sender", "subject", "text", "rating", "said", "why"), OWN_WORDS
)
def test_what_people_write_is_whole_and_no_word_of_the_services(
    domain: str, sender: str, subject: str, text: str, rating: int | None, said: str, why: str
) -> None:
    mention = one(notice(domain, text, sender=sender, subject=subject))
    assert (mention.rating, mention.text) == (rating, said), why


def test_every_recipe_has_its_tests() -> None:
    tested = {recipe_of(sender.rpartition("<")[2].strip(">")) for _, sender, *_ in SHAPES}
    tested |= {
        recipe_of("googlealerts-noreply@google.com"),
        recipe_of("businessprofile-noreply@google.com"),
    }
    assert tested == set(recipes())


def test_servers_of_known_providers_are_known() -> None:
    assert provider_of("IMAP.gmail.com").vouches == ("mx.google.com",)
    assert BARE in provider_of("outlook.office365.com").vouches
    assert provider_of("imap.gmail.com.evil.example").vouches == ()


OURS: tuple[tuple[list[str], dict[str, str], bool, str], ...] = (
    ([proven("acme.example")], {}, True, "its server vouches for it"),
    ([], {}, True, "nobody says anything: a mail between two of its own folders"),
    (["mx.google.com; dkim=none; spf=fail smtp.mailfrom=acme.example; dmarc=fail header.from=acme.example"], {}, False, "forged"),
    (["mx.google.com; dkim=pass header.d=evil.example; dmarc=none header.from=acme.example"], {}, False, "signed by another"),
    ([proven("evil.example")], {"sender": "Eve <eve@evil.example>", "X_Original_From": "Service <service@acme.example>"}, False, "said to be passed on"),
)  # fmt: skip


@pytest.mark.parametrize(("results", "more", "expected", "why"), OURS)
def test_an_address_of_ours_counts_only_where_the_server_vouches_for_it(
    results: list[str], more: dict[str, str], expected: bool, why: str
) -> None:
    above = "".join(f"Authentication-Results: {one}\r\n" for one in results).encode()
    told = {"sender": "Service <service@acme.example>", "subject": "Your order", **more}
    [mention] = read(above + letter("We have sent your money back.", **told)).mentions
    brand = Brand(name="Acme", own_sites=("acme.example",))
    for own in ((), ("@acme.example",), ("service@acme.example",)):
        assert is_ours(mention, own, brand) is expected, why


@pytest.mark.parametrize(
    ("vouches", "inside", "expected"),
    [
        ((BARE,), "Internal", True),
        ((BARE,), "Anonymous", False),
        (("mx.google.com", BARE), "", False),
        (("mx.google.com",), "Internal", False),
    ],
)
def test_microsoft_s_word_on_colleagues_counts_where_the_mailbox_is_microsoft_s(
    vouches: tuple[str, ...], inside: str, expected: bool
) -> None:
    by = "mx.google.com; " if BARE not in vouches else ""
    told = f"Authentication-Results: {by}dkim=none header.d=none;dmarc=none header.from=acme.example\r\n"
    told += f"X-MS-Exchange-Organization-AuthAs: {inside}\r\n" if inside else ""
    raw = told.encode() + letter(
        "We have sent it.", sender="Lea <lea@acme.example>", subject="Done"
    )
    [mention] = read(raw, View(ZoneInfo("UTC"), vouches)).mentions
    assert is_ours(mention, (), Brand(name="Acme", own_sites=("acme.example",))) is expected
