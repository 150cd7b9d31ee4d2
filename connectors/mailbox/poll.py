"""One poll of a mailbox: folder by folder, the oldest unread mails first, up to a cap; the rest waits.

What was set aside, for nobody vouched for its sender, is read again once others vouch here.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from connectors.inbound.onefile import UnreadableFileError
from connectors.kit import apart
from connectors.kit.contract import Mention, Page
from connectors.kit.errors import SourceBusyError
from connectors.kit.said import Said
from connectors.mailbox.cursor import Aside, Place, Places, kept
from connectors.mailbox.folder import Folder
from connectors.mailbox.offer import Suggested
from connectors.mailbox.reading import Read, View, read_mail
from connectors.mailbox.tally import Tally, whose_word

BATCH = 50  # mails of one exchange, and of one page
BYTES = 5_000_000  # of one exchange
AHEAD = 500  # mails whose sizes are asked for at once
SECONDS = 120.0  # of the clock for a poll: then the rest waits for the next


@dataclass
class MailPoll:
    """What a poll may still read, and what it has to tell."""

    places: Places
    view: View
    today: date
    days_back: int
    left: int  # mails
    mb: int  # megabytes of a mail that are read
    clock: Callable[[], float] = time.monotonic
    tally: Tally = field(default_factory=Tally)
    seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._ends = self.clock() + SECONDS
        self._behind: set[str] = set()  # folders with mails that wait for the next poll

    def read(self, folder: Folder) -> Iterator[Page]:
        """The pages of one folder, each with the promise that it keeps."""
        place = self._begin(folder)
        place = replace(place, aside=kept(place.aside, self.today))
        again = self._again(place)
        for group, sizes in self._groups(folder, again[: self.left]):
            if self.clock() > self._ends:
                break
            page, aside = self._page(folder, [uid for uid in group if uid in sizes], sizes)
            self.left -= len(group)
            place = self._read_again(place, group, aside, found=sum(uid in sizes for uid in group))
            self._stands(folder, place, behind=True)
            late = replace(page, is_late=True)
            yield replace(late, cursor=self.places.to_json(), behind=True)
        since = date.fromisoformat(place.since) if place.since else None
        uids = folder.waiting(place.uid, since)
        for group, sizes in self._groups(folder, uids[: self.left]):
            if self.clock() > self._ends:
                break
            page, aside = self._page(folder, [uid for uid in group if uid in sizes], sizes)
            self.left -= len(group)
            held = kept((*place.aside, *aside), self.today)
            place = replace(place, uid=group[-1], aside=held)
            self._stands(folder, place, behind=group[-1] < uids[-1])
            yield replace(page, cursor=self.places.to_json(), behind=bool(self._behind))
        if (uids and place.uid < uids[-1]) or self._again(place):
            self._stands(folder, place, behind=True)
            return
        # Mails that are too old may have higher numbers than those that were read.
        last = max(place.uid, folder.next - 1) if since else place.uid
        whole = Place(folder.validity, last, self.today.isoformat(), aside=place.aside)
        self._stands(folder, whole, behind=False)

    def _again(self, place: Place) -> list[int]:
        """The numbers of what was set aside when the word of others counted here, or nobody's."""
        word = self.view.word
        return [one.uid for one in place.aside if word and one.word != word]

    def _read_again(
        self, place: Place, group: Sequence[int], aside: Sequence[Aside], *, found: int
    ) -> Place:
        """The place without what was read again; what nobody vouches for still keeps its day."""
        days = {one.uid: one.day for one in place.aside}
        others = [one for one in place.aside if one.uid not in group]
        still = [replace(one, day=days[one.uid]) for one in aside]
        self.tally.add_again(found - len(still))
        return replace(place, aside=kept((*others, *still), self.today))

    def end(self) -> Page:
        """What the poll as a whole has to tell."""
        aside = [one for place in self.places.of.values() for one in place.aside]
        return Page(
            (),
            self.places.to_json(),
            bool(self._behind),
            unclear=tuple(self.tally.unclear(self.mb)),
            said=tuple(whose_word(aside, is_known=bool(self.view.vouches))),
        )

    def _begin(self, folder: Folder) -> Place:
        """How far it was read; under a new numbering, or one that went back, from a day on again.

        All numbers mean something else then: what came since `days_back` days before the last whole
        poll is read again, and known by its ids.
        """
        known = self.places.of.get(folder.name)
        # A server that put back an older state gives new mails numbers that were read.
        went_back = known is not None and 0 < folder.next <= known.uid
        if known and known.validity == folder.validity and not went_back:
            return known
        day = min(date.fromisoformat(known.at), self.today) if known else self.today
        floor = day - timedelta(days=self.days_back)
        return Place(folder.validity, 0, day.isoformat(), floor.isoformat())

    def _stands(self, folder: Folder, place: Place, *, behind: bool) -> None:
        self.places.of[folder.name] = place
        (self._behind.add if behind else self._behind.discard)(folder.name)

    def _groups(
        self, folder: Folder, uids: Sequence[int]
    ) -> Iterator[tuple[list[int], dict[int, int]]]:
        """Numbers in turn, so many together as one exchange may bring; and the mails' sizes."""
        for first in range(0, len(uids), AHEAD):
            some = uids[first : first + AHEAD]
            sizes = folder.sizes(some)
            for group in _groups(some, sizes, self._largest):
                yield group, sizes

    @property
    def _largest(self) -> int:
        return self.mb * 1_000_000

    def _page(
        self, folder: Folder, uids: Sequence[int], sizes: dict[int, int]
    ) -> tuple[Page, list[Aside]]:
        """Some mails, and those of them that are set aside."""
        bodies = folder.mails(uids, self._largest) if uids else {}
        if not bodies and len(uids) > 1:  # one that the server cannot give must not hide the others
            for uid in uids:
                bodies |= folder.mails([uid], self._largest)
        mentions: list[Mention] = []
        refused: list[str] = []
        unclear: list[str] = []
        aside: list[Aside] = []
        suggested = Suggested()
        for uid in uids:
            shown = f"{folder.name} {uid}"
            if (raw := bodies.get(uid)) is None:
                text = f"{shown}: the server does not give this mail"
                refused.append(Said(text, "mailbox_ungiven", mail=shown))
                continue
            read = self.one(raw, shown, is_cut=sizes[uid] > len(raw))
            mentions += read.mentions
            refused += read.refused
            unclear += read.unclear
            suggested.add(read)
            if read.sort == "aside":
                day, word = self.today.isoformat(), self.view.word
                aside.append(Aside(uid, day, read.recipe, read.by, word))
        new = {one.external_id: one for one in mentions if one.external_id not in self.seen}
        self.seen |= new.keys()
        page = Page(tuple(new.values()), refused=tuple(refused), unclear=tuple(unclear))
        return replace(page, offers=tuple(suggested.offers())), aside

    def one(self, raw: bytes, shown: str, *, is_cut: bool = False) -> Read:
        """One mail, read in a child; what cannot be read is refused. Raises SourceBusyError."""
        try:
            read = apart.run(read_mail, raw, shown, self.view)
        except apart.NoChildError as error:
            raise SourceBusyError(str(error)) from error
        except (UnreadableFileError, apart.CutOffError) as error:
            why = str(error)
            return Read(
                "mail", refused=(Said(f"{shown}: {why}", "mailbox_unread", mail=shown, why=why),)
            )
        if not (read.sort == "aside" and (read.by or not self.view.vouches)):  # see whose_word
            self.tally.add(read, is_cut=is_cut)
        return read


def _groups(uids: Sequence[int], sizes: dict[int, int], largest: int) -> Iterator[list[int]]:
    """Numbers in turn, so many together as one exchange may bring."""
    group: list[int] = []
    held = 0
    for uid in uids:
        size = min(sizes.get(uid, 0), largest)
        if group and (len(group) >= BATCH or held + size > BYTES):
            yield group
            group, held = [], 0
        group.append(uid)
        held += size
    if group:
        yield group
