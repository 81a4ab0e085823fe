"""What Python holds, to JSON in the spelling of where it goes."""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import CodeType
from typing import Any, cast

import msgspec
from msgspec import UNSET

from jujuclient.errors import NotSupported
from jujuclient.wire.checking import EXACT, check
from jujuclient.wire.decoding import decode
from jujuclient.wire.ranges import EVERYWHERE, Context
from jujuclient.wire.shape import ZEROS, Node, Slot, cached_node_of, shape


def encode(value: object, node: Node, context: Context, *, fill: bool = False) -> str:
    """The JSON text of a value, in the spelling of its context.

    Args:
        value, node, context: what, of which type, and where it goes.
        fill: write zero for each field that Juju always sends and the value leaves unset,
            as a controller does. For the fake's answers.

    Raises:
        TypeError, NotSupported: as of ``check``.
    """
    return Writer(node, context, fill=fill)(value)


class Writer:
    """Values of one type to JSON, as ``encode`` does it; worth keeping where there are many of them.

    A value is held against its type while it is spelled. What is refused is looked at again by
    ``check``, which names the place.

    Args:
        node, context, fill: as of ``encode``.
        path: where the value stands, for the words of a refusal.
    """

    def __init__(self, node: Node, context: Context, *, fill: bool = False, path: str = "") -> None:
        self._node, self._context, self._path = node, context, path
        self._spell = _speller(node, context, fill)

    def __call__(self, value: object) -> str:
        """The JSON text of a value."""
        try:
            return msgspec.json.encode(self._spell(value)).decode()
        except (TypeError, ValueError, OverflowError, msgspec.MsgspecError, NotSupported):
            check(value, self._node, self._context, self._path)
            raise


_Spell = Callable[[Any], Any]
"""Takes a value of a type and gives it as a tree in the keys of the wire; refuses what does not fit.

What is open (any) is left for the encoder, and so is a text (``Raw``): it was spelled before.
"""


def _speller(node: Node, context: Context, fill: bool) -> _Spell:
    if node.kind == "struct":
        return _of_struct(node, context, fill)
    if node.kind == "list":
        return _of_list(node, context, fill)
    if node.kind == "map":
        return _of_map(node, context, fill)
    return _as_it_is if node.kind == "any" else _of_scalar(node, context)


def _as_it_is(value: Any) -> Any:
    return value


def _of_scalar(node: Node, context: Context) -> _Spell:
    exact = EXACT.get(node.kind)

    def spell(value: Any) -> Any:
        if type(value) is not exact:
            check(value, node, context)
        return value

    return spell


def _of_list(node: Node, context: Context, fill: bool) -> _Spell:
    inner = _speller(cast("Node", node.item), context, fill)

    def spell(value: Any) -> Any:
        if type(value) is not list:
            check(value, node, context)
            if value is None or type(value) is msgspec.Raw:
                return value
        return [inner(one) for one in value]

    return spell


def _of_map(node: Node, context: Context, fill: bool) -> _Spell:
    inner = _speller(cast("Node", node.item), context, fill)

    def spell(value: Any) -> Any:
        if type(value) is not dict:
            check(value, node, context)
            if value is None or type(value) is msgspec.Raw:
                return value
        made = {}
        for name, one in value.items():
            if type(name) is not str:
                check(value, node, context)
            made[name] = inner(one)
        return made

    return spell


@functools.lru_cache(maxsize=4096)
def _of_struct(node: Node, context: Context, fill: bool) -> _Spell:
    """Written out as Python, a line or two for each field: a loop over them takes three times as long."""
    names: dict[str, Any] = {
        "check": check, "context": context, "node": node, "cls": node.cls, "Raw": msgspec.Raw, "UNSET": UNSET,
    }  # fmt: skip
    lines = [
        "def spell(value):",
        "    if type(value) is not cls:",
        "        check(value, node, context)",
        "        if value is None or type(value) is Raw: return value",
        "    made = {}",
    ]
    for number, slot in enumerate(shape(node.cls)):
        spelled = f"made[{slot.spelled(context)!r}]"
        told = _told(slot, context, fill, names, f"inner_{number}")
        lines.append(f"    held = value.{slot.attr}")
        if not slot.node.optional:
            lines.append(f"    {spelled} = {told}")
            continue
        lines.append(f"    if held is not UNSET: {spelled} = {told}")
        absent = names[f"absent_{number}"] = _absent(slot, context, fill)
        if absent is not UNSET:
            lines.append(f"    else: {spelled} = absent_{number}")
    exec(_code("\n".join([*lines, "    return made"])), names)
    return cast("_Spell", names["spell"])


@functools.lru_cache(maxsize=1024)
def _code(source: str) -> CodeType:
    """Source as code: of declarations alone, as dataclasses and named tuples have it.

    A type mostly reads the same in all the versions that have it, and compiling is the dear part.
    """
    return compile(source, "<spelled>", "exec")


def _told(slot: Slot, context: Context, fill: bool, names: dict[str, Any], inner: str) -> str:
    """What is told of the value ``held``; what it takes is among the names, made at its first use."""
    if not slot.range.holds(context):
        names[inner] = _not_there
        return f"{inner}(held)"
    if slot.node.kind == "any":
        return "held"

    def first(value: Any) -> Any:
        made = names[inner] = _speller(slot.node, context, fill)
        return made(value)

    names[inner] = first
    exact = EXACT.get(slot.node.kind)
    return f"held if type(held) is {exact.__name__} else {inner}(held)" if exact else f"{inner}(held)"


def _not_there(value: Any) -> Any:
    raise NotSupported("a field that this version does not have")


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
    for name, spelled, inner, absent in _keys(node.cls, context, fill):
        if name in tree:
            value = tree[name]
            made[spelled] = value if inner is None else _spell(value, inner, context, fill)
        elif absent is not UNSET:
            made[spelled] = absent
    return made


@functools.lru_cache(maxsize=4096)
def _keys(cls: Any, context: Context, fill: bool) -> tuple[tuple[str, str, Node | None, Any], ...]:
    """How a struct is spelled there: key, key on the wire, what is within, what an absent one is."""
    return tuple(
        (
            slot.name,
            slot.spelled(context),
            slot.node if slot.node.kind in ("struct", "list", "map") else None,
            _absent(slot, context, fill),
        )
        for slot in shape(cls)
    )


def _absent(slot: Slot, context: Context, fill: bool) -> Any:
    """What stands for a field that is not set: zero, or UNSET for nothing at all."""
    return zero(slot.node, context) if fill and _always(slot, context) else UNSET


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
