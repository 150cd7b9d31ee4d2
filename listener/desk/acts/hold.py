"""Hold: in a crisis routine advice stops."""

from typing import ClassVar

from listener.desk.contract import Done, Here
from listener.desk.of_brand import OfBrand


class Hold(OfBrand):
    """On or off for one brand, whatever the settings say; told in its channel."""

    name: ClassVar[str] = "hold"
    is_button: ClassVar[bool] = False
    why_leads: ClassVar[str] = "hold"

    on: bool

    def before(self, here: Here) -> Done | None:
        """See Act."""
        known = here.room.order("hold")
        if known is None or known.value != self._word:
            return None
        return self.was(here.room.row(known.act_id), here)

    def change(self, here: Here) -> tuple[int, ...]:
        """See Act."""
        here.room.set_order("hold", value=self._word)
        return ()

    def values(self, here: Here) -> dict[str, str]:  # noqa: ARG002
        """See Act."""
        return {"hold": self._word}

    @property
    def _word(self) -> str:
        return "on" if self.on else "off"
