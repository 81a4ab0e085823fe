"""The JSON of what status told before, kept for as long as what it tells of is the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import msgspec

from fakejuju.simulation import Simulation
from fakejuju.state.controller import Model
from jujuclient.wire.encoding import encode
from jujuclient.wire.shape import cached_node_of
from jujuclient.wire.struct import Context, Wire

W = TypeVar("W", bound=Wire)


class Texts:
    """The machines and units of one model, each with what its text was made of.

    Who asks for a status again, as everybody does who waits, gets those that did not change without
    their being told, checked and spelled again. What the last status did not tell is forgotten.

    Attributes:
        context: of the answers; the texts of another are not kept beside them.
    """

    def __init__(self, context: Context) -> None:
        self.context = context
        self._known: dict[tuple[type[Wire], str], tuple[object, msgspec.Raw]] = {}
        self._told: dict[tuple[type[Wire], str], tuple[object, msgspec.Raw]] = {}

    def begin(self) -> None:
        """Begin a status: what the last one told is known."""
        self._known, self._told = self._told, {}

    def of(self, kind: type[W], name: str, about: object, tell: Callable[[], W]) -> W:
        """What is told of a thing, as its text.

        Args:
            kind, name: of the thing.
            about: all that the telling looks at, compared with what it looked at before.
            tell: tells it.
        """
        key = (kind, name)
        found = self._known.get(key)
        if found is None or found[0] != about:
            value, node = tell(), cached_node_of(kind)
            found = about, msgspec.Raw(encode(value, node, self.context, fill=True).encode())
        self._told[key] = found
        # A text that stands for the value: whoever encodes the whole takes it as it is.
        return cast("W", found[1])


def texts_of(simulation: Simulation, model: Model, context: Context) -> Texts:
    """The texts of a model's last status, if it went where this one goes; none otherwise."""
    kept: Texts | None = simulation.told.get(model.uuid)
    if kept is None or kept.context != context:
        alive = {one.uuid for one in simulation.state.all(Model)}
        for uuid in [uuid for uuid in simulation.told if uuid not in alive]:
            del simulation.told[uuid]
        kept = simulation.told[model.uuid] = Texts(context)
    kept.begin()
    return kept
