"""Rewording: the endpoint that drafts may be said again by, of any program that speaks OpenAI's protocol."""

import re

from pydantic import Field, SecretStr, field_validator, model_validator

from listener.settings.written import Section


class Reword(Section):
    """An endpoint that says drafts again, beside what they were. Off without an address."""

    address: str = ""
    """Where it answers, up to /v1, such as http://127.0.0.1:11434/v1; or LISTENER_REWORD_ADDRESS."""
    model: str = ""
    """The model's name there; or LISTENER_REWORD_MODEL."""
    key: SecretStr | None = None
    """From LISTENER_REWORD_KEY, never config.toml; a local server may need none."""
    allow_private: bool = False
    """Allow an endpoint on this machine or in your own network."""
    seconds: float = Field(default=20.0, ge=1, le=120)
    """Seconds for one answer; what comes later is thrown away."""
    most_a_day: int = Field(default=200, ge=1, le=100_000)
    """Drafts sent there a day at most."""

    @property
    def is_on(self) -> bool:
        """Is there an endpoint?"""
        return bool(self.address)

    @field_validator("address")
    @classmethod
    def _is_address(cls, address: str) -> str:
        if not address:
            return ""
        if not re.fullmatch(r"https?://[^/\s?#@]+(?:/[^\s?#]*)?", address):
            raise ValueError("is no address: write it like http://127.0.0.1:11434/v1")
        return address.rstrip("/")

    @model_validator(mode="after")
    def _named(self) -> "Reword":
        if self.address and not self.model:
            raise ValueError("model: missing: name the model that answers at this address")
        return self
