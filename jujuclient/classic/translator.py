"""One change-set of a watch of Juju 1, turned into a status as the juju command once wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any, ClassVar


class StatusTranslator:
    """Keeps what change-sets tell and writes it as ``{"services": …, "machines": …}``.

    Attributes:
        key_map: what the command calls a key of the delta; others are in lower case.
        remove_keys: keys that the command does not show.
        skip_empty_keys: keys that it shows only where they say something.
    """

    key_map: ClassVar[Mapping[str, str]] = {
        "InstanceId": "instance-id",
        "PublicAddress": "public-address",
        "Status": "agent-state",
        "MachineId": "machine",
        "CharmURL": "charm",
        "StatusInfo": "agent-state-info",
        "Ports": "open-ports",
    }
    remove_keys: ClassVar[frozenset[str]] = frozenset({"PrivateAddress", "Life", "MinUnits"})
    skip_empty_keys: ClassVar[frozenset[str]] = frozenset({"Ports", "StatusInfo"})

    def __init__(self) -> None:
        self.data: dict[str, Any] = {"services": {}, "machines": {}}

    def run(self, watch: Any) -> dict[str, Any]:
        """The status that the next change-set of a watch tells; the watch is left afterwards."""
        with watch if hasattr(watch, "__exit__") else nullcontext(watch) as changes:
            for entity, change, data in next(changes):
                known = getattr(self, f"_{entity}", None)
                if known is not None and change != "remove":
                    known(data)
        return self.data

    def _translate(self, data: Mapping[str, Any], *without: str) -> dict[str, Any]:
        """What a delta says, with the command's names and without what is said elsewhere."""
        gone = {_plain(key) for key in self.remove_keys | set(without)}
        told = {
            self.key_map.get(key, key.lower()): value
            for key, value in data.items()
            if _plain(key) not in gone and key not in self.skip_empty_keys
        }
        # What an environment tells that became one of Juju 2 has other keys, and can be asked for these.
        for key, name in self.key_map.items():
            value = None if key in without else data.get(key)
            if value or (value is not None and key not in self.skip_empty_keys):
                told[name] = _ports(value) if key == "Ports" else value
        return told

    def _machine(self, data: Mapping[str, Any]) -> None:
        self.data["machines"][data["Id"]] = self._translate(data, "Id")

    def _service(self, data: Mapping[str, Any]) -> None:
        self._of(data["Name"]).update(self._translate(data, "Name", "Config", "Constraints"))

    def _unit(self, data: Mapping[str, Any]) -> None:
        units = self._of(data["Service"]).setdefault("units", {})
        units[data["Name"]] = self._translate(data, "Name", "Service", "Series", "CharmURL")

    def _relation(self, data: Mapping[str, Any]) -> None:
        ends = data.get("Endpoints") or []
        for end in ends:
            others = [one["ServiceName"] for one in ends if one is not end] or [end["ServiceName"]]
            relations = self._of(end["ServiceName"]).setdefault("relations", {})
            relations.setdefault(end["Relation"]["Name"], []).extend(others)

    def _of(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.data["services"].setdefault(name, {})
        return found


def _plain(key: str) -> str:
    """A key without what the spellings of Juju 1 and 2 differ in."""
    return key.replace("-", "").lower()


def _ports(told: list[dict[str, Any]]) -> list[str]:
    """Ports as the command writes them: ``3306/tcp``."""
    return [f"{port['Number']}/{port['Protocol']}" for port in told]


__all__ = ["StatusTranslator"]
