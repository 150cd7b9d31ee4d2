"""brand remove: all of a brand that left the settings, rows and digests, for good; with a receipt."""

import json
from datetime import UTC
from pathlib import Path

from rich.console import Console
from rich.text import Text

from listener.app import App
from listener.commands.acting import who_at_shell
from listener.commands.console import console
from listener.commands.named import brand_held
from listener.commands.receipts import release
from listener.digest.files import plain_name
from listener.digest.kept import digests
from listener.digest.kept import remove as take_away
from listener.guard.modes import FOLDER, placed
from listener.guard.plain import one_line
from listener.settings.config import ConfigError
from listener.setup.person import Person
from listener.store.errors import StoreError
from listener.store.removing import Removal, Told
from listener.words import say

RECEIPTS = "receipts"  # under the storage folder
NOT_DONE = 1


def remove(app: App, name: str, *, yes: bool) -> int:
    """Show what there is, ask, and remove it; killed in the middle, it goes on when run again.

    Raises StoreError where the settings have the brand or the database nothing of it, and HeldError
    while a listener is at work.
    """
    _refuse(app, name)
    lang, screen = app.brand.language, console()
    with app.alone(everywhere=True):
        app.store.upgrade()
        places = _digests(app, name, _names(app, name))
        if not places and app.store.removal(name) is None:
            brand_held(app, name)  # else it says that there is none, and what there is
        with app.store.kept(name) as kept:
            counts = kept.counts()
    if counts or places:
        _show(screen, lang, name, counts, len(places))
        person = Person.at(screen, lang, is_script=yes)
        if not yes and not person.is_there:
            raise ConfigError("brand remove: nobody is there to answer: add --yes")
        if not yes and not person.agrees(say(lang, "remove.ask"), otherwise=False):
            screen.print(say(lang, "remove.not"))
            return NOT_DONE
    with app.alone(everywhere=True), screen.status("") as shown:

        def tell(table: str, rows: int) -> None:
            shown.update(Text(say(lang, "remove.removing", table=table, n=rows)))

        done = _removed(app, name, tell)
        receipt = _receipt(app.config.storage.dir, done)
    kept_rows = sum(done.kept.values())
    lines = [
        say(lang, "remove.done", brand=one_line(name), rows=sum(done.rows.values()), digests=len(done.digests)),
        *([say(lang, "remove.kept", rows=kept_rows)] if kept_rows else []),
        say(lang, "remove.receipt", file=str(receipt)),
        say(lang, "remove.yours"),
        *([] if app.store.is_sqlite else [say(lang, "remove.machines")]),
    ]  # fmt: skip
    for line in lines:
        screen.print(Text(line), soft_wrap=True)
    return 0


def _refuse(app: App, name: str) -> None:
    if name in app.config.brands:
        raise StoreError(
            f"brand {name}: it is in the settings: take it out there first, with its sources"
        )
    if app.config.faults:  # one that cannot be read is none of `brands`
        raise StoreError(
            f"brand {name}: the settings have faults, and it may stand in them: mend them first"
        )


def _removed(app: App, name: str, tell: Told) -> Removal:
    """Rows first, then digests; the audit's row says so before and after."""
    store, names = app.store, _names(app, name)
    places = _digests(app, name, names)
    last = store.removal(name)
    with store.kept(name) as kept:
        left = kept.counts().keys()
    if last and last.ended_at and not places and left <= last.kept.keys():
        return last  # it was killed before its receipt
    me = who_at_shell(None)
    done = store.begin_removal(name, names, places, who=me.name, by=me.by, now=app.clock())
    store.remove_rows(done, tell)
    for place in places.values():
        take_away(place)
    store.end_removal(done, app.clock())
    store.wipe_journal()
    return done


def _names(app: App, name: str) -> set[str]:
    """What it was called before, as far as no other brand is called so now."""
    with app.store.kept(name) as kept:
        names = kept.names_before()
    last = app.store.removal(name)
    return names.union(last.names if last else ()) - _others(app, name)


def _others(app: App, name: str) -> set[str]:
    return {*app.config.brands, *app.store.brands_held()} - {name}


def _digests(app: App, name: str, names: set[str]) -> dict[str, Path]:
    """Its digests on this machine, by week and folder."""
    storage = app.config.storage.dir
    found = digests(storage, names | {name}, _others(app, name))
    return {place.relative_to(storage / "digests").as_posix(): place for _, place in found}


def _show(screen: Console, lang: str, name: str, counts: dict[str, int], digests: int) -> None:
    screen.print(Text(say(lang, "remove.goes", brand=one_line(name)), style="bold"), soft_wrap=True)
    known = {key: str(counts.get(key, 0)) for key in ("mentions", "notices", "answers", "acts")}
    screen.print(f"  {say(lang, 'export.counts', digests=str(digests), **known)}", soft_wrap=True)
    rows = ", ".join(f"{table} {n}" for table, n in counts.items())
    screen.print(Text(f"  {rows}", style="dim"), soft_wrap=True)


def _receipt(storage: Path, done: Removal) -> Path:
    """What went, without a word or a name of anybody's."""
    folder = storage / RECEIPTS
    folder.mkdir(mode=FOLDER, parents=True, exist_ok=True)
    begun = done.begun_at.astimezone(UTC)
    file = folder / f"removed-{plain_name(done.brand) or 'brand'}-{begun:%Y%m%dT%H%M%SZ}.json"
    told = {
        "what": "brand-listener removal",
        "form": 1,
        "brand": done.brand,
        "begun_at": begun.isoformat(),
        "ended_at": done.ended_at,
        "program": release(),
        "act": done.act,
        "rows": done.rows,
        "kept": done.kept,
        "digests": done.digests,
    }
    placed(file, (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode())
    return file
