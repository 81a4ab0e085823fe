"""The model itself: config, constraints, what it is, its units, its version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from jujuclient import facades
from jujuclient.errors import InvalidInput, NotFound, api_error
from jujuclient.verbs.base import many
from jujuclient.verbs.beside import BesideVerbs
from jujuclient.verbs.reading import id_in, only, plain_constraints, told, wire_constraints
from jujuclient.verbs.values import ConfigValue, ConstraintValue
from jujuclient.wire.struct import UnsetType
from jujuclient.wire.tags import is_uuid

if TYPE_CHECKING:
    from jujuclient.modeltypes import (
        ModelCredential,
        ModelInfo,
        ModelMachineInfo,
        ModelStatusInfo,
        SecretBackendInfo,
    )
    from jujuclient.unittypes import RelationData, UnitInfo
    from jujuclient.versions import Version


class ModelVerbs(BesideVerbs):
    """What ``Model`` does with itself."""

    def export_bundle(self, *, include_charm_defaults: bool = False) -> str:
        """The model as the YAML text of a bundle. Juju 2.6 and later.

        Args:
            include_charm_defaults: with options that were never set (2.9 and later).
        """
        from jujuclient.facades.bundle import Bundle

        facade = self._facade(Bundle)
        answer = (
            facade.export_bundle(include_charm_defaults=True)
            if include_charm_defaults
            else facade.export_bundle()
        )
        error = told(answer.error, None)
        if error is not None:
            raise api_error(error.message, error.code)
        return answer.result

    def model_config(
        self, values: Mapping[str, ConfigValue] | None = None, reset: str | Iterable[str] = ()
    ) -> Mapping[str, ConfigValue] | None:
        """The model's config; or set some of it, and put some back to its defaults.

        Args:
            values: to set.
            reset: names, one or several.

        Returns:
            name to value, when there is nothing to set or reset; values may be secrets.
        """
        names = many(reset)
        both = sorted(set(names) & set(values or {}))
        if both:
            raise InvalidInput(f"{', '.join(both)}: set it or reset it, not both")
        if values is None and not names:
            return self._get_model_config()
        old = self.series < (2, 0)
        if values:
            if old:
                self._facade(facades.client.Client).environment_set(dict(values))
            else:
                self._facade(facades.model_config.ModelConfig).model_set(dict(values))
        if names:
            if old:
                self._facade(facades.client.Client).environment_unset(names)
            else:
                self._facade(facades.model_config.ModelConfig).model_unset(names)
        return None

    def _get_model_config(self) -> dict[str, ConfigValue]:
        if self.series < (2, 0):
            return _plain(self._facade(facades.client.Client).environment_get().config or {})
        found = self._facade(facades.model_config.ModelConfig).model_get().config or {}
        return _plain({name: one.value for name, one in found.items()})

    def model_constraints(
        self, constraints: Mapping[str, ConstraintValue] | None = None
    ) -> Mapping[str, ConstraintValue] | None:
        """The model's constraints; or replace them all, with ``{}`` by none.

        Raises:
            ValueError: a constraint that there is not, or a value it cannot have.
        """
        old, of_client = self.series < (2, 0), self._best("ModelConfig") < 3
        if constraints is None:
            if old:
                found = self._facade(facades.client.Client).get_environment_constraints()
            elif of_client:
                found = self._facade(facades.client.Client).get_model_constraints()
            else:
                found = self._facade(facades.model_config.ModelConfig).get_model_constraints()
            return plain_constraints(found.constraints)
        wanted = wire_constraints(constraints, self.series)
        if old:
            self._facade(facades.client.Client).set_environment_constraints(wanted)
        elif of_client:
            self._facade(facades.client.Client).set_model_constraints(wanted)
        else:
            self._facade(facades.model_config.ModelConfig).set_model_constraints(wanted)
        return None

    def show_model(self, model: str | None = None) -> ModelInfo:
        """This model, or another of the controller's by uuid, name or ``owner/name``.

        Raises:
            NotFound: there is none that the user may see.
        """
        if self.series < (2, 0):
            return self._show_environment(model)
        facade = self._on_controller(facades.model_manager.ModelManager)
        uuid = self.access.model_uuid if model is None else _uuid_of(facade, model, self.connection.user_tag)
        info = only(facade.model_info([facades.common.Entity(f"model-{uuid}")])).result
        if isinstance(info, UnsetType):
            raise NotFound(f'model "{model or uuid}" not found', code="not found")
        return read_model(info, controller=self.access.controller)

    def _show_environment(self, model: str | None) -> ModelInfo:
        from jujuclient.modeltypes import ModelInfo

        if model is not None:
            raise InvalidInput("Juju 1 tells of the environment that is connected only; leave the name away")
        found = self._facade(facades.client.Client).environment_info()
        uuid = told(found.uuid, "")
        return ModelInfo(
            name=found.name,
            short_name=found.name,
            model_uuid=uuid,
            model_type="iaas",
            controller_uuid=uuid,
            controller_name=self.access.controller,
            is_controller=True,
            cloud=found.provider_type,
            life="alive",
            type=found.provider_type,
            agent_version=self.connection.server_version,
        )

    def show_unit(self, unit: str) -> UnitInfo:
        """A unit, with the data of its relations. Juju 2.8 and later.

        Raises:
            ValueError: the text is no unit, such as ``mysql/0``.
            NotFound: there is none.
        """
        from jujuclient.unittypes import UnitInfo

        name, slash, number = unit.rpartition("/")
        if not name or not slash or not number.isdigit():
            raise InvalidInput(f"{unit!r} is no unit; write one such as mysql/0")
        found = only(
            self._facade(facades.application.Application).units_info(
                [facades.common.Entity(f"unit-{name}-{number}")]
            )
        ).result
        if isinstance(found, UnsetType):
            raise NotFound(f'unit "{unit}" not found', code="not found")
        return UnitInfo(
            opened_ports=list(found.opened_ports or []),
            charm=found.charm,
            leader=told(found.leader, False),
            workload_version=found.workload_version,
            machine=told(found.machine, ""),
            public_address=told(found.public_address, ""),
            life=told(found.life, ""),
            relation_info=[_relation(one, unit) for one in told(found.relation_data, [])],
            provider_id=told(found.provider_id, ""),
            address=told(found.address, ""),
        )

    def version(self) -> Version:
        """The controller's version; 1.18 where it is too old to tell."""
        from jujuclient.versions import Version

        return Version.of(self.connection.server_version or "1.18.0")


def _plain(found: Mapping[str, object]) -> dict[str, ConfigValue]:
    """Without what has no value; what is neither a text nor a number as a text."""
    return {
        name: value if isinstance(value, bool | int | float | str) else str(value)
        for name, value in found.items()
        if value is not None
    }


def _uuid_of(facade: facades.model_manager.ModelManager, model: str, user_tag: str) -> str:
    if is_uuid(model):
        return model
    owner, _, name = model.rpartition("/")
    wanted = owner or id_in(user_tag)
    for one in facade.list_models(user_tag).user_models or []:
        has = told(one.model.qualifier, "") or id_in(one.model.owner_tag)
        if one.model.name == name and has == wanted:
            return one.model.uuid
    raise NotFound(f'model "{wanted}/{name}" not found', code="not found")


def _relation(one: facades.application_types.EndpointRelationData, unit: str) -> RelationData:
    from jujuclient.unittypes import RelationData, UnitRelationData

    units = {
        name: UnitRelationData(data.in_scope, dict(data.unit_data or {}))
        for name, data in (one.unit_relation_data or {}).items()
    }
    own = units.pop(unit, UnitRelationData(in_scope=False))
    return RelationData(
        relation_id=told(one.relation_id, -1),
        endpoint=one.endpoint,
        related_endpoint=one.related_endpoint,
        app_data=dict(one.application_data or {}),
        cross_model=one.cross_model,
        local_unit=own,
        related_units=units,
    )


def read_model(info: facades.common_models.ModelInfo, *, controller: str = "") -> ModelInfo:
    """A model as the controller tells it."""
    from jujuclient.modeltypes import ModelInfo, ModelUserInfo, SupportedFeature

    owner = told(info.qualifier, "") or id_in(info.owner_tag)
    return ModelInfo(
        name=f"{owner}/{info.name}" if owner else info.name,
        short_name=info.name,
        model_uuid=info.uuid,
        model_type=told(info.type, ""),
        controller_uuid=info.controller_uuid,
        controller_name=controller,
        is_controller=told(info.is_controller, False),
        cloud=id_in(info.cloud_tag),
        life=info.life,
        region=told(info.cloud_region, ""),
        type=told(info.provider_type, ""),
        status=_model_status(info),
        users={
            one.user: ModelUserInfo(one.access, one.last_connection or "never connected", one.display_name)
            for one in info.users or []
        },
        machines=_model_machines(info),
        secret_backends=_secret_backends(info),
        agent_version=told(info.agent_version, ""),
        credential=_credential(info),
        supported_features=[
            SupportedFeature(one.name, one.description, told(one.version, ""))
            for one in told(info.supported_features, [])
        ],
    )


def _model_machines(info: facades.common_models.ModelInfo) -> dict[str, ModelMachineInfo]:
    from jujuclient.modeltypes import ModelMachineInfo

    found = {}
    for one in info.machines or []:
        hardware = told(one.hardware, None)
        found[one.id] = ModelMachineInfo(0 if hardware is None else told(hardware.cores, 0))
    return found


def _secret_backends(info: facades.common_models.ModelInfo) -> dict[str, SecretBackendInfo]:
    from jujuclient.modeltypes import SecretBackendInfo

    return {
        one.result.name: SecretBackendInfo(one.num_secrets, one.status, told(one.message, ""))
        for one in told(info.secret_backends, [])
        if one.result is not None
    }


def _model_status(info: facades.common_models.ModelInfo) -> ModelStatusInfo:
    from jujuclient.modeltypes import ModelStatusInfo

    status, moving = info.status, info.migration
    if isinstance(status, UnsetType):
        return ModelStatusInfo()
    migration = ("", "", "")
    if not isinstance(moving, UnsetType):
        migration = (moving.status, moving.start, told(moving.end, ""))
    return ModelStatusInfo(status.status, status.info, "", status.since or "", *migration)


def _credential(info: facades.common_models.ModelInfo) -> ModelCredential | None:
    """The tag is ``cloudcred-aws_admin_mine``; an underscore within a name is written %5f."""
    from urllib.parse import unquote

    from jujuclient.modeltypes import ModelCredential

    tag = told(info.cloud_credential_tag, "")
    parts = [unquote(part) for part in tag.removeprefix("cloudcred-").split("_")]
    if not tag or len(parts) < 3:
        return None
    valid = info.cloud_credential_validity
    said = "" if isinstance(valid, UnsetType) or valid is None else "valid" if valid else "invalid"
    return ModelCredential(name="_".join(parts[2:]), owner=parts[1], cloud=parts[0], validity_check=said)
