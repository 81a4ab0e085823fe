"""Operations and their tasks (actions)."""

from __future__ import annotations

from typing import Any

import msgspec

from fakejuju.state.entity import Entity


class Operation(Entity, frozen=True, kw_only=True):
    """What one call enqueued: tasks with one summary. ``id`` is its number as text."""

    id: str
    summary: str
    enqueued: str
    started: str = ""
    completed: str = ""
    status: str = "pending"
    fail: str = ""

    @property
    def key(self) -> str:
        """The id."""
        return self.id


class LogLine(msgspec.Struct, frozen=True):
    """A message of a running task."""

    at: str
    message: str


class Task(Entity, frozen=True, kw_only=True):
    """An action on a unit or machine; before 2.8 its id is a uuid, and there are no operations."""

    id: str
    operation: str
    receiver: str
    """The tag: ``unit-mysql-0``, ``machine-0``."""
    name: str
    parameters: dict[str, Any] | None = None
    parallel: bool | None = None
    group: str | None = None
    status: str = "pending"
    message: str = ""
    enqueued: str = ""
    started: str = ""
    completed: str = ""
    output: dict[str, Any] | None = None
    log: list[LogLine] = msgspec.field(default_factory=list)

    @property
    def key(self) -> str:
        """The id."""
        return self.id
