"""Ask a simulation everything that a cassette holds, in order, and compare the answers."""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from fakejuju.cassette.files import body_bytes
from fakejuju.cassette.model import Cassette, Close, Exchange, HttpExchange, Note
from fakejuju.errors import FakeJujuError
from fakejuju.inside import Line, dial
from fakejuju.paths import socket_path
from fakejuju.server import HttpRequest, HttpResponse
from fakejuju.session import Conversation
from fakejuju.simulator import Simulator
from fakejuju.verify.compare import Difference, Minted, compare
from fakejuju.verify.elsewhere import Elsewhere
from fakejuju.verify.fold import Fold, is_deltas
from fakejuju.verify.missing import Missing
from fakejuju.verify.seen import Seen
from jujuclient.wire.dialect import read_reply, write_request
from jujuclient.wire.messages import Reply, Request

if TYPE_CHECKING:
    from fakejuju.verify.notes import Notes


class Verdict(NamedTuple):
    """One answer held against the recorded one."""

    cassette: str
    exchange: int
    call: str
    request: str
    differences: tuple[Difference, ...]
    unknown: str = ""
    """What was there before the recording, and alone explains the differences."""

    @property
    def level(self) -> str:
        """The worst level at which they differ, "" when they agree."""
        return self.differences[0].level if self.differences else ""


class _Life:
    """One cassette while it is asked."""

    def __init__(self, cassette: Cassette, name: str, password: str) -> None:
        self.name = name
        self.marks = dict.fromkeys(right_marks(cassette), password)
        self.paths = {connection.number: connection.path for connection in cassette.connections}
        self.conversations: dict[int, tuple[Any, Any]] = {}
        self.waiting: list[tuple[Exchange, Any, int]] = []
        self.verdicts: list[Verdict] = []
        self.folds: dict[tuple[int, str, str], Fold] = {}
        self.nexts: dict[int, tuple[Fold, Line]] = {}


def right_marks(cassette: Cassette) -> set[str]:
    """The marks of the administrator's password: each cassette numbers its marks by itself."""
    found: set[str] = set()
    for exchange in cassette.exchanges:
        if exchange.facade == "Admin" and exchange.method == "Login" and exchange.failure is None:
            params = msgspec.json.decode(exchange.params)
            user = params.get("auth-tag") or params.get("AuthTag")
            mark = params.get("credentials") or params.get("Password")
            if mark and user == "user-admin":
                found.add(mark)
    return found


_MARK = re.compile(r"<[a-z][a-z0-9-]*:\d+>")


def numbers_of_machines(cassette: Cassette) -> dict[int, tuple[str, set[int]]]:
    """Exchange to the model and the machines that it was answered to have made, by their numbers."""
    paths = {connection.number: connection.path for connection in cassette.connections}
    found: dict[int, tuple[str, set[int]]] = {}
    for exchange in cassette.exchanges:
        if exchange.method in ("AddMachines", "AddMachinesV2") and exchange.failure is None:
            place = socket_path(paths[exchange.on])
            found[exchange.number] = (place.model if place is not None else "", set(_numbers(exchange)))
    return found


def _numbers(exchange: Exchange) -> Iterator[int]:
    """The machines that a call made; a container in a machine that was there makes none."""
    asked, answered = msgspec.json.decode(exchange.params or "{}"), msgspec.json.decode(exchange.result)
    wanted = asked.get("params") or asked.get("MachineParams") or ()
    made = answered.get("machines") or answered.get("Machines") or ()
    for item, one in zip(wanted, made, strict=False):
        id = str(one.get("machine") or one.get("Machine") or "")
        if id and not (item.get("parent-id") or item.get("ParentId")):
            yield int(id.partition("/")[0])


def _hang_up(handler: Any, peer: Any) -> None:
    if isinstance(handler, Conversation):
        handler.gone(1000, "")


class Asker:
    """Asks one simulator what cassettes hold, in their order.

    Args:
        simulator: whom to ask.
        authorization: the header that takes the place of one that was right.
        password: the administrator's.
        exchanges: all that is going to be asked, of every cassette.
        read_off: whether what agents did is read off the answers, as there are no notes of it.

    Attributes:
        verdicts: of the answers so far.
        unasked: events that could not be asked, with the reason.
    """

    def __init__(
        self,
        simulator: Simulator,
        *,
        authorization: str,
        password: str = "",
        exchanges: Iterable[Exchange] = (),
        read_off: bool = False,
    ) -> None:
        self.simulator = simulator
        self.minted = Minted()
        self.verdicts: list[Verdict] = []
        self.unasked: list[str] = []
        self._authorization = authorization
        self._password = password
        self._notes: Notes | None = None
        self._taken: dict[int, tuple[str, set[int]]] = {}
        self._seen = Seen(simulator.simulation) if read_off else None
        exchanges = list(exchanges)
        self._missing = Missing(simulator.simulation, exchanges)
        self._elsewhere = Elsewhere(simulator.simulation, exchanges)

    def ask(self, cassette: Cassette, name: str) -> None:
        """Ask everything of a cassette."""
        asyncio.run(self._ask(cassette, name))

    async def _ask(self, cassette: Cassette, name: str) -> None:
        life = _Life(cassette, name, self._password)
        self._taken = numbers_of_machines(cassette)
        for event in cassette.events:
            if isinstance(event, Exchange):
                await self._exchange(life, event)
            elif isinstance(event, HttpExchange):
                await self._http(event, cassette, name)
            elif isinstance(event, Close):
                _hang_up(*life.conversations.pop(event.on, (None, None)))
            elif isinstance(event, Note):
                self.note(event)
            life.waiting = [one for one in life.waiting if not self._judge(life, *one)]
            self._take_deltas(life)
        self._judge_deltas(life)
        for exchange, _, _ in life.waiting:
            missing = Difference("outcome", "", "an answer", "no answer")
            life.verdicts.append(Verdict(name, exchange.number, exchange.call, exchange.params, (missing,)))
        self.verdicts += sorted(life.verdicts, key=lambda verdict: verdict.exchange)
        for conversation in life.conversations.values():
            _hang_up(*conversation)

    async def _exchange(self, life: _Life, exchange: Exchange) -> None:
        if exchange.on not in life.conversations:
            life.conversations[exchange.on] = await dial(
                self.simulator, self.minted.rewrite(life.paths[exchange.on])
            )
        handler, peer = life.conversations[exchange.on]
        if handler is None:
            self.unasked.append(f"{life.name}: exchange {exchange.number}: the socket was refused")
            return
        # A number of our own: recorded clients used some twice.
        number = 1_000_000 + exchange.number
        self._missing.look(exchange)
        if self._seen is not None:
            place = socket_path(life.paths[exchange.on])
            self._seen.look(exchange, self.minted.rewrite(place.model) if place is not None else "")
        self._send(life, handler, exchange, number)
        self._taken.pop(exchange.number, None)
        self._assign()
        if is_deltas(exchange):
            self._fold(life, exchange, peer, number)
        elif exchange.answered is not None:
            life.waiting.append((exchange, peer, number))

    def _assign(self) -> None:
        if self._notes is not None:
            self._reserve()
            self._notes.assign()

    def _reserve(self) -> None:
        """Keep the numbers of machines that calls yet to come are recorded to have got."""
        assert self._notes is not None
        taken: dict[str, set[int]] = {}
        for model, numbers in self._taken.values():
            taken.setdefault(self.minted.rewrite(model), set()).update(numbers)
        self._notes.taken = taken

    def _fold(self, life: _Life, exchange: Exchange, line: Line, number: int) -> None:
        watcher = (exchange.on, exchange.facade, exchange.id)
        fold = life.folds.setdefault(watcher, Fold(exchange))
        life.nexts[number] = (fold, line)
        if exchange.answered is not None:
            fold.take(fold.recorded, exchange.result, self.minted.rewrite)

    def _take_deltas(self, life: _Life) -> None:
        for number, (fold, line) in list(life.nexts.items()):
            reply = line.take(number)
            if reply is not None:
                del life.nexts[number]
                if reply.failure is None:
                    fold.take(fold.simulated, reply.result)

    def _judge_deltas(self, life: _Life) -> None:
        self._take_deltas(life)
        for fold in life.folds.values():
            if not fold.recorded:
                continue  # its Nexts were asked, and their answers not recorded
            for name, found in fold.differences(self.minted):
                call = f"{fold.exchange.facade} told {name.partition(' ')[0]}"
                unknown = self._elsewhere.judge_told(name, self.minted.rewrite) if found else ""
                life.verdicts.append(
                    Verdict(life.name, fold.exchange.number, call, name, tuple(found), unknown)
                )

    def note(self, note: Note) -> None:
        """Apply what an agent did, where a recording says it; one that does not fit is told of."""
        from fakejuju.verify.notes import Notes

        if self._notes is None:
            self._notes = Notes(self.simulator.simulation)
        self._reserve()
        try:
            self._notes.apply(note.text, self.minted.rewrite)
        except FakeJujuError as error:
            self.unasked.append(str(error))

    def _send(self, life: _Life, handler: Any, exchange: Exchange, number: int) -> None:
        request = exchange.request
        params = _MARK.sub(lambda match: life.marks.get(match[0], match[0]), request.params)
        self._elsewhere.look(exchange, params, self.minted.rewrite)
        asked = Request(
            number, request.facade, request.method, request.version, self.minted.rewrite(request.id),
            self.minted.rewrite(params), request.dialect,
        )  # fmt: skip
        handler.received(write_request(asked))

    def _judge(self, life: _Life, exchange: Exchange, line: Line, number: int) -> bool:
        reply = line.take(number)
        if reply is None:
            return False
        recorded = read_reply(exchange.answer) if exchange.answer else exchange.reply
        found = compare(recorded, reply, self.minted)
        place = socket_path(life.paths[exchange.on])
        model = place.model if place is not None else ""
        unknown = self._elsewhere.judge(exchange, found, model)
        life.verdicts.append(
            Verdict(life.name, exchange.number, exchange.call, exchange.params, tuple(found), unknown)
        )
        return True

    async def _http(self, event: HttpExchange, cassette: Cassette, name: str) -> None:
        body = body_bytes(event.body, cassette.path)
        if body is None and event.body is not None and event.body.size:
            self.unasked.append(f"{name}: http {event.number}: the body was not kept")
            return
        headers = [(k, self._header(k, v, event)) for k, v in event.headers]
        request = HttpRequest(event.method, self.minted.rewrite(event.path), headers, _once(body or b""))
        self._elsewhere.look_at_upload(event, self.minted.rewrite)
        response = await self.simulator.http(request)
        if not event.status:
            return
        text = await _text(response)
        recorded = body_bytes(event.response_body, cassette.path)
        if event.response_body is None and not event.response_headers:
            recorded = None
        # What the recording did not keep is not held against anything.
        one = Reply(0, text if recorded is None else recorded.decode(errors="replace"))
        found = compare(one, Reply(0, text), self.minted)
        if response.status != event.status:
            found = [Difference("outcome", "status", str(event.status), str(response.status)), *found]
        unknown = self._elsewhere.judge(event, found)
        call = f"{event.method} {event.path}"
        self.verdicts.append(Verdict(name, event.number, call, "", tuple(found), unknown))

    def _header(self, name: str, value: str, event: HttpExchange) -> str:
        if name.lower() == "authorization" and value.startswith("<"):
            # A mark stands for what the client sent; where that was right, ours is.
            return self._authorization if event.status not in (401, 403) else wrong_basic(event)
        return self.minted.rewrite(value)


async def _once(body: bytes) -> AsyncIterator[bytes]:
    if body:
        yield body


async def _text(response: HttpResponse) -> str:
    if isinstance(response.body, bytes):
        return response.body.decode(errors="replace")
    return b"".join([chunk async for chunk in response.body]).decode(errors="replace")


_NO_TAG = re.compile(r'"([^"]*)" is not a valid tag')


def wrong_basic(event: HttpExchange) -> str:
    """The Authorization header of one who was refused: of no tag where the answer says that it is none."""
    answer = event.response_body.text if event.response_body is not None else ""
    tag = _NO_TAG.search(answer or "")
    user = tag[1] if tag is not None else "user-admin"
    return "Basic " + base64.b64encode(f"{user}:wrong".encode()).decode()


def basic(user: str, password: str) -> str:
    """The Authorization header of a user."""
    return "Basic " + base64.b64encode(f"user-{user}:{password}".encode()).decode()


def shares(verdicts: Iterable[Verdict]) -> dict[str, int]:
    """How many answers agree in outcome, in error, in shape, in value; and how many there are."""
    counted = {"answers": 0, "outcome": 0, "error": 0, "shape": 0, "value": 0}
    for verdict in verdicts:
        counted["answers"] += 1
        levels = {difference.level for difference in verdict.differences}
        for number, level in enumerate(("outcome", "error", "shape", "value")):
            if not levels & set(("outcome", "error", "shape", "value")[: number + 1]):
                counted[level] += 1
    return counted
