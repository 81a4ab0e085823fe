"""Client: charms and bundles, which it told up to 2.9."""

from __future__ import annotations

from fakejuju.domain import charmhub, charms as domain
from fakejuju.domain.bases import series_of
from fakejuju.handlers.bundle import changes_of
from fakejuju.handlers.call import Call, Refused, each
from fakejuju.handlers.charms import as_legacy_info, found
from jujuclient.facades.client import Client
from jujuclient.facades.client_types import ResolveCharmResult, ResolveCharmResults
from jujuclient.facades.common import Error
from jujuclient.facades.common_charms import BundleChangesResults, LegacyCharmInfo
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, Json, UnsetType


@answers(Client.charm_info)
def charm_info(call: Call, url: str) -> LegacyCharmInfo:
    """Everything that a charm says."""
    call.need_read()
    return as_legacy_info(call, found(call, url))


@answers(Client.add_charm)
def add_charm(
    call: Call,
    url: str,
    *,
    channel: str | UnsetType = UNSET,
    force: bool | UnsetType = UNSET,
) -> None:
    """Fetch a charm from the charm store; one that is here already is no error."""
    call.need_write()
    call.change_allowed()
    wanted = domain.parse_url(url)
    if wanted.schema != "cs" and not (wanted.schema == "ch" and call.juju >= (2, 9)):
        raise Refused("only charm store charm URLs are supported, with cs: schema")
    if wanted.revision < 0:
        raise Refused("charm URL must include revision")
    charmhub.fetch_from_charm_store(call.simulation, call.model_uuid, url, channel or "")


@answers(Client.add_charm_with_authorization)
def add_charm_with_authorization(
    call: Call,
    url: str,
    *,
    channel: str | UnsetType = UNSET,
    force: bool | UnsetType = UNSET,
    macaroon: Json | UnsetType = UNSET,
) -> None:
    """Fetch a charm; nobody needs the macaroon any more."""
    add_charm(call, url, channel=channel, force=force)


@answers(Client.resolve_charms)
def resolve_charms(call: Call, references: list[str]) -> ResolveCharmResults:
    """The URL, with its series, that each reference stands for."""
    call.need_read()

    def one(reference: str) -> ResolveCharmResult:
        url = domain.parse_url(reference if ":" in reference else f"cs:{reference}")
        if url.schema != "cs":
            raise Refused("only charm store charm references are supported, with cs: schema")
        found = charmhub.store_of(call.simulation, call.model_uuid).resolve(url.name)
        series = url.series or series_of(call.simulation.default_base())
        # Clients of 2.x add what they get here, and AddCharm wants a revision. Not held against one.
        newest = found.charm.revision if url.revision < 0 and call.juju >= (2, 0) else url.revision
        return ResolveCharmResult(url=str(url._replace(series=series, revision=newest)))

    def failed(error: Error) -> ResolveCharmResult:
        return ResolveCharmResult(error=error.message)

    return ResolveCharmResults(urls=each(references, one, failed))


@answers(Client.get_bundle_changes)
def get_bundle_changes(call: Call, yaml: str, *, bundle_url: str | UnsetType = UNSET) -> BundleChangesResults:
    """The steps that would deploy a bundle."""
    return changes_of(call, yaml)
