"""Listen to this, too: an address that somebody would have us read."""

from typing import ClassVar

from pydantic import Field

from connectors.kit.http.addresses import shown_url
from listener.desk.contract import Done, Here
from listener.desk.of_brand import OfBrand
from listener.store.states import State

OF = "source"  # its orders
LETTERS = "mailto:"  # how the address of a mailbox begins


class Propose(OfBrand):
    """Kept and told in the channel; whoever has the settings adds it there, for none is made by itself."""

    name: ClassVar[str] = "propose"
    is_button: ClassVar[bool] = False

    url: str = Field(
        max_length=500, pattern=r"^(https?://[^\s<>|]{3,}|mailto:[^\s<>|@]{1,64}@[^\s<>|@]{3,})$"
    )

    @classmethod
    def offered(cls, state: State) -> bool:  # noqa: ARG003
        """See Act."""
        return True

    def before(self, here: Here) -> Done | None:
        """See Act."""
        known = here.room.order(OF, self.url)
        return self.was(here.room.row(known.act_id), here) if known else None

    def change(self, here: Here) -> tuple[int, ...]:
        """See Act."""
        here.room.set_order(OF, self.url, value=here.who.name)
        return ()

    def values(self, here: Here) -> dict[str, str]:  # noqa: ARG002
        """See Act."""
        return {"url": shown(self.url)}


def shown(url: str) -> str:
    """An address as people may see it: a feed's own may hold a key."""
    return url.removeprefix(LETTERS) if url.startswith(LETTERS) else shown_url(url)
