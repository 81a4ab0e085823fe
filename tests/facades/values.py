"""Values for arguments and answers: absent, null, zero, empty, large, and keys that nobody knows."""

from __future__ import annotations

import random
from typing import Any, NamedTuple

import facts

from jujuclient.wire.schema import Method
from jujuclient.wire.shape import Node, shape
from jujuclient.wire.struct import Context, Wire

WORDS = ("", "a", "mysql/0", 'ü "quoted" \\ \u2028', "unit-mysql-0", "x" * 3000)
NUMBERS = (0, 1, -1, 42, 2**31, 2**53 - 1, -(2**63), 2**63 - 1)
OPEN = (None, 0, 1.5, "", "text", [], {}, True, {"a": [1, {"b": None}]}, [[], [None, "x"]])


class Style(NamedTuple):
    """How the values are to be: the odds, in percent, of each thing that may happen."""

    seed: int = 0
    absent: int = 30
    null: int = 20
    zero: int = 20
    unknown: int = 0
    depth: int = 4


class Maker:
    """Makes values; the same style gives the same values."""

    def __init__(self, style: Style) -> None:
        self.style = style
        self.random = random.Random(style.seed)

    def happens(self, percent: int) -> bool:
        """True in that percentage of cases."""
        return self.random.randrange(100) < percent

    # -- arguments, from the declaration

    def arguments(self, method: Method, context: Context) -> dict[str, Any]:
        """Arguments for a stub: what that version has."""
        if method.whole:
            return {method.whole: "model-tag"}
        return self._fields(method.params, context, self.style.depth)

    def _fields(self, cls: type[Wire], context: Context, depth: int) -> dict[str, Any]:
        made = {}
        for slot in shape(cls):
            if not slot.range.holds(context) or (slot.node.optional and self.happens(self.style.absent)):
                continue
            made[slot.attr] = self._argument(slot.node, context, depth)
        return made

    def _argument(self, node: Node, context: Context, depth: int) -> Any:
        if node.nullable and self.happens(self.style.null):
            return None
        if node.kind == "struct":
            assert node.cls is not None
            return node.cls(**self._fields(node.cls, context, depth - 1))
        if node.kind in ("list", "map"):
            assert node.item is not None
            count = 0 if depth <= 0 or self.happens(self.style.zero) else self.random.randrange(1, 3)
            items = [self._argument(node.item, context, depth - 1) for _ in range(count)]
            return items if node.kind == "list" else {f"k{place}": item for place, item in enumerate(items)}
        return self._scalar(node.kind)

    def _scalar(self, kind: str) -> Any:
        zero = self.happens(self.style.zero)
        if kind == "str":
            return "" if zero else self.random.choice(WORDS)
        if kind == "int":
            return 0 if zero else self.random.choice(NUMBERS)
        if kind == "bool":
            return False if zero else self.random.choice((True, False))
        if kind == "float":
            return 0.0 if zero else self.random.choice((0.5, -3.25, 1e300))
        return self.random.choice(OPEN)

    # -- answers, from the facts

    def answer(self, told: tuple[str, Any], node: Node, context: Context, depth: int | None = None) -> Any:
        """A JSON value of a type of a series; the declaration leads to the declarations within."""
        depth = self.style.depth if depth is None else depth
        kind, inner = told
        if kind == "struct":
            return self._answer_fields(inner, node, context, depth - 1)
        if kind in ("list", "map"):
            count = 0 if depth <= 0 or self.happens(self.style.zero) else self.random.randrange(1, 3)
            items = [self.answer(inner, node.item or node, context, depth - 1) for _ in range(count)]
            return items if kind == "list" else {f"k{place}": item for place, item in enumerate(items)}
        if kind == "any" and node.kind != "any":
            return None  # a Go error that is nil
        return self._scalar(kind)

    def _answer_fields(self, name: str, node: Node, context: Context, depth: int) -> Any:
        if node.kind == "map":  # ErrorInfo of 2.0, declared as an open object
            return {"macaroon-path": "/auth"}
        slots = {slot.spelled(context): slot for slot in shape(node.cls) if slot.range.holds(context)}
        made = {}
        for key, kind in facts.fields(name, context.series).items():
            bare = key.rstrip("?")
            if key.endswith("?") and self.happens(self.style.absent):
                continue
            told = facts.parse(kind)
            if key.endswith("?") and told[0] == "any" and slots[bare].node.kind != "any":
                continue  # a Go error that is nil, left out
            nil = not key.endswith("?") and told[0] in ("list", "map")
            made[bare] = (
                None
                if nil and self.happens(self.style.null)
                else self.answer(told, slots[bare].node, context, depth)
            )
        if self.happens(self.style.unknown):
            made["key-of-a-newer-juju"] = self.random.choice(OPEN)
        return made


def fits_the_facts(  # noqa: PLR0911 - one answer per kind
    value: Any, told: tuple[str, Any], series: str, path: str
) -> list[str]:
    """What is wrong with a value of a request, as its series would read it; Go takes any case and null."""
    kind, inner = told
    if value is None or kind == "any":
        return []
    if kind == "list":
        if not isinstance(value, list):
            return [f"{path}: not a list: {value!r}"]
        return [
            w for n, item in enumerate(value) for w in fits_the_facts(item, inner, series, f"{path}[{n}]")
        ]
    if not isinstance(value, dict):
        right = {"str": str, "int": int, "bool": bool, "float": (int, float)}.get(kind)
        good = right is not None and isinstance(value, right) and (kind == "bool") == isinstance(value, bool)
        return [] if good else [f"{path}: not {kind}: {value!r}"]
    if kind == "map":
        return [w for n, item in value.items() for w in fits_the_facts(item, inner, series, f"{path}.{n}")]
    if kind != "struct":
        return [f"{path}: not {kind}: {value!r}"]
    known = {key.rstrip("?").lower(): facts.parse(of) for key, of in facts.fields(inner, series).items()}
    wrong = [f"{path}.{key}: unknown to {series}" for key in value if key.lower() not in known]
    for key, item in value.items():
        if key.lower() in known:
            wrong += fits_the_facts(item, known[key.lower()], series, f"{path}.{key}")
    return wrong
