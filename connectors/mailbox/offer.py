"""Whose word on senders to believe: what the mails of a page suggest, for a person to agree to.

A mail's own head is its sender's to write. But the server that receives them writes its name on top
of every mail, and takes that name out of what comes in; a name that stands on top of nearly all of
them, whoever sent them, is most likely that server's.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from connectors.kit.said import Offer
from connectors.mailbox.reading import Read
from connectors.mailbox.recipes import title_of

_LEAST = 3  # mails under a name
_HOUSES = 2  # that they are from
_NEARLY_ALL = 0.9
_NAMED = 4  # services

_ASKED = (
    "One of the mails just read is the notice of a service ({services}). It stays unread as long as"
    " nothing proves who really sent it.",
    "{n} of the mails just read are notices of services ({services}). They stay unread as long as"
    " nothing proves who really sent them.",
)
_LIKELY = (
    "{by} vouches for the senders at the head of your mails, as the server that receives them does."
    " Believe it, and read such notices?"
)
_OPEN = (
    "{by} vouches for the sender in there, but a forger can write such a line, too. Is that your mail"
    " provider's server, to be believed? If you cannot tell, say no: it can be set later."
)


@dataclass(slots=True)
class Suggested:
    """Fed with each mail that was read."""

    aside: list[Read] = field(default_factory=list)
    tops: Counter[str] = field(default_factory=Counter)  # who vouches on top; "" where nobody does
    houses: dict[str, set[str]] = field(default_factory=dict)  # by name, the senders' domains

    def add(self, read: Read) -> None:
        """One more; what the mailbox's owner sent came in through no server."""
        if read.sort == "aside" and read.by:
            self.aside.append(read)
        if read.house:
            self.tops[read.top] += 1
            self.houses.setdefault(read.top, set()).add(read.house)

    def offers(self) -> Iterator[Offer]:
        """The name that would have most of the notices read which are set aside."""
        if not self.aside:
            return
        by = Counter(one.by for one in self.aside).most_common(1)[0][0]
        held = [one.recipe for one in self.aside if one.by == by]
        titles = dict.fromkeys(title_of(name) for name, _ in Counter(held).most_common())
        services = ", ".join(list(titles)[:_NAMED]) + ("…" if len(titles) > _NAMED else "")
        is_likely = (
            self.tops[by] >= max(_LEAST, _NEARLY_ALL * self.tops.total())
            and len(self.houses[by]) >= _HOUSES
        )
        asked = f"{_ASKED[len(held) > 1]} {_LIKELY if is_likely else _OPEN}"
        told = asked.format(n=len(held), services=services, by=by)
        yield Offer("auth_server", by, told, otherwise=is_likely)
