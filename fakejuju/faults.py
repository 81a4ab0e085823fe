"""Faults on purpose: calls and lines that fail as networks and busy controllers let them fail.

    controller.faults.error("Application.Deploy", "try again", code="try again", times=2)
    controller.faults.delay("AllWatcher.Next", 30)  # until controller.advance(30)
    with controller.faults.drop("Client.FullStatus") as lost:
        ...
    assert lost.hits == 1

A fault names calls as ``Facade.Method``; ``*`` in it is any text, and ``*`` alone every call, the
login included. The newest fault that takes a call decides over it. Nothing here sleeps or rolls
dice: a delay is one of the controller's clock, and chances come from its seed.
"""

from __future__ import annotations

import difflib
import weakref
from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from types import TracebackType
from typing import Any, Literal, NamedTuple

import msgspec

from fakejuju.errors import FakeJujuError
from fakejuju.journal import holds
from fakejuju.server import Handler, Host, HttpRequest, HttpResponse, Peer, plain
from fakejuju.session import Conversation
from fakejuju.simulation import Simulation
from fakejuju.simulator import Simulator
from jujuclient import facades
from jujuclient.wire.dialect import read_reply
from jujuclient.wire.messages import Failure, Reply, Request
from jujuclient.wire.series import Series

Kind = Literal["close", "delay", "drop", "error", "garble", "turn away"]


class Often(NamedTuple):
    """How often a fault strikes.

    Attributes:
        times: how many it takes in all; 0 is every one.
        skip: how many it lets pass first.
        chance: of taking one, from 0 to 1.
    """

    times: int
    skip: int
    chance: float

    def demand(self) -> Often:
        """Itself, if it makes sense.

        Raises:
            FakeJujuError: it does not.
        """
        if self.times < 0 or self.skip < 0 or not 0 <= self.chance <= 1:
            raise FakeJujuError(
                "a fault has times from 0 up (0 is always), skip from 0 up and a chance from 0 to 1, "
                f"and not times={self.times}, skip={self.skip}, chance={self.chance:g}"
            )
        return self


class Effect(NamedTuple):
    """What comes of a call that a fault takes.

    Attributes:
        carried_out: whether the controller does what it was asked.
        failure: what is answered, and kept in ``requests``, where it does not.
        seconds: how late the answer is.
        code: of the close frame.
        status: of the HTTP answer, at the door.
    """

    carried_out: bool = True
    failure: Failure = Failure("fakejuju: a fault lost this call before it was carried out")
    seconds: float = 0
    code: int | None = None
    status: int = 0


class Fault:
    """One fault: what it takes, how often, and what comes of it. Leaving its ``with`` block ends it.

    Attributes:
        kind: what happens, such as ``delay``.
        calls: which calls, as they were named; the path of a websocket where clients are turned away.
        effect: the particulars.
        hits: how many it has taken.
    """

    def __init__(
        self,
        faults: Faults,
        kind: Kind,
        calls: str,
        often: Often,
        params: Mapping[str, Any] | None = None,
        effect: Effect = Effect(),  # noqa: B008 - a NamedTuple is a constant
        but: tuple[str, ...] = (),
    ) -> None:
        self.kind = kind
        self.calls = calls
        self.effect = effect
        self.hits = 0
        self._faults = faults
        self._often = often.demand()
        self._passed = 0
        self._params = {name.replace("_", "-"): value for name, value in (params or {}).items()}
        self._but = but

    def __repr__(self) -> str:
        often = f" of {self._often.times}" if self._often.times else ""
        return f"<Fault {self.kind} {self.calls}: {self.hits}{often} taken>"

    def __enter__(self) -> Fault:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()

    def remove(self) -> None:
        """Let what it would take pass from now on; what it delays still comes at its time."""
        self._faults.remove(self)

    def takes(self, name: str, params: str, fraction: Callable[[], float]) -> bool:
        """Whether it takes this one; counts it if so."""
        times, skip, chance = self._often
        if (times and self.hits >= times) or not self._names(name):
            return False
        if self._params and not holds(_decoded(params), self._params):
            return False
        if self._passed < skip:
            self._passed += 1
            return False
        if chance < 1 and fraction() >= chance:
            return False
        self.hits += 1
        return True

    def _names(self, name: str) -> bool:
        return fnmatchcase(name, self.calls) and not any(fnmatchcase(name, one) for one in self._but)


def _decoded(params: str) -> Any:
    try:
        return msgspec.json.decode(params or "{}")
    except msgspec.DecodeError:
        return None


class Faults:
    """The faults of one controller. Without any, nothing is looked at and nothing is slower.

    All but ``clear``, ``hang_up`` and ``upgrading`` take ``times`` (how many it takes in all; 0 is every
    one until it is removed), ``skip`` (how many it lets pass first) and ``chance`` (of taking one, by
    the controller's seed); those of calls take ``params``, what the parameters must hold, as in
    ``controller.requests.assert_asked``. A call that no Juju has, and a number that makes no sense, is
    a ``FakeJujuError``.
    """

    def __init__(self, simulation: Simulation, do: Callable[[Callable[[], None]], object]) -> None:
        """Begin without any.

        Args:
            simulation: whose clock and seeds to use.
            do: does something on the loop that the lines are of.
        """
        self._simulation = simulation
        self._do = do
        self._calls: tuple[Fault, ...] = ()
        self._doors: tuple[Fault, ...] = ()
        self.lines: weakref.WeakSet[FaultyPeer] = weakref.WeakSet()

    def __repr__(self) -> str:
        return f"<Faults {[*self._calls, *self._doors]}>"

    # --- what can go wrong -------------------------------------------------------------------

    def clear(self) -> None:
        """End all of them."""
        self._calls = self._doors = ()

    def close(
        self, calls: str, *, carried_out: bool = True, code: int | None = None,
        params: Mapping[str, Any] | None = None, times: int = 0, skip: int = 0, chance: float = 1,
    ) -> Fault:  # fmt: skip
        """The line ends where the answer would have come.

        Args:
            carried_out: False loses the call before anything came of it.
            code: of the close frame; None for a frame without one.
        """
        effect = Effect(carried_out, code=code)
        return self._add("close", calls, Often(times, skip, chance), params, effect)

    def delay(
        self, calls: str, seconds: float, *,
        params: Mapping[str, Any] | None = None, times: int = 0, skip: int = 0, chance: float = 1,
    ) -> Fault:  # fmt: skip
        """The call is carried out at once, and its answer comes later; others may come before it.

        Args:
            seconds: on the controller's clock, which stands still until ``advance`` or ``settle``.
        """
        if seconds < 0:
            raise FakeJujuError(f"no answer comes {-seconds:g} s early; give seconds from 0 up")
        return self._add("delay", calls, Often(times, skip, chance), params, Effect(seconds=seconds))

    def drop(
        self, calls: str, *, carried_out: bool = True,
        params: Mapping[str, Any] | None = None, times: int = 0, skip: int = 0, chance: float = 1,
    ) -> Fault:  # fmt: skip
        """The answer never comes, and the line stays open.

        Args:
            carried_out: False loses the call before anything came of it.
        """
        return self._add("drop", calls, Often(times, skip, chance), params, Effect(carried_out))

    def error(
        self, calls: str, message: str, *, code: str = "", info: Mapping[str, Any] | None = None,
        params: Mapping[str, Any] | None = None, times: int = 0, skip: int = 0, chance: float = 1,
    ) -> Fault:  # fmt: skip
        """The answer is an error with that message, code and info, and nothing else came of the call."""
        failure = Failure(message, code, msgspec.json.encode(info).decode() if info else "")
        return self._add("error", calls, Often(times, skip, chance), params, Effect(False, failure))

    def garble(
        self, calls: str, *,
        params: Mapping[str, Any] | None = None, times: int = 0, skip: int = 0, chance: float = 1,
    ) -> Fault:  # fmt: skip
        """Only the first half of the answer's frame comes, which is no JSON; the call is carried out."""
        return self._add("garble", calls, Often(times, skip, chance), params, Effect())

    def hang_up(self, code: int | None = 1001) -> int:
        """Every line that is open ends now, with that code in its close frame; how many those were."""
        ended: list[FaultyPeer] = []

        def end() -> None:
            ended.extend(sorted((one for one in self.lines if not one.closed), key=lambda one: one.number))
            for line in ended:
                line.close(code)

        self._do(end)
        return len(ended)

    def turn_away(
        self, path: str = "*", *, status: int = 503, times: int = 0, skip: int = 0, chance: float = 1
    ) -> Fault:
        """Clients that want a websocket are refused one.

        Args:
            path: of the websocket, ``/model/*`` for those of models.
            status: of the HTTP answer.
        """
        if not 400 <= status <= 599:
            raise FakeJujuError(f"HTTP status {status} refuses nobody; give one from 400 to 599")
        fault = Fault(self, "turn away", path, Often(times, skip, chance), effect=Effect(status=status))
        self._doors = (fault, *self._doors)
        return fault

    def upgrading(self) -> Fault:
        """The controller is being upgraded until this is removed: most calls are refused.

        Logins, statuses, pings and what ``juju ssh`` asks are answered. 1.25 says so in words of its
        own and without a code. Source: the wire facts, section 5.
        """
        but: tuple[str, ...] = ("Admin.*", "Client.FullStatus", "Pinger.*", "SSHClient.*")
        if self._simulation.series.version < (4, 0):
            but = (*but, "Client.FindTools", "Client.AbortCurrentUpgrade")
        effect = Effect(False, _upgrading(self._simulation.series))
        return self._add("error", "*", Often(0, 0, 1), None, effect, but)

    # --- what the other end asks -------------------------------------------------------------

    def around(self, simulator: Simulator) -> Host:
        """The simulator as clients meet it."""
        return FaultyHost(simulator, self)

    def at_the_door(self, path: str) -> Fault | None:
        """The fault that takes a client who wants a websocket; None for most."""
        return self._first(self._doors, path.partition("?")[0], "")

    def choose(self, request: Request) -> Fault | None:
        """The fault that takes a call; None for most."""
        return self._first(self._calls, f"{request.facade}.{request.method}", request.params)

    def later(self, seconds: float, do: Callable[[], None]) -> None:
        """Do something that many seconds from now."""
        self._simulation.clock.after(seconds, do)

    def remove(self, fault: Fault) -> None:
        """End one."""
        self._calls = tuple(one for one in self._calls if one is not fault)
        self._doors = tuple(one for one in self._doors if one is not fault)

    def _first(self, faults: tuple[Fault, ...], name: str, params: str) -> Fault | None:
        for fault in faults:
            if fault.takes(name, params, lambda: self._simulation.seeds.fraction("fault")):
                return fault
        return None

    def _add(
        self, kind: Kind, calls: str, often: Often, params: Mapping[str, Any] | None, effect: Effect,
        but: tuple[str, ...] = (),
    ) -> Fault:  # fmt: skip
        _demand_known(calls)
        fault = Fault(self, kind, calls, often, params, effect, but)
        self._calls = (fault, *self._calls)
        return fault


def _upgrading(series: Series) -> Failure:
    if series.version >= (2, 0):
        return Failure("upgrade in progress", "upgrade in progress")
    return Failure("upgrade in progress - Juju functionality is limited")


def _demand_known(calls: str) -> None:
    """Refuse a call that no Juju has: a fault that can take nothing would be a test that tests nothing."""
    facade, dot, method = calls.partition(".")
    if "*" in facade and not dot:
        return
    named = [name for name in facades.names() if fnmatchcase(name, facade)]
    if not named:
        raise FakeJujuError(f"no Juju has a facade {facade}{_near(facade, facades.names())}")
    methods = {one.wire for name in named for one in _loaded(name)}
    if not any(fnmatchcase(one, method) for one in methods):
        raise FakeJujuError(
            f"no Juju has a call {calls}{_near(method, methods)}; name calls as Application.Deploy"
        )


def _loaded(name: str) -> tuple[Any, ...]:
    facade = facades.load(name)
    return facade.methods() if facade is not None else ()


def _near(word: str, known: Any) -> str:
    near = difflib.get_close_matches(word, sorted(known), n=3)
    return f"; there is {', '.join(near)}" if near else ""


class FaultyPeer(Peer):
    """A client's end of a websocket, with faults on the way to it.

    Attributes:
        number: how many came before it.
        taken: number of a call to the fault that has taken its answer.
    """

    def __init__(self, behind: Peer, faults: Faults, number: int) -> None:
        super().__init__(behind.path, behind.headers, _nothing)
        self.number = number
        self.taken: dict[int, Fault] = {}
        self._behind = behind
        self._faults = faults

    def send(self, frame: str | bytes) -> None:
        """Send a frame, unless a fault has taken the answer in it."""
        fault = self.taken.pop(read_reply(_text(frame)).number, None) if self.taken else None
        if fault is None:
            self._behind.send(frame)
        elif fault.kind == "delay":
            self._faults.later(fault.effect.seconds, lambda: self._behind.send(frame))
        elif fault.kind == "garble":
            self._behind.send(frame[: len(frame) // 2])
        elif fault.kind == "close":
            self.close(fault.effect.code)

    def close(self, code: int | None = 1000, reason: str = "") -> None:
        """Send a close frame."""
        self.closed = True
        self._behind.close(code, reason)

    async def drain(self) -> None:
        """Wait until what was sent so far has been handed to the socket."""
        await self._behind.drain()


async def _nothing(message: object) -> None:
    """What goes out goes through the peer behind."""


def _text(frame: str | bytes) -> str:
    return frame if isinstance(frame, str) else frame.decode()


class FaultyHost:
    """A simulator with faults in front of it: what a port is given."""

    def __init__(self, simulator: Simulator, faults: Faults) -> None:
        self._simulator = simulator
        self._faults = faults
        self._opened = 0

    async def open(self, peer: Peer) -> Handler | HttpResponse:
        """Take a websocket, unless a fault refuses it."""
        refused = self._faults.at_the_door(peer.path)
        if refused is not None:
            return plain(refused.effect.status, "fakejuju: a fault turns this client away\n")
        self._opened += 1
        line = FaultyPeer(peer, self._faults, self._opened)
        handler = await self._simulator.open(line)
        self._faults.lines.add(line)
        if isinstance(handler, Conversation) and handler.is_api:
            handler.backend = FaultyBackend(self._simulator, self._faults, line)
        return handler

    async def http(self, request: HttpRequest) -> HttpResponse:
        """Answer a plain request; faults are of websockets."""
        return await self._simulator.http(request)


class FaultyBackend:
    """What answers the calls of one connection, faults first."""

    def __init__(self, simulator: Simulator, faults: Faults, line: FaultyPeer) -> None:
        self._simulator = simulator
        self._faults = faults
        self._line = line

    def answer(self, conversation: Conversation, request: Request) -> None:
        """Answer a call, or let a fault take it."""
        fault = self._faults.choose(request)
        if fault is not None and not fault.effect.carried_out:
            self._lose(conversation, request, fault)
            return
        if fault is not None:
            self._line.taken[request.number] = fault
        self._simulator.answer(conversation, request)

    def left(self, conversation: Conversation) -> None:
        """The client is gone."""
        self._line.closed = True
        self._line.taken.clear()
        self._simulator.left(conversation)

    def _lose(self, conversation: Conversation, request: Request, fault: Fault) -> None:
        """The call is kept among what was asked, and nothing comes of it."""
        if self._simulator.asked is not None:
            self._simulator.asked(conversation, request)
        if self._simulator.heard is not None:
            self._simulator.heard(conversation, request, Reply(0, "{}", fault.effect.failure))
        if fault.kind == "error":
            conversation.refuse(request, fault.effect.failure)
        elif fault.kind == "close":
            self._line.close(fault.effect.code)


__all__ = ["Fault", "Faults"]
