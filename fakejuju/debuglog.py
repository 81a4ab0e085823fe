"""The debug-log socket: records that the simulation made, filtered, and those to come.

Source: the wire facts, section 2, and files 38 of the recordings of 4.0.15.
"""

from __future__ import annotations

import datetime
import functools
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qs

from fakejuju.basic_auth import user_of
from fakejuju.paths import socket_path
from fakejuju.refused import Refused
from fakejuju.server import Handler, HttpResponse, Peer
from fakejuju.state.controller import Access, LogRecord, Model

if TYPE_CHECKING:
    from fakejuju.simulation import Simulation

LEVELS = ("TRACE", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


class Wanted(NamedTuple):
    """What a client asked for."""

    backlog: int
    replay: bool
    no_tail: bool
    level: str
    version: int
    firehose: bool
    start: str
    include_entity: list[str]
    exclude_entity: list[str]
    include_module: list[str]
    exclude_module: list[str]
    include_label: list[str]
    exclude_label: list[str]

    def takes(self, record: LogRecord, model: str) -> bool:
        """Whether a record is one of those."""
        if record.model != model and not self.firehose:
            return False
        if self.level and LEVELS.index(record.level) < LEVELS.index(self.level):
            return False
        if self.start and record.at < self.start:
            return False
        chosen = (
            (self.include_entity, self.exclude_entity, lambda one: _entity(one, record.entity)),
            (self.include_module, self.exclude_module, lambda one: _module(one, record.module)),
            (self.include_label, self.exclude_label, lambda one: _label(one, record)),
        )
        return all(
            (not wanted or any(map(fits, wanted))) and not any(map(fits, unwanted))
            for wanted, unwanted, fits in chosen
        )


def _entity(pattern: str, entity: str) -> bool:
    """An entity by its tag; ``*`` at the end takes all that begin so."""
    return entity.startswith(pattern[:-1]) if pattern.endswith("*") else entity == pattern


def _module(pattern: str, module: str) -> bool:
    """A module takes its submodules, too."""
    return module == pattern or module.startswith(pattern + ".")


def _label(pattern: str, record: LogRecord) -> bool:
    name, _, value = pattern.partition("=")
    return record.labels.get(name) == value if "=" in pattern else name in record.labels


def read_query(query: str, version: tuple[int, int]) -> Wanted:
    """What a query asks for, or Juju's words for what is wrong in it."""
    given = parse_qs(query, keep_blank_values=True)
    number, flag = functools.partial(_number, given), functools.partial(_flag, given)
    level = _level(given)
    text = given.get("version", ["1"])[0]
    if version >= (4, 0) and not text.isdigit():
        raise Refused(f'version value "{text}" is not a valid number')
    labels = ("includeLabels", "excludeLabels") if version >= (4, 0) else ("includeLabel", "excludeLabel")
    for name in labels if version >= (4, 0) else ():
        for one in given.get(name, []):
            if "=" not in one:
                raise Refused(f'{name[:7]} label key value "{one}" not valid')
    return Wanted(
        # 3.6 and 4.0 keep both in one variable: the larger name of the two wins.
        backlog=number("maxLines") or number("backlog") if version >= (3, 0) else number("backlog"),
        replay=flag("replay"),
        no_tail=flag("noTail"),
        level=level,
        version=int(text) if text.isdigit() else 1,
        firehose=version >= (4, 0) and flag("firehose"),
        start=_start(given.get("startTime", [""])[0]),
        include_entity=given.get("includeEntity", []),
        exclude_entity=given.get("excludeEntity", []),
        include_module=given.get("includeModule", []),
        exclude_module=given.get("excludeModule", []),
        include_label=given.get(labels[0], []) + (given.get("includeLabel", []) if version >= (4, 0) else []),
        exclude_label=given.get(labels[1], []) + (given.get("excludeLabel", []) if version >= (4, 0) else []),
    )


def _number(given: Mapping[str, list[str]], name: str) -> int:
    text = given.get(name, [""])[0]
    if text and not text.isdigit():
        raise Refused(f'{name} value "{text}" is not a valid unsigned number')
    return int(text or 0)


def _flag(given: Mapping[str, list[str]], name: str) -> bool:
    text = given.get(name, [""])[0]
    if text.lower() not in ("", "true", "false", "1", "0", "t", "f"):
        raise Refused(f'{name} value "{text}" is not a valid boolean')
    return text.lower() in ("true", "1", "t")


def _level(given: Mapping[str, list[str]]) -> str:
    level = given.get("level", [""])[0]
    if level and level not in LEVELS[:5]:
        known = ", ".join(f'"{one}"' for one in LEVELS[:5])
        raise Refused(f'level value "{level}" is not one of {known}')
    return level


def _start(text: str) -> str:
    if not text:
        return ""
    try:
        moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise Refused(f'start time "{text}" is not a valid time in RFC3339 format') from None
    return moment.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")


class LogStream:
    """One client of debug-log."""

    def __init__(self, simulation: Simulation, peer: Peer, model: str, wanted: Wanted) -> None:
        self.simulation = simulation
        self.peer = peer
        self.model = model
        self.wanted = wanted

    def begin(self) -> None:
        """Say that all is well, then what was, then listen for what comes."""
        new = self.simulation.series.version >= (2, 0)
        self.peer.send("{}\n" if new else '{"Error":null}\n')
        fitting = [record for record in self.simulation.logs if self.wanted.takes(record, self.model)]
        if not self.wanted.replay:
            # Recorded on 4.0.15 with maxLines and noTail: the last so many.
            fitting = (
                fitting[-self.wanted.backlog :]
                if self.wanted.backlog
                else fitting
                if self.wanted.no_tail
                else []
            )
        for record in fitting:
            self._tell(record)
        if self.wanted.no_tail:
            self.peer.close(1000)
        else:
            self.simulation.log_listeners.append(self._heard)

    def _heard(self, record: LogRecord) -> None:
        if self.wanted.takes(record, self.model):
            self._tell(record)

    def _tell(self, record: LogRecord) -> None:
        version = self.simulation.series.version
        if version < (2, 0):
            when = record.at[:19].replace("T", " ")
            line = (
                f"{record.entity}: {when} {record.level} {record.module} {record.location} {record.message}\n"
            )
            self.peer.send(line)
            return
        frame: dict[str, object] = {}
        if version >= (4, 0):
            frame["uuid"] = record.model
        frame |= {
            "tag": record.entity,
            "ts": record.at,
            "sev": record.level,
            "mod": record.module,
            "loc": record.location,
            "msg": record.message,
        }
        if version >= (4, 0) and self.wanted.version >= 2:
            if record.labels:
                frame["lab"] = record.labels
        elif version >= (2, 9):
            frame["lab"] = list(record.labels) or None
        self.peer.send(json.dumps(frame, separators=(",", ":")) + "\n")

    def received(self, frame: str | bytes) -> Awaitable[None] | None:
        """Nobody listens to the client."""
        return None

    def gone(self, code: int | None, reason: str) -> Awaitable[None] | None:
        """Stop telling."""
        if self._heard in self.simulation.log_listeners:
            self.simulation.log_listeners.remove(self._heard)
        return None


class _Refusal:
    """A stream that ends with its first frame."""

    def received(self, frame: str | bytes) -> Awaitable[None] | None:
        return None

    def gone(self, code: int | None, reason: str) -> Awaitable[None] | None:
        return None


def open_log(
    simulation: Simulation, peer: Peer, later: Callable[[Callable[[], None]], object]
) -> Handler | HttpResponse:
    """A debug-log stream; what is wrong with it is told in its first frame.

    Args:
        simulation: whose records.
        peer: the client.
        later: does something once the websocket is open.
    """
    place = socket_path(peer.path)
    version = simulation.series.version
    try:
        user = user_of(simulation, peer.headers)
        model = place.model if place and place.model else simulation.controller_model.uuid
        if simulation.state.find(Model, model) is None:
            failure = simulation.series.unknown_model(model)
            raise Refused(failure.message, failure.code)
        if user.access != "superuser" and simulation.state.find(Access, f"{user.name} model-{model}") is None:
            prefix = "authorization failed: " if version >= (3, 0) else ""
            raise Refused(prefix + "permission denied", "unauthorized access")
        wanted = read_query(peer.path.partition("?")[2], version)
    except Refused as refused:
        error = {"message": refused.failure.message, "code": refused.failure.code}
        old = {"Error": {"Message": refused.failure.message, "Code": refused.failure.code}}
        text = json.dumps({"error": error} if version >= (2, 0) else old, separators=(",", ":"))

        def say() -> None:
            peer.send(text + "\n")
            peer.close(1001)

        later(say)
        return _Refusal()
    stream = LogStream(simulation, peer, model, wanted)
    later(stream.begin)
    return stream
