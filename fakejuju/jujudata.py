"""A client store that points at the fake, ready for any client: the juju command, libraries, ours.

Source of the files' form: the facts on the client store, and the real command's needs.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from fakejuju.world import ModelFacts

CONTROLLER_NAME = "fakejuju"


def write_juju_data(
    folder: Path,
    *,
    endpoint: str,
    ca: str,
    controller_uuid: str,
    user: str,
    password: str,
    models: Sequence[ModelFacts] = (),
    current: str = "",
    version: str = "",
    name: str = CONTROLLER_NAME,
) -> None:
    """Write ``controllers.yaml``, ``accounts.yaml`` and ``models.yaml``, for nobody else to read."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    controller: dict[str, Any] = {
        "uuid": controller_uuid,
        "api-endpoints": [endpoint],
        "ca-cert": ca,
        "cloud": "fakejuju",
    }
    if version:
        controller["agent-version"] = version
    _write(folder / "controllers.yaml", {"controllers": {name: controller}, "current-controller": name})
    _write(folder / "accounts.yaml", {"controllers": {name: {"user": user, "password": password}}})
    known = {model.qualified: {"uuid": model.uuid, "type": model.type} for model in models}
    entry: dict[str, Any] = {"models": known}
    chosen = next((model.qualified for model in models if model.uuid == current), "")
    if chosen:
        entry["current-model"] = chosen
    _write(folder / "models.yaml", {"controllers": {name: entry}})
    # python-libjuju cannot do without a cookie jar; an empty one is what a new login has.
    (folder / "cookies").mkdir(exist_ok=True, mode=0o700)
    (folder / "cookies" / f"{name}.json").write_text("[]")


def _write(path: Path, value: dict[str, Any]) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        yaml.safe_dump(value, file, sort_keys=False)
