"""The duty sheet on a card: what to ask, which numbers to give, whom to phone, what to keep, by when."""

from collections.abc import Iterator
from dataclasses import dataclass

from listener import words
from listener.advice.drafts.holding import holds, numbers_of
from listener.advice.leaves import Leaf
from listener.settings.brand import Brand
from listener.settings.sheet import Kind, Sheet, sheet_kind
from listener.store.looking import Record
from listener.store.tables import DecisionRow, MentionRow
from listener.words import say
from listener.words.whose import Ours

_NO_BREAK = "\u00a0"  # within a number no line ends


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetCard:
    """A duty sheet in words, for where the author is; a channel shows it in short or whole."""

    kind: Ours
    mind: Ours
    ask: tuple[Ours, ...]
    numbers: tuple[Ours, ...]  # each with whose it is; none where no life hangs on it
    numbers_of: Ours  # the country, and that it is only the brand's
    phone: tuple[Ours, ...]
    keep: tuple[Ours, ...]
    clock: tuple[Ours, ...]  # the most pressing first


def is_holding(m: MentionRow, decision: DecisionRow) -> bool:
    """Are its drafts a holding reply?"""
    return holds(sheet_kind(decision.risk_kind), decision.leaf, m.genre)


def perhaps(leaf: Leaf, advice: Ours, sheet: SheetCard, lang: str) -> tuple[Ours, Ours]:
    """What to do where it is not sure to be a danger, and what is asked if it is none; of what is probably
    one, whom to call.
    """
    if leaf is Leaf.ESCALATE_NOW:
        return say(lang, "sheet.look"), say(lang, "sheet.probably", kind=sheet.kind)
    otherwise = Ours(advice[:1].lower() + advice[1:])
    return say(lang, "sheet.look"), say(lang, "sheet.perhaps", kind=sheet.kind, advice=otherwise)


def sheet_card(record: Record, brand: Brand) -> SheetCard | None:
    """The sheet of a record; None where its decision has none."""
    kind = sheet_kind(record.decision.risk_kind) if record.decision else None
    return None if kind is None else sheet_words(kind, brand, record.mention.country)


def sheet_words(kind: Kind, brand: Brand, country: str | None) -> SheetCard:
    """A brand's sheet, in its language; `country` is the author's, where it is known."""
    lang = brand.language
    sheet = brand.own.sheet(kind, lang)
    where = words.named(lang, "country", country or brand.country)
    return SheetCard(
        kind=say(lang, f"risk_kind.{kind}"),
        mind=_set(lang, sheet.mind),
        ask=tuple(_set(lang, text) for text in sheet.ask),
        numbers=tuple(_numbers(sheet, brand, country)),
        numbers_of=where if country else say(lang, "sheet.assumed", where=where),
        phone=tuple(_phone(sheet, brand)),
        keep=tuple(_set(lang, text) for text in sheet.keep),
        # The law is that of where the brand is, wherever the author writes from.
        clock=tuple(_set(lang, text) for text in sheet.clock.of(brand.country)),
    )


def _numbers(sheet: Sheet, brand: Brand, country: str | None) -> Iterator[Ours]:
    lang = brand.language
    known = numbers_of(brand, country, lang)
    if sheet.numbers and not known.emergency:
        yield say(lang, "sheet.no_numbers")
    told = set[str]()
    for purpose in sheet.numbers:
        for number, whose in known.of(purpose).items():
            if number not in told:
                told.add(number)
                whole = number.replace(" ", _NO_BREAK)
                yield Ours(f"{whole}{_NO_BREAK}({whose})" if whose else whole)


def _phone(sheet: Sheet, brand: Brand) -> Iterator[Ours]:
    lang = brand.language
    for role in sheet.phone:
        name, who = getattr(brand.people, role), say(lang, f"role.{role}")
        if not name and role == "duty":
            yield say(lang, "sheet.no_duty")
            continue
        yield say(lang, "slack.row", label=who, value=Ours(name)) if name else who


def _set(lang: str, text: str) -> Ours:
    return Ours(words.typeset(text) if lang == "fr" else text)
