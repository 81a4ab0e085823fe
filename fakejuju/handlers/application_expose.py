"""Application: expose, unexpose, and which space each endpoint is bound to."""

from __future__ import annotations

from ipaddress import ip_network

from msgspec.structs import replace

from fakejuju.domain.endpoints import bindings_of
from fakejuju.handlers.call import Call, Refused, each, not_found, tag_of
from fakejuju.state.application import Application as Local, ExposedEndpoint as Exposed
from fakejuju.state.machine import Space
from jujuclient.facades.application import Application
from jujuclient.facades.application_types import ApplicationMergeBindings
from jujuclient.facades.common import ErrorResult, ErrorResults, ExposedEndpoint
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType

ALL_NETWORKS = ["0.0.0.0/0", "::/0"]
"""Whom an endpoint is exposed to where nobody is named."""


@answers(Application.expose)
def expose(
    call: Call, application: str, *, exposed_endpoints: dict[str, ExposedEndpoint] | UnsetType = UNSET
) -> None:
    """Open an application, whole or some endpoints of it, to everyone or to some."""
    call.need_write()
    call.change_allowed()
    expose_application(call, application, exposed_endpoints or {})


def expose_application(call: Call, name: str, given: dict[str, ExposedEndpoint]) -> None:
    """Open an application of the call's model; what is exposed already stays so."""
    noun = "application" if call.juju >= (2, 0) else "service"
    found = call.need(Local, name, noun)
    _need_hostname(call, found)
    known = bindings_of(call.simulation, found)
    # Spaces come by name and are looked up before endpoints are: `juju expose --to-spaces`.
    spaces = {endpoint: _space_ids(call, told) for endpoint, told in given.items()}
    more = {endpoint: _exposed(known, endpoint, spaces[endpoint], told) for endpoint, told in given.items()}
    more = more or {"": Exposed(cidrs=list(ALL_NETWORKS))}
    with call.state.transaction() as state:
        state.put(replace(found, exposed=True, exposed_endpoints={**found.exposed_endpoints, **more}))


def _need_hostname(call: Call, application: Local) -> None:
    if call.model.type != "caas" or application.settings.get("juju-external-hostname"):
        return
    raise Refused(
        'cannot expose a container application without a "juju-external-hostname" value set, run\n'
        f"juju config {application.name} juju-external-hostname=<value>"
    )


def _space_ids(call: Call, told: ExposedEndpoint) -> list[str]:
    known = {space.name: space.id for space in call.all(Space)}
    for name in told.expose_to_spaces or ():
        if name not in known:
            not_found("space", name)
    return [known[name] for name in told.expose_to_spaces or ()]


def _exposed(known: dict[str, str], endpoint: str, spaces: list[str], told: ExposedEndpoint) -> Exposed:
    if endpoint not in known:
        not_found("endpoint", endpoint)
    cidrs = told.expose_to_cidrs or []
    for cidr in cidrs:
        if not _is_cidr(cidr):
            raise Refused(f'unable to parse "{cidr}" as a CIDR: invalid CIDR address: {cidr}')
    if not spaces and not cidrs:
        cidrs = ALL_NETWORKS
    return Exposed(spaces=spaces, cidrs=list(cidrs))


def _is_cidr(text: str) -> bool:
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return "/" in text


@answers(Application.unexpose)
def unexpose(call: Call, application: str, *, exposed_endpoints: list[str] | UnsetType = UNSET) -> None:
    """Close an application, whole or some endpoints of it."""
    call.need_write()
    call.change_allowed()
    unexpose_application(call, application, exposed_endpoints or [])


def unexpose_application(call: Call, name: str, given: list[str]) -> None:
    """Close an application of the call's model; one whose last endpoint is closed is not exposed."""
    noun = "application" if call.juju >= (2, 0) else "service"
    found = call.need(Local, name, noun)
    known = bindings_of(call.simulation, found)
    for endpoint in given:
        if endpoint not in known:
            not_found("endpoint", endpoint)
        if endpoint not in found.exposed_endpoints:
            raise Refused(f'endpoint "{endpoint}" is not exposed', "bad request")
    left = {name: told for name, told in found.exposed_endpoints.items() if given and name not in given}
    with call.state.transaction() as state:
        state.put(replace(found, exposed=bool(left), exposed_endpoints=left))


@answers(Application.merge_bindings)
def merge_bindings(call: Call, args: list[ApplicationMergeBindings]) -> ErrorResults:
    """Bind endpoints to spaces by name; those that are not named stay."""
    call.need_write()
    call.change_allowed()

    def merge(arg: ApplicationMergeBindings) -> ErrorResult:
        name = tag_of(arg.application_tag, "application").id
        found = call.need(Local, name, "application")
        bound = _bindings(call, found, arg.bindings)
        with call.state.transaction() as state:
            state.put(replace(found, bindings={**found.bindings, **bound}))
        return ErrorResult()

    return ErrorResults(results=each(args, merge, lambda error: ErrorResult(error=error)))


def _bindings(call: Call, application: Local, given: dict[str, str]) -> dict[str, str]:
    known = bindings_of(call.simulation, application)
    spaces = {space.name: space.id for space in call.all(Space)}
    bound: dict[str, str] = {}
    for endpoint, space in given.items():
        if space and space not in spaces:
            not_found("space", space)
        bound[endpoint] = spaces[space or "alpha"]
    for endpoint in sorted(bound):
        if endpoint not in known:
            raise Refused(f'unknown endpoint "{endpoint}" not valid', "not valid")
    return _with_default(application, bound)


def _with_default(application: Local, bound: dict[str, str]) -> dict[str, str]:
    """A new default moves the endpoints that were at the old one and are not named themselves."""
    if "" not in bound:
        return bound
    before = application.bindings.get("", "0")
    moved = {name: bound[""] for name, space in application.bindings.items() if space == before}
    return {**moved, **bound}
