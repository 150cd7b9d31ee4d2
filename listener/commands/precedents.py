"""precedents: what the team answered before, as drafts tell it again; and one taken out for good."""

from collections.abc import Iterator

from rich.text import Text

from listener import words
from listener.advice.drafts.precedents import Precedent
from listener.app import App
from listener.commands.console import console
from listener.commands.named import brand_named
from listener.guard.plain import one_line
from listener.settings.brand import Brand
from listener.settings.reply import ANY
from listener.stages.learn import learn
from listener.words import say

FAILED = 1


def precedents(app: App, *, brand: str | None = None) -> int:
    """Print them, the newest first; what was answered since the last drafts is looked at before."""
    app.ready()
    named = brand_named(app.config.brands, brand)
    brands = {named.name: named} if named else app.config.brands
    learn(app.store, brands)
    screen, found = console(), False
    for of in brands.values():
        for one in app.store.precedents(of.name):
            found = True
            for line in _lines(one, of, app):
                screen.print(line, soft_wrap=True)
    if not found:
        screen.print(Text(say(app.brand.language, "precedents.none")))
    return 0


def drop(app: App, number: int) -> int:
    """Take one out: no draft is made of it any more, nor of the same answer again."""
    app.ready()
    was = app.store.drop_precedent(number, app.config.brands)
    key = "precedents.dropped" if was else "precedents.unknown"
    console(stderr=not was).print(Text(say(app.brand.language, key, number=str(number))))
    return 0 if was else FAILED


def _lines(one: Precedent, brand: Brand, app: App) -> Iterator[Text]:
    """Its number, what it answered and when; below it what it says."""
    lang = brand.language
    day = words.date(lang, one.at, brand.tz, now=app.clock())
    of = [] if one.mention is None else [f"#{one.mention}"]
    matter = [] if one.matter == ANY else [one.matter]
    parts = [day, *of, words.leaf_words(lang, one.leaf)[0], *matter, one.lang]
    yield Text.assemble((f"{one.id}  ", "dim"), (" · ".join(parts), "bold"))
    yield Text(f"      {one_line(one.text)}", style="italic")
