"""init: eight questions, sources that are tried at once, a config.toml that is checked, the first look."""

import json
import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.text import Text

from listener.app import App
from listener.commands import runs
from listener.commands.console import console
from listener.commands.interview import Interview
from listener.commands.keying import with_keys
from listener.commands.kinds import guide_of
from listener.guard.plain import one_line
from listener.settings import answers
from listener.settings.answers import Answers
from listener.settings.config import ConfigError
from listener.settings.load import load
from listener.settings.reference import json_schema
from listener.settings.tokens_env import line_of, read, with_tokens
from listener.settings.zones import has_several
from listener.setup import fields, keeping, showing
from listener.setup.configtext import config_text
from listener.setup.home import HomePage
from listener.setup.letters import FOLDER, write_letters
from listener.setup.person import Person
from listener.setup.proposals import Proposal, about, proposals
from listener.setup.saved import Saved
from listener.setup.script import Script, read_script
from listener.setup.trial import wanted
from listener.setup.written import write_over
from listener.shell import INTERRUPTED
from listener.words import LANGUAGES, say

WRONG = 2
_SCHEMA = "config.schema.json"
# What tells one source of a kind from another, the most telling first.
_TELLING = ("app", "query", "tags", "page", "location", "url", "user", "address")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was said on the command line."""

    script: Path | None = None  # a file of answers
    language: str | None = None
    replace: bool = False  # a config.toml that is there
    look: bool = True  # the first look at the end
    allow_private: bool = False


def init(file: Path, wanted: Wanted, language: str) -> int:
    """Set a brand up; 2 where there are settings already that nobody would have replaced.

    130 where somebody stops it: what is saved by then is told in their language.
    """
    script = read_script(wanted.script) if wanted.script else Script({})
    lang = wanted.language or script.language or language
    script = replace(script, allow_private=script.allow_private or wanted.allow_private)
    person = Person.at(console(), lang, is_script=wanted.script is not None)
    if not person.is_there and wanted.script is None:
        raise ConfigError("nobody is there to answer: name a file of answers with --answers FILE")
    saved = Saved(file.name, was_there=file.exists())
    try:
        if not wanted.language and not script.language and person.is_there:
            person = replace(person, language=_language(person))
        return _init(file, wanted, person, script, saved)
    except KeyboardInterrupt:
        saved.tell(person)
        return INTERRUPTED


def _init(file: Path, wanted: Wanted, person: Person, script: Script, saved: Saved) -> int:
    if file.exists() and not _may_replace(file, person, wanted):
        return WRONG
    interview = Interview(person, script)
    told, page = interview.answers()
    known = dict(os.environ)
    chosen = _chosen(person, told, page, interview.script, file.absolute().parent / "data")
    typed = {name: said for name, said in os.environ.items() if known.get(name) != said}
    saved.typed |= typed.keys()
    return _write(person, file, told, chosen, typed, saved, look=wanted.look)


def _language(person: Person) -> str:
    said = person.ask("Français (fr) / English (en)", otherwise=person.language).strip().lower()
    return next((known for known in LANGUAGES if said[:2] == known), person.language)


def _may_replace(file: Path, person: Person, wanted: Wanted) -> bool:
    question = say(person.language, "init.replace", file=file.name)
    if wanted.replace or person.agrees(question, otherwise=False):
        return True
    person.tell(say(person.language, "init.stays", file=str(file)), style="bold")
    return False


def _chosen(
    person: Person, told: Answers, page: HomePage, script: Script, storage: Path
) -> list[Proposal]:
    """The sources that are wanted, of those that are proposed and can be read."""
    lang = person.language
    person.tell()
    person.tell(say(lang, "init.trying"))
    known = about(told, lang, page)
    found = proposals(known, script, storage, zone=told.zone)
    found = with_keys(person, found, storage)
    good = [one for one in found if one.trial.is_good]
    person.tell()
    person.tell(say(lang, "init.proposed"), style="bold")
    for n, one in enumerate(good, 1):
        _show(person, one, told, n)
    for one in found:
        if one.trial.fault:
            _show(person, one, told, None)
    if failed := [one for one in found if one.trial.fault]:
        person.tell(say(lang, "init.failed"), style="dim", indent=4)
        for one in failed:
            person.screen.print(Text(f"      {_to_add(one)}", style="dim"), soft_wrap=True)
    _tell_later(person, found)
    return _kept(person, good)


def _show(person: Person, one: Proposal, told: Answers, n: int | None) -> None:
    guide = guide_of(one.kind, person.language)
    of = next((fields.shown(one.table[key]) for key in _TELLING if key in one.table), "")
    number = f"{n:>2} " if n else "   "
    what = say(person.language, "setup.told", what=guide.title, told=of) if of else guide.title
    showing.show(one.trial, person, ZoneInfo(told.zone), what=what, number=number, most=1)
    if one.table.get("by_brand"):
        person.tell(say(person.language, "init.by_brand"), style="dim", indent=4)


def _tell_later(person: Person, found: list[Proposal]) -> None:
    """What may be wanted and asks for a key first."""
    lang = person.language
    later = [one for one in found if one.trial.missing]
    if later:
        person.tell()
        person.tell(say(lang, "init.later"), style="bold")
    for one in later:
        guide = guide_of(one.kind, lang)
        minutes = say(lang, "kinds.minutes", n=guide.minutes)
        person.tell(say(lang, "init.later_one", title=guide.title, minutes=minutes), indent=2)
        person.screen.print(Text(f"    {_to_add(one)}", style="dim"), soft_wrap=True)


def _to_add(one: Proposal) -> str:
    """The command that adds it, with what is known already."""
    known = [
        f"--set {_quoted(f'{key}={fields.shown(value)}')}"
        for key, value in one.table.items()
        if key not in ("kind", "name") and not str(value).startswith("${")
    ]
    return " ".join(["listener add", one.kind, *known])


def _quoted(text: str) -> str:
    """For a shell; an apostrophe, as in many French names, stands in double quotes where it may."""
    safe = "'" in text and not set(text) & set('"$`\\!')
    return f'"{text}"' if safe else shlex.quote(text)


def _kept(person: Person, good: list[Proposal]) -> list[Proposal]:
    if not person.is_there or not good:
        return good
    while True:
        said = (
            person.ask(say(person.language, "init.which"), otherwise="").replace(",", " ").split()
        )
        if all(one.isdigit() and 0 < int(one) <= len(good) for one in said):
            return [one for n, one in enumerate(good, 1) if str(n) not in said]
        person.tell(say(person.language, "init.no_number", n=len(good)), style="yellow")


def _write(
    person: Person,
    file: Path,
    told: Answers,
    chosen: list[Proposal],
    typed: Mapping[str, str],
    saved: Saved,
    *,
    look: bool,
) -> int:
    lang, folder = person.language, file.absolute().parent
    text = config_text(told, lang, [one.table for one in chosen])
    config = load(file.absolute(), content=text.encode())  # not written yet
    if file.exists():
        kept = _old(file)
        file.replace(kept)
        person.tell(say(lang, "init.kept", file=kept.name))
    write_over(file, text)
    saved.is_written = True
    schema = json.dumps(json_schema(lang), indent=2, ensure_ascii=False)
    write_over(file.with_name(_SCHEMA), schema + "\n")
    person.tell()
    person.tell(say(lang, "init.written", file=str(file.absolute())), style="bold")
    for fault in config.faults:
        person.tell(one_line(fault), style="red", indent=2)
    if letters := list(write_letters(folder, told, lang)):
        person.tell(say(lang, "init.letters", folder=FOLDER))
        for letter in letters:
            shown = f"{letter.path.parent.name}/{letter.path.name}"
            what = say(lang, f"init.letter.{letter.what}")
            person.tell(say(lang, "setup.told", what=shown, told=what), indent=2)
    names = dict.fromkeys(name for one in chosen for name in wanted(one.table, {}))
    asked = {name: typed[name] for name in names if name in typed}
    saved.kept = keeping.offer(person, folder, asked)
    for name in names:
        if name not in (os.environ.keys() - typed.keys()) | read(folder).keys():
            person.tell(say(lang, "add.secret", line=line_of(name, "…")))
    _tell_alerts(person, told, folder)
    person.tell(say(lang, "init.speaker", file=file.name))
    if has_several(told.country):
        person.tell(say(lang, "init.zone", zone=told.zone, file=file.name))
    for inbox in [one.trial.folder for one in chosen if one.trial.folder]:
        inbox.mkdir(mode=0o700, parents=True, exist_ok=True)
        person.tell(say(lang, "init.inbox", folder=showing.near(inbox)))
    if not look or not person.agrees(say(lang, "init.look"), otherwise=True):
        person.tell(say(lang, "init.next", file=str(file.absolute())), style="bold")
        return 0
    person.tell()
    saved.is_read = True
    code = runs.once(App(load(file), file=file), dry_run=False)
    person.tell()
    person.tell(say(lang, "init.next_run", file=str(file.absolute())), style="bold")
    return code


def _old(file: Path) -> Path:
    """A name for the settings that were there, which nothing has."""
    n = 1
    while (kept := file.with_name(f"{file.name}.{n}")).exists():
        n += 1
    return kept


def _tell_alerts(person: Person, told: Answers, folder: Path) -> None:
    lang = person.language
    if told.alerts == answers.SLACK:
        person.tell(say(lang, "init.slack_later"))
    elif told.alerts and "SLACK_BOT_TOKEN" not in with_tokens(folder):
        person.tell(say(lang, "init.slack_token"))
