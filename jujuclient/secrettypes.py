"""Secrets as ``Model.secrets`` and ``Model.show_secret`` tell them; the names are jubilant's."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

__all__ = ["Access", "RevealedSecret", "Revision", "Secret", "SecretURI"]


class SecretURI(str):
    """A secret's URI, such as ``secret:d0erdgfmp25c762i8np0``; a text in every other way."""

    __slots__ = ()

    @property
    def unique_identifier(self) -> str:
        """The 20 characters by which Juju knows it, without scheme and controller."""
        return self.partition(":")[2].rpartition("/")[2] if ":" in self else self.rpartition("/")[2]


@dataclass(frozen=True)
class Access:
    """Who may read a secret.

    Attributes:
        target: the tag of who it is granted to.
        scope: the tag of what the grant lives with.
        role: ``view``.
    """

    target: str
    scope: str
    role: str


@dataclass(frozen=True)
class Revision:
    """A revision of a secret.

    Attributes:
        backend: the name of where it is kept, such as ``internal``.
    """

    revision: int
    backend: str
    created: datetime | None
    updated: datetime | None
    expires: datetime | None = None


@dataclass(frozen=True)
class Secret:
    """A secret, without its content.

    Attributes:
        revision: the newest one.
        owner: ``<model>`` for a secret of the user, else the application or unit.
        expires, rotation, rotates: None where it does not.
        name: of a user's secret.
        label: of a charm's secret.
        access: None where the controller does not tell (before 3.3).
        revisions: None unless asked for.
    """

    uri: SecretURI
    revision: int
    owner: str
    created: datetime | None
    updated: datetime | None
    expires: str | None = None
    rotation: str | None = None
    rotates: datetime | None = None
    name: str | None = None
    label: str | None = None
    description: str | None = None
    access: list[Access] | None = None
    revisions: list[Revision] | None = None


@dataclass(frozen=True)
class RevealedSecret(Secret):
    """A secret with its content, which its repr does not show.

    Attributes:
        checksum: of the content (3.6 and later), "" before.
        content: key to value, decoded.
    """

    checksum: str = ""
    content: dict[str, str] = field(default_factory=dict, repr=False)
