"""Controllers that are served together: one process, one client store, a state file each."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from fakejuju.controller import FakeController
from fakejuju.errors import FakeJujuError
from fakejuju.jujudata import write_juju_data
from fakejuju.keeping import Kept
from fakejuju.locks import HeldElsewhere, HeldFile
from fakejuju.served import environ_for


class Serving:
    """Controllers behind one client store; the first one is current there.

    Args:
        juju_data: where the client store is written and left; a folder of its own without it.
        kept: the state file of each, None for one whose state is not kept.
    """

    def __init__(
        self,
        controllers: Sequence[FakeController],
        *,
        juju_data: Path | None = None,
        kept: Sequence[Kept | None] = (),
    ) -> None:
        self.controllers = list(controllers)
        self._juju_data = juju_data
        self._kept = list(kept)
        self._stack = ExitStack()

    def start(self) -> Serving:
        """Listen, write the client store, and keep the states from now on."""
        with ExitStack() as stack:
            for held in filter(None, self._kept):
                stack.callback(held.release)
            for controller in self.controllers:
                controller.start()
                stack.callback(controller.stop)
            if self._juju_data is None:
                self._juju_data = Path(tempfile.mkdtemp(prefix="fakejuju-")) / "juju-data"
                stack.callback(shutil.rmtree, self._juju_data.parent, ignore_errors=True)
            else:
                stack.callback(_held(self._juju_data).release)
            write_juju_data(self._juju_data, *(controller.known for controller in self.controllers))
            for controller, kept in zip(self.controllers, self._kept, strict=False):
                if kept is not None:
                    kept.begin(controller)
                    stack.callback(kept.end)
            self._introduce()
            self._stack = stack.pop_all()
        return self

    def _introduce(self) -> None:
        """Let each controller know the others: an offer may be consumed on any of them."""
        simulations = [controller.simulation for controller in self.controllers]
        for controller in self.controllers:
            others = [one for one in simulations if one is not controller.simulation]
            controller.do(partial(controller.simulation.neighbours.extend, others))

    def stop(self) -> None:
        """Close every connection, free the ports, and let the state files go."""
        self._stack.close()

    @property
    def juju_data(self) -> Path:
        """The client store of all of them."""
        if self._juju_data is None:
            raise FakeJujuError("nothing is served yet: start() it")
        return self._juju_data

    def environ(self) -> dict[str, str]:
        """The environment of this process with the client store in it."""
        return environ_for(self.juju_data)

    def ready(self) -> dict[str, Any]:
        """The ready line: what there is to know of the current controller, and of each by name."""
        told: dict[str, dict[str, str]] = {}
        for controller in self.controllers:
            version = controller.simulation.version
            one = {"name": controller.name, "juju": version, **controller.ready()}
            told[controller.name] = {**one, "juju-data": str(self.juju_data)}
        return {**told[self.controllers[0].name], "pid": os.getpid(), "controllers": told}

    @property
    def broken(self) -> str:
        """What went wrong inside any of them, in a line; "" when nothing did."""
        return "; ".join(filter(None, (controller.broken for controller in self.controllers)))


def _held(folder: Path) -> HeldFile:
    """A client store is one process's: what another serves would be lost from it."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return HeldFile(folder / "fakejuju.lock", f"{os.getpid()}")
    except HeldElsewhere as held:
        raise FakeJujuError(
            f"the client store {folder} is that of a fakejuju that runs (process {held.told or 'unknown'}): "
            "end that one, or name another folder"
        ) from None
    except OSError as error:
        raise FakeJujuError(f"no client store can be written to {folder}: {error.strerror}") from None
