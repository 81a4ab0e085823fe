"""What a handler gets: one call of one user on one model, and the rules that most of them begin with.

A handler reads ``call.state``, changes it in ``with call.state.transaction()``, and returns the
declared result. What the controller refuses is raised: ``raise Refused("permission denied",
"unauthorized access")``, or by the helpers here, whose words are Juju's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from fakejuju.refused import NotSimulated, Refused, countable, denied, not_found
from fakejuju.state.controller import Access, Block, Model, User
from fakejuju.state.entity import Entity
from fakejuju.state.store import State
from jujuclient.facades.common import Error
from jujuclient.wire.tags import Tag

if TYPE_CHECKING:
    from fakejuju.simulation import Simulation
    from fakejuju.watchers import Watcher, Watchers

__all__ = ["Call", "Later", "NotSimulated", "Refused", "countable", "denied", "each", "not_found", "tag_of"]

E = TypeVar("E", bound=Entity)
I = TypeVar("I")  # noqa: E741  # an item
R = TypeVar("R")

_LEVELS = {"": 0, "read": 1, "consume": 2, "write": 2, "admin": 3}
_DESTROY = ("BlockDestroy", "BlockRemove", "BlockChange")


class Later(BaseException):
    """The call is answered later, by ``call.respond``; raised by ``call.park``."""


class Call:
    """One call.

    Attributes:
        simulation: the controller.
        user: the name of the one who calls.
        model_uuid: of the connection; "" on the controller's.
        facade, method, version, id: what is called, as on the wire.
        watchers: of the connection.
        respond: answers a call that was parked, with its result or a failure.
    """

    def __init__(
        self,
        simulation: Simulation,
        *,
        user: str,
        model_uuid: str,
        facade: str,
        method: str,
        version: int,
        id: str,
        watchers: Watchers,
        respond: Callable[[Any], None],
    ) -> None:
        self.simulation = simulation
        self.user = user
        self.model_uuid = model_uuid
        self.facade = facade
        self.method = method
        self.version = version
        self.id = id
        self.watchers = watchers
        self.respond = respond

    # --- at hand ---------------------------------------------------------------------------

    @property
    def state(self) -> State:
        """Everything the controller knows."""
        return self.simulation.state

    @property
    def juju(self) -> tuple[int, int]:
        """The series: (3, 6). Compare it: ``call.juju >= (4, 0)``."""
        return self.simulation.series.version

    @property
    def model(self) -> Model:
        """The model of the connection; on the controller's connection its own model."""
        if not self.model_uuid:
            return self.simulation.controller_model
        found = self.state.find(Model, self.model_uuid)
        if found is None:
            unknown = self.simulation.series.unknown_model(self.model_uuid)
            raise Refused(unknown.message, unknown.code)
        return found

    def find(self, kind: type[E], key: str) -> E | None:
        """An entity of the call's model, None when there is none."""
        return self.state.find(kind, key, self.model_uuid)

    def all(self, kind: type[E]) -> list[E]:
        """The entities of the call's model, oldest first."""
        return self.state.all(kind, self.model_uuid)

    def need(self, kind: type[E], key: str, what: str) -> E:
        """An entity of the call's model, or Juju's ``what "key" not found``."""
        found = self.find(kind, key)
        return found if found is not None else not_found(what, key)

    # --- permission ------------------------------------------------------------------------

    @property
    def is_superuser(self) -> bool:
        """Whether the user may do everything."""
        user = self.state.find(User, self.user)
        return user is not None and user.access == "superuser"

    def access(self, target: str, user: str = "") -> str:
        """The level that a user has been given on a tag; "" for none."""
        found = self.state.find(Access, f"{user or self.user} {target}")
        return found.level if found is not None else ""

    def can(self, level: str, model_uuid: str = "") -> bool:
        """Whether the user has at least that level on a model."""
        uuid = model_uuid or self.model_uuid
        return self.is_superuser or _LEVELS[self.access(f"model-{uuid}")] >= _LEVELS[level]

    def need_read(self) -> None:
        """Refuse a user who may not read the model."""
        if not self.can("read"):
            denied()

    def need_write(self) -> None:
        """Refuse a user who may not change the model."""
        if not self.can("write"):
            denied()

    def need_admin(self) -> None:
        """Refuse a user who does not administer the model."""
        if not self.can("admin"):
            denied()

    def need_superuser(self) -> None:
        """Refuse a user who does not administer the controller."""
        if not self.is_superuser:
            denied()

    # --- blocks ----------------------------------------------------------------------------

    def change_allowed(self, model_uuid: str = "") -> None:
        """Refuse while all changes are blocked."""
        self._unblocked(("BlockChange",), model_uuid)

    def remove_allowed(self, model_uuid: str = "") -> None:
        """Refuse while removals are blocked."""
        self._unblocked(("BlockRemove", "BlockChange"), model_uuid)

    def destroy_allowed(self, model_uuid: str = "") -> None:
        """Refuse while destroying the model is blocked."""
        self._unblocked(_DESTROY, model_uuid)

    def _unblocked(self, types: Iterable[str], model_uuid: str) -> None:
        for type_ in types:
            block = self.state.find(Block, type_, model_uuid or self.model_uuid)
            if block is not None:
                raise Refused(block.message or "the operation has been blocked", "operation is blocked")

    # --- watching --------------------------------------------------------------------------

    def park(self) -> NoReturn:
        """Do not answer now; whoever has ``respond`` does it."""
        raise Later

    def watch(self, watcher: Watcher) -> str:
        """Keep a watcher on this connection, and give its id."""
        return self.watchers.add(watcher)


def tag_of(text: str, *kinds: str) -> Tag:
    """Read a tag of one of these kinds, or refuse it in Juju's words.

    The last kind names what was wanted: ``"machine-42" is not a valid application tag``.
    """
    try:
        tag = Tag.parse(text)
    except ValueError:
        raise Refused(f'"{text}" is not a valid tag') from None
    if kinds and tag.kind not in kinds:
        raise Refused(f'"{text}" is not a valid {kinds[-1]} tag')
    return tag


def each(items: Iterable[I] | None, do: Callable[[I], R], failed: Callable[[Error], R]) -> list[R]:
    """Do something for each item; one that is refused gives its error and stops no other."""
    results: list[R] = []
    for item in items or ():
        try:
            results.append(do(item))
        except Refused as refused:
            results.append(failed(refused.error))
    return results
