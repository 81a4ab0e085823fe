"""Memory of the recording proxy while HTTP bodies and frames pass, both ways, and at its end.

The last frame gives away a secret that stands in all that passed, so at its end the proxy goes
through everything again.

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

SECRET = "hunter2-hunter2"
CHUNK = SECRET.encode() + b"\0" * 999_985
FRAME = (
    f'{{"request-id":%d,"type":"Pinger","request":"Ping","params":{{"x":"it is {SECRET} {"x" * 999_870}"}}}}'
)
LOGIN = (
    f'{{"request-id":1,"type":"Admin","version":3,"request":"Login","params":{{"credentials":"{SECRET}"}}}}'
)
LIMIT_MB = 64
# The command, and at its end the most memory it ever had.
COMMAND = """
import atexit, pathlib, sys
status = pathlib.Path("/proc/self/status")
atexit.register(lambda: pathlib.Path(sys.argv.pop()).write_text(status.read_text()))
from fakejuju.cli import main
main(sys.argv[1:-1])
"""


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


def _peak_mb(status: Path) -> float:
    return int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1024


def run() -> list[Row]:
    """Peak growth of the proxy's process; None where /proc does not tell."""
    if not Path("/proc/self/status").exists():
        return [Row("memory of the proxy", "not measured: no /proc", "", None, "", None)]
    megabytes = int(os.environ.get("FAKEJUJU_BENCH_MB", "128"))
    server = Server.start(Echo())
    with tempfile.TemporaryDirectory() as folder:
        ca = Path(folder) / "ca.pem"
        ca.write_text(certificates().ca)
        cassette, at_end = Path(folder) / "x.yaml", Path(folder) / "status"
        words = ["record", str(cassette), "--endpoint", server.endpoint, "--cacert", str(ca)]
        command = [sys.executable, "-c", COMMAND, *words, str(at_end)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as proxy:
            assert proxy.stdout is not None
            ready = json.loads(proxy.stdout.readline())
            context = ssl.create_default_context(cafile=ready["cacert"])
            status = Path(f"/proc/{proxy.pid}/status")
            _frames(ready["endpoint"], context, 8)
            _body(ready["endpoint"], context, 8)
            before = _peak_mb(status)
            _frames(ready["endpoint"], context, megabytes)
            with_frames = _peak_mb(status) - before
            _body(ready["endpoint"], context, megabytes)
            with_bodies = _peak_mb(status) - before
            _login(ready["endpoint"], context)
            proxy.terminate()
            proxy.wait(3600)
        to_the_end = _peak_mb(at_end) - before
        _has_no_secret(cassette)
    server.stop()
    words_of = "{} MB each way through the proxy, {}: memory grows by"
    return [
        Row(
            words_of.format(megabytes, what),
            f"{grown:.0f} MB",
            "",
            None,
            f"< {LIMIT_MB} MB",
            grown < LIMIT_MB,
        )
        for what, grown in (
            ("frames", with_frames),
            ("bodies", with_bodies),
            ("both, all gone through again at the end", to_the_end),
        )
    ]


def _frames(endpoint: str, context: ssl.SSLContext, megabytes: int) -> None:
    from websockets.sync.client import connect

    with connect(f"wss://{endpoint}/api", ssl=context, compression=None, max_size=None) as socket:
        for number in range(megabytes):
            socket.send(FRAME % (number + 1))
            socket.recv()


def _login(endpoint: str, context: ssl.SSLContext) -> None:
    from websockets.sync.client import connect

    with connect(f"wss://{endpoint}/api", ssl=context, compression=None) as socket:
        socket.send(LOGIN)
        socket.recv()


def _has_no_secret(cassette: Path) -> None:
    for path in (cassette, *cassette.with_suffix(".bodies").iterdir()):
        with path.open("rb") as file:
            assert not any(SECRET.encode() in piece for piece in iter(lambda: file.read(1 << 24), b"")), path


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
