"""Dialling: addresses that race, refuse, stay silent, or are trusted by nobody."""

from __future__ import annotations

import queue
import select
import socket
import ssl
import threading

import pytest
import trustme
from dialled import LONG, SOON, dial, within
from scripted_controllers import Controllers, Peer

from jujuclient import dialling
from jujuclient.address import Address
from jujuclient.dialling import Dialler
from jujuclient.errors import CertificateRefused, ConnectionFailed


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
    monkeypatch.setattr(dialling, "HEAD_START", SOON)
    live = controllers.start(Peer.serve_until_closed)

    made = dial(controllers, controllers.silent(), controllers.silent(), live)

    assert str(made.address) == live
    made.close()


def test_an_address_that_refuses_makes_the_next_start_at_once(
    controllers: Controllers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialling, "HEAD_START", LONG)
    live = controllers.start(Peer.serve_until_closed)

    made = dial(controllers, controllers.dead(), "no address at all:x", live)

    assert str(made.address) == live
    made.close()


def test_a_late_second_winner_is_closed(controllers: Controllers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both addresses stand at the same moment; one is kept, the other says goodbye by itself."""
    monkeypatch.setattr(dialling, "HEAD_START", 0.0)
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
