"""What verbs find and give back, where it is no status: tasks, applications, offers, storage, users.

A room of its own, because a dataclass costs as much to define as a module does to import: it is
imported when a verb has something to give back.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from jujuclient.errors import JujuError
from jujuclient.verbs.values import ConstraintValue


class TaskError(JujuError):
    """A task did not succeed; ``task`` has its results."""

    def __init__(self, task: Task) -> None:
        super().__init__(f"task {task.id} {task.status}: {task.message or task.stderr or 'no message'}")
        self.task = task


@dataclass(frozen=True)
class Task:
    """What came of an action or a command.

    Attributes:
        status: completed, failed, cancelled, aborted or error.
        results: what the action set, without what has a field of its own.
        return_code: of the command or the action's process; 0 where the controller tells none.
        log: the messages it sent on its way.
    """

    id: str
    status: str
    results: dict[str, Any] = field(default_factory=dict)
    return_code: int = 0
    stdout: str = ""
    stderr: str = ""
    message: str = ""
    log: list[str] = field(default_factory=list)

    @property
    def success(self) -> bool:
        """Whether it completed with a return code of 0."""
        return self.status == "completed" and self.return_code == 0

    def raise_on_failure(self) -> None:
        """Raise ``TaskError`` unless it succeeded."""
        if not self.success:
            raise TaskError(self)

    def __str__(self) -> str:
        lines = [f"Task {self.id}: status {self.status!r}, return code {self.return_code}"]
        if self.results:
            lines.append(f"Results: {json.dumps(self.results, sort_keys=True)}")
        lines += [f"{name}: {text}" for name, text in (("Stdout", self.stdout), ("Stderr", self.stderr),
                                                       ("Message", self.message)) if text]  # fmt: skip
        return "\n".join([*lines, *(f"Log: {line}" for line in self.log)])


@dataclass(frozen=True)
class Settings:
    """The settings of an application: name to value, type, source, default and description.

    Attributes:
        application_config: Juju's own settings of it, such as trust.
    """

    application: str
    charm: str
    settings: dict[str, dict[str, Any]] = field(default_factory=dict, repr=False)
    application_config: dict[str, dict[str, Any]] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class ApplicationInfo:
    """An application, as ``show-application`` tells it.

    Attributes:
        base: such as ``ubuntu@22.04``; the series where the controller tells that.
        exposed_endpoints: endpoint ("" for all) to the spaces and CIDRs that it is exposed to.
    """

    name: str
    charm: str = ""
    base: str = ""
    channel: str = ""
    constraints: dict[str, ConstraintValue] = field(default_factory=dict)
    principal: bool = True
    exposed: bool = False
    remote: bool = False
    life: str = ""
    endpoint_bindings: dict[str, str] = field(default_factory=dict)
    exposed_endpoints: dict[str, dict[str, list[str]]] = field(default_factory=dict)


@dataclass(frozen=True)
class OfferConnection:
    """Who uses an offer, by which relation, and how that is."""

    user: str
    model_uuid: str
    relation_id: int
    endpoint: str
    status: str
    message: str = ""


@dataclass(frozen=True)
class Offer:
    """An offer.

    Attributes:
        url: ``owner/model.name``.
        application, charm: "" for those who are not its admins.
        endpoints: name to interface.
        users: name to access.
    """

    name: str
    url: str
    application: str = ""
    charm: str = ""
    description: str = ""
    endpoints: dict[str, str] = field(default_factory=dict)
    users: dict[str, str] = field(default_factory=dict)
    connections: list[OfferConnection] = field(default_factory=list)


@dataclass(frozen=True)
class Resource:
    """A resource of an application.

    Attributes:
        type: ``file`` or ``oci-image``.
        origin: ``store`` or ``upload``.
        revision: of the store; 0 and below for what was uploaded.
        size: in bytes.
    """

    name: str
    type: str
    origin: str
    revision: int
    size: int
    fingerprint: str = ""
    path: str = ""
    username: str = ""


@dataclass(frozen=True)
class Subnet:
    """A subnet of the cloud."""

    cidr: str
    space: str = ""
    zones: tuple[str, ...] = ()
    vlan_tag: int = 0
    provider_id: str = ""


@dataclass(frozen=True)
class Space:
    """A space.

    Attributes:
        id: "" before 2.8.
        applications, machine_count: told by ``show_space`` only.
    """

    name: str
    id: str = ""
    subnets: list[Subnet] = field(default_factory=list)
    applications: list[str] = field(default_factory=list)
    machine_count: int = 0


@dataclass(frozen=True)
class Directive:
    """How much storage from where; "" and 0 leave it to Juju.

    Attributes:
        size: in MiB.
    """

    pool: str = ""
    size: int = 0
    count: int = 0


@dataclass(frozen=True)
class StorageInstance:
    """A storage instance.

    Attributes:
        id: such as ``pgdata/0``.
        kind: ``block`` or ``filesystem``.
        owner: the application or unit, "" for storage that is nobody's.
        attachments: unit to where it is mounted there.
    """

    id: str
    kind: str
    owner: str = ""
    status: str = ""
    message: str = ""
    persistent: bool = False
    life: str = ""
    attachments: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class StoragePool:
    """A storage pool: a provider and its settings."""

    name: str
    provider: str
    attrs: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Volume:
    """A volume or a filesystem; size in MiB.

    Attributes:
        id: of Juju, such as ``0/1``.
        provider_id: of the cloud.
        machines: the ids of the machines that it is attached to.
    """

    id: str
    provider_id: str = ""
    size: int = 0
    pool: str = ""
    status: str = ""
    life: str = ""
    storage: str = ""
    machines: tuple[str, ...] = ()


@dataclass(frozen=True)
class TaskReport:
    """A task, on what it is, and when it was what.

    Attributes:
        receiver: the unit or machine: ``mysql/0``, ``0``.
        action: its name; ``juju-exec`` or ``juju-run`` for a command.
        enqueued, started, completed: RFC 3339, "" for what has not come.
    """

    task: Task
    receiver: str
    action: str = ""
    enqueued: str = ""
    started: str = ""
    completed: str = ""


@dataclass(frozen=True)
class StatusRecord:
    """A status that something had.

    Attributes:
        kind: of the status: ``workload``, ``juju-unit``, ``machine`` and so on.
    """

    current: str
    message: str
    kind: str
    since: datetime | None


@dataclass(frozen=True)
class NodeChanges:
    """What came of a change to the number of controller nodes; machine ids."""

    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    maintained: list[str] = field(default_factory=list)
    converted: list[str] = field(default_factory=list)
    promoted: list[str] = field(default_factory=list)
    demoted: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Backup:
    """An archive of the controller; sizes in bytes, ``filename`` is where the controller keeps it."""

    id: str
    notes: str
    started: str
    finished: str
    size: int
    checksum: str
    hostname: str = ""
    version: str = ""
    filename: str = ""


@dataclass(frozen=True)
class CloudInfo:
    """A cloud.

    Attributes:
        type: of the provider, such as ``lxd`` or ``ec2``.
        regions: name to endpoint.
    """

    name: str
    type: str
    auth_types: list[str] = field(default_factory=list)
    endpoint: str = ""
    regions: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Credential:
    """A credential of a user for a cloud.

    Attributes:
        attrs: what the controller shows; secrets only where they were asked for.
        redacted: the names of what it does not show.
        models: name to the access that its owner has there.
        valid: None where the controller does not tell.
    """

    cloud: str
    name: str
    auth_type: str = ""
    attrs: dict[str, str] = field(default_factory=dict, repr=False)
    redacted: list[str] = field(default_factory=list)
    models: dict[str, str] = field(default_factory=dict)
    valid: bool | None = None


@dataclass(frozen=True)
class User:
    """A user.

    Attributes:
        access: to the controller; "" where it is not told (Juju 1).
        last_connection: None for who never was connected.
    """

    name: str
    display_name: str = ""
    access: str = ""
    created_by: str = ""
    created: datetime | None = None
    last_connection: datetime | None = None
    disabled: bool = False


@dataclass(frozen=True)
class NewUser:
    """A user that was added.

    Attributes:
        secret_key: with which the user registers and sets a password, base64; "" where one was given.
    """

    name: str
    secret_key: str = field(default="", repr=False)
