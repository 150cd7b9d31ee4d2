"""The command line's edges: options wherever people write them, and help in the brand's language.

It imports nothing heavy, so that --help answers at once.
"""

import os
import select
import tomllib
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

from listener.settings.file import NotTomlError, read_tables, read_up_to, says_french

# Options of the whole program that people also write after the command.
_FLAGS = ("-v", "--verbose", "--version")
_VALUED = ("--config",)
# Options that may stand alone: then their value is empty.
_MAYBE_VALUED = ("--map",)
_FRENCH = "listener.french"

INTERRUPTED = 130  # the exit code of what Ctrl-C ended: 128 and the signal's number
CUT = 141  # the same of what ended because nobody reads its pipe any more, as `head` does


class Listener(TyperGroup):
    """The commands, with the program's own options understood after a command too."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Bring the program's options forward, and speak the brand's language."""
        args = _brought_forward(args)
        with _cut_off():  # --help prints here
            spoken = language(_configured(args))
            speak(self, spoken)
            if spoken != "fr":
                return super().parse_args(ctx, args)
            ctx.meta[_FRENCH] = True
            with _mistakes_in_french():
                return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command; what is wrong with its options is said in the brand's language too."""
        is_french = _FRENCH in ctx.meta
        try:
            with _cut_off(), _mistakes_in_french() if is_french else nullcontext():
                return super().invoke(ctx)
        except (KeyboardInterrupt, typer.Abort):
            say_stopped("fr" if is_french else "en")
            raise typer.Exit(INTERRUPTED) from None


@contextmanager
def _cut_off() -> Iterator[None]:
    """What nobody reads to its end ends without a word."""
    try:
        yield
    except BrokenPipeError:
        if not quieted():  # another pipe than ours
            raise
        raise typer.Exit(CUT) from None


def quieted() -> bool:
    """Has whoever read our output or our errors gone? Then what is left of them goes nowhere."""
    gone = [fd for fd in (1, 2) if _is_closed(fd)]
    for fd in gone:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, fd)
        os.close(nowhere)
    return bool(gone)


def _is_closed(fd: int) -> bool:
    asked = select.poll()
    asked.register(fd, select.POLLOUT)
    # Of a descriptor that is none (no terminal was given) the answer is another: POLLNVAL.
    return any(event & (select.POLLERR | select.POLLHUP) for _, event in asked.poll(0))


def say_stopped(lang: str) -> None:
    """One plain word to whoever pressed Ctrl-C."""
    from listener.words import say

    typer.echo(f"\n{say(lang, 'run.stopped')}", err=True)


def _brought_forward(args: Sequence[str]) -> list[str]:
    ours, rest = list[str](), list[str]()
    left = deque(args)
    while left:
        arg = left.popleft()
        if arg == "--":
            rest += [arg, *left]
            left.clear()
        elif arg in _FLAGS or arg.startswith(tuple(f"{name}=" for name in _VALUED)):
            ours.append(arg)
        elif arg in _VALUED:
            ours += [arg, *([left.popleft()] if left else [])]
        elif arg in _MAYBE_VALUED:
            is_valued = bool(left) and "=" in left[0] and not left[0].startswith("-")
            rest.append(f"{arg}={left.popleft() if is_valued else ''}")
        else:
            rest.append(arg)
    return ours + rest


def _configured(args: Sequence[str]) -> Path | None:
    for number, arg in enumerate(args):
        if arg.startswith("--config="):
            return Path(arg.partition("=")[2])
        if arg == "--config" and number + 1 < len(args):
            return Path(args[number + 1])
    return None


def language(config: Path | None) -> str:
    """The first brand's, where there are settings; else the one of the person's own machine: fr or en.

    `config` is the file that was named on the command line, if one was.
    """
    config = config or Path(os.environ.get("LISTENER_CONFIG") or "config.toml")
    content = b""
    try:
        if config.is_file():  # a pipe would be emptied, or waited for
            content = read_up_to(config)
            return _spoken_here(_of_first_brand(content))
    except (OSError, NotTomlError):
        if says_french(content):
            return "fr"
    said = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    return _spoken_here(said)


def _of_first_brand(content: bytes) -> object:
    brands = read_tables(content).raw.get("brand")
    first = brands[0] if isinstance(brands, list) and brands else brands
    return first.get("language") if isinstance(first, dict) else None


def _spoken_here(said: object) -> str:
    """A locale's language, as of fr_CA.UTF-8; a C, a German or none is spoken to in English."""
    return "fr" if str(said)[:2].lower() == "fr" else "en"


@cache
def help_words(lang: str) -> dict[str, Any]:
    """What stands in the help of a language: of values and, where it is not English, of each command:
    its own under "", then its options and arguments by name.
    """
    source = files("listener.words") / lang / "help.toml"
    return tomllib.loads(source.read_text("utf-8"))


def speak(group: TyperGroup, lang: str) -> None:
    """Give a group, and all below it, the help of a language, fr or en: French commands do not speak
    English again.
    """
    for one in (group, *group.commands.values()):
        for command in (one, *(one.commands.values() if isinstance(one, TyperGroup) else ())):
            _name_values(command, help_words(lang)["values"])
    if lang == "fr":
        _speak_french(group)


def _name_values(command: Any, names: dict[str, str]) -> None:
    """Say of what a parameter takes `<text>`, and not the type that the code has for it."""
    for parameter in command.params:
        if not hasattr(parameter, "display_type"):
            continue
        typed = type(parameter).display_type

        def display_type(ctx: Any, of: Any = parameter, typed: Any = typed) -> str:
            name = typed(of, ctx)[1:-1]
            return f"<{names.get(name, name)}>"

        parameter.display_type = display_type


def _speak_french(group: TyperGroup) -> None:
    words = help_words("fr")
    _describe(group, words["listener"])
    for name, command in group.commands.items():
        _describe(command, words[name])
        if isinstance(command, TyperGroup):
            for inner, one in command.commands.items():
                _describe(one, words[f"{name} {inner}"])


@contextmanager
def _mistakes_in_french() -> Iterator[None]:
    """Usage errors show themselves, in English: here they learn another way."""
    try:
        yield
    except Exception as error:
        # The parser's classes have moved before: they are known by what they can do.
        if hasattr(error, "format_message") and type(error).__name__ != "NoArgsIsHelpError":
            error.show = partial(_show, error)  # type: ignore[attr-defined]
        raise


def _show(error: Any, file: Any = None) -> None:
    from listener.guard.plain import plain
    from listener.words.spoken import spoken

    lines = [error.format_message()]
    if (ctx := getattr(error, "ctx", None)) is not None:
        hint = f"Try '{ctx.command_path} {max(ctx.help_option_names, key=len)}' for help."
        lines = [_around(ctx.get_usage()), hint, "", *lines]
    typer.echo(plain("\n".join(spoken("fr", line) for line in lines)), file=file, err=True)


def _describe(command: Any, words: dict[str, str]) -> None:
    command.help = command.short_help = words[""]
    for parameter in command.params:
        if parameter.name in words:
            parameter.help = words[parameter.name]
    english = command.get_help

    def get_help(ctx: Any) -> str:
        return _around(english(ctx))

    command.get_help = get_help


def _around(told: str) -> str:
    for said, french_words in words_around().items():
        told = told.replace(said, french_words)
    return told


def words_around() -> dict[str, str]:
    """What click itself writes around our words."""
    return help_words("fr")["around"]  # type: ignore[no-any-return]
