"""What is done today for the calls that Juju 2.0 had on Application and Action."""

from __future__ import annotations

from typing import Any

from jujuclient.classic.basefacade import first_error
from jujuclient.classic.exc import EnvError
from jujuclient.classic.rpc import Response
from jujuclient.classic.today import ROWS, Params, call, each, row

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
        found = resolved(env, url)
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


def resolved(env: Any, url: str) -> Response:
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


def sha256_of(env: Any, url: str) -> str:
    """The SHA-256 of a charm that an application runs, by which Juju 4 keeps it; "" where none does."""
    status = call(env, "Client", "FullStatus", patterns=[])
    for name, one in (status.get("applications") or {}).items():
        if one.get("charm") == url:
            origin = call(env, "Application", "GetCharmURLOrigin", application=name)["charm-origin"]
            return str(origin.get("hash") or "")
    return ""


@row("Application", "Destroy")
def _destroy(env: Any, params: Params) -> Response:
    one = {"application-tag": f"application-{params['application']}"}
    return each(call(env, "Application", "DestroyApplication", applications=[one]))


@row("Application", "DestroyUnits")
def _destroy_units(env: Any, params: Params) -> Response:
    units = [{"unit-tag": f"unit-{name.replace('/', '-')}"} for name in params["unit-names"]]
    return each(call(env, "Application", "DestroyUnit", units=units))


@row("Application", "GetConstraints")
def _constraints(env: Any, params: Params) -> Response:
    tag = f"application-{params['application']}"
    return first_error(call(env, "Application", "GetConstraints", entities=[{"tag": tag}]))


@row("Application", "Set")
def _set(env: Any, params: Params) -> Response:
    one = {"application": params["application"], "config": params["options"]}
    return each(call(env, "Application", "SetConfigs", Args=[one]))


@row("Application", "Unset")
def _unset(env: Any, params: Params) -> Response:
    one = {"application": params["application"], "options": params["options"]}
    return each(call(env, "Application", "UnsetApplicationsConfig", Args=[one]))


@row("Application", "SetCharm")
def _set_charm(env: Any, params: Params) -> Response:
    url = params["charm-url"]
    given = {"application": params["application"], "force": params.get("force-units", False)}
    if url.startswith("local:"):
        origin = {"id": "", "source": "local", "type": "charm", "architecture": "amd64"}
        origin_base: Any = {**origin, "base": _base_of(env, url)}
        return call(env, "Application", "SetCharm", charm_url=url, charm_origin=origin_base, **given)
    found = resolved(env, url)
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
