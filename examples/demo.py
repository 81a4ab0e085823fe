"""What `make demo` shows: controllers simulated; a real conversation imported, replayed, recorded, compared.

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

import readme_2015
from rich.console import Console

import fakejuju
from fakejuju.cassette.diff import diff
from fakejuju.cassette.files import load, save
from fakejuju.cassette.imports import import_recording
from jujuclient import Environment
from jujuclient.connection import Connection
from jujuclient.model import Model

HERE = Path(__file__).parent
RECORDING = HERE / "recording" / "juju-4.0-status.jsonl"
console = Console(width=120, highlight=False)


def step(number: int, words: str) -> None:
    console.print(f"[bold cyan]{number}/7[/] {words}")


def simulate() -> None:
    """Two charms of the built-in store, related, on a controller that is not there."""
    with fakejuju.FakeController(juju="3.6", seed=1) as controller:
        uuid, password = controller.model_uuid, controller.password
        with Model.at(controller.endpoint, uuid, cacert=controller.ca, password=password) as model:
            model.deploy("mysql", num_units=2)
            model.deploy("wordpress")
            model.integrate("wordpress:db", "mysql:mysql")
            model.expose("wordpress")
            console.print(str(model.status()))


def of_2015() -> None:
    """The old names, found by name in the files of Juju 1's command."""
    with fakejuju.FakeController(juju="1.25", seed=1) as controller:
        os.environ["JUJU_HOME"] = str(controller.juju_data)
        with Environment.connect("default") as env:
            readme_2015.session(env, lambda line: console.print(line.replace("\n", "\n    ")))


def main() -> int:
    started = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="fakejuju-demo-"))
    original, copy = folder / "original.yaml", folder / "copy.yaml"

    step(1, "simulate a Juju 3.6 controller and deploy to it")
    simulate()

    step(2, "the session of the README of 2015, on a simulated Juju 1.25")
    of_2015()

    step(3, f"import the recording {RECORDING.name} of a real controller")
    cassette, _ = import_recording(RECORDING)
    save(cassette, original)
    calls = ", ".join(exchange.call for exchange in cassette.exchanges)
    console.print(f"    {len(cassette.connections)} connections; calls: {calls}")

    step(4, "replay it from a controller on this machine, over TLS")
    with fakejuju.replay(original) as controller:
        console.print(f"    it answers at {controller.endpoint} as Juju {controller.world.version}")

        step(5, "ask it for the status with jujuclient")
        uuid, password = controller.model_uuid, controller.password
        with Model.at(controller.endpoint, uuid, cacert=controller.ca, password=password) as model:
            console.print(str(model.status(storage=True)))

    step(6, "record the same session through the proxy, against the replay")
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

    step(7, "compare the two cassettes")
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
