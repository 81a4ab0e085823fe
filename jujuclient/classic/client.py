"""The facade Client, for both majors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from jujuclient.classic.basefacade import BaseFacade, Texts, first_error, texts
from jujuclient.classic.exc import EnvError
from jujuclient.classic.rpc import Response


class Client(BaseFacade):
    """What has no facade of its own in Juju 1."""

    key = "client"
    name = "Client"
    versions: ClassVar[list[int]] = [0]
    words: ClassVar[Mapping[str, str]] = {
        "url": "URL",
        "application": "ServiceName",
    }
    kinds: ClassVar[Mapping[str, str]] = {"application": "service", "model": "environment"}
    """How this major calls a kind of entity that the other calls otherwise."""

    def add_charm(self, charm_url: str) -> Response:
        """Let the controller fetch a charm."""
        return self._ask("AddCharm", url=charm_url)

    def add_machine(
        self,
        series: str = "",
        constraints: dict[str, Any] | None = None,
        machine_spec: str = "",
        parent_id: str = "",
        container_type: str = "",
    ) -> Response:
        """Add a machine; answers with ``{"Machine": id}`` (``machine`` in Juju 2)."""
        one = self._spell(
            series=series,
            constraints=self._prepare_constraints(constraints),
            container_type=container_type,
            parent_id=parent_id,
            jobs=["JobHostUnits"],
        )
        if machine_spec:
            one[self._key("placement")] = self._prepare_placement(machine_spec)
        result = self.add_machines([one])
        added: Response = result["Machines" if self.juju == 1 else "machines"][0]
        return added

    def add_machines(self, machines: list[Any]) -> Response:
        """Add machines, each described as the wire wants it."""
        return self._ask("AddMachines", machine_params=machines)

    def agent_version(self) -> Response:
        """The version that the agents run."""
        return self._ask("AgentVersion")

    def destroy_machines(self, machine_ids: Texts, force: bool = False) -> Response:
        """Remove machines; with ``force`` even those with units."""
        more = {"force": True} if force else {}
        return self._ask("DestroyMachines", machine_names=texts(machine_ids), **more)

    def find_tools(self, major: int = 0, minor: int = 0, series: str = "", arch: str = "") -> Response:
        """Agent binaries that match."""
        return self._ask("FindTools", major_version=major, minor_version=minor, series=series, arch=arch)

    def get_annotation(self, entity: str, entity_type: str) -> Response:
        """The annotations of an entity, as ``{"Annotations": {…}}`` in both majors."""
        return self._ask("GetAnnotations", tag=self._tag_of(entity, entity_type))

    def set_annotation(self, entity: str, entity_type: str, annotation: dict[str, Any]) -> Response:
        """Write annotations; an empty value removes one."""
        return self._ask(
            "SetAnnotations",
            tag=self._tag_of(entity, entity_type),
            pairs=self._prepare_strparams(annotation),
        )

    def _tag_of(self, entity: str, kind: str) -> str:
        kind = self.kinds.get(kind, kind)
        if entity.startswith(f"{kind}-"):
            return entity
        if kind in ("environment", "model"):
            return str(self.env.tag)
        if kind == "unit":
            return f"unit-{entity.replace('/', '-')}"
        return f"{kind}-{entity}" if kind in self.tag_prefixes else self._format_tag_name(entity)

    def get_env_config(self) -> Response:
        """The config, as ``{"Config": {…}}`` (``config`` in Juju 2)."""
        return self._ask("EnvironmentGet")

    def set_env_config(self, config: dict[str, Any]) -> Response:
        """Change config."""
        return self._ask("EnvironmentSet", config=config)

    def unset_env_config(self, keys: Texts) -> Response:
        """Set config back to defaults."""
        return self._ask("EnvironmentUnset", keys=texts(keys))

    def get_env_constraints(self) -> Any:
        """The constraints."""
        return self._ask("GetEnvironmentConstraints").get(self._key("constraints"))

    def set_env_constraints(self, constraints: dict[str, Any]) -> Response:
        """Replace the constraints."""
        return self._ask(
            "SetEnvironmentConstraints", application="", constraints=self._prepare_constraints(constraints)
        )

    def get_private_address(self, target: str) -> Response:
        """The address of a unit or machine inside its cloud."""
        return self._ask("PrivateAddress", target=target)

    def get_public_address(self, target: str) -> Response:
        """The address of a unit or machine for the outside."""
        return self._ask("PublicAddress", target=target)

    def info(self) -> Response:
        """Name, uuid, provider and default series."""
        return self._ask("EnvironmentInfo")

    def machine_config(self, machine_id: str, series: str, arch: str) -> Response:
        """What a machine's agent needs to start."""
        return self._ask("MachineConfig", machine_id=machine_id, series=series, arch=arch)

    def provisioning_script(
        self, machine_id: str, nonce: str, data_dir: str = "/var/lib/juju", disable_apt: bool = False
    ) -> Response:
        """The script that makes a machine an agent."""
        return self._ask(
            "ProvisioningScript",
            machine_id=machine_id,
            nonce=nonce,
            data_dir=data_dir,
            disable_package_commands=disable_apt,
        )

    def register_machine(
        self, instance_id: str, nonce: str, series: str, hardware: dict[str, Any], addrs: list[Any]
    ) -> Response:
        """Make a machine that exists known."""
        one = self._spell(
            instance_id=instance_id,
            nonce=nonce,
            series=series,
            hardware_characteristics=hardware,
            addrs=addrs,
            jobs=["JobHostUnits"],
        )
        return self.register_machines([one])

    def register_machines(self, machines: list[Any]) -> Response:
        """Make machines that exist known, each described as the wire wants it."""
        return self._ask("InjectMachines", machine_params=machines)

    def resolve_charms(self, names: Texts) -> Response:
        """Charm URLs with series and revision."""
        return self._ask("ResolveCharms", references=texts(names))

    def resolved(self, unit_name: str, retry: bool = False) -> Response:
        """Mark a unit's error as resolved; ``retry`` the hook."""
        return self._ask("Resolved", unit_name=unit_name, retry=retry)

    def retry_provisioning(self, machines: Texts) -> Response:
        """Try again to start machines (defect 6)."""
        tags = [name if name.startswith("machine-") else f"machine-{name}" for name in texts(machines)]
        return self._ask("RetryProvisioning", entities=self._entities(tags))

    def run(
        self,
        command: str,
        timeout: int | None = None,
        machines: Texts | None = None,
        services: Texts | None = None,
        units: Texts | None = None,
    ) -> Response:
        """Run a command on machines, units and every unit of services; one name each will do.

        Raises:
            AssertionError: no target.
        """
        if not machines and not services and not units:
            raise AssertionError("name machines, services or units to run it on")
        params: dict[str, Any] = {"commands": command, "timeout": timeout}
        if machines:
            params["machines"] = texts(machines)
        if services:
            params["services" if self.juju == 1 else "applications"] = texts(services)
        if units:
            params["units"] = texts(units)
        return self._ask("Run", **params)

    def run_on_all_machines(self, command: str, timeout: int | None = None) -> Response:
        """Run a command on every machine."""
        return self._ask("RunOnAllMachines", commands=command, timeout=timeout)

    def set_env_agent_version(self, version: str) -> Response:
        """Upgrade the agents."""
        try:
            return self._ask("SetEnvironmentAgentVersion", version=version)
        except EnvError as error:
            # The name that 0.54 used is one that no Juju 1 has.
            if self.juju > 1 or "not implemented" not in error:
                raise
            return self._ask("SetEnvironAgentVersion", version=version)

    def status(self, filters: Texts = ()) -> Response:
        """The whole status, as the controller writes it."""
        return self._ask("FullStatus", patterns=texts(filters))


class Client2(Client):
    """The same in Juju 2 and later."""

    versions: ClassVar[list[int]] = [1]
    juju = 2
    kinds: ClassVar[Mapping[str, str]] = {"service": "application", "environment": "model"}
    renamed: ClassVar[Mapping[str, str]] = {
        "EnvironmentGet": "ModelGet",
        "EnvironmentInfo": "ModelInfo",
        "EnvironmentSet": "ModelSet",
        "EnvironmentUnset": "ModelUnset",
        "GetEnvironmentConstraints": "GetModelConstraints",
        "SetEnvironmentAgentVersion": "SetModelAgentVersion",
        "SetEnvironmentConstraints": "SetModelConstraints",
    }

    def add_machines(self, machines: list[Any]) -> Response:
        """Add machines, each described as the wire wants it."""
        return self._ask("AddMachines", params=machines)

    def get_annotation(self, entity: str, entity_type: str) -> Response:
        """The annotations of an entity, as ``{"Annotations": {…}}`` in both majors."""
        tags = self._entities([self._tag_of(entity, entity_type)])
        result = Annotations2(self.env)._ask("Get", entities=tags)
        return {"Annotations": first_error(result).get("annotations") or {}}

    def set_annotation(self, entity: str, entity_type: str, annotation: dict[str, Any]) -> Response:
        """Write annotations; an empty value removes one."""
        one = {"entity": self._tag_of(entity, entity_type), "annotations": annotation}
        return Annotations2(self.env)._ask("Set", annotations=[one])


class Annotations(BaseFacade):
    """Notes that tools leave on entities."""

    key = "annotations"
    name = "Annotations"
    versions: ClassVar[list[int]] = [1]
    words: ClassVar[Mapping[str, str]] = {"entity": "EntityTag"}

    def get(self, names: str | Texts) -> Response:
        """The annotations of entities."""
        return self._ask("Get", entities=self._entities(map(self._format_tag_name, texts(names))))

    def set(self, annotations: Iterable[tuple[str, dict[str, Any]]]) -> Response:
        """Write annotations, given as pairs of a name and what to write."""
        items = [
            self._spell(entity=self._format_tag_name(name), annotations=notes) for name, notes in annotations
        ]
        return self._ask("Set", annotations=items)


class Annotations2(Annotations):
    """The same in Juju 2 and later."""

    versions: ClassVar[list[int]] = [2]
    juju = 2


__all__ = ["Annotations", "Annotations2", "Client", "Client2"]
