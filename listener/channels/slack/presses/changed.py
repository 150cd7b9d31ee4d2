"""What Slack says of our channels and our app: that we are in one no more, or again; that it was archived,
or we were uninstalled.

None of it is believed: it is a reason to ask Slack how we stand. What is forged, old or comes twice
costs a question, and not even that where it comes often.
"""

import structlog

from listener.channels.slack.door.errors import SlackError
from listener.channels.slack.presses.admit import Place, place_of_team
from listener.channels.slack.presses.heard import Heard

log = structlog.get_logger()

JOINED = "member_joined_channel"  # of anybody; Slack tells us of nothing else when we are invited
CHANNELS = (
    JOINED,
    "channel_left",
    "channel_archive",
    "channel_unarchive",
    "channel_deleted",
    "group_left",
    "group_archive",
    "group_unarchive",
    "group_deleted",
)
TOKENS = ("app_uninstalled", "tokens_revoked")


def look(told: Heard, places: list[Place], app_id: str | None) -> None:
    """Ask how we stand, where it concerns us."""
    if app_id and told.app not in ("", app_id):
        return
    if told.happened in TOKENS:  # the token cannot say any more whose workspace it is
        for place in places:
            place.look()
    elif (ours := place_of_team(told.team, places)) and _is_ours(told, ours):
        log.info("slack says that a channel changed", channel=told.happened_in, what=told.happened)
        ours.look()


def _is_ours(told: Heard, place: Place) -> bool:
    if not place.of(told.happened_in):
        return False
    try:
        return told.happened != JOINED or told.user == place.workspace.me
    except SlackError:
        return True
