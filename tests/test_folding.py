"""One folding of names: each place that compares names with texts knows every spelling."""

import httpx
import pytest
from replay import Replay
from test_strategy_kit import BRAND, mention

from connectors.hackernews.source import Hackernews
from connectors.kit.reading.folding import (
    fold,
    letters,
    name_key,
    names_one,
    same,
    search_forms,
    signs,
    tag_form,
)
from connectors.mastodon.source import Mastodon
from connectors.rss.source import Rss
from listener.advice.leaves import Leaf
from listener.advice.reading.case import Case
from listener.advice.reading.lexicon import found
from listener.advice.reading.people import role
from listener.advice.reading.relevance import relevance
from listener.advice.reading.sponsorship import sponsorship
from listener.advice.reading.text import as_written
from listener.advice.signals import signals
from listener.settings.brand import Brand, People
from models.addressed import fill_addressed, is_addressed
from models.base import Post
from models.sponsorship import is_disclosed, plain

SOFT, ZERO, NBSP, THIN, ACUTE = "\u00ad", "\u200b", "\u00a0", "\u202f", "\u0301"


@pytest.mark.parametrize(
    ("name", "text", "is_there", "why"),
    [
        ("L'Orée d'Ys", "vu chez L’Orée d’Ys hier", True, "typographic apostrophes"),
        ("L’Orée d’Ys", "l'oree d'ys", True, "and the other way round, without accents"),
        ("L'Orée d'Ys", "LʼOrée dʼYs, l`orée d´ys", True, "the letter apostrophe"),
        ("L'Orée d'Ys", "l`orée d´ys", True, "accents of a keyboard in an apostrophe's place"),
        ("L'Orée d'Ys", "L′Orée d′Ys", True, "primes"),
        ("L'Orée d'Ys", "LOrée dYs", True, "apostrophes left out"),
        ("L'Orée d'Ys", "L' Orée d 'Ys", True, "spaces beside them"),
        ("L'Orée d'Ys", f"L'Ore{ACUTE}e d'Ys", True, "an accent that stands by itself"),
        ("L'Orée d'Ys", "#LOréeDYs !", True, "a hashtag is one word"),
        ("L'Or", "le lor", False, "a short name keeps its apostrophe"),
        ("Brin d'Œuf", "BRIN D’OEUF", True, "œ is oe"),
        ("Brin d'Oeuf", "brin d'œuf", True, "and oe is œ"),
        ("Ægir", "aegir", True, "æ is ae"),
        ("Weißbach", "WEISSBACH", True, "ß is ss"),
        ("WEIẞBACH", "weissbach", True, "as a capital too"),
        ("İzmirli", "izmirli", True, "a capital i with its dot"),
        ("Søgaard", "Sogaard", True, "a stroke is an accent"),
        ("Tip-Top", "Tip Top", True, "a hyphen is a space"),
        ("Tip Top", "tip‑top", True, "a hyphen that does not break"),
        ("Tip Top", "TIP–TOP", True, "a dash"),
        ("Tip-Top", f"tip{NBSP}top", True, "a space that does not break"),
        ("Tip-Top", f"tip{THIN}top", True, "a thin one"),
        ("Tip-Top", "tip\ntop", True, "a line's end"),
        ("Tip-Top", "#TipTop", True, "joined in a hashtag"),
        ("Tip-Top", "@tip_top hello", True, "joined in a handle"),
        ("Tip-Top", "tiptop", False, "joined words of a sentence may be another word"),
        ("Tip-Top", "#TipTopSecret", False, "part of a longer hashtag"),
        ("Tip-Top", "tip, top", False, "two words with a comma between"),
        ("Acme", "Acmeville", False, "part of a word"),
        ("Acme", "#Acme", True, "a hashtag"),
        ("Acme", "@acme", True, "a handle"),
        ("Acme", "@acme_fan", False, "another handle"),
        ("Acme", "Acme's and Acme’s", True, "a genitive"),
        ("Acme", "qu’Acme, d'Acme, l’Acme", True, "elisions"),
        ("Acme", f"Ac{SOFT}me", True, "a soft hyphen"),
        ("Acme", f"Ac{ZERO}me", True, "a space of no width"),
        ("Acme", "\ufeffA\u2060cme\u200d", True, "other marks of no width"),
        ("Acme", "\u202eAcme\u202c", True, "marks of direction"),
        ("Acme", "ＡＣＭＥ", True, "wide letters"),
        ("Acme", "𝐀𝐜𝐦𝐞", True, "letters of a fancy font"),
        ("Acme", "Acme™ und Acme®", True, "trade marks"),
        ("Acme", "_Acme_ und __Acme__", True, "marks of emphasis"),
        ("Acme", "私はAcmeが好き", True, "beside letters that put no spaces"),
        ("資生堂", "資生堂の口紅", True, "in a script without spaces"),
        ("현대", "현대는 빠르다", True, "with a particle"),
        ("ガス", "カス", False, "another letter, not an accent"),
        ("Kurz & Lang", "kurz&lang", True, "& without spaces"),
        ("Kurz & Lang", "Kurz and Lang, kurz et lang", True, "& as a word"),
        ("Kurz et Lang", "Kurz & Lang", True, "and back"),
        ("A&B", "vitamins A and B", False, "not of single letters"),
        ("A&B", "at A & B today", True, "though with spaces"),
        ("Tom's Bikes", "Toms bikes", True, "a genitive without its sign"),
        ("Toms Bikes", "Tom’s Bikes", True, "and with one that the settings left out"),
        ("Hoppla!", "hoppla ist da", True, "a mark at the end of the name"),
        ("Dr. Meier", "Dr Meier", True, "a short form's dot"),
        ("A.B.C.", "chez ABC", True, "dots between letters"),
        ("acme.example", "acme example", False, "the dot of an address"),
        ("C++", "in c++ again", True, "signs that make the name"),
        ("Le Puits", "l'équipe du Puits, vu au puits", True, "an article that is drawn together"),
        ("Les Ormes", "la cour des Ormes", True, "of several too"),
        ("Les Ormes", "retour aux Ormes", True, "and with the other preposition"),
        ("Le Puits", "des puits", False, "not of another number"),
        ("La Cave", "du cave", False, "nor of the other gender"),
        ("Les", "des", False, "an article alone is a name like others"),
        ("-", "a - b", True, "a name of one sign is that sign"),
        ("", "anything", False, "no name is in no text"),
        (ZERO, "anything", False, "nor one that nobody sees"),
    ],
)
def test_a_name_is_found_however_it_is_written(
    name: str, text: str, is_there: bool, why: str
) -> None:
    assert names_one(text, [name]) == is_there, why


def test_what_is_folded_comes_back_the_same() -> None:
    for text in ("L’Œuf Cru™", "İı ẞß", "ﷺ " * 3, "한국 ガ ﾊﾟ", "½ … №"):
        assert fold(fold(text)) == fold(text)
        assert letters(signs(text)) == letters(text)


def test_signs_keep_case_and_lines() -> None:
    assert signs("L’Été\nŒUVRE") == "L'Ete\nOEUVRE"


def test_letters_that_stand_for_many_do_not_swell_a_text() -> None:
    assert len(fold("ﷺ" * 1_000)) == 1_000


def test_names_of_people_and_accounts_are_one_in_any_spelling() -> None:
    assert same("Jean-Noël L’Hôte", "@jean noel l'hote")
    assert not same("Jean Noël", "Jean Noëlle")
    assert not same("", " ")
    assert name_key("@acme@social.example") == "acme@social.example"


def test_a_tag_has_neither_hyphens_nor_apostrophes() -> None:
    assert [tag_form(tag) for tag in ("#Tip-Top", "L’Orée", f"#Ac{SOFT}me", "＃acme")] == [
        *("tiptop", "lorée", "acme", "acme")
    ]


def test_a_search_is_asked_for_the_spellings_that_engines_do_not_know() -> None:
    assert search_forms("Acme") == ("Acme",)
    assert search_forms("L’Orée d’Ys") == ("L’Orée d’Ys",)
    assert search_forms("Tom’s Œuf") == ("Tom’s Œuf", "Toms Œuf", "Tom's OEuf")
    assert search_forms("Kurz & Lang") == ("Kurz & Lang", "Kurz and Lang", "Kurz et Lang")
    assert search_forms("A&B") == ("A&B",)


FEED = """<rss version="2.0"><channel><title>t</title>{}</channel></rss>"""
ITEM = "<item><guid>g{}</guid><description>{}</description></item>"


def test_a_feed_is_matched_in_any_spelling() -> None:
    texts = ["L'Orée d'Ys", "L’Orée d’Ys", "L&#8217;Ore&#769;e d&#8217;Ys", "LOréeville", "Ys"]
    body = FEED.format("".join(ITEM.format(n, text) for n, text in enumerate(texts)))
    source = Rss(name="f", url="https://f.example/", match=("L'Orée d'Ys",))
    reply = httpx.Response(200, content=body, headers={"content-type": "application/rss+xml"})
    [page] = source.pages(Replay(reply), None)
    assert [m.external_id for m in page.mentions] == ["g0", "g1", "g2"]


def test_hacker_news_is_read_in_any_spelling_and_asked_for_each_that_it_does_not_know() -> None:
    hits = [
        {"objectID": str(n), "created_at_i": 1_795_600_000 - n, "comment_text": text, "author": "u"}
        for n, text in enumerate(("Tom's Bikes", "Tom&#x2019;s Bikes", "Toms Bikes", "Tomsen"))
    ]
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.params["query"])
        return httpx.Response(200, json={"hits": hits})

    source = Hackernews(name="hn", query=("Tom’s Bikes",), days_back=3_650)
    with httpx.Client(transport=httpx.MockTransport(answer)) as http:
        pages = list(source.pages(http, None))
    assert sorted(m.external_id for page in pages for m in page.mentions) == ["0", "1", "2"]
    assert asked == ['"Tom’s Bikes"', '"Toms Bikes"']


def test_own_accounts_and_tags_are_folded() -> None:
    made = Mastodon(
        name="m",
        instances=("https://social.example",),
        tags=("#Tip-Top",),
        own_accounts=("@Tip‑Top@Social.example",),
    )
    assert made.tags == ("tiptop",)
    assert made.own_accounts == (name_key("tip top@social.example"),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bonjour L’Orée d’Ys, où est mon colis", True),
        ("l'oree d’ys: my order is late", True),
        ("on parle de L’Orée d’Ys partout", False),
        ("＠oree-ys vous répondez quand", True),
    ],
)
def test_a_call_by_name_is_heard_in_any_spelling(text: str, expected: bool) -> None:
    told = is_addressed(text, handles=("@oree-ys",), names=("L'Orée d'Ys",), venue="public")
    assert told is expected


def test_a_training_row_is_addressed_in_any_spelling() -> None:
    post = Post(text="L’Orée d’Ys, répondez", brand="L'Orée d'Ys")
    assert fill_addressed(post).addressed is True


def test_relevance_reads_names_and_the_operators_lists_in_any_spelling() -> None:
    brand = Brand(
        name="L'Orée d'Ys",
        names=("Brin d'Œuf",),
        not_us=("l'orée du bois",),
        exclude=("tire-bouchon",),
        context=("pâte-à-choux",),
    )

    def score(text: str) -> float:
        return relevance(mention(text, about_brand=False), brand)[0]

    assert score("vu : #LOréeDYs, sa pâte à choux") >= BRAND.thresholds.ours_from
    assert score("Brin d’oeuf : pâte à choux ratée") >= BRAND.thresholds.ours_from
    assert score("L’Orée d’Ys fait sa pâte à choux") >= BRAND.thresholds.ours_from
    assert score("une pâte à choux à L’Oree du bois") < BRAND.thresholds.ours_from
    assert score("L'Orée d'Ys, le tire‑bouchon") == score("L'Orée d'Ys tire bouchon") == 0


def test_word_lists_are_read_in_any_spelling() -> None:
    assert found("danger.self_harm", fold("she talks of self harm"))
    assert found("danger.self_harm", fold(f"self{SOFT}‑ha{ZERO}rm"))
    assert found("talk.remedy", fold("s´il vous plaît"))


def test_words_found_are_shown_as_the_author_wrote_them() -> None:
    text = f"Hier le court‑cir{SOFT}cuit m’a fait peur"
    assert as_written(text, "court-circuit m'a") == f"court‑cir{SOFT}cuit m’a"


def test_disclosures_are_read_in_any_spelling() -> None:
    for text in ("Collaboration rémunérée", "collaboration remuneree", f"Collabo{SOFT}ration re"
                 f"{ACUTE}mune{ACUTE}re{ACUTE}e avec eux", "Partenariat-rémunéré"):  # fmt: skip
        assert is_disclosed(plain(text)), text
    said = mention("Ce vélo m’a été offert par Ve\u0301lorine")
    assert sponsorship(said, BRAND).label != "organic"


def test_lists_of_people_are_read_in_any_spelling() -> None:
    brand = BRAND.model_copy(update={"people": People(journalists=("Anne-Laure d'Ys",))})
    assert role(None, "Anne‑Laure d’Ys", brand) == "journalist"
    assert role(None, "Anne Laure", brand) is None


def test_a_handle_is_named_as_the_settings_have_it() -> None:
    case = Case(mention("merci ＠VELORINE", addressed=True), BRAND)
    assert any("@velorine" in told for told in signals(case, Leaf.REPAIR))
