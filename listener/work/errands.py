"""What people ask for in Slack that is no act, done over one installation: see presses/errands.py."""

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from connectors.kit.contract import Mention, Page
from listener.advice.time import periods
from listener.app import App
from listener.channels.slack.presses.errands import Imported, Preview
from listener.desk.acts.propose import LETTERS
from listener.digest import content
from listener.digest.build import build
from listener.notices.matters import in_words
from listener.notices.parts import Content
from listener.settings.brand import Brand
from listener.work import filing
from listener.work.sampled import asked_of, drawn, every_answer, lines

_FIRST = 3


@dataclass(frozen=True, slots=True)
class Tasks:
    """The errands, as these settings have them."""

    app: App

    def sources(self, brand: Brand) -> Collection[str]:
        """See Errands."""
        return [name for name, owner in self.app.config.owners.items() if owner == brand.name]

    def proposed(self, brand: Brand) -> Mapping[str, str]:
        """See Errands."""
        return self.app.proposed(brand)

    def mailbox(self, brand: Brand) -> str:
        """See Errands."""
        mine = (s for s in self.app.config.source if s.brand == brand.name and s.kind == "mailbox")
        read = [str(getattr(s.connector, "user", s.name)) for s in mine]
        asked = [
            url.removeprefix(LETTERS) for url in self.proposed(brand) if url.startswith(LETTERS)
        ]
        return next(iter([*read, *asked]), "")

    def to_label(self, brand: Brand, n: int) -> Sequence[int]:
        """See Errands."""
        pool = self.app.store.decided([brand.name])
        found = drawn(pool, n, asked_of(self.app, [brand.name]), random.SystemRandom())
        return [one.mention for one in found]

    def measured(self, brand: Brand) -> Sequence[str]:
        """See Errands."""
        return list(lines(brand.language, every_answer(self.app, [brand.name])))

    def week(self, brand: Brand) -> Content:
        """See Errands."""
        now = self.app.clock()
        digest = build(self.app.store, brand, periods.last_finished(now, brand), now)
        parent, *_ = content.thread(digest, brand)
        return parent

    def file(self, brand: Brand, post: Mention) -> tuple[int, bool]:
        """See Errands."""
        source = filing.inbox(self.app, brand, Path())  # nothing is read there
        taken = filing.store(self.app, source, brand, [Page((post,), starts=True)], silent=False)
        mention = self.app.store.mention_of(source.name, post.external_id) or 0
        return mention, bool(taken.added.new or taken.added.revised)

    def look_into(self, brand: Brand, file: Path) -> Preview:
        """See Errands."""
        n, first, refused = 0, list[Mention](), list[str]()
        with filing.inbox_with(self.app, brand, file) as source:
            for page in filing.read(source):
                n += len(page.mentions)
                first += page.mentions[: _FIRST - len(first)]
                told = (*page.refused, *page.said, *page.unclear)
                refused += (in_words(why, brand.language) for why in told)
        return Preview(n, tuple(first), tuple(refused))

    def take_in(self, brand: Brand, file: Path) -> Imported:
        """See Errands."""
        with filing.inbox_with(self.app, brand, file) as source:
            taken = filing.store(self.app, source, brand, filing.read(source), silent=True)
        added, lang = taken.added, brand.language
        refused = tuple(in_words(why, lang) for why in (*taken.refused, *taken.told))
        return Imported(added.new, added.revised + added.unchanged, refused)
