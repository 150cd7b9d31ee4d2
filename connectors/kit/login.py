"""What a kind tells of the login that it needs: a person's consent in their browser."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """An app on one's own machine, as a service knows it (OAuth 2.0, RFC 8252), and what it asks for."""

    source: str  # the source's own name, as in `listener login NAME`
    client_id: str
    client_secret: str = field(repr=False)
    consent_url: str  # where the person is asked
    token_url: str  # where a consent is made into tokens, by POST
    scope: str  # what the person allows, in the service's word
    more: Mapping[str, str] = field(default_factory=dict)  # what the service wants to be asked with
    file: Path  # where the outcome is kept

    @property
    def again(self) -> str:
        """What a person is to do for another one."""
        return f"listener login {self.source}"
