"""Cloud: clouds, regions, and who may use them. Credentials are in ``cloud_credentials``."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from fakejuju.domain import access as accesses, clouds, configrules, users
from fakejuju.handlers.call import Call, NotSimulated, Refused, denied, each, not_found, tag_of
from fakejuju.state.controller import Access, Cloud as Kept, Region, User
from jujuclient.facades.cloud import (
    AddCloudArgs,
    Cloud,
    CloudDefinition,
    CloudInfo,
    CloudInfoResult,
    CloudInfoResults,
    CloudInstanceTypesConstraint,
    CloudRegion,
    CloudResult,
    CloudResults,
    CloudsResult,
    CloudUserInfo,
    ListCloudInfo,
    ListCloudInfoResult,
    ListCloudInfoResults,
    ModelConfigSchemaField,
    ModelConfigSchemaResult,
    ModifyCloudAccess,
)
from jujuclient.facades.common import Entity, Error, ErrorResult, ErrorResults, StringResult
from jujuclient.facades.common_models import InstanceTypesResult, InstanceTypesResults
from jujuclient.wire.schema import answers
from jujuclient.wire.struct import UNSET, UnsetType

MODULES = ("cloud_credentials",)
_LEVELS = {"": 0, "add-model": 1, "admin": 2}
_PROVIDERS = ("azure", "ec2", "gce", "kubernetes", "lxd", "maas", "manual", "oci", "openstack")


def _failed(error: Error) -> ErrorResult:
    return ErrorResult(error=error)


def _is_admin(call: Call, cloud: str) -> bool:
    return call.is_superuser or clouds.cloud_access(call.simulation, call.user, cloud) == "admin"


def _may_see(call: Call, cloud: str) -> bool:
    return call.is_superuser or bool(clouds.cloud_access(call.simulation, call.user, cloud))


def _cloud(call: Call, tag: str) -> Kept:
    name = tag_of(tag, "cloud").id
    found = call.state.find(Kept, name)
    return found if found is not None else not_found("cloud", name)


# --- telling -------------------------------------------------------------------------------------


@answers(Cloud.clouds)
def list_clouds(call: Call) -> CloudsResult:
    """Every cloud that the user may see, by tag."""
    found = {
        f"cloud-{one.name}": _definition(call, one)
        for one in call.state.all(Kept)
        if _may_see(call, one.name)
    }
    return CloudsResult(clouds=found or UNSET)


@answers(Cloud.cloud)
def cloud(call: Call, entities: list[Entity]) -> CloudResults:
    """The definition of each cloud."""

    def tell(entity: Entity) -> CloudResult:
        found = _cloud(call, entity.tag)
        if not _may_see(call, found.name):
            not_found("cloud", found.name)
        return CloudResult(cloud=_definition(call, _as_asked(call, found)))

    return CloudResults(results=each(entities, tell, lambda error: CloudResult(error=error)) or UNSET)


def _as_asked(call: Call, cloud: Kept) -> Kept:
    # Recorded on 4.0.15: a cloud that is asked for by name has its auth types in another order.
    if call.juju < (4, 0):
        return cloud
    known = [type_ for type_ in clouds.AUTH_TYPES if type_ in cloud.auth_types and type_ != "empty"]
    rest = [type_ for type_ in cloud.auth_types if type_ not in known]
    return replace(cloud, auth_types=known + rest)


def _definition(call: Call, cloud: Kept) -> CloudDefinition:
    made = CloudDefinition(
        type=cloud.type,
        auth_types=cloud.auth_types or UNSET,
        endpoint=cloud.endpoint or UNSET,
        identity_endpoint=cloud.identity_endpoint or UNSET,
        regions=_regions(cloud),
        storage_endpoint=cloud.storage_endpoint or UNSET,
    )
    if call.juju >= (2, 6):
        made.ca_certificates = cloud.ca_certificates or UNSET
        made.config = cloud.config or UNSET
        made.host_cloud_region = cloud.host_cloud_region or UNSET
        made.region_config = cloud.region_config or UNSET
    if call.juju >= (2, 8):
        made.skip_tls_verify = cloud.skip_tls_verify or UNSET
    if call.juju >= (2, 9):
        made.is_controller_cloud = cloud.is_controller_cloud or UNSET
    return made


def _regions(cloud: Kept) -> list[CloudRegion] | UnsetType:
    return [
        CloudRegion(
            name=region.name,
            endpoint=region.endpoint or UNSET,
            identity_endpoint=region.identity_endpoint or UNSET,
            storage_endpoint=region.storage_endpoint or UNSET,
        )
        for region in cloud.regions
    ] or UNSET


def _details(cloud: Kept) -> dict[str, Any]:
    return {
        "type": cloud.type,
        "auth_types": cloud.auth_types or UNSET,
        "endpoint": cloud.endpoint or UNSET,
        "identity_endpoint": cloud.identity_endpoint or UNSET,
        "storage_endpoint": cloud.storage_endpoint or UNSET,
        "regions": _regions(cloud),
    }


@answers(Cloud.cloud_info)
def cloud_info(call: Call, entities: list[Entity]) -> CloudInfoResults:
    """Each cloud with who may use it; who is not its administrator sees only themselves."""

    def tell(entity: Entity) -> CloudInfoResult:
        found = _cloud(call, entity.tag)
        if not _may_see(call, found.name):
            denied()
        everybody = _is_admin(call, found.name)
        told = [
            CloudUserInfo(user=one.user, display_name=_display_name(call, one), access=one.level)
            for one in clouds.cloud_users(call.simulation, found.name)
            if everybody or one.user == call.user
        ]
        return CloudInfoResult(result=CloudInfo(users=told, **_details(_as_asked(call, found))))

    return CloudInfoResults(results=each(entities, tell, lambda error: CloudInfoResult(error=error)))


def _display_name(call: Call, access: Access) -> str:
    user = call.state.find(User, access.user)
    return user.display_name if user is not None else access.display_name


@answers(Cloud.list_cloud_info)
def list_cloud_info(call: Call, user_tag: str, *, all: bool | UnsetType = UNSET) -> ListCloudInfoResults:
    """The clouds that a user may use; ``all`` of them for an administrator who asks for it."""
    user = users.local_name(tag_of(user_tag, "user").id)
    if user != call.user and not call.is_superuser:
        denied()
    told = [
        ListCloudInfoResult(result=ListCloudInfo(user_access=level, **_details(_as_asked(call, one))))
        for one in call.state.all(Kept)
        if (level := _level(call, user, one.name, all=bool(all)))
    ]
    return ListCloudInfoResults(results=told)


def _level(call: Call, user: str, cloud: str, *, all: bool) -> str:
    given = clouds.cloud_access(call.simulation, user, cloud)
    return given or ("admin" if all and call.is_superuser else "")


@answers(Cloud.default_cloud)
def default_cloud(call: Call) -> StringResult:
    """The tag of the controller's own cloud."""
    return StringResult(result=f"cloud-{call.simulation.controller.cloud}")


@answers(Cloud.instance_types)
def instance_types(call: Call, constraints: list[CloudInstanceTypesConstraint]) -> InstanceTypesResults:
    """No cloud that is simulated names its machine types."""

    def tell(item: CloudInstanceTypesConstraint) -> InstanceTypesResult:
        found = _cloud(call, item.cloud_tag)
        if found.type != "dummy":
            raise NotSimulated(f"the machine types of a cloud of type {found.type}")
        raise Refused("InstanceTypes not supported", "not supported")

    return InstanceTypesResults(
        results=each(constraints, tell, lambda error: InstanceTypesResult(error=error))
    )


@answers(Cloud.model_config_schema)
def model_config_schema(call: Call, provider_type: str) -> ModelConfigSchemaResult:
    """The config attributes of a provider: the type of each, and whether it must be and may change."""
    known = {cloud.type for cloud in call.state.all(Kept)} | set(_PROVIDERS)
    if provider_type not in known:
        refused = Refused(f'no registered provider for "{provider_type}"', "not found")
        return ModelConfigSchemaResult(error=refused.error)
    return ModelConfigSchemaResult(
        schema={
            one.key: ModelConfigSchemaField(
                type=one.type, immutable=one.fixed or UNSET, mandatory=one.needed or UNSET
            )
            for one in configrules.schema(call.simulation, provider_type)
        }
    )


# --- changing ------------------------------------------------------------------------------------


@answers(Cloud.add_cloud)
def add_cloud(call: Call, name: str, cloud: CloudDefinition, *, force: bool | UnsetType = UNSET) -> None:
    """Add a cloud; whoever adds it administers it."""
    call.need_superuser()
    if call.state.find(Kept, name) is not None:
        raise Refused(f'cloud "{name}" already exists', "already exists")
    own = call.state.find(Kept, call.simulation.controller.cloud)
    if not force and own is not None and cloud.type != "kubernetes":
        _need_compatible(own.type, cloud.type)
    made = _kept(name, cloud)
    with call.state.transaction() as state:
        state.put(made)
        state.put(Access(user=call.user, target=f"cloud-{name}", level="admin", display_name=call.user))


def _need_compatible(own: str, added: str) -> None:
    told = "".join(
        f'\n - controller cloud type "{one}" supports [{" ".join(types)}]'
        for one, types in sorted(clouds.WHITELIST.items())
    )
    if own not in clouds.WHITELIST:
        words = f'controller cloud type "{own}" is not whitelisted, current whitelist: {told}'
    elif added not in clouds.WHITELIST[own]:
        pair = f'cloud type "{added}" is not whitelisted for controller cloud type "{own}"'
        words = f"{pair}, current whitelist: {told}"
    else:
        return
    raise Refused(words, "incompatible clouds")


def _kept(name: str, cloud: CloudDefinition, before: Kept | None = None) -> Kept:
    for what, given in (("Name", name), ("Type", cloud.type), ("auth-types", cloud.auth_types)):
        if not given:
            raise Refused(f"invalid cloud: empty {what} not valid", "not valid")
    return Kept(
        name=name,
        type=cloud.type,
        auth_types=cloud.auth_types or [],
        endpoint=cloud.endpoint or "",
        identity_endpoint=cloud.identity_endpoint or "",
        storage_endpoint=cloud.storage_endpoint or "",
        regions=_regions_kept(cloud),
        ca_certificates=cloud.ca_certificates or [],
        config=cloud.config or {},
        region_config=cloud.region_config or {},
        skip_tls_verify=bool(cloud.skip_tls_verify),
        is_controller_cloud=before is not None and before.is_controller_cloud,
        host_cloud_region=cloud.host_cloud_region or "",
    )


def _regions_kept(cloud: CloudDefinition) -> list[Region]:
    return [
        Region(one.name, one.endpoint or "", one.identity_endpoint or "", one.storage_endpoint or "")
        for one in cloud.regions or ()
    ]


@answers(Cloud.update_cloud)
def update_cloud(call: Call, clouds: list[AddCloudArgs]) -> ErrorResults:
    """Replace the definition of clouds."""
    call.need_superuser()

    def update(item: AddCloudArgs) -> ErrorResult:
        before = call.state.find(Kept, item.name)
        if before is None:
            not_found("cloud", item.name)
        with call.state.transaction() as state:
            state.put(_kept(item.name, item.cloud, before))
        return ErrorResult()

    return ErrorResults(results=each(clouds, update, _failed))


@answers(Cloud.remove_clouds)
def remove_clouds(call: Call, entities: list[Entity]) -> ErrorResults:
    """Remove clouds that no model uses."""

    def remove(entity: Entity) -> ErrorResult:
        name = tag_of(entity.tag, "cloud").id
        if not _is_admin(call, name):
            denied()
        found = _cloud(call, entity.tag)
        count = len(clouds.models_on(call.simulation, name))
        if count:
            raise Refused(f"cloud is used by {count} model{'' if count == 1 else 's'}")
        with call.state.transaction():
            clouds.remove_cloud(call.simulation, found)
        return ErrorResult()

    return ErrorResults(results=each(entities, remove, _failed))


@answers(Cloud.modify_cloud_access)
def modify_cloud_access(call: Call, changes: list[ModifyCloudAccess]) -> ErrorResults:
    """Grant or revoke add-model or admin on clouds."""

    def modify(change: ModifyCloudAccess) -> ErrorResult:
        cloud = _cloud(call, change.cloud_tag).name
        user = users.local_name(tag_of(change.user_tag, "user").id)
        if user == call.user:
            raise Refused("cannot change your own cloud access")
        if not _is_admin(call, cloud):
            denied()
        if change.access not in ("add-model", "admin"):
            raise Refused(f'"{change.access}" cloud access not valid', "not valid")
        _grant_or_revoke(call, cloud, user, change)
        return ErrorResult()

    return ErrorResults(results=each(changes, modify, _failed))


def _grant_or_revoke(call: Call, cloud: str, user: str, change: ModifyCloudAccess) -> None:
    before = clouds.cloud_access(call.simulation, user, cloud)
    access = Access(user=user, target=f"cloud-{cloud}", level=change.access)
    if change.action == "grant":
        accesses.need_local(call.simulation, user, "grant cloud")
        if _LEVELS[before] >= _LEVELS[change.access]:
            accesses.refuse_again(call.simulation, user, change.access)
    elif change.action == "revoke":
        if not before:
            words = f'could not look up cloud access for user: cloud user "{user}" does not exist'
            accesses.refuse_nothing(call.simulation, words)
            return
        access = replace(access, level="add-model" if (change.access, before) == ("admin", "admin") else "")
    else:
        raise Refused(f'unknown action "{change.action}"')
    with call.state.transaction() as state:
        if access.level:
            state.put(access)
        else:
            state.remove(access)
