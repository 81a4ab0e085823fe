"""What keeps a model in order: annotations, blocks, SSH keys, the history of statuses, nodes and backups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from jujuclient import facades
from jujuclient.errors import InvalidInput, NotSupported
from jujuclient.verbs.base import Verbs
from jujuclient.verbs.reading import all_good, only, sent, tag_of, time_of, told, wire_constraints
from jujuclient.verbs.values import ConstraintValue
from jujuclient.wire.struct import UNSET, UnsetType

if TYPE_CHECKING:
    from jujuclient.verbs.types import Backup, NodeChanges, StatusRecord

Commands = Literal["destroy-model", "remove-object", "all"]
_BLOCKS = {"destroy-model": "BlockDestroy", "remove-object": "BlockRemove", "all": "BlockChange"}
_COMMANDS = {block: commands for commands, block in _BLOCKS.items()}

HistoryKind = Literal[
    "unit", "workload", "juju-unit", "application", "machine", "juju-machine", "container", "juju-container",
    "saas", "model",
]  # fmt: skip
_HISTORY_1 = {"unit": "combined", "workload": "workload", "juju-unit": "agent"}
_OF_MACHINES = ("machine", "juju-machine", "container", "juju-container")


class UpkeepVerbs(Verbs):
    """What ``Model`` does to be kept in order."""

    # --- annotations ---------------------------------------------------------------------------

    def annotations(self, entity: str | None = None) -> dict[str, str]:
        """The notes on an application, unit (``mysql/0``), machine (``0``), tag, or the model (None)."""
        tag = self._tag(entity)
        if self._best("Annotations") < 0:
            return dict(self._facade(facades.client.Client).get_annotations(tag).annotations or {})
        answer = self._facade(facades.annotations.Annotations).get([facades.common.Entity(tag)])
        # An item's error is one level deeper here than anywhere else.
        for one in answer:
            error = (
                None if isinstance(one.error, UnsetType) or one.error is None else told(one.error.error, None)
            )
            if error is not None:
                from jujuclient.errors import api_error

                raise api_error(error.message, error.code)
        return dict(answer[0].annotations or {})

    def set_annotations(self, entity: str | None, notes: Mapping[str, str]) -> None:
        """Leave notes on an entity, named as for ``annotations``; "" takes one away, others stay.

        Raises:
            ValueError: nothing to note.
        """
        if not notes:
            raise InvalidInput("give at least one annotation to set")
        tag = self._tag(entity)
        if self._best("Annotations") < 0:
            self._facade(facades.client.Client).set_annotations(tag, dict(notes))
            return
        all_good(
            self._facade(facades.annotations.Annotations).set(
                [facades.annotations.EntityAnnotations(tag, dict(notes))]
            )
        )

    def _tag(self, entity: str | None) -> str:
        """The tag of what people name; an application is a service in Juju 1."""
        if entity is None:
            uuid = self.access.model_uuid or self.connection.model_tag.partition("-")[2]
            return f"environment-{uuid}" if self.series < (2, 0) else f"model-{uuid}"
        for kind in ("application", "service", "unit", "machine", "model", "environment"):
            if entity.startswith(f"{kind}-") and "/" not in entity:
                return entity
        if entity.partition("/")[0].isdigit():
            return tag_of("machine", entity)
        if "/" in entity:
            return tag_of("unit", entity)
        return f"service-{entity}" if self.series < (2, 0) else f"application-{entity}"

    # --- blocks --------------------------------------------------------------------------------

    def disable_command(self, commands: Commands, message: str = "") -> None:
        """Keep commands from being carried out: ``destroy-model``, ``remove-object`` or ``all``.

        Who runs into it gets ``OperationBlocked`` with the message.
        """
        error = self._facade(facades.block.Block).switch_block_on(_block(commands), message=message).error
        self._raise(error)

    def disabled_commands(self) -> dict[str, str]:
        """What is disabled: the commands to the message."""
        found: dict[str, str] = {}
        for one in all_good(self._facade(facades.block.Block).list_()):
            if one.result is not None:
                found[commands_of(one.result.type)] = told(one.result.message, "")
        return found

    def enable_command(self, commands: Commands) -> None:
        """Take a block away."""
        self._raise(self._facade(facades.block.Block).switch_block_off(_block(commands)).error)

    def _raise(self, error: Any) -> None:
        if not isinstance(error, UnsetType) and error is not None:
            from jujuclient.errors import api_error

            raise api_error(error.message, error.code, told(error.info, None))

    # --- SSH keys ------------------------------------------------------------------------------

    def add_ssh_key(self, *keys: str) -> None:
        """Let SSH public keys, whole lines each, into the machines."""
        all_good(
            self._facade(facades.key_manager.KeyManager).add_keys(
                _some(keys, "keys to add"), self._key_user()
            )
        )

    def import_ssh_key(self, *names: str) -> None:
        """Import SSH public keys of users of Launchpad (``lp:name``) or GitHub (``gh:name``)."""
        all_good(
            self._facade(facades.key_manager.KeyManager).import_keys(_some(names, "users"), self._key_user())
        )

    def remove_ssh_key(self, *ids: str) -> None:
        """Take SSH keys away, by fingerprint or comment."""
        wanted = _some(ids, "fingerprints or comments of the keys")
        all_good(self._facade(facades.key_manager.KeyManager).delete_keys(wanted, self._key_user()))

    def ssh_keys(self, *, full: bool = False) -> list[str]:
        """The SSH keys: fingerprints with their comments, or whole lines."""
        facade = self._facade(facades.key_manager.KeyManager)
        who = facades.common.Entity(self._key_user())
        if facade.version < 1:
            return list(told(only(facade.list_keys_v0([who], mode=full)).result, []))
        return list(told(only(facade.list_keys(facades.common.Entities([who]), mode=full)).result, []))

    def _key_user(self) -> str:
        """Keys belong to the model; the juju command names admin, and from 4.0 on the user's own count."""
        return self.access.user.removeprefix("user-") if self.series >= (4, 0) else "admin"

    # --- history -------------------------------------------------------------------------------

    def status_history(
        self, entity: str, *, kind: HistoryKind | None = None, size: int = 20
    ) -> list[StatusRecord]:
        """The statuses that a unit, application or machine had, oldest first.

        Args:
            kind: ``unit`` is workload and agent together; by default what fits the name.
            size: how many at most.
        """
        if size < 1:
            raise InvalidInput(f"size is {size}; ask for at least one status")
        wanted = kind or ("unit" if "/" in entity and not entity[0].isdigit() else "")
        wanted = wanted or ("juju-machine" if entity[0].isdigit() else "application")
        if self._best("Client") < 1:
            if wanted not in _HISTORY_1:
                raise NotSupported("Juju 1 keeps the history of units only")
            found = (
                self._facade(facades.client.Client)
                .unit_status_history(entity, _HISTORY_1[wanted], size)
                .statuses
            )
            return [_record(one) for one in reversed(found or [])]
        tag = tag_of("machine", entity) if wanted in _OF_MACHINES else self._history_tag(wanted, entity)
        asked = facades.client_types.StatusHistoryRequest(
            tag, facades.client_types.StatusHistoryFilter(size=size), wanted
        )
        history = only(self._facade(facades.client.Client).status_history([asked])).history
        self._raise(history.error)
        return [_record(one) for one in history.statuses or []]

    def _history_tag(self, kind: str, entity: str) -> str:
        if kind in ("application", "saas"):
            return f"application-{entity}"
        return tag_of("model", entity) if kind == "model" else tag_of("unit", entity)

    # --- the controller's own model ------------------------------------------------------------

    def backups(self) -> list[Backup]:
        """The archives on the controller. Up to 2.9, connected to the controller's model."""
        return [_backup(one) for one in self._facade(facades.backups.Backups).list_().list_ or []]

    def create_backup(self, notes: str = "") -> Backup:
        """Back the controller up; connected to its own model."""
        return _backup(self._facade(facades.backups.Backups).create(notes=notes))

    def enable_ha(
        self,
        num_controllers: int = 0,
        *,
        constraints: Mapping[str, ConstraintValue] | None = None,
        to: list[str] | None = None,
    ) -> NodeChanges:
        """Make the controller run on a number of nodes; connected to its own model.

        Args:
            num_controllers: an odd number; 0 keeps those there are, three at least.

        Raises:
            ValueError: an even or negative number.
        """
        from jujuclient.verbs.types import NodeChanges

        if num_controllers < 0 or (num_controllers and num_controllers % 2 == 0):
            raise InvalidInput(f"{num_controllers} controllers cannot be; their number is odd, such as 3")
        wanted = wire_constraints(constraints, self.series) if constraints else UNSET
        facade = self._facade(facades.high_availability.HighAvailability)
        if facade.version < 2:
            old = facades.common.StateServersSpec(
                num_state_servers=num_controllers, constraints=wanted, placement=sent(to)
            )
            one = only(facade.ensure_availability([old])).result
        else:
            spec = facades.high_availability.ControllersSpec(
                num_controllers, constraints=wanted, placement=sent(to)
            )
            one = only(facade.enable_ha([spec])).result  # type: ignore[assignment]  # the same names
        names = NodeChanges.__dataclass_fields__
        return NodeChanges(**{
            name: [tag.partition("-")[2] for tag in told(getattr(one, name, UNSET), [])] for name in names
        })  # fmt: skip

    def remove_backup(self, *id: str) -> None:
        """Delete archives from the controller. Up to 2.9."""
        facade = self._facade(facades.backups.Backups)
        if facade.version < 2:
            for one in _some(id, "archives"):
                facade.remove_v1(one)
            return
        all_good(facade.remove(_some(id, "archives")))


def _some(given: tuple[str, ...], what: str) -> list[str]:
    if not given:
        raise InvalidInput(f"name the {what}")
    return list(given)


def _block(commands: str) -> str:
    if commands not in _BLOCKS:
        raise InvalidInput(f"{commands!r} cannot be disabled; write one of {', '.join(_BLOCKS)}")
    return _BLOCKS[commands]


def commands_of(block: str) -> str:
    """The commands that a block of the wire disables."""
    return _COMMANDS.get(block, block)


def _record(one: facades.client_types.DetailedStatus) -> StatusRecord:
    from jujuclient.verbs.types import StatusRecord

    return StatusRecord(one.status, one.info, told(one.kind, ""), time_of(told(one.since, "")))


def _backup(one: facades.backups.BackupsMetadataResult) -> Backup:
    from jujuclient.verbs.types import Backup

    return Backup(
        one.id, one.notes, one.started, one.finished, one.size, one.checksum, one.hostname, one.version,
        told(one.filename, ""),
    )  # fmt: skip
