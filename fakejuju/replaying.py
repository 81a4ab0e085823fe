"""A replay, as people hold it.

with fakejuju.replay("status.yaml") as controller:
    connection = controller.connect()
"""

from __future__ import annotations

import os
import re

from fakejuju.cassette.files import load
from fakejuju.cassette.model import Cassette
from fakejuju.cassette.play import Order, Repeat
from fakejuju.errors import FakeJujuError, NotRecorded
from fakejuju.player import Player
from fakejuju.served import PASSWORD, Served


class Replay(Served):
    """A controller that answers from a cassette.

    Attributes:
        cassette: what it answers from.
    """

    def __init__(
        self,
        cassette: Cassette,
        *,
        order: Order = "causal",
        repeat: Repeat = "none",
        idle: float = 1.0,
        timing: str = "none",
        port: int = 0,
    ) -> None:
        self.cassette = cassette
        speed = speed_of(timing)
        self._player = Player(cassette, password=PASSWORD, order=order, repeat=repeat, idle=idle, speed=speed)
        super().__init__(self._player, self._player.world, port=port)

    @property
    def misses(self) -> list[str]:
        """The calls that were asked and not recorded; clear it when that was the point of a test."""
        return self._player.misses

    @property
    def unplayed(self) -> list[str]:
        """What was recorded and not asked for, in order."""
        from fakejuju.cassette.model import Exchange

        return [
            event.call if isinstance(event, Exchange) else f"{event.method} {event.path}"
            for event in self._player.play.unplayed()
        ]

    def check(self) -> None:
        """Raise what went wrong inside the fake, then what was asked and not recorded.

        Raises:
            FakeJujuError: an error inside the fake.
            NotRecorded: a call that the cassette does not hold.
        """
        super().check()
        if self.misses:
            raise NotRecorded("\n".join(self.misses))


def speed_of(timing: str) -> float | None:
    """How many times faster than recorded ``recorded`` or ``10x`` is; None for ``none``.

    Raises:
        FakeJujuError: it is none of these.
    """
    if timing in ("none", "recorded"):
        return 1.0 if timing == "recorded" else None
    match = re.fullmatch(r"(\d+(?:\.\d+)?)x", timing)
    if match is None or not float(match[1]):
        raise FakeJujuError(f"{timing!r} is no timing; write none, recorded, or how many times faster: 10x")
    return float(match[1])


def replay(
    cassette: str | os.PathLike[str] | Cassette,
    *,
    order: Order = "causal",
    repeat: Repeat = "none",
    idle: float = 1.0,
    timing: str = "none",
    port: int = 0,
) -> Replay:
    """A fake controller that answers from a cassette; use it in a ``with`` block.

    Args:
        cassette: a file, or a cassette that was read already.
        order: ``causal`` (default): parked calls are answered after what caused their answers;
            ``strict``: each connection asks in the recorded order; ``any``: no waiting.
        repeat: ``last`` lets a polling client go on reading the last answer.
        idle: seconds without traffic after which a parked call whose cause does not come fails.
        timing: ``recorded`` lets each answer take as long as it took, ``10x`` a tenth of that.
        port: 0 for a free one.

    Raises:
        CassetteError: the file cannot be used, with line and reason.
        FakeJujuError: the timing is none of these.
    """
    made = cassette if isinstance(cassette, Cassette) else load(cassette)
    return Replay(made, order=order, repeat=repeat, idle=idle, timing=timing, port=port)
