"""The base of every type on Juju's wire, and the way in and out of JSON.

Three things that other formats run together are kept apart: a key that is absent is
``UNSET``, a ``null`` is ``None``, and zero is zero. A declaration says what Juju sends:

=================================================  ==============================================
declared                                           on the wire
=================================================  ==============================================
``life: str``                                      always there
``charms: list[str] | None``                       always there; Go's nil list is ``null``
``error: Error | UnsetType = UNSET``               left out when empty
``base: Annotated[Base | UnsetType,                there in the versions or series named,
versions(first="2.9")] = UNSET``                   left out elsewhere
=================================================  ==============================================

Reading is first tried as declared, in one pass in C. Only where that fails is an answer read
as Go's own clients read it: keys without regard to case, a missing or ``null`` scalar as zero.
A value of the wrong type is a ``DecodeError`` whichever way it is read.

Keys that no declaration knows are not kept in the struct: the caller has the raw text of
every answer. ``encode_over(value, raw)`` writes a value back into that text, so that what was
not understood survives a change of what was.
"""

from __future__ import annotations

import functools
import re
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, ClassVar, NamedTuple, TypeAlias, TypeVar

import msgspec
from msgspec import UNSET, UnsetType, field

from jujuclient.errors import APIError, DecodeError, JujuError, NotSupported, api_error
from jujuclient.wire.series import SERIES

__all__ = [
    "UNSET", "Bulk", "BulkError", "Context", "Json", "Range", "UnsetType", "Wire", "decode", "each", "encode",
    "encode_over",
    "entries", "field", "juju1", "key", "secret", "versions",
]  # fmt: skip

T = TypeVar("T")

Json: TypeAlias = Any
"""A JSON value whose shape Juju leaves open: charm config, provider attributes, macaroons."""


# --- what an annotation can say ---------------------------------------------------------------


class Range(NamedTuple):
    """Where a method or a field exists.

    Attributes:
        since, until: facade versions, both included; a mapping names one per facade, for a type
            that several facades share.
        first, last: Juju series, both included, for what came or went without a new version.
        omitempty: a field that may be left out even where it exists.
        without: pairs of series and version that are in the range and lack it all the same.
    """

    since: int | Mapping[str, int] | None = None
    until: int | Mapping[str, int] | None = None
    first: str = ""
    last: str = ""
    omitempty: bool = False
    without: tuple[tuple[str, int], ...] = ()

    def has_version(self, facade: str, version: int) -> bool:
        """True if that version of the facade is in the range."""
        since, until = _of(self.since, facade), _of(self.until, facade)
        return (since is None or since <= version) and (until is None or version <= until)

    def has_series(self, series: str) -> bool:
        """True if the series is in the range, or is not known ("").

        The facts are of some series only: one between two of them counts as either.
        """
        if not series or not (self.first or self.last):
            return True
        place = _place(series)
        return (not self.first or _place(self.first) - 1 < place) and (
            not self.last or place < _place(self.last) + 1
        )

    def holds(self, context: Context) -> bool:
        """True if what carries this range exists there."""
        return (
            self.has_version(context.facade, context.version)
            and self.has_series(context.series)
            and (context.series, context.version) not in self.without
        )

    def describe(self, facade: str) -> str:
        """The range for people: ``version 5 to 12``, ``Juju 2.9 and later``."""
        said = _span(_of(self.since, facade), _of(self.until, facade), "version")
        series = _span(self.first or None, self.last or None, "Juju")
        return ", ".join(part for part in (said, series) if part)

    def needed(self, facade: str) -> str:
        """The range in the words of a refusal: ``Spaces version 5 and later``, ``Juju 2.9 and earlier``."""
        said = self.describe(facade)
        return said if said.startswith("Juju") else f"{facade} {said or 'of another Juju'}"


def _of(bound: int | Mapping[str, int] | None, facade: str) -> int | None:
    return bound.get(facade) if isinstance(bound, Mapping) else bound


@functools.lru_cache(maxsize=64)
def _place(series: str) -> float:
    """The place of a series in the known ones; one between two of them is between their places."""
    if series in SERIES:
        return SERIES.index(series)
    parts = tuple(int(part) for part in series.split(".")[:2])
    return sum(tuple(map(int, known.split("."))) < parts for known in SERIES) - 0.5


def _span(start: object, end: object, word: str) -> str:
    if start is None and end is None:
        return ""
    if start is None:
        return f"{word} {end} and earlier"
    if end is None:
        return f"{word} {start} and later"
    return f"{word} {start}" if start == end else f"{word} {start} to {end}"


def versions(
    since: int | Mapping[str, int] | None = None,
    until: int | Mapping[str, int] | None = None,
    *,
    first: str = "",
    last: str = "",
    omitempty: bool = False,
    without: tuple[tuple[str, int], ...] = (),
) -> msgspec.Meta:
    """Mark a field that only some facade versions or Juju series have; arguments as in ``Range``."""
    return msgspec.Meta(extra={"versions": Range(since, until, first, last, omitempty, without)})


def secret(kind: str) -> msgspec.Meta:
    """Mark a field whose value must not reach a log or a cassette; ``kind`` names what it is."""
    return msgspec.Meta(extra={"secret": kind})


def key(name: str) -> msgspec.Meta:
    """Give the wire key of a field that shares it with another field of a disjoint range."""
    return msgspec.Meta(extra={"key": name})


def juju1(name: str, *, old: str = "", since: str = "") -> msgspec.Meta:
    """Give the key that Juju 1 has for a field, where it is not Go's name for it.

    Args:
        name: the key in Juju 1.
        old: the key before the series ``since``, for the few that changed within Juju 1.
    """
    return msgspec.Meta(extra={"juju1": (name, old, since)})


# --- the base ---------------------------------------------------------------------------------


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


class BulkError(JujuError):
    """At least one item of a bulk call failed; what succeeded is in ``answer``.

    Attributes:
        errors: position in the results to error, each of the class of its code.
        answer: the whole answer, good results included.
    """

    def __init__(self, errors: Mapping[int, APIError], answer: Bulk[Any]) -> None:
        self.errors = dict(errors)
        self.answer = answer
        said = "; ".join(f"[{place}] {error}" for place, error in self.errors.items())
        super().__init__(f"{len(self.errors)} of {len(answer)} failed: {said}")


class Bulk(typing.Generic[T]):
    """An answer with one item for each thing asked about, in the order asked.

    Iterate or index it for the items, whether each holds a result or an error; nothing is
    lost when a neighbour failed.
    """

    __slots__ = ()

    def _items(self) -> list[T]:
        return each(
            typing.cast("list[T] | UnsetType | None", getattr(self, _bulk_attr(typing.cast(Any, type(self)))))
        )

    def __iter__(self) -> Iterator[T]:
        return iter(self._items())

    def __len__(self) -> int:
        return len(self._items())

    def __bool__(self) -> bool:
        """True: an answer is an answer, even with no items."""
        return True

    def __getitem__(self, place: int) -> T:
        return self._items()[place]

    @property
    def errors(self) -> dict[int, APIError]:
        """Position to error, for the items that failed."""
        found = {place: _item_error(item) for place, item in enumerate(self._items())}
        return {place: error for place, error in found.items() if error is not None}

    @property
    def good(self) -> list[T]:
        """The items that did not fail."""
        return [item for item in self._items() if _item_error(item) is None]

    def raise_first(self) -> None:
        """Raise the first item's error, of the class of its code; return when every item is good."""
        for error in self.errors.values():
            raise error

    def raise_all(self) -> None:
        """Raise ``BulkError`` with every item's error and the whole answer; return when there is none."""
        errors = self.errors
        if errors:
            raise BulkError(errors, self)


@functools.cache
def _bulk_attr(cls: Any) -> str:
    """The field that holds the items: ``results`` where there is one, else the only list."""
    names = list(cls.__struct_fields__)
    if "results" in names or len(names) == 1:
        return "results" if "results" in names else names[0]
    return next(slot.attr for slot in shape(cls) if slot.node.kind == "list")


def _item_error(item: object) -> APIError | None:
    error = getattr(item, "error", None)
    if error is None or error is UNSET or isinstance(error, str):
        return api_error(error) if isinstance(error, str) and error else None
    info = error.info if isinstance(getattr(error, "info", None), dict) else None
    return api_error(error.message, error.code, info)


def each(items: list[T] | UnsetType | None) -> list[T]:
    """The items of a list that may be ``null`` or absent; none when it is."""
    return [] if items is None or items is UNSET else items


def entries(items: dict[str, T] | UnsetType | None) -> dict[str, T]:
    """The entries of a map that may be ``null`` or absent; none when it is."""
    return {} if items is None or items is UNSET else items


# --- the shape of a type ----------------------------------------------------------------------


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
        return old if old and context.series and _place(context.series) < _place(since) else name


class Context(NamedTuple):
    """Where a value travels: which facade and version, which series if known, which spelling."""

    facade: str = ""
    version: int = 0
    series: str = ""
    juju1: bool = False


_EVERYWHERE = Range()
_SCALARS = {str: "str", int: "int", float: "float", bool: "bool", type(None): "none"}
_ZEROS = {"str": "", "int": 0, "float": 0.0, "bool": False}


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
        attr, name, wire, old, node_of(hint), extra.get("versions", _EVERYWHERE), extra.get("secret", "")
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


_INITIALISMS = {"api", "ca", "cidr", "dns", "ip", "uuid", "url", "vlan", "yaml"}


def go_name(attr: str) -> str:
    """Go's name for a field: ``num_units`` is ``NumUnits``, ``charm_url`` is ``CharmURL``."""
    words = attr.strip("_").split("_")
    return "".join(word.upper() if word in _INITIALISMS else word.capitalize() for word in words)


# --- out: what Python holds, to JSON ----------------------------------------------------------


def check(value: object, node: Node, context: Context, path: str = "") -> None:
    """Hold a value against its type and the negotiated version before anything is sent.

    Raises:
        TypeError: naming the path in the wire's spelling, ``applications[0].num-units``.
        NotSupported: for a field that this version does not have.
    """
    if not path and _fits(value, node, context):
        return
    if value is None and node.nullable:
        return
    if node.kind == "struct":
        _check_struct(value, node, context, path)
    elif node.kind == "list":
        _expect(value, list, "a list", path)
        for place, item in enumerate(typing.cast("list[object]", value)):
            check(item, typing.cast(Node, node.item), context, f"{path}[{place}]")
    elif node.kind == "map":
        _expect(value, dict, "a dict", path)
        for name, item in typing.cast("dict[object, object]", value).items():
            _expect(name, str, "text as a key", path)
            check(item, typing.cast(Node, node.item), context, f"{path}.{name}" if path else str(name))
    elif node.kind == "any":
        _check_json(value, path)
    else:
        _check_scalar(value, node.kind, path)


_EXACT: dict[str, type] = {"str": str, "bool": bool, "int": int, "float": float}


def _fits(value: object, node: Node, context: Context) -> bool:
    """True for what certainly is as declared: nearly everything, found without a path for each field.

    What it is not sure of, ``check`` looks at again and names.
    """
    if value is None:
        return node.nullable
    if node.kind == "struct":
        return type(value) is node.cls and _struct_fits(value, node.cls, context)
    item = node.item
    if node.kind == "list" and item is not None:
        return type(value) is list and _items_fit(value, item, context)
    if node.kind == "map" and item is not None:
        return (
            type(value) is dict
            and all(type(name) is str for name in value)
            and _items_fit(value.values(), item, context)
        )
    return type(value) is _EXACT.get(node.kind)


def _items_fit(values: Iterable[object], item: Node, context: Context) -> bool:
    exact, cls = _EXACT.get(item.kind), item.cls
    for one in values:
        if type(one) is exact:
            continue
        fits = _struct_fits(one, cls, context) if cls and type(one) is cls else _fits(one, item, context)
        if not fits:
            return False
    return True


def _struct_fits(value: object, cls: type[Wire], context: Context) -> bool:
    for attr, exact, node, holds in _checks(cls, context):
        item = getattr(value, attr)
        if item is UNSET and node.optional:
            continue
        if not holds:
            return False
        if type(item) is not exact and not _fits(item, node, context):
            return False
    return True


@functools.lru_cache(maxsize=4096)
def _checks(cls: Any, context: Context) -> tuple[tuple[str, type | None, Node, bool], ...]:
    """The fields of a struct: attribute, type of a scalar, node, and whether it exists there."""
    return tuple(
        (slot.attr, _EXACT.get(slot.node.kind), slot.node, slot.range.holds(context)) for slot in shape(cls)
    )


def _expect(value: object, kind: type, word: str, path: str) -> None:
    if not isinstance(value, kind):
        raise TypeError(f"{path or 'the value'}: expected {word}, got {_described(value)}")


def _described(value: object) -> str:
    return "None" if value is None else type(value).__name__


def _check_scalar(value: object, kind: str, path: str) -> None:
    fits = {
        "str": isinstance(value, str),
        "bool": isinstance(value, bool),
        "int": isinstance(value, int) and not isinstance(value, bool),
        "float": isinstance(value, (int, float)) and not isinstance(value, bool),
    }[kind]
    if not fits:
        raise TypeError(f"{path or 'the value'}: expected {kind}, got {_described(value)}")


def _check_json(value: object, path: str) -> None:
    """Refuse what has no JSON form, naming where it stands."""
    try:
        msgspec.json.encode(value)
    except (TypeError, ValueError, OverflowError, msgspec.MsgspecError) as error:
        raise TypeError(f"{path or 'the value'}: {error}") from None


def _check_struct(value: object, node: Node, context: Context, path: str) -> None:
    cls = typing.cast("type[Wire]", node.cls)
    _expect(value, cls, cls.__name__, path)
    for slot in shape(cls):
        item = getattr(value, slot.attr)
        if item is UNSET and slot.node.optional:
            continue
        spelled = slot.spelled(context)
        here = f"{path}.{spelled}" if path else spelled
        if not slot.range.holds(context):
            raise NotSupported(
                f"{here}: needs {slot.range.needed(context.facade)}, "
                f"and this is version {context.version}{_in_series(context)}; leave it out"
            )
        check(item, slot.node, context, here)


def _in_series(context: Context) -> str:
    return f" on Juju {context.series}" if context.series else ""


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
        return _spelled_struct(value, node.cls, context, fill)
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
    bare = slot.node.optional and slot.range == _EVERYWHERE
    return not bare and not slot.range.omitempty and slot.range.holds(context)


def zero(node: Node, context: Context) -> Any:
    """Go's zero value as JSON: nil lists and maps are null, a struct is its fields' zeros."""
    if node.nullable or node.kind in ("list", "map", "any", "none"):
        return None
    if node.kind == "struct":
        return _spell({}, node, context, True)
    return _ZEROS[node.kind]


@functools.lru_cache(maxsize=4096)
def _respelled(cls: type[Wire], context: Context) -> bool:
    """True if a type, or one within it, has the older of two fields of one key there."""
    seen: set[type[Wire]] = set()
    todo = [cls]
    while todo:
        now = todo.pop()
        seen.add(now)
        for slot in shape(now):
            if slot.wire != slot.name and not _shadowed(slot, now, context):
                return True
            inner = _inner(slot.node) if slot.range.holds(context) else None
            if inner is not None and inner not in seen:
                todo.append(inner)
    return False


def _inner(node: Node | None) -> type[Wire] | None:
    while node is not None and node.cls is None:
        node = node.item
    return node.cls if node else None


@functools.lru_cache(maxsize=4096)
def _has_sharing(node: Node) -> bool:
    """True if a value of the type may hold a field whose msgspec key is not its wire key."""
    found: list[bool] = []
    walk(node, lambda path, slot: found.append(slot.wire != slot.name))
    return any(found)


def _needs_walk(node: Node, context: Context) -> bool:
    """True if msgspec's keys are not the wire's keys there."""
    inner = _inner(node)
    return inner is not None and (context.juju1 or _respelled(inner, context))


# --- in: JSON to what Python holds ------------------------------------------------------------


@functools.lru_cache(maxsize=4096)
def _decoder(hint: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(hint)


@functools.lru_cache(maxsize=4096)
def _cached_node(hint: Any) -> Node:
    return node_of(hint)


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
    node = _cached_node(hint)
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


def _unspell(tree: Any, node: Node, context: Context, strict: bool = False) -> Any:
    """A tree with the wire's keys, in msgspec's keys; null and missing scalars become zero.

    Strictly, a field that this version does not have is a key that nobody knows.
    """
    if tree is None:
        return None if node.nullable or node.kind == "none" else _empty(node, context)
    if node.kind == "list" and isinstance(tree, list) and node.item is not None:
        return [_unspell(item, node.item, context, strict) for item in tree]
    if node.kind == "map" and isinstance(tree, dict) and node.item is not None:
        return {name: _unspell(item, node.item, context, strict) for name, item in tree.items()}
    if node.kind == "struct" and isinstance(tree, dict):
        return _unspell_struct(tree, typing.cast("type[Wire]", node.cls), context, strict)
    return tree


def _unspell_struct(
    tree: dict[str, Any], cls: type[Wire], context: Context, strict: bool = False
) -> dict[str, Any]:
    folded: dict[str, Any] = {}
    made = {}
    for slot in shape(cls):
        if _shadowed(slot, cls, context):
            continue
        if strict and slot.node.optional and not slot.range.holds(context):
            continue
        for spelled in _spellings(slot, context):
            if spelled in tree:
                found = tree[spelled]
                break
        else:
            folded = folded or {_fold(name, context): item for name, item in tree.items()}
            found = next(
                (
                    folded[_fold(one, context)]
                    for one in _spellings(slot, context)
                    if _fold(one, context) in folded
                ),
                UNSET,
            )
        if found is UNSET or (found is None and slot.node.optional and not slot.node.nullable):
            if not slot.node.optional:
                made[slot.name] = _empty(slot.node, context)
            continue
        made[slot.name] = _unspell(found, slot.node, context, strict)
    return made


def _spellings(slot: Slot, context: Context) -> tuple[str, ...]:
    if not context.juju1:
        return (slot.wire,)
    return (slot.spelled(context), slot.old[0], slot.old[1]) if slot.old[1] else (slot.old[0],)


def _fold(name: str, context: Context) -> str:
    """Go reads keys without regard to case; Juju 1's series differ in hyphens, too."""
    name = name.lower()
    return name.replace("-", "").replace("_", "") if context.juju1 else name


def _shadowed(slot: Slot, cls: type[Wire], context: Context) -> bool:
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


def _empty(node: Node, context: Context) -> Any:
    """What a missing value reads as: Go's zero, in Python's types."""
    if node.nullable or node.kind in ("any", "none"):
        return None
    if node.kind == "struct":
        return _unspell_struct({}, typing.cast("type[Wire]", node.cls), context)
    return {"list": [], "map": {}}.get(node.kind, _ZEROS.get(node.kind))


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


# --- nothing lost -----------------------------------------------------------------------------


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
    node = _cached_node(hint)
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
