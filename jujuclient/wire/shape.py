"""What a wire type is made of: its fields, their keys, their types, and where each exists."""

from __future__ import annotations

import functools
import types
import typing
from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple

import msgspec
from msgspec import UNSET, UnsetType

from jujuclient.wire.ranges import EVERYWHERE, Context, Range, place_of


class Wire(msgspec.Struct, rename="kebab", gc=False):
    """The base of every type on the wire; its keys are kebab-case unless a field says otherwise.

    Wire values are trees, so the garbage collector need not follow them (``gc=False``).
    ``__juju1__`` is "camel" where Juju 1 spells the keys as Go does (``NumUnits``), "kebab"
    where it spelled them as Juju 2 does.
    """

    __juju1__: ClassVar[str] = "camel"

    def __repr__(self) -> str:
        """The fields that are set; a secret shows its kind and not its value."""
        shown = []
        for slot in shape(type(self)):
            value = getattr(self, slot.attr)
            if value is not UNSET:
                hidden = slot.secret and value
                shown.append(f"{slot.attr}=<{slot.secret}>" if hidden else f"{slot.attr}={value!r}")
        return f"{type(self).__name__}({', '.join(shown)})"


class Node(NamedTuple):
    """A type as the walks below see it: a kind, what it holds, and whether it may be null."""

    kind: str  # str int float bool any list map struct none
    item: Node | None = None
    cls: type[Wire] | None = None
    nullable: bool = False
    optional: bool = False


class Slot(NamedTuple):
    """A field: its Python name, its keys, its type, and where it exists."""

    attr: str
    name: str  # the key that msgspec reads and writes
    wire: str  # the key of Juju 2; another only where two fields share one
    old: tuple[str, str, str]  # the key of Juju 1, as in juju1()
    node: Node
    range: Range
    secret: str

    def spelled(self, context: Context) -> str:
        """The key on the wire, there."""
        if not context.juju1:
            return self.wire
        name, old, since = self.old
        return old if old and context.series and place_of(context.series) < place_of(since) else name


_SCALARS = {str: "str", int: "int", float: "float", bool: "bool", type(None): "none"}
ZEROS = {"str": "", "int": 0, "float": 0.0, "bool": False}
"""Go's zero value for each kind of scalar."""


@functools.cache
def shape(cls: Any) -> tuple[Slot, ...]:
    """The fields of a type; worked out at first use, never at import."""
    return tuple(
        slot_of(info.name, info.encode_name, info.type, cls.__juju1__) for info in msgspec.structs.fields(cls)
    )


def slot_of(attr: str, name: str, hint: object, spelling: str) -> Slot:
    """The field that an annotation declares."""
    extra = extras(hint)
    wire = extra.get("key", name)
    default = name if spelling == "kebab" else go_name(attr)
    old = extra.get("juju1", (default, "", ""))
    return Slot(
        attr, name, wire, old, node_of(hint), extra.get("versions", EVERYWHERE), extra.get("secret", "")
    )


def extras(hint: object) -> dict[str, Any]:
    """What the markers of an ``Annotated`` say, together."""
    found: dict[str, Any] = {}
    for meta in getattr(hint, "__metadata__", ()):
        found |= getattr(meta, "extra", None) or {}
    return found


def node_of(hint: Any) -> Node:
    """The node of an annotation."""
    if hasattr(hint, "__metadata__"):
        hint = hint.__origin__
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        options = typing.get_args(hint)
        base = node_of(next(one for one in options if one not in (type(None), UnsetType)))
        return base._replace(nullable=base.nullable or type(None) in options, optional=UnsetType in options)
    if origin is list:
        return Node("list", node_of(typing.get_args(hint)[0]))
    if origin is dict:
        return Node("map", node_of(typing.get_args(hint)[1]))
    if hint in _SCALARS:
        return Node(_SCALARS[hint])
    if isinstance(hint, type) and issubclass(hint, Wire):
        return Node("struct", cls=hint)
    return Node("any", nullable=True)


@functools.lru_cache(maxsize=4096)
def cached_node_of(hint: Any) -> Node:
    """As ``node_of``, for whole types, which can be hashed; a marked field's annotation need not be."""
    return node_of(hint)


_INITIALISMS = {"api", "ca", "cidr", "dns", "ip", "uuid", "url", "vlan", "yaml"}


def go_name(attr: str) -> str:
    """Go's name for a field: ``num_units`` is ``NumUnits``, ``charm_url`` is ``CharmURL``."""
    words = attr.strip("_").split("_")
    return "".join(word.upper() if word in _INITIALISMS else word.capitalize() for word in words)


def inner_type(node: Node | None) -> type[Wire] | None:
    """The struct at the bottom of lists and maps; None where there is none."""
    while node is not None and node.cls is None:
        node = node.item
    return node.cls if node else None


def shadowed(slot: Slot, cls: type[Wire], context: Context) -> bool:
    """True for a field whose key belongs to another field there; the newer one where both might be."""
    rivals = [one for one in _sharing(cls) if one.wire == slot.wire and one is not slot]
    if not rivals:
        return False
    if not slot.range.holds(context):
        return True
    return slot.wire != slot.name and any(one.range.holds(context) for one in rivals)


@functools.cache
def _sharing(cls: Any) -> tuple[Slot, ...]:
    """The fields of a type that share a key with another."""
    shared = {slot.wire for slot in shape(cls) if slot.wire != slot.name}
    return tuple(slot for slot in shape(cls) if slot.wire in shared)


def walk(node: Node, visit: Callable[[str, Slot], None], context: Context | None = None) -> None:
    """Call ``visit(path, slot)`` for each field that can be reached; ``[]`` and ``{}`` stand for any item.

    A type within itself is entered once. With a context, paths are in its spelling and only
    fields that exist there are visited; without one, in Juju 2's and all of them.
    """
    _walk(node, visit, context, "", ())


def _walk(
    node: Node,
    visit: Callable[[str, Slot], None],
    context: Context | None,
    path: str,
    above: tuple[type, ...],
) -> None:
    while node.item is not None:
        path += "[]" if node.kind == "list" else "{}"
        node = node.item
    if node.cls is None or node.cls in above:
        return
    for slot in shape(node.cls):
        if context is not None and not slot.range.holds(context):
            continue
        spelled = slot.spelled(context) if context else slot.wire
        here = f"{path}.{spelled}" if path else spelled
        visit(here, slot)
        _walk(slot.node, visit, context, here, (*above, node.cls))
