"""Constraints, hardware, ports and addresses as Juju writes them in a line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fakejuju.state.entity import Address, PortRange

_CONSTRAINTS = (
    "arch", "container", "cores", "cpu-cores", "cpu-power", "instance-role", "instance-type", "mem",
    "root-disk",
    "root-disk-source", "tags", "spaces", "networks", "virt-type", "zones", "allocate-public-ip", "image-id",
    "ip-family",
)  # fmt: skip
_HARDWARE = (
    "arch", "cpu-cores", "cores", "cpu-power", "mem", "root-disk", "root-disk-source", "tags",
    "availability-zone",
    "virt-type",
)  # fmt: skip
_MEBIBYTES = ("mem", "root-disk")
_SCOPES = ("public", "local-cloud", "local-fan", "", "local-machine", "link-local")


def constraints_words(constraints: Mapping[str, Any]) -> str:
    """Constraints in one line: ``arch=amd64 mem=4096M``. A list that was emptied stays, as ``spaces=``."""
    return _line(constraints, _CONSTRAINTS, {})


def hardware_words(hardware: Mapping[str, Any], cores: str = "cores") -> str:
    """Hardware in one line; ``cores`` is how the series calls them (``cpu-cores`` in Juju 1)."""
    return _line(hardware, _HARDWARE, {"cpu-cores": cores, "cores": cores})


def _line(values: Mapping[str, Any], order: Iterable[str], names: Mapping[str, str]) -> str:
    return " ".join(
        f"{names.get(key, key)}={_word(key, values[key])}" for key in order if values.get(key) is not None
    )


def _word(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return ",".join(map(str, value))
    if key in _MEBIBYTES:
        return f"{value}M" if value else ""
    return str(value)


def ports_words(ports: Iterable[PortRange]) -> list[str]:
    """Opened ports: ``80/tcp``, ``8000-8010/tcp``, ``icmp``; by protocol, then by number."""
    ordered = {(port.protocol, port.from_port, port.to_port) for port in ports}
    return [_port(*port) for port in sorted(ordered, key=lambda port: (_PROTOCOLS.get(port[0], 3), port))]


_PROTOCOLS = {"tcp": 0, "udp": 1, "icmp": 2}
"""Recorded: tcp comes before udp."""


def _port(protocol: str, first: int, last: int) -> str:
    if protocol == "icmp":
        return "icmp"
    return f"{first}/{protocol}" if first == last else f"{first}-{last}/{protocol}"


def by_scope(addresses: Iterable[Address]) -> list[Address]:
    """Addresses as a controller keeps them: those that reach farthest first."""
    return sorted(
        addresses, key=lambda one: _SCOPES.index(one.scope) if one.scope in _SCOPES else len(_SCOPES)
    )


def public_address(addresses: Iterable[Address]) -> str:
    """The address that the world reaches it at, else one of the cloud; "" for none."""
    return _best(addresses, _SCOPES)


def private_address(addresses: Iterable[Address]) -> str:
    """The address that the cloud reaches it at, else the public one; "" for none."""
    return _best(addresses, ("local-cloud", "local-fan", "", "public"))


def _best(addresses: Iterable[Address], scopes: tuple[str, ...]) -> str:
    found = [address for address in addresses if address.scope in scopes[:4]]
    return min(found, key=lambda address: scopes.index(address.scope)).value if found else ""
