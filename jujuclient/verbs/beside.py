"""What a model does by its controller: users, offers and the like are asked for on a connection of their own.

Since Juju 2.0 a model's connection offers no facades of the controller. The other connection is
opened when it is first needed, with the same access, and closed with the model.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, TypeVar

from jujuclient.verbs.base import Verbs

if TYPE_CHECKING:
    from jujuclient.connection import Connection
    from jujuclient.wire.schema import Facade

F = TypeVar("F", bound="Facade")
_opening = threading.Lock()


class BesideVerbs(Verbs):
    """Verbs that need the controller's own connection beside the model's."""

    _beside: Connection | None = None

    def _on_controller(self, kind: type[F]) -> F:
        """A facade of the controller: on this connection where it is offered, else on one beside it."""
        if self._has(kind.name) or not self.access.model_uuid:
            return self._facade(kind)
        with _opening:
            if self._beside is None or self._beside.closed:
                self._beside = self.access.on("").open()
        return self._beside.facade(kind)

    def _close_beside(self) -> None:
        """Close the other connection, if there is one."""
        beside, self._beside = self._beside, None
        if beside is not None:
            beside.close()
