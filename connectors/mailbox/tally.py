"""What a poll has to tell of its mails: equal things in one line, with how many."""

from collections import Counter
from collections.abc import Iterator

from connectors.kit.said import Said
from connectors.mailbox.reading import Read


class Tally:
    """Fed with each mail that was read."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()  # by sort and recipe
        self._vouchers: Counter[str] = Counter()
        self._attached = self._cut = 0

    def add(self, read: Read, *, is_cut: bool = False) -> None:
        """One more; `is_cut`: only its beginning was read."""
        self._counts[read.sort, "" if read.sort == "silent" else read.recipe] += 1
        self._vouchers.update({read.by} - {""} if read.sort == "unproven" else ())
        self._attached += read.is_attached
        self._cut += is_cut

    def unclear(self, mb: int) -> Iterator[str]:
        """What was left out or open; a mail is read up to so many megabytes."""
        if n := self._counts["silent", ""]:
            text = (
                f"{n} mails were not read, for they say nothing of a customer (newsletters, receipts,"
                " absences, notices of services)"
            )
            yield Said(text, "mailbox_silent", n=n)
        if n := self._attached:
            yield Said(
                f"{n} mails have files attached, which are not read", "mailbox_attached", n=n
            )
        if n := self._cut:
            text = f"{n} mails are larger than {mb} MB: only their beginning was read"
            yield Said(text, "mailbox_cut", n=n, mb=mb)
        for (sort, service), n in sorted(self._counts.items()):
            if sort == "odd":
                text = (
                    f"{n} notices ({service}) look otherwise than their recipe knows: they were read"
                    " as any mail; please report it"
                )
                yield Said(text, "mailbox_odd", n=n, service=service)
            elif sort == "unproven":
                text = (
                    f"{n} mails name a service as their sender ({service}) for which the mailbox's"
                    " server does not vouch: they were read as any mail"
                )
                yield Said(text, "mailbox_unproven", n=n, service=service)

    def whose_word(self) -> Iterator[str]:
        """What to write where nobody is known to vouch for senders here, if the word seen is its own."""
        if self._vouchers:
            by = self._vouchers.most_common(1)[0][0]
            text = (
                "notices of services are read as any mail, for nothing says whose word on senders"
                f' counts here: if {by} is your mail provider\'s, write auth_server = "{by}"'
            )
            yield Said(text, "mailbox_auth_server", by=by)
