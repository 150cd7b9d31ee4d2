"""What Slack says of one press, read once: everything in it is others' word, and may be anything."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from listener.channels.slack.look.windows import IN

MOST = 20_000  # characters of a field


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A button, an entry of a menu, or a window that was sent."""

    app: str = ""  # ids; "" where Slack gives none
    team: str = ""  # where it was pressed
    user: str = ""
    user_team: str = ""  # whose person that is
    channel: str = ""
    thread: str | None = None
    trigger: str = ""  # opens a window, within three seconds
    value: str = ""  # of what was pressed
    view: str = ""  # the window's id
    carried: str = ""  # what we gave the window to carry
    fields: Mapping[str, str] = field(default_factory=dict)  # filled in, by their names
    can_be_told: bool = False  # gives it an address for an answer?

    @property
    def event(self) -> str:
        """The same for what Slack delivers twice; of one window comes one act."""
        return (f"view:{self.view}" if self.view else f"slack:{self.trigger}")[:200]


def heard(body: object) -> Heard:
    """What a body says; what is not as Slack writes it reads as left out."""
    team, user, view = _table(body, "team"), _table(body, "user"), _table(body, "view")
    [pressed, *_] = [*_list(body, "actions"), None]
    carried = _text(view, "private_metadata")
    place = carried.split(" ")
    container = _table(body, "container")
    thread = _text(container, "thread_ts") or _text(_table(body, "message"), "thread_ts")
    if not thread and len(place) > 1 and place[1] != "-":
        thread = place[1]
    chosen = _text(_table(pressed, "selected_option"), "value")
    return Heard(
        app=_text(body, "api_app_id"),
        team=_text(team, "id") or _text(body, "team_id"),
        user=_text(user, "id") or _text(body, "user_id"),
        user_team=_text(user, "team_id"),
        channel=_text(_table(body, "channel"), "id") or _text(body, "channel_id") or place[0],
        thread=thread or None,
        trigger=_text(body, "trigger_id"),
        value=chosen or _text(pressed, "value"),
        view=_text(view, "id"),
        carried=carried,
        fields=_fields(_table(_table(view, "state"), "values")),
        can_be_told=bool(_text(body, "response_url")),
    )


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
    return (_text(told, "selected_user") or _text(told, "value")).strip()


def _table(told: object, key: str) -> object:
    found = told.get(key) if isinstance(told, Mapping) else None
    return found if isinstance(found, Mapping) else None


def _list(told: object, key: str) -> list[object]:
    found = told.get(key) if isinstance(told, Mapping) else None
    return found if isinstance(found, list) else []


def _text(told: object, key: str) -> str:
    found = told.get(key) if isinstance(told, Mapping) else None
    return found if isinstance(found, str) else ""
