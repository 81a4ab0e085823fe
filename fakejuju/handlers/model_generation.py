"""ModelGeneration: branches of a model's config (2.6 to 3.6)."""

from __future__ import annotations

from fakejuju.domain import branches
from fakejuju.handlers.call import Call, Refused, each, tag_of
from fakejuju.handlers.fit import fit
from fakejuju.state.application import Application, Unit
from fakejuju.state.controller import Branch
from jujuclient.facades.common import Entity, ErrorResult, ErrorResults, IntResult
from jujuclient.facades.model_generation import (
    BoolResult,
    BranchResults,
    Generation,
    GenerationApplication,
    GenerationResult,
    GenerationResults,
    ModelGeneration,
)
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType


def _need(call: Call, name: str) -> Branch:
    return branches.need(call.simulation, call.model_uuid, name)


@answers(ModelGeneration.add_branch)
def add_branch(call: Call, branch: str) -> ErrorResult:
    """Start a branch."""
    call.need_admin()
    try:
        branches.add(call.simulation, call.model_uuid, branch, call.user)
    except Refused as refused:
        return ErrorResult(error=refused.error)
    return ErrorResult()


@answers(ModelGeneration.track_branch)
def track_branch(
    call: Call, entities: list[Entity], branch: str, *, num_units: int | UnsetType = UNSET
) -> ErrorResults:
    """Let units, or a number of an application's units, follow a branch."""
    call.need_admin()
    kept = _need(call, branch)
    number = num_units or 0
    if number and any(entity.tag.startswith("unit-") for entity in entities):
        raise Refused("number of units and unit IDs can not be specified at the same time")

    def one(entity: Entity) -> ErrorResult:
        with call.state.transaction():
            for unit in _units(call, entity.tag, number):
                branches.track(call.simulation, kept, unit)
        return ErrorResult()

    return ErrorResults(results=each(entities, one, lambda error: ErrorResult(error=error)))


def _units(call: Call, text: str, number: int) -> list[Unit]:
    """The units that a tag means: of an application all, or as many as are asked for."""
    tag = tag_of(text)
    if tag.kind == "unit":
        return [call.need(Unit, tag.id, "unit")]
    if tag.kind != "application":
        raise Refused(f"expected names.UnitTag or names.ApplicationTag, got names.{tag.kind.title()}Tag")
    call.need(Application, tag.id, "application")
    units = [unit for unit in call.all(Unit) if unit.application == tag.id]
    return units[:number] if number else units


@answers(ModelGeneration.abort_branch)
def abort_branch(call: Call, branch: str) -> ErrorResult:
    """Give a branch up."""
    call.need_admin()
    try:
        branches.abort(call.simulation, _need(call, branch), call.user)
    except Refused as refused:
        return ErrorResult(error=refused.error)
    return ErrorResult()


@answers(ModelGeneration.commit_branch)
def commit_branch(call: Call, branch: str) -> IntResult:
    """Make a branch's changes the model's."""
    call.need_admin()
    try:
        number = branches.commit(call.simulation, _need(call, branch), call.user)
    except Refused as refused:
        return IntResult(result=0, error=refused.error)
    return IntResult(result=number)


@answers(ModelGeneration.has_active_branch)
def has_active_branch(call: Call, branch: str) -> BoolResult:
    """Whether a branch of that name is in progress."""
    call.need_read()
    kept = branches.find(call.simulation, call.model_uuid, branch)
    if kept is None:
        return BoolResult(result=False)
    # Recorded on 2.9.52: it answers from a cache, which does not know a branch just made.
    fresh = call.juju < (3, 0) and branches.seconds(call.simulation) - kept.created < 1
    return BoolResult(result=not fresh)


# --- what there is -------------------------------------------------------------------------


@answers(ModelGeneration.branch_info)
def branch_info(call: Call, branches: list[str], *, detailed: bool | UnsetType = UNSET) -> BranchResults:
    """The branches of these names, or all in progress."""
    call.need_admin()
    try:
        return fit(call, BranchResults(generations=_infos(call, branches, bool(detailed))))
    except Refused as refused:
        return BranchResults(generations=None, error=refused.error)


@answers(ModelGeneration.branch_info_2_6)
def branch_info_2_6(
    call: Call, branches: list[str], *, detailed: bool | UnsetType = UNSET
) -> GenerationResults:
    """The branches of these names, or all in progress."""
    call.need_admin()
    try:
        return fit(call, GenerationResults(generations=_infos(call, branches, bool(detailed))))
    except Refused as refused:
        return GenerationResults(generations=None, error=refused.error)


def _infos(call: Call, names: list[str], detailed: bool) -> list[Generation]:
    found = (
        [_need(call, name) for name in names] if names else branches.active(call.simulation, call.model_uuid)
    )
    return [
        Generation(
            branch=branch.name,
            created=branch.created,
            created_by=branch.created_by,
            applications=_applications(call, branch, detailed),
        )
        for branch in found
    ]


def _applications(call: Call, branch: Branch, detailed: bool) -> list[GenerationApplication] | None:
    """What a branch changes, by application; none at all is null."""
    names = dict.fromkeys([*branch.assigned, *branch.config])
    return [_application(call, branch, name, detailed) for name in names] or None


def _application(call: Call, branch: Branch, name: str, detailed: bool) -> GenerationApplication:
    tracking = branch.assigned.get(name, [])
    units = sorted(unit.name for unit in call.all(Unit) if unit.application == name)
    pending = [unit for unit in units if unit not in tracking]
    return GenerationApplication(
        application=name,
        progress=f"{len(tracking)}/{len(units)}",
        config=dict(branch.config.get(name, {})),
        tracking=list(tracking) or UNSET if detailed else UNSET,
        pending=pending or UNSET if detailed else UNSET,
    )


@answers(ModelGeneration.list_commits)
def list_commits(call: Call) -> BranchResults:
    """The branches that were committed; who made them and when is not told."""
    call.need_read()
    found = branches.committed(call.simulation, call.model_uuid)
    return BranchResults(generations=[_commit(branch) for branch in found])


def _commit(branch: Branch) -> Generation:
    return Generation(
        branch=branch.name,
        created=0,
        created_by="",
        applications=None,
        completed=branch.completed,
        completed_by=branch.completed_by,
        generation_id=branch.generation_id,
    )


@answers(ModelGeneration.show_commit)
def show_commit(call: Call, generation_id: int) -> GenerationResult:
    """What one commit changed."""
    call.need_read()
    for branch in branches.committed(call.simulation, call.model_uuid):
        if branch.generation_id == generation_id:
            told = _commit(branch)
            told.created, told.created_by = branch.created, branch.created_by
            told.applications = _applications(call, branch, True)
            return GenerationResult(generation=told)
    refused = Refused(f'generation_id {generation_id} in model "{call.model.name}" not found', "not found")
    nothing = Generation(branch="", created=0, created_by="", applications=None)
    return GenerationResult(generation=nothing, error=refused.error)
