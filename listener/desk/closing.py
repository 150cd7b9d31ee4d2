"""What acts that close a mention ask alike: is it closed already, and by whom?"""

from listener.desk.contract import Act, Done, Here


def closed_before(act: Act, here: Here) -> Done | None:
    """Somebody was first: the same person by the same act, or another one."""
    state, room, who = here.state, here.room, here.who
    if state is None or state.is_open:
        return None
    last = room.last(state.closed or act.name, at=state.closed_at)
    is_mine = last is not None and last.by == who.by and state.closed != ""
    first = state.closed_who or (last.who if last else "")
    at = state.closed_at or state.answered_at
    if not first:  # seen at its source
        return act.told("cannot", why="answered_there", state=state)
    if is_mine and state.closed == act.name:
        return act.told("already", who=first, at=at, state=state)
    return act.told("taken", who=first, at=at, why="by_you" if is_mine else "", state=state)
