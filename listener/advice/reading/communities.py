"""May we speak there, and who would? The operator's list of communities."""

import re
from dataclasses import dataclass

from listener.advice.evidence import Evidence
from listener.advice.reading.text import fold
from listener.settings.brand import Brand, Community


@dataclass(frozen=True, slots=True)
class Ground:
    """What the operator allows in the place of a mention."""

    policy: str  # closed, if asked, welcome
    account: str | None  # None: nobody may speak there
    listed: bool  # whether the operator named this place


def ground_of(evidence: Evidence, brand: Brand) -> Ground:
    """The rule for a mention's place: the longest entry that fits, else the default.

    On our own page we are host. An unlisted place is "if asked"; on social networks the
    brand's first handle speaks, elsewhere nobody does.
    """
    if evidence.venue == "own":
        return Ground("welcome", brand.handles[0] if brand.handles else brand.name, listed=False)
    fits = [c for c in brand.community if _is_there(c, evidence)]
    if fits:
        entry = max(fits, key=lambda c: len(c.where))
        return Ground(entry.policy, entry.account, listed=True)
    known = evidence.sort.is_social and bool(brand.handles)
    return Ground("if asked", brand.handles[0] if known else None, listed=False)


def _is_there(community: Community, evidence: Evidence) -> bool:
    where = fold(community.where)
    if evidence.thread_title and fold(evidence.thread_title).startswith(where):
        return True
    path = _bare(where)
    return any(_under(_bare(fold(url)), path) for url in (evidence.url, evidence.parent_url) if url)


def _bare(address: str) -> str:
    """Host and path; not urlsplit, which refuses some of what people paste."""
    bare = re.sub(r"^(?:[a-z][a-z\d+.-]*:)?//", "", address).removeprefix("www.")
    return re.split(r"[?#]", bare, maxsplit=1)[0].rstrip("/")


def _under(address: str, where: str) -> bool:
    """The same host (or a part of it) and a path under the given one."""
    host, _, path = where.partition("/")
    other, _, inside = address.partition("/")
    same = bool(host) and (other == host or other.endswith(f".{host}"))
    return same and (not path or inside == path or inside.startswith(f"{path}/"))
