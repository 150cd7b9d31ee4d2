"""Whether a text names the address of somebody else: a rival's, where a review sends people there."""

import re

from listener.advice.reading.text import fold
from listener.settings.brand import Brand

_SITE = re.compile(
    r"(?<![\w@./-])(?:https?://)?(?:www\.)?([a-z0-9][a-z0-9-]{1,40}(?:\.[a-z0-9-]{1,30}){0,2}"
    r"\.(?:com|fr|co|net|org|shop|store|io|be|ch|ca|uk|eu|example))(?![\w-])"
)


def names_a_site(text: str, brand: Brand) -> bool:
    """Whether any site stands in it that is none of the brand's."""
    ours = {fold(site).removeprefix("www.") for site in brand.own_sites}
    return any(ours.isdisjoint(_houses(hit[1])) for hit in _SITE.finditer(fold(text)))


def _houses(host: str) -> set[str]:
    """The address and those above it: shop.acme.com is acme.com's, notacme.com is not."""
    labels = host.removeprefix("www.").split(".")
    return {".".join(labels[at:]) for at in range(len(labels))}
