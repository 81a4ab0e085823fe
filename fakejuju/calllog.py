"""What ``fakejuju serve -v`` prints: a line for each call and each HTTP request that was answered.

    10:15:02 fake admin default Application.Expose v19 0.4 ms
    10:15:03 fake admin default Application.Expose v19 0.2 ms error: application "x" not found (not found)

No parameter is shown, and of an answer nothing but the words of its errors.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from fakejuju.clock import Clock
from fakejuju.simulation import Simulation
from fakejuju.state.controller import Model
from jujuclient.wire.messages import Reply, Request

if TYPE_CHECKING:
    from fakejuju.server import HttpRequest, HttpResponse
    from fakejuju.session import Conversation

_DEEPEST = 4
"""How far into an answer an error is looked for: results of results is the deepest that Juju nests."""


class CallLog:
    """Writes what was asked of one controller.

    Args:
        write: takes a line.
        name: of the controller, as its client store has it.
        verbose: False writes only what was asked and is not simulated.
    """

    def __init__(
        self, simulation: Simulation, name: str, write: Callable[[str], None], *, verbose: bool = True
    ) -> None:
        self._simulation = simulation
        self._name = name
        self._write = write
        self._verbose = verbose
        self._clock = Clock()
        self._began: dict[int, float] = {}
        self._missing = 0

    def asked(self, conversation: Conversation, request: Request) -> None:
        """A call came in."""
        if self._verbose:
            self._began[id(request)] = self._clock.seconds()

    def answered(self, conversation: Conversation, request: Request, reply: Reply, user: str) -> None:
        """A call was answered."""
        self._warn()
        if not self._verbose:
            return
        began = self._began.pop(id(request), None)
        took = (self._clock.seconds() - began) * 1000 if began is not None else 0.0
        model = self._simulation.state.find(Model, conversation.model) if conversation.model else None
        where = model.name if model is not None else conversation.model or "-"
        self._line(f"{user or '-'} {where} {request.name} {took:.1f} ms{_errors(reply)}")

    def http(self, request: HttpRequest, response: HttpResponse) -> None:
        """A plain request was answered; what follows the path may be a secret and is left out."""
        self._warn()
        if self._verbose:
            self._line(f"- - {request.method} {request.path.partition('?')[0]} {response.status}")

    def _warn(self) -> None:
        """Say what was asked and is not simulated, each once: whoever serves would not know otherwise."""
        missing = list(self._simulation.not_simulated)
        for name in missing[self._missing :]:
            self._line(f"asked and not simulated on Juju {self._simulation.version}: {name}")
        self._missing = len(missing)

    def _line(self, text: str) -> None:
        self._write(f"{self._clock.now().astimezone():%H:%M:%S} {self._name} {text}")


def _errors(reply: Reply) -> str:
    """The errors of an answer: its own, or those of its results."""
    if reply.failure is not None:
        code = f" ({reply.failure.code})" if reply.failure.code else ""
        return f" error: {reply.failure.message}{code}"
    if "rror" not in reply.result:  # an answer is decoded only where it may tell of one
        return ""
    found: list[str] = []
    _collect(msgspec.json.decode(reply.result), found, _DEEPEST)
    if not found:
        return ""
    return f" error: {found[0]}" + (f" (and {len(found) - 1} more)" if len(found) > 1 else "")


def _collect(value: Any, found: list[str], depth: int) -> None:
    if depth == 0 or not isinstance(value, (dict, list)):
        return
    if isinstance(value, list):
        for one in value:
            _collect(one, found, depth)
        return
    for name, one in value.items():
        if name in ("error", "Error"):
            _note(one, found)
        elif name in ("errors", "Errors") and isinstance(one, list):
            for each in one:
                _note(each, found)
        elif name in ("results", "Results"):
            _collect(one, found, depth - 1)


def _note(error: Any, found: list[str]) -> None:
    if isinstance(error, dict) and (message := error.get("message") or error.get("Message")):
        code = error.get("code") or error.get("Code") or ""
        found.append(f"{message} ({code})" if code else str(message))
