"""Storage: pools, instances, filesystems and volumes."""

from __future__ import annotations

from typing import Any

import msgspec

from fakejuju.state.entity import Entity, Status


class StoragePool(Entity, frozen=True, kw_only=True):
    """A pool that was made; the provider's own are in the handlers."""

    name: str
    provider: str
    attributes: dict[str, Any] = msgspec.field(default_factory=dict)

    @property
    def key(self) -> str:
        """The name."""
        return self.name


class StorageInstance(Entity, frozen=True, kw_only=True):
    """An instance of a store: ``data/0``. Kind is 1 for block and 2 for filesystem."""

    id: str
    store: str
    kind: int
    owner: str = ""
    """The tag of its unit or application, "" for nobody's."""
    pool: str = "rootfs"
    size: int = 1024
    life: str = "alive"
    persistent: bool = False
    attachments: dict[str, dict[str, Any]] = msgspec.field(default_factory=dict)
    """Unit to life, machine and location."""

    @property
    def key(self) -> str:
        """The id."""
        return self.id


class Filesystem(Entity, frozen=True, kw_only=True):
    """A filesystem."""

    id: str
    storage: str = ""
    volume: str = ""
    pool: str = "rootfs"
    size: int = 0
    wanted_size: int = 1024
    provider_id: str = ""
    life: str = "alive"
    status: Status = Status("pending")
    attachments: dict[str, dict[str, Any]] = msgspec.field(default_factory=dict)
    """Tag of the host to life, mount-point and read-only."""

    @property
    def key(self) -> str:
        """The id."""
        return self.id


class Volume(Entity, frozen=True, kw_only=True):
    """A volume."""

    id: str
    storage: str = ""
    pool: str = "loop"
    size: int = 0
    wanted_size: int = 1024
    provider_id: str = ""
    persistent: bool = False
    life: str = "alive"
    status: Status = Status("pending")
    attachments: dict[str, dict[str, Any]] = msgspec.field(default_factory=dict)
    """Tag of the host to life, device-name, bus-address and read-only."""

    @property
    def key(self) -> str:
        """The id."""
        return self.id
