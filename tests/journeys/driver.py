"""Drives a fake over real TLS sockets with the requests of a cassette, in an order of the test's choice.

Each recorded connection is a lane: its steps are calls to send and answers to await, in the order
of the file. A lane sends its next call only when the answers that it had seen by then in the
recording have come, as the recorded client did; which lane goes next is for the test to choose.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from typing import Any, NamedTuple

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosedError

from fakejuju.cassette.files import body_bytes
from fakejuju.cassette.layouts import answer_frame
from fakejuju.cassette.model import Cassette, Exchange, HttpExchange, Push
from fakejuju.served import Served
from jujuclient.wire.dialect import read_reply, write_request
from jujuclient.wire.messages import Request

DEADLINE = 20.0
"""Seconds without any progress after which the drive counts as hung."""


class Step(NamedTuple):
    """Something to send (``asked``) or to await (not ``asked``)."""

    place: int
    asked: bool
    event: Exchange | HttpExchange | Push


class Mismatch(AssertionError):
    """What came is not what was recorded."""


class Lane:
    """One connection of the drive."""

    def __init__(self, drive: Drive, path: str, steps: list[Step], first_number: int) -> None:
        self.drive = drive
        self.path = path
        self.steps = sorted(steps, key=lambda step: (step.place, not step.asked))
        self.position = 0
        self.number = first_number
        self.awaited: dict[int, Exchange] = {}
        self.arrived: set[int] = set()
        self.pushes: list[str] = []
        self.socket: Any = None
        self.reader: asyncio.Task[None] | None = None
        self.ended = False

    @property
    def done(self) -> bool:
        return self.position >= len(self.steps)

    def ready(self) -> bool:
        """Whether the next step can be taken without waiting."""
        if self.done:
            return False
        step = self.steps[self.position]
        if step.asked:
            return True
        if isinstance(step.event, Push):
            seen = sum(isinstance(s.event, Push) for s in self.steps[: self.position])
            return len(self.pushes) > seen
        return step.event.number in self.arrived

    async def take(self) -> None:
        """Take the next step."""
        step = self.steps[self.position]
        if step.asked and isinstance(step.event, Exchange):
            await self.send(step.event)
        elif isinstance(step.event, Push):
            seen = sum(isinstance(s.event, Push) for s in self.steps[: self.position])
            if self.pushes[seen] != step.event.frame:
                raise Mismatch(f"pushed {self.pushes[seen]!r}, recorded {step.event.frame!r}")
        self.position += 1

    async def open(self) -> None:
        if self.socket is None:
            self.socket = await connect(
                f"wss://{self.drive.endpoint}{self.path}", ssl=self.drive.tls,
                server_hostname="juju-apiserver", compression=None, max_size=None, ping_interval=None,
            )  # fmt: skip
            self.reader = asyncio.create_task(self.read())

    async def send(self, exchange: Exchange) -> None:
        await self.open()
        self.number += self.drive.stride
        self.awaited[self.number] = exchange
        request = Request(
            self.number, exchange.facade, exchange.method, exchange.version, exchange.id,
            exchange.params, exchange.dialect,
        )  # fmt: skip
        await self.socket.send(write_request(request))

    async def read(self) -> None:
        try:
            async for frame in self.socket:
                self.take_frame(frame)
                self.drive.progress.set()
        except ConnectionClosedError as closed:
            self.drive.wrong.append(f"the connection on {self.path} was closed: {closed}")
        self.ended = True
        self.drive.progress.set()

    def take_frame(self, frame: str) -> None:
        try:
            number = read_reply(frame).number
        except ValueError:
            self.pushes.append(frame)
            return
        exchange = self.awaited.get(number)
        if exchange is None:
            self.drive.wrong.append(f"an answer to {number}, which was not asked: {frame[:200]}")
            return
        expected = answer_frame(exchange, number)
        if frame != expected:
            self.drive.wrong.append(
                f"{exchange.call} (exchange {exchange.number}) on {self.path}\n"
                f"  came     {frame[:400]!r}\n  recorded {expected[:400]!r}"
            )
        self.arrived.add(exchange.number)

    async def close(self) -> None:
        if self.socket is not None:
            await self.socket.close()
        if self.reader is not None:
            await asyncio.wait([self.reader])
        if self.socket is not None:
            self.socket.transport.close()  # Python 3.10 asks for it


class HttpLane(Lane):
    """The HTTP exchanges, one after the other."""

    async def take(self) -> None:
        import httpx

        http = self.steps[self.position].event
        assert isinstance(http, HttpExchange)
        if self.socket is None:
            self.socket = httpx.AsyncClient(verify=self.drive.tls)
        body = body_bytes(http.body, self.drive.cassette.path) or b""
        unsent = ("content-length", "transfer-encoding", "host", "connection", "upgrade")
        headers = [(name, value) for name, value in http.headers if name.lower() not in unsent]
        request = httpx.Request(
            http.method, f"https://{self.drive.endpoint}{http.path}", headers=headers, content=body,
            extensions={"sni_hostname": "juju-apiserver", "timeout": {"read": DEADLINE}},
        )  # fmt: skip
        response = await self.socket.send(request)
        expected = body_bytes(http.response_body, self.drive.cassette.path)
        if (response.status_code, response.content) != (http.status, expected):
            self.drive.wrong.append(
                f"{http.method} {http.path} (http {http.number})\n"
                f"  came     {response.status_code} {response.content[:200]!r}\n"
                f"  recorded {http.status} {(expected or b'')[:200]!r}"
            )
        self.position += 1

    async def close(self) -> None:
        if self.socket is not None:
            await self.socket.aclose()


class Drive:
    """One drive of a whole cassette against a fake.

    Args:
        first_number, stride: how the drive numbers its calls.
    """

    def __init__(
        self, controller: Served, cassette: Cassette, *, first_number: int = 0, stride: int = 1
    ) -> None:
        self.endpoint = controller.endpoint
        self.cassette = cassette
        self.stride = stride
        self.tls = ssl.create_default_context(cadata=controller.ca)
        self.progress = asyncio.Event()
        self.wrong: list[str] = []
        self.lanes = [
            Lane(self, connection.path, self.steps_on(connection.number), first_number)
            for connection in cassette.connections
        ]
        https = [
            Step(http.place, True, http)
            for http in cassette.https
            if not any(name.lower() == "upgrade" for name, _ in http.headers) and http.status
        ]
        self.lanes.append(HttpLane(self, "", https, 0))

    def steps_on(self, number: int) -> list[Step]:
        steps = []
        for event in self.cassette.events:
            if isinstance(event, Exchange) and event.on == number:
                steps.append(Step(event.asked, True, event))
                if event.answered is not None:
                    steps.append(Step(event.answered, False, event))
            elif isinstance(event, Push) and event.on == number:
                steps.append(Step(event.place, False, event))
        return steps

    async def run(self, choose: Callable[[list[Lane]], Lane]) -> None:
        """Take every step, the next always of the lane that ``choose`` picks among the ready ones."""
        for lane in self.lanes:
            if lane.path:
                await lane.open()
        while left := [lane for lane in self.lanes if not lane.done]:
            ready = [lane for lane in left if lane.ready()]
            if ready:
                await choose(ready).take()
                continue
            if any(lane.ended for lane in left):
                raise Mismatch("closed before its answers came: " + "\n".join(self.wrong))
            self.progress.clear()
            if any(lane.ready() for lane in left):
                continue
            try:
                await asyncio.wait_for(self.progress.wait(), DEADLINE)
            except asyncio.TimeoutError:
                waits = [str(lane.steps[lane.position]) for lane in left]
                raise Mismatch("hung, waiting for " + "\n".join(waits)) from None
        for lane in self.lanes:
            await lane.close()


def in_recorded_order(ready: list[Lane]) -> Lane:
    """The lane whose next step came first in the recording."""
    return min(ready, key=lambda lane: lane.steps[lane.position].place)
