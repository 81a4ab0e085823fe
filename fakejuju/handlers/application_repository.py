"""Application: deploy from Charmhub, with the charm resolved by the controller."""

from __future__ import annotations

from typing import Any

from fakejuju.charmstore import Found
from fakejuju.domain import applications as domain, charmhub
from fakejuju.domain.bases import best_of
from fakejuju.handlers.application_deploy import (
    add,
    check_placement,
    check_storage,
    check_subordinate,
    config_in,
    directives_in,
    storage_to_attach,
)
from fakejuju.handlers.call import Call, Refused
from fakejuju.handlers.values import base_in, constraints_in, placements_in
from fakejuju.state.application import Charm
from jujuclient.facades.application import Application
from jujuclient.facades.application_types import (
    DeployFromRepositoryArg,
    DeployFromRepositoryInfo,
    DeployFromRepositoryResult,
    DeployFromRepositoryResults,
    PendingResourceUpload,
)
from jujuclient.facades.common import Base, Error
from jujuclient.wire.schema import answers


@answers(Application.deploy_from_repository)
def deploy_from_repository(call: Call, args: list[DeployFromRepositoryArg]) -> DeployFromRepositoryResults:
    """Deploy each charm of Charmhub; an item lists what is wrong with it, with ``dry_run`` too."""
    call.need_write()
    call.change_allowed()
    return DeployFromRepositoryResults(results=[_one(call, item) for item in args or []])


def _one(call: Call, item: DeployFromRepositoryArg) -> DeployFromRepositoryResult:
    wanted = base_in(item.base)
    try:
        found = charmhub.resolve(
            call.simulation,
            call.model_uuid,
            item.charm_name,
            channel=item.channel or "",
            revision=item.revision if isinstance(item.revision, int) else None,
            base=wanted,
        )
        if wanted is None:
            found = found._replace(base=best_of(call.simulation, call.model, found.charm.bases))
    except Refused as refused:
        empty = DeployFromRepositoryInfo(
            name="", architecture="", channel="", revision=0, base=Base(name="", channel="")
        )
        return DeployFromRepositoryResult(errors=[refused.error], info=empty, pending_resource_uploads=None)
    errors = _deploy(call, item, found)
    uploads = _uploads(item, found)
    return DeployFromRepositoryResult(
        errors=errors or None, info=_info(call, item, found), pending_resource_uploads=uploads or None
    )


def _info(call: Call, item: DeployFromRepositoryArg, found: Found) -> DeployFromRepositoryInfo:
    arch = constraints_in(item.cons).get("arch") or "amd64"
    return DeployFromRepositoryInfo(
        name=item.application_name or found.charm.name,
        architecture=arch,
        channel=found.channel,
        revision=found.charm.revision,
        base=Base(name=found.base.name, channel=found.base.channel.partition("/")[0]),
    )


def _uploads(item: DeployFromRepositoryArg, found: Found) -> list[PendingResourceUpload]:
    """The resources that the client is to send: those named by a file and not by a revision."""
    known = found.charm.files.metadata.get("resources") or {}
    return [
        PendingResourceUpload(name=name, filename=value, type=(known.get(name) or {}).get("type", "file"))
        for name, value in sorted((item.resources or {}).items())
        if not value.isdigit()
    ]


def _deploy(call: Call, item: DeployFromRepositoryArg, found: Found) -> list[Error]:
    """Check all of an item and then deploy it; what is wrong, each thing for itself."""
    arch = constraints_in(item.cons).get("arch") or "amd64"
    trial = _trial(call, found)
    name = item.application_name or found.charm.name
    given: dict[str, Any] = {"constraints": constraints_in(item.cons)}
    count = item.num_units if isinstance(item.num_units, int) else int(not trial.subordinate)
    errors: list[Error] = []

    def check(do: Any) -> None:
        try:
            do()
        except Refused as refused:
            errors.append(refused.error)

    def config() -> None:
        given["config"], given["own"] = config_in(call, trial, name, {}, item.config_yaml or "")
        if item.trust:
            given["own"]["trust"] = True

    def bindings() -> None:
        given["endpoint_bindings"] = domain.bindings(
            call.simulation, call.model_uuid, trial, item.endpoint_bindings or {}
        )

    check(lambda: check_placement(call, name, item.placement))
    check(lambda: check_storage(item.attach_storage or (), count))
    check(lambda: check_subordinate(call, trial, count, given["constraints"]))
    check(config)
    check(bindings)
    if errors or item.dry_run:
        return errors

    check(lambda: _add(call, item, found, name, arch, count, given))
    return errors


def _trial(call: Call, found: Found) -> Charm:
    """The charm as it would be, to check against; it is not fetched for that."""
    files = found.charm.files
    return Charm(
        model=call.model_uuid, url="", name=found.charm.name, metadata=files.metadata, config=files.config
    )


def _add(
    call: Call,
    item: DeployFromRepositoryArg,
    found: Found,
    name: str,
    arch: str,
    count: int,
    given: dict[str, Any],
) -> None:
    """Fetch the charm and deploy it: what is left when all of an item was found right."""
    with call.state.transaction():
        charm = charmhub.fetch(call.simulation, call.model_uuid, found, arch)
        add(
            call,
            name,
            charm,
            base=found.base,
            origin=charmhub.origin_of(call.simulation, found, arch, fetched=True),
            channel=found.channel,
            storage=directives_in(item.storage),
            num_units=count,
            placement=placements_in(item.placement),
            attach=storage_to_attach(call, item.attach_storage or (), count),
            **given,
        )
