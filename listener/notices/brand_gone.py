"""Messages wait of a brand that the settings no longer have: nobody is shown them."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from listener.notices.contract import Json, Ops, to_ops
from listener.settings.brand import Brand
from listener.store.outgoing import Envelope
from listener.words import say


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandGone(Ops):
    """Told once for what waits."""

    kind: ClassVar[str] = "brand_gone"

    old: str
    n: int  # of its messages

    def fields(self) -> Json:
        """See Ops."""
        return {"old": self.old, "n": self.n}

    @classmethod
    def from_json(cls, envelope: Envelope, told: Json) -> Self:
        """See Notice."""
        return cls(envelope=envelope, old=str(told["old"]), n=int(told["n"]))

    def words(self, brand: Brand) -> tuple[str, list[str]]:
        """See Ops."""
        lang = brand.language
        return say(lang, "said.brand_gone_title"), [
            say(lang, "said.brand_gone", n=self.n, old=self.old)
        ]


def brand_gone(brand: Brand, old: str, *, n: int, first: int, now: datetime) -> BrandGone:
    """The notice that messages of `old` wait, `first` being the id of the first of them."""
    envelope = to_ops(brand, f"ops:gone:{old}:{first}", now)
    return BrandGone(envelope=envelope, old=old, n=n)
