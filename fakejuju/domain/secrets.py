"""Secrets of users: made, given another content, granted, removed."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import Any

from msgspec.structs import replace

from fakejuju.domain.secretbackends import backend_of
from fakejuju.simulation import Simulation
from fakejuju.state.secret import Secret, SecretRevision

_URI = re.compile(r"secret:(?://(?P<source>[^/]+)/)?(?P<id>[0-9a-v]{20})")


def secret_id(uri: str) -> str | None:
    """The id in a URI, None where it is none."""
    match = _URI.fullmatch(uri if uri.startswith("secret:") else f"secret:{uri}")
    return match["id"] if match else None


def checksum(data: dict[str, str]) -> str:
    """What tells one content from another: SHA-256 of it as Go writes it in JSON."""
    return hashlib.sha256(json.dumps(data, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def now(simulation: Simulation) -> str:
    """The time as secrets keep it: to the second up to 3.6."""
    clock = simulation.clock
    return clock.stamp() if simulation.series.version >= (4, 0) else clock.second()


def new_id(simulation: Simulation) -> str:
    """An id for a secret, as clients read one: 12 bytes in base32, whose last letter holds one bit."""
    return simulation.seeds.token("secret", 19) + simulation.seeds.token("secret", 1, "0g")


def by_label(simulation: Simulation, model: str, label: str, owner: str = "") -> Secret | None:
    """The secret of a label, of one owner where one is given."""
    found = simulation.state.all(Secret, model)
    return next((one for one in found if one.label == label and owner in ("", one.owner)), None)


def add_secret(simulation: Simulation, model: str, owner: str, data: dict[str, str], **given: Any) -> Secret:
    """Add a secret with its first content. Inside a transaction."""
    at = now(simulation)
    given.setdefault("id", new_id(simulation))
    secret = Secret(model=model, owner=owner, created=at, updated=at, **given)
    return simulation.state.put(replace(secret, revisions=[_revision(simulation, model, 1, data, at)]))


def _revision(
    simulation: Simulation, model: str, number: int, data: dict[str, str], at: str
) -> SecretRevision:
    backend = backend_of(simulation, model)
    return SecretRevision(
        number=number, data=dict(data), created=at, updated=at, checksum=checksum(data), backend=backend
    )


def set_content(simulation: Simulation, secret: Secret, data: dict[str, str]) -> Secret:
    """Give a secret another content, as a new revision; the same again is none. Inside a transaction."""
    last = secret.revisions[-1]
    if last.checksum == checksum(data):
        return secret
    at = now(simulation)
    made = _revision(simulation, secret.model, last.number + 1, data, at)
    return simulation.state.put(replace(secret, revisions=[*secret.revisions, made], updated=at))


def prune(simulation: Simulation, model: str, id: str) -> None:
    """Drop the revisions of a secret that nobody reads any more, as the controller's worker does."""
    secret = simulation.state.find(Secret, id, model)
    if secret is not None and secret.auto_prune:
        with simulation.state.transaction() as state:
            state.put(replace(secret, revisions=secret.revisions[-1:]))


def change(simulation: Simulation, secret: Secret, **given: Any) -> Secret:
    """Change what is told of a secret. Inside a transaction."""
    if not given:
        return secret
    return simulation.state.put(replace(secret, updated=now(simulation), **given))


def remove_secret(simulation: Simulation, secret: Secret, numbers: list[int]) -> None:
    """Take revisions away, or the whole secret where none are named or left. Inside a transaction."""
    left = [one for one in secret.revisions if one.number not in numbers] if numbers else []
    if left:
        simulation.state.put(replace(secret, revisions=left))
    else:
        simulation.state.remove(secret)


def decoded(data: dict[str, str]) -> dict[str, bytes]:
    """A content as the application reads it."""
    return {key: base64.b64decode(value) for key, value in data.items()}
