"""Services of Juju 1, applications of Juju 2 and later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from jujuclient.classic.basefacade import BaseFacade, Texts, texts
from jujuclient.classic.rpc import Response


class Service(BaseFacade):
    """Services of Juju 1; on the wire they belong to ``Client``."""

    key = "service"
    name = "Service"
    wire = "Client"
    versions: ClassVar[list[int]] = [0]
    words: ClassVar[Mapping[str, str]] = {"application": "ServiceName", "charm_url": "CharmURL"}

    def add_relation(self, endpoint_a: str, endpoint_b: str) -> Response:
        """Relate two endpoints."""
        return self._ask("AddRelation", endpoints=[endpoint_a, endpoint_b])

    def add_unit(self, service_name: str, machine_spec: str | None = None) -> Response:
        """Add a unit, on a machine of its own or where ``machine_spec`` says."""
        more = {} if machine_spec is None else {"to_machine_spec": machine_spec}
        return self._ask("AddServiceUnits", application=service_name, num_units=1, **more)

    def add_units(self, service_name: str, num_units: int = 1) -> Response:
        """Add units."""
        return self._ask("AddServiceUnits", application=service_name, num_units=num_units)

    def deploy(
        self,
        service_name: str,
        charm_url: str,
        num_units: int = 1,
        config: dict[str, Any] | None = None,
        constraints: dict[str, Any] | None = None,
        machine_spec: str | None = None,
    ) -> Response:
        """Deploy a charm under a name."""
        return self._ask(
            "ServiceDeploy",
            application=service_name,
            charm_url=charm_url,
            num_units=num_units,
            config=self._prepare_strparams(config),
            constraints=self._prepare_constraints(constraints),
            to_machine_spec=machine_spec,
        )

    def destroy_service(self, service_name: str) -> Response:
        """Remove it and its units."""
        return self._ask("ServiceDestroy", application=service_name)

    def expose(self, service_name: str) -> Response:
        """Open it to the outside."""
        return self._ask("ServiceExpose", application=service_name)

    def get_config(self, service_name: str) -> Any:
        """Its options, each with value, default and description."""
        result = self.get(service_name)
        return result.get(self._key("config"))

    def get(self, service_name: str) -> Response:
        """Its charm, config and constraints."""
        return self._ask("ServiceGet", application=service_name)

    def get_service(self, service_name: str) -> Response:
        """Its charm, config and constraints."""
        return self.get(service_name)

    def get_constraints(self, service_name: str) -> Any:
        """Its constraints."""
        result = self._ask("GetServiceConstraints", application=service_name)
        return result.get(self._key("constraints"))

    def remove_relation(self, endpoint_a: str, endpoint_b: str) -> Response:
        """Remove the relation between two endpoints."""
        return self._ask("DestroyRelation", endpoints=[endpoint_a, endpoint_b])

    def remove_units(self, unit_names: Texts) -> Response:
        """Remove units by name."""
        return self._ask("DestroyServiceUnits", unit_names=texts(unit_names))

    def set(self, service_name: str, config: dict[str, Any]) -> Response:
        """Set options."""
        return self._ask("ServiceSet", application=service_name, options=self._prepare_strparams(config))

    def set_config(self, service_name: str, config: dict[str, Any]) -> Response:
        """Set options."""
        return self.set(service_name, config)

    def set_charm(self, service_name: str, charm_url: str, force: bool = False) -> Response:
        """Run another charm; ``force`` even on units in error."""
        params = {"ServiceName": service_name, "CharmUrl": charm_url, "Force": force}
        return self.rpc({"Request": "ServiceSetCharm", "Params": params})

    def set_constraints(self, service_name: str, constraints: dict[str, Any]) -> Response:
        """Replace its constraints."""
        return self._ask(
            "SetServiceConstraints",
            application=service_name,
            constraints=self._prepare_constraints(constraints),
        )

    def unexpose(self, service_name: str) -> Response:
        """Close it to the outside."""
        return self._ask("ServiceUnexpose", application=service_name)

    def unset(self, service_name: str, config_keys: Texts) -> Response:
        """Set options back to their defaults."""
        return self._ask("ServiceUnset", application=service_name, options=texts(config_keys))

    def unset_config(self, service_name: str, config_keys: Texts) -> Response:
        """Set options back to their defaults."""
        return self.unset(service_name, config_keys)

    def update_service(
        self,
        service_name: str,
        charm_url: str = "",
        force_charm_url: bool = False,
        min_units: int | None = None,
        settings: dict[str, Any] | None = None,
        constraints: dict[str, Any] | None = None,
    ) -> Response:
        """Change charm, options, constraints and the minimum of units; what is not given stays."""
        given: dict[str, Any] = {"application": service_name, "force_charm_url": force_charm_url}
        if charm_url:
            given["charm_url"] = charm_url
        if min_units is not None:
            given["min_units"] = min_units
        if settings:
            given["settings"] = self._prepare_strparams(settings)
        if constraints:
            given["constraints"] = self._prepare_constraints(constraints)
        return self._update(given)

    def _update(self, given: dict[str, Any]) -> Response:
        words = {"charm_url": "CharmUrl", "settings": "SettingsStrings", "application": "ServiceName"}
        params = {words.get(name) or self._key(name): value for name, value in given.items()}
        return self.rpc({"Request": "ServiceUpdate", "Params": params})

    def valid_relation_names(self, service_name: str) -> Response:
        """The endpoints that its charm has."""
        return self._ask("ServiceCharmRelations", application=service_name)


class Application(Service):
    """Applications of Juju 2 and later."""

    key = "application"
    name = "Application"
    wire = "Application"
    versions: ClassVar[list[int]] = [1]
    juju = 2
    renamed: ClassVar[Mapping[str, str]] = {
        "DestroyServiceUnits": "DestroyUnits",
        "GetServiceConstraints": "GetConstraints",
        "ServiceCharmRelations": "CharmRelations",
        "ServiceDestroy": "Destroy",
        "ServiceExpose": "Expose",
        "ServiceGet": "Get",
        "ServiceSet": "Set",
        "ServiceUnexpose": "Unexpose",
        "ServiceUnset": "Unset",
        "SetServiceConstraints": "SetConstraints",
    }

    def add_unit(self, service_name: str, machine_spec: str | None = None) -> Response:
        """Add a unit, on a machine of its own or where ``machine_spec`` says."""
        placement = [] if machine_spec is None else [self._prepare_placement(machine_spec)]
        return self._ask("AddUnits", application=service_name, num_units=1, placement=placement)

    def add_units(self, service_name: str, num_units: int = 1) -> Response:
        """Add units."""
        return self._ask("AddUnits", application=service_name, num_units=num_units)

    def deploy(
        self,
        service_name: str,
        charm_url: str,
        num_units: int = 1,
        config: dict[str, Any] | None = None,
        constraints: dict[str, Any] | None = None,
        machine_spec: str | None = None,
    ) -> Response:
        """Deploy a charm under a name."""
        one = self._spell(
            application=service_name,
            charm_url=charm_url,
            num_units=num_units,
            config=self._prepare_strparams(config),
            constraints=self._prepare_constraints(constraints),
            placement=[] if machine_spec is None else [self._prepare_placement(machine_spec)],
        )
        return self._ask("Deploy", applications=[one])

    def set_charm(self, service_name: str, charm_url: str, force: bool = False) -> Response:
        """Run another charm; ``force`` even on units in error."""
        return self._ask(
            "SetCharm", application=service_name, charm_url=charm_url, force_series=force, force_units=force
        )

    def _update(self, given: dict[str, Any]) -> Response:
        return self._ask("Update", **given)


__all__ = ["Application", "Service"]
