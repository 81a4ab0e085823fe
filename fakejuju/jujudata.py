"""A client store that points at the fake, ready for any client: the juju command, libraries, ours.

Source of the files' form: the facts on the client store, and the real command's needs.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from fakejuju.clientkeys import client_keys
from fakejuju.errors import FakeJujuError
from fakejuju.world import ModelFacts

CONTROLLER_NAME = "fakejuju"
CLOUD = "fakejuju"
"""The cloud of every controller that a fake writes down; nobody else's has that name."""

ENVIRONMENTS = "environments"
"""The folder in a client store that only clients of Juju 1 read."""


class Known(NamedTuple):
    """A controller as a client store knows it.

    Attributes:
        endpoints: ``host:port`` each.
        current: the uuid of the current model, "" for none.
    """

    endpoints: tuple[str, ...]
    ca: str
    controller_uuid: str
    user: str
    password: str
    models: Sequence[ModelFacts] = ()
    current: str = ""
    version: str = ""
    name: str = CONTROLLER_NAME


def write_juju_data(folder: Path, *controllers: Known) -> None:
    """Write ``controllers.yaml``, ``accounts.yaml`` and ``models.yaml``, for nobody else to read.

    The first controller is the current one. For one of Juju 1 there are also the files of its time:
    ``environments/NAME.jenv`` and ``current-environment``.

    Raises:
        FakeJujuError: the folder is somebody's real client store, or cannot be written.
    """
    _spare(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_all(folder, controllers)
    except OSError as error:
        raise FakeJujuError(f"no client store can be written to {folder}: {error.strerror}") from None


def _write_all(folder: Path, controllers: Sequence[Known]) -> None:
    told = {one.name: _controller(one) for one in controllers}
    current = controllers[0].name
    accounts = {one.name: {"user": one.user, "password": one.password} for one in controllers}
    _write(folder / "controllers.yaml", {"controllers": told, "current-controller": current})
    _write(folder / "accounts.yaml", {"controllers": accounts})
    _write(folder / "models.yaml", {"controllers": {one.name: _models(one) for one in controllers}})
    # python-libjuju cannot do without a cookie jar; an empty one is what a new login has.
    (folder / "cookies").mkdir(exist_ok=True, mode=0o700)
    for one in controllers:
        (folder / "cookies" / f"{one.name}.json").write_text("[]")
    _write_keys(folder / "ssh")
    for one in controllers:
        if one.version.startswith("1."):
            _write_environments(folder / ENVIRONMENTS, one)


def _write_environments(folder: Path, one: Known) -> None:
    """What clients of Juju 1 read where ``JUJU_HOME`` is the folder: a ``.jenv`` for each environment."""
    folder.mkdir(exist_ok=True, mode=0o700)
    for model in one.models:
        told = {
            "user": one.user,
            "password": one.password,
            "environ-uuid": model.uuid,
            "server-uuid": one.controller_uuid,
            "state-servers": list(one.endpoints),
            "ca-cert": one.ca,
        }
        _write(folder / f"{model.name}.jenv", told)
        if model.uuid == one.current:
            (folder.parent / "current-environment").write_text(f"{model.name}\n")


def _write_keys(folder: Path) -> None:
    """The key pair of the juju command: python-libjuju adds no model without it. One that is there stays."""
    folder.mkdir(exist_ok=True, mode=0o700)
    if not (folder / "juju_id_rsa.pub").exists() and not (folder / "juju_id_rsa").exists():
        (folder / "juju_id_rsa.pub").write_bytes(client_keys().public)
        with os.fdopen(os.open(folder / "juju_id_rsa", os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            file.write(client_keys().private)


def _controller(one: Known) -> dict[str, Any]:
    told: dict[str, Any] = {
        "uuid": one.controller_uuid,
        "api-endpoints": list(one.endpoints),
        "ca-cert": one.ca,
        "cloud": CLOUD,
    }
    if one.version:
        told["agent-version"] = one.version
    return told


def _models(one: Known) -> dict[str, Any]:
    known = {model.qualified: {"uuid": model.uuid, "type": model.type} for model in one.models}
    chosen = next((model.qualified for model in one.models if model.uuid == one.current), "")
    return {"models": known, **({"current-model": chosen} if chosen else {})}


def _spare(folder: Path) -> None:
    """Refuse to write over a client store with controllers that are not ours: those would be lost."""
    try:
        text = (folder / "controllers.yaml").read_text()
        found = (yaml.safe_load(text) or {}).get("controllers") or {}
        real = [str(name) for name, told in found.items() if (told or {}).get("cloud") != CLOUD]
    except FileNotFoundError:
        return
    except (OSError, AttributeError, yaml.YAMLError):
        real = ["something that is not fakejuju's"]
    if real:
        raise FakeJujuError(
            f"{folder} is a client store with {', '.join(real)}, which would be lost: name another folder"
        )


def _write(path: Path, value: dict[str, Any]) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        yaml.safe_dump(value, file, sort_keys=False)
