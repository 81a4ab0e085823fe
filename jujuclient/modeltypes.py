"""What ``show_model`` and ``models`` tell; the names are jubilant's."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = [
    "ModelCredential", "ModelInfo", "ModelMachineInfo", "ModelStatusInfo", "ModelSummary", "ModelUserInfo",
    "SecretBackendInfo", "SupportedFeature",
]  # fmt: skip


@dataclass(frozen=True)
class ModelCredential:
    """The credential that a model uses; ``validity_check`` is ``valid``, ``invalid`` or ""."""

    name: str
    owner: str
    cloud: str
    validity_check: str = ""


@dataclass(frozen=True)
class ModelStatusInfo:
    """A model's status; ``migration`` and its times where it is moving or has failed to."""

    current: str = ""
    message: str = ""
    reason: str = ""
    since: str = ""
    migration: str = ""
    migration_start: str = ""
    migration_end: str = ""


@dataclass(frozen=True)
class ModelUserInfo:
    """A user of a model; ``last_connection`` is ``never connected`` for who never was."""

    access: str
    last_connection: str
    display_name: str = ""


@dataclass(frozen=True)
class ModelMachineInfo:
    """A machine of a model; 0 cores where they are not known yet."""

    cores: int


@dataclass(frozen=True)
class SecretBackendInfo:
    """A place where secrets of the model are kept, and how it is."""

    num_secrets: int
    status: str
    message: str = ""


@dataclass(frozen=True)
class SupportedFeature:
    """Something that charms may require of the model."""

    name: str
    description: str
    version: str = ""


@dataclass(frozen=True)
class ModelInfo:
    """A model.

    Attributes:
        name: ``owner/model``.
        short_name: without the owner.
        model_type: ``iaas`` or ``caas``.
        controller_name: as the client store has it, "" without one.
        type: of the cloud, such as ``lxd``.
    """

    name: str
    short_name: str
    model_uuid: str
    model_type: str
    controller_uuid: str
    controller_name: str
    is_controller: bool
    cloud: str
    life: str
    region: str = ""
    type: str = ""
    status: ModelStatusInfo = field(default_factory=ModelStatusInfo)
    users: dict[str, ModelUserInfo] = field(default_factory=dict)
    machines: dict[str, ModelMachineInfo] = field(default_factory=dict)
    secret_backends: dict[str, SecretBackendInfo] = field(default_factory=dict)
    agent_version: str = ""
    credential: ModelCredential | None = None
    supported_features: list[SupportedFeature] = field(default_factory=list)


@dataclass(frozen=True)
class ModelSummary:
    """A model in a list of them.

    Attributes:
        name: ``owner/model``.
        type: ``iaas`` or ``caas``; "" where the controller does not tell.
        access: of the user who asks, "" where it is not told.
    """

    name: str
    uuid: str
    owner: str = ""
    type: str = ""
    cloud: str = ""
    region: str = ""
    status: str = ""
    life: str = ""
    access: str = ""
    agent_version: str = ""
    is_controller: bool = False
    last_connection: str = ""

    @property
    def short_name(self) -> str:
        """Its name without the owner."""
        return self.name.rpartition("/")[2]
