"""What settings take from the environment or from beside the file: secrets, folders, addresses."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from connectors.kit.keys import FromVariable
from listener.settings.file import read_up_to

# What is secret of Slack, with the variable that usually holds it.
_LONGEST = 10_000  # bytes of a file with a token
_OF_SLACK = (
    ("token", "SLACK_BOT_TOKEN"),
    ("app_token", "SLACK_APP_TOKEN"),
    ("signing_secret", "SLACK_SIGNING_SECRET"),
)
_SECRET = 4  # characters from which on a value, or the beginning of one, is not repeated


def place_storage(
    raw: dict[str, Any], folder: Path, environ: Mapping[str, str], problems: list[str]
) -> None:
    """The storage folder beside config.toml, the database's address from the environment."""
    storage = raw.setdefault("storage", {})
    if not isinstance(storage, dict):
        return
    if "url" in storage and re.search(r"://[^/@]*:[^/@]*@", str(storage["url"])):
        problems.append("storage.url: a password does not belong here: set LISTENER_DATABASE_URL")
    if url := environ.get("LISTENER_DATABASE_URL"):
        storage["url"] = url
    if isinstance(storage.get("dir", "data"), str):
        storage["dir"] = folder / Path(storage.get("dir", "data")).expanduser()


def place_heartbeat(raw: dict[str, Any], environ: Mapping[str, str]) -> None:
    """An uptime service's address is a secret of its own."""
    web = raw.setdefault("web", {})
    if isinstance(web, dict) and (url := environ.get("LISTENER_HEARTBEAT_URL")):
        web["heartbeat_url"] = url


def place_reword(raw: dict[str, Any], environ: Mapping[str, str], problems: list[str]) -> None:
    """The endpoint that rewords drafts may be named in the environment; its key may stand nowhere else."""
    reword = raw.setdefault("reword", {})
    if not isinstance(reword, dict):
        return
    if reword.pop("key", None) is not None:
        problems.append("reword.key: a key does not belong in this file: set LISTENER_REWORD_KEY")
    for name in ("address", "model", "key"):
        if told := environ.get(f"LISTENER_REWORD_{name.upper()}", "").strip():
            reword[name] = told


def place_model(raw: dict[str, Any], folder: Path) -> None:
    """A tone model that begins like a path is a folder, beside config.toml; else it is a hub id."""
    tagger = raw.get("tagger")
    model = tagger.get("tone_model") if isinstance(tagger, dict) else None
    if isinstance(model, str) and (model.startswith((".", "~")) or Path(model).is_absolute()):
        raw["tagger"]["tone_model"] = str(folder / Path(model).expanduser())


def read_slack(
    brand: dict[str, Any],
    where: str,
    folder: Path,
    environ: Mapping[str, str],
    problems: list[str],
) -> None:
    """Slack tokens come from the environment or a file; one in the settings is refused."""
    slack = brand.setdefault("slack", {})
    if not isinstance(slack, dict):
        return
    for name, usual in _OF_SLACK:
        variable = str(slack.get(f"{name}_env", usual))
        what = "a secret" if name == "signing_secret" else "a token"
        if slack.pop(name, None) is not None:
            problems.append(
                f"{where}.slack.{name}: {what} does not belong in this file: set {variable}"
            )
        if token := environ.get(variable, "").strip():
            slack[name] = token
        elif file := slack.get(f"{name}_file"):
            token, why = _token_in(folder / str(file))
            if why:
                problems.append(f"{where}.slack.{name}_file: {file}: {why}")
            else:
                slack[name] = token
    _read_webhook(slack, f"{where}.slack", environ, problems)


def _token_in(path: Path) -> tuple[str, str]:
    """The token in a file; else why there is none, and what to do."""
    try:
        # A pipe or a device would be read for ever.
        is_file = path.is_file() or not path.exists()
        content = read_up_to(path, _LONGEST).strip() if is_file else b""
    except OSError as error:
        return "", f"cannot read it ({error.strerror}): put it back, or let this user read it"
    if not content or len(content) > _LONGEST or not content.isascii() or len(content.split()) > 1:
        return "", "it holds no token: write the token into it, on a line, and nothing else"
    return content.decode("ascii"), ""


def _read_webhook(
    slack: dict[str, Any], where: str, environ: Mapping[str, str], problems: list[str]
) -> None:
    """A webhook's address is a secret like a token, and is named only where it is wanted."""
    if slack.pop("webhook", None) is not None:
        problems.append(
            f"{where}.webhook: the address does not belong in this file: set a variable and name it in webhook_env"
        )
    variable = slack.get("webhook_env")
    if not isinstance(variable, str):
        return
    url = environ.get(variable, "").strip()
    if not url:
        problems.append(f"{where}.webhook_env: {unset(variable)}")
    elif not re.match(r"https://|http://(127\.0\.0\.1|localhost)[:/]", url):
        problems.append(f"{where}.webhook_env: {variable} holds no https:// address")
    else:
        slack["webhook"] = url


def unset(name: str) -> str:
    """That a variable is missing, and the line that gives it."""
    return f"the environment variable {name} is not set: put this line into tokens.env, beside config.toml: {name}='…'"


def empty(name: str) -> str:
    """That a variable holds nothing, and the line that gives it something."""
    return unset(name).replace("is not set: put", "is empty: put")


class Filling:
    """`${NAME}` in a source's texts is taken from the environment: for private feeds."""

    def __init__(self, environ: Mapping[str, str], problems: list[str]) -> None:
        self._environ, self._problems = environ, problems
        self.is_short = False  # is a variable missing?
        self._names: dict[str, str] = {}  # by value: what may be secret is never repeated

    def filled(self, value: Any, where: str) -> Any:
        """The same with every name replaced, in lists and tables too."""
        if isinstance(value, list):
            return [self.filled(each, f"{where} {n}") for n, each in enumerate(value, 1)]
        if isinstance(value, dict):
            return {key: self.filled(each, f"{where}.{key}") for key, each in value.items()}
        if not isinstance(value, str):
            return value
        if whole := re.fullmatch(r"\$\{(\w+)\}", value):
            return FromVariable(self._whole(whole[1], where), whole[1])
        return re.sub(r"\$\{(\w+)\}", lambda found: self._read(found[1], where), value)

    def masked(self, line: str) -> str:
        """A problem's words with the names where values would stand, cut short or not."""
        for value in sorted(self._names, key=len, reverse=True):
            # In quotes a value is told as Python writes it.
            for told in (value, repr(value)[1:-1]):
                for end in range(len(told), _SECRET - 1, -1):
                    line = line.replace(told[:end], f"${{{self._names[value]}}}")
        return line

    def _whole(self, name: str, where: str) -> str:
        """The whole of a setting: an empty variable would leave it without a value, and nobody told."""
        value = self._read(name, where)
        if name in self._environ and not value.strip():
            self.is_short = True
            self._problems.append(f"{where}: {empty(name)}")
        return value

    def _read(self, name: str, where: str) -> str:
        value = self._environ.get(name)
        if value is None:
            self.is_short = True
            self._problems.append(f"{where}: {unset(name)}")
            return ""
        if value:
            self._names[value] = name
        return value
