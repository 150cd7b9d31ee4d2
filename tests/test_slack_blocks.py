"""What Slack shows: golden messages, and thousands of hostile ones that must stay harmless."""

import json
import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from contents import (
    CardOf,
    DraftOf,
    alert,
    bundle,
    changed,
    drafts,
    first_look,
    news,
    ops,
    outage,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from rigs.effort import examples
from slackblocks import Message as OtherMessage
from slackblocks.blocks import Block as OtherBlock

from listener.channels.slack.look import blocks, limits
from listener.channels.slack.look.message import Message
from listener.channels.slack.look.mrkdwn import clean, escape, line
from listener.channels.slack.look.parts import message as laid
from listener.figures.metrics import net_sentiment
from listener.guard.plain import plain
from listener.notices.cards import Card
from listener.notices.look import Look
from listener.notices.parts import Content, Figure, Stories, Strong
from listener.notices.severity import SIGNS
from listener.settings.brand import Brand
from listener.words import catalogue, say
from listener.words.whose import Ours, Theirs

AT = datetime(2026, 11, 10, 13, 5, tzinfo=UTC)
BRANDS = {lang: Brand(name="Vélorine", language=lang) for lang in ("fr", "en")}
FR, EN = BRANDS["fr"], BRANDS["en"]

SCHEMA = Draft7Validator(
    json.loads((Path(__file__).parent / "pages/slack/blocks.schema.json").read_text("utf-8"))
)
SEEN: set[str] = set()

CARD: Card = CardOf(
    mention=95, story=41, level="high", severity="● To answer",
    headline="● Put right: charged twice, second message, before 18:05",
    short="● Put right: second message, before 18:05", labels="To us · negative · Customers and public",
    quote="@velorine charged twice for Care. Can I have one back?",
    url="https://piaf.example/vic/status/698141", parent_url="https://piaf.example/vic/status/1",
    context="replies to “How is the new app?” · 2 replies",
    author="Vic · tweet to support · 40 followers", history="Their second message since Mon 2 Nov.",
    times="demo · published Tue 10 Nov 14:05, collected Tue 10 Nov 14:45 (40 min later)",
    why="a critical word to us (addressed to @velorine, asks a question)", confidence="sure",
    about="complaint", organic="Organic", copies="+2 near-identical, on 3 sites",
    advice="Put right", meaning="Own it, act, and offer to carry on in private.",
    reason="A bad experience that is ours to put right: “charged twice”.", due="before 18:05 today", overdue=False,
    drafts=(
        DraftOf(
            "A", "We are sorry.\nCamille, from Vélorine",
            (("says who speaks", True, "ok"), ("no personal data", False, "found: 06 00")),
            (("empathy", "We are sorry.", None), ("fact", "Two years.", "warranty")),
        ),
    ),
    answered=False, source="demo", posted_at=AT, collected_at=AT + timedelta(minutes=40),
    due_at=AT + timedelta(hours=4), benefit="A customer kept.", risk="An empty excuse.",
)  # fmt: skip

LOOK = Look(
    sources=("piaf", "reviews"), mentions=64, to_us=13, among_peers=26,
    sentiment=net_sentiment(30, 10), unanswered=7, oldest=(CARD,), sample=CARD, undated=1,
    unsure=19, failing=(("reviews", "403"),),
)  # fmt: skip


def said(message: Message) -> list[str]:
    """Every text of the blocks, in order; ours marked with a tilde."""
    return [("~" if t["type"] == "mrkdwn" else "") + t["text"] for t in texts(message)]


def texts(message: Message) -> Iterator[dict[str, Any]]:
    for block in message.blocks:
        yield from block.get("elements") or block.get("fields") or ()
        if "text" in block:
            yield block["text"]


def message_of(*parts: Any) -> Message:
    return laid(Content(parts), EN)


def decoded(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def test_of_a_day_without_an_hour_neither_hour_nor_delay_is_shown() -> None:
    day = datetime(2026, 11, 10, tzinfo=EN.tz).astimezone(UTC)
    [shown] = [line for line in said(alert(changed(CARD, posted_at=day), EN)) if "demo" in line]
    read = "<!date^1794318300^{date_short_pretty} {time}|Tue 10 Nov 14:45>"
    assert shown.startswith(f"~demo · published Tue 10 Nov · collected {read}")
    assert "later" not in shown


def test_an_alert_says_headline_quote_who_why_and_history_before_its_details() -> None:
    link = "<https://piaf.example/vic/status/698141|Open the original> (piaf.example)"
    message = alert(CARD, EN)
    rule = [block["type"] for block in message.blocks].index("divider")
    assert rule <= 1 + 5  # a headline and five more fit a phone's first screen
    assert said(message)[: rule + 1] == [
        "● Put right: charged twice, second message, before 18:05",
        "“@velorine charged twice for Care. Can I have one back?”",
        "Vic · tweet to support · 40 followers",
        f"~{link}",
        "A bad experience that is ours to put right: “charged twice”.",
        "Their second message since Mon 2 Nov. +2 near-identical, on 3 sites.",
    ]
    assert said(message)[rule + 1 :] == [
        "Vélorine · To answer · To us · negative · Customers and public",
        "Own it, act, and offer to carry on in private.",
        "Why you see this: a critical word to us (addressed to @velorine, asks a question)",
        "About: complaint · Organic · Confidence: sure",
        "Context: replies to “How is the new app?” · 2 replies",
        "~demo · published <!date^1794315900^{date_short_pretty} {time}|Tue 10 Nov 14:05>"
        " · collected <!date^1794318300^{date_short_pretty} {time}|Tue 10 Nov 14:45>, 40 min later"
        " · due <!date^1794330300^{date_short_pretty} {time}|Tue 10 Nov 18:05>",
        "~<https://piaf.example/vic/status/1|The post it replies to> (piaf.example)",
        "Owner: nobody yet · alert 95",
    ]


def test_the_words_around_it_follow_the_brands_language() -> None:
    shown = said(alert(CARD, FR))
    assert "« @velorine charged twice for Care. Can I have one back? »".replace(" ", "\u00a0") in [
        text.replace(" ", "\u00a0") for text in shown
    ]
    assert "En charge\u00a0: personne pour l'instant · alerte 95" in shown
    assert any("|mar. 10 nov. 18:05>" in text for text in shown)


def test_the_fallback_text_says_all_that_the_blocks_say_in_their_order() -> None:
    message = alert(CARD, EN)
    lines = message.text.splitlines()
    assert lines[0] == CARD.headline
    assert CARD.quote in lines[1]
    assert "piaf.example/vic/status/698141" in lines[3]
    assert [text.removeprefix("~").replace("*", "") for text in said(message)] == lines


def test_there_is_no_button_for_none_would_answer() -> None:
    for message in every(CARD, EN):
        assert {b["type"] for b in message.blocks} <= {"header", "section", "context", "divider"}
        assert not any("accessory" in b for b in message.blocks)


def test_an_answered_story_says_so_first_and_names_no_due_time() -> None:
    answered = changed(
        CARD,
        headline="✔ Answered: charged twice",
        short="✔ Answered: charged twice",
        answered=True,
        answered_at=AT,
        answer_url="https://piaf.example/velorine/2",
    )
    shown = said(alert(answered, EN))
    assert shown[0] == "✔ Answered: charged twice"
    assert (
        "~<!date^1794315900^{date_short_pretty} {time}|Tue 10 Nov 14:05>"
        " · <https://piaf.example/velorine/2|see the answer> (piaf.example)"
    ) in shown
    assert "The advice was: Put right" in shown
    assert not any(
        "due" in text or "Owner" in text or "bad experience that is ours" in text for text in shown
    )


def test_what_the_headline_says_of_an_end_is_not_said_again() -> None:
    done = changed(CARD, headline="✔ Answered", short="✔ Answered", answered=True, answered_at=AT)
    for message in (alert(done, EN), bundle("grouped", [done], EN)):
        assert message.text.count("✔ Answered") == 1
    told_otherwise = changed(done, headline=CARD.headline, short=CARD.short)
    assert alert(told_otherwise, EN).text.count("✔ Answered") == 1


@pytest.mark.parametrize(("brand", "marks"), [(EN, ("“", "”")), (FR, ("«\u00a0", "\u00a0»"))])
def test_a_question_that_the_headline_quotes_is_no_reason_too(
    brand: Brand, marks: tuple[str, str]
) -> None:
    asked = "does the battery keep its range in winter?"
    quoted = asked.join(marks)
    card = changed(CARD, headline=f"● Answer: {quoted}, before 18:00", reason=f"Asked: {quoted}")
    assert alert(card, brand).text.count(asked) == 1
    other = changed(card, headline="● Answer before 18:00")
    assert alert(other, brand).text.count(asked) == 1, "where the headline has no room for it"


def test_what_asks_nothing_has_no_sign_that_reads_as_a_rule_between_words() -> None:
    sign = SIGNS["quiet"]
    card = changed(
        CARD, level="quiet", severity=f"{sign} For information", headline=f"{sign} Not about us",
        short=f"{sign} Not about us",
    )  # fmt: skip
    for message in (alert(card, EN), message_of(Stories((card,), form="severe"))):
        assert "· ·" not in message.text
        assert f"· {sign}" not in message.text


def test_a_list_says_urgent_and_no_word_that_the_sentence_says_already() -> None:
    urgent = changed(CARD, level="urgent", severity="▲ URGENT", short="▲ Answer the press")
    shown = message_of(Stories((urgent, CARD), form="severe")).text
    assert "▲ URGENT · Answer the press" in shown
    assert "To answer · ●" not in shown


@pytest.mark.parametrize("render", [alert, news, drafts])
def test_what_is_deleted_at_its_source_is_shown_no_more(render: Any) -> None:
    message = render(changed(CARD, deleted=True), EN)
    kept = json.dumps(message.blocks) + message.text
    for gone in ("charged twice", "Vic", "piaf.example", "new app", "sorry", "bad experience"):
        assert gone not in kept
    assert "Deleted at its source" in kept or "are shown here no more" in kept


def test_a_deleted_story_is_in_no_list() -> None:
    gone = changed(CARD, deleted=True)
    message = bundle("grouped", [CARD, gone], EN, more=0)
    assert said(message)[0] == "To follow, nothing urgent (1) · Vélorine"
    assert sum("charged twice" in text for text in said(message)) == 1


def test_an_alert_without_a_link_says_so() -> None:
    assert any("no link to the original" in t for t in said(alert(no_url(None), EN)))
    odd = said(alert(no_url("javascript:alert(1)"), EN))
    assert any("link left out" in text for text in odd)
    assert "javascript" not in json.dumps(odd)


def no_url(url: str | None) -> Card:
    return changed(CARD, url=url)


def test_stars_without_words_stand_without_quotation_marks() -> None:
    assert "★☆☆☆☆" in said(alert(changed(CARD, quote="★☆☆☆☆"), EN))


def test_a_post_without_a_date_says_so() -> None:
    shown = said(alert(changed(CARD, posted_at=None), EN))
    assert any("no date at the source · collected <!date^" in text for text in shown)


def test_drafts_show_whole_text_sentences_and_what_a_check_found() -> None:
    assert said(drafts(CARD, EN)) == [
        "~*1 draft, not sent*\nFor a person to check and to publish: the bot sends nothing.",
        "~*Draft A, not sent*",
        "We are sorry.\nCamille, from Vélorine",
        "Made of: empathy, fact “warranty” · ✓ 1 check passed",
        "✗ no personal data: found: 06 00",
        "What it brings: A customer kept.",
        "What to mind: An empty excuse.",
        "Before it is published: 1 person must approve",
    ]


def test_news_in_a_thread_is_short_and_says_what_is_new() -> None:
    message = news(CARD, EN)
    assert said(message)[:2] == ["~↳ *New in this story*", CARD.headline]
    assert "divider" not in {b["type"] for b in message.blocks}


def test_in_a_list_others_words_stand_in_the_quote_and_not_in_what_is_bold() -> None:
    item = said(bundle("grouped", [CARD], EN))[1]
    assert item.startswith("~*● Put right: second message, before 18:05*\n")
    assert "charged twice" not in item


def test_a_bundle_counts_what_it_leaves_out() -> None:
    message = bundle("grouped", [CARD] * 3, EN, more=5)
    assert said(message)[0] == "To follow, nothing urgent (8) · Vélorine"
    assert said(message)[-1].startswith("and 5 more, less grave")


def test_nothing_urgent_is_said_only_where_no_alert_was_held() -> None:
    held, one = changed(CARD, is_alert=True), "An alert that had to wait (1) · Vélorine"
    both = said(bundle("grouped", [CARD, held], EN))[0]
    assert both == "To follow, the alerts that had to wait first (2) · Vélorine"
    assert said(bundle("grouped", [held], EN))[0] == one
    done = changed(held, answered=True)
    assert said(bundle("grouped", [done], EN))[0] == "To follow, nothing urgent (1) · Vélorine"
    assert said(bundle("wins", [held], EN))[0] == "Good news (1) · Vélorine"


def test_a_bundle_too_long_for_one_message_shows_fewer_and_counts_the_rest() -> None:
    message = bundle("triage", [changed(CARD, quote="a" + "<" * 900)] * 60, EN)
    told = sum(text.startswith("“") for text in said(message))
    assert 3 < told < 60
    assert said(message)[-1].startswith(f"and {60 - told} more, less grave")


def test_the_last_story_of_a_message_may_have_the_place_of_the_line_that_counts() -> None:
    counted = set()
    for length in range(100, 500, 3):
        card = changed(CARD, quote="é" * 190, labels="x" * length)
        ten, eleven, twelve = (bundle("triage", [card] * n, EN) for n in (10, 11, 12))
        keeps_within_limits(twelve)
        if said(twelve)[-1].startswith("and 2 more"):
            break
        used = limits.weight(eleven.blocks)
        has_place = 2 * used - limits.weight(ten.blocks) <= limits.TOTAL
        assert said(twelve)[-1].startswith("and 1 more") != has_place
        counted.add(has_place)
    assert counted == {True, False}


@pytest.mark.parametrize("lang", BRANDS)
def test_a_list_that_holds_all_but_one_shows_that_one(lang: str) -> None:
    for n, more in ((10, ()), (11, ()), (12, ("2",))):
        told = said(first_look(changed(LOOK, failing=(("reviews", "403"),) * n), BRANDS[lang]))
        counted = [re.sub(r"\D", "", text) for text in told if re.match(r"(and|et) \d", text)]
        assert counted == ["6", *more]  # the six are critiques that the look holds no card of


def test_after_an_outage_the_worst_comes_first() -> None:
    late = [changed(CARD, level=level, short=level) for level in ("normal", "danger", "high")]
    shown = said(outage(late, AT, AT + timedelta(minutes=47), EN, more=1))
    assert shown[0] == "While Slack was unreachable · Vélorine"
    assert "4 messages waited" in shown[1]
    heads = [name for text in shown for name in ("danger", "high", "normal") if f"*{name}*" in text]
    assert heads == ["danger", "high", "normal"]
    assert shown[-1] == "and 1 more"


def test_a_first_look_holds_figures_the_oldest_the_unseen_and_a_sample() -> None:
    shown = said(first_look(LOOK, EN))
    assert shown[0] == "First look · Vélorine"
    assert "~Mentions\n*64*" in shown
    assert "~Waiting for an answer\n*7*" in shown
    assert (
        "~Said\n*13* to us · *26* about us · *25* of another kind (shared, created) or not clear to the bot"
        in shown
    )
    assert "~Balance of opinions\n*+50%* (range +20% to +72%, n = 40)" in shown
    assert "and 6 more" in shown
    assert "reviews could not be read: 403" in shown
    assert CARD.headline in shown


def test_who_is_spoken_to_agrees_with_how_many_they_are() -> None:
    shown = said(first_look(changed(LOOK, to_us=2, among_peers=1), FR))
    rest = "*61* d'un autre genre (partage, création) ou que le bot ne sait pas classer"
    assert f"~Répartition\n*2* s'adressent à nous · *1* parle de nous · {rest}" in shown


def test_a_first_look_names_ten_failing_sources_and_counts_the_rest() -> None:
    shown = said(first_look(changed(LOOK, failing=(("reviews", "403"),) * 12), EN))
    assert shown.count("reviews could not be read: 403") == 10
    assert "and 2 more" in shown


def test_a_first_look_at_nothing_says_that_this_is_no_fault() -> None:
    empty = changed(
        LOOK, mentions=0, to_us=0, among_peers=0, sentiment=net_sentiment(0, 0), unanswered=0,
        oldest=(), sample=None, undated=0, unsure=0, failing=(),
    )  # fmt: skip
    assert any("Nothing yet" in text for text in said(first_look(empty, EN)))


def test_an_operator_notice_is_plain_text_and_counts_the_lines_it_leaves_out() -> None:
    message = ops("Source down", ["*bold* <!here>", *["x" * 2000] * 20], EN)
    shown = said(message)
    assert shown[0] == "⚙ Source down · Vélorine"
    assert shown[1] == "*bold* &lt;!here&gt;"
    assert re.fullmatch(r"and \d+ more lines", shown[-1])


def test_others_words_are_not_ours_to_the_type_checker() -> None:
    # Were one of these taken, mypy would name the ignore that nothing needs.
    theirs = Theirs("*bold* <!channel>")
    blocks.bold(theirs)  # type: ignore[arg-type]
    Strong(theirs)  # type: ignore[arg-type]
    Figure(Ours("Mentions"), ((theirs, theirs),))  # type: ignore[arg-type]
    quoted: Ours = say("en", "slack.quote", text=theirs)  # type: ignore[assignment]
    ours: Ours = say("en", "card.others_more", n=2)
    assert isinstance(ours + quoted, str)


def test_the_words_of_formatted_text_hold_no_formatting_of_their_own() -> None:
    formatted = ("slack.", "form.", "tone.", "lane", "leaf.", "meaning.", "severity.", "look.")
    for lang in BRANDS:
        for key, text in catalogue(lang).items():
            if key.startswith(formatted):
                assert not set(text) & set("*_~`&<>"), key


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "header", "text": {"type": "mrkdwn", "text": "x"}},
        {"type": "section", "txt": {"type": "mrkdwn", "text": "x"}},
        {"type": "context", "elements": [{"type": "text", "text": "x"}]},
        {"type": "sction"},
    ],
)
def test_the_official_structure_refuses_what_slack_would(wrong: dict[str, Any]) -> None:
    assert not SCHEMA.is_valid([wrong])


# Thousands of hostile cards.

LIVE = (
    "<!channel>", "<!here|x>", "<@U024BE7LH>", "<#C0G9QF9GW|general>", "<!subteam^S1>", "@channel",
    "<https://evil.example|your bank>", "&lt;!channel&gt;", "<!date^1^{date}|x>", "*b* _i_ ~s~ `c`",
    "```", "> quoted", ":rotating_light:", "\u202e\u2066", "\u200b", "<" * 3000, "&" * 800,
    "🚲" * 900, "\n" * 50, "|>", "{text}", "\ud800", "Z" + "\u0335" * 40, "\x1b[31m", "x" * 4000,
)  # fmt: skip
CANARY = "zq"  # stands in every foreign text and nowhere else
HOSTILE = (
    st.lists(st.one_of(st.sampled_from(LIVE), st.text(max_size=60)), min_size=1, max_size=4)
    .map("".join)
    .filter(lambda text: CANARY not in clean(text))
)
WRITTEN = tuple(f.name for f in fields(Card) if f.name in (
    "quote", "context", "author", "times", "why", "confidence", "about", "organic", "copies",
    "reason", "source", "benefit", "risk", "headline", "labels", "short", "history", "advice", "meaning", "due", "severity",
))  # fmt: skip
# Of these others decide the words; they may never reach formatted text.
FOREIGN = ("quote", "context", "author", "times", "why", "reason", "headline")


@st.composite
def hostile_cards(draw: st.DrawFn) -> Card:
    pool = draw(st.lists(HOSTILE, min_size=1, max_size=3))
    start = draw(st.integers(0, 50))
    words: dict[str, Any] = {n: pool[(start + i) % len(pool)] for i, n in enumerate(WRITTEN)}
    words |= {name: f"{CANARY}{words[name]}" for name in FOREIGN}
    odd = pool[start % len(pool)]
    known = draw(st.booleans())
    url = draw(st.sampled_from(["https://x.example/", "http://", "javascript:", "https://a@", ""]))
    return changed(
        CARD, **words, level=draw(st.sampled_from(list(SIGNS))), url=url + odd,
        parent_url=odd if known else f"https://p.example/{odd}", answered=draw(st.booleans()),
        answer_url=url + odd, answered_at=AT if known else None, due_at=AT if known else None,
        posted_at=AT if known else None, collected_at=AT if start % 3 else None,
        deleted=not draw(st.integers(0, 9)),
        drafts=tuple(
            DraftOf(name, CANARY + odd, ((odd, start % 2 == 0, odd),) * 10, (("fact", odd, odd),))
            for name in "AB"
        ),
    )  # fmt: skip


def every(card: Card, brand: Brand) -> Iterator[Message]:
    many = [card] * 3
    look = changed(
        LOOK, oldest=tuple(many[:5]), dangers=tuple(many), dangers_more=2, sample=card,
        sources=(card.author, card.quote),
        failing=((card.source, card.reason),) * 2,
    )  # fmt: skip
    yield alert(card, brand)
    yield news(card, brand)
    yield drafts(card, brand)
    yield bundle("grouped", many, brand, more=3)
    yield outage(many[:2], AT, AT, brand)
    yield first_look(look, brand)
    yield ops(card.quote, [card.reason, card.author] * 2, brand)


@settings(
    max_examples=examples(100, thorough=2_500),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(card=hostile_cards())
@pytest.mark.parametrize("language", BRANDS)
@pytest.mark.long
def test_no_card_makes_a_message_that_slack_refuses_or_obeys(language: str, card: Card) -> None:
    for message in every(card, BRANDS[language]):
        passes_slackblocks(message)
        has_the_official_structure(message)
        keeps_within_limits(message)
        holds_nothing_live(message)
    if not card.deleted:
        reads_as_it_was_written(card, language)


def passes_slackblocks(message: Message) -> None:
    parsed = [parsed_block(json.dumps(block)) for block in message.blocks]
    OtherMessage(channel="C1", text=message.text, blocks=parsed)


@lru_cache(500)
def parsed_block(block: str) -> OtherBlock:
    return OtherBlock.from_dict(json.loads(block))


def has_the_official_structure(message: Message) -> None:
    """By the schema of Slack's own types; a structure that was seen is not checked again."""
    shape = json.dumps(bare(message.blocks))
    if shape not in SEEN:
        SCHEMA.validate(json.loads(shape))
        SEEN.add(shape)


def bare(value: Any) -> Any:
    """The same without its words."""
    if isinstance(value, dict):
        return {k: "x" if k == "text" and isinstance(v, str) else bare(v) for k, v in value.items()}
    return [bare(item) for item in value] if isinstance(value, list | tuple) else value


def keeps_within_limits(message: Message) -> None:
    json.dumps(message.blocks, ensure_ascii=False).encode()  # no half of a character
    assert limits.weight(message.blocks) <= limits.TOTAL + 2
    assert sum(limits.size(t["text"]) for t in texts(message)) <= 12_000
    assert limits.size(message.text) < 4000
    assert message.text.strip()
    assert 0 < len(message.blocks) <= limits.BLOCKS
    for block in message.blocks:
        most = {"header": limits.HEADER, "section": limits.SECTION}.get(block["type"], 2000)
        own = [block["text"]] if "text" in block else []
        assert len(block.get("elements", ())) <= limits.ELEMENTS
        assert len(block.get("fields", ())) <= limits.FIELDS
        for text in [*own, *block.get("elements", ()), *block.get("fields", ())]:
            assert text["text"].strip()
            assert limits.size(text["text"]) <= most


OURS = re.compile(
    r"<!date\^\d+\^\{date_short_pretty\} \{time\}\|[^<>|]*>"
    r"|<https?://[a-z0-9._-]+(?::\d+)?[^<>|\s*`]*\|[^<>|]*>"
)
ENTITY = re.compile("&(?:amp|lt|gt);")


def holds_nothing_live(message: Message) -> None:
    for text in texts(message):
        is_ours = text["type"] == "mrkdwn"
        assert text.get("verbatim") is True if is_ours else text["emoji"] is False
        rest = OURS.sub("", text["text"]) if is_ours else text["text"]
        assert not set(ENTITY.sub("", rest)) & set("<>&")
        assert clean(text["text"]) == text["text"]
        assert not is_ours or CANARY not in rest, "others' words only in plain text"
    assert not set(ENTITY.sub("", OURS.sub("", message.text))) & set("<>&")
    assert plain(message.text) == message.text


def reads_as_it_was_written(card: Card, language: str) -> None:
    message = alert(card, BRANDS[language])
    shown = [t["text"] for t in texts(message) if t["type"] == "plain_text"]
    quoted = say(language, "slack.quote", text=clean(card.quote).strip())
    for written, limit in ((quoted, 1500), (line(card.author), 700)):
        if limits.size(escape(written)) <= limit:
            assert written in map(decoded, shown)
        else:
            cut = [decoded(text.removesuffix("…")) for text in shown if text.endswith("…")]
            assert any(written.startswith(text) for text in cut)
