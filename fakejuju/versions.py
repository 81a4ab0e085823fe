"""Which Juju a cassette was recorded from, where its header does not say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from fakejuju.cassette.model import Cassette, Exchange
from fakejuju.offered import offered
from jujuclient.wire.series import SERIES, Series

_CONFIGS = ("EnvironmentGet", "ModelGet")


def version_of(cassette: Cassette) -> str:
    """The version of the controller: what the cassette says, else what its logins come nearest to."""
    return cassette.header.juju or _told(cassette) or _nearest(cassette)


def is_juju1(cassette: Cassette) -> bool:
    """Whether the controller is one of Juju 1: it says so, or took a login that no later one takes."""
    return cassette.header.dialect == "juju1" or any(
        (exchange.facade, exchange.method) == ("Admin", "Login")
        and exchange.version < 3
        and exchange.answered is not None
        and exchange.failure is None
        for exchange in cassette.exchanges
    )


def _answers(cassette: Cassette, *methods: str) -> Iterator[Any]:
    for exchange in cassette.exchanges:
        if exchange.method in methods and exchange.failure is None and exchange.result:
            yield msgspec.json.decode(exchange.result)


def _told(cassette: Cassette) -> str:
    """What a login of Juju 1.25 or later says, or the config of a model."""
    for answer in _answers(cassette, "Login"):
        if answer.get("server-version"):
            return str(answer["server-version"])
    for answer in _answers(cassette, *_CONFIGS):
        found = (answer.get("Config") or answer.get("config") or {}).get("agent-version")
        version = found.get("value") if isinstance(found, dict) else found
        if version:
            return str(version)
    return ""


def _nearest(cassette: Cassette) -> str:
    """The series whose facades are most like those that a login named; the oldest names none."""
    old = is_juju1(cassette)
    known = [one for one in SERIES if (Series.of(one).version < (2, 0)) == old]
    paths = {connection.number: connection.path for connection in cassette.connections}
    for exchange in cassette.exchanges:
        named = _named(exchange)
        if named:
            # 1.18 names no facades in its logins; those that the next series names are its own.
            known = [one for one in known if one != "1.18"]
            model = old or "/model/" in paths[exchange.on]
            return max(known, key=lambda one: _alike(named, one, model=model))
    return known[0] if old else "4.0"


def _named(exchange: Exchange) -> dict[str, list[int]]:
    if (exchange.facade, exchange.method) != ("Admin", "Login") or not exchange.result:
        return {}
    answer = msgspec.json.decode(exchange.result)
    low = [
        {key.lower(): value for key, value in item.items()}
        for item in answer.get("facades") or answer.get("Facades") or ()
    ]
    return {item["name"]: item["versions"] for item in low}


def _alike(named: dict[str, list[int]], series: str, *, model: bool) -> int:
    there = offered(Series.of(series), model=model)
    same = sum(there.get(name) == versions for name, versions in named.items())
    return 2 * same - len(there.keys() ^ named.keys())
