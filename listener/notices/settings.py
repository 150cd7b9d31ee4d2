"""What became of settings that were changed while the listener ran."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from listener.notices.contract import Json, Ops
from listener.settings.brand import Brand
from listener.store.outgoing import Envelope
from listener.words import say
from listener.words.spoken import spoken


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsChanged(Ops):
    """No value of a setting is in it but names."""

    kind: ClassVar[str] = "settings"

    problems: tuple[str, ...] = ()  # why the file, or a part of it, is not used
    restart: tuple[str, ...] = ()  # tables that changed and want a restart
    is_mended: bool = False  # what was told before is so no more

    def fields(self) -> Json:
        """See Ops."""
        told = {"problems": self.problems, "restart": self.restart, "mended": self.is_mended}
        return {"settings": told}

    @classmethod
    def from_json(cls, envelope: Envelope, told: Json) -> Self:
        """See Notice."""
        kept = told["settings"]
        return cls(
            envelope=envelope,
            problems=tuple(kept["problems"]),
            restart=tuple(kept["restart"]),
            is_mended=kept["mended"],
        )

    def words(self, brand: Brand) -> tuple[str, list[str]]:
        """See Ops."""
        lines = settings_words(
            brand.language,
            problems=self.problems,
            restart=self.restart,
            is_mended=self.is_mended,
        )
        return say(brand.language, "settings.title"), lines


def settings_words(
    lang: str, *, problems: Sequence[str], restart: Sequence[str], is_mended: bool
) -> list[str]:
    """What became of a change; for a daemon's own terminal, too."""
    lines = [say(lang, "settings.restart", table=table) for table in restart]
    if problems:
        # The file that could say a language may be the one that is gone.
        lines += [say(lang, "settings.kept"), *(spoken(lang, problem) for problem in problems)]
    if is_mended:
        lines.append(say(lang, "settings.mended"))
    return lines
