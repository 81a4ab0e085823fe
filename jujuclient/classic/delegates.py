"""The verbs of an environment that a facade does: ``env.deploy`` is ``env.service.deploy``."""

from __future__ import annotations

from typing import Any


def _to(facade: str, method: str) -> Any:
    def delegate(self: Any, *args: Any, **kws: Any) -> Any:
        return getattr(getattr(self, facade), method)(*args, **kws)

    delegate.__name__ = method
    delegate.__doc__ = f"What ``env.{facade}.{method}`` does."
    return delegate


class Delegates:
    """Every such verb; they take what the facade's method takes."""

    add_charm = _to("client", "add_charm")
    add_machine = _to("client", "add_machine")
    add_machines = _to("client", "add_machines")
    add_relation = _to("service", "add_relation")
    add_unit = _to("service", "add_unit")
    add_units = _to("service", "add_units")
    agent_version = _to("client", "agent_version")
    deploy = _to("service", "deploy")
    destroy_machines = _to("client", "destroy_machines")
    destroy_service = _to("service", "destroy_service")
    expose = _to("service", "expose")
    find_tools = _to("client", "find_tools")
    get_annotation = _to("client", "get_annotation")
    get_config = _to("service", "get_config")
    get_constraints = _to("service", "get_constraints")
    get_env_config = _to("client", "get_env_config")
    get_env_constraints = _to("client", "get_env_constraints")
    get_private_address = _to("client", "get_private_address")
    get_public_address = _to("client", "get_public_address")
    get_service = _to("service", "get_service")
    info = _to("client", "info")
    machine_config = _to("client", "machine_config")
    provisioning_script = _to("client", "provisioning_script")
    register_machine = _to("client", "register_machine")
    register_machines = _to("client", "register_machines")
    remove_relation = _to("service", "remove_relation")
    remove_units = _to("service", "remove_units")
    resolve_charms = _to("client", "resolve_charms")
    resolved = _to("client", "resolved")
    retry_provisioning = _to("client", "retry_provisioning")
    run_on_all_machines = _to("client", "run_on_all_machines")
    set_annotation = _to("client", "set_annotation")
    set_charm = _to("service", "set_charm")
    set_config = _to("service", "set_config")
    set_constraints = _to("service", "set_constraints")
    set_env_config = _to("client", "set_env_config")
    set_env_constraints = _to("client", "set_env_constraints")
    status = _to("client", "status")
    unexpose = _to("service", "unexpose")
    unset_config = _to("service", "unset_config")
    unset_env_config = _to("client", "unset_env_config")
    update_service = _to("service", "update_service")
    valid_relation_names = _to("service", "valid_relation_names")
    # Defect 2: the one name was the environment's, the other the facade's.
    set_agent_env_version = _to("client", "set_env_agent_version")
    set_env_agent_version = _to("client", "set_env_agent_version")


__all__ = ["Delegates"]
