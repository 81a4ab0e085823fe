"""Addresses and ports, as recordings write them."""

from __future__ import annotations

from fakejuju.state.entity import PortRange


def scope_of(value: str) -> str:
    """How far an address reaches."""
    if value.startswith("127."):
        return "local-machine"
    return "local-cloud" if value.startswith(("10.", "192.168.")) else "public"


def port_of(text: str, endpoint: str = "") -> PortRange:
    """The range of ``80/tcp`` or ``8000-8010/tcp``."""
    numbers, _, protocol = text.partition("/")
    first, _, last = numbers.partition("-")
    return PortRange(int(first), int(last or first), protocol or "tcp", endpoint)
