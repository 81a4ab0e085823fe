"""A round trip through client and replay against bare websockets, and what the proxy adds.

Every server is a process of its own. The bare pair are websockets' own sync client and asyncio
server, with the same TLS and the same payload.
"""

from __future__ import annotations

import json
import ssl
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.rows import Row, ratio_row, side_by_side
from fakejuju.cassette.files import save
from fakejuju.cassette.model import Cassette, Connection, Exchange, Header
from jujuclient.connection import Connection as Client

CALLS = 300
ROUNDS = 9
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


def _cassette(result: str, folder: Path) -> Path:
    login = Exchange(
        number=1, on=1, facade="Admin", method="Login", version=3, asked=2, answered=2,
        params='{"auth-tag":"user-admin","credentials":"<password:1>"}',
        result='{"facades":[{"name":"Client","versions":[8]}],"server-version":"4.0.15"}',
    )  # fmt: skip
    status = Exchange(
        number=2, on=1, facade="Client", method="FullStatus", version=8, result=result, asked=3, answered=3
    )
    path = folder / "bench.yaml"
    save(
        Cassette(
            header=Header(juju="4.0.15"), events=[Connection(number=1, path="/api", place=1), login, status]
        ),
        path,
    )
    return path


def _serve(stack: ExitStack, *words: str) -> dict[str, Any]:
    process = subprocess.Popen([sys.executable, *words], stdout=subprocess.PIPE, text=True)
    stack.callback(process.wait, 20)
    stack.callback(process.terminate)
    assert process.stdout is not None
    ready: dict[str, Any] = json.loads(process.stdout.readline())
    return ready


def _measure(what: str, result: str) -> list[Row]:
    from websockets.sync.client import connect

    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        path = _cassette(result, folder)
        fake = _serve(stack, "-m", "fakejuju.cli", "replay", str(path), "--repeat", "last", "--idle", "60")
        (folder / "payload").write_text(f'{{"request-id":2,"response":{result}}}\n')
        bare = _serve(stack, "-c", BARE, str(folder / "payload"))
        proxy = _serve(
            stack, "-m", "fakejuju.cli", "record", str(folder / "made.yaml"),
            "--endpoint", fake["endpoint"], "--cacert", fake["cacert"],
        )  # fmt: skip

        def client(ready: dict[str, Any]) -> Client:
            ca = Path(ready["cacert"]).read_text()
            made = Client.connect([ready["endpoint"]], cacert=ca, password=fake["password"])
            stack.callback(made.close)
            return made

        ours, proxied = client(fake), client(proxy)
        context = ssl.create_default_context(cadata=bare["ca"])
        socket = stack.enter_context(
            connect(f"wss://localhost:{bare['port']}", ssl=context, compression=None, max_size=None)
        )
        frame = '{"request-id":2,"type":"Client","version":8,"request":"FullStatus","params":{}}'

        def through(connection: Client) -> None:
            for _ in range(CALLS):
                connection.call("Client", 8, "FullStatus", "{}")

        def through_bare() -> None:
            for _ in range(CALLS):
                socket.send(frame)
                socket.recv()

        replayed, plain = side_by_side(lambda: through(ours), through_bare, ROUNDS)
        recorded, direct = side_by_side(lambda: through(proxied), lambda: through(ours), ROUNDS)
    rows = [ratio_row(f"round trip, {what}", replayed / CALLS, plain / CALLS, "µs", 1e6, 1.3)]
    added = (recorded - direct) / CALLS * 1e6
    rows.append(
        Row(
            f"recording proxy, {what}", f"{recorded / CALLS * 1e6:.1f} µs", f"{direct / CALLS * 1e6:.1f} µs",
            recorded / direct, f"none set; adds {added:.0f} µs", None,
        )
    )  # fmt: skip
    return rows


def run() -> list[Row]:
    """Small and large answers."""
    large = json.dumps({f"unit-{n}": {"value": "x" * 20, "since": "2026"} for n in range(560)})
    return _measure("60 B answer", '{"model":{"name":"m1"}}') + _measure(
        f"{len(large) // 1024} KB answer", large
    )
