"""The base of every entity, and the values that several of them hold."""

from __future__ import annotations

from typing import Any, ClassVar

import msgspec


class Entity(msgspec.Struct, frozen=True, kw_only=True):
    """Something a controller keeps. Frozen: ``state.put(replace(entity, …))`` changes it.

    The dicts and lists inside are never changed in place either.

    Attributes:
        model: the uuid of its model; "" for what belongs to the controller.
    """

    KINDS: ClassVar[dict[str, type[Entity]]] = {}
    model: str = ""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        Entity.KINDS[cls.__name__] = cls

    @property
    def key(self) -> str:
        """What tells it from the others of its kind in its model."""
        raise NotImplementedError(type(self).__name__)

    @property
    def belongs(self) -> tuple[str, ...]:
        """Names that it is found by, too: ``state.of(Unit, "mysql", model)``."""
        return ()


class Status(msgspec.Struct, frozen=True):
    """A status: the word, its message, since when (RFC 3339, "" for never), and data."""

    current: str = ""
    message: str = ""
    since: str = ""
    data: dict[str, Any] = msgspec.field(default_factory=dict)


class Base(msgspec.Struct, frozen=True):
    """An operating system and its channel: ubuntu, ``22.04/stable``."""

    name: str = "ubuntu"
    channel: str = "22.04/stable"


class Address(msgspec.Struct, frozen=True):
    """An address of a machine or unit."""

    value: str
    type: str = "ipv4"
    scope: str = "local-cloud"
    space_id: str = "0"
    cidr: str = ""


class PortRange(msgspec.Struct, frozen=True):
    """Ports that a unit has opened: 80 to 80 of tcp; icmp has none. ``endpoint`` "" means all of them."""

    from_port: int
    to_port: int
    protocol: str = "tcp"
    endpoint: str = ""
