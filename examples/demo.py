"""What `make demo` shows: a real conversation imported, replayed, asked again, recorded, compared.

Everything happens on this machine, offline; the recording is one of a real Juju 4.0.15
controller talking to the real juju command.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

import fakejuju
from fakejuju.cassette.diff import diff
from fakejuju.cassette.files import load, save
from fakejuju.cassette.imports import import_recording
from jujuclient.connection import Connection

HERE = Path(__file__).parent
RECORDING = HERE / "recording" / "juju-4.0-status.jsonl"
console = Console(width=100, highlight=False)


def step(number: int, words: str) -> None:
    console.print(f"[bold cyan]{number}/5[/] {words}")


def status_table(status: dict[str, Any]) -> Table:
    """The model's status as a table: applications and their units."""
    model = status["model"]
    title = f"{model['name']} on {model['cloud-tag'].removeprefix('cloud-')}, Juju {model['version']}"
    table = Table(title=title, title_justify="left", title_style="bold")
    for heading in ("Application", "Unit", "Workload", "Agent", "Machine", "Message"):
        table.add_column(heading)
    for name, application in sorted(status["applications"].items()):
        units = application["units"] or {}
        for unit, facts in sorted(units.items()):
            workload, agent = facts["workload-status"], facts["agent-status"]
            table.add_row(name, unit, workload["status"], agent["status"], facts["machine"], workload["info"])
        if not units:
            table.add_row(name, "-", application["status"]["status"], "-", "-", "")
    return table


def main() -> int:
    started = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="fakejuju-demo-"))
    original, copy = folder / "original.yaml", folder / "copy.yaml"

    step(1, f"import the recording {RECORDING.name} of a real controller")
    cassette, _ = import_recording(RECORDING)
    save(cassette, original)
    calls = ", ".join(exchange.call for exchange in cassette.exchanges)
    console.print(f"    {len(cassette.connections)} connections; calls: {calls}")

    step(2, "replay it from a controller on this machine, over TLS")
    with fakejuju.replay(original) as controller:
        console.print(f"    it answers at {controller.endpoint} as Juju {controller.world.version}")

        step(3, "ask it for the status with jujuclient")
        with controller.connect() as connection:
            params = cassette.exchanges[-1].params
            status = connection.call("Client", connection.facades["Client"], "FullStatus", params).value
        console.print(status_table(status))

    step(4, "record the same session through the proxy, against the replay")
    with fakejuju.replay(original) as controller:
        command = [
            sys.executable,
            "-m",
            "fakejuju.cli",
            "record",
            "-q",
            str(copy),
            "--controller",
            "fakejuju",
        ]
        client = [sys.executable, str(Path(__file__)), "--client", cassette.exchanges[-1].params]
        environ = {**os.environ, "JUJU_DATA": str(controller.juju_data)}
        subprocess.run([*command, "--", *client], env=environ, check=True, timeout=60)
    console.print(f"    {copy.name}: {copy.stat().st_size} bytes, no secret in it")

    step(5, "compare the two cassettes")
    differences = diff(load(original), load(copy))
    for difference in differences:
        console.print(f"    {difference}", style="red")
    if not differences:
        console.print("    they agree: the same calls, the same answers", style="green")
    console.print(f"done in {time.monotonic() - started:.1f} s; the cassettes are in {folder}")
    return 1 if differences else 0


def client(params: str) -> int:
    """What the proxy runs: any client will do; this one logs in as ``JUJU_DATA`` says."""
    with Connection.from_store() as connection:
        connection.call("Client", connection.facades["Client"], "FullStatus", params)
    return 0


if __name__ == "__main__":
    sys.exit(client(sys.argv[2]) if sys.argv[1:2] == ["--client"] else main())
