"""The juju command, asked for its version."""

from __future__ import annotations

import functools
import logging
import subprocess
from typing import Any

log = logging.getLogger("jujuclient")


def check_output(*args: Any, **kws: Any) -> bytes:
    """What a command printed, its errors included.

    Raises:
        CalledProcessError: it failed; what it printed is logged.
    """
    kws.setdefault("stderr", subprocess.STDOUT)
    try:
        printed: bytes = subprocess.check_output(*args, **kws)
    except subprocess.CalledProcessError as error:
        log.error("%s failed: %s", error.cmd, error.output)
        raise
    return printed


@functools.cache
def get_juju_major_version() -> int:
    """The major version of the juju command on the path; asked once."""
    return int(check_output(["juju", "--version"]).split(b".", 1)[0])


__all__ = ["check_output", "get_juju_major_version"]
