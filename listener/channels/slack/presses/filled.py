"""What somebody filled in, as the act it means; what does not fit is said beside its field."""

from collections.abc import Mapping

from pydantic import ValidationError

from listener.channels.slack.look.buttons import Pressed
from listener.channels.slack.look.windows import until
from listener.channels.slack.presses.admit import Presser
from listener.desk.contract import Act
from listener.desk.found import act
from listener.words import say


def made(
    pressed: Pressed, told: Mapping[str, str], presser: Presser
) -> tuple[Act | None, dict[str, str]]:
    """The act, or what is wrong with which field. Raises SlackError where a colleague is asked for."""
    values: dict[str, object] = {
        "mention": pressed.mention,
        "seen": pressed.version,
        "event": presser.told.event,
    }
    brand = presser.brand
    for name, said in told.items():
        match name:
            case "tag":
                values["tag"], _, values["label"] = said.partition(":")
            case "draft":
                values["draft"] = "" if said == "all" else said
            case "author":
                values["author"] = True
            case "ends":
                values["ends"] = until(said, presser.place.clock(), brand)
            case "to":
                colleague = presser.place.workspace.person(said)
                if not colleague.is_member:
                    return None, {"to": say(brand.language, "press.wrong.to")}
                values |= {"to": colleague.name, "to_by": colleague.id}
            case _:
                values[name] = said
    try:
        return act(pressed.name)(**values), {}  # type: ignore[arg-type]
    except ValidationError as error:
        fields = {str(one["loc"][0]) if one["loc"] else "tag" for one in error.errors()}
        return None, {name: _wrong(brand.language, name) for name in fields & told.keys()}


def _wrong(lang: str, name: str) -> str:
    """What is said beside a field that does not fit."""
    if name == "url":
        return say(lang, "press.wrong.url")
    if name == "tag":
        return say(lang, "press.wrong.tag")
    return say(lang, "press.wrong.rest")
