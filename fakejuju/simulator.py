"""The simulator behind a port: calls are answered by handlers over one state.

A call is checked as a controller of the series checks it (``refusals``), decoded by the facade
table, and given to the bound handler; its result is encoded by the same declaration. What no
handler is bound to answers ``not implemented`` and is kept for whoever checks the fake.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NoReturn

from fakejuju import handlers
from fakejuju.codes import dated
from fakejuju.gowords import misfit
from fakejuju.handlers.admin import Who, log_in
from fakejuju.handlers.call import Call, Later, NotSimulated, Refused
from fakejuju.offered import fits_model, offered
from fakejuju.paths import NOT_FOUND, refuse_socket, socket_path
from fakejuju.refusals import refuse_call, refuse_login
from fakejuju.server import Handler, HttpRequest, HttpResponse, Peer, plain
from fakejuju.session import Conversation
from fakejuju.simulation import Simulation
from fakejuju.state.controller import Model
from fakejuju.watchers import Watchers
from jujuclient import facades
from jujuclient.errors import DecodeError
from jujuclient.wire.messages import Failure, Reply, Request
from jujuclient.wire.schema import Method, arguments
from jujuclient.wire.series import Series
from jujuclient.wire.session import Phase
from jujuclient.wire.struct import Wire

_log = logging.getLogger("fakejuju")


class Link:
    """What the simulator keeps of one connection: who it is, and its watchers."""

    def __init__(self, simulation: Simulation) -> None:
        self.who: Who | None = None
        self.watchers = Watchers(simulation)
        self.open = True


class Simulator:
    """A host that answers from a simulation.

    Attributes:
        endpoint: ``host:port`` as logins tell it; set when the server runs.
        heard: called with each answered call, for a journal.
        asked: called with each call before it is answered.
        told_http: called with each HTTP request and what it was answered.
    """

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self.endpoint = ""
        self.heard: Callable[[Conversation, Request, Reply], None] | None = None
        self.asked: Callable[[Conversation, Request], None] | None = None
        self.told_http: Callable[[HttpRequest, HttpResponse], None] | None = None
        self._links: dict[Conversation, Link] = {}

    # --- host ------------------------------------------------------------------------------

    async def open(self, peer: Peer) -> Handler | HttpResponse:
        """Take a websocket, or refuse it as the controller would."""
        refused = refuse_socket(peer.path, self.simulation.series)
        if refused is not None:
            return refused
        conversation = Conversation(peer, self.simulation.series, self)
        if not conversation.is_api:
            return self._open_stream(peer)
        self._links[conversation] = Link(self.simulation)
        return conversation

    def _open_stream(self, peer: Peer) -> Handler | HttpResponse:
        place = socket_path(peer.path)
        if place is not None and place.purpose == "log":
            from fakejuju.debuglog import open_log

            return open_log(self.simulation, peer, asyncio.get_running_loop().call_soon)
        self.simulation.not_simulated[f"the websocket {peer.path.partition('?')[0]}"] = None
        return plain(404, NOT_FOUND)

    async def http(self, request: HttpRequest) -> HttpResponse:
        """Answer a plain request."""
        from fakejuju.routes import answer_http

        response = await answer_http(self.simulation, request)
        if self.told_http is not None:
            self.told_http(request, response)
        self.simulation.turn()
        return response

    def left(self, conversation: Conversation) -> None:
        """Forget a client and its watchers."""
        link = self._links.pop(conversation, None)
        if link is not None:
            link.open = False
            link.watchers.close()

    def user_of(self, conversation: Conversation) -> str:
        """Who is logged in on a connection, "" before a login."""
        link = self._links.get(conversation)
        return link.who.user if link is not None and link.who is not None else ""

    # --- calls -----------------------------------------------------------------------------

    def answer(self, conversation: Conversation, request: Request) -> None:
        """Answer a call; then let happen what follows from it."""
        link = self._links[conversation]
        if self.asked is not None:
            self.asked(conversation, request)
        try:
            result = self._result(conversation, link, request)
        except Later:
            pass
        except Refused as refused:
            self._send(conversation, request, Reply(0, "{}", refused.failure))
        except Exception as error:  # a panic of a handler: the client is told as Juju would, the test fails
            _log.exception("fakejuju: %s failed", request.name)
            self.simulation.failures.append(error)
            self._send(conversation, request, Reply(0, "{}", Failure(f"{type(error).__name__}: {error}")))
        else:
            self._send(conversation, request, Reply(0, result))
        self.simulation.turn()

    def _result(self, conversation: Conversation, link: Link, request: Request) -> str:
        simulation, series = self.simulation, self.simulation.series
        model = conversation.model
        if model and simulation.state.find(Model, model) is None:
            _refuse_gone(series, model, request, known=link.who is not None)
        if request.facade == "Admin":
            refused = refuse_login(request, series, conversation.session.phase, model=bool(model))
            if refused is not None:
                _refuse(refused)
            return self._log_in(conversation, link, request)
        method = self._method(conversation, request)
        handler = handlers.find(request.facade).get(method)
        if handler is None:
            self._not_simulated(request)
        call = self._call(conversation, link, request, method)
        params = _params(method, request, series)
        try:
            result = handler(call, **arguments(params))
        except NotSimulated as missing:
            simulation.not_simulated[f"{request.name}: {missing}"] = None
            raise Refused(
                f"fakejuju: {request.name}: {missing} is not simulated", "not implemented"
            ) from None
        return method.encode_result(result, request.version, series.known_as)

    def _call(self, conversation: Conversation, link: Link, request: Request, method: Method) -> Call:
        assert link.who is not None
        return Call(
            self.simulation,
            user=link.who.user,
            model_uuid=link.who.model,
            facade=request.facade,
            method=request.method,
            version=request.version,
            id=request.id,
            watchers=link.watchers,
            respond=self._responder(conversation, link, request, method),
        )

    def _method(self, conversation: Conversation, request: Request) -> Method:
        """The declaration of what is called; Refused for what no controller of the series answers here."""
        series, model = self.simulation.series, conversation.model
        phase = conversation.session.phase
        refused = refuse_call(request, series, phase, conversation.offered, model=bool(model))
        if refused is not None:
            _refuse(refused)
        here = self.simulation.state.find(Model, model) if model else None
        if here is not None and not fits_model(request.facade, here.type):
            raise Refused(f'facade "{request.facade}" not supported on container models', "not supported")
        method = declared(request.facade, request.version, request.method, series.known_as)
        if method is None:
            # Recorded on 3.6.28: facades of agents are offered, and refused, to users.
            raise Refused("permission denied", "unauthorized access")
        return method

    def _not_simulated(self, request: Request) -> NoReturn:
        self.simulation.not_simulated[request.name] = None
        failure = self.simulation.series.unknown_method(request.facade, request.version, request.method)
        raise Refused(f"{failure.message} (fakejuju: {request.name} is not simulated)", failure.code)

    def _log_in(self, conversation: Conversation, link: Link, request: Request) -> str:
        who, text = log_in(
            self.simulation, request, conversation.model, conversation.peer.path, self.endpoint
        )
        if who is not None:
            link.who = who
            conversation.session.phase = Phase.LOGGED_IN
            conversation.offered = offered(
                self.simulation.series, model=bool(who.model) and not who.server_only
            )
        return text

    def _responder(
        self, conversation: Conversation, link: Link, request: Request, method: Method
    ) -> Callable[[Any], None]:
        def respond(result: Any) -> None:
            if not link.open:
                return
            if isinstance(result, Failure):
                self._send(conversation, request, Reply(0, "{}", result))
                return
            series = self.simulation.series.known_as
            text = method.encode_result(result, request.version, series)
            self._send(conversation, request, Reply(0, text))

        return respond

    def _send(self, conversation: Conversation, request: Request, reply: Reply) -> None:
        reply = dated(self.simulation.series, reply)
        if self.heard is not None:
            self.heard(conversation, request, reply)
        conversation.send(conversation.session.reply(request, reply))


@lru_cache(maxsize=4096)
def declared(facade: str, version: int, method: str, series: str) -> Method | None:
    """The declaration of a call, remembered."""
    return facades.method(facade, version, method, series)


def _refuse_gone(series: Series, model: str, request: Request, *, known: bool) -> None:
    """Refuse a call on a model that is gone; who was logged in before is told in other words.

    Recorded on 3.6.28: what waits for deltas goes on waiting, and its socket stays open.
    """
    if not known or series.version < (2, 0):
        _refuse(series.unknown_model(model))
    if request.facade == "Pinger" or request.facade.endswith("Watcher"):
        return
    words = "cannot get model: " if (request.facade, request.method) == ("Client", "FullStatus") else ""
    _refuse(Failure(f'{words}model "{model}" not found', "not found"))


def _params(method: Method, request: Request, series: Series) -> Wire:
    """The parameters in their type; Refused in Go's words for what does not fit."""
    try:
        return method.decode_params(request.params, request.version, series.known_as)
    except DecodeError as error:
        raise Refused(misfit(error, method, request.params, series)) from None


def _refuse(failure: Failure) -> NoReturn:
    raise Refused(failure.message, failure.code, failure.info)
