"""Service: services, of Juju 1; most of it is in ``Client``."""

from __future__ import annotations

from typing import Annotated

from jujuclient.facades.common import Constraints, ErrorResults, Placement, StorageDirective
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, UnsetType, Wire, juju1, secret


class ServiceDeploy(Wire):
    """An item of ``services`` in ``Service.services_deploy`` and others. Juju 1.25 only."""

    service_name: str
    charm_url: Annotated[str, juju1("CharmUrl")]
    config: dict[str, str] | UnsetType = UNSET
    config_yaml: str | UnsetType = UNSET
    constraints: Constraints | UnsetType = UNSET
    networks: list[str] | UnsetType = UNSET
    num_units: int | UnsetType = UNSET
    placement: list[Placement] | UnsetType = UNSET
    storage: dict[str, StorageDirective] | UnsetType = UNSET
    to_machine_spec: str | UnsetType = UNSET


class ServiceMetricCredential(Wire):
    """An item of ``creds`` in ``Service.set_metric_credentials``. Juju 1.22 to 1.25."""

    service_name: str
    metric_credentials: Annotated[str, secret("metric credential")]


class Service(Facade, name="Service", versions=(1,), juju1=(1,)):
    """Services, of Juju 1; most of it is in ``Client``. Juju 1.22 to 1.25."""

    @call("ServicesDeploy", first="1.25")
    def services_deploy(self, *, services: list[ServiceDeploy] | UnsetType = UNSET) -> ErrorResults:
        """Deploy services from charms that the environment has. Juju 1.25 only."""

    @call("ServicesDeployWithPlacement", first="1.25")
    def services_deploy_with_placement(
        self, *, services: list[ServiceDeploy] | UnsetType = UNSET
    ) -> ErrorResults:
        """Deploy services, with placement directives. Juju 1.25 only."""

    @call("SetMetricCredentials")
    def set_metric_credentials(
        self, *, creds: list[ServiceMetricCredential] | UnsetType = UNSET
    ) -> ErrorResults:
        """Store the credentials with which a service's metrics are sent."""
