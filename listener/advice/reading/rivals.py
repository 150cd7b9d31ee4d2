"""Whether a review sends people elsewhere: to the address of somebody else, or to a firm by its name."""

import re

from listener.advice.reading.text import fold
from listener.settings.brand import Brand

_SITE = re.compile(
    r"(?<![\w@./-])(?:https?://)?(?:www\.)?([a-z0-9][a-z0-9-]{1,40}(?:\.[a-z0-9-]{1,30}){0,2}"
    r"\.(?:com|fr|co|net|org|shop|store|io|be|ch|ca|uk|eu|example))(?![\w-])"
)
# "use Bellweather & Co instead", "allez plutôt au Domaine des Ormeaux": the name of a house, in capitals.
_NAME = r"((?:[A-ZÀ-Þ][\w'’-]{1,30}|&)(?: (?:&|(?:of|and|the|de|du|des|d'|la|le|les) )?[A-ZÀ-Þ][\w'’-]{1,30}){0,4})"
_URGES = re.compile(
    r"\b(?:[Uu]se|[Cc]all|[Tt]ry|[Rr]ing|[Cc]hoose|[Bb]ook (?:with|at)|[Gg]o (?:to|with)|[Ss]hop at|[Ss]witch to|[Cc]ome to"
    r"|[Aa]ppelez|[Pp]renez|[Pp]référez|[Cc]hoisissez|(?:[Aa]llez|[Ff]ilez|[Cc]ourez|[Ff]oncez|[Rr]éservez)"
    r"(?: plutôt| donc| vite)?(?: chez| au| aux| à la| à)?) (?:the |le |la |les )?" + _NAME
)


def urged(text: str, brand: Brand) -> tuple[str, ...]:
    """The firms that a text urges people to go to, by the names it gives them, ours left out; each time it does."""
    ours = {word for name in brand.all_names for word in fold(name).split()}
    names = (fold(hit[1]) for hit in _URGES.finditer(text))
    return tuple(name for name in names if ours.isdisjoint(name.split()))


def names_a_site(text: str, brand: Brand) -> bool:
    """Whether any site stands in it that is none of the brand's."""
    ours = {fold(site).removeprefix("www.") for site in brand.own_sites}
    return any(ours.isdisjoint(_houses(hit[1])) for hit in _SITE.finditer(fold(text)))


def _houses(host: str) -> set[str]:
    """The address and those above it: shop.acme.com is acme.com's, notacme.com is not."""
    labels = host.removeprefix("www.").split(".")
    return {".".join(labels[at:]) for at in range(len(labels))}
