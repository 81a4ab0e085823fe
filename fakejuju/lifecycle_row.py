"""A row of the lifecycle: when, after, then."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from fakejuju.state.entity import Entity

if TYPE_CHECKING:
    from fakejuju.agents import Agents


class Row(NamedTuple):
    """One thing that an agent does.

    Attributes:
        name: what it is called in errors.
        kind: the kind of entity that it looks at.
        when: whether it is to be done, by the agents and the entity; it changes nothing.
        after: seconds that it takes in ``steady``: at least and at most.
        then: does it, inside a transaction.
    """

    name: str
    kind: type[Entity]
    when: Callable[[Agents, Any], bool]
    after: tuple[float, float]
    then: Callable[[Agents, Any], object]
