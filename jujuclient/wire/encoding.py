"""What Python holds, to JSON in the spelling of where it goes."""

from __future__ import annotations

import functools
from typing import Any

import msgspec
from msgspec import UNSET

from jujuclient.wire.decoding import decode
from jujuclient.wire.ranges import EVERYWHERE, Context
from jujuclient.wire.shape import ZEROS, Node, Slot, cached_node_of, shape, walk


def encode(value: object, node: Node, context: Context, *, fill: bool = False) -> str:
    """The JSON text of a value, in the spelling of its context.

    Args:
        fill: write zero for each field that Juju always sends and the value leaves unset,
            as a controller does. For the fake's answers.
    """
    if not fill and not context.juju1 and not _has_sharing(node):
        return msgspec.json.encode(value).decode()
    return msgspec.json.encode(_spelled(value, node, context, fill)).decode()


def _spelled(value: Any, node: Node, context: Context, fill: bool) -> Any:
    """A value as a tree in the keys of the wire; what is open (any) is left for the encoder."""
    if value is None or node.kind not in ("struct", "list", "map"):
        return value
    item = node.item
    if item is None:
        # What was spelled before stands in the place of the value.
        return value if type(value) is msgspec.Raw else _spelled_struct(value, node.cls, context, fill)
    if item.kind not in ("struct", "list", "map"):
        return value
    if node.kind == "list":
        return [_spelled(one, item, context, fill) for one in value]
    return {name: _spelled(one, item, context, fill) for name, one in value.items()}


def _spelled_struct(value: Any, cls: Any, context: Context, fill: bool) -> dict[str, Any]:
    made = {}
    for attr, _, spelled, inner, absent in _plan(cls, context, fill):
        held = getattr(value, attr)
        if held is UNSET:
            if absent is not UNSET:
                made[spelled] = absent
        else:
            made[spelled] = held if inner is None else _spelled(held, inner, context, fill)
    return made


def _spell(tree: Any, node: Node, context: Context, fill: bool) -> Any:
    """A tree with msgspec's keys, in the keys of the wire."""
    if tree is None or node.kind not in ("struct", "list", "map"):
        return tree
    item = node.item
    if node.kind == "list" and item is not None:
        return [_spell(one, item, context, fill) for one in tree]
    if node.kind == "map" and item is not None:
        return {name: _spell(one, item, context, fill) for name, one in tree.items()}
    made = {}
    for _, name, spelled, inner, absent in _plan(node.cls, context, fill):
        if name in tree:
            value = tree[name]
            made[spelled] = value if inner is None else _spell(value, inner, context, fill)
        elif absent is not UNSET:
            made[spelled] = absent
    return made


@functools.lru_cache(maxsize=4096)
def _plan(cls: Any, context: Context, fill: bool) -> tuple[tuple[str, str, str, Node | None, Any], ...]:
    """How to spell a struct there: name, key, key on the wire, what is within, what an absent one is.

    Worked out once: a status of thousands of units has the same few types over and over.
    """
    return tuple(
        (
            slot.attr,
            slot.name,
            slot.spelled(context),
            slot.node if slot.node.kind in ("struct", "list", "map") else None,
            zero(slot.node, context) if fill and _always(slot, context) else UNSET,
        )
        for slot in shape(cls)
    )


def _always(slot: Slot, context: Context) -> bool:
    """True for a field that Juju sends whenever it exists."""
    if context.juju1 and slot.spelled(context)[:1].isupper():
        # Go leaves nothing out of a struct without tags; few of Juju 1 have any, and those from the first.
        return slot.range.holds(context) and (not slot.range.omitempty or bool(slot.range.first))
    bare = slot.node.optional and slot.range == EVERYWHERE
    return not bare and not slot.range.omitempty and slot.range.holds(context)


def zero(node: Node, context: Context) -> Any:
    """Go's zero value as JSON: nil lists and maps are null, a struct is its fields' zeros."""
    if node.nullable or node.kind in ("list", "map", "any", "none"):
        return None
    if node.kind == "struct":
        return _spell({}, node, context, True)
    return ZEROS[node.kind]


@functools.lru_cache(maxsize=4096)
def _has_sharing(node: Node) -> bool:
    """True if a value of the type may hold a field whose msgspec key is not its wire key."""
    found: list[bool] = []
    walk(node, lambda path, slot: found.append(slot.wire != slot.name))
    return any(found)


def encode_over(
    value: object,
    raw: str,
    hint: Any,
    context: Context = Context(),  # noqa: B008 - a NamedTuple is a constant
) -> str:
    """The JSON text ``raw`` with what changed in ``value`` since it was decoded from it.

    Everything that the declared type does not tell, such as keys of a newer Juju, stays as it
    was. A value that was not changed gives back the same JSON as ``raw``.
    """
    node = cached_node_of(hint)
    before = _as_tree(decode(raw, hint, context), node, context)
    return msgspec.json.encode(
        _merge(msgspec.json.decode(raw), before, _as_tree(value, node, context))
    ).decode()


def _as_tree(value: object, node: Node, context: Context) -> Any:
    return _spell(msgspec.to_builtins(value), node, context, False)


def _merge(raw: Any, before: Any, after: Any) -> Any:
    if before == after and type(before) is type(after):
        return raw
    if isinstance(raw, dict) and isinstance(before, dict) and isinstance(after, dict):
        made = {name: item for name, item in raw.items() if name in after or name not in before}
        for name, item in after.items():
            made[name] = _merge(raw.get(name), before.get(name), item)
        return made
    same_length = isinstance(raw, list) and isinstance(after, list) and len(raw) == len(after)
    if same_length and isinstance(before, list) and len(before) == len(after):
        return [_merge(*items) for items in zip(raw, before, after, strict=True)]
    return after
