"""Who is who around a brand: the `[brand.people]` table of config.toml."""

from pydantic import Field, field_validator

from listener.settings.written import Section


class People(Section):
    """Who is who: by handle (@jo), profile address, or full name; a first name says nobody."""

    journalists: tuple[str, ...] = ()
    """Journalists: the press desk answers them."""
    vips: tuple[str, ...] = ()
    """People whose word weighs, such as influencers: their desk answers them."""
    partners: tuple[str, ...] = ()
    """Paid or invited by the brand."""
    staff: tuple[str, ...] = ()
    """Opt-in: people who agreed to be listed."""
    leads: tuple[str, ...] = ()
    """Who may hold, mute and stand a danger down: Slack ids, or names at the shell."""
    referent: str = Field(default="", max_length=80)
    """The one person who is told what colleagues report of danger, harassment or an offence at work."""
    duty: str = Field(default="", max_length=80)
    """Whom a duty sheet tells to phone: who is on duty, a name with a number."""
    quality: str = Field(default="", max_length=80)
    """The same for the quality and safety of products."""
    it: str = Field(default="", max_length=80)
    """The same for computers and their security."""
    dpo: str = Field(default="", max_length=80)
    """The same for the protection of personal data."""
    legal: str = Field(default="", max_length=80)
    """The same for the law."""
    hr: str = Field(default="", max_length=80)
    """The same for staff: human resources."""
    same: tuple[tuple[str, ...], ...] = ()
    """Accounts that are one person, such as [["hackernews:lucie_d", "https://mamot.example/@lucie"]]."""

    @field_validator("same", mode="before")
    @classmethod
    def _one_person_is_a_list(cls, same: object) -> object:
        is_flat = isinstance(same, list) and same and all(isinstance(told, str) for told in same)
        return [same] if is_flat else same

    @field_validator("same")
    @classmethod
    def _are_accounts(cls, same: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
        for group in same:
            for told in group:
                platform, _, account = told.partition(":")
                if not platform or platform.split() != [platform] or not account.strip():
                    raise ValueError(
                        f"{told!r:.60} is a name and no account: write the profile's address, or"
                        " PLATFORM:ID or SOURCE:ID, as in hackernews:lucie_d"
                    )
            if len(group) < 2:
                raise ValueError(
                    "one account alone is one person: write two or more, as in"
                    ' [["hackernews:lucie_d", "https://mamot.example/@lucie"]]'
                )
        return same
