"""Relations, offers and what is consumed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jujuclient.verbs.base import Verbs, many


class RelationVerbs(Verbs):
    """What ``Model`` does with relations."""

    def integrate(self, app1: str, app2: str, *, via: str | Iterable[str] | None = None) -> None:
        """Relate two applications, each ``app`` or ``app:endpoint``."""
        if self.series < (2, 0):
            self._ask("Client", "AddRelation", {"Endpoints": [app1, app2]})
            return
        asked: dict[str, Any] = {"endpoints": [app1, app2]}
        if via is not None:
            asked["via-cidrs"] = many(via)
        self._ask("Application", "AddRelation", asked)

    def remove_relation(self, app1: str, app2: str, *, force: bool = False) -> None:
        """End the relation of two applications."""
        if self.series < (2, 0):
            self._ask("Client", "DestroyRelation", {"Endpoints": [app1, app2]})
            return
        asked: dict[str, Any] = {"endpoints": [app1, app2]}
        if force:
            asked["force"] = True
        self._ask("Application", "DestroyRelation", asked)
