"""The websocket: dialling, frames, and every way in which a line can break."""

from __future__ import annotations

import queue
import select
import socket
import ssl
import struct
import subprocess
import sys
import threading
from collections.abc import Callable

import pytest
import trustme
from hypothesis import given, strategies as st
from scripted_controllers import Controllers, Peer, frame

from jujuclient import transport as module
from jujuclient.errors import (
    CertificateRefused,
    ConnectionFailed,
    ConnectionLost,
    DeadlineExceeded,
    FrameTooBig,
    ProtocolError,
)
from jujuclient.transport import Address, Deadline, Dialler, Transport

SOON = 0.05
LONG = 20.0

Talk = Callable[[Callable[[ssl.SSLSocket], object]], Transport]


def dial(controllers: Controllers, *addresses: str, timeout: float = LONG, path: str = "/api") -> Transport:
    return Dialler(path, controllers.cacert, Deadline(timeout, "a connection")).dial(addresses)


def within(seconds: float | None = LONG) -> Deadline:
    return Deadline(seconds, "the answer to Application.Deploy (request 7)")


@pytest.fixture
def talk(controllers: Controllers) -> Talk:
    """Starts a controller made of bytes and connects to it."""

    def start(script: Callable[[ssl.SSLSocket], object]) -> Transport:
        return dial(controllers, controllers.start_raw(script))

    return start


# -- deadlines


def test_a_deadline_says_what_it_waited_for() -> None:
    assert str(Deadline(0.5, "the answer").exceeded()) == "waited 0.5 s for the answer"
    assert str(Deadline(60, lambda: "a login").exceeded()) == "waited 60 s for a login"


def test_a_deadline_without_end_never_expires() -> None:
    endless = Deadline(None, "for ever")

    assert endless.remaining() is None
    assert not endless.expired


def test_a_deadline_that_has_passed_has_nothing_left() -> None:
    passed = Deadline(-1, "nothing")

    assert passed.remaining() == 0
    assert passed.expired


# -- addresses


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("10.0.0.1:17071", Address("10.0.0.1", 17071)),
        ("10.0.0.1", Address("10.0.0.1", 17070)),
        ("juju.example.com:443", Address("juju.example.com", 443)),
        ("[fd00::1]:17071", Address("fd00::1", 17071)),
        ("[fd00::1]", Address("fd00::1", 17070)),
        ("fd00::1", Address("fd00::1", 17070)),
        ("wss://host:1/model/x/api", Address("host", 1, "/model/x/api")),
        ("wss://[::1]:2/", Address("::1", 2)),
        ("wss://host", Address("host", 17070)),
        (" host:1 ", Address("host", 1)),
    ],
)
def test_an_address_is_read(text: str, address: Address) -> None:
    assert Address.parse(text) == address


@pytest.mark.parametrize(
    "text",
    ["", ":1", "host:x", "host:0", "host:65536", "https://host", "[::1", "[::1]x", "wss://", "ws://host:1"],
)
def test_what_is_no_address_says_so(text: str) -> None:
    with pytest.raises(ValueError, match="is not an address"):
        Address.parse(text)


@given(
    st.sampled_from(["host", "10.0.0.1", "fd00::1", "a-b.example"]), st.integers(min_value=1, max_value=65535)
)
def test_an_address_reads_back_as_it_is_shown(host: str, port: int) -> None:
    assert Address.parse(str(Address(host, port))) == Address(host, port)


# -- dialling


def test_the_upgrade_asks_for_the_path_and_nothing_else(controllers: Controllers) -> None:
    seen: queue.SimpleQueue[Peer] = queue.SimpleQueue()
    address = controllers.start(seen.put)

    made = dial(controllers, address, path="/model/x/api")

    peer = seen.get(timeout=LONG)
    assert peer.path == made.path == "/model/x/api"
    assert not {"Origin", "Sec-WebSocket-Extensions", "Sec-WebSocket-Protocol", "Authorization"} & set(
        peer.headers
    )
    made.close()


def test_a_path_in_the_address_comes_before_the_usual_one(controllers: Controllers) -> None:
    seen: queue.SimpleQueue[Peer] = queue.SimpleQueue()
    address = controllers.start(seen.put)

    dial(controllers, f"wss://{address}/elsewhere").close()

    assert seen.get(timeout=LONG).path == "/elsewhere"


def test_ipv6(controllers: Controllers) -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("no IPv6 here")
    server = socket.create_server(("::1", 0), family=socket.AF_INET6)
    address = controllers.start(lambda peer: peer.send("hello"), "127.0.0.1")
    thread = threading.Thread(target=_forward, args=(server, Address.parse(address)), daemon=True)
    thread.start()

    made = dial(controllers, f"[::1]:{server.getsockname()[1]}")

    assert made.receive(within()) == "hello"
    made.close()
    server.close()
    thread.join(LONG)


def _forward(server: socket.socket, to: Address) -> None:
    """One connection, byte for byte."""
    here, _ = server.accept()
    there = socket.create_connection(to[:2])
    with here, there:
        ends = {here: there, there: here}
        while True:
            for one in select.select(list(ends), [], [])[0]:
                data = one.recv(65536)
                if not data:
                    return
                ends[one].sendall(data)


def test_an_address_that_never_answers_does_not_hold_up_the_next(
    controllers: Controllers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "HEAD_START", SOON)
    live = controllers.start(Peer.serve_until_closed)

    made = dial(controllers, controllers.silent(), controllers.silent(), live)

    assert str(made.address) == live
    made.close()


def test_an_address_that_refuses_makes_the_next_start_at_once(
    controllers: Controllers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "HEAD_START", LONG)
    live = controllers.start(Peer.serve_until_closed)

    made = dial(controllers, controllers.dead(), "no address at all:x", live)

    assert str(made.address) == live
    made.close()


def test_a_late_second_winner_is_closed(controllers: Controllers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both addresses stand at the same moment; one is kept, the other says goodbye by itself."""
    monkeypatch.setattr(module, "HEAD_START", 0.0)
    gone = threading.Semaphore(0)

    def script(peer: Peer) -> None:
        peer.serve_until_closed()
        gone.release()

    made = dial(controllers, controllers.start(script), controllers.start(script))
    made.close()

    assert made.address


def test_when_all_fail_each_is_listed_with_its_cause(controllers: Controllers) -> None:
    dead, silent = controllers.dead(), controllers.silent()

    with pytest.raises(ConnectionFailed) as caught:
        dial(controllers, dead, silent, "host:x", timeout=0.3)

    text = str(caught.value)
    assert f"{dead}: Connection refused" in text
    assert f"{silent}: no answer in time" in text
    assert 'host:x: "host:x" is not an address' in text


def test_no_address_at_all(controllers: Controllers) -> None:
    with pytest.raises(ConnectionFailed, match="host:port"):
        dial(controllers)


def test_the_only_address_is_silent(controllers: Controllers) -> None:
    silent = controllers.silent()

    with pytest.raises(ConnectionFailed, match=f"cannot connect to {silent}: no answer in time"):
        dial(controllers, silent, timeout=SOON)


def test_the_only_address_is_silent_after_tls(controllers: Controllers) -> None:
    done = threading.Event()
    address = controllers.start_raw(lambda _: done.wait(LONG) and None, upgrade=False)

    with pytest.raises(ConnectionFailed, match="no answer in time"):
        dial(controllers, address, timeout=0.3)

    done.set()


def test_the_time_is_over_before_it_begins(controllers: Controllers) -> None:
    with pytest.raises(ConnectionFailed, match="no answer in time"):
        dial(controllers, controllers.silent(), timeout=0)


def test_a_name_that_nobody_knows(controllers: Controllers, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    with pytest.raises(ConnectionFailed, match="nowhere:17070: Name or service not known"):
        dial(controllers, "nowhere")


def test_a_name_with_a_dead_and_a_live_address(
    controllers: Controllers, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = Address.parse(controllers.start(Peer.serve_until_closed))
    dead = Address.parse(controllers.dead())
    stream = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(*stream, dead[:2]), (*stream, live[:2])])

    made = dial(controllers, "two-addresses")

    made.close()


def test_another_ca_is_refused_with_what_was_presented_and_what_to_do(controllers: Controllers) -> None:
    address = controllers.start(Peer.serve_until_closed)
    other = trustme.CA().cert_pem.bytes().decode()

    with pytest.raises(CertificateRefused) as caught:
        Dialler("/api", other, within()).dial([address])

    text = str(caught.value)
    assert address in text
    assert 'issuer "O=trustme' in text
    assert "pass as cacert the CA of this controller" in text


def test_a_certificate_for_another_name_is_refused(ca: trustme.CA) -> None:
    class Localhost(Controllers):
        def __init__(self) -> None:
            super().__init__(ca)
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            ca.issue_cert("localhost", "127.0.0.1").configure_cert(self._context)

    wrong = Localhost()

    with pytest.raises(CertificateRefused, match="juju-apiserver"):
        dial(wrong, wrong.start(Peer.serve_until_closed))

    wrong.stop()


def test_when_every_certificate_is_refused_the_error_says_that(controllers: Controllers) -> None:
    addresses = [controllers.start(Peer.serve_until_closed) for _ in range(2)]
    other = trustme.CA().cert_pem.bytes().decode()

    with pytest.raises(CertificateRefused) as caught:
        Dialler("/api", other, within()).dial(addresses)

    assert all(address in str(caught.value) for address in addresses)


def test_without_a_ca_a_private_certificate_is_refused(controllers: Controllers) -> None:
    address = controllers.start(Peer.serve_until_closed)

    with pytest.raises(CertificateRefused, match="the controller's own CA"):
        Dialler("/api", None, within()).dial([address])


def test_a_server_without_tls(controllers: Controllers) -> None:
    address = controllers.start_raw(lambda sock: sock.sendall(b"SSH-2.0\r\n" * 5), upgrade=False, tls=False)

    with pytest.raises(ConnectionFailed, match=f"cannot connect to {address}"):
        dial(controllers, address)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            b'HTTP/1.1 400 Bad Request\r\nContent-Length: 24\r\n\r\ninvalid model UUID "bad"',
            'HTTP 400 to the websocket upgrade of /api: invalid model UUID "bad"',
        ),
        (b"HTTP/1.1 404 Not Found\r\n\r\n", "HTTP 404 to the websocket upgrade of /api"),
        (b"HTTP/1.1 302 Found\r\nLocation: https://elsewhere\r\n\r\n", "no websocket upgrade of /api"),
        (b"HTTP/1.1 101 Switching Protocols\r\n\r\n", "no websocket upgrade of /api"),
        (b"", "hung up"),
    ],
)
def test_a_server_that_does_not_upgrade(controllers: Controllers, answer: bytes, words: str) -> None:
    def script(sock: ssl.SSLSocket) -> None:
        sock.recv(4096)
        sock.sendall(answer)

    address = controllers.start_raw(script, upgrade=False)

    with pytest.raises(ConnectionFailed, match=words):
        dial(controllers, address)


# -- frames


def test_text_goes_both_ways_whole(controllers: Controllers) -> None:
    made = dial(controllers, controllers.start(lambda peer: peer.send(peer.websocket.recv())))
    text = "ü€𝄞" * 100_000

    made.send(text, within())

    assert made.receive(within()) == text
    made.close()


def test_parts_pings_and_binary_frames(talk: Talk) -> None:
    seen: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def script(sock: ssl.SSLSocket) -> None:
        sock.sendall(frame(b"one ", fin=False) + frame(b"are you there", 9) + frame(b"two ", 0, fin=False))
        sock.sendall(frame(b"three", 0) + frame(b"pong", 10) + frame(b"binary", 2))
        seen.put(sock.recv(4096))

    made = talk(script)

    assert made.receive(within()) == "one two three"
    assert made.receive(within()) == "binary"
    pong = seen.get(timeout=LONG)
    assert pong[:2] == bytes([0x8A, 0x80 | 13])
    made.close()


def test_half_a_frame_and_a_deadline_lose_nothing(
    talk: Talk,
) -> None:
    go = threading.Semaphore(0)
    whole = frame(b"x" * 70_000) + frame(b"next")

    def script(sock: ssl.SSLSocket) -> None:
        for start, end in [(0, 1), (1, 5), (5, 40_000), (40_000, len(whole))]:
            sock.sendall(whole[start:end])
            go.acquire(timeout=LONG)

    made = talk(script)
    for _ in range(3):
        with pytest.raises(DeadlineExceeded, match=r"Application.Deploy \(request 7\)"):
            made.receive(within(SOON))
        go.release()

    assert made.receive(within()) == "x" * 70_000
    assert made.receive(within()) == "next"
    go.release()
    made.close()


def test_a_frame_over_the_limit_is_refused_by_its_header(
    talk: Talk,
) -> None:
    def script(sock: ssl.SSLSocket) -> None:
        sock.sendall(b"\x81\x7f" + struct.pack("!Q", 1 << 40))
        sock.recv(1)

    made = talk(script)
    made.limit(1000)

    with pytest.raises(FrameTooBig) as caught:
        made.receive(within())

    assert (caught.value.size, caught.value.limit) == (1 << 40, 1000)
    made.close()


def test_the_parts_of_a_message_count_together(
    talk: Talk,
) -> None:
    part = b"x" * 600
    made = talk(lambda sock: sock.sendall(frame(part) + frame(part, fin=False) + frame(part, 0)))
    made.limit(1000)

    assert made.receive(within()) == part.decode()
    with pytest.raises(FrameTooBig, match="1200"):
        made.receive(within())
    made.close()


@pytest.mark.parametrize(
    ("sent", "error", "words"),
    [
        (
            frame(struct.pack("!H", 1001) + b"shutting down", 8),
            ConnectionLost,
            "close code 1001, shutting down",
        ),
        (frame(struct.pack("!H", 1000), 8), ConnectionLost, "close code 1000$"),
        (frame(b"", 8), ConnectionLost, "no close code"),
        (b"", ConnectionLost, "hung up without a close frame"),
        (frame(b"abc")[:3], ConnectionLost, "hung up without a close frame"),
        (frame(b"\xff\xfe"), ProtocolError, "not UTF-8"),
        (b"\xc1\x00", ProtocolError, "no websocket frame"),
        (b"\x83\x00", ProtocolError, "no websocket frame"),
        (frame(struct.pack("!H", 77), 8), ProtocolError, "no websocket frame"),
        (frame(b"x", 0), ProtocolError, "mixed up"),
        (frame(b"x", fin=False) + frame(b"y"), ProtocolError, "mixed up"),
    ],
)
def test_the_ways_a_line_ends(
    talk: Talk,
    sent: bytes,
    error: type[Exception],
    words: str,
) -> None:
    made = talk(lambda sock: sock.sendall(sent))

    with pytest.raises(error, match=words):
        made.receive(within())

    made.close()


def test_a_reset_line(talk: Talk) -> None:
    def script(sock: ssl.SSLSocket) -> None:
        sock.recv(1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    made = talk(script)
    made.send("x" * 100, within())

    with pytest.raises(ConnectionLost, match=r"broke|hung up"):
        made.receive(within())

    made.close()


def test_a_garbled_tls_record(controllers: Controllers) -> None:
    def script(sock: ssl.SSLSocket) -> None:
        raw = socket.socket(fileno=sock.detach())
        raw.sendall(b"this is no TLS record at all")
        raw.close()

    made = dial(controllers, controllers.start_raw(script))

    with pytest.raises(ConnectionLost, match="broke"):
        made.receive(within())

    made.close()


def test_a_close_frame_is_answered(talk: Talk) -> None:
    seen: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def script(sock: ssl.SSLSocket) -> None:
        sock.sendall(frame(struct.pack("!H", 1001), 8))
        seen.put(sock.recv(4096))

    made = talk(script)

    with pytest.raises(ConnectionLost, match="1001"):
        made.receive(within())

    assert seen.get(timeout=LONG)[0] == 0x88
    made.close()


def test_a_controller_that_does_not_read_tears_the_line(
    talk: Talk,
) -> None:
    done = threading.Event()
    made = talk(lambda _: done.wait(LONG))

    with pytest.raises(DeadlineExceeded):
        made.send("x" * 20_000_000, within(0.2))

    assert made.torn
    made.goodbye()
    made.close()
    done.set()


def test_a_second_sender_waits_for_the_first_until_its_own_deadline(
    talk: Talk,
) -> None:
    done = threading.Event()
    made = talk(lambda _: done.wait(LONG))
    failed: queue.SimpleQueue[Exception] = queue.SimpleQueue()

    def first() -> None:
        try:
            made.send("x" * 20_000_000, within())
        except Exception as error:
            failed.put(error)

    thread = threading.Thread(target=first)
    thread.start()
    while not made._sending.locked():
        pass

    with pytest.raises(DeadlineExceeded):
        made.send("y", within(SOON))

    assert not made.torn
    made.shutdown()
    thread.join(LONG)
    assert isinstance(failed.get(timeout=LONG), ConnectionLost)
    made.close()
    done.set()


def test_goodbye_waits_for_the_answer_to_it(controllers: Controllers) -> None:
    codes: queue.SimpleQueue[int] = queue.SimpleQueue()

    def script(peer: Peer) -> None:
        peer.serve_until_closed()
        codes.put(peer.websocket.close_code or 0)

    made = dial(controllers, controllers.start(script))
    made.goodbye()
    made.close()

    assert codes.get(timeout=LONG) == 1000


def test_without_poll_select_does(controllers: Controllers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(select, "poll")
    made = dial(controllers, controllers.start(lambda peer: peer.send(peer.websocket.recv())))

    made.send("hello", within())

    assert made.receive(within()) == "hello"
    made.close()


def test_importing_the_connection_imports_neither_websocket_nor_ssl() -> None:
    code = (
        "import sys, jujuclient.connection;"
        "heavy = {'websocket', 'ssl', 'asyncio', 'yaml', 'websockets', 'fakejuju'};"
        "print(sorted(heavy & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
