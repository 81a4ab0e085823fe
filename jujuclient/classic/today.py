"""Calls of Juju 2.0 as the controllers of today want them (defect 24).

A row takes a call that the controller no longer has, makes the one that took its place, and gives
the answer the shape of old. Whether the controller has the call is looked up in the typed table.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jujuclient.classic.basefacade import first_error
from jujuclient.classic.exc import EnvError
from jujuclient.classic.rpc import Op, Response
from jujuclient.facades import index, method
from jujuclient.wire.series import Series

Params = dict[str, Any]
Row = Callable[[Any, Params], Response]

ROWS: dict[tuple[str, str], Row] = {}
"""Facade and method of old, to what is done today."""


def newest(env: Any, facade: str) -> int | None:
    """The newest version of a facade that both sides have; None for none."""
    return max(set(env._offered.get(facade, ())) & set(index.declared().get(facade, ())), default=None)


def ask(env: Any, op: Op) -> Response:
    """Make a call as it is, or as today's controllers want it."""
    facade, request, version = op["type"], op["request"], op["version"]
    done = ROWS.get((facade, request))
    if done is not None and (
        not _served(env, facade, version, request) or _of_charmhub(env, request, op["params"])
    ):
        return done(env, op["params"])
    if version not in env._offered.get(facade, [version]):
        op["version"] = newest(env, facade) or version
    result: Response = env._rpc(op)
    return result


def _of_charmhub(env: Any, request: str, params: Params) -> bool:
    """True for a charm that calls of old know nothing of, where the controller does."""
    one = (params.get("applications") or [params])[0]
    url = str(one.get("charm-url") or one.get("url") or "")
    wanted = request in ("AddCharm", "Deploy", "SetCharm") and bool(url)
    return wanted and not url.startswith(("cs:", "local:")) and (newest(env, "Charms") or 0) >= 3


def call(env: Any, facade: str, request: str, **params: Any) -> Response:
    """A call in today's terms, its parameters in snake case."""
    version = newest(env, facade)
    if version is None:
        raise EnvError({"error": f"this controller has no {facade}.{request}", "error-code": "not supported"})
    spelled = {name.replace("_", "-"): value for name, value in params.items()}
    result: Response = env._rpc({"type": facade, "version": version, "request": request, "params": spelled})
    return result


def _series(env: Any) -> str:
    told = str((env._info or {}).get("server-version") or "")
    try:
        return Series.of(told).known_as if told else ""
    except ValueError:
        return ""


def _served(env: Any, facade: str, version: int, request: str) -> bool:
    """True where the controller has this very call, in a version whose parameters are those of old."""
    if version not in env._offered.get(facade, ()) or version > OLD.get((facade, request), 99):
        return False
    return method(facade, version, request, _series(env)) is not None


OLD = {
    ("Application", "Deploy"): 12,
    ("Application", "GetConstraints"): 4,
    ("Application", "SetCharm"): 12,
    ("KeyManager", "AddKeys"): -1,
    ("KeyManager", "DeleteKeys"): -1,
    ("KeyManager", "ImportKeys"): -1,
    ("KeyManager", "ListKeys"): -1,
}
"""The last version in which a call has the parameters of old; -1 where 0.54 never had them right."""


def row(facade: str, *requests: str) -> Callable[[Row], Row]:
    """Enter what is done today for calls of old."""

    def enter(done: Row) -> Row:
        ROWS.update({(facade, request): done for request in requests})
        return done

    return enter


def _moved(facade: str, request: str, to: str, new: str = "") -> None:
    """A call that only moved to another facade."""

    def done(env: Any, params: Params) -> Response:
        return call(
            env, to, new or request, **{key.replace("-", "_"): value for key, value in params.items()}
        )

    ROWS[facade, request] = done


for _request in ("ModelGet", "ModelSet", "ModelUnset", "GetModelConstraints", "SetModelConstraints"):
    _moved("Client", _request, "ModelConfig")
_moved("Client", "AddMachines", "MachineManager")
_moved("Client", "ProvisioningScript", "MachineManager")
_moved("Action", "ServicesCharmActions", "Action", "ApplicationsCharmsActions")


# -- Client


@row("Client", "AddCharm")
def _add_charm(env: Any, params: Params) -> Response:
    url = params["url"]
    if url.startswith("local:"):
        return {}
    found = _resolved(env, url)
    return call(env, "Charms", "AddCharm", url=found["url"], charm_origin=found["charm-origin"])


@row("Client", "AgentVersion")
def _agent_version(env: Any, params: Params) -> Response:
    config = call(env, "ModelConfig", "ModelGet")["config"]
    return {"version": config["agent-version"]["value"]}


@row("Client", "DestroyMachines")
def _destroy_machines(env: Any, params: Params) -> Response:
    tags = [f"machine-{name.replace('/', '-')}" for name in params["machine-names"]]
    force = bool(params.get("force"))
    return _each(call(env, "MachineManager", "DestroyMachineWithParams", machine_tags=tags, force=force))


@row("Client", "InjectMachines")
def _register(env: Any, params: Params) -> Response:
    return call(env, "MachineManager", "AddMachines", params=params["machine-params"])


@row("Client", "ModelInfo")
def _info(env: Any, params: Params) -> Response:
    """Asked of the model itself: its manager answers on the controller's connection only."""
    model = call(env, "Client", "FullStatus", patterns=[])["model"]
    config = call(env, "ModelConfig", "ModelGet")["config"]

    def value(key: str) -> Any:
        return (config.get(key) or {}).get("value", "")

    return {
        "name": model["name"],
        "uuid": env.uuid or value("uuid"),
        "type": model.get("type", ""),
        "controller-uuid": str((env._info or {}).get("controller-tag", "")).removeprefix("controller-"),
        "cloud-tag": model.get("cloud-tag", ""),
        "cloud-region": model.get("region", ""),
        "default-series": value("default-series"),
        "default-base": value("default-base"),
        "provider-type": value("type"),
        "agent-version": value("agent-version"),
        "life": model.get("life", "alive"),
        "status": model.get("model-status", {}),
    }


@row("Client", "PrivateAddress")
def _private_address(env: Any, params: Params) -> Response:
    return {"private-address": _address(env, "PrivateAddress", params["target"])}


@row("Client", "PublicAddress")
def _public_address(env: Any, params: Params) -> Response:
    return {"public-address": _address(env, "PublicAddress", params["target"])}


def _address(env: Any, request: str, target: str) -> Any:
    kind = "unit" if "/" in target and not target.split("/", maxsplit=1)[0].isdigit() else "machine"
    tag = f"{kind}-{target.replace('/', '-')}"
    return first_error(call(env, "SSHClient", request, entities=[{"tag": tag}])).get("address")


@row("Client", "ResolveCharms")
def _resolve_charms(env: Any, params: Params) -> Response:
    return {"urls": [{"url": _resolved(env, name)["url"]} for name in params["references"]]}


@row("Client", "Resolved")
def _resolve(env: Any, params: Params) -> Response:
    tags = {"entities": [{"tag": f"unit-{params['unit-name'].replace('/', '-')}"}]}
    return _each(call(env, "Application", "ResolveUnitErrors", tags=tags, retry=params["retry"]))


@row("Client", "RetryProvisioning")
def _retry(env: Any, params: Params) -> Response:
    tags = [one["tag"] for one in params["entities"]]
    return call(env, "MachineManager", "RetryProvisioning", machines=tags)


@row("Client", "SetModelAgentVersion")
def _upgrade(env: Any, params: Params) -> Response:
    upgrade = {
        "model-tag": env.tag,
        "target-version": params["version"],
        "agent-stream": "",
        "ignore-agent-versions": False,
    }
    return call(env, "ModelUpgrader", "UpgradeModel", **upgrade)


# -- Application


@row("Application", "Deploy")
def _deploy(env: Any, params: Params) -> Response:
    results = [_deploy_one(env, dict(one)) for one in params["applications"]]
    return {"results": results}


def _deploy_one(env: Any, one: Params) -> Response:
    url = one["charm-url"]
    one["config"] = one.get("config") or {}
    if url.startswith("local:"):
        one["charm-origin"] = {"id": "", "source": "local", "type": "charm", "architecture": "amd64"}
        one["charm-origin"]["base"] = _base_of(env, url)
    else:
        found = _resolved(env, url)
        call(env, "Charms", "AddCharm", url=found["url"], charm_origin=found["charm-origin"])
        one["charm-url"], one["charm-origin"] = found["url"], found["charm-origin"]
    # As ever, what is wrong with the item is data and not raised (defect 18).
    results: list[Response] = call(env, "Application", "Deploy", applications=[one]).get("results") or [{}]
    return results[0]


BASES = {
    "trusty": "14.04",
    "xenial": "16.04",
    "bionic": "18.04",
    "focal": "20.04",
    "jammy": "22.04",
    "noble": "24.04",
}
"""Ubuntu's series by number."""


def _base_of(env: Any, url: str) -> dict[str, str]:
    """The base that a local charm is deployed on: of the series in its URL, else of its manifest."""
    series = url.partition(":")[2].partition("/")[0]
    if series in BASES:
        return {"name": "ubuntu", "channel": f"{BASES[series]}/stable"}
    told = call(env, "Charms", "CharmInfo", url=url)
    bases = ((told.get("manifest") or {}).get("bases")) or [{}]
    return {
        "name": bases[0].get("name", "ubuntu"),
        "channel": str(bases[0].get("channel") or "22.04/stable"),
    }


def _resolved(env: Any, url: str) -> Response:
    """A charm's URL with revision, and its origin, as the controller finds them on Charmhub."""
    rest = url.partition(":")[2] if ":" in url else url
    series, _, name = rest.rpartition("/")
    origin: dict[str, Any] = {
        "id": "",
        "source": "charm-hub",
        "type": "charm",
        "risk": "stable",
        "architecture": "amd64",
    }
    # A revision of the charm store means nothing on Charmhub.
    stem, _, revision = name.rpartition("-")
    if url.startswith("cs:") and revision.isdigit():
        name = stem
    if series in BASES and not url.startswith("cs:"):
        origin["base"] = {"name": "ubuntu", "channel": f"{BASES[series]}/stable"}
    resolve = [{"reference": f"ch:{name}", "charm-origin": origin}]
    answer = call(env, "Charms", "ResolveCharms", resolve=resolve)
    found = (answer.get("Results") or answer.get("results") or [{}])[0]
    error = found.get("error")
    if error:
        raise EnvError({"error": error.get("message", ""), "error-code": error.get("code", "")})
    chosen = found["charm-origin"]
    if not (chosen.get("base") or {}).get("channel"):
        bases = found.get("supported-bases") or [{"name": "ubuntu", "channel": "22.04/stable"}]
        chosen["base"] = bases[0]
    return {"url": found["url"], "charm-origin": chosen}


@row("Application", "Destroy")
def _destroy(env: Any, params: Params) -> Response:
    one = {"application-tag": f"application-{params['application']}"}
    return _each(call(env, "Application", "DestroyApplication", applications=[one]))


@row("Application", "DestroyUnits")
def _destroy_units(env: Any, params: Params) -> Response:
    units = [{"unit-tag": f"unit-{name.replace('/', '-')}"} for name in params["unit-names"]]
    return _each(call(env, "Application", "DestroyUnit", units=units))


@row("Application", "GetConstraints")
def _constraints(env: Any, params: Params) -> Response:
    tag = f"application-{params['application']}"
    return first_error(call(env, "Application", "GetConstraints", entities=[{"tag": tag}]))


@row("Application", "Set")
def _set(env: Any, params: Params) -> Response:
    one = {"application": params["application"], "config": params["options"], "generation": "master"}
    return _each(call(env, "Application", "SetConfigs", Args=[one]))


@row("Application", "Unset")
def _unset(env: Any, params: Params) -> Response:
    one = {"application": params["application"], "options": params["options"], "branch": "master"}
    return _each(call(env, "Application", "UnsetApplicationsConfig", Args=[one]))


@row("Application", "SetCharm")
def _set_charm(env: Any, params: Params) -> Response:
    url = params["charm-url"]
    given = {"application": params["application"], "force": params.get("force-units", False)}
    if url.startswith("local:"):
        origin = {"id": "", "source": "local", "type": "charm", "architecture": "amd64"}
        origin_base: Any = {**origin, "base": _base_of(env, url)}
        return call(env, "Application", "SetCharm", charm_url=url, charm_origin=origin_base, **given)
    found = _resolved(env, url)
    call(env, "Charms", "AddCharm", url=found["url"], charm_origin=found["charm-origin"])
    return call(
        env,
        "Application",
        "SetCharm",
        charm_url=found["url"],
        charm_origin=found["charm-origin"],
        **given,
    )


@row("Application", "Update")
def _update(env: Any, params: Params) -> Response:
    """One call of old is up to three of today."""
    name = params["application"]
    if params.get("charm-url"):
        _set_charm(env, {"application": name, "charm-url": params["charm-url"]})
    if params.get("settings"):
        _set(env, {"application": name, "options": params["settings"]})
    if params.get("constraints"):
        call(env, "Application", "SetConstraints", application=name, constraints=params["constraints"])
    return {}


# -- Action


def _queued(facade: str, request: str, new: str) -> None:
    """A call that puts tasks in a queue; callers look for them under ``results``."""

    def done(env: Any, params: Params) -> Response:
        given = {key: value for key, value in params.items() if value is not None}
        answer = call(env, "Action", new, **given)
        return {"results": answer.get("actions") or [], **answer}

    ROWS[facade, request] = done


_queued("Action", "Enqueue", "EnqueueOperation")
_queued("Client", "Run", "Run")
_queued("Client", "RunOnAllMachines", "RunOnAllMachines")


@row("Action", "ListAll")
def _list_all(env: Any, params: Params) -> Response:
    return _actions(env, params, [])


@row("Action", "ListCompleted")
def _list_completed(env: Any, params: Params) -> Response:
    return _actions(env, params, ["completed", "failed", "cancelled", "aborted", "error"])


@row("Action", "ListPending")
def _list_pending(env: Any, params: Params) -> Response:
    return _actions(env, params, ["pending"])


def _actions(env: Any, params: Params, status: list[str]) -> Response:
    """Actions by receiver, from the operations that have them."""
    found = []
    for one in params["entities"]:
        kind, _, rest = one["tag"].partition("-")
        name = "/".join(rest.rsplit("-", 1)) if kind == "unit" else rest
        given = {"units" if kind == "unit" else "applications": [name], "status": status}
        operations = call(env, "Action", "ListOperations", **given).get("results") or []
        actions = [action for operation in operations for action in operation.get("actions") or []]
        found.append({"receiver": one["tag"], "actions": actions})
    return {"actions": found}


# -- KeyManager


def _key_row(request: str) -> None:
    def done(env: Any, params: Params) -> Response:
        return call(env, "KeyManager", request, user=params["user"], ssh_keys=params["keys"])

    ROWS["KeyManager", request] = done


for _request in ("AddKeys", "DeleteKeys", "ImportKeys"):
    _key_row(_request)


@row("KeyManager", "ListKeys")
def _list_keys(env: Any, params: Params) -> Response:
    entities = {"entities": params["entities"]}
    return call(env, "KeyManager", "ListKeys", entities=entities, mode=params["mode"])


def _each(result: Response) -> Response:
    """The answer to a call that was once about one thing: the error of an item is the call's."""
    for one in result.get("results") or []:
        first_error({"results": [one]})
    return result
