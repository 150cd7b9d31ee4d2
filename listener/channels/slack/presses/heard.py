"""What Slack says of one press, read once: everything in it is others' word, and may be anything."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from listener.channels.slack.look.windows import IN, NOWHERE

MOST = 20_000  # characters of a field


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A button, an entry of a menu, a window that was sent, or a command."""

    app: str = ""  # ids; "" where Slack gives none
    team: str = ""  # where it was pressed
    user: str = ""
    user_team: str = ""  # whose person that is
    channel: str = ""
    thread: str | None = None
    trigger: str = ""  # opens a window, within three seconds
    value: str = ""  # of what was pressed
    view: str = ""  # the window's id
    window: str = ""  # what it is called in the code: the id by which it comes back; "" of App Home
    is_press: bool = False  # of a button or a choice: App Home has one id for all of them
    is_for_one: bool = False  # in an answer that only they see
    carried: str = ""  # what we gave the window to carry
    at: str = ""  # the message in which it was pressed
    file: str = ""  # that was shared
    which: str = ""  # the message that a shortcut was used on: channel and time
    message: object = None  # that a shortcut was used on
    fields: Mapping[str, str] = field(default_factory=dict)  # filled in, by their names
    command: str = ""  # its name, as the app has it
    said: str = ""  # what was typed behind it
    is_anywhere: bool = False  # it may come from where no channel of ours is: App Home
    happened: str = ""  # an event's kind
    happened_in: str = ""  # the channel that it is about
    can_be_told: bool = False  # gives it an address for an answer?

    @property
    def event(self) -> str:
        """The same for what Slack delivers twice; of one window comes one act."""
        return (
            f"view:{self.view}" if self.view and not self.is_press else f"slack:{self.trigger}"
        )[:200]


def heard(body: object) -> Heard:
    """What a body says; what is not as Slack writes it reads as left out."""
    team, user, view = _table(body, "team"), _table(body, "user"), _table(body, "view")
    [pressed, *_] = [*_list(body, "actions"), None]
    carried = _text(view, "private_metadata")
    place = carried.split(" ")
    event = _table(body, "event")
    is_shortcut = _text(body, "type") == "message_action"
    is_home = _text(view, "type") == "home" or _text(event, "tab") == "home"
    is_home = is_home or (bool(carried) and place[0] in ("", NOWHERE))
    container = _table(body, "container")
    thread = _text(container, "thread_ts") or _text(_table(body, "message"), "thread_ts")
    if not thread and len(place) > 1 and place[1] != "-":
        thread = place[1]
    chosen = _text(_table(pressed, "selected_option"), "value")
    return Heard(
        app=_text(body, "api_app_id"),
        team=_text(team, "id") or _text(body, "team_id"),
        user=_text(user, "id") or _text(body, "user_id") or _of_event(event),
        user_team=_text(user, "team_id"),
        channel="" if is_home else _channel(body) or place[0],
        thread=thread or None,
        trigger=_text(body, "trigger_id"),
        value=chosen or _text(pressed, "value"),
        view=_text(view, "id"),
        window=_text(view, "callback_id") if _text(view, "type") == "modal" else "",
        is_press=bool(_list(body, "actions")),
        is_for_one=isinstance(container, Mapping) and container.get("is_ephemeral") is True,
        carried=carried,
        fields=_fields(_table(_table(view, "state"), "values")),
        command=_text(body, "command"),
        said=_text(body, "text")[:MOST] if _text(body, "command") else "",
        at=_text(container, "message_ts"),
        file=_text(event, "file_id"),
        which=_which(body) if is_shortcut else "",
        message=_table(body, "message") if is_shortcut else None,
        is_anywhere=is_home or is_shortcut,
        happened=_text(event, "type"),
        happened_in=_text(event, "channel"),
        can_be_told=bool(_text(body, "response_url")),
    )


def _of_event(event: object) -> str:
    return _text(event, "user") or _text(event, "user_id")


def _channel(body: object) -> str:
    event = _text(_table(body, "event"), "channel_id")
    return _text(_table(body, "channel"), "id") or _text(body, "channel_id") or event


def _which(body: object) -> str:
    """A message by its channel and its time."""
    return f"{_text(_table(body, 'channel'), 'id')}:{_text(_table(body, 'message'), 'ts')}"


def _fields(values: object) -> dict[str, str]:
    """Of each field what was filled in; an empty one is left out."""
    if not isinstance(values, Mapping):
        return {}
    found = {str(name): _said(_table(fields, IN)) for name, fields in values.items()}
    return {name: said[:MOST] for name, said in found.items() if said}


def _said(told: object) -> str:
    if chosen := _text(_table(told, "selected_option"), "value"):
        return chosen
    if many := _list(told, "selected_options"):
        return ",".join(_text(one, "value") for one in many)
    picked = ("selected_user", "selected_conversation", "selected_date", "value")
    return next((found for key in picked if (found := _text(told, key))), "").strip()


def _table(told: object, key: str) -> object:
    found = told.get(key) if isinstance(told, Mapping) else None
    return found if isinstance(found, Mapping) else None


def _list(told: object, key: str) -> list[object]:
    found = told.get(key) if isinstance(told, Mapping) else None
    return found if isinstance(found, list) else []


def _text(told: object, key: str) -> str:
    found = told.get(key) if isinstance(told, Mapping) else None
    return found if isinstance(found, str) else ""
