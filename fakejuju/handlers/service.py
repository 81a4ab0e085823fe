"""Service: deploying in bulk, of Juju 1.25; the rest of Juju 1's services is in ``client_services``."""

from __future__ import annotations

from fakejuju.domain import applications
from fakejuju.handlers.call import Call, each
from fakejuju.handlers.client_services import deploy_service, refuse_networks
from fakejuju.handlers.values import constraints_in, placements_in
from jujuclient.facades.common import ErrorResult, ErrorResults
from jujuclient.facades.service import Service, ServiceDeploy, ServiceMetricCredential
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType


@answers(Service.services_deploy)
def services_deploy(call: Call, *, services: list[ServiceDeploy] | UnsetType = UNSET) -> ErrorResults:
    """Deploy each service; one that is refused stops no other."""
    call.need_write()
    call.change_allowed()

    def one(item: ServiceDeploy) -> ErrorResult:
        refuse_networks(call, list(item.networks or []))
        deploy_service(
            call,
            item.service_name,
            item.charm_url,
            config=item.config or {},
            text=item.config_yaml or "",
            constraints=constraints_in(item.constraints),
            num_units=item.num_units or 0,
            placement=placements_in(item.placement),
            storage=item.storage or {},
            spec=item.to_machine_spec or "",
        )
        return ErrorResult()

    return ErrorResults(results=each(services or [], one, lambda error: ErrorResult(error=error)))


@answers(Service.services_deploy_with_placement)
def services_deploy_with_placement(
    call: Call, *, services: list[ServiceDeploy] | UnsetType = UNSET
) -> ErrorResults:
    """Deploy each service; placement is read by the other method as well."""
    return services_deploy(call, services=services)


@answers(Service.set_metric_credentials)
def set_metric_credentials(
    call: Call, *, creds: list[ServiceMetricCredential] | UnsetType = UNSET
) -> ErrorResults:
    """Take credentials for metrics; nobody ever asks for them."""
    call.need_write()

    def one(item: ServiceMetricCredential) -> ErrorResult:
        applications.named(call.simulation, call.model_uuid, item.service_name)
        return ErrorResult()

    return ErrorResults(results=each(creds or [], one, lambda error: ErrorResult(error=error)))
