"""Application: destroy applications and units, and scale those of Kubernetes models."""

from __future__ import annotations

from msgspec.structs import replace

from fakejuju.domain import applications, storage, units, workers
from fakejuju.handlers.call import Call, NotSimulated, Refused, countable, each, tag_of
from fakejuju.state.application import Application as Kept, Offer, OfferConnection, Unit
from jujuclient.facades.application import Application
from jujuclient.facades.application_types import (
    DestroyApplicationInfo,
    DestroyApplicationParams,
    DestroyApplicationResult,
    DestroyApplicationResults,
    DestroyUnitInfo,
    DestroyUnitParams,
    DestroyUnitResult,
    DestroyUnitResults,
    ScaleApplicationInfo,
    ScaleApplicationParams,
    ScaleApplicationResult,
    ScaleApplicationResults,
)
from jujuclient.facades.common import Entity
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType
from jujuclient.wire.tags import unit_tag

# --- applications ----------------------------------------------------------------------------


@answers(Application.destroy)
def destroy(call: Call, application: str) -> None:
    """Let one application go."""
    call.need_write()
    call.remove_allowed()
    _destroy(call, application)


@answers(Application.destroy_application)
def destroy_application(
    call: Call, applications: list[DestroyApplicationParams]
) -> DestroyApplicationResults:
    """Let applications go, and tell what goes with each; with ``dry_run`` only tell."""
    call.need_write()
    call.remove_allowed()

    def one(item: DestroyApplicationParams) -> DestroyApplicationResult:
        name = tag_of(item.application_tag, "application").id
        info = _destroy(
            call,
            name,
            force=bool(item.force),
            destroy_storage=bool(item.destroy_storage),
            at_once=item.max_wait == 0,
            dry_run=bool(item.dry_run),
            bulk=True,
        )
        return DestroyApplicationResult(info=info)

    found = each(applications, one, lambda error: DestroyApplicationResult(error=error))
    return DestroyApplicationResults(results=found or UNSET)


@answers(Application.destroy_application_v4)
def destroy_application_v4(call: Call, entities: list[Entity]) -> DestroyApplicationResults:
    """Let applications go, told by their tags alone."""
    return destroy_application(
        call, [DestroyApplicationParams(application_tag=entity.tag) for entity in entities]
    )


def _destroy(
    call: Call,
    name: str,
    *,
    force: bool = False,
    destroy_storage: bool = False,
    at_once: bool = False,
    dry_run: bool = False,
    bulk: bool = False,
) -> DestroyApplicationInfo:
    sim = call.simulation
    found = applications.named(sim, call.model_uuid, name, bulk=bulk)
    if applications.charm_of(sim, found).name == "juju-controller":
        raise Refused("removing the controller application not supported", "not supported")
    going = units.units_of(sim, found)
    info = DestroyApplicationInfo(destroyed_units=_tags([unit_tag(unit.name) for unit in going]))
    destroyed: list[str] = []
    detached: list[str] = []
    for unit in going:
        gone, left = storage.classify(sim, unit, destroy_storage=destroy_storage)
        destroyed += gone
        detached += left
    info.destroyed_storage, info.detached_storage = _tags(destroyed), _tags(detached)
    if dry_run:
        return info
    if not force:
        _check_offers(call, found)
    with call.state.transaction():
        applications.destroy_application(
            sim, found, force=force, destroy_storage=destroy_storage, at_once=at_once
        )
    return info


def _tags(tags: list[str]) -> list[Entity] | UnsetType:
    return [Entity(tag=tag) for tag in tags] or UNSET


def _check_offers(call: Call, application: Kept) -> None:
    # Recorded on 3.6.28: offers that nobody consumes go with the application.
    offers = {offer.name for offer in call.all(Offer) if offer.application == application.name}
    used = [one for one in call.all(OfferConnection) if one.offer in offers]
    if used:
        plural = "" if len(used) == 1 else "s"
        raise Refused(f"application is used by {len(used)} consumer{plural}")
    if offers and call.juju < (2, 6):
        # Recorded on 3.6.28: an offer that nobody uses goes with its application.
        plural = "" if len(offers) == 1 else "s"
        raise Refused(f"application is used by {len(offers)} offer{plural}")


# --- units -----------------------------------------------------------------------------------


@answers(Application.destroy_unit)
def destroy_unit(call: Call, *, units: list[DestroyUnitParams] | UnsetType = UNSET) -> DestroyUnitResults:
    """Let units go, and tell what storage goes with each; with ``dry_run`` only tell."""
    _need_machines(call)
    call.need_write()
    call.remove_allowed()

    def one(item: DestroyUnitParams) -> DestroyUnitResult:
        unit = _unit_of(call, tag_of(item.unit_tag, "unit").id)
        info = _destroy_unit(
            call,
            unit,
            force=bool(item.force),
            destroy_storage=bool(item.destroy_storage),
            at_once=item.max_wait == 0,
            dry_run=bool(item.dry_run),
        )
        return DestroyUnitResult(info=info)

    found = each(units or [], one, lambda error: DestroyUnitResult(error=error))
    return DestroyUnitResults(results=found or UNSET)


@answers(Application.destroy_unit_v4)
def destroy_unit_v4(call: Call, entities: list[Entity]) -> DestroyUnitResults:
    """Let units go, told by their tags alone."""
    return destroy_unit(call, units=[DestroyUnitParams(unit_tag=entity.tag) for entity in entities])


@answers(Application.destroy_units)
def destroy_units(call: Call, unit_names: list[str]) -> None:
    """Let units go by name; those that cannot are named in one error, the others go."""
    _need_machines(call)
    call.need_write()
    call.remove_allowed()
    destroy_named(call, unit_names)


def destroy_named(call: Call, names: list[str]) -> None:
    """Let units go by name, as series up to 3.6 do it for their oldest methods."""
    wrong: list[str] = []
    for name in names:
        try:
            _destroy_unit(call, _unit_of(call, name))
        except Refused as refused:
            wrong.append(refused.failure.message)
    if wrong:
        words = "no units were destroyed" if len(wrong) == len(names) else "some units were not destroyed"
        raise Refused(f"{words}: " + "; ".join(wrong))


def _need_machines(call: Call) -> None:
    if units.is_caas(call.simulation, call.model_uuid):
        raise Refused("removing units on a non-container model not supported", "not supported")


def _unit_of(call: Call, name: str) -> Unit:
    found = call.find(Unit, name)
    if found is None:
        if call.juju >= (4, 0):
            raise Refused(f'unit "{name}" not found', "not found")
        raise Refused(f'unit "{name}" does not exist')
    if found.principal:
        words = f'unit "{name}" is a subordinate'
        if call.juju >= (2, 0):
            words += (
                f', to remove use remove-relation. Note: this will remove all units of "{found.application}"'
            )
        raise Refused(words)
    return found


def _destroy_unit(
    call: Call,
    unit: Unit,
    *,
    force: bool = False,
    destroy_storage: bool = False,
    at_once: bool = False,
    dry_run: bool = False,
) -> DestroyUnitInfo:
    gone, left = storage.classify(call.simulation, unit, destroy_storage=destroy_storage)
    info = DestroyUnitInfo(destroyed_storage=_tags(gone), detached_storage=_tags(left))
    if not dry_run:
        with call.state.transaction():
            units.destroy_unit(
                call.simulation, unit, force=force, destroy_storage=destroy_storage, at_once=at_once
            )
    return info


# --- scale -----------------------------------------------------------------------------------


@answers(Application.scale_applications)
def scale_applications(call: Call, applications: list[ScaleApplicationParams]) -> ScaleApplicationResults:
    """Set how many units Kubernetes applications are to have."""
    if not units.is_caas(call.simulation, call.model_uuid):
        words = "scaling applications on a non-container model"
        raise Refused(f"{words} not supported", "not supported")
    call.need_write()
    call.change_allowed()

    def one(item: ScaleApplicationParams) -> ScaleApplicationResult:
        if item.attach_storage:
            raise NotSimulated("attach-storage")
        return ScaleApplicationResult(info=ScaleApplicationInfo(num_units=_scale(call, item)))

    found = each(applications, one, lambda error: ScaleApplicationResult(error=error))
    return ScaleApplicationResults(results=found or UNSET)


def _scale(call: Call, item: ScaleApplicationParams) -> int:
    name = tag_of(item.application_tag, "application").id
    change = item.scale_change or 0
    if item.scale < 0:
        raise Refused("scale < 0 not valid", "not valid")
    if item.scale and change:
        raise Refused("requesting both scale and scale-change not valid", "not valid")
    found = call.find(Kept, name)
    if found is None:
        if call.juju >= (4, 0):
            raise Refused(f'application "{name}" not found', "not found")
        raise Refused(f'application "{name}" does not exist')
    wanted = countable(found.scale + change if change else item.scale, "units")
    if wanted < 0:
        raise Refused("cannot remove more units than currently exist not valid", "not valid")
    with call.state.transaction() as state:
        changed = state.put(replace(found, scale=wanted))
    workers.leave_to_cleanup(
        call.simulation, call.model_uuid, lambda: units.fit_scale(call.simulation, changed)
    )
    return wanted
