"""The eight questions of init, asked in turn, with a way back; the site is looked at right after its own."""

import os
from dataclasses import dataclass, replace

from connectors.kit.about import Settings
from connectors.kit.http.guard import NEAR
from connectors.kit.reading.folding import name_key
from listener.settings import answers
from listener.settings.answers import AnswerError, Answers
from listener.settings.config import ConfigError
from listener.settings.others import too_common
from listener.setup import showing
from listener.setup.home import HomePage, home_page
from listener.setup.person import BACK, Person
from listener.setup.script import Script
from listener.words import say

_NOTHING = "-"  # takes an earlier answer back
_SAY_BACK = ("back", "retour", "previous", "precedent", "precedente")


class _BackError(Exception):
    """They want the question before this one."""


@dataclass(frozen=True, slots=True)
class _Given:
    """What was answered to a question, as it was typed and as it is read."""

    said: str
    settings: Settings


class Interview:
    """One person's, or one script's, answers."""

    def __init__(self, person: Person, script: Script) -> None:
        self._person, self._script = person, script
        self._given: dict[str, _Given] = {}
        self._page, self._fault = HomePage(), ""

    @property
    def script(self) -> Script:
        """What was said beside the answers, and what a person allowed since."""
        return self._script

    def answers(self) -> tuple[Answers, HomePage]:
        """All of them, and the home page of the site as it was found.

        Raises ConfigError where an answer of a script does not do.
        """
        person, keys, n = self._person, list(answers.READERS), 0
        if person.is_there:
            person.tell(say(person.language, "init.hello"))
        while n < len(keys):
            try:
                self._given[keys[n]] = self._answer(keys[n], n + 1)
            except _BackError:
                n -= 1
            else:
                n += 1
        told = answers.joined([self._given[key].settings for key in keys])
        return told, self._page

    def _answer(self, key: str, n: int) -> _Given:
        person, lang = self._person, self._person.language
        if not person.is_there:
            return self._scripted(key)
        before = self._given[key].said if key in self._given else ""
        person.tell()
        question = f"{n}/{len(answers.READERS)}  {say(lang, f'init.ask.{key}')}"
        hint = say(lang, "init.hint_again" if before else f"init.hint.{key}")
        while True:
            otherwise = before or self._otherwise(key)
            said = person.ask(question, otherwise=otherwise, hint=hint)
            if said == BACK and n == 1:
                person.tell(say(lang, "init.first_question"), style="yellow")
                continue
            if said == BACK:
                raise _BackError
            said = "" if said == _NOTHING else said
            try:
                settings = self._read(key, said)
            except AnswerError as error:
                if n > 1 and name_key(said) in _SAY_BACK:
                    raise _BackError from None
                person.tell(error.words(lang), style="yellow")
                if key == "country" and "." in said:
                    person.tell(say(lang, "init.country_is_site"), style="yellow")
                continue
            if key == "site":
                settings = self._as_found(settings)
                said = ", ".join(filter(None, (settings["site"], *settings["pages"])))
            if key == "not_us" and self._is_all_common(settings):
                continue
            return _Given(said, settings)

    def _scripted(self, key: str) -> _Given:
        lang, said = self._person.language, self._script.said.get(key, self._otherwise(key))
        try:
            settings = self._read(key, said)
        except AnswerError as error:
            raise ConfigError(f"{key}: {error.words(lang)}") from None
        if key == "not_us" and settings["too_common"]:
            self._is_all_common(settings)
        if key == "site" and settings["site"]:
            self._look(settings["site"])
            settings = {**settings, "site": self._page.site}
        return _Given(said, settings)

    def _read(self, key: str, said: str) -> Settings:
        """An answer as settings; raises AnswerError."""
        settings = answers.READERS[key](said)
        if key == "not_us":
            brand = self._given["brand"].settings
            names = (brand["brand"], *brand["names"])
            answers.check_not_us(settings["not_us"], names)
            common = too_common(settings["not_us"], names)
            kept = tuple(one for one in settings["not_us"] if one not in common)
            settings = {"not_us": kept, "too_common": common}
        return settings

    def _is_all_common(self, settings: Settings) -> bool:
        """Would all of it set too much aside? What will be set aside, and what will not, is told."""
        lang = self._person.language
        for key, style in (("not_us", ""), ("too_common", "yellow")):
            if settings[key]:
                shown = ", ".join(say(lang, "setup.quoted", what=one) for one in settings[key])
                self._person.tell(say(lang, f"init.set_aside.{key}", names=shown), style=style)
        return bool(settings["too_common"] and not settings["not_us"])

    def _as_found(self, settings: Settings) -> Settings:
        """The site as it can be read, or as the person wants it all the same; raises _BackError."""
        while settings["site"] and not self._look(settings["site"]):
            again = self._another_site(settings)
            if again is settings:
                break
            settings = again
        if not settings["site"]:
            self._page = HomePage()
        return {**settings, "site": self._page.site}

    def _another_site(self, settings: Settings) -> Settings:
        """Another address; none where a dash is typed, the same settings where Enter is pressed."""
        person, lang = self._person, self._person.language
        while True:
            said = person.ask(say(lang, "init.site_again"), otherwise="")
            if not said:
                return settings
            if said == BACK or name_key(said) in _SAY_BACK:
                raise _BackError
            try:
                again = answers.read_site("" if said == _NOTHING else said)
            except AnswerError as error:
                person.tell(error.words(lang), style="yellow")
                continue
            pages = dict.fromkeys((*settings["pages"], *again["pages"]))
            return {"site": again["site"], "pages": tuple(pages)}

    def _look(self, site: str) -> bool:
        """Read the home page, and tell why it cannot be read; a site that was read is not read again."""
        person, lang = self._person, self._person.language
        if site != self._page.site or self._fault:
            person.tell(say(lang, "init.reading", site=answers.host_of(site)))
            self._page, self._fault = home_page(site, allow_private=self._script.allow_private)
            if NEAR in self._fault and person.agrees(say(lang, "init.near"), otherwise=False):
                self._script = replace(self._script, allow_private=True)
                self._page, self._fault = home_page(site, allow_private=True)
        if self._fault:
            person.tell(f"✗ {showing.fault_words(self._fault, lang)}", style="red")
        return not self._fault

    def _otherwise(self, key: str) -> str:
        """What Enter means."""
        return _country(self._person.language) if key == "country" else ""


def _country(lang: str) -> str:
    """That of the person's machine, else where most who speak the language here would be."""
    said = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    code = said[3:5]
    is_one = said[:2] == lang and said[2:3] == "_" and code.isalpha() and code.isupper()
    return code if is_one else "FR" if lang == "fr" else "GB"
