"""What a visit of a folder has to tell beside its mentions, put together over its pages."""

from collections.abc import Iterator
from dataclasses import replace

from connectors.inbound.told import AUTOMATIC, said_automatic
from connectors.kit.contract import Page
from connectors.kit.said import Said


def counted(pages: Iterator[Page]) -> Iterator[Page]:
    """The same pages; mails that programs sent are told once, with how many."""
    files: list[str] = []
    for page in pages:
        told = [line for line in page.unclear if isinstance(line, Said) and line.code == AUTOMATIC]
        files += (str(line.values["file"]) for line in told)
        left = tuple(line for line in page.unclear if line not in told)
        if not told or page.mentions or page.refused or left:
            yield replace(page, unclear=left)
    if files:
        yield Page(unclear=(said_automatic(files),))


def said_with(pages: Iterator[Page]) -> Iterator[Page]:
    """The same pages; what is said without a mention goes with the next."""
    said: tuple[str, ...] = ()
    for page in pages:
        said += page.said
        if page.mentions or page.refused or page.unclear:
            yield replace(page, said=said)
            said = ()
    if said:
        yield Page(said=said)
