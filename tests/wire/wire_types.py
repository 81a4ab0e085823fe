"""Types of every shape, and the places they travel to: what the tests of the wire declare."""

from __future__ import annotations

from typing import Annotated

from jujuclient.wire.ranges import Context
from jujuclient.wire.shape import node_of
from jujuclient.wire.struct import UNSET, Bulk, Json, UnsetType, Wire, field, juju1, key, secret, versions


class Oops(Wire):
    """An error."""

    message: str
    code: str
    info: dict[str, Json] | UnsetType = UNSET


class Item(Wire):
    """An item with a value of every kind."""

    num_units: int
    charm_url: str
    ports: list[str] | None
    data: Json | UnsetType = UNSET
    error: Oops | UnsetType | None = UNSET
    ratio: float | UnsetType = UNSET
    old: Annotated[bool | UnsetType, versions(until=4)] = UNSET
    new: Annotated[dict[str, int] | UnsetType, versions(since=5, omitempty=True)] = UNSET
    password: Annotated[str | UnsetType, secret("password")] = UNSET
    force: bool | UnsetType = field(default=UNSET, name="Force")
    services: Annotated[list[str] | UnsetType, juju1("Services", old="Svc", since="1.22")] = UNSET


class Items(Wire, Bulk[Item]):
    """Many items."""

    results: list[Item] | None


class Alone(Wire, Bulk[Item]):
    """Many items under a name of their own."""

    things: list[Item]


class Named(Wire, Bulk[Item]):
    """Many items beside something else."""

    label: str
    things: list[Item]


class TextError(Wire):
    """An item of Juju 1, whose error is text."""

    error: str


class TextErrors(Wire, Bulk[TextError]):
    """Many of them."""

    results: list[TextError]


class Moved(Wire):
    """A key whose type changed with version 3."""

    series: Annotated[list[str] | UnsetType, versions(since=3)] = UNSET
    series_name: Annotated[str | UnsetType, versions(until=2), key("series")] = UNSET


class Tree(Wire):
    """A type within itself, spelled alike by Juju 1."""

    __juju1__ = "kebab"

    top_leaf: str
    branches: dict[str, Tree] | None = None
    moved: Moved | UnsetType = UNSET


class Holder(Wire):
    """A type that always has another."""

    tree: Tree
    labels: dict[str, str]


ITEMS = node_of(Items)
V5 = Context("F", 5)
V4 = Context("F", 4)
OLD = Context("F", 0, "", True)
