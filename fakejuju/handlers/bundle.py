"""Bundle: the steps that deploy a bundle, and a model as one."""

from __future__ import annotations

from fakejuju.domain import bundle_changes, bundle_export
from fakejuju.domain.bundle_overlays import read_bundle
from fakejuju.handlers.call import Call, NotSimulated, Refused
from jujuclient.facades.bundle import Bundle, BundleChangesMapArgs, BundleChangesMapArgsResults
from jujuclient.facades.common import StringResult
from jujuclient.facades.common_charms import BundleChange, BundleChangesResults
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType


@answers(Bundle.export_bundle)
def export_bundle(
    call: Call,
    *,
    include_charm_defaults: bool | UnsetType = UNSET,
    include_series: bool | UnsetType = UNSET,
) -> StringResult:
    """The model as the YAML of a bundle; 4.0 has given it up, and 4.1 still says that it was 4.0."""
    call.need_read()
    if call.juju >= (4, 0):
        raise Refused("Juju 4.0 doesn't support exporting bundles", "not implemented")
    if include_series:
        raise NotSimulated("series in bundles of 3.x")
    text = bundle_export.export(call.simulation, call.model, defaults=include_charm_defaults is True)
    return StringResult(result=text)


@answers(Bundle.get_changes)
def get_changes(call: Call, yaml: str, *, bundle_url: str | UnsetType = UNSET) -> BundleChangesResults:
    """The steps, each with its arguments by position."""
    return changes_of(call, yaml)


def changes_of(call: Call, text: str) -> BundleChangesResults:
    """The steps of a bundle by position, as Bundle and Client tell them."""
    steps, errors = _steps(call, text)
    if errors:
        return BundleChangesResults(errors=errors)
    return BundleChangesResults(
        changes=[
            BundleChange(id=step.id, method=step.method, args=step.args, requires=step.requires)
            for step in steps
        ]
    )


@answers(Bundle.get_changes_map_args)
def get_changes_map_args(
    call: Call, yaml: str, *, bundle_url: str | UnsetType = UNSET
) -> BundleChangesMapArgsResults:
    """The steps, each with its arguments by name."""
    steps, errors = _steps(call, yaml)
    if errors:
        return BundleChangesMapArgsResults(errors=errors)
    return BundleChangesMapArgsResults(
        changes=[
            BundleChangesMapArgs(id=step.id, method=step.method, args=step.named, requires=step.requires)
            for step in steps
        ],
        # Recorded on 3.6, not on 2.9: an empty error for each step.
        errors=[""] * len(steps) if call.juju >= (3, 0) else UNSET,
    )


def _steps(call: Call, text: str) -> tuple[list[bundle_changes.Change], list[str]]:
    call.need_read()
    bundle = read_bundle(text, call.juju)
    if bundle is None:
        # Recorded on 2.9 and 3.6: what is no YAML is an empty bundle to them.
        raise Refused("cannot read bundle YAML: malformed bundle: bundle is empty not valid", "not valid")
    errors = bundle_changes.verify(bundle)
    if errors:
        return [], errors
    return bundle_changes.Steps(bundle, call.juju).make(), []
