"""playbook check, playbook preview: what the bank of replies lacks, and why a draft is what it is."""

from collections.abc import Iterator
from json import dumps
from pathlib import Path

from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from listener.advice.brief import Brief
from listener.advice.drafts.draft import Draft
from listener.advice.drafts.ethics import Check
from listener.advice.drafts.ethics import check as check_text
from listener.advice.drafts.never import never_said
from listener.advice.drafts.playbook import Choice, choices, drafts
from listener.advice.drafts.precedents import Precedents
from listener.advice.drafts.replies import replies, replies_of
from listener.advice.drafts.slots import never_filled
from listener.advice.drafts.tongue import FAMILIAR, FORMAL
from listener.advice.drafts.tongue import spoken as in_register
from listener.advice.drafts.voice import says_i
from listener.advice.leaves import Leaf, facts_of
from listener.app import App
from listener.commands.console import console
from listener.commands.named import brand_named, record_of
from listener.desk.writing import RECENT, Wanted, written
from listener.desk.writing import whence as whence_of
from listener.guard.plain import one_line, plain
from listener.notices.proposed import whence
from listener.settings.brand import Brand
from listener.settings.load import find, load
from listener.settings.reply import ANSWERED, ANY, MATTERS, SLOT, Reply
from listener.stages.learn import learn
from listener.stages.suggest import LATELY
from listener.store.looking import Record
from listener.words import LANGUAGES, say

FAILED = 1
_OF_TEXT = ("personal_data", "gesture_not_allowed", "change_review", "incentive", "blame", "threat", "never")  # fmt: skip


def check(settings: Path | None, *, brand: str | None) -> int:
    """Print what is missing by brand and language; 1 where a reply of the operator's cannot be used."""
    config = load(find(settings))
    named = brand_named(config.brands, brand)
    screen = console()
    faults = sum(_check(screen, one) for one in ([named] if named else config.brand))
    told = [line for line in config.faults if ".voice.replies" in line]
    for line in told:
        screen.print(Text(plain(line), style="yellow"), soft_wrap=True)
    return FAILED if faults or told else 0


def _check(screen: Console, brand: Brand) -> int:
    for language in LANGUAGES:
        if language in brand.languages or language == brand.language:
            _lacks(screen, brand, language)
    if not brand.voice.replies:
        screen.print(say(brand.language, "playbook.no_folder"), style="dim", soft_wrap=True)
    faults = [(one, why) for one in brand.own.replies for why in against(one, brand)]
    for one, why in faults:
        told = say(brand.language, "playbook.passed_over", file=one_line(one.name), why=why.why)
        screen.print(Text(plain(told), style="yellow"), soft_wrap=True)
    unused = [(one, why) for one in brand.own.replies for why in never_used(one, brand)]
    for one, told in unused:
        screen.print(Text(plain(f"{one_line(one.name)}: {told}"), style="yellow"), soft_wrap=True)
    return len(faults) + len(unused)


def never_used(reply: Reply, brand: Brand) -> Iterator[str]:
    """Why a reply waits for a post that cannot come, with what to do: its slots are never filled."""
    for slot in never_filled(reply.slots, reply.leaf, reply.matter):
        is_sum = slot == "amount" and not never_filled((slot,), reply.leaf, ANY)
        key = "never_amount" if is_sum else "never_filled"
        yield say(brand.language, f"playbook.{key}", slot=f"{{{slot}}}", leaf=reply.leaf)


def against(reply: Reply, brand: Brand) -> Iterator[Check]:
    """What speaks against a reply wherever it is used: drafts pass over it."""
    brief = Brief(text="", genre="social_post", lang=reply.lang, form="", tone="", intent="")
    registers = (FORMAL, FAMILIAR) if "<" in reply.text else (FORMAL,)
    said = " ".join(in_register(SLOT.sub("", reply.text), register) for register in registers)
    for one in check_text(said, brief, brand):
        if not one.passed and one.id in _OF_TEXT:
            yield one


def _lacks(screen: Console, brand: Brand, language: str) -> None:
    lang, bank = brand.language, replies(language)
    own = sum(one.lang == language for one in brand.own.replies)
    title = say(lang, "playbook.brand", brand=brand.name, tongue=language)
    counts = say(lang, "playbook.counts", ours=len(bank), own=own)
    screen.print(Text.assemble((title, "bold"), f"  {counts}"))
    if barred := sum(never_said(SLOT.sub(" ", one.text), brand) is not None for one in bank):
        screen.print(Text(say(lang, "playbook.barred", n=barred), style="dim"))
    if brand.voice.we == "we":
        n = sum(says_i(one, language) for one in bank)
        screen.print(Text(say(lang, "playbook.says_i", n=n), style="dim"))
    for leaf in ANSWERED:
        line = Text(f"  {leaf:<24}", style="bold")
        line.append(" · ".join(_of_leaf(brand, language, leaf)), style="not bold")
        screen.print(line, soft_wrap=True)


def _of_leaf(brand: Brand, language: str, leaf: str) -> Iterator[str]:
    lang, found = brand.language, replies_of(brand, language, leaf)
    own = sum(one.is_own for one in found)
    yield f"{len(found)}" + (f" ({say(lang, 'playbook.leaf_own', n=own)})" if own else "")
    if not found:
        yield say(lang, "playbook.no_reply")
        return
    for length in ("short", "full"):
        if all(one.length != length for one in found):
            yield say(lang, "playbook.one_length", length=say(lang, f"length.{length}"))
    known = {one.matter for one in found}
    if ANY not in known:
        yield say(lang, "playbook.no_general")
    elif known == {ANY}:
        yield say(lang, "playbook.general_alone")
        return
    if missing := [matter for matter in MATTERS if matter not in known]:
        yield say(lang, "playbook.general", matters=", ".join(missing))


def preview(app: App, mention: int) -> int:
    """Print the drafts of a mention as they would be made now; 1 where there is none."""
    app.ready()
    record = record_of(app, mention)
    lang, screen = app.brand.language, console()
    if record is None:
        console(stderr=True).print(say(lang, "why.missing", mention=str(mention)))
        return FAILED
    brand = app.config.brands.get(record.mention.brand, app.brand).at(app.clock())
    lang = brand.language
    wanted = wanted_of(app, record, brand)
    if wanted is None:
        screen.print(say(lang, "why.undecided", mention=str(mention)))
        return 0
    recent = app.store.recent_answers(brand.name, app.clock() - RECENT)
    if wanted.is_holding:
        kind = say(lang, f"risk_kind.{wanted.risk_kind}")
        screen.print(Text(say(lang, "playbook.holding", kind=kind)), soft_wrap=True)
        for row in written(wanted, brand, recent):
            screen.print(Text(plain(row.text)), soft_wrap=True)
        return 0
    if not facts_of(wanted.leaf).reply:
        screen.print(say(lang, "playbook.none", leaf=wanted.leaf))
        return 0
    own = {row.text for row in record.suggestions}
    before = [text for text in app.store.last_drafts(brand.name, limit=LATELY) if text not in own]
    made = choices(Leaf(wanted.leaf), wanted.brief, brand, recent=recent, before=before)
    again = _again(app, mention, wanted, brand, recent, before)
    for name, choice in zip("AB", made, strict=False):
        if name == "B" and again:
            _head(screen, name, again, wanted, brand, recent)
            told = whence(dumps(whence_of(again, brand)), brand, app.clock())
            screen.print(Text(told, style="dim"), soft_wrap=True)
            continue
        _show(screen, name, choice, wanted, brand, recent)
    return 0


def _again(
    app: App, mention: int, wanted: Wanted, brand: Brand, recent: list[str], before: list[str]
) -> Draft | None:
    """What the team answered before, where that is draft B; None where the bank has it."""
    learn(app.store, {brand.name: brand})
    precedents = Precedents(app.store.precedents(brand.name)).without(mention)
    made = drafts(
        Leaf(wanted.leaf),
        wanted.brief,
        brand,
        recent=recent,
        before=before,
        precedents=precedents,
        tagger=wanted.tagger,
    )
    return next((draft for draft in made if draft.precedent), None)


def wanted_of(app: App, record: Record, brand: Brand) -> Wanted | None:
    """What a mention's drafts rest on; None where nothing is decided."""
    m, decision = record.mention, record.decision
    if decision is None:
        return None
    id_ = m.id or 0
    lang = record.tag.lang if record.tag else None
    return Wanted.of(m, lang, decision, brand, app.store.vectors([id_]).get(id_))


def _show(
    screen: Console, name: str, choice: Choice, wanted: Wanted, brand: Brand, recent: list[str]
) -> None:
    _head(screen, name, choice.draft, wanted, brand, recent)
    for line in _reasons(choice, brand.language):
        screen.print(Text(one_line(line), style="dim"), soft_wrap=True)


def _head(
    screen: Console, name: str, draft: Draft, wanted: Wanted, brand: Brand, recent: list[str]
) -> None:
    """The draft, and what its checks say against it."""
    title = say(brand.language, "card.draft", name=name)
    screen.print(Rule(title, align="left", style="dim"))
    screen.print(Text(plain(draft.text)), soft_wrap=True)
    leaf = Leaf(wanted.leaf)
    for one in check_text(draft.text, wanted.brief, brand, recent=recent, leaf=leaf):
        if not one.passed:
            screen.print(Text(f"✗ {one.label}: {plain(one.why)}", style="yellow"), soft_wrap=True)


def _reasons(choice: Choice, lang: str) -> Iterator[str]:
    yield say(lang, "playbook.matter", matter=choice.matter)
    of = choice.reply
    told = {"leaf": of.leaf, "matter": of.matter, "length": of.length, "text": of.text}
    if of.is_own:
        yield say(lang, "playbook.of_yours", file=of.name, **told)
    else:
        yield say(lang, "playbook.of_ours", **told)
    filled = " · ".join(f"{slot} = {words}" for slot, words in choice.filled.items())
    yield say(lang, "playbook.slots", slots=filled) if filled else say(lang, "playbook.no_slots")
    reasons = sorted(choice.others.items(), key=lambda pair: -pair[1])
    if reasons:
        told_all = " · ".join(f"{n} × {_why(why, lang)}" for why, n in reasons)
        yield say(lang, "playbook.others", reasons=told_all)
    for file, why in choice.own.items():
        yield say(lang, "playbook.yours", file=file, why=_why(why, lang))


def _why(reason: str, lang: str) -> str:
    kind, _, name = reason.partition(".")
    if kind == "check":
        return say(lang, "why_not.check", check=say(lang, f"check.{name}"))
    return say(lang, f"why_not.{kind}")
