"""What the strategy's tests share: an invented brand, a mention, and any mention at all."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from connectors.kit.genres import GENRES
from listener.advice.evidence import Belief, Contact, Evidence
from listener.advice.reading.case import Case
from listener.settings.brand import Brand, Community, Fact, People

NOW = datetime(2026, 11, 10, 9, 0, tzinfo=UTC)  # a Tuesday, 10:00 in Paris; the 11th is a holiday

WARRANTY = Fact(
    id="warranty",
    text="La batterie est garantie 2 ans.",
    text_en="The battery has a two-year warranty.",
    keywords=("batterie", "battery", "garantie", "warranty"),
    wrong=("garantie 1 an", "one-year warranty", "20 000 vélos rappelés", "20,000 bikes recalled"),
    url="https://velorine.example/garantie",
)
BRAND = Brand(
    name="Vélorine",
    handles=("@velorine",),
    own_sites=("velorine.example",),
    not_us=("fleur velorine",),
    language="fr",
    speaker="Camille",
    allowed_gestures=(
        "un prêt de batterie pendant la réparation",
        "a loan battery during the repair",
    ),
    people=People(
        journalists=("@lea_presse",),
        vips=("Big Rider",),
        partners=("@roue_libre",),
        staff=("Sam V",),
    ),
    fact=(WARRANTY,),
    community=(
        Community(where="forum.velo.example", policy="welcome", account="Camille de Vélorine"),
        Community(where="forum.velo.example/prive", policy="closed", account="Camille de Vélorine"),
        Community(where="reddit.com/r/velo", policy="if asked"),
    ),
)
ENGLISH = BRAND.model_copy(update={"language": "en"})


def belief(label: str, probability: float = 0.9, **more: Any) -> Belief:
    return Belief(label, probability, **more)


_PLAIN = Evidence(
    text="",
    genre="tweet",
    venue="public",
    at=NOW,
    collected_at=NOW,
    now=NOW,
    form=belief("discussion"),
    tone=belief("neutral"),
    intent=belief("none"),
    irony=belief("none"),
    sponsorship=belief("organic"),
)
_TASKS = ("form", "tone", "intent", "irony", "sponsorship")


def mention(text: str, tags: str = "discussion neutral none", **more: Any) -> Evidence:
    """A tweet about the brand; `tags` are its form, tone and intent, each sure."""
    form, tone, intent = tags.split()
    given: dict[str, Any] = {"form": form, "tone": tone, "intent": intent, **more}
    for task in _TASKS:
        if isinstance(given.get(task), str):
            given[task] = belief(given[task])
    if given["form"].label == "critique" and "venue" not in given:
        given.setdefault("addressed", True)
    given.setdefault("about_brand", True)
    return replace(_PLAIN, text=text, **given)


# A brand, a fact of it in French and in English, and its keywords.
Known = tuple[str, str, str, tuple[str, ...]]


def doubts(known: Known, text: str) -> bool:
    """May a text contradict this one fact of this brand?"""
    name, said, said_in_english, keywords = known
    told = Fact(id="fact", text=said, text_en=said_in_english, keywords=keywords)
    brand = Brand(name=name, language="fr", speaker="Ines", fact=(told,))
    return Case(mention(text), brand).doubted is not None


def contact(**more: Any) -> Contact:
    given: dict[str, Any] = {
        "mention_id": 1,
        "at": NOW - timedelta(days=2),
        "form": "critique",
        "tone": "negative",
        "leaf": "REPAIR",
        "answered": False,
        "url": "https://forum.velo.example/t/1",
        **more,
    }
    return Contact(**given)


WORDS = (
    "Vélorine", "@velorine", "ma batterie", "a pris feu", "merci", "connard", "lol", "?", "!",
    "garantie 1 an", "je suis journaliste", "pour un article", "RGPD", "mon avocat", "boycott",
    "my order", "is late", "please", "jamais commandé", "https://x.example", "🚲", "20 %", "tu", "vous",
)  # fmt: skip

_labels = {
    "form": ("share", "discussion", "critique", "creation", "own", "off", "unsure"),
    "tone": ("negative", "neutral", "positive", "mixed", "unsure"),
    "intent": ("complaint", "praise", "idea", "question", "none", "unsure"),
    "irony": ("irony", "none", "unsure"),
    "sponsorship": ("organic", "disclosed", "suspected", "unsure"),
}


def _beliefs(task: str) -> st.SearchStrategy[Belief]:
    return st.builds(
        Belief,
        label=st.sampled_from(_labels[task]),
        probability=st.floats(0, 1),
        by_person=st.booleans(),
        best=st.sampled_from(("", *_labels[task])),
    )


_texts = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join))
_times = st.integers(0, 100 * 24 * 60).map(lambda minutes: NOW - timedelta(minutes=minutes))
_contacts = st.builds(
    Contact,
    mention_id=st.integers(1, 9),
    at=_times,
    form=st.sampled_from(_labels["form"]),
    tone=st.sampled_from(_labels["tone"]),
    leaf=st.sampled_from((None, "REPAIR", "THANK", "RESUME", "LET_STAND", "gone")),
    answered=st.booleans(),
    url=st.sampled_from((None, "https://forum.velo.example/t/1")),
)
EVIDENCE = st.builds(
    Evidence,
    text=_texts,
    title=st.none() | _texts,
    url=st.sampled_from((None, "https://forum.velo.example/t/1", "not an address", "//[")),
    genre=st.sampled_from((*GENRES, "not_a_genre")),
    venue=st.sampled_from((None, "own", "review", "public")),
    addressed=st.sampled_from((None, True, False)),
    about_brand=st.booleans(),
    rating=st.none() | st.integers(1, 5),
    by_owner=st.booleans(),
    at=_times,
    collected_at=_times,
    lang=st.sampled_from((None, "fr", "en", "de")),
    parent_url=st.sampled_from((None, "https://forum.velo.example/prive/2")),
    parent_text=st.none() | _texts,
    thread_title=st.none() | _texts,
    reach=st.none() | st.integers(0, 10**7),
    form=_beliefs("form"),
    tone=_beliefs("tone"),
    intent=_beliefs("intent"),
    irony=_beliefs("irony"),
    sponsorship=_beliefs("sponsorship"),
    role=st.sampled_from((None, "journalist", "vip", "partner", "staff")),
    contacts=st.lists(_contacts, max_size=3).map(tuple),
    replies_to_our_answer=st.booleans(),
    our_answers_before=st.integers(0, 4),
    we_replied_in_thread=st.booleans(),
    peers_replied=st.sampled_from((None, True, False)),
    copies=st.integers(0, 30),
    copy_authors=st.integers(1, 12),
    same_question=st.integers(0, 6),
    thanks_only=st.integers(0, 30),
    thanked=st.integers(0, 12),
    now=st.just(NOW),
)
