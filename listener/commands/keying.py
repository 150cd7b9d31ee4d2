"""The secrets of sources that are proposed: typed in, tried at once, and typed again where they are refused."""

import os
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, repeat
from pathlib import Path

import connectors
from connectors.kit.about import About, Settings
from connectors.kit.http.broken import NO_NAME
from listener.commands.kinds import guide_of
from listener.settings import answers
from listener.settings.answers import AnswerError
from listener.settings.tokens_env import with_tokens
from listener.setup import fields, showing
from listener.setup.offering import agreed
from listener.setup.person import BACK, Person
from listener.setup.proposals import Proposal
from listener.setup.trial import client, tried
from listener.words import say

TRIES = 4  # of a secret that is refused


class BackError(Exception):
    """They want the question before this one."""


def with_keys(person: Person, found: list[Proposal], storage: Path) -> list[Proposal]:
    """The proposals, tried anew where the secrets that they want were typed in.

    Those stay in this process alone. `<` leads to the one before, or to a mailbox's address.
    """
    done, asked, n = list(found), list[int](), 0
    while n < len(done):
        one = done[n]
        if not _may_ask(person, one):
            n += 1
            continue
        try:
            done[n] = _tried(person, one, storage)
        except BackError:
            if one.table.get("user"):
                done[n] = _at_another_address(person, one)
            elif asked:
                n = asked.pop()
                done[n] = _untyped(found[n])
            else:
                person.tell(say(person.language, "init.first_question"), style="yellow")
        else:
            asked.append(n)
            n += 1
    return [_offered(person, one, storage) for one in done]


def _offered(person: Person, one: Proposal, storage: Path) -> Proposal:
    """With what it suggests and a person agrees to, tried with that."""
    more = agreed(person, one.trial, one.table)
    if not more:
        return one
    table = {**one.table, **more}
    trial = tried(table, one.home, with_tokens(storage.parent), storage=storage)
    return replace(one, table=table, trial=trial)


def _may_ask(person: Person, one: Proposal) -> bool:
    """Where an approval comes first nobody has the key at hand; where more is missing, `add` asks."""
    if guide_of(one.kind, person.language).wait or not (one.trial.missing and person.is_there):
        return False
    settings = {k: v for k, v in one.table.items() if k not in ("kind", "name")}
    filled = {k: "secret" if str(v).startswith("${") else v for k, v in settings.items()}
    return not fields.faults(one.kind, filled, person.language, secrets=False)


def _tried(person: Person, one: Proposal, storage: Path) -> Proposal:
    """With what is typed in; as it was where nothing is, or where it is refused to the end."""
    lang = person.language
    for asks in _questions(person, one):
        for name, question in asks:
            said = person.ask_hidden(question)
            if said == BACK:
                _untyped(one)
                raise BackError
            if not said:
                return _untyped(one)
            os.environ[name] = said
        trial = tried(one.table, one.home, with_tokens(storage.parent), storage=storage)
        while one.table.get("host") and NO_NAME in trial.fault:
            host = str(one.table["host"])
            said = person.ask(say(lang, "init.ask_server", host=host), otherwise="")
            if not said or said == BACK:
                break
            one = replace(one, table={**one.table, "host": said})
            trial = tried(one.table, one.home, with_tokens(storage.parent), storage=storage)
        if not trial.is_refused:
            return replace(one, trial=trial)
        person.tell(f"✗ {showing.fault_words(trial.fault, lang)}", style="red")
    person.tell(say(lang, "init.refused_to_the_end"), style="yellow")
    return _untyped(one)


def _questions(person: Person, one: Proposal) -> Iterator[list[tuple[str, str]]]:
    """Of each try, the variables and what is asked for them."""
    lang, title = person.language, guide_of(one.kind, person.language).title
    first = [(name, _key_question(one, title, name, lang)) for name in one.trial.missing]
    again = [
        (name, say(lang, "init.ask_again" if len(first) == 1 else "init.ask_again_of", name=name))
        for name in one.trial.missing
    ]
    return chain([first], repeat(again, TRIES - 1))


def _untyped(one: Proposal) -> Proposal:
    """As it was: nothing that was typed for it is kept."""
    for name in one.trial.missing:
        os.environ.pop(name, None)
    return one


def _key_question(one: Proposal, title: str, name: str, lang: str) -> str:
    """For its key; for the password of a mailbox with whose it is, and where."""
    user, host = one.table.get("user"), one.table.get("host")
    if not (user and host):
        return say(lang, "init.ask_key", title=title, name=name)
    return say(lang, "init.ask_password", user=str(user), host=str(host), name=name)


def _at_another_address(person: Person, one: Proposal) -> Proposal:
    """The same mailbox under the address that is typed now; Enter keeps it."""
    was = str(one.table["user"])
    while True:
        said = person.ask(say(person.language, "init.ask.mailbox"), otherwise=was)
        if said in (was, BACK):
            return one
        try:
            address = answers.read_mailbox(said)["mailbox"]
        except AnswerError as error:
            person.tell(error.words(person.language), style="yellow")
            continue
        known = About(name=one.home.brand, country=one.home.country, mailbox=address)
        with client(allow_private=False) as http:
            told: Settings = next(connectors.connector_type(one.kind).proposed(known, http), {})
        return replace(one, table={**one.table, **told})
