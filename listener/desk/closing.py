"""What acts that close a mention ask alike: is it closed already, and by whom?"""

from listener.desk.contract import Act, Done, Here


def closed_before(act: Act, here: Here) -> Done | None:
    """Somebody was first: the same person by the same act, or another one."""
    state, room, who = here.state, here.room, here.who
    if state is None or state.is_open:
        return None
    last = room.last(act.name)
    is_same = last is not None and last.by == who.by and state.closed == act.name
    first = state.closed_who or (last.who if last else "")
    at = state.closed_at or state.answered_at
    if not first:  # seen at its source
        return act.told("cannot", why="answered_there", state=state)
    return act.told("already" if is_same else "taken", who=first, at=at, state=state)
