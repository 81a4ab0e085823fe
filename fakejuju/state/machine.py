"""Machines and containers, spaces and subnets."""

from __future__ import annotations

from typing import Any

import msgspec

from fakejuju.state.entity import Address, Base, Entity, Status


class Machine(Entity, frozen=True, kw_only=True):
    """A machine, or a container in one (``0/lxd/1``).

    Attributes:
        instance_id: "" until it was provisioned.
        agent, instance, modification: its three statuses.
        hardware: arch, mem, root-disk, cores … as hardware characteristics, kebab-case keys.
        keep: whether the instance is to outlive the machine.
        lost: whether its agent no longer reports.
    """

    id: str
    base: Base = Base()
    life: str = "alive"
    instance_id: str = ""
    display_name: str = ""
    hostname: str = ""
    nonce: str = ""
    agent: Status = Status("pending")
    instance: Status = Status("pending")
    modification: Status = Status("idle")
    agent_version: str = ""
    hardware: dict[str, Any] = msgspec.field(default_factory=dict)
    constraints: dict[str, Any] = msgspec.field(default_factory=dict)
    addresses: list[Address] = msgspec.field(default_factory=list)
    jobs: list[str] = msgspec.field(default_factory=lambda: ["JobHostUnits"])
    container_type: str = ""
    supported_containers: list[str] | None = None
    placement: str = ""
    keep: bool = False
    has_vote: bool = False
    wants_vote: bool = False
    lost: bool = False
    clean: bool = True
    """True while it has never had a unit."""
    upgrade: dict[str, Any] = msgspec.field(default_factory=dict)
    """The lock of an upgrade of its series: base, status and messages; empty without one."""

    @property
    def key(self) -> str:
        """The id."""
        return self.id

    @property
    def belongs(self) -> tuple[str, ...]:
        """The machine it is in."""
        return (self.parent,) if self.parent else ()

    @property
    def parent(self) -> str:
        """The machine it is in, "" for a machine of its own."""
        return self.id.rpartition("/")[0].rpartition("/")[0]


class Space(Entity, frozen=True, kw_only=True):
    """A space of subnets; ``alpha`` has the id "0" and is always there."""

    id: str
    name: str
    provider_id: str = ""

    @property
    def key(self) -> str:
        """The id."""
        return self.id


class Subnet(Entity, frozen=True, kw_only=True):
    """A subnet."""

    id: str
    cidr: str
    space: str = "0"
    provider_id: str = ""
    provider_network_id: str = ""
    provider_space_id: str = ""
    vlan_tag: int = 0
    zones: list[str] = msgspec.field(default_factory=list)
    life: str = "alive"

    @property
    def key(self) -> str:
        """The id."""
        return self.id


class FirewallRule(Entity, frozen=True, kw_only=True):
    """Which networks may reach one of Juju's well-known services."""

    service: str
    cidrs: list[str] = msgspec.field(default_factory=list)

    @property
    def key(self) -> str:
        """The service."""
        return self.service
