"""HTTP through the proxy as real clients and servers do it: refused early, given up, spelled oddly."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import fakejuju
from fakejuju.cassette.files import load
from fakejuju.certs import certificates
from fakejuju.proxy import Upstream
from fakejuju.recording import Recording
from fakejuju.server import Handler, HttpRequest, HttpResponse, Peer, Server, plain
from fakejuju.world import World


class Controller:
    """Answers by path; remembers the targets and the headers it was asked with."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.begun = asyncio.Event()

    async def open(self, peer: Peer) -> Handler | HttpResponse:
        return plain(400, "Bad Request\n")

    async def http(self, request: HttpRequest) -> HttpResponse:
        self.asked.append((request.path, dict(request.headers)))
        if request.path == "/refuses":
            return plain(401, "no\n")
        async for _ in request.body:
            pass
        if request.method == "HEAD":
            return HttpResponse(200, [("content-length", "12345")])
        if request.path == "/same":
            return HttpResponse(304, [("etag", '"x"')])
        if request.path == "/cookies":
            return plain(200, "ok", ("set-cookie", "a=1; Path=/"), ("set-cookie", "b=2"))
        return plain(200, request.path)


@pytest.fixture
def controller() -> Controller:
    return Controller()


@pytest.fixture
def recording(tmp_path: Path, controller: Controller) -> Iterator[Recording]:
    server = Server.start(controller)
    upstream = Upstream((server.endpoint,), certificates().ca)
    yield Recording(tmp_path / "x.yaml", upstream, World("4.0")).start()
    server.stop()


def dialed(served: Any) -> ssl.SSLSocket:
    host, _, port = served.endpoint.rpartition(":")
    context = ssl.create_default_context(cadata=served.ca)
    return context.wrap_socket(socket.create_connection((host, int(port)), 20), server_hostname=host)


def said(served: Any, request: bytes) -> bytes:
    """What a server says to a request, byte for byte, until it hangs up."""
    with dialed(served) as client:
        client.sendall(request)
        answer = b""
        while chunk := client.recv(65536):
            answer += chunk
        return answer


def ask(method: str, target: str, *headers: str) -> bytes:
    lines = (f"{method} {target} HTTP/1.1", "Host: juju-apiserver", "Connection: close", *headers, "", "")
    return "\r\n".join(lines).encode()


TARGETS = ["/a%2fb/../c//d;x=1?q=%41&r", "/%7Euser/~user", "/a|b", "/a%zz", "/x?a=+c%20d&a=&b"]


def test_a_target_reaches_the_controller_as_the_client_wrote_it(
    recording: Recording, controller: Controller, tmp_path: Path
) -> None:
    for target in TARGETS:
        said(recording, ask("GET", target))
    recording.stop()

    assert [target for target, _ in controller.asked] == TARGETS
    assert controller.asked[0][1]["host"] == "juju-apiserver"
    assert [http.path for http in load(tmp_path / "x.yaml").https] == TARGETS


def test_a_refusal_comes_while_the_body_is_still_being_sent(recording: Recording, tmp_path: Path) -> None:
    with dialed(recording) as client:
        client.sendall(ask("PUT", "/refuses", "Content-Length: 100000000") + b"x" * 100_000)
        answer = client.recv(65536)
    recording.stop()

    assert answer.startswith(b"HTTP/1.1 401")
    http = load(tmp_path / "x.yaml").https[0]
    assert (http.status, http.body) == (401, None)
    assert [path.name for path in tmp_path.iterdir()] == ["x.yaml"]


def test_a_client_that_hangs_up_in_the_middle_is_no_error_of_the_fake(
    recording: Recording, tmp_path: Path
) -> None:
    with dialed(recording) as client:
        client.sendall(ask("PUT", "/charms", "Content-Length: 100000000") + b"x" * 100_000)
    answer = said(recording, ask("GET", "/after"))
    recording.stop()

    recording.check()
    assert answer.startswith(b"HTTP/1.1 200")
    given_up = next(http for http in load(tmp_path / "x.yaml").https if http.path == "/charms")
    assert (given_up.status, given_up.reason, given_up.body) == (0, "the client hung up", None)
    assert [path.name for path in tmp_path.iterdir()] == ["x.yaml"]


def test_answers_without_a_body_keep_their_headers_in_a_replay(recording: Recording, tmp_path: Path) -> None:
    requests = [ask("HEAD", "/charms"), ask("GET", "/same"), ask("GET", "/cookies")]
    live = [said(recording, request) for request in requests]
    recording.stop()

    with fakejuju.replay(tmp_path / "x.yaml") as replay:
        head, same, cookies = (said(replay, request).lower() for request in requests)

    assert b"content-length: 12345" in live[0]
    assert b"content-length: 12345" in head
    assert b"content-length" not in same
    assert cookies.count(b"set-cookie: ") == 2
