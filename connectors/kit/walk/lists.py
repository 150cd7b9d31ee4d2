"""Several lists of a source in one cursor: where each stands, and the second that its first poll reached back to.

What the first poll left out as too old is not news to the next: the floor of a list stays where it was.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from connectors.kit.contract import Page
from connectors.kit.walk.paging import Fetch, Reach, newest_first

State = dict[str, Any]
"""Of one list: what newest_first keeps of it, and its floor as `from`."""


def states_in(found: Mapping[str, State]) -> dict[str, State]:
    """The states as a cursor held them; raises what errors.UNREADABLE names where these are none."""
    return {key: state | {"from": int(state["from"])} for key, state in found.items()}


def floor_of(state: State | None, since: int) -> int:
    """The oldest second that is wanted of a list; `since` holds where it was never read."""
    return int(state["from"]) if state else since


def read_on(
    states: dict[str, State], key: str, fetch_from: Callable[[int], Fetch], since: int, reach: Reach
) -> Iterator[Page]:
    """What is new in one list; how far it is read then stands in `states` before its page comes.

    The list that was read last stands last in `states`.
    `fetch_from` makes what asks for its pages, by its floor, which takes the place of the floor of
    `reach`. Raises as newest_first does.
    """
    state = states.get(key)
    if state is not None:
        states[key] = states.pop(key)
    floor = floor_of(state, since)
    for page in newest_first(fetch_from(floor), json.dumps(state), replace(reach, floor=floor)):
        if page.cursor:
            states[key] = json.loads(page.cursor) | {"from": floor}
        yield page
