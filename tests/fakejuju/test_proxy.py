"""The recording proxy: what passes is untouched, what is written plays; nothing passes unwritten."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import os
import ssl
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from parts import Dial, call, cassette_of
from websockets.exceptions import ConnectionClosed

import fakejuju
from fakejuju.cassette.diff import diff
from fakejuju.cassette.files import bodies_folder, body_bytes, load, save
from fakejuju.cassette.record import Recorder, part_of
from fakejuju.certs import certificates
from fakejuju.errors import CassetteError, FakeJujuError
from fakejuju.proxy import Upstream
from fakejuju.recording import Mode, Recording, record
from fakejuju.served import PASSWORD
from fakejuju.server import Handler, HttpRequest, HttpResponse, Peer, Server, plain
from fakejuju.world import World
from jujuclient.errors import APIError, ConnectionFailed

sys.path.insert(0, str(Path(__file__).parents[1] / "journeys"))

from driver import Drive, in_recorded_order

CASSETTES = Path(__file__).parents[2] / "cassettes"


class Echo:
    """A host that gives back every frame and every body, and remembers what it saw."""

    def __init__(self) -> None:
        self.frames: list[str | bytes] = []
        self.headers: list[list[tuple[str, str]]] = []
        self.closed: list[tuple[int | None, str]] = []

    async def open(self, peer: Peer) -> Handler | HttpResponse:
        if peer.path == "/nosuch":
            return plain(404, "404 page not found\n")
        echo = self
        echo.headers.append(peer.headers)

        class Socket:
            def received(self, frame: str | bytes) -> None:
                echo.frames.append(frame)
                if frame == "close me":
                    peer.close(1001, "as asked")
                else:
                    peer.send(frame)

            def gone(self, code: int | None, reason: str) -> None:
                echo.closed.append((code, reason))

        return Socket()

    async def http(self, request: HttpRequest) -> HttpResponse:
        self.headers.append(request.headers)
        if request.path.startswith("/stream"):
            return HttpResponse(200, [("content-type", "application/octet-stream")], request.body)
        body = b"".join([chunk async for chunk in request.body])
        text = f"{request.method} {request.path} {len(body)} {hashlib.sha256(body).hexdigest()}"
        status = 401 if request.path == "/secret" else 200
        return plain(status, text, ("juju-curl", "local:x-0"))


@pytest.fixture
def echo() -> Echo:
    return Echo()


@pytest.fixture
def upstream(echo: Echo) -> Iterator[Upstream]:
    server = Server.start(echo)
    yield Upstream((server.endpoint,), certificates().ca)
    server.stop()


def client_of(recording: Any) -> httpx.Client:
    tls = ssl.create_default_context(cadata=recording.ca)
    return httpx.Client(verify=tls, base_url=f"https://{recording.endpoint}", timeout=30)


# --- frames ---------------------------------------------------------------------------------


def test_frames_pass_as_they_are_both_ways(
    tmp_path: Path, upstream: Upstream, echo: Echo, dial: Dial
) -> None:
    frames: list[str | bytes] = [
        '{"request-id":1,"type":"A","request":"B","params":{ }}\n', '{"odd"  :"ü \u2028 \U0001f600"}', "",
        b'{"request-id":2}', "x" * 5_000_000,
    ]  # fmt: skip
    with Recording(tmp_path / "x.yaml", upstream, World("4.0")) as recording:
        socket = dial(recording, "/api")
        for frame in frames:
            socket.send(frame)
        back = [socket.recv(timeout=30) for _ in frames]
        socket.close()

    assert back == frames
    assert echo.frames == frames
    assert load(tmp_path / "x.yaml").whole


def test_a_close_passes_both_ways_with_its_code_and_reason(
    tmp_path: Path, upstream: Upstream, echo: Echo, dial: Dial
) -> None:
    with Recording(tmp_path / "x.yaml", upstream, World("4.0")) as recording:
        dial(recording, "/api").close(4001, "good bye")
        socket = dial(recording, "/api")
        socket.send("close me")
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=30)

    assert (4001, "good bye") in echo.closed
    assert closed.value.rcvd is not None
    assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (1001, "as asked")


def test_a_refused_upgrade_is_refused_alike(tmp_path: Path, upstream: Upstream, dial: Dial) -> None:
    recording = Recording(tmp_path / "x.yaml", upstream, World("4.0"))
    with recording, pytest.raises(Exception, match="HTTP 404"):
        dial(recording, "/nosuch")

    assert [(http.path, http.status) for http in load(tmp_path / "x.yaml").https] == [("/nosuch", 404)]


def test_the_controller_sees_the_clients_headers_and_no_others(
    tmp_path: Path, upstream: Upstream, echo: Echo
) -> None:
    with Recording(tmp_path / "x.yaml", upstream, World("4.0")) as recording, client_of(recording) as client:
        sent = client.build_request("GET", "/charms", headers={"X-Juju-Clientversion": "4.0.15"})
        client.send(sent)

    names = {name.lower() for name, _ in echo.headers[0]}
    assert names - {"connection"} == {name.lower() for name in sent.headers} - {"connection"}


# --- HTTP -----------------------------------------------------------------------------------


def test_bodies_pass_and_large_ones_are_kept_beside_the_cassette_and_replayed(
    tmp_path: Path, upstream: Upstream
) -> None:
    large, path = os.urandom(300_000), tmp_path / "x.yaml"

    with Recording(path, upstream, World("4.0")) as recording, client_of(recording) as client:
        put = client.put("/model-x/charms/a-1234567", content=iter([large[:1000], large[1000:]]))
        streamed = client.post("/stream", content=large)
        small = client.post("/model/x/charms?series=jammy", content=b"zip")
        refused = client.get("/secret")
        head = client.head("/health")

    assert put.text.endswith(hashlib.sha256(large).hexdigest())
    assert put.headers["juju-curl"] == "local:x-0"
    assert streamed.content == large
    assert (small.status_code, refused.status_code, head.status_code) == (200, 401, 200)
    cassette = load(path)
    assert [http.method for http in cassette.https] == ["PUT", "POST", "POST", "GET", "HEAD"]
    assert {file.name for file in bodies_folder(path).iterdir()} == {hashlib.sha256(large).hexdigest()}
    assert body_bytes(cassette.https[0].body, path) == large
    with fakejuju.replay(path) as controller, client_of(controller) as client:
        assert client.post("/stream", content=large).content == large
        assert client.get("/secret").status_code == 401


# --- what is recorded plays -----------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "juju-4.0/11-deploy-local-charm", "juju-4.0/22-status-after", "juju-4.0/37c-run",
        "juju-4.0/38b-debug-log-tail", "juju-4.0/12e-deploy-resource",
        "juju-3.6/02-watch-deploy-relate-remove",
    ],
)  # fmt: skip
def test_a_session_through_the_proxy_equals_the_original(tmp_path: Path, name: str) -> None:
    original, path = load(CASSETTES / f"{name}.yaml"), tmp_path / "copy.yaml"
    with fakejuju.replay(original, idle=10) as controller:
        upstream = Upstream((controller.endpoint,), controller.ca)
        with Recording(path, upstream, controller.world) as recording:
            driven = Drive(recording, original)
            asyncio.run(driven.run(in_recorded_order))

    assert driven.wrong == []
    copy = load(path)
    # How a connection ends is the driver's own doing.
    differences = [found for found in map(str, diff(original, copy)) if ", close at" not in found]
    assert [found for found in differences if not found.endswith("close: missing became there")] == []
    with fakejuju.replay(copy, idle=10) as controller:
        again = Drive(controller, copy)
        asyncio.run(again.run(in_recorded_order))
    assert again.wrong == []


# --- modes ----------------------------------------------------------------------------------


@pytest.fixture
def live(tmp_path: Path) -> Iterator[fakejuju.Replay]:
    """A controller with two calls to offer."""
    calls = [call("Client", "FullStatus", 8, result='{"n":1}'), call("Pinger", "Ping")]
    with fakejuju.replay(cassette_of("4.0", *calls), repeat="last") as controller:
        yield controller


def session(live: fakejuju.Replay, path: Path, mode: Mode, *methods: tuple[str, int, str]) -> list[Any]:
    upstream = Upstream((live.endpoint,), live.ca)
    made = record(path, upstream, live.world, password=PASSWORD, mode=mode)
    with made as controller, controller.connect(model_uuid=live.model_uuid) as connection:
        return [connection.call(*method).value for method in methods]


UNKNOWN = "00000000-0000-4000-8000-000000000001"
STATUS, PING = ("Client", 8, "FullStatus"), ("Pinger", 1, "Ping")


def test_once_records_and_then_replays(live: fakejuju.Replay, tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"

    first = session(live, path, "once", STATUS)
    written = path.read_bytes()
    second = session(live, path, "once", STATUS)

    assert first == second == [{"n": 1}]
    assert path.read_bytes() == written


def test_new_adds_what_is_lacking_and_leaves_the_rest(live: fakejuju.Replay, tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    session(live, path, "once", STATUS)
    before = path.read_text()

    answers = session(live, path, "new", STATUS, PING)

    after = path.read_text()
    assert answers == [{"n": 1}, {}]
    assert after.startswith(before[: before.rindex("---\n")])
    assert [e.call for e in load(path).exchanges] == [
        "Admin.Login v3", "Client.FullStatus v8", "Admin.Login v3", "Pinger.Ping v1",
    ]  # fmt: skip
    with fakejuju.replay(path) as controller, controller.connect() as connection:
        assert connection.call(*STATUS).value == {"n": 1}
        assert connection.call(*PING).value == {}


def test_new_passes_on_what_no_path_of_the_cassette_is_like(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    with fakejuju.FakeController("3.6") as live:
        upstream = Upstream((live.endpoint,), live.ca)
        with record(path, upstream, live.world, password=PASSWORD) as served, served.connect():
            pass

        # when
        with record(path, upstream, live.world, password=PASSWORD, mode="new") as served:
            with served.connect(model_uuid="") as connection:
                models = connection.call("ModelManager", 9, "ListModels", {"tag": "user-admin"}).value
            with pytest.raises(APIError, match=f'unknown model: "{UNKNOWN}"'):
                served.connect(model_uuid=UNKNOWN)

    # then
    with fakejuju.replay(path) as controller, controller.connect(model_uuid="") as connection:
        assert connection.call("ModelManager", 9, "ListModels", {"tag": "user-admin"}).value == models


def test_all_records_anew(live: fakejuju.Replay, tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    session(live, path, "once", STATUS)

    session(live, path, "all", PING)

    assert [e.call for e in load(path).exchanges] == ["Admin.Login v3", "Pinger.Ping v1"]


def test_none_records_nothing(live: fakejuju.Replay, tmp_path: Path) -> None:
    with pytest.raises(CassetteError, match="mode none records nothing"):
        session(live, tmp_path / "x.yaml", "none", STATUS)

    assert list(tmp_path.iterdir()) == []


# --- what goes wrong ------------------------------------------------------------------------


def test_a_second_recorder_is_refused_and_one_that_was_cut_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    first = Recorder(path)

    with pytest.raises(CassetteError, match="another process is recording"):
        Recorder(path)
    first.connection("/api")
    first.push(1, "{}\n")
    first._growing.close()  # as a kill leaves it
    with pytest.raises(CassetteError, match="an earlier recording was cut"):
        Recorder(path)

    assert part_of(path).exists()


def test_a_recording_that_was_cut_before_anything_was_said_is_in_nobodys_way(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    Recorder(path)._growing.close()  # as a kill leaves it

    Recorder(path).finish()

    assert load(path).events == []


@pytest.mark.parametrize("mode", ["once", "new", "all"])
def test_a_recording_that_cannot_begin_leaves_nothing_behind(
    live: fakejuju.Replay, tmp_path: Path, mode: Mode
) -> None:
    path = tmp_path / "x.yaml"
    save(cassette_of("4.0"), path if mode != "once" else tmp_path / "other.yaml")
    before = sorted(tmp_path.iterdir())
    good, taken = Upstream((live.endpoint,), live.ca), int(live.endpoint.rpartition(":")[2])

    with pytest.raises(FakeJujuError):
        record(path, good, live.world, mode=mode, port=taken).start()
    with pytest.raises(Exception, match="certificate"):
        record(path, Upstream((live.endpoint,), "no certificate"), live.world, mode=mode)

    assert sorted(tmp_path.iterdir()) == before


def test_what_cannot_be_written_is_not_passed_on(
    live: fakejuju.Replay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(file: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = tmp_path / "x.yaml"
    save(cassette_of("4.0"), path)
    old = path.read_bytes()
    recording = Recording(path, Upstream((live.endpoint,), live.ca), live.world, password=PASSWORD)
    recording.start()
    monkeypatch.setattr("fakejuju.cassette.record.os.write", full)
    try:
        with pytest.raises(ConnectionFailed):
            recording.connect(model_uuid=live.model_uuid, timeout=20)
    finally:
        recording.stop()
        monkeypatch.undo()

    with pytest.raises(CassetteError, match=r"no space left.*nothing more is passed on"):
        recording.check()
    assert path.read_bytes() == old


def test_a_controller_that_is_not_there_is_one_clear_error(tmp_path: Path, dial: Dial) -> None:
    recording = Recording(tmp_path / "x.yaml", Upstream(("localhost:1",), certificates().ca), World("4.0"))
    recording.start()
    try:
        with pytest.raises(Exception, match="HTTP 500"):
            dial(recording, "/api")
    finally:
        recording.stop()

    with pytest.raises(fakejuju.FakeJujuError, match="cannot be reached"):
        recording.check()
