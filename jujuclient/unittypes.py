"""What ``show_unit`` tells; the names are jubilant's."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

__all__ = ["RelationData", "UnitInfo", "UnitRelationData"]


@dataclass(frozen=True)
class UnitRelationData:
    """A unit's side of a relation; ``data`` may hold what should not be shown."""

    in_scope: bool
    data: dict[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class RelationData:
    """A relation of a unit, and what both sides have set on it.

    Attributes:
        relation_id: -1 where the controller does not tell (2.8).
        app_data: of the related application.
        local_unit: this unit's own side; not in scope where nothing is told of it.
        related_units: by unit.
    """

    relation_id: int
    endpoint: str
    related_endpoint: str
    app_data: dict[str, Any] = field(default_factory=dict, repr=False)
    cross_model: bool = False
    local_unit: UnitRelationData | None = None
    related_units: dict[str, UnitRelationData] = field(default_factory=dict)


@dataclass(frozen=True)
class UnitInfo:
    """A unit.

    Attributes:
        opened_ports: such as ``5432/tcp``.
        charm: its URL.
    """

    opened_ports: list[str]
    charm: str
    leader: bool
    workload_version: str = ""
    machine: str = ""
    public_address: str = ""
    life: str = ""
    relation_info: list[RelationData] = field(default_factory=list)
    provider_id: str = ""
    address: str = ""
