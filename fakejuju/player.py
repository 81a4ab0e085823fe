"""The player behind a port: a cassette answers whoever connects.

What the cassette holds is answered from it. What a controller of its series would refuse anyway
is refused in its words. Everything else is a miss, which names the nearest recorded call and is
kept for whoever checks the fake.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from fakejuju.cassette.files import body_bytes, body_path
from fakejuju.cassette.match import neutral, same_path
from fakejuju.cassette.model import Cassette, Exchange, HttpExchange
from fakejuju.cassette.play import Order, Parked, Play, Repeat, Voice
from fakejuju.cassette.redact import Redactor
from fakejuju.parking import parks
from fakejuju.passwords import Passwords, credential
from fakejuju.paths import refuse_http, refuse_socket, same_place
from fakejuju.refusals import refuse_call, refuse_login
from fakejuju.server import Handler, HttpRequest, HttpResponse, Peer, plain
from fakejuju.session import Conversation
from fakejuju.world import World, world_of
from jujuclient.wire.messages import Failure, Request
from jujuclient.wire.session import Phase

MISS = "not recorded"
"""The error code of a call that the cassette does not hold. No controller has it."""

_UNSENT = frozenset({"content-length", "transfer-encoding", "connection", "date"})

_BODILESS = (204, 304)


class Player:
    """A host that answers from a cassette.

    Args:
        cassette: what to answer from.
        password: the one that the fake's client store holds.
        order, repeat: see ``Play``.
        idle: seconds without any traffic after which a parked call whose cause does not come fails.
        speed: how many times faster than recorded answers come; None gives each as soon as it can be.
    """

    def __init__(
        self,
        cassette: Cassette,
        *,
        password: str,
        order: Order = "causal",
        repeat: Repeat = "none",
        idle: float = 1.0,
        speed: float | None = None,
    ) -> None:
        self.cassette = cassette
        self.world: World = world_of(cassette)
        self.series = self.world.series
        self.play = Play(
            cassette,
            order=order,
            repeat=repeat,
            parks=lambda exchange: parks(exchange.facade, exchange.version, exchange.method),
            place=same_place,
            pace=None if speed is None else _pace(speed),
        )
        self.passwords = Passwords(password)
        self.misses: list[str] = []
        self._idle = idle
        self._logins = [e for e in cassette.exchanges if e.facade == "Admin" and e.method == "Login"]
        self._known_models: dict[str, bool] = {}
        self._voices: dict[Conversation, Voice] = {}
        self._last_traffic = 0.0
        self._watching: asyncio.TimerHandle | None = None

    # --- host ------------------------------------------------------------------------------

    async def open(self, peer: Peer) -> Handler | HttpResponse:
        """Take a websocket, or refuse it as the controller would."""
        refusals = [] if self.play.has_path(peer.path) else self.play.https("GET", peer.path)
        for http in refusals:
            if any(name.lower() == "upgrade" for name, _ in http.headers):
                self.play.play_http(http)
                return self._response(http)
        refused = refuse_socket(peer.path, self.series)
        if refused is not None:
            return refused
        conversation = Conversation(peer, self.series, self)
        self._voices[conversation] = self.play.opened(peer.path, peer.send, peer.close)
        self._touch()
        return conversation

    def answer(self, conversation: Conversation, request: Request) -> None:
        """Answer a call from the cassette, refuse it as the controller would, or call it a miss."""
        voice = self._voices[conversation]
        if not self._knows_model(conversation):
            conversation.refuse(request, self.series.unknown_model(conversation.model))
        elif request.facade == "Admin":
            self._admin(conversation, voice, request)
        elif (found := next(iter(self.play.find(voice, request)), None)) is not None:
            self.play.play(voice, request, found)
        else:
            self._not_found(conversation, voice, request)
        self._touch()

    def left(self, conversation: Conversation) -> None:
        """Forget a client, and fail what waits for calls that only it would have made."""
        voice = self._voices.pop(conversation, None)
        if voice is not None:
            for parked in self.play.gone(voice):
                self._fail(parked, "the connection that would have asked for it is closed")

    # --- calls -----------------------------------------------------------------------------

    def _admin(self, conversation: Conversation, voice: Voice, request: Request) -> None:
        presented = credential(request.params)
        for found in self.play.find(voice, request):
            if self._is_here(found, voice) and self._is_login(found, request, presented):
                self.play.play(voice, request, found)
                self._logged_in(conversation, found)
                return
        refused = refuse_login(
            request, self.series, conversation.session.phase, model=bool(conversation.model)
        )
        again = self._login_again(voice, request, presented) if refused is None else None
        if again is not None:
            self.play.again(voice, request, again)
            self._logged_in(conversation, again)
        elif refused is not None:
            conversation.refuse(request, refused)
        elif self._has_login(voice):
            conversation.refuse(request, self.series.wrong_password())
        else:
            self._miss(conversation, voice, request)

    def _is_here(self, exchange: Exchange, voice: Voice) -> bool:
        """Whether a recorded call was made on the path of this voice."""
        return same_place(self.play.lanes[exchange.on].connection.path) == voice.path

    def _is_login(self, found: Exchange, request: Request, presented: str) -> bool:
        if found.method != "Login" or not (presented or credential(found.params)):
            return True
        if found.failure is not None and found.failure.code not in ("unauthorized access", ""):
            return True  # it was refused for something else than its password
        # A login that does not say who asks is like anybody's.
        says_who = "cli-args" in found.params or "client-version" in found.params
        same_client = says_who and (
            self.play.matcher.disclosed(found.request) == self.play.matcher.disclosed(request)
        )
        return self.passwords.fits(found, presented, same_client=same_client)

    def _login_again(self, voice: Voice, request: Request, presented: str) -> Exchange | None:
        """A successful login of the same user on the same path: clients log in more often than recorded."""
        keys = self.play.matcher.keys(request)
        for exchange in self._logins:
            if (
                exchange.failure is None
                and self._is_here(exchange, voice)
                and self.play.matcher.keys(exchange.request) == keys
                and self._is_login(exchange, request, presented)
            ):
                return exchange
        return None

    def _has_login(self, voice: Voice) -> bool:
        """Whether somebody logged in on this path in the recording: then this one's password is wrong."""
        return any(self._is_here(exchange, voice) for exchange in self._logins)

    def _logged_in(self, conversation: Conversation, exchange: Exchange) -> None:
        if exchange.method != "Login" or exchange.failure is not None:
            return
        result = msgspec.json.decode(exchange.result)
        if "discharge-required" in result or "bakery-discharge-required" in result:
            return
        conversation.session.phase = Phase.LOGGED_IN
        conversation.offered = offered_facades(result)

    def _not_found(self, conversation: Conversation, voice: Voice, request: Request) -> None:
        again = self.play.played_before(request) if self.play.repeat == "last" else None
        if again is not None:
            self.play.again(voice, request, again)
        else:
            session = conversation.session
            refused = refuse_call(
                request, self.series, session.phase, conversation.offered, model=bool(conversation.model)
            )
            if refused is not None:
                conversation.refuse(request, refused)
            else:
                self._miss(conversation, voice, request)

    def _knows_model(self, conversation: Conversation) -> bool:
        uuid = conversation.model
        known = self._known_models.get(uuid)
        if known is None:
            known = self._known_models[uuid] = (
                not uuid
                or uuid in self.world.models
                or self.play.has_path(conversation.peer.path)
                or any(uuid in exchange.result for exchange in self.cassette.exchanges)
            )
        return known

    def _miss(self, conversation: Conversation, voice: Voice, request: Request) -> None:
        message = self._explain(voice, request)
        self.misses.append(message)
        conversation.refuse(request, Failure(message, MISS))

    def _explain(self, voice: Voice, request: Request) -> str:
        played, total = self.play.counts()
        parts = [f"fakejuju: {request.name} on {voice.path} is not in the cassette"]
        nearest = self.play.nearest(voice, request)
        if nearest is None:
            parts.append(f"nothing of {request.facade} was recorded")
        else:
            exchange, difference = nearest
            used = (
                "all its recorded answers have been given" if not difference else f"differs at {difference}"
            )
            parts.append(f"the nearest is exchange {exchange.number}, {exchange.call}: {used}")
        left = self.play.unplayed()
        head = next((e.call for e in left if isinstance(e, Exchange)), "nothing")
        parts.append(f"{played} of {total} played, next recorded: {head}")
        parts.append(
            "record it with `fakejuju record --mode new`, or ask for what was recorded"
            if nearest is None or nearest[1]
            else "ask as often as was recorded, or replay with repeat=last"
        )
        return "; ".join(parts)

    # --- what never comes ------------------------------------------------------------------

    def _touch(self) -> None:
        if not self.play.parked:
            return
        loop = asyncio.get_running_loop()
        self._last_traffic = loop.time()
        if self._watching is None:
            self._watching = loop.call_later(self._idle, self._look)

    def _look(self) -> None:
        self._watching = None
        loop = asyncio.get_running_loop()
        quiet = loop.time() - self._last_traffic
        waiting = [parked for parked in self.play.parked.values() if self.play.cause_of(parked) is not None]
        if not waiting:
            return
        if quiet < self._idle:
            self._watching = loop.call_later(self._idle - quiet, self._look)
            return
        for parked in waiting:
            self._fail(parked, f"nothing was asked for {self._idle:g} s")

    def _fail(self, parked: Parked, why: str) -> None:
        cause = self.play.cause_of(parked)
        if isinstance(cause, HttpExchange):
            awaited = f"{cause.method} {cause.path} (http {cause.number})"
        elif cause is not None:
            awaited = f"{cause.call} (exchange {cause.number})"
        else:
            return
        self.play.fail(parked)
        text = f"fakejuju: {parked.exchange.call} waits for {awaited}, which was not asked: {why}"
        conversation = next((c for c, voice in self._voices.items() if voice is parked.voice), None)
        if conversation is not None:
            conversation.refuse(parked.request, Failure(text, "never answered"))

    # --- HTTP ------------------------------------------------------------------------------

    async def http(self, request: HttpRequest) -> HttpResponse:
        """Answer a plain request from the cassette, or as the controller would by its path alone."""
        digest = hashlib.sha256()
        async for chunk in request.body:
            digest.update(chunk)
        candidates = self.play.https(request.method, Redactor().path(request.path)) or self.play.https(
            request.method, request.path
        )
        if not candidates:
            candidates = self._same_path(request)
        if candidates:
            http = max(candidates, key=lambda one: (_likeness(one, request, digest.hexdigest()), -one.number))
            self.play.play_http(http)
            self._touch()
            return self._response(http)
        refused = refuse_http(request.method, request.path, self.series)
        if refused is not None:
            return refused
        message = f"fakejuju: {request.method} {Redactor().path(request.path)} is not in the cassette"
        self.misses.append(message)
        return plain(404, message + "\n")

    def _same_path(self, request: HttpRequest) -> list[HttpExchange]:
        """Recorded requests whose path is the same but for secrets in the query."""
        left = [event for event in self.play.unplayed() if isinstance(event, HttpExchange)]
        return [http for http in left if http.method == request.method and same_path(http.path, request.path)]

    def _response(self, http: HttpExchange) -> HttpResponse:
        headers = [(name, value) for name, value in http.response_headers if name.lower() not in _UNSENT]
        body = http.response_body
        file = body_path(body, self.cassette.path) if body else None
        if file is not None and file.exists():
            size = file.stat().st_size
            return HttpResponse(http.status, [*headers, ("content-length", str(size))], _chunks(file))
        if http.method == "HEAD" or http.status in _BODILESS:
            length = [one for one in http.response_headers if one[0].lower() == "content-length"]
            return HttpResponse(http.status, [*headers, *length])
        data = body_bytes(body, self.cassette.path)
        if data is None or not http.status:
            message = f"fakejuju: the answer of http {http.number} was not kept when it was recorded\n"
            return plain(500, message)
        return HttpResponse(http.status, [*headers, ("content-length", str(len(data)))], data)


def _pace(speed: float) -> Callable[[float, Callable[[], None]], None]:
    """Things done on the loop's own clock, so many times faster than they took."""

    def later(seconds: float, go: Callable[[], None]) -> None:
        if seconds > 0:
            asyncio.get_running_loop().call_later(seconds / speed, go)
        else:
            go()

    return later


async def _chunks(file: Path) -> AsyncIterator[bytes]:
    """A large body from its file, piece by piece."""
    with file.open("rb") as opened:
        while chunk := opened.read(256 * 1024):
            yield chunk


def _likeness(http: HttpExchange, request: HttpRequest, digest: str) -> int:
    """How many of the things that tell requests of one path apart are the same."""
    recorded = {name.lower(): value for name, value in http.headers}
    asked = {name.lower(): value for name, value in Redactor().headers(list(request.headers))}
    same = sum(
        neutral(recorded.get(name, "")) == neutral(asked.get(name, ""))
        for name in ("authorization", "content-type", "juju-curl")
    )
    body = http.body
    if body is not None and body.sha256:
        same += body.sha256 == digest
    elif body is not None and body.text is not None:
        same += hashlib.sha256(body.text.encode()).hexdigest() == digest
    return same


def offered_facades(login: Mapping[str, Any]) -> dict[str, list[int]]:
    """Facade to versions, from the result of a login of any version."""
    listed = login.get("facades") or login.get("Facades") or []
    return {
        item.get("name") or item.get("Name"): item.get("versions") or item.get("Versions") or []
        for item in listed
    }
