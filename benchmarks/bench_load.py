"""Loading cassettes, against the YAML of vcrpy for the same payloads, and finding one call among many.

In seconds of the processor.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from benchmarks.rows import Row, worked
from fakejuju.cassette.files import load, save
from fakejuju.cassette.model import Cassette, Connection, Exchange, Header
from fakejuju.player import Player
from jujuclient.wire.messages import Request


def _cassette(calls: int, result: str) -> Cassette:
    exchanges = [
        Exchange(
            number=n, on=1, facade="Application", method="Get", version=22,
            params=f'{{"application":"app-{n}","branch":""}}', result=result, asked=n + 1, answered=n + 1,
        )
        for n in range(1, calls + 1)
    ]  # fmt: skip
    return Cassette(
        header=Header(juju="4.0.15"), events=[Connection(number=1, path="/api", place=1), *exchanges]
    )


def _vcr_seconds(cassette: Cassette, *, nodes: bool = False) -> float | None:
    """What vcrpy takes to load the same; with ``nodes``, payloads are one value a line, as ours are."""
    try:
        from vcr.serializers import yamlserializer
    except ImportError:
        return None
    interactions = [
        {
            "request": {"method": "POST", "uri": "https://localhost/api", "body": e.params, "headers": {}},
            "response": {
                "status": {"code": 200},
                "headers": {},
                "body": {"string": json.loads(e.result) if nodes else e.result},
            },
        }
        for e in cassette.exchanges
    ]
    text = yamlserializer.serialize({"interactions": interactions, "version": 1})
    return worked(lambda: yamlserializer.deserialize(text))


def _loading(what: str, cassette: Cassette, limit: float) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.yaml"
        save(cassette, path)
        ours = min(worked(lambda: load(path)) for _ in range(3))
        loaded = load(path)
        ready = ours + min(worked(lambda: Player(loaded, password="x")) for _ in range(3))
    rows = []
    for how, nodes in (("a payload one line", False), ("payloads one value a line", True)):
        theirs = _vcr_seconds(cassette, nodes=nodes)
        against = "not measured" if theirs is None else f"{theirs:.2f} s"
        ratio = None if theirs is None else theirs / ours
        met = None if ratio is None else ratio >= 10
        said = f"load {what}, {how} in vcrpy's"
        rows.append(Row(said, f"{ours:.2f} s", f"vcrpy {against}", ratio, "≥ 10 times faster", met))
    rows.append(Row(f"load {what} and be ready", f"{ready:.2f} s", "", None, f"< {limit:g} s", ready < limit))
    return rows


def _match(calls: int) -> float:
    player = Player(_cassette(calls, "{}"), password="x")
    voice = player.play.opened("/api", lambda frame: None, lambda code, reason: None)
    asked = [
        Request(n, "Application", "Get", 22, "", f'{{"application":"app-{n}","branch":""}}')
        for n in range(calls, calls - 500, -1)
    ]

    def ask_all() -> None:
        for request in asked:
            found = next(iter(player.play.find(voice, request)))
            player.play.play(voice, request, found)

    return worked(ask_all) / len(asked)


def run() -> list[Row]:
    """Many small calls, few large ones, and a match."""
    # As a controller writes it: without white space.
    units = {f"unit-{n}": {"value": "x" * 24, "since": "2026"} for n in range(560)}
    large = json.dumps(units, separators=(",", ":"))
    rows = _loading("10,000 small calls", _cassette(10_000, '{"results":[{}]}'), 1.0)
    rows += _loading("200 answers of 34 KB", _cassette(200, large), 0.3)
    few, many = _match(1_000), _match(20_000)
    rows.append(
        Row(
            "find one call among 20,000 (against 1,000)", f"{many * 1e6:.0f} µs", f"{few * 1e6:.0f} µs",
            many / few, "does not grow (≤ 2)", many / few <= 2,
        )
    )  # fmt: skip
    return rows
