"""One source on its way into the settings: what is asked of a person, and what one request shows."""

from pathlib import Path
from typing import Any

from connectors.kit.about import Settings
from listener.app import App
from listener.commands.given import Given
from listener.commands.keying import TRIES
from listener.commands.kinds import guide_of
from listener.settings.brand import Brand
from listener.settings.config import ConfigError
from listener.settings.tokens_env import with_tokens
from listener.setup import fields, fitting, showing, trial
from listener.setup.offering import agreed
from listener.setup.person import BACK, Person
from listener.words import say

_ROUNDS = 3  # of questions to one person


class Adding:
    """One source on its way into the settings."""

    def __init__(self, app: App, person: Person, kind: str, brand: Brand, given: Given) -> None:
        self._app, self._person, self._kind, self._brand = app, person, kind, brand
        self._given = given
        file = app.file or Path("config.toml")
        self._known = with_tokens(file.absolute().parent)
        self._secrets: dict[str, str] = {}  # for the trial alone, by variable
        self._asked: list[fields.Field] = []  # and answered, no secrets
        self._settings = fitting.given_settings(kind, given.settings)
        said = (one.partition("=") for one in given.settings)
        self._bare = {key.strip() for key, _, value in said if "://" not in value}
        taken = {source.name for source in app.config.source} | app.config.left_out_sources
        if given.name is not None:
            fitting.check_name(kind, given.name, taken, person.language)
        self._name = fitting.free_name(given.name or fitting.name_of(kind), taken)

    @property
    def table(self) -> Settings:
        """What is written; of secrets the names of their variables."""
        of = {"brand": self._brand.name} if len(self._app.config.brands) > 1 else {}
        return {"kind": self._kind, "name": self._name, **of, **self._settings}

    @property
    def environ(self) -> dict[str, str]:
        """The environment, with the secrets that were said."""
        return {**self._known, **self._secrets}

    @property
    def name(self) -> str:
        """What the source is called."""
        return self._name

    @property
    def typed(self) -> dict[str, str]:
        """The secrets that were said, by variable."""
        return self._secrets

    def ask(self) -> None:
        """What is needed and was not given."""
        person, guide = self._person, guide_of(self._kind, self._person.language)
        if person.is_there:
            person.tell(guide.title, style="bold")
            is_known = self._is_known()
            if not is_known:
                person.tell(guide.covers)
            elif guide.steps:
                person.tell(say(person.language, "add.steps", kind=self._kind), style="dim")
            if guide.steps and not is_known:
                person.tell(guide.needs)
                person.tell_all(f"{n}. {step}" for n, step in enumerate(guide.steps, 1))
                person.tell(say(person.language, "kinds.buttons"), style="dim", indent=2)
            if guide.wait:
                waits = say(person.language, "kinds.wait")
                person.tell(say(person.language, "setup.told", what=waits, told=guide.wait))
            person.tell()
        for _ in range(_ROUNDS):
            self._ask_all()
            if not (told := self._faults()):
                return
            if not person.is_there:
                break
        raise ConfigError("\n".join(told))

    def _is_known(self) -> bool:
        """Was all that is needed given, so that whoever calls has read the steps?"""
        return bool(self._given.settings) and not any(
            field.is_needed and not field.is_secret and field.key not in self._settings
            for field in fields.asked_of(self._kind, self._person.language)
        )

    def _faults(self) -> list[str]:
        return fields.faults(self._kind, self._filled(), self._person.language, secrets=False)

    def _ask_all(self) -> None:
        every = fields.asked_of(self._kind, self._person.language)
        left = [field for field in every if field.key not in self._settings]
        if self._given.settings and not self._faults():
            # Who gave what suffices has chosen: another address beside it may even be wrong.
            left = [field for field in left if field.is_switch]
        free = [field for field in left if not field.is_needed]
        for field in left:
            # Where one of several has to be answered, that is told before the first of them.
            is_first = field in free[:1] and free[1:] and self._person.is_there
            if is_first and not self._is_owed(field):
                self._person.tell_all(self._faults())
            self._ask(field)

    def _is_owed(self, field: fields.Field) -> bool:
        return fields.is_owed(self._kind, field, self._filled(), self._person.language)

    def try_it(self) -> trial.Trial:
        """One request, and what it showed; none where the table itself is at fault."""
        person = self._person
        if untried := trial.unread(self.table, self._brand.name, self.environ):
            showing.show(untried, person, self._brand.tz, what=self._name)
            return untried
        person.tell(say(person.language, "add.trying"), style="dim")
        before = self._settings
        shown = self._tried(before)
        if shown.fault and (plain := fields.in_the_clear(self._kind, before, self._bare)):
            found = self._settings
            if (again := self._tried(plain)).is_good:
                shown = again
            else:
                self._settings = found
        for key, value in self._settings.items():
            if value != before.get(key):
                told = say(person.language, "add.looked_up", what=key, value=fields.shown(value))
                person.tell(told)
        if more := agreed(person, shown, self._settings):
            self._settings = {**self._settings, **more}
            shown = self._tried(self._settings)
        showing.show(shown, person, self._brand.tz, what=self._name)
        return shown

    def _tried(self, settings: Settings) -> trial.Trial:
        """With these settings, and what one request finds out of them."""
        is_private = bool(settings.get("allow_private"))
        self._settings = dict(trial.looked_up(self._kind, settings, allow_private=is_private))
        storage = self._app.config.storage.dir
        at = trial.Home(self._brand.name, self._brand.zone, self._brand.country)
        return trial.tried(self.table, at, self.environ, storage=storage, paid=self._app.paid)

    def try_again(self, found: trial.Trial) -> trial.Trial:
        """With the secrets typed anew, as often as they are refused and a person wants to."""
        for _ in range(TRIES - 1):
            if not (found.is_refused and self._secrets and self._person.is_there):
                break
            if not self._retype():
                break
            found = self.try_it()
        return found

    def _retype(self) -> bool:
        """Is there something else to try? `<` leads to the other answers, each kept by Enter."""
        person, many = self._person, len(self._secrets) > 1
        typed: dict[str, str] = {}
        for name in self._secrets:
            key = "init.ask_again_of" if many else "init.ask_again"
            said = person.ask_hidden(say(person.language, key, name=name))
            if said == BACK:
                for field in self._asked:
                    self._ask(field)
                return self._retype()
            if not said:
                return False
            typed[name] = said
        self._secrets = typed
        return True

    def _ask(self, field: fields.Field) -> None:
        if field.is_secret:
            self._ask_secret(field)
            return
        person = self._person
        if field.is_switch:
            if person.agrees(field.words, otherwise=False):
                self._settings[field.key] = True
            return
        words = field.words
        if field.choices:
            words += f" ({', '.join(field.choices)})"
        before = fields.shown(self._settings[field.key]) if field.key in self._settings else ""
        if not before and field.key == "host" and person.is_there:
            before = trial.server_of(self._kind, self._settings, self._brand.name)
        usual = before or field.otherwise
        while True:
            otherwise = usual or (None if field.is_needed else "")
            said = person.ask(words, otherwise=otherwise, key=field.key)
            if not said or (said == field.otherwise and not before):
                return
            self._bare = self._bare - {field.key} | ({field.key} if "://" not in said else set())
            value = fields.read_answer(self._kind, field.key, said)
            told = fields.faults(
                self._kind, self._filled() | {field.key: value}, person.language, of=field.key
            )
            if not told:
                self._settings[field.key] = value
                self._asked += [field] if field not in self._asked else []
                return
            if not person.is_there:
                raise ConfigError("\n".join(told))
            person.tell_all(told)

    def _ask_secret(self, field: fields.Field) -> None:
        """It is never written down: the settings name a variable, and the trial takes it as it is."""
        variable = fields.variable_of(self._kind, field.key, self._name)
        person = self._person
        if variable not in self._known:
            is_owed = self._is_owed(field)
            key = "add.ask_secret_owed" if is_owed else "add.ask_secret"
            question = say(person.language, key, what=field.words, name=variable)
            said = person.ask_hidden(question)
            while said == BACK:
                for one in self._asked:
                    self._ask(one)
                said = person.ask_hidden(question)
            if not said and not is_owed:
                return
            if said:
                self._secrets[variable] = said
        self._settings[field.key] = f"${{{variable}}}"

    def _filled(self) -> dict[str, Any]:
        """The settings as they will be, for their checks."""
        return {
            key: "secret" if fields.is_secret(self._kind, key) else value
            for key, value in self._settings.items()
        }
