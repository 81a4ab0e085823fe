"""Controllers whose state is on disk, and what another process would find there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fakejuju.controller import FakeController
from fakejuju.inside import Inside
from fakejuju.keeping import Kept

SEEN = ("version", "entities", "sequences", "history", "blobs")
"""What a client can see of a state; the rest is bookkeeping."""


@contextmanager
def kept_in(path: Path, controller: FakeController, **given: Any) -> Iterator[Kept]:
    """A controller whose state is kept there, until the block ends; nothing is written at the end."""
    kept = Kept(path, **given)
    try:
        kept.begin(controller)
        yield kept
    finally:
        kept.release()


def seen_of(state: dict[str, Any] | None) -> Any:
    """What a client can see of a state, as JSON gives it back, whatever order its tables are in."""
    assert state is not None
    told = json.loads(json.dumps({key: state[key] for key in SEEN}))
    told["entities"] = {kind: rows for kind, rows in told["entities"].items() if rows}
    told["sequences"] = sorted(told["sequences"])
    told["history"] = sorted(told["history"], key=lambda one: one[:2])
    return told


def read_at(path: Path) -> dict[str, Any] | None:
    """What another process would read there."""
    kept = Kept(path)
    try:
        return kept.read()
    finally:
        kept.release()


def deploy(controller: FakeController, charm: str = "mysql", units: int = 1) -> None:
    args = {"Args": [{"CharmName": charm, "ApplicationName": charm, "num-units": units}]}
    ask(controller, ("Application", "DeployFromRepository", args))
    assert charm in controller.model().applications


def ask(controller: FakeController, call: tuple[str, str, Any]) -> Any:
    """Ask for something, which may be refused."""
    facade, method, params = call
    inside = Inside(controller._simulator, controller.model().uuid, password=controller.password)
    return controller.do(lambda: inside.ask(facade, -1, method, params))
