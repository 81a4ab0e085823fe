"""What is done today for the calls that Juju 2.0 had on Client, KeyManager and Backups."""

from __future__ import annotations

from typing import Any

from jujuclient.classic.basefacade import first_error
from jujuclient.classic.rpc import Response
from jujuclient.classic.today import ROWS, Params, call, each, gone, moved, row
from jujuclient.classic.today_applications import resolved

for _request in ("ModelGet", "ModelSet", "ModelUnset", "GetModelConstraints", "SetModelConstraints"):
    moved("Client", _request, "ModelConfig")
moved("Client", "AddMachines", "MachineManager")
moved("Client", "ProvisioningScript", "MachineManager")
moved("Action", "ServicesCharmActions", "Action", "ApplicationsCharmsActions")

_NO_ARCHIVES = (
    "controllers keep no archives since 3.0; env.backups.create(notes) makes one and names its file, "
    "which env.backups.download fetches"
)
for _request in ("Info", "List", "Remove"):
    gone("Backups", _request, _NO_ARCHIVES)
gone("Action", "FindActionTagsByPrefix", "ids are whole since 3.0; env.actions.info(ids) looks actions up")
gone(
    "Client",
    "FindTools",
    "agent binaries are the controller's own matter since 3.0; env.set_env_agent_version(version) takes one",
)
gone("Client", "MachineConfig", "env.provisioning_script(machine_id, nonce) makes a machine an agent")


# -- Client


@row("Client", "AddCharm")
def _add_charm(env: Any, params: Params) -> Response:
    url = params["url"]
    if url.startswith("local:"):
        return {}
    found = resolved(env, url)
    return call(env, "Charms", "AddCharm", url=found["url"], charm_origin=found["charm-origin"])


@row("Client", "AgentVersion")
def _agent_version(env: Any, params: Params) -> Response:
    config = call(env, "ModelConfig", "ModelGet")["config"]
    return {"version": config["agent-version"]["value"]}


@row("Client", "DestroyMachines")
def _destroy_machines(env: Any, params: Params) -> Response:
    tags = [f"machine-{name.replace('/', '-')}" for name in params["machine-names"]]
    force = bool(params.get("force"))
    return each(call(env, "MachineManager", "DestroyMachineWithParams", machine_tags=tags, force=force))


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
    return {"urls": [{"url": resolved(env, name)["url"]} for name in params["references"]]}


@row("Client", "Resolved")
def _resolve(env: Any, params: Params) -> Response:
    tags = {"entities": [{"tag": f"unit-{params['unit-name'].replace('/', '-')}"}]}
    return each(call(env, "Application", "ResolveUnitErrors", tags=tags, retry=params["retry"]))


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
