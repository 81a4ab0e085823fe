"""``--juju-block-network``: a test that reaches for another machine fails, and says which.

Sockets of this process are watched, of whatever library; those of processes that a test starts are not.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

INTERNET = (socket.AF_INET, socket.AF_INET6)
HERE = frozenset({"", "localhost", "localhost.localdomain", "ip6-localhost"})


class NetworkBlocked(RuntimeError):
    """A connection to another machine was refused; no ``OSError``, so that no retry hides it."""


class Blocked:
    """The watch on sockets, from ``begin`` to ``end``."""

    def __init__(self) -> None:
        self._connect = socket.socket.connect
        self._connect_ex = socket.socket.connect_ex
        self._getaddrinfo = socket.getaddrinfo

    @classmethod
    def begin(cls) -> Callable[[], None]:
        """Watch from now on; what is given back ends it."""
        watch = cls()
        connect, connect_ex, getaddrinfo = watch._connect, watch._connect_ex, watch._getaddrinfo

        def guarded(sock: socket.socket, address: Any) -> None:
            watch.check(sock, address)
            connect(sock, address)

        def guarded_ex(sock: socket.socket, address: Any) -> int:
            watch.check(sock, address)
            return connect_ex(sock, address)

        def resolved(host: Any, *args: Any, **given: Any) -> Any:
            watch.check_name(host)
            return getaddrinfo(host, *args, **given)

        socket.socket.connect = guarded  # type: ignore[method-assign,assignment]  # what all end in
        socket.socket.connect_ex = guarded_ex  # type: ignore[method-assign,assignment]  # what was there
        socket.getaddrinfo = resolved
        return watch.end

    def end(self) -> None:
        """Put back what was there."""
        socket.socket.connect = self._connect  # type: ignore[method-assign]  # what was there
        socket.socket.connect_ex = self._connect_ex  # type: ignore[method-assign]  # what was there
        socket.getaddrinfo = self._getaddrinfo

    def check(self, sock: socket.socket, address: Any) -> None:
        """Refuse an address of another machine.

        Raises:
            NetworkBlocked: it is one.
        """
        if sock.family in INTERNET and isinstance(address, tuple):
            host = str(address[0])
            if not (host in HERE or _is_local(host, sock.family)):
                sock.close()  # who waits for an OSError would leave it open
                raise NetworkBlocked(_words(f"{host}:{address[1]}"))

    def check_name(self, host: Any) -> None:
        """Refuse a name that another machine would have to resolve.

        Raises:
            NetworkBlocked: it is neither an address nor a name of this machine.
        """
        name = host.decode() if isinstance(host, bytes) else host
        if name is None or name.lower() in HERE or name == socket.gethostname() or _family(name) is not None:
            return
        raise NetworkBlocked(_words(name))


def _family(host: str) -> socket.AddressFamily | None:
    """The family of an address; None for a name."""
    for family in INTERNET:
        try:
            socket.inet_pton(family, host.partition("%")[0])
        except OSError:
            continue
        return family
    return None


def _is_local(host: str, family: int) -> bool:
    """Whether an address is of this machine: only such a one can be listened on."""
    if _family(host) is None:
        return host == socket.gethostname()
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((host, 0))
        except OSError:
            return False
    return True


def _words(where: str) -> str:
    return (
        f"a test reached for {where}, another machine: --juju-block-network refuses that; "
        "simulate or record what it asks there, or leave the option out"
    )
