"""Secrets and secret backends."""

from __future__ import annotations

from typing import Any

import msgspec

from fakejuju.state.entity import Entity


class SecretRevision(msgspec.Struct, frozen=True):
    """One content of a secret: key to base64."""

    number: int
    data: dict[str, str]
    created: str
    updated: str
    checksum: str = ""
    backend: str = "internal"
    expire: str = ""


class Secret(Entity, frozen=True, kw_only=True):
    """A secret; its owner is a tag (``model-…``, ``application-…``, ``unit-…``)."""

    id: str
    owner: str
    label: str = ""
    description: str = ""
    rotate: str = ""
    auto_prune: bool = False
    created: str = ""
    updated: str = ""
    revisions: list[SecretRevision] = msgspec.field(default_factory=list)
    grants: dict[str, str] = msgspec.field(default_factory=dict)
    """Application tag to role."""

    @property
    def key(self) -> str:
        """The id."""
        return self.id


class SecretBackend(Entity, frozen=True, kw_only=True):
    """A backend for secrets that an operator added; ``internal`` is always there."""

    id: str
    name: str
    type: str
    config: dict[str, Any] = msgspec.field(default_factory=dict)
    rotate: str = ""

    @property
    def key(self) -> str:
        """The name."""
        return self.name
