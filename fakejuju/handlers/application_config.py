"""Application: config of charms and Juju's own settings, told, set and unset."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from fakejuju.domain import applications, bases, branches, settings, units, workers
from fakejuju.handlers.application_deploy import config_in
from fakejuju.handlers.call import Call, Refused, countable, each, tag_of
from fakejuju.handlers.values import constraints_in, constraints_out
from fakejuju.state.application import Application as Kept
from fakejuju.state.controller import Branch
from fakejuju.state.machine import Space
from jujuclient.facades.application import Application
from jujuclient.facades.application_types import (
    ApplicationConfigSet,
    ApplicationGet,
    ApplicationGetConfigResults,
    ApplicationGetResults,
    ApplicationUnset,
    ConfigResult,
    ConfigSet,
)
from jujuclient.facades.common import Base, Constraints, Entity, Error, ErrorResult, ErrorResults
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType

# --- told ------------------------------------------------------------------------------------


@answers(Application.get)
def get(call: Call, application: str, *, branch: str | UnsetType = UNSET) -> ApplicationGetResults:
    """An application's charm, config, constraints, base and bindings."""
    call.need_read()
    found = seen_in(call, named(call, application), branch or "")
    charm = applications.charm_of(call.simulation, found)
    own = applications.own_settings(call.simulation, call.model_uuid)
    base = Base(name=found.base.name, channel=_base_channel(call, found))
    return ApplicationGetResults(
        application=found.name,
        charm=charm.name,
        config=config_of(call, found),
        constraints=constraints_out(found.constraints),
        application_config=settings.described(own, found.settings) if call.juju >= (2, 6) else UNSET,
        series=bases.series_of(found.base) if call.juju < (3, 0) else UNSET,
        base=base if call.juju >= (2, 9) else UNSET,
        channel=found.channel if call.juju >= (2, 6) else UNSET,
        endpoint_bindings=spaces_of(call, found) if call.juju >= (2, 8) else UNSET,
    )


def _base_channel(call: Call, application: Kept) -> str:
    # Recorded on 4.0.15: the risk of a base is not told here.
    return application.base.channel.partition("/")[0] if call.juju >= (4, 0) else application.base.channel


def named(call: Call, name: str, *, bulk: bool = False) -> Kept:
    """The application of a name that may not even be one."""
    return applications.named(call.simulation, call.model_uuid, name, bulk=bulk)


def branch_of(call: Call, name: str | UnsetType) -> Branch | None:
    """The branch of a name; None for the config that all share."""
    if not name or name == "master" or call.juju >= (4, 0):
        return None
    return branches.need(call.simulation, call.model_uuid, name)


def seen_in(call: Call, application: Kept, name: str | UnsetType) -> Kept:
    """An application as it is in a branch."""
    branch = branch_of(call, name)
    return application if branch is None else _as_in(application, branch)


def _as_in(application: Kept, branch: Branch) -> Kept:
    values = {**application.config, **branch.config.get(application.name, {})}
    return replace(application, config={name: value for name, value in values.items() if value is not None})


def config_of(call: Call, application: Kept) -> dict[str, dict[str, Any]]:
    """Every option of an application's charm, with its value and source."""
    charm = applications.charm_of(call.simulation, application)
    return settings.described(charm.options, application.config)


def spaces_of(call: Call, application: Kept) -> dict[str, str]:
    """Endpoint to the name of its space."""
    names = {space.id: space.name for space in call.all(Space)}
    return {name: names.get(space, space) for name, space in sorted(application.bindings.items())}


@answers(Application.get_config)
def get_config(call: Call, entities: list[Entity]) -> ApplicationGetConfigResults:
    """The options of each application's charm with values and sources."""
    call.need_read()
    return _configs(call, entities, lambda entity: _tagged(call, entity.tag))


@answers(Application.charm_config_v8)
def charm_config_v8(call: Call, entities: list[Entity]) -> ApplicationGetConfigResults:
    """The same, before there were branches."""
    return get_config(call, entities)


@answers(Application.charm_config)
def charm_config(call: Call, args: list[ApplicationGet]) -> ApplicationGetConfigResults:
    """The options of each application's charm in a branch; up to 3.6 there is none of no name."""
    call.need_read()

    def one(item: ApplicationGet) -> Kept:
        found = named(call, item.application, bulk=True)
        branch = item.branch or ""
        if call.juju >= (4, 0) or branch == "master":
            return found
        try:
            # Recorded on 2.9.52 and 3.6.28: "" is looked up as a branch, and is none.
            return _as_in(found, branches.need(call.simulation, call.model_uuid, branch))
        except Refused as refused:
            before = f'charm config for application "{found.name}": '
            raise Refused(before + refused.failure.message, refused.failure.code) from None

    return _configs(call, args, one)


def _tagged(call: Call, tag: str) -> Kept:
    read = tag_of(tag)
    if read.kind != "application":
        raise Refused(f"unexpected tag type, expected application, got {read.kind}")
    return named(call, read.id, bulk=True)


def _configs(call: Call, items: list[Any], find: Callable[[Any], Kept]) -> ApplicationGetConfigResults:
    def one(item: Any) -> ConfigResult:
        return ConfigResult(config=config_of(call, find(item)))

    def failed(error: Error) -> ConfigResult:
        return ConfigResult(config=None, error=error)

    return ApplicationGetConfigResults(results=each(items, one, failed))


# --- set -------------------------------------------------------------------------------------


@answers(Application.set_configs)
def set_configs(call: Call, args: list[ConfigSet]) -> ErrorResults:
    """Set options of charms and Juju's own, one by one or in YAML."""

    def one(item: ConfigSet) -> None:
        found = named(call, item.application, bulk=True)
        set_config(call, found, item.config or {}, item.config_yaml or "", generation=item.generation or "")

    return _changes(call, args, one)


@answers(Application.set_applications_config)
def set_applications_config(call: Call, args: list[ApplicationConfigSet]) -> ErrorResults:
    """Set options of charms and Juju's own."""

    def one(item: ApplicationConfigSet) -> None:
        found = named(call, item.application, bulk=True)
        set_config(call, found, item.config, "", generation=item.generation or "")

    return _changes(call, args, one)


def _changes(call: Call, items: list[Any], change: Callable[[Any], None]) -> ErrorResults:
    call.need_write()
    call.change_allowed()

    def one(item: Any) -> ErrorResult:
        change(item)
        return ErrorResult()

    return ErrorResults(results=each(items, one, lambda error: ErrorResult(error=error)))


def set_config(
    call: Call, application: Kept, given: Mapping[str, str], text: str, *, generation: str = ""
) -> None:
    """Set what is given, in the words of the bulk methods where it does not fit."""
    charm = applications.charm_of(call.simulation, application)
    try:
        config, own = config_in(call, charm, application.name, given, text)
    except Refused as refused:
        if call.juju >= (4, 0):
            raise Refused(f"invalid application config: {refused.failure.message}", "not valid") from None
        raise Refused(f"parsing settings for application: {refused.failure.message}") from None
    try:
        branch = branch_of(call, generation)
    except Refused as refused:
        before = "updating application charm settings: "
        raise Refused(before + refused.failure.message, refused.failure.code) from None
    _put(call, application, config, own, branch)


def _put(
    call: Call,
    application: Kept,
    config: Mapping[str, Any],
    own: Mapping[str, Any],
    branch: Branch | None = None,
) -> None:
    values = {**application.config, **({} if branch is not None else config)}
    with call.state.transaction() as state:
        if branch is not None and config:
            told = {**branch.config.get(application.name, {}), **config}
            state.put(replace(branch, config={**branch.config, application.name: told}))
        state.put(
            replace(
                application,
                config={name: value for name, value in values.items() if value is not None},
                settings={**application.settings, **own},
            )
        )


@answers(Application.set)
def set_options(
    call: Call, application: str, options: dict[str, str], *, branch: str | UnsetType = UNSET
) -> None:
    """Set options of one application's charm."""
    call.need_write()
    call.change_allowed()
    set_charm_options(call, named(call, application), options, branch=branch_of(call, branch))


def set_charm_options(
    call: Call,
    application: Kept,
    options: Mapping[str, str],
    *,
    text: str = "",
    empty_unsets: bool = False,
    branch: Branch | None = None,
) -> None:
    """Set options of a charm, one by one or in YAML; in Juju 1 an empty text may unset."""
    charm = applications.charm_of(call.simulation, application)
    if text:
        values = settings.parse_yaml(charm.options, text, application.name)
    else:
        empty = [name for name, value in options.items() if empty_unsets and not value]
        rest = {name: value for name, value in options.items() if name not in empty}
        values = settings.parse_strings(charm.options, rest)
        for name in empty:
            if name not in charm.options:
                raise Refused(f'unknown option "{name}"')
            values[name] = None
    _put(call, application, values, {}, branch)


# --- unset -----------------------------------------------------------------------------------


@answers(Application.unset_applications_config)
def unset_applications_config(call: Call, args: list[ApplicationUnset]) -> ErrorResults:
    """Give options back their defaults."""

    def one(item: ApplicationUnset) -> None:
        found = named(call, item.application, bulk=True)
        own = applications.own_settings(call.simulation, call.model_uuid)
        charm_own = [name for name in item.options if name not in own]
        try:
            branch = branch_of(call, item.branch)
            rest = [name for name in item.options if name in own]
            unset_options(call, found, charm_own, own=rest, branch=branch)
        except Refused as refused:
            before = "updating application charm settings: "
            raise Refused(before + refused.failure.message, refused.failure.code) from None

    return _changes(call, args, one)


@answers(Application.unset)
def unset(call: Call, application: str, options: list[str], *, branch: str | UnsetType = UNSET) -> None:
    """Give options of one application's charm back their defaults."""
    call.need_write()
    call.change_allowed()
    unset_options(call, named(call, application), options, branch=branch_of(call, branch))


def unset_options(
    call: Call,
    application: Kept,
    options: list[str],
    *,
    own: list[str] | None = None,
    branch: Branch | None = None,
) -> None:
    """Take values away; of an option that the charm does not have series up to 3.6 complain."""
    charm = applications.charm_of(call.simulation, application)
    for name in options:
        if name not in charm.options and call.juju < (4, 0):
            raise Refused(f'unknown option "{name}"')
    if branch is not None:
        _put(call, application, dict.fromkeys(options), {}, branch)
        return
    with call.state.transaction() as state:
        state.put(
            replace(
                application,
                config={name: value for name, value in application.config.items() if name not in options},
                settings={
                    name: value for name, value in application.settings.items() if name not in (own or ())
                },
            )
        )


# --- all in one ------------------------------------------------------------------------------


@answers(Application.update)
def update(
    call: Call,
    application: str,
    *,
    charm_url: str | UnsetType = UNSET,
    constraints: Constraints | UnsetType = UNSET,
    force: bool | UnsetType = UNSET,
    force_charm_url: bool | UnsetType = UNSET,
    force_series: bool | UnsetType = UNSET,
    generation: str | UnsetType = UNSET,
    min_units: int | UnsetType = UNSET,
    settings: dict[str, str] | UnsetType = UNSET,
    settings_yaml: str | UnsetType = UNSET,
) -> None:
    """Change charm, least number of units, config and constraints of one application, in that order."""
    call.need_write()
    if not (force_charm_url or force):
        call.change_allowed()
    update_all(
        call,
        application,
        charm_url=charm_url or "",
        constraints=None if constraints in (UNSET, None) else constraints_in(constraints),
        min_units=None if min_units is UNSET else min_units,
        options=settings or {},
        text=settings_yaml or "",
        branch=branch_of(call, generation),
    )


def update_all(
    call: Call,
    name: str,
    *,
    charm_url: str = "",
    constraints: dict[str, Any] | None = None,
    min_units: int | None = None,
    options: Mapping[str, str],
    text: str = "",
    branch: Branch | None = None,
) -> None:
    """What Update does, in every series that has it."""
    from fakejuju.handlers.application_charm import change_charm
    from fakejuju.handlers.application_upkeep import put_constraints

    with call.state.transaction() as state:
        found = named(call, name)
        if charm_url:
            change_charm(call, found, charm_url)
        if min_units is not None:
            if min_units < 0:
                what = applications.noun(call.simulation)
                refused = f'cannot set minimum units for {what} "{name}": '
                raise Refused(f"{refused}cannot set a negative minimum number of units")
            state.put(replace(named(call, name), min_units=countable(min_units, "units")))
            sim, uuid = call.simulation, call.model_uuid
            workers.leave_to_cleanup(sim, uuid, lambda: units.keep_least(sim, uuid, name))
        if options or text:
            current = named(call, name)
            set_charm_options(call, current, options, text=text, branch=branch)
        if constraints is not None:
            put_constraints(call, named(call, name), constraints)
