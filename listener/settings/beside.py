"""All that leads said of a brand without the file: what stands over it, and what is added beside it."""

from collections.abc import Iterator
from dataclasses import dataclass

from listener.settings import added, over, vouched
from listener.settings.added import Added
from listener.settings.brand import Brand
from listener.settings.over import Over
from listener.settings.vouched import Vouched


@dataclass(frozen=True, slots=True)
class Beside:
    """Of one brand."""

    over: tuple[Over, ...] = ()
    added: tuple[Added, ...] = ()
    vouched: tuple[Vouched, ...] = ()

    def on(self, brand: Brand) -> Brand:
        """The brand of the file with all of it in force."""
        stands = vouched.with_vouched(over.with_over(brand, self.over), self.vouched)
        return added.with_added(stands, self.added)

    def toml(self, brand: Brand) -> Iterator[str]:
        """The lines that put it into config.toml; nothing where the file has it already."""
        yield from over.toml(brand, self.over)
        yield from vouched.toml(brand, self.vouched)
        yield from added.toml(brand.written, self.added)
