"""The clock of a simulated controller, for what waits in a test: time passes when somebody waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jujuclient.pacing import Clock

if TYPE_CHECKING:
    from fakejuju.controller import FakeController


class VirtualTime(Clock):
    """The time of a simulated controller; a pause lets it pass there, and costs none here."""

    def __init__(self, controller: FakeController) -> None:
        self._controller = controller

    def now(self) -> float:
        """Seconds since the controller began."""
        return self._controller.do(lambda: self._controller.simulation.clock.elapsed) / 1e9

    def pause(self, seconds: float) -> None:
        """Let so many pass on the controller; its agents act meanwhile."""
        self._controller.advance(seconds)


class NoTime(Clock):
    """The time of a replay: what was waited for has happened already."""

    def __init__(self) -> None:
        self._passed = 0.0

    def now(self) -> float:
        """Seconds that were waited so far."""
        return self._passed

    def pause(self, seconds: float) -> None:
        """Let so many have passed."""
        self._passed += seconds
