"""Entities of the controller itself: users, access, clouds, credentials, models."""

from __future__ import annotations

from typing import Any

import msgspec

from fakejuju.state.entity import Base, Entity, Status


class Controller(Entity, frozen=True, kw_only=True):
    """The controller: its uuid, version, name and configuration."""

    uuid: str
    version: str
    name: str = "fakejuju"
    config: dict[str, Any] = msgspec.field(default_factory=dict)
    cloud: str = "dummy"
    region: str = "dummy-region"

    @property
    def key(self) -> str:
        """There is one."""
        return "controller"


class User(Entity, frozen=True, kw_only=True):
    """A local user; ``access`` is to the controller: "", login or superuser (add-model in 2.x)."""

    name: str
    display_name: str = ""
    password: str = ""
    """A digest, never the password; see ``fakejuju.passwords``."""
    secret_key: str = ""
    """What ``register`` proves it has; "" once it was used."""
    access: str = "login"
    created_by: str = "admin"
    created: str = ""
    last_login: str = ""
    disabled: bool = False
    removed: bool = False

    @property
    def key(self) -> str:
        """The name."""
        return self.name


class Access(Entity, frozen=True, kw_only=True):
    """What a user may do with a model, a cloud or an offer.

    Attributes:
        user: the name; ``everyone@external`` and ``bob@canonical`` too.
        target: the tag: ``model-<uuid>``, ``cloud-aws``, ``applicationoffer-<uuid>``.
        level: read, write, admin, consume, add-model.
        last: when the user connected last to the model, "" for never.
    """

    user: str
    target: str
    level: str
    last: str = ""
    display_name: str = ""

    @property
    def key(self) -> str:
        """Who and what."""
        return f"{self.user} {self.target}"


class Region(msgspec.Struct, frozen=True):
    """A region of a cloud."""

    name: str
    endpoint: str = ""
    identity_endpoint: str = ""
    storage_endpoint: str = ""


class Cloud(Entity, frozen=True, kw_only=True):
    """A cloud that the controller can use."""

    name: str
    type: str = "dummy"
    auth_types: list[str] = msgspec.field(default_factory=list)
    endpoint: str = ""
    identity_endpoint: str = ""
    storage_endpoint: str = ""
    regions: list[Region] = msgspec.field(default_factory=list)
    ca_certificates: list[str] = msgspec.field(default_factory=list)
    config: dict[str, Any] = msgspec.field(default_factory=dict)
    region_config: dict[str, dict[str, Any]] = msgspec.field(default_factory=dict)
    skip_tls_verify: bool = False
    is_controller_cloud: bool = False
    host_cloud_region: str = ""

    @property
    def key(self) -> str:
        """The name."""
        return self.name


class Credential(Entity, frozen=True, kw_only=True):
    """A cloud credential of a user."""

    cloud: str
    owner: str
    name: str
    auth_type: str = "empty"
    attributes: dict[str, str] = msgspec.field(default_factory=dict)
    revoked: bool = False
    valid: bool = True
    invalid_reason: str = ""

    @property
    def key(self) -> str:
        """``cloud_owner_name``, as in its tag."""
        return f"{self.cloud}_{self.owner}_{self.name}"


class Model(Entity, frozen=True, kw_only=True):
    """A model. ``model`` is "": models are the controller's; its uuid is its key.

    Attributes:
        owner: a user's name; 4.x calls it the qualifier.
        life: alive, dying, dead.
        config: what was set explicitly; the defaults are in ``fakejuju.modelconfig``.
        inherited: what its cloud and region had as defaults when it was made, which it keeps.
        version: of its agents.
        credential: ``cloud_owner_name``, "" for none.
    """

    uuid: str
    name: str
    owner: str = "admin"
    type: str = "iaas"
    cloud: str = "dummy"
    region: str = "dummy-region"
    credential: str = ""
    provider: str = "dummy"
    life: str = "alive"
    status: Status = Status("available")
    config: dict[str, Any] = msgspec.field(default_factory=dict)
    inherited: dict[str, Any] = msgspec.field(default_factory=dict)
    constraints: dict[str, Any] = msgspec.field(default_factory=dict)
    version: str = ""
    is_controller: bool = False
    sla: str = "unsupported"
    sla_owner: str = ""
    meter_status: tuple[str, str] = ("", "")
    default_base: Base = Base()
    secret_backend: str = "auto"
    migration: str = ""

    @property
    def key(self) -> str:
        """The uuid."""
        return self.uuid


class ModelDefault(Entity, frozen=True, kw_only=True):
    """A default of model configuration for a cloud, or one of its regions (""  for all)."""

    cloud: str
    region: str
    values: dict[str, Any] = msgspec.field(default_factory=dict)

    @property
    def key(self) -> str:
        """Cloud and region."""
        return f"{self.cloud}/{self.region}"


class Block(Entity, frozen=True, kw_only=True):
    """A block that is on: BlockDestroy, BlockRemove or BlockChange."""

    id: str
    type: str
    message: str = ""

    @property
    def key(self) -> str:
        """The type: there is one of each at most."""
        return self.type


class Annotations(Entity, frozen=True, kw_only=True):
    """The annotations of one thing, by its tag."""

    tag: str
    values: dict[str, str]

    @property
    def key(self) -> str:
        """The tag."""
        return self.tag


class SSHKey(Entity, frozen=True, kw_only=True):
    """An authorized key of a model: the line as it was added."""

    line: str
    user: str = ""

    @property
    def key(self) -> str:
        """The line."""
        return self.line


class LogRecord(msgspec.Struct, frozen=True):
    """A record of debug-log: labels are a map from 4.0 on, whose keys are the old labels."""

    model: str
    entity: str
    at: str
    level: str
    module: str
    location: str
    message: str
    labels: dict[str, str] = msgspec.field(default_factory=dict)


class ImageMetadata(Entity, frozen=True, kw_only=True):
    """Metadata of a cloud image that somebody saved."""

    image_id: str
    region: str = ""
    version: str = ""
    arch: str = ""
    stream: str = ""
    source: str = ""
    virt_type: str = ""
    root_storage_type: str = ""
    root_storage_size: int = 0
    priority: int = 0

    @property
    def key(self) -> str:
        """The image."""
        return f"{self.image_id}/{self.region}/{self.version}/{self.arch}/{self.stream}"


class Backup(Entity, frozen=True, kw_only=True):
    """An archive of the controller that somebody took.

    Attributes:
        at: when; it takes no time.
        kept: whether the controller lists it; one that is not can be downloaded all the same.
    """

    id: str
    notes: str = ""
    at: str = ""
    version: str = ""
    filename: str = ""
    kept: bool = True

    @property
    def key(self) -> str:
        """The id."""
        return self.id


class Branch(Entity, frozen=True, kw_only=True):
    """A branch (generation) of a model's configuration, 2.5 to 3.6."""

    id: str
    name: str
    created: int
    created_by: str
    assigned: dict[str, list[str]] = msgspec.field(default_factory=dict)
    config: dict[str, dict[str, Any]] = msgspec.field(default_factory=dict)
    completed: int = 0
    completed_by: str = ""
    generation_id: int = 0

    @property
    def key(self) -> str:
        """The id; a name may be used again once its branch is done."""
        return self.id
