"""Where secrets are kept: backends added, changed and removed, and which one a model's secrets go to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from msgspec.structs import replace

from fakejuju.refused import Refused
from fakejuju.simulation import Simulation
from fakejuju.state.controller import Model
from fakejuju.state.secret import Secret, SecretBackend

INTERNAL = "internal"
"""The controller's own; it is always there."""
OWN = ("auto", INTERNAL, "kubernetes")
"""Names that nobody else's backend has."""
_KINDS = ("controller", "kubernetes", "vault")
_SECRET = {"vault": ("token", "client-key"), "kubernetes": ("token", "client-cert", "client-key")}


def backend_of(sim: Simulation, model_uuid: str) -> str:
    """The name of the backend that new content of a model's secrets goes to."""
    model = sim.state.find(Model, model_uuid)
    return INTERNAL if model is None or model.secret_backend in OWN else model.secret_backend


def count(sim: Simulation, backend: str) -> int:
    """How many revisions of secrets a backend holds."""
    return sum(revision.backend == backend for secret in _everybodys(sim) for revision in secret.revisions)


def _everybodys(sim: Simulation) -> Iterator[Secret]:
    return (secret for model in sim.state.all(Model) for secret in sim.state.all(Secret, model.uuid))


def shown_config(backend: SecretBackend, *, reveal: bool) -> dict[str, Any]:
    """The config of a backend, without what is secret unless that is to be revealed."""
    hidden = () if reveal else _SECRET.get(backend.type, _SECRET["kubernetes"])
    return {key: value for key, value in backend.config.items() if key not in hidden}


def add(sim: Simulation, backend: SecretBackend) -> None:
    """Add a backend; a kind or a name that cannot be is refused. The service itself is taken to be there."""
    if not backend.name:
        raise Refused("missing backend name not valid", "not valid")
    _check_free(sim, backend.name)
    if backend.type not in _KINDS:
        before = "getting" if sim.series.version >= (4, 0) else "creating"
        what = f'{before} backend provider type "{backend.type}"'
        raise Refused(f'{what}: no registered provider for "{backend.type}"', "not found")
    _check_config(sim, backend)
    with sim.state.transaction() as state:
        state.put(backend)


def _check_free(sim: Simulation, name: str) -> None:
    if name in OWN and sim.series.version >= (4, 0):
        raise Refused(f'secret backend not valid: reserved name "{name}"', "secret backend not valid")
    if sim.state.find(SecretBackend, name) is not None:
        raise Refused(f'secret backend "{name}" already exists', "already exists")


def _check_config(sim: Simulation, backend: SecretBackend, before: Mapping[str, Any] | None = None) -> None:
    if backend.type != "vault":
        return
    if not isinstance(backend.config.get("endpoint"), str):
        _bad_config(sim, backend, "endpoint: expected string, got nothing")
    for key in ("endpoint", "namespace", "mount-path"):
        had, has = (before or {}).get(key), backend.config.get(key)
        if before is not None and had != has:
            _bad_config(sim, backend, f'cannot change immutable field "{key}"')


def _bad_config(sim: Simulation, backend: SecretBackend, words: str) -> NoReturn:
    what = f'config for provider "{backend.type}"'
    if sim.series.version >= (4, 0):
        raise Refused(f"secret backend not valid: {what}: {words}", "secret backend not valid")
    raise Refused(f"invalid {what}: {words}")


def change(sim: Simulation, before: SecretBackend, after: SecretBackend) -> None:
    """Change a backend; its secrets and models follow another name."""
    if after.name != before.name:
        _check_free(sim, after.name)
    _check_config(sim, after, before.config)
    with sim.state.transaction() as state:
        if after.name != before.name:
            state.remove(before)
            _follow(sim, before.name, after.name)
        state.put(after)


def _follow(sim: Simulation, before: str, after: str) -> None:
    for secret in list(_everybodys(sim)):
        if any(revision.backend == before for revision in secret.revisions):
            moved = [
                replace(one, backend=after if one.backend == before else one.backend)
                for one in secret.revisions
            ]
            sim.state.put(replace(secret, revisions=moved))
    _models_to(sim, before, after)


def _models_to(sim: Simulation, before: str, after: str) -> None:
    for model in sim.state.all(Model):
        if model.secret_backend == before:
            sim.state.put(replace(model, secret_backend=after))


def remove(sim: Simulation, name: str, *, force: bool) -> None:
    """Remove a backend, by force one that holds secrets; models that used it have the default again."""
    if not name:
        raise Refused("missing backend name not valid", "not valid")
    if count(sim, name) and name != INTERNAL and not force:
        words = f'backend "{name}" still contains secret content'
        if sim.series.version >= (4, 0):
            words = "deleting in use secret backend not supported"
        raise Refused(words, "not supported")
    found = sim.state.find(SecretBackend, name)
    if found is not None:
        with sim.state.transaction() as state:
            state.remove(found)
            _models_to(sim, name, "auto")
