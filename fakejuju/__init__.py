"""The other end of Juju's socket: record a controller, replay it, simulate one.

    with fakejuju.replay("status.yaml") as controller:
        connection = controller.connect()

The names below are loaded when they are first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fakejuju.controller import FakeController
    from fakejuju.errors import CassetteError, FakeJujuError, NotRecorded, NotSimulated
    from fakejuju.replaying import Replay, replay

__all__ = [
    "CassetteError", "FakeController", "FakeJujuError", "NotRecorded", "NotSimulated", "Replay", "replay",
]  # fmt: skip

_HOMES = {
    "CassetteError": "errors",
    "FakeController": "controller",
    "FakeJujuError": "errors",
    "NotRecorded": "errors",
    "NotSimulated": "errors",
    "Replay": "replaying",
    "replay": "replaying",
}


def __getattr__(name: str) -> Any:
    import importlib

    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"fakejuju.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
