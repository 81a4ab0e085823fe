"""One change-set of a watch of Juju 1, turned into a status as the juju command once wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


class StatusTranslator:
    """Keeps what change-sets tell and writes it as ``{"services": …, "machines": …}``."""

    def __init__(self) -> None:
        self.data: dict[str, Any] = {"services": {}, "machines": {}, "relations": {}}

    def run(self, watch: Iterator[list[Any]]) -> dict[str, Any]:
        """The status that the next change-set of a watch tells."""
        for entity, change, data in next(watch):
            known = getattr(self, f"_{entity}", None)
            if known is not None and change != "remove":
                known(data)
        return self.data

    def _machine(self, data: dict[str, Any]) -> None:
        self.data["machines"][data["Id"]] = {
            "instance-id": data.get("InstanceId", ""),
            "agent-state": data.get("Status", ""),
            "agent-state-info": data.get("StatusInfo", ""),
            "series": data.get("Series", ""),
        }

    def _service(self, data: dict[str, Any]) -> None:
        service = self._of(data["Name"])
        service.update({"charm": data.get("CharmURL", ""), "exposed": data.get("Exposed", False)})

    def _unit(self, data: dict[str, Any]) -> None:
        self._of(data["Service"])["units"][data["Name"]] = {
            "agent-state": data.get("Status", ""),
            "machine": data.get("MachineId", ""),
            "public-address": data.get("PublicAddress", ""),
        }

    def _relation(self, data: dict[str, Any]) -> None:
        ends = data.get("Endpoints") or []
        for end in ends:
            others = [one["ServiceName"] for one in ends if one is not end] or [end["ServiceName"]]
            relations = self._of(end["ServiceName"])["relations"]
            relations.setdefault(end["Relation"]["Name"], []).extend(others)

    def _of(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.data["services"].setdefault(name, {"units": {}, "relations": {}})
        return found


__all__ = ["StatusTranslator"]
