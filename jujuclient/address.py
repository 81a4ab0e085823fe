"""Where a controller listens, as text and as a value."""

from __future__ import annotations

from typing import NamedTuple

DEFAULT_PORT = 17070
"""The port of a controller's API where the address names none."""


class Address(NamedTuple):
    """Where a controller listens; ``path`` is "" unless the address came as a URL with one."""

    host: str
    port: int
    path: str = ""

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read ``host``, ``host:port``, ``[IPv6]:port`` or ``wss://host:port/path``.

        Raises:
            ValueError: the text is none of these.
        """
        rest = text.strip()
        if "://" in rest:
            scheme, _, rest = rest.partition("://")
            if scheme != "wss":
                raise ValueError(f'"{text}" is not an address: only wss:// is spoken')
        place, slash, path = rest.partition("/")
        host, port = _split_port(place)
        if not host or (port and not (port.isdigit() and 0 < int(port) < 65536)):
            raise ValueError(
                f'"{text}" is not an address; write host:port, [IPv6]:port or wss://host:port/path'
            )
        return cls(host, int(port) if port else DEFAULT_PORT, slash + path if path else "")

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def _split_port(place: str) -> tuple[str, str]:
    if place.startswith("["):
        host, closed, rest = place[1:].partition("]")
        port = rest[1:] if rest.startswith(":") else rest
        return (host, port) if closed and (rest.startswith(":") or not rest) else ("", "")
    if place.count(":") > 1:
        return place, ""  # a bare IPv6 address
    host, _, port = place.partition(":")
    return host, port
