"""Bundles hide nothing: what the day's limit held leads, and a contradicted fact is shown as one."""

from io import StringIO
from pathlib import Path

import pytest
from acme import BRAND, NOON, Clock, Kept, Listed, config, mention, pipeline
from contents import bundle, changed
from rich.console import Console
from test_slack_blocks import CARD, EN, said

from listener.channels.terminal_story import listed
from listener.settings.brand import Brand, Fact
from listener.store.store import Store

HOUR = NOON.replace(hour=14, minute=1)  # 15:01 in Paris
WRONG = "they say Acme is owned by Northmill"
FACT = Fact(
    id="owners",
    text="Acme is family-owned.",
    text_fr="Acme est une entreprise familiale.",
    keywords=("Acme",),
    wrong=("owned by ~ Northmill",),
)


def brand(language: str = "en") -> Brand:
    few = BRAND.thresholds.model_copy(update={"alerts_a_day": 1})
    given = {"thresholds": few, "fact": (*BRAND.fact, FACT), "language": language}
    return BRAND.model_copy(update=given)


def told(folder: Path, store: Store, *texts: str, of: Brand) -> Kept:
    """What the day shows of these posts, its bundles' hour included."""
    shown, clock = Kept(), Clock()
    pipeline(config(folder, Listed(name="list"), brand=of), store, shown, clock).once()
    clock.pass_(minutes=16)
    posts = [
        mention(n, text, **({"venue": "public", "genre": "forum_post"} if text == WRONG else {}))
        for n, text in enumerate(texts)
    ]
    source = Listed(name="list", mentions=tuple(posts))
    pipeline(config(folder, source, brand=of), store, shown, clock).once()
    clock.now = HOUR
    pipeline(config(folder, source, brand=of), store, shown, clock).after_collect()
    return shown


def test_an_alert_that_the_limit_held_leads_its_bundle_and_thanks_go_last(
    tmp_path: Path, store: Store
) -> None:
    loved = [f"I love the bell, number {n * 7919}" for n in range(14)]
    asked = [f"I hate it: broken, number {n}" for n in range(12)]
    shown = told(tmp_path, store, *loved, WRONG, *asked, "where is my refund?", of=brand())
    [(_, cards, more)] = [one for one in shown.bundles if one[0] == "grouped"]
    assert len(shown.alerts) == 1
    assert [card.is_alert for card in cards[:13]] == [True] * 12 + [False]
    assert [card.quote for card in cards[:11]] == [
        q for q in (c.quote for c in cards) if "hate" in q
    ]
    assert cards[11].quote == "where is my refund?"
    assert cards[12].quote == WRONG
    assert (len(cards), more) == (13, 10)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", f"Contradicts our facts: “{WRONG}”. The fact: Acme is family-owned."),
        (
            "fr",
            f"Contredit nos faits : « {WRONG} ». Le fait : Acme est une entreprise familiale.",
        ),
    ],
)
def test_a_contradicted_fact_is_told_with_the_fact_and_the_words(
    tmp_path: Path, store: Store, language: str, line: str
) -> None:
    shown = told(tmp_path, store, "I love the bell", WRONG, of=brand(language))
    [(_, cards, _)] = [one for one in shown.bundles if one[0] == "grouped"]
    assert [card.quote for card in cards] == [WRONG, "I love the bell"]
    assert [str(card.against).replace("\xa0", " ").replace("\u202f", " ") for card in cards] == [
        line,
        "",
    ]


def test_the_fact_stands_in_the_list_of_a_screen_and_of_a_chat() -> None:
    against = "Contradicts our facts: “owned by Northmill”. The fact: we are our own."
    card = changed(CARD, against=against)
    assert against in said(bundle("grouped", [card], EN))
    screen = StringIO()
    Console(file=screen, width=200).print(listed(card, "en"))
    assert against in screen.getvalue()
    # Its number stands with its author: behind the headline it would read as part of it.
    head, *rest = screen.getvalue().splitlines()
    number = f"#{CARD.mention}"
    assert number not in head
    assert number in " ".join(rest)
