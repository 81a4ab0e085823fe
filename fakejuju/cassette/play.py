"""The causal player, without a socket or a clock: calls go in, recorded answers come out.

A recorded connection is a *lane*; a connection of the replay is a *voice*, which follows the
lane it resembles. An ordinary call is answered as soon as it is asked. A call that parks (a
watcher's ``Next``) is answered when everything that completed while it was parked in the
recording has been asked for in the replay, on whichever connection; frames that nobody asked for
are released by the same rule. Order is that of places in the file, never of time.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Literal

from fakejuju.cassette.causes import Causes, Event, Waiting
from fakejuju.cassette.layouts import answer_frame
from fakejuju.cassette.match import Keys, Matcher, first_difference
from fakejuju.cassette.model import Cassette, Close, Connection, Exchange, HttpExchange, Push, Stray
from jujuclient.wire.messages import Request

Order = Literal["causal", "strict", "any"]
Repeat = Literal["none", "last"]


class Lane:
    """A recorded connection: its calls in order, and what came on it unasked."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.exchanges: list[Exchange] = []
        self.unasked: list[Push | Close] = []
        self.voice: Voice | None = None
        self.was_bound = False
        self.head = 0


class Voice:
    """A connection of the replay.

    Attributes:
        path: what it asked for, in the spelling that lanes are compared in.
        lane: the recorded connection it follows, or None while none fits.
        played: what it was answered from, in order.
    """

    def __init__(
        self, path: str, send: Callable[[str], None], close: Callable[[int | None, str], None]
    ) -> None:
        self.path = path
        self.send = send
        self.close = close
        self.lane: Lane | None = None
        self.played: list[Exchange] = []
        self.keys: list[Keys] = []
        self.next_unasked = 0


class Parked:
    """A parked call of the replay: who asked, under which number, and what it was recorded as."""

    def __init__(self, voice: Voice, request: Request, exchange: Exchange) -> None:
        self.voice = voice
        self.request = request
        self.exchange = exchange
        self.waiting: Waiting | None = None


class Play:
    """One replay of one cassette.

    Args:
        cassette: what was recorded; it is not changed.
        order: ``causal``; ``strict`` also wants the recorded order of calls on each connection;
            ``any`` releases parked calls at once.
        repeat: ``last`` answers a call that has been played out with its last answer again.
        parks: whether a call is one that parks; the facade table knows.
        place: brings a path into the one spelling that stands for all of its spellings.
        pace: does something after as many seconds as it took in the recording; at once when None.
    """

    def __init__(
        self,
        cassette: Cassette,
        *,
        order: Order = "causal",
        repeat: Repeat = "none",
        parks: Callable[[Exchange], bool] = lambda exchange: exchange.method == "Next",
        place: Callable[[str], str] = lambda path: path,
        pace: Callable[[float, Callable[[], None]], None] | None = None,
    ) -> None:
        self.cassette = cassette
        self.order = order
        self.repeat = repeat
        self.matcher = Matcher()
        self._parks = parks
        self._place = lru_cache(maxsize=256)(place)
        self._pace = pace or (lambda _, go: go())
        self.lanes: dict[int, Lane] = {}
        self._by_path: dict[str, list[Lane]] = defaultdict(list)
        self._keys: dict[int, Keys] = {}
        self._in_lane: dict[tuple[int, str], deque[Exchange]] = defaultdict(deque)
        self._on_path: dict[tuple[str, str], deque[Exchange]] = defaultdict(deque)
        self._anywhere: dict[str, deque[Exchange]] = defaultdict(deque)
        self._last: dict[str, Exchange] = {}
        self._causes = Causes(cassette, is_any=order == "any")
        self._asked = self._causes.asked
        self._http_asked = self._causes.https
        self.parked: dict[int, Parked] = {}
        self._read()
        self._https: dict[tuple[str, str], list[HttpExchange]] = defaultdict(list)
        for http in cassette.https:
            self._https[http.method, http.path].append(http)

    def _read(self) -> None:
        spoiled: set[int] = set()
        for event in self.cassette.events:
            if isinstance(event, Connection):
                lane = self.lanes[event.number] = Lane(event)
                self._by_path[self._place(event.path)].append(lane)
            elif isinstance(event, Exchange):
                self._enter(event)
            elif isinstance(event, Push):
                self.lanes[event.on].unasked.append(event)
            elif isinstance(event, Stray):
                spoiled.add(event.on)
            elif isinstance(event, Close):
                # A close that echoes the client's, or follows a bad frame, comes by itself again.
                if event.by == "controller" and event.on not in spoiled:
                    self.lanes[event.on].unasked.append(event)
                spoiled.add(event.on)

    def _enter(self, exchange: Exchange) -> None:
        keys = self._keys[exchange.number] = self.matcher.keys(exchange.request)
        self.lanes[exchange.on].exchanges.append(exchange)
        for queue in self._queues(exchange, keys):
            queue.append(exchange)

    def _queues(self, exchange: Exchange, keys: Keys) -> Iterable[deque[Exchange]]:
        path = self._place(self.lanes[exchange.on].connection.path)
        for key in {keys.exact, keys.loose}:
            yield self._in_lane[exchange.on, key]
            yield self._on_path[path, key]
            yield self._anywhere[key]

    # --- connections -----------------------------------------------------------------------

    def opened(
        self, path: str, send: Callable[[str], None], close: Callable[[int | None, str], None]
    ) -> Voice:
        """A client opened a websocket: its voice."""
        voice = Voice(self._place(path), send, close)
        lane = next((lane for lane in self._by_path.get(voice.path, []) if not lane.was_bound), None)
        if lane is not None:
            self._bind(voice, lane)
            self._release_unasked(voice)
        return voice

    def _bind(self, voice: Voice, lane: Lane) -> None:
        """Let a voice follow a lane; who followed it without having said anything follows the other's."""
        old, other = voice.lane, lane.voice
        voice.lane, lane.voice, lane.was_bound = lane, voice, True
        if other is not None:
            other.lane, other.next_unasked = old, 0
        if old is not None:
            old.voice, old.was_bound = other, other is not None

    def has_path(self, path: str) -> bool:
        """Whether somebody opened this path in the recording."""
        return self._place(path) in self._by_path

    def gone(self, voice: Voice) -> list[Parked]:
        """A client closed its websocket; what can now no longer be caused is returned."""
        for number, parked in list(self.parked.items()):
            if parked.voice is voice:
                self._drop(number)
        lane = voice.lane
        if lane is None:
            return []
        lane.voice = None
        lost = [parked for parked in self.parked.values() if self._waits_for(parked) is lane]
        return [parked for parked in lost if parked.voice is not voice]

    def _waits_for(self, parked: Parked) -> Lane | None:
        cause = self.cause_of(parked)
        if not isinstance(cause, Exchange):
            return None
        lane = self.lanes[cause.on]
        return lane if lane.was_bound and lane.voice is None else None

    def _drop(self, number: int) -> Parked:
        parked = self.parked.pop(number)
        if parked.waiting is not None:
            parked.waiting.done = True
        return parked

    # --- calls -----------------------------------------------------------------------------

    def find(self, voice: Voice, request: Request) -> Iterable[Exchange]:
        """The recorded calls that this one may be, best first; none of them has been played."""
        keys = self.matcher.keys(request)
        if self.order == "strict":
            expected = self._expected(voice)
            if expected is not None and keys.loose == self._keys[expected.number].loose:
                yield expected
            return
        both = (keys.exact, keys.loose) if keys.exact != keys.loose else (keys.exact,)
        lane = voice.lane
        if lane is None or not self._comes_next(lane, keys):
            better = self._better_lane(voice, keys)
            if better is not None:
                yield from self._unplayed(self._in_lane.get((better.connection.number, keys.loose)))
        if lane is not None:
            for key in both:
                yield from self._unplayed(self._in_lane.get((lane.connection.number, key)))
        for key in both:
            yield from self._unplayed(self._on_path.get((voice.path, key)))
        for key in both:
            yield from self._unplayed(self._anywhere.get(key))

    def _expected(self, voice: Voice) -> Exchange | None:
        lane = voice.lane
        if lane is None:
            return None
        return next((e for e in lane.exchanges if e.number not in self._asked), None)

    def _unplayed(self, queue: deque[Exchange] | None) -> Iterable[Exchange]:
        if queue is None:
            return
        while queue and queue[0].number in self._asked:
            queue.popleft()
        for exchange in queue:
            if exchange.number not in self._asked:
                yield exchange

    def _comes_next(self, lane: Lane, keys: Keys) -> bool:
        """Whether the first call of a lane that has not been asked is this one."""
        exchanges = lane.exchanges
        while lane.head < len(exchanges) and exchanges[lane.head].number in self._asked:
            lane.head += 1
        return lane.head < len(exchanges) and self._keys[exchanges[lane.head].number].loose == keys.loose

    def _better_lane(self, voice: Voice, keys: Keys) -> Lane | None:
        """A lane that is free, that began as this voice did, and whose next call is this one."""
        position = len(voice.keys)
        for lane in self._by_path.get(voice.path, []):
            if (
                lane is not voice.lane
                and self._is_free(lane)
                and position < len(lane.exchanges)
                and self._keys[lane.exchanges[position].number].loose == keys.loose
                and self._begins_like(lane, voice)
            ):
                return lane
        return None

    def _is_free(self, lane: Lane) -> bool:
        """Whether nobody follows a lane, or somebody who has not said anything yet."""
        return not lane.was_bound or (lane.voice is not None and not lane.voice.keys)

    def played_before(self, request: Request) -> Exchange | None:
        """The recorded call that was last answered for the same one, or None."""
        keys = self.matcher.keys(request)
        return self._last.get(keys.exact) or self._last.get(keys.loose)

    def play(self, voice: Voice, request: Request, exchange: Exchange) -> None:
        """Answer a call from a recorded one, now or when its causes have been asked for."""
        self._follow(voice, exchange)
        keys = self._keys[exchange.number]
        voice.played.append(exchange)
        voice.keys.append(keys)
        self._last[keys.exact] = self._last[keys.loose] = exchange
        if exchange.answered is not None and not self._is_parked(exchange):
            self._pace(exchange.took, lambda: voice.send(answer_frame(exchange, request.number)))
            self._causes.mark(exchange)
            return
        self._causes.mark(exchange)
        self._park(voice, request, exchange)

    def again(self, voice: Voice, request: Request, exchange: Exchange) -> None:
        """Give a recorded answer once more, without any cause."""
        voice.send(answer_frame(exchange, request.number))

    def _is_parked(self, exchange: Exchange) -> bool:
        return self.order != "any" and exchange.answered != exchange.asked and self._parks(exchange)

    def _park(self, voice: Voice, request: Request, exchange: Exchange) -> None:
        parked = self.parked[exchange.number] = Parked(voice, request, exchange)
        if exchange.answered is None:
            return  # never answered in the recording, either

        def release() -> None:
            self.parked.pop(exchange.number, None)
            seconds = self._causes.since(exchange.answered or 0, exchange.at, exchange.at + exchange.took)
            self._pace(seconds, lambda: voice.send(answer_frame(exchange, request.number)))

        parked.waiting = self._causes.wait(exchange.asked, exchange.answered, release)

    def _follow(self, voice: Voice, exchange: Exchange) -> None:
        """Bind the voice to the lane it turns out to follow, and give back what it took elsewhere."""
        lane = self.lanes[exchange.on]
        if (
            lane is voice.lane
            or not self._is_free(lane)
            or self._place(lane.connection.path) != voice.path
            or not self._begins_like(lane, voice)
        ):
            return
        for index, taken in enumerate(voice.played):
            own = lane.exchanges[index]
            if taken is not own and own.number not in self._asked:
                self._give_back(taken)
                self._asked.add(own.number)
                voice.played[index] = own
        self._bind(voice, lane)
        voice.next_unasked = 0
        self._release_unasked(voice)

    def _begins_like(self, lane: Lane, voice: Voice) -> bool:
        began = [self._keys[e.number].loose for e in lane.exchanges[: len(voice.keys)]]
        return began == [keys.loose for keys in voice.keys]

    def _give_back(self, exchange: Exchange) -> None:
        self._asked.discard(exchange.number)
        self.lanes[exchange.on].head = 0
        for queue in self._queues(exchange, self._keys[exchange.number]):
            if exchange not in queue:
                queue.appendleft(exchange)

    # --- what is released ------------------------------------------------------------------

    def cause_of(self, parked: Parked) -> Event | None:
        """What a parked call is waiting for, or None when it was never answered in the recording."""
        return None if parked.waiting is None else self._causes.next_of(parked.waiting)

    def fail(self, parked: Parked) -> None:
        """Take a parked call out; its answer will not come any more."""
        self._drop(parked.exchange.number)

    def _release_unasked(self, voice: Voice) -> None:
        lane = voice.lane
        if lane is None or voice.next_unasked >= len(lane.unasked):
            return
        event = lane.unasked[voice.next_unasked]

        def release() -> None:
            before = lane.unasked[voice.next_unasked - 1].at if voice.next_unasked else lane.connection.at
            self._pace(self._causes.since(event.place, before, event.at), give)

        def give() -> None:
            if voice.lane is not lane:
                return
            voice.next_unasked += 1
            if isinstance(event, Push):
                voice.send(event.frame)
            else:
                voice.close(event.code, event.reason)
            self._release_unasked(voice)

        self._causes.wait(lane.connection.place, event.place, release)

    # --- HTTP ------------------------------------------------------------------------------

    def https(self, method: str, path: str) -> list[HttpExchange]:
        """The recorded HTTP exchanges of this method and path that have not been played."""
        found = self._https.get((method, path), [])
        return [http for http in found if http.number not in self._http_asked]

    def play_http(self, http: HttpExchange) -> None:
        """Count an HTTP exchange as asked for."""
        self._causes.mark(http)

    # --- what is left ----------------------------------------------------------------------

    def unplayed(self) -> list[Event]:
        """What was recorded and not asked for, in the order of the file."""
        left: list[Event] = [e for e in self.cassette.exchanges if e.number not in self._asked]
        left += [http for http in self.cassette.https if http.number not in self._http_asked]
        return sorted(left, key=lambda event: event.asked if isinstance(event, Exchange) else event.place)

    def counts(self) -> tuple[int, int]:
        """How many events have been asked for, and how many there are."""
        total = len(self._keys) + len(self.cassette.https)
        return len(self._asked) + len(self._http_asked), total

    def nearest(self, voice: Voice, request: Request) -> tuple[Exchange, str] | None:
        """The recorded call that is most like this one, and the first difference; None when none is."""
        candidates = [e for e in self.cassette.exchanges if e.facade == request.facade]
        if not candidates:
            return None
        lane = voice.lane.connection.number if voice.lane else 0
        asked = self.matcher.params(request)

        def likeness(exchange: Exchange) -> tuple[bool, ...]:
            return (
                exchange.method != request.method,
                exchange.version != request.version,
                exchange.id != request.id,
                exchange.number in self._asked,
                exchange.on != lane,
            )

        best = min(candidates, key=likeness)
        return best, self._difference(best, request, asked)

    def _difference(self, exchange: Exchange, request: Request, asked: object) -> str:
        for name in ("method", "version", "id"):
            one, other = getattr(exchange, name), getattr(request, name)
            if one != other:
                return f"{name}: recorded {one}, asked {other}"
        return first_difference(self.matcher.params(exchange.request), asked)
