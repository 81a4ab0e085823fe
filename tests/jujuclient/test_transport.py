"""The websocket: frames, and every way in which a line can break."""

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
from dialled import LONG, SOON, dial, within
from scripted_controllers import Controllers, Peer, frame

from jujuclient.errors import ConnectionLost, DeadlineExceeded, FrameTooBig, ProtocolError
from jujuclient.transport import Transport

Talk = Callable[[Callable[[ssl.SSLSocket], object]], Transport]


@pytest.fixture
def talk(controllers: Controllers) -> Talk:
    """Starts a controller made of bytes and connects to it."""

    def start(script: Callable[[ssl.SSLSocket], object]) -> Transport:
        return dial(controllers, controllers.start_raw(script))

    return start


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
