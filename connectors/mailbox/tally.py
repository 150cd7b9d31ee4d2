"""What a poll has to tell of its mails: equal things in one line, with how many."""

from collections import Counter
from collections.abc import Iterator, Sequence

from connectors.kit.said import Said
from connectors.mailbox.cursor import Aside
from connectors.mailbox.reading import Read

# One mail, and several; of a service, its recipe's name.
_LINES = {
    "silent": (
        "one mail says nothing of a customer (newsletter, receipt, absence, notice of a service): it"
        " was not read",
        "{n} mails say nothing of a customer (newsletters, receipts, absences, notices of services):"
        " they were not read",
    ),
    "attached": (
        "one mail has files attached, which are not read",
        "{n} mails have files attached, which are not read",
    ),
    "cut": (
        "one mail is larger than {mb} MB: only its beginning was read",
        "{n} mails are larger than {mb} MB: only their beginning was read",
    ),
    "odd": (
        "one notice ({service}) looks otherwise than its recipe knows: it was read as any mail;"
        " please report it",
        "{n} notices ({service}) look otherwise than their recipe knows: they were read as any mail;"
        " please report it",
    ),
    "unproven": (
        "one mail names a service as its sender ({service}), for which the mailbox's server does not"
        " vouch: it was read as any mail",
        "{n} mails name a service as their sender ({service}), for which the mailbox's server does"
        " not vouch: they were read as any mail",
    ),
    "aside": (
        "one mail names a service as its sender ({service}), for which the mailbox's server does not"
        " vouch: it was set aside unread",
        "{n} mails name a service as their sender ({service}), for which the mailbox's server does"
        " not vouch: they were set aside unread",
    ),
    "again": (
        "one notice that was set aside is read now",
        "{n} notices that were set aside are read now: they are shown together, and only danger"
        " among them alerts",
    ),
}


class Tally:
    """Fed with each mail that was read."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()  # by sort and recipe

    def add(self, read: Read, *, is_cut: bool = False) -> None:
        """One more; `is_cut`: only its beginning was read."""
        self._counts[read.sort, "" if read.sort == "silent" else read.recipe] += 1
        self._counts["attached", ""] += read.is_attached
        self._counts["cut", ""] += is_cut

    def add_again(self, n: int) -> None:
        """So many that were set aside were read after all."""
        self._counts["again", ""] += n

    def unclear(self, mb: int) -> Iterator[str]:
        """What was left out or open; a mail is read up to so many megabytes."""
        for (sort, service), n in sorted(self._counts.items()):
            if n and sort in _LINES:
                text = _LINES[sort][n > 1].format(n=n, mb=mb, service=service)
                yield Said(text, f"mailbox_{sort}", n=n, service=service)


def whose_word(aside: Sequence[Aside], *, is_known: bool) -> Iterator[str]:
    """What to set where notices lie aside because nobody speaks of their senders whose word counts here.

    `is_known`: there is somebody whose word counts. Whether the word that is seen is the mailbox's
    server's own, a person knows.
    """
    seen = Counter(one.by for one in aside if one.by)
    if seen:
        by = seen.most_common(1)[0][0]
        text = (
            "notices of services are set aside unread, for nobody whose word on senders counts here"
            f" speaks of them: if {by} is your mail provider's, write auth_server = '{by}' into this"
            " source; those of the last 7 days are read then"
        )
        # With a state: it is over as soon as it is not said.
        yield Said(text, "mailbox_auth_server", hides=True, by=by).of(by)
    elif aside and not is_known:
        text = (
            "notices of services are set aside unread, for the mailbox's server does not say who"
            " really sent them, and a forged one looks alike: let the services write to a mailbox"
            " whose server does (Gmail, Outlook, Yahoo, iCloud, Gandi), or ask this one's provider"
            " for Authentication-Results"
        )
        yield Said(text, "mailbox_no_word", hides=True).of("-")
