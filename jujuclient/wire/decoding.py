"""JSON, to what Python holds: as declared, and else as Go's own clients read it."""

from __future__ import annotations

import functools
import re
import typing
from collections.abc import Collection
from typing import Any

import msgspec
from msgspec import UNSET

from jujuclient.errors import DecodeError
from jujuclient.wire.ranges import Context
from jujuclient.wire.shape import ZEROS, Node, Slot, Wire, cached_node_of, inner_type, shadowed, shape


@functools.lru_cache(maxsize=4096)
def _decoder(hint: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(hint)


def decode(
    raw: str,
    hint: Any,
    context: Context = Context(),  # noqa: B008 - a NamedTuple is a constant
    *,
    any_case: bool = False,
) -> Any:
    """The value of a JSON text, in its declared type.

    Args:
        raw: the text.
        hint: the type.
        context: where it travels.
        any_case: read it as a controller reads a request: keys in any case, even where a key in another
            case would pass for one unknown, and no field that came or went with another version.

    Raises:
        DecodeError: when it is not JSON or does not fit; ``raw`` and ``path`` are in the error.
    """
    node = cached_node_of(hint)
    if not any_case and not _needs_walk(node, context):
        try:
            return _decoder(hint).decode(raw)
        except msgspec.ValidationError:
            pass  # read it again below, as Go would
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            raise DecodeError(f"not JSON: {error}", raw=raw) from None
    return _decode_as_go(raw, hint, node, context, strict=any_case)


def _decode_as_go(raw: str, hint: Any, node: Node, context: Context, *, strict: bool) -> Any:
    try:
        tree = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise DecodeError(f"not JSON: {error}", raw=raw) from None
    try:
        return msgspec.convert(_unspell(tree, node, context, strict), hint)
    except msgspec.ValidationError as error:
        said, path = wire_path(str(error), node, context)
        raise DecodeError(f"{path}: {said}" if path else said, raw=raw, path=path) from None


def _needs_walk(node: Node, context: Context) -> bool:
    """True if msgspec's keys are not the wire's keys there."""
    inner = inner_type(node)
    return inner is not None and (context.juju1 or _respelled(inner, context))


@functools.lru_cache(maxsize=4096)
def _respelled(cls: type[Wire], context: Context) -> bool:
    """True if a type, or one within it, has the older of two fields of one key there."""
    seen: set[type[Wire]] = set()
    todo = [cls]
    while todo:
        now = todo.pop()
        seen.add(now)
        for slot in shape(now):
            if slot.wire != slot.name and not shadowed(slot, now, context):
                return True
            inner = inner_type(slot.node) if slot.range.holds(context) else None
            if inner is not None and inner not in seen:
                todo.append(inner)
    return False


def _unspell(tree: Any, node: Node, context: Context, strict: bool = False) -> Any:
    """A tree with the wire's keys, in msgspec's keys; null and missing scalars become zero.

    Strictly, a field that this version does not have is a key that nobody knows.
    """
    if tree is None:
        return None if node.nullable or node.kind == "none" else _empty(node, context)
    item = node.item
    if node.kind == "list" and isinstance(tree, list) and item is not None:
        return tree if _is_plain(item, tree) else [_unspell(one, item, context, strict) for one in tree]
    if node.kind == "map" and isinstance(tree, dict) and item is not None:
        plain = _is_plain(item, tree.values())
        return tree if plain else {k: _unspell(one, item, context, strict) for k, one in tree.items()}
    if node.kind == "struct" and isinstance(tree, dict):
        return _unspell_struct(tree, typing.cast("type[Wire]", node.cls), context, strict)
    return tree


def _is_plain(item: Node, values: Collection[Any]) -> bool:
    """Whether all of them are what they read as: scalars, and none of them null."""
    return item.item is None and item.cls is None and None not in values


def _unspell_struct(
    tree: dict[str, Any], cls: type[Wire], context: Context, strict: bool = False
) -> dict[str, Any]:
    folded: dict[str, Any] = {}
    made = {}
    for slot, spellings, foldings in _plan(cls, context, strict):
        for spelled in spellings:
            if spelled in tree:
                found = tree[spelled]
                break
        else:
            folded = folded or {_fold(name, context): item for name, item in tree.items()}
            found = next((folded[one] for one in foldings if one in folded), UNSET)
        if found is UNSET or (found is None and slot.node.optional and not slot.node.nullable):
            if not slot.node.optional:
                made[slot.name] = _empty(slot.node, context)
            continue
        made[slot.name] = _unspell(found, slot.node, context, strict)
    return made


@functools.lru_cache(maxsize=4096)
def _plan(
    cls: type[Wire], context: Context, strict: bool
) -> tuple[tuple[Slot, tuple[str, ...], tuple[str, ...]], ...]:
    """The fields to look for there, with their keys as they are spelled and without regard to case."""
    fields = (
        slot
        for slot in shape(cls)
        if not shadowed(slot, cls, context)
        and not (strict and slot.node.optional and not slot.range.holds(context))
    )
    spelled = ((slot, _spellings(slot, context)) for slot in fields)
    return tuple((slot, keys, tuple(_fold(key, context) for key in keys)) for slot, keys in spelled)


def _spellings(slot: Slot, context: Context) -> tuple[str, ...]:
    if not context.juju1:
        return (slot.wire,)
    return (slot.spelled(context), slot.old[0], slot.old[1]) if slot.old[1] else (slot.old[0],)


def _fold(name: str, context: Context) -> str:
    """Go reads keys without regard to case; Juju 1's series differ in hyphens, too."""
    name = name.lower()
    return name.replace("-", "").replace("_", "") if context.juju1 else name


def _empty(node: Node, context: Context) -> Any:
    """What a missing value reads as: Go's zero, in Python's types."""
    if node.nullable or node.kind in ("any", "none"):
        return None
    if node.kind == "struct":
        return _unspell_struct({}, typing.cast("type[Wire]", node.cls), context)
    return {"list": [], "map": {}}.get(node.kind, ZEROS.get(node.kind))


def wire_path(said: str, node: Node, context: Context) -> tuple[str, str]:
    """Split msgspec's words into what is wrong and where, the path in the wire's spelling."""
    text, _, where = said.partition(" - at `")
    where = where.rstrip("`").removeprefix("$").removeprefix(".")
    if not context.juju1 and "[...]" not in where:
        return text, where
    return text, _respell(where, node, context)


def _respell(where: str, node: Node | None, context: Context) -> str:
    """A path in msgspec's keys, in the wire's; ``{}`` is an entry of a map, whose name msgspec keeps."""
    made = ""
    for part in re.findall(r"\[[^]]*\]|[^.\[]+", where):
        if part.startswith("["):
            made += "{}" if part == "[...]" else part
            node = node.item if node else None
            continue
        slot = next((one for one in shape(node.cls) if one.name == part), None) if node and node.cls else None
        made += "." + (slot.spelled(context) if slot else part)
        node = slot.node if slot else None
    return made.removeprefix(".")
