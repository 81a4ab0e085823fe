"""Memory of the recording proxy while much passes: HTTP bodies and websocket frames, both ways.

``FAKEJUJU_BENCH_MB`` says how many megabytes pass each way (128 by default).
"""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from benchmarks.rows import Row
from fakejuju.certs import certificates
from fakejuju.server import Handler, HttpRequest, HttpResponse, Peer, Server

CHUNK = b"\0" * 1_000_000
FRAME = '{"request-id":%d,"type":"Pinger","request":"Ping","params":{"x":"' + "x" * 999_900 + '"}}'
LIMIT_MB = 64


class Echo:
    """Gives back frames, and as large a body as it was sent."""

    async def open(self, peer: Peer) -> Handler | HttpResponse:
        class Socket:
            def received(self, frame: str | bytes) -> None:
                peer.send(frame)

            def gone(self, code: int | None, reason: str) -> None:
                return None

        return Socket()

    async def http(self, request: HttpRequest) -> HttpResponse:
        size = sum([len(chunk) async for chunk in request.body])
        return HttpResponse(200, [("content-type", "application/octet-stream")], _stream(size // len(CHUNK)))


async def _stream(chunks: int) -> AsyncIterator[bytes]:
    for _ in range(chunks):
        yield CHUNK


def _peak_mb(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def run() -> list[Row]:
    """Peak growth of the proxy's process; None where /proc does not tell."""
    if not Path("/proc/self/status").exists():
        return [Row("memory of the proxy", "not measured: no /proc", "", None, "", None)]
    megabytes = int(os.environ.get("FAKEJUJU_BENCH_MB", "128"))
    server = Server.start(Echo())
    with tempfile.TemporaryDirectory() as folder:
        ca = Path(folder) / "ca.pem"
        ca.write_text(certificates().ca)
        words = ["record", f"{folder}/x.yaml", "--endpoint", server.endpoint, "--cacert", str(ca)]
        command = [sys.executable, "-m", "fakejuju.cli", *words]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as proxy:
            assert proxy.stdout is not None
            ready = json.loads(proxy.stdout.readline())
            context = ssl.create_default_context(cafile=ready["cacert"])
            _frames(ready["endpoint"], context, 8)
            _body(ready["endpoint"], context, 8)
            before = _peak_mb(proxy.pid)
            _frames(ready["endpoint"], context, megabytes)
            with_frames = _peak_mb(proxy.pid) - before
            _body(ready["endpoint"], context, megabytes)
            with_bodies = _peak_mb(proxy.pid) - before
            proxy.terminate()
            proxy.wait(60)
    server.stop()
    words_of = "{} MB of {} each way through the proxy: memory grows by"
    return [
        Row(
            words_of.format(megabytes, what),
            f"{grown:.0f} MB",
            "",
            None,
            f"< {LIMIT_MB} MB",
            grown < LIMIT_MB,
        )
        for what, grown in (("frames", with_frames), ("bodies", with_bodies))
    ]


def _frames(endpoint: str, context: ssl.SSLContext, megabytes: int) -> None:
    from websockets.sync.client import connect

    with connect(f"wss://{endpoint}/api", ssl=context, compression=None, max_size=None) as socket:
        for number in range(megabytes):
            socket.send(FRAME % (number + 1))
            socket.recv()


def _body(endpoint: str, context: ssl.SSLContext, megabytes: int) -> None:
    import httpx

    def chunks() -> Iterator[bytes]:
        for _ in range(megabytes):
            yield CHUNK

    with (
        httpx.Client(verify=context, timeout=600) as client,
        client.stream("PUT", f"https://{endpoint}/model-x/charms/a", content=chunks()) as response,
    ):
        for _ in response.iter_raw():
            pass
