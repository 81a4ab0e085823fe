"""A round trip through client and fake against bare websockets, and what the proxy adds.

Every server is a process of its own. The bare pair are websockets' own sync client and asyncio
server, with the same TLS and the same bytes: the same request, the same answer, decoded by the
server as JSON and nothing more. Rounds are short and take turns, so that the machine's moods meet all
alike, and of each the median is told: the least may be of one mood here and of another there. Beside it
stands the processor time of both ends together, which a neighbour on the machine changes less.
"""

from __future__ import annotations

import json
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.rows import Row, ratio_row, timed
from fakejuju.cassette.files import save
from fakejuju.cassette.model import Cassette, Connection, Exchange, Header
from jujuclient.connection import Connection as Client
from jujuclient.model import Model

CALLS = 20
ROUNDS = 150
FIRST_ROUNDS = 25
BARE = """
import asyncio, json, ssl, sys, tempfile
import trustme
from websockets.asyncio.server import serve
payload = open(sys.argv[1]).read()
ca = trustme.CA(); leaf = ca.issue_cert("localhost")
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER); leaf.configure_cert(context)
async def answer(socket):
    async for frame in socket:
        json.loads(frame)
        await socket.send(payload)
async def main():
    async with serve(answer, "localhost", 0, ssl=context, compression=None, max_size=None) as server:
        port = server.sockets[0].getsockname()[1]
        print(json.dumps({"port": port, "ca": ca.cert_pem.bytes().decode()}), flush=True)
        await server.serve_forever()
asyncio.run(main())
"""


class Served(NamedTuple):
    """A server in a process of its own: what it said when it was ready, and its number."""

    ready: dict[str, Any]
    pid: int

    @property
    def ca(self) -> str:
        """Its CA, as PEM."""
        return str(self.ready.get("ca") or Path(self.ready["cacert"]).read_text())

    def processor(self) -> float:
        """Seconds that all its threads have had of the processor."""
        tasks = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


class Cost(NamedTuple):
    """Of one call, in seconds: by the clock, and of the processor at both ends."""

    clock: float
    processor: float


def _serve(stack: ExitStack, *words: str) -> Served:
    process = subprocess.Popen([sys.executable, *words], stdout=subprocess.PIPE, text=True)
    stack.callback(process.wait, 20)
    stack.callback(process.terminate)
    assert process.stdout is not None
    return Served(json.loads(process.stdout.readline()), process.pid)


def _client(stack: ExitStack, served: Served, password: str) -> Client:
    made = Client.connect([served.ready["endpoint"]], cacert=served.ca, password=password)
    stack.callback(made.close)
    return made


def _bare(stack: ExitStack, folder: Path, request: str, answer: str) -> tuple[Served, Callable[[], None]]:
    """A bare server of that answer, and a call on it."""
    from websockets.sync.client import connect

    (folder / "payload").write_text(answer)
    served = _serve(stack, "-c", BARE, str(folder / "payload"))
    context = ssl.create_default_context(cadata=served.ca)
    url = f"wss://localhost:{served.ready['port']}"
    socket = stack.enter_context(connect(url, ssl=context, compression=None, max_size=None))

    def call() -> None:
        socket.send(request)
        socket.recv()

    return served, call


def _costs(*pairs: tuple[Served, Callable[[], object]], rounds: int = ROUNDS) -> list[Cost]:
    """What a call of each costs; rounds take turns."""
    clock: list[list[float]] = [[] for _ in pairs]
    processor: list[list[float]] = [[] for _ in pairs]
    for _ in range(rounds):
        for at, (served, call) in enumerate(pairs):
            began, mine = served.processor(), time.process_time()
            clock[at].append(timed(lambda call=call: [call() for _ in range(CALLS)]))  # type: ignore[misc]  # bound now
            processor[at].append(served.processor() - began + time.process_time() - mine)
    return [
        Cost(statistics.median(one) / CALLS, statistics.median(two) / CALLS)
        for one, two in zip(clock, processor, strict=True)
    ]


def _rows(what: str, ours: Cost, plain: Cost) -> list[Row]:
    return [
        ratio_row(f"round trip, {what}", ours.clock, plain.clock, "µs", 1e6, 1.3),
        ratio_row("  of the processor, both ends", ours.processor, plain.processor, "µs", 1e6, 1.3),
    ]


# --- replayed ------------------------------------------------------------------------------------


def _cassette(result: str, folder: Path, times: int = 1) -> Path:
    login = Exchange(
        number=1, on=1, facade="Admin", method="Login", version=3, asked=2, answered=2,
        params='{"auth-tag":"user-admin","credentials":"<password:1>"}',
        result='{"facades":[{"name":"Client","versions":[8]}],"server-version":"4.0.15"}',
    )  # fmt: skip
    statuses = [
        Exchange(
            number=n, on=1, facade="Client", method="FullStatus", version=8, result=result,
            asked=n + 1, answered=n + 1,
        )
        for n in range(2, 2 + times)
    ]  # fmt: skip
    path = folder / "bench.yaml"
    events = [Connection(number=1, path="/api", place=1), login, *statuses]
    save(Cassette(header=Header(juju="4.0.15"), events=events), path)
    return path


def _replayed(what: str, result: str) -> list[Row]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        path = _cassette(result, folder)
        fake = _serve(stack, "-m", "fakejuju.cli", "replay", str(path), "--repeat", "last", "--idle", "60")
        proxy = _serve(
            stack, "-m", "fakejuju.cli", "record", str(folder / "made.yaml"),
            "--endpoint", fake.ready["endpoint"], "--cacert", fake.ready["cacert"],
        )  # fmt: skip
        request = '{"request-id":2,"type":"Client","version":8,"request":"FullStatus","params":{}}'
        bare, plainly = _bare(stack, folder, request, f'{{"request-id":2,"response":{result}}}\n')
        ours, proxied = (_client(stack, served, fake.ready["password"]) for served in (fake, proxy))
        replayed, plain, recorded = _costs(
            (fake, lambda: ours.call("Client", 8, "FullStatus", "{}")),
            (bare, plainly),
            (proxy, lambda: proxied.call("Client", 8, "FullStatus", "{}")),
        )
    added = (recorded.clock - replayed.clock) * 1e6
    return [
        *_rows(f"replayed, {what}", replayed, plain),
        Row(
            f"recording proxy, {what}", f"{recorded.clock * 1e6:.1f} µs", f"{replayed.clock * 1e6:.1f} µs",
            recorded.clock / replayed.clock, f"none set; adds {added:.0f} µs", None,
        ),
    ]  # fmt: skip


def _first(what: str, result: str) -> list[Row]:
    """Answers that nobody has asked for yet, which are read from the file for it."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        path = _cassette(result, folder, times=FIRST_ROUNDS * CALLS)
        fake = _serve(stack, "-m", "fakejuju.cli", "replay", str(path), "--idle", "60")
        request = '{"request-id":2,"type":"Client","version":8,"request":"FullStatus","params":{}}'
        bare, plainly = _bare(stack, folder, request, f'{{"request-id":2,"response":{result}}}\n')
        ours = _client(stack, fake, fake.ready["password"])
        call = lambda: ours.call("Client", 8, "FullStatus", "{}")  # noqa: E731  # short
        first, plain = _costs((fake, call), (bare, plainly), rounds=FIRST_ROUNDS)
    return _rows(f"replayed for the first time, {what}", first, plain)


# --- simulated -----------------------------------------------------------------------------------


SIMULATED = (
    ("Pinger", 1, "Ping", "{}"),
    ("Annotations", 2, "Get", '{"entities":[{"tag":"application-postgresql"}]}'),
    ("Annotations", 2, "Set", '{"annotations":[{"entity":"unit-postgresql-0","annotations":{"k":"v"}}]}'),
    ("Application", 19, "Get", '{"application":"postgresql","branch":""}'),
    ("Application", 19, "CharmConfig", '{"args":[{"application":"postgresql","branch":"master"}]}'),
    ("Application", 19, "ApplicationsInfo", '{"entities":[{"tag":"application-postgresql"}]}'),
    ("Application", 19, "UnitsInfo", '{"entities":[{"tag":"unit-postgresql-0"}]}'),
    (
        "Application", 19, "SetConfigs",
        '{"Args":[{"application":"postgresql","config":{"profile":"testing"},"config-yaml":"","generation":""}]}',
    ),
    ("Application", 19, "Expose", '{"application":"postgresql"}'),
    ("ModelConfig", 3, "ModelGet", "{}"),
    ("Client", 7, "FullStatus", '{"patterns":[]}'),
)  # fmt: skip
"""What clients ask again and again, reads and writes, small answers first."""


def _simulated() -> list[Row]:
    """Calls on a simulated 3.6, in a model of one application with one unit."""
    with ExitStack() as stack:
        fake = _serve(stack, "-m", "fakejuju.cli", "serve", "--juju", "3.6")
        model = stack.enter_context(
            Model.at(fake.ready["endpoint"], fake.ready["model-uuid"], cacert=fake.ca,
                     password=fake.ready["password"])
        )  # fmt: skip
        model.deploy("postgresql")
        return [row for call in SIMULATED for row in _simulated_call(fake, model, *call)]


def _simulated_call(
    fake: Served, model: Model, facade: str, version: int, method: str, params: str
) -> list[Row]:
    def call() -> str:
        return model.connection.call(facade, version, method, params).raw

    result = call()
    named = f'"type":"{facade}","version":{version},"request":"{method}"'
    request = f'{{"request-id":2,{named},"params":{params}}}'
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        bare, plainly = _bare(stack, folder, request, f'{{"request-id":2,"response":{result}}}\n')
        ours, plain = _costs((fake, call), (bare, plainly))
    size = f"{len(result)} B" if len(result) < 1024 else f"{len(result) // 1024} KB"
    return _rows(f"{facade}.{method}, {size}", ours, plain)


def run() -> list[Row]:
    """Small and large answers of a replay, and the simulator's own."""
    units = {f"unit-{n}": {"value": "x" * 20, "since": "2026"} for n in range(560)}
    large, compact = json.dumps(units), json.dumps(units, separators=(",", ":"))
    return [
        *_replayed("60 B answer", '{"model":{"name":"m1"}}'),
        *_replayed(f"{len(large) // 1024} KB answer", large),
        *_first(f"{len(compact) // 1024} KB answer", compact),
        *_simulated(),
    ]
