"""What was typed in, kept where keys are kept: in tokens.env, once a person says so."""

from collections.abc import Mapping
from pathlib import Path

from listener.settings import tokens_env
from listener.settings.file import NotTomlError, read_up_to, text_of
from listener.setup.person import Person
from listener.setup.written import write_over
from listener.words import say

_OTHERS = 0o007  # rights of everybody else


def offer(person: Person, folder: Path, typed: Mapping[str, str]) -> frozenset[str]:
    """Ask whether what was typed is kept in the folder's tokens.env; the names that are there now."""
    if not (typed and person.is_there):
        return frozenset()
    names = ", ".join(typed)
    if not person.agrees(say(person.language, "add.keep", names=names), otherwise=True):
        return frozenset()
    try:
        keep(folder, typed)
    except (OSError, NotTomlError) as error:
        why = (error.strerror if isinstance(error, OSError) else "") or str(error)
        person.tell(say(person.language, "add.not_kept", why=why), style="yellow")
        return frozenset()
    person.tell(say(person.language, "add.kept", names=names))
    return frozenset(typed)


def keep(folder: Path, values: Mapping[str, str]) -> None:
    """Write these into the folder's tokens.env, for this user alone, each in its old line's place.

    Raises OSError, and NotTomlError where the file is no text.
    """
    path = folder / tokens_env.NAME
    text = text_of(read_up_to(path))[0] if path.exists() else ""
    left = dict(values)
    kept: list[str] = []
    for lines, name, _ in tokens_env.parts_of(text):
        if name not in values:
            kept.append(lines)
        elif name in left:
            kept.append(tokens_env.line_of(name, left.pop(name)))
    kept += [tokens_env.line_of(name, value) for name, value in left.items()]
    write_over(path, "".join(f"{line}\n" for line in kept))
    rights = path.stat().st_mode & 0o777
    if rights & _OTHERS:
        path.chmod(rights & ~_OTHERS)
