"""sheet: a kind's duty sheet, printed to be read, or as a file to be copied and edited."""

from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from listener.advice.brief import Brief
from listener.advice.drafts.holding import holding
from listener.channels.terminal_story import WIDTH, points
from listener.commands.console import console
from listener.guard.plain import plain
from listener.notices.drafts import sheet_parts
from listener.notices.sheets import sheet_words
from listener.settings.brand import Brand
from listener.settings.config import ConfigError
from listener.settings.load import find, load
from listener.settings.problems import choose
from listener.settings.sheet import KINDS, Kind, sheet_kind, sheet_text
from listener.words import LANGUAGES, say
from listener.words.spoken import spoken


def sheet(
    kind: str | None, settings: Path | None, *, brand: str | None, file: bool, language: str | None
) -> int:
    """Print one sheet, or which there are; raises ConfigError for a kind that is none."""
    brands = load(find(settings)).brands
    first = next(iter(brands.values()))
    if brand is not None and brand not in brands:
        told = f"--brand: {choose(brand, list(brands), 'the brands are')}"
        raise ConfigError(spoken(first.language, told))
    of = brands[brand] if brand else first
    if language not in (None, *LANGUAGES):
        raise ConfigError(spoken(of.language, f"--language: {language!r}? write fr or en"))
    if language is not None:
        of = of.model_copy(update={"language": language})
    if file and kind == "numbers":
        print(sheet_text(kind, of.language), end="")
        return 0
    known = sheet_kind(kind)
    if kind is not None and known is None:
        told = f"sheet: {choose(kind, list(KINDS), 'the kinds are')}"
        raise ConfigError(spoken(of.language, told))
    if known is None:
        _list(console(), of)
    elif file:
        print(sheet_text(known, of.language), end="")
    else:
        _show(console(), of, known)
    return 0


def _list(screen: Console, brand: Brand) -> None:
    lang = brand.language
    for kind in KINDS:
        is_own = (kind, lang) in brand.own.sheets
        line = Text(f"{kind:<15}", style="bold")
        line.append(say(lang, f"risk_kind.{kind}"), style="not bold")
        screen.print(line.append(f" · {say(lang, 'sheet.yours')}" if is_own else ""))
    screen.print()
    for key in ("sheet.how", "sheet.own", "sheet.left_out"):
        screen.print(say(lang, key, lang=lang), style="dim", soft_wrap=True)


def _show(screen: Console, brand: Brand, kind: Kind) -> None:
    lang = brand.language
    shown = sheet_words(kind, brand, None)
    # Nobody wrote yet: the reply is shown as to somebody whose country and language are the brand's.
    nobody = Brief(text="", genre="social_post", lang=None, form="", tone="", intent="")
    draft = holding(kind, nobody, brand, country=None)
    screen.print(Text(say(lang, "sheet.title", kind=shown.kind), style="bold"), width=WIDTH)
    screen.print(shown.mind, style="dim", width=WIDTH)
    screen.print()
    screen.print(Text(say(lang, "sheet.draft"), style="dim"))
    screen.print(Padding(Text(plain(draft.text)), (0, 0, 0, 2)), width=WIDTH)
    for part in sheet_parts(shown, lang):
        screen.print()
        for line in points(part):
            screen.print(line, width=WIDTH)
