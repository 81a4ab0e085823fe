"""Clouds of a controller, and the credentials that its users have for them. Juju 2.0 and later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from jujuclient import facades
from jujuclient.errors import InvalidInput
from jujuclient.verbs.base import Verbs
from jujuclient.verbs.reading import all_good, only, sent, told
from jujuclient.wire.struct import UnsetType
from jujuclient.wire.tags import user_tag

if TYPE_CHECKING:
    from jujuclient.verbs.types import CloudInfo, Credential

_AUTH, _REGIONS = "auth-types", "regions"


class CloudVerbs(Verbs):
    """What ``Controller`` does with clouds and credentials."""

    def add_cloud(self, cloud: str, definition: Mapping[str, Any], *, force: bool = False) -> None:
        """Add a cloud to the controller. Juju 2.6 and later.

        Args:
            definition: as in ``clouds.yaml``: type, auth-types, endpoint, regions, config.
            force: even of a kind that the controller cannot be sure to reach (2.8 and later).

        Raises:
            ValueError: a definition without a type, or with a key that it cannot have.
        """
        found = cloud_definition(cloud, definition)
        if force:
            self._facade(facades.cloud.Cloud).add_cloud(cloud, found, force=True)
        else:
            self._facade(facades.cloud.Cloud).add_cloud(cloud, found)

    def add_credential(
        self,
        cloud: str,
        name: str,
        attrs: Mapping[str, str] | None = None,
        *,
        auth_type: str,
        force: bool = False,
    ) -> None:
        """Add a credential of the user, or replace it.

        Args:
            attrs: such as ``access-key`` and ``secret-key``; they are in no error and no repr.
            force: even where models that use it would not work with it (2.6 and later).
        """
        if not auth_type:
            raise InvalidInput("name the auth_type, such as userpass; the cloud's definition lists them")
        facade = self._facade(facades.cloud.Cloud)
        one = facades.cloud.TaggedCredential(
            self._credential_tag(cloud, name),
            facades.common_models.CloudCredential(auth_type, attrs=dict(attrs or {})),
        )
        if facade.version < 3:
            only(facade.update_credentials([one]))
            return
        answer = facade.update_credentials_check_models([one], force=sent(force))
        answer.raise_first()
        for model in told(answer[0].models, []) if len(answer) else []:
            for item in told(model.errors, []):
                error = told(item.error, None)
                if error is not None and not force:
                    from jujuclient.errors import api_error

                    raise api_error(f"model {model.name}: {error.message}", error.code)

    def clouds(self) -> dict[str, CloudInfo]:
        """The clouds that the user may see, by name."""
        found = told(self._facade(facades.cloud.Cloud).clouds().clouds, {})
        return {
            tag.removeprefix("cloud-"): read_cloud(tag.removeprefix("cloud-"), one)
            for tag, one in found.items()
        }

    def credentials(self, *, show_secrets: bool = False) -> list[Credential]:
        """The user's own credentials, with the models that use them. Juju 2.6 and later."""
        answer = self._facade(facades.cloud.Cloud).credential_contents(include_secrets=show_secrets)
        found = [one.result for one in all_good(answer)]
        return [_credential(one) for one in found if not isinstance(one, UnsetType)]

    def remove_cloud(self, *cloud: str) -> None:
        """Remove clouds that no model uses. Juju 2.6 and later."""
        if not cloud:
            raise InvalidInput("name the clouds to remove")
        all_good(
            self._facade(facades.cloud.Cloud).remove_clouds(
                [facades.common.Entity(f"cloud-{one}") for one in cloud]
            )
        )

    def remove_credential(self, cloud: str, name: str, *, force: bool = False) -> None:
        """Remove a credential of the user.

        Args:
            force: even while models use it (2.6 and later).
        """
        facade, tag = self._facade(facades.cloud.Cloud), self._credential_tag(cloud, name)
        if facade.version < 3:
            only(facade.revoke_credentials([facades.common.Entity(tag)]))
            return
        only(
            facade.revoke_credentials_check_models(
                [facades.cloud.RevokeCredentialArg(tag, force=sent(force))]
            )
        )

    def show_cloud(self, cloud: str) -> CloudInfo:
        """One cloud.

        Raises:
            NotFound: there is none that the user may see.
        """
        from jujuclient.verbs.types import CloudInfo

        found = only(self._facade(facades.cloud.Cloud).cloud([facades.common.Entity(f"cloud-{cloud}")])).cloud
        return CloudInfo(cloud, "") if isinstance(found, UnsetType) else read_cloud(cloud, found)

    def update_cloud(self, cloud: str, definition: Mapping[str, Any]) -> None:
        """Replace a cloud's definition. Juju 2.6 and later."""
        arg = facades.cloud.AddCloudArgs(cloud, cloud_definition(cloud, definition))
        only(self._facade(facades.cloud.Cloud).update_cloud([arg]))

    def _credential_tag(self, cloud: str, name: str) -> str:
        """``cloudcred-aws_bob_mine``; an underscore within a part is %5f."""
        user = user_tag(self.access.user).removeprefix("user-")
        return "cloudcred-" + "_".join(part.replace("_", "%5f") for part in (cloud, user, name))


def cloud_definition(name: str, definition: Mapping[str, Any]) -> facades.cloud.CloudDefinition:
    """A definition as people write it, as the wire has it.

    Raises:
        ValueError: it has no type, or a key that it cannot have.
    """
    given = dict(definition)
    if not given.get("type"):
        raise InvalidInput(f"the definition of cloud {name} has no type, such as lxd or openstack")
    given.pop("description", None)
    regions = given.pop(_REGIONS, None) or {}
    found: dict[str, Any] = {key.replace("-", "_"): value for key, value in given.items()}
    if "ca_certificates" in found:
        found["ca_certificates"] = list(found["ca_certificates"])
    unknown = sorted(set(found) - set(facades.cloud.CloudDefinition.__struct_fields__))
    if unknown:
        raise InvalidInput(
            f"the definition of cloud {name} has {unknown[0].replace('_', '-')!r}, which no cloud has"
        )
    if regions:
        found["regions"] = [_region(region, about) for region, about in dict(regions).items()]
    return facades.cloud.CloudDefinition(**found)


def _region(name: str, about: Mapping[str, str] | None) -> facades.cloud.CloudRegion:
    return facades.cloud.CloudRegion(
        name, **{key.replace("-", "_"): value for key, value in (about or {}).items()}
    )


def read_cloud(name: str, one: facades.cloud.CloudDefinition) -> CloudInfo:
    """A cloud as the controller tells it."""
    from jujuclient.verbs.types import CloudInfo

    return CloudInfo(
        name,
        one.type,
        list(told(one.auth_types, [])),
        told(one.endpoint, ""),
        {region.name: told(region.endpoint, "") for region in told(one.regions, [])},
    )


def _credential(one: facades.cloud.ControllerCredentialInfo) -> Credential:
    from jujuclient.verbs.types import Credential

    content = one.content
    if isinstance(content, UnsetType):
        return Credential("", "")
    models = {told(model.model, ""): told(model.access, "") for model in told(one.models, [])}
    valid = None if isinstance(content.valid, UnsetType) else content.valid
    return Credential(
        content.cloud,
        content.name,
        content.auth_type,
        dict(told(content.attrs, {})),
        models=models,
        valid=valid,
    )
