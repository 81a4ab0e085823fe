"""The table against the facts of all fifteen series: every version, method, parameter and field."""

from __future__ import annotations

import collections
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import facts
import pytest

from jujuclient import facades
from jujuclient.wire.schema import Method
from jujuclient.wire.series import SERIES
from jujuclient.wire.shape import Node, Slot, shape
from jujuclient.wire.struct import Context

REASONS = Path(__file__).parent / "differences.json"


def compare(
    node: Node, told: tuple[str, Any], context: Context, path: str, seen: frozenset[Any]
) -> Iterator[str]:
    """What differs between a declared type and what a series has, as lines of ``path: words``."""
    kind, inner = told
    if kind == "any":
        if node.kind != "any":
            yield f"{path}: declared {node.kind}, any in the facts"
        return
    if node.kind != kind:
        yield f"{path}: declared {node.kind}, {kind} in the facts"
    elif kind in ("list", "map"):
        assert node.item is not None
        yield from compare(node.item, inner, context, path + ("[]" if kind == "list" else "{}"), seen)
    elif kind == "struct" and (node.cls, inner) not in seen:
        yield from compare_fields(shape(node.cls), inner, context, path, seen | {(node.cls, inner)})


def compare_fields(
    slots: tuple[Slot, ...], name: str, context: Context, path: str, seen: frozenset[Any]
) -> Iterator[str]:
    """What differs between the fields that are declared there and those of a type of a series."""
    told = {
        key.rstrip("?"): (key.endswith("?"), kind) for key, kind in facts.fields(name, context.series).items()
    }
    declared = {slot.spelled(context): slot for slot in slots if slot.range.holds(context)}
    if len(declared) < sum(slot.range.holds(context) for slot in slots):
        yield f"{path}: two fields share a key here"
    for key in sorted(told.keys() - declared.keys()):
        yield f"{path}.{key}: in the facts and not declared"
    for key in sorted(declared.keys() - told.keys()):
        yield f"{path}.{key}: declared and not in the facts"
    for key in sorted(told.keys() & declared.keys()):
        slot, (may_miss, kind) = declared[key], told[key]
        if path.startswith("result") and may_miss and not slot.node.optional:
            yield f"{path}.{key}: declared as always there, left out when empty in the facts"
        yield from compare(slot.node, facts.parse(kind), context, f"{path}.{key}", seen)


def differences(one: facts.Served) -> Iterator[str]:
    """What differs for one method of one version of one series."""
    method = facades.method(one.facade, one.version, one.method, one.series)
    if method is None:
        yield "not declared"
        return
    context = method.context(one.version, one.series)
    if method.whole:
        yield from compare(method.params_node, facts.parse(one.params), context, "params", frozenset())
    elif one.params is None:
        yield from (f"params.{slot.spelled(context)}: declared and not in the facts"
                    for slot in shape(method.params) if slot.range.holds(context))  # fmt: skip
    else:
        yield from compare_fields(shape(method.params), one.params, context, "params", frozenset())
    if (one.result is None) != (method.result is type(None)):
        yield f"result: declared {method.result}, {one.result} in the facts"
    elif one.result is not None:
        yield from compare(method.result_node, facts.parse(one.result), context, "result", frozenset())


def found_differences() -> dict[str, list[str]]:
    """``Facade.Method path: words`` to where it is so, such as ``3.6 v4``."""
    found: dict[str, list[str]] = collections.defaultdict(list)
    for one in facts.served():
        if one.stub:
            continue
        for words in differences(one):
            found[f"{one.facade}.{one.method} {words}"].append(f"{one.series} v{one.version}")
    return found


@pytest.fixture(scope="module")
def reasons() -> dict[str, Any]:
    """The committed file: a difference, where it is so, and why."""
    found: dict[str, Any] = json.loads(REASONS.read_text())
    return found


def fits(words: str, pattern: str) -> bool:
    """True if a difference is one that an entry speaks of; ``*`` in the entry is any text."""
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), words) is not None


def test_every_difference_from_the_facts_has_a_reason(reasons: dict[str, Any]) -> None:
    found = found_differences()

    unexplained = {
        words: where
        for words, where in found.items()
        if not any(
            fits(words, pattern) and {one.split()[0] for one in where} <= set(entry["series"])
            for pattern, entry in reasons.items()
        )
    }
    idle = [pattern for pattern in reasons if not any(fits(words, pattern) for words in found)]

    assert not unexplained
    assert not idle, "no longer a difference: take it out of differences.json"
    assert all(len(entry["reason"]) > 20 for entry in reasons.values())


def per_series() -> dict[str, tuple[int, int]]:
    """Series to how many methods its facades have at their newest versions, and how many are declared."""
    told: collections.Counter[str] = collections.Counter()
    declared: collections.Counter[str] = collections.Counter()
    for one in facts.served():
        if not one.stub and one.version == max(facts.served_versions()[one.facade][one.series]):
            told[one.series] += 1
    for series in SERIES:
        for name, versions in facades.index.versions(series).items():
            facade = facades.load(name)
            assert facade is not None
            newest = max(versions)
            declared[series] += len({m.wire for m in facade.methods() if m.is_in(newest, series)})
    return {series: (told[series], declared[series]) for series in SERIES}


def test_each_series_has_as_many_methods_as_are_declared_for_it() -> None:
    counts = per_series()

    for series, (told, declared) in counts.items():
        print(f"{series:>5}: {told:3} methods, {declared:3} declared")
    assert all(told == declared for told, declared in counts.values()), counts
    assert counts["3.6"][0] == 221


def test_the_page_tells_how_many_methods_each_series_has() -> None:
    page = (Path(__file__).parents[2] / "docs" / "facades.md").read_text()

    told = {series: count for series, (count, _) in per_series().items()}
    assert "| *methods* | " + " | ".join(str(told[series]) for series in SERIES) + " |" in page


def test_no_version_of_any_series_has_a_method_declared_that_it_lacks() -> None:
    there = collections.defaultdict(set)
    for one in facts.served():
        if not one.stub:
            there[one.series, one.facade, one.version].add(one.method)

    extra = []
    for series in SERIES:
        for name, versions in facades.index.versions(series).items():
            facade = facades.load(name)
            assert facade is not None
            for version in versions:
                has = [m.wire for m in facade.methods() if m.is_in(version, series)]
                assert len(has) == len(set(has)), f"{name} v{version} of {series} declares one method twice"
                extra += [(series, name, version, wire) for wire in set(has) - there[series, name, version]]

    assert not extra


def test_the_index_names_the_versions_of_every_series() -> None:
    for series in SERIES:
        told = {
            name: tuple(places[series])
            for name, places in facts.served_versions().items()
            if series in places
        }
        assert dict(facades.index.versions(series)) == told
    assert facades.index.series() == SERIES


def test_every_facade_declares_the_versions_that_the_index_has() -> None:
    for name in facades.names():
        facade = facades.load(name)
        assert facade is not None
        assert facade.name == name
        assert facade.versions == facades.index.declared()[name]


def test_juju1_versions_are_those_that_only_juju1_serves() -> None:
    for name in facades.names():
        facade = facades.load(name)
        assert facade is not None
        old = {v for s, vs in facts.served_versions()[name].items() if s.startswith("1.") for v in vs}
        assert facade.juju1 == old


def test_what_blocks_is_marked_so() -> None:
    parking = {f"{m.facade.name}.{m.wire}" for m in every_method() if m.parks}

    assert parking == {
        "Admin.GetDeviceSessionToken",
        *(f"{name}.Next" for name in facades.names() if name.endswith("Watcher")),
    }


def every_method() -> list[Method]:
    """Every declared method of every facade."""
    loaded = [facades.load(name) for name in facades.names()]
    return [method for facade in loaded if facade is not None for method in facade.methods()]
