"""The simulator at size: 1,000 applications with 10,000 units, 50 watchers, 1,000 controllers."""

from __future__ import annotations

import statistics
import tracemalloc
from time import process_time
from typing import Any

import msgspec

from benchmarks.rows import Row, ratio_row, timed
from fakejuju.agents import Agents
from fakejuju.controller import FakeController
from fakejuju.inside import Inside
from fakejuju.simulation import Simulation
from fakejuju.simulator import Simulator
from fakejuju.state.application import Application, Charm, Unit
from fakejuju.state.entity import Status
from fakejuju.state.machine import Machine

PASSWORD = "of-a-benchmark"


def _filled(applications: int, units: int, *, agents: bool = False) -> tuple[Simulation, str]:
    """A simulation with that many applications and units of each, all of it active."""
    simulation = Simulation("3.6", password=PASSWORD)
    if agents:
        simulation.agents = Agents(simulation, "instant")
    model = simulation.add_model("default").uuid
    metadata = {"name": "web", "provides": {"website": {"interface": "http"}}}
    charm = Charm(model=model, url="local:jammy/web-0", name="web", metadata=metadata)
    idle, active = (
        Status("idle", since=simulation.clock.stamp()),
        Status("active", since=simulation.clock.stamp()),
    )
    with simulation.state.transaction() as state:
        state.put(charm)
        for number in range(applications):
            name = f"web{number}"
            bindings = {"": "0", "website": "0"}
            state.put(
                Application(
                    model=model,
                    name=name,
                    charm=charm.url,
                    bindings=bindings,
                    leader=f"{name}/0" if units else "",
                )
            )
            for index in range(units):
                machine = str(number * units + index)
                state.put(
                    Machine(model=model, id=machine, instance_id=f"i-{machine}", agent=Status("started"))
                )
                state.put(
                    Unit(
                        model=model, name=f"{name}/{index}", application=name, machine=machine,
                        charm=charm.url, agent=idle, workload=active,
                    )
                )  # fmt: skip
    simulation.turn()
    return simulation, model


def _change(simulation: Simulation, model: str, number: int) -> None:
    unit = simulation.state.find(Unit, "web0/0", model)
    assert unit is not None
    with simulation.state.transaction() as state:
        state.put(msgspec.structs.replace(unit, workload=Status("active", f"change {number}")))
    simulation.turn()


def _watched(simulator: Simulator, model: str, watchers: int) -> list[Inside]:
    """Clients that have read everything and wait for the next change."""
    made = []
    for _ in range(watchers):
        client = Inside(simulator, model, password=PASSWORD)
        watcher = client.ask("Client", 8, "WatchAll")["watcher-id"]
        client.ask("AllWatcher", 3, "Next", id=watcher)
        client.ask("AllWatcher", 3, "Next", id=watcher)
        made.append(client)
    return made


def _per_change(applications: int, units: int) -> float:
    simulation, model = _filled(applications, units)
    simulator = Simulator(simulation)
    client = Inside(simulator, model, password=PASSWORD)
    watcher = client.ask("Client", 8, "WatchAll")["watcher-id"]
    client.ask("AllWatcher", 3, "Next", id=watcher)

    def once(number: int) -> None:
        client.ask("AllWatcher", 3, "Next", id=watcher)
        _change(simulation, model, number)
        client.line(True)[1].frames.clear()

    times = [timed(lambda n=n: once(n)) for n in range(300)]  # type: ignore[misc]  # a default is a value
    return statistics.median(times)


def run() -> list[Row]:
    """Memory and times of the large model, then how they grow."""
    tracemalloc.start()
    _filled(1000, 10)
    memory = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()

    simulation, model = _filled(1000, 10)
    simulator = Simulator(simulation)
    client = Inside(simulator, model, password=PASSWORD)
    status: Any = None

    def full() -> None:
        nonlocal status
        status = client.ask("Client", 8, "FullStatus", {"patterns": []})

    taken = statistics.median([timed(full) for _ in range(3)])
    encoded = statistics.median(
        [timed(lambda: msgspec.json.decode(msgspec.json.encode(status))) for _ in range(3)]
    )
    _watched(simulator, model, 50)
    fifty = timed(lambda: _change(simulation, model, 1))

    small, large = _per_change(10, 10), _per_change(1000, 10)
    controllers = [timed(lambda: Simulation("3.6", password=PASSWORD)) for _ in range(1000)]
    began = process_time()
    for _ in range(100):
        _served()
    served = (process_time() - began) / 100
    one = Simulation("3.6", password=PASSWORD)
    models = [timed(lambda n=n: one.add_model(f"m{n}")) for n in range(1000)]  # type: ignore[misc]  # as above
    settle = timed(_settled)
    near, far = _ten_more(10), _ten_more(1000)
    kept = _abandoned()
    fresh, more = statistics.median(controllers), statistics.median(models)
    return [
        Row("10,000 units in memory", f"{memory / 1e6:.0f} MB", "", None, "", None),
        ratio_row("FullStatus of 10,000 units, against its JSON both ways", taken, encoded, "ms", 1e3, 20),
        Row("one change told to 50 watchers", f"{fifty * 1e3:.1f} ms", "", None, "", None),
        ratio_row("a change at 10,000 units, against one at 100", large, small, "µs", 1e6, 1.5),
        Row("100 units, from AddUnits until all are idle", f"{settle * 1e3:.0f} ms", "", None, "", None),
        ratio_row("10 units more until all are idle, in 10,000 and in 100", far, near, "ms", 1e3, 1.5),
        Row(
            "what 70 watchers that nobody asks cost, after 3,000 changes",
            f"{kept / 1e3:.0f} KB",
            "",
            None,
            "< 100 KB",
            kept < 100_000,
        ),
        Row(
            "a fresh controller, median of 1,000", f"{fresh * 1e3:.2f} ms", "", None, "< 5 ms", fresh < 0.005
        ),
        Row(
            "the same on a port, of 100, in processor time",
            f"{served * 1e3:.1f} ms",
            "",
            None,
            "< 5 ms",
            served < 0.005,
        ),
        Row("a new model, median of 1,000", f"{more * 1e3:.2f} ms", "", None, "< 5 ms", more < 0.005),
    ]


def _settled() -> None:
    """100 units of one application, from AddUnits to idle."""
    simulation, model = _filled(1, 0, agents=True)
    client = Inside(Simulator(simulation), model, password=PASSWORD)
    client.ask("Application", -1, "AddUnits", {"application": "web0", "num-units": 100})
    units = simulation.state.all(Unit, model)
    assert len(units) == 100, len(units)
    assert all(unit.agent.current == "idle" for unit in units), {unit.agent.current for unit in units}


def _ten_more(applications: int) -> float:
    """Ten units more in a model of ten times as many units as applications."""
    simulation, model = _filled(applications, 10, agents=True)
    client = Inside(Simulator(simulation), model, password=PASSWORD)

    def once(number: int) -> None:
        client.ask("Application", -1, "AddUnits", {"application": f"web{number}", "num-units": 10})

    return statistics.median([timed(lambda n=n: once(n)) for n in range(8)])  # type: ignore[misc]  # as above


def _abandoned() -> int:
    """Bytes that 3,000 changes, of a machine that comes and goes and of a unit, leave behind."""
    simulation, model = _filled(10, 10)
    client = Inside(Simulator(simulation), model, password=PASSWORD)
    made = [client.ask("Client", 8, "WatchAll")["watcher-id"] for _ in range(50)]
    for watcher in made[:25]:
        client.ask("AllWatcher", 3, "Next", id=watcher)
    for _ in range(10):
        client.ask("Controller", 12, "WatchAllModels")
        client.ask("Controller", 12, "WatchModelSummaries")
    for number in range(1000):  # histories and caches fill up
        _come_and_go(simulation, model, number)
    tracemalloc.start()
    for number in range(3000):
        _come_and_go(simulation, model, number)
    kept = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return kept


def _come_and_go(simulation: Simulation, model: str, number: int) -> None:
    _change(simulation, model, number)
    machine = Machine(model=model, id=f"9{number}", instance_id="i-9")
    with simulation.state.transaction() as state:
        state.put(machine)
    with simulation.state.transaction() as state:
        state.remove(machine)
    simulation.turn()


def _served() -> None:
    """A controller that listens, and its end."""
    with FakeController("3.6"):
        pass
