"""Admin: logging in, in the shape of each series and version.

A login by password, or by a macaroon that ``fakejuju.macaroons`` has discharged. The answer
names the facades of this connection; see ``fakejuju.offered``.
"""

from __future__ import annotations

from typing import Any, NamedTuple, NoReturn

import msgspec

from fakejuju.handlers.call import Refused, denied
from fakejuju.offered import fits_model, offered
from fakejuju.simulation import Simulation, digest
from fakejuju.state.controller import Access, Model, User
from jujuclient.wire.messages import Failure, Request
from jujuclient.wire.tags import Tag


class Who(NamedTuple):
    """Who has logged in, on which model ("" for the controller's connection)."""

    user: str
    model: str
    server_only: bool = False


class _Given(NamedTuple):
    tag: str
    password: str
    macaroons: Any
    bakery: int


def log_in(
    simulation: Simulation, request: Request, model: str, path: str, endpoint: str
) -> tuple[Who | None, str]:
    """Answer ``Admin.Login``: who it is (None for a macaroon to discharge), and the result's text."""
    given = _read(request.params)
    uuid = model
    server_only = False
    if simulation.series.version < (2, 0) and not model:
        # Juju 1: without an environment in the path it is the controller's own.
        server_only = request.version == 2
        uuid = "" if server_only else simulation.controller_model.uuid
    user = _authenticate(simulation, given, endpoint)
    if isinstance(user, dict):
        return None, msgspec.json.encode(user).decode()
    if simulation.series.version >= (2, 0) and not user.access:
        denied()
    access = _model_access(simulation, user, uuid)
    if uuid and not access:
        denied()
    _connected(simulation, user, uuid)
    who = Who(user.name, uuid, server_only)
    result = _result(simulation, request, who, user, access, endpoint)
    return who, msgspec.json.encode(result).decode()


def _read(text: str) -> _Given:
    try:
        value = msgspec.json.decode(text or "{}")
    except msgspec.DecodeError as error:
        raise Refused(f"json: {error}") from None
    if not isinstance(value, dict):
        value = {}
    return _Given(
        str(value.get("auth-tag") or value.get("AuthTag") or ""),
        str(value.get("credentials") or value.get("Password") or ""),
        value.get("macaroons"),
        int(value.get("bakery-version") or 0),
    )


def _authenticate(simulation: Simulation, given: _Given, endpoint: str) -> User | dict[str, Any]:
    series = simulation.series
    name = _name(simulation, given)
    if not given.password and series.version >= (2, 0):
        from fakejuju import macaroons

        return macaroons.authenticate(simulation, name, given.macaroons, endpoint, given.bakery)
    user = simulation.state.find(User, name)
    wrong = user is None or user.disabled or user.removed or user.password != digest(given.password)
    if user is None or wrong:
        _fail(series.wrong_password())
    return user


def _name(simulation: Simulation, given: _Given) -> str:
    series = simulation.series
    if not given.tag:
        if not given.password:
            if series.version < (2, 0):
                _fail(series.wrong_password())
            return ""
        _fail(series.bad_tag(given.tag) if series.version < (4, 0) else series.wrong_password())
    try:
        tag = Tag.parse(given.tag)
    except ValueError:
        _fail(series.bad_tag(given.tag))
    if tag.kind != "user":
        _fail(series.wrong_password())
    return tag.id.removesuffix("@local")


def _model_access(simulation: Simulation, user: User, uuid: str) -> str:
    if not uuid:
        return ""
    if user.access == "superuser":
        return "admin"
    found = simulation.state.find(Access, f"{user.name} model-{uuid}")
    return found.level if found is not None else ""


def _connected(simulation: Simulation, user: User, uuid: str) -> None:
    now = simulation.clock.second()
    with simulation.state.transaction() as state:
        state.put(msgspec.structs.replace(user, last_login=now))
        # Recorded on 3.6.28 and 4.0.15: the controller's connection is one to its own model.
        uuid = uuid or simulation.controller_model.uuid
        found = state.find(Access, f"{user.name} model-{uuid}")
        if found is not None:
            state.put(msgspec.structs.replace(found, last=now))


def servers(simulation: Simulation, endpoint: str) -> list[list[dict[str, Any]]]:
    """Where the controller is, as logins of its series write it."""
    return [[_server(simulation, one) for one in (endpoint, *simulation.more_endpoints)]]


def _server(simulation: Simulation, endpoint: str) -> dict[str, Any]:
    host, _, port = endpoint.rpartition(":")
    number = int(port) if port.isdigit() else 17070
    host = host.strip("[]") or "localhost"
    kind = "ipv6" if ":" in host else "ipv4" if host.replace(".", "").isdigit() else "hostname"
    if simulation.series.version >= (2, 0):
        return {"value": host, "type": kind, "scope": "", "port": number}
    scope = "NetworkScope" if simulation.series.version < (1, 20) else "Scope"
    return {"Value": host, "Type": kind, "NetworkName": "", scope: "", "Port": number}


def _result(
    simulation: Simulation, request: Request, who: Who, user: User, access: str, endpoint: str
) -> dict[str, Any]:
    names = offered(simulation.series, model=bool(who.model) and not who.server_only)
    here = simulation.state.find(Model, who.model) if who.model else None
    if here is not None:
        names = {name: versions for name, versions in names.items() if fits_model(name, here.type)}
    where = servers(simulation, endpoint)
    if request.version == 0:
        return _first_shape(simulation, who, user, names, where)
    if simulation.series.version < (2, 0):
        return _second_shape(simulation, who, user, names, where)
    result: dict[str, Any] = {"servers": where}
    if who.model:
        result["model-tag"] = f"model-{who.model}"
    result["controller-tag"] = f"controller-{simulation.controller.uuid}"
    result["user-info"] = {
        # Recorded on 2.9.52, 3.6.28 and 4.0.15: the display name is not told here.
        "display-name": "",
        "identity": f"user-{user.name}",
        "controller-access": user.access,
        "model-access": access,
        **_last_connection(simulation, user),
    }
    result["facades"] = [{"name": name, "versions": versions} for name, versions in names.items()]
    result["server-version"] = simulation.version
    return result


def _first_shape(
    simulation: Simulation, who: Who, user: User, names: dict[str, list[int]], where: list[Any]
) -> dict[str, Any]:
    result: dict[str, Any] = {"Servers": where}
    if simulation.series.version >= (1, 20):
        result["EnvironTag"] = f"environment-{who.model}"
        result["LastConnection"] = user.last_login or None
        result["Facades"] = [{"Name": name, "Versions": versions} for name, versions in names.items()]
    return result


def _second_shape(
    simulation: Simulation, who: Who, user: User, names: dict[str, list[int]], where: list[Any]
) -> dict[str, Any]:
    result: dict[str, Any] = {
        "servers": where,
        "environ-tag": f"environment-{who.model}" if who.model else "",
        "facades": [{"Name": name, "Versions": versions} for name, versions in names.items()],
        "user-info": {
            "display-name": user.display_name,
            "identity": f"user-{user.name}@local",
            **_last_connection(simulation, user),
        },
    }
    if simulation.series.version >= (1, 23):
        result["server-tag"] = f"environment-{simulation.controller_model.uuid}"
    if simulation.series.version >= (1, 25):
        result["server-version"] = simulation.version
    return result


def _last_connection(simulation: Simulation, user: User) -> dict[str, str]:
    """When the user was here before; 2.9 and later do not tell it."""
    told = bool(user.last_login) and simulation.series.version < (2, 9)
    return {"last-connection": user.last_login} if told else {}


def _fail(failure: Failure) -> NoReturn:
    raise Refused(failure.message, failure.code)
