"""Controllers that are served, in a process of their own or in this one."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fakejuju.serve_commands import Asked, make
from fakejuju.serving import Serving
from jujuclient.connection import Connection

FAKEJUJU = [sys.executable, "-m", "fakejuju.cli"]
Start = Callable[..., "Process"]


class Process:
    """A ``fakejuju serve`` that runs, and its ready line."""

    def __init__(self, words: Sequence[str | Path], environ: dict[str, str]) -> None:
        command = [*FAKEJUJU, "serve", *map(str, words)]
        self.process = subprocess.Popen(
            command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        self.ready: dict[str, Any] = json.loads(self.process.stdout.readline())

    def connect(self, controller: str = "fake") -> Connection:
        return connected(self.ready["controllers"][controller])

    def end(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Its exit status, and what it said on standard error."""
        self.process.send_signal(number)
        _, told = self.process.communicate(timeout=30)
        return self.process.returncode, told


def run(environ: dict[str, str], *words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*FAKEJUJU, *map(str, words)], env=environ, capture_output=True, text=True, timeout=60, check=False
    )


@contextmanager
def serving(series: Sequence[str] = (), **asked: Any) -> Iterator[Serving]:
    """Served in this process, until the block ends."""
    made = make(series, Asked(**asked)).start()
    try:
        yield made
    finally:
        made.stop()


def connected(told: dict[str, str]) -> Connection:
    """A connection to the model that a ready line tells of."""
    return Connection.connect(
        [told["endpoint"]], cacert=Path(told["cacert"]).read_text(), model_uuid=told["model-uuid"],
        user=told["user"], password=told["password"],
    )  # fmt: skip


def status(told: dict[str, str]) -> Any:
    """The status of what a ready line tells of."""
    with connected(told) as connection:
        return connection.rpc("Client", "FullStatus", {"patterns": []}).value
