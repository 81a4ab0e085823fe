"""Backends of secrets: added, renamed, removed, and who is told of them."""

from __future__ import annotations

from typing import Any

import pytest
from asking import Asking
from msgspec.structs import replace


def backends(asking: Asking, method: str, **item: Any) -> Any:
    """The error of one change of a backend, None where it was made."""
    return asking.ask("SecretBackends", 1, method, {"args": [item]})["results"][0].get("error")


def listed(asking: Asking, *, reveal: bool = False) -> dict[str, Any]:
    """Each backend by its name."""
    found = asking.ask("SecretBackends", 1, "ListSecretBackends", {"names": [], "reveal": reveal})["results"]
    return {one["result"]["name"]: one for one in found}


VAULT = {"name": "v", "backend-type": "vault", "config": {"endpoint": "http://v:8200", "token": "t"}}


@pytest.mark.parametrize(("juju", "manager"), [("3.6", 10), ("4.1", 11)])
def test_secrets_of_a_model_go_to_the_backend_it_has(juju: str, manager: int) -> None:
    asking = Asking(juju)
    assert backends(asking, "AddSecretBackends", **VAULT) is None
    if juju == "4.1":
        asking.ask("ModelConfig", 4, "SetModelSecretBackend", {"secret-backend-name": "v"})
    else:
        with asking.sim.state.transaction() as state:
            state.put(replace(asking.model, secret_backend="v"))
    content = {"content": {"data": {"a": "Yg=="}}}
    asking.ask("Secrets", 2, "CreateSecrets", {"args": [{"label": "s", **content}]})

    assert backends(asking, "UpdateSecretBackends", name="v", **{"name-change": "w"}) is None

    told = listed(asking)
    assert (told["w"]["num-secrets"], told["internal"]["num-secrets"]) == (1, 0)
    assert told["w"]["result"]["config"] == {"endpoint": "http://v:8200"}
    assert listed(asking, reveal=True)["w"]["result"]["config"]["token"] == "t"
    models = {"entities": [{"tag": f"model-{asking.uuid}"}]}
    info = asking.ask("ModelManager", manager, "ModelInfo", models)["results"][0]["result"]
    assert [(one["result"]["name"], one["num-secrets"]) for one in info["secret-backends"]] == [("w", 1)]
    assert backends(asking, "RemoveSecretBackends", name="w")["code"] == "not supported"
    assert backends(asking, "RemoveSecretBackends", name="w", force=True) is None
    assert set(listed(asking)) == {"internal"}


def test_backends_that_cannot_be() -> None:
    asking = Asking("4.1")
    backends(asking, "AddSecretBackends", **VAULT)
    for item, words in (
        (VAULT, 'secret backend "v" already exists'),
        ({**VAULT, "name": "internal"}, 'secret backend not valid: reserved name "internal"'),
        ({**VAULT, "name": "x", "backend-type": "safe"}, 'no registered provider for "safe"'),
        ({**VAULT, "name": "x", "config": {}}, "endpoint: expected string, got nothing"),
    ):
        assert backends(asking, "AddSecretBackends", **item)["message"].endswith(words)
    moved = backends(asking, "UpdateSecretBackends", name="v", config={"endpoint": "http://w"})
    assert moved["message"].endswith('cannot change immutable field "endpoint"')
