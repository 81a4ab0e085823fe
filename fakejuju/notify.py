"""Tell a service manager how a serving command is: the datagrams of ``sd_notify(3)``.

systemd sets ``NOTIFY_SOCKET`` for a unit of ``Type=notify``; without it nothing is told.
"""

from __future__ import annotations

import os
import socket
import sys

READY = "READY=1"
STOPPING = "STOPPING=1"


def notify(*lines: str) -> bool:
    """Send lines such as ``READY=1``; whether somebody was told.

    A manager that cannot be told is no reason to stop: that is one line on standard error.
    """
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return False
    if address[0] not in "/@" or not hasattr(socket, "AF_UNIX"):
        return _not_told(address, "only a path or an abstract socket (@name) is supported")
    # The @ stands for the zero byte that the name of an abstract socket begins with.
    place = b"\0" + os.fsencode(address[1:]) if address[0] == "@" else os.fsencode(address)
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.settimeout(5)
            sender.sendto("\n".join(lines).encode(), place)
    except OSError as error:
        return _not_told(address, error.strerror or str(error))
    return True


def _not_told(address: str, why: str) -> bool:
    print(f"fakejuju: NOTIFY_SOCKET {address} was not told: {why}", file=sys.stderr)
    return False
