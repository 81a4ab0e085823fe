"""What every verb stands on: the connection, calls by name, and the series of the controller."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from jujuclient.errors import APIError, NoReceiver, NotFound, NotRunnable, NotSupported, api_error
from jujuclient.wire.messages import Dialect
from jujuclient.wire.series import Series

if TYPE_CHECKING:
    from jujuclient.access import Access
    from jujuclient.connection import Connection
    from jujuclient.pacing import Clock
    from jujuclient.wire.schema import Facade

F = TypeVar("F", bound="Facade")


class Verbs:
    """The ground that verbs stand on.

    Attributes:
        connection: what they call on.
        access: what further connections are made with.
        clock: how time passes while a verb waits; None for the machine's.
    """

    connection: Connection
    access: Access
    clock: Clock | None = None

    @property
    def series(self) -> tuple[int, int]:
        """The series of the controller: (3, 6). Before 1.25 it does not tell, and its login is looked at."""
        version = self.connection.server_version
        if version:
            return Series.of(version).version
        return _old_series(self.connection) if self.connection.dialect is Dialect.JUJU1 else (2, 0)

    def _facade(self, kind: type[F]) -> F:
        """A facade of the table on this connection."""
        return self.connection.facade(kind)

    def _has(self, facade: str, version: int = 0) -> bool:
        """Whether the controller offers a facade, in at least that version."""
        return max(self.connection.offered.get(facade, [-1])) >= version

    def _best(self, facade: str) -> int:
        """The negotiated version of a facade, -1 where there is none; 1.18 lists none."""
        if not self.connection.offered:
            return -1
        try:
            return self.connection.best_version(facade)
        except NotSupported:
            return -1

    def _ask(self, facade: str, method: str, params: Any = None, *, version: int | None = None) -> Any:
        """Call a method by its names on the wire; the decoded result."""
        return self.connection.rpc(facade, method, params or {}, version=version).value

    def _each(self, results: Any, *, what: str = "") -> list[Any]:
        """The items of a bulk result; the first error among them is raised, in its own class.

        Args:
            results: the list under ``results``, items as plain values.
            what: named before the controller's words.
        """
        found = []
        for item in results or []:
            error = (item or {}).get("error") or (item or {}).get("Error")
            if error:
                raise api_error(
                    error.get("message") or error.get("Message") or "",
                    error.get("code") or error.get("Code") or "",
                    info=error.get("info"),
                )
            found.append(item)
        return found

    def _started(self, found: Mapping[str, Any]) -> list[Any]:
        """The tasks that an action or a command became.

        Raises:
            NotRunnable: one of those that were asked did not get it; others may have.
        """
        try:
            return self._each(found.get("actions") or found.get("results"))
        except APIError as error:
            kind = NoReceiver if isinstance(error, NotFound) else NotRunnable
            raise kind(error.message, code=error.code, info=error.info) from None


def _old_series(connection: Connection) -> tuple[int, int]:
    """Which Juju 1 it is, by what came with each: facades, Annotations, and the server's tag."""
    if not connection.offered:
        return (1, 18)
    if connection.controller_tag:
        return (1, 23)
    return (1, 22) if "Annotations" in connection.offered else (1, 20)


def many(value: str | Iterable[str] | None) -> list[str]:
    """One text, several, or none, as a list."""
    if value is None:
        return []
    return [value] if isinstance(value, str) else list(value)
