"""What a poll has to tell of its mails: equal things in one line, with how many."""

from collections import Counter
from collections.abc import Iterator

from connectors.kit.said import Said
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
}


class Tally:
    """Fed with each mail that was read."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()  # by sort and recipe
        self._vouchers: Counter[str] = Counter()

    def add(self, read: Read, *, is_cut: bool = False) -> None:
        """One more; `is_cut`: only its beginning was read."""
        self._counts[read.sort, "" if read.sort == "silent" else read.recipe] += 1
        self._counts["attached", ""] += read.is_attached
        self._counts["cut", ""] += is_cut
        if read.sort == "unproven" and read.by:
            self._vouchers[read.by] += 1

    def unclear(self, mb: int) -> Iterator[str]:
        """What was left out or open; a mail is read up to so many megabytes."""
        for (sort, service), n in sorted(self._counts.items()):
            if n and sort in _LINES:
                text = _LINES[sort][n > 1].format(n=n, mb=mb, service=service)
                yield Said(text, f"mailbox_{sort}", n=n, service=service)

    def whose_word(self) -> Iterator[str]:
        """What to write where nobody is known to vouch for senders here, if the word seen is its own."""
        if self._vouchers:
            by = self._vouchers.most_common(1)[0][0]
            text = (
                "notices of services are read as any mail, for nothing says whose word on senders"
                f" counts here: if {by} is your mail provider's, write auth_server = '{by}'"
            )
            yield Said(text, "mailbox_auth_server", by=by)
