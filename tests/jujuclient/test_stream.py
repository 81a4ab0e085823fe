"""A stream: what comes in any pieces is read in any sizes, all that is sent goes, no wait is endless."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from typing import Any, cast

import pytest
from dialled import LONG, within
from hypothesis import given, strategies as st

from jujuclient.deadline import Deadline
from jujuclient.errors import ConnectionLost, DeadlineExceeded
from jujuclient.stream import Stream


class Encrypted(socket.socket):
    """A socket that says of what is not ready yet what one under TLS says of it; it counts its reads."""

    reads = 0

    def recv(self, *given: Any) -> bytes:
        self.reads += 1
        try:
            return super().recv(*given)
        except BlockingIOError:
            raise ssl.SSLWantReadError from None

    def send(self, *given: Any) -> int:
        try:
            return super().send(*given)
        except BlockingIOError:
            raise ssl.SSLWantWriteError from None


class Pair:
    """A stream, the socket in it, and the other end."""

    def __init__(self) -> None:
        near, self.far = socket.socketpair()
        self.near = Encrypted(fileno=near.detach())
        self.stream = Stream(cast("ssl.SSLSocket", self.near), within())
        self.far.settimeout(LONG)

    def close(self) -> None:
        self.stream.close()
        self.far.close()

    def read_far(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            more = self.far.recv(65536)
            assert more, "the other end was closed"
            data += more
        return data


@pytest.fixture
def pair() -> Iterator[Pair]:
    made = Pair()
    yield made
    made.close()


@given(st.lists(st.binary(min_size=1, max_size=300), min_size=1), st.data())
def test_bytes_come_out_as_they_went_in_whatever_sizes_are_asked_for(pieces: list[bytes], data: Any) -> None:
    whole, got, pair = b"".join(pieces), b"", Pair()
    try:
        for piece in pieces:
            pair.far.sendall(piece)
        while len(got) < len(whole):
            size = data.draw(st.integers(1, 400))
            read = pair.stream.recv(size)
            assert 1 <= len(read) <= size
            got += read
    finally:
        pair.close()

    assert got == whole


def test_what_is_there_is_taken_at_once_and_given_out_in_parts(pair: Pair) -> None:
    pair.far.sendall(b"0123456789")

    assert [pair.stream.recv(size) for size in (2, 3, 100)] == [b"01", b"234", b"56789"]
    assert pair.near.reads == 1


def test_a_large_frame_is_sent_whole_though_the_other_end_is_slow(pair: Pair) -> None:
    large = bytes(range(256)) * 40_000
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pair.read_far(len(large))), daemon=True)

    reader.start()
    sent = pair.stream.send(large)

    reader.join(LONG)
    assert (sent, got) == (len(large), [large])


def test_sending_to_who_takes_nothing_ends_at_its_own_deadline(pair: Pair) -> None:
    pair.stream.deadline = Deadline(None, "an answer")

    with pytest.raises(DeadlineExceeded, match="for the request to be sent"):
        pair.stream.send(bytes(10_000_000), Deadline(0, "the request to be sent"))


def test_without_a_deadline_of_its_own_sending_has_that_of_reading(pair: Pair) -> None:
    pair.stream.deadline = Deadline(0, "the login")

    with pytest.raises(DeadlineExceeded, match="for the login"):
        pair.stream.send(bytes(10_000_000))


def test_reading_ends_at_the_deadline_and_what_comes_later_is_read_under_another(pair: Pair) -> None:
    pair.stream.deadline = Deadline(0, "the answer to F.M")
    with pytest.raises(DeadlineExceeded, match=r"for the answer to F\.M"):
        pair.stream.recv(10)

    pair.far.sendall(b"late")
    pair.stream.deadline = within()

    assert pair.stream.recv(10) == b"late"


def test_what_was_read_ahead_needs_no_time(pair: Pair) -> None:
    pair.far.sendall(b"ab")
    assert pair.stream.recv(1) == b"a"
    pair.stream.deadline = Deadline(0, "more")

    assert pair.stream.recv(1) == b"b"


def test_what_looked_ready_and_was_not_is_waited_for(pair: Pair) -> None:
    """Under TLS a socket is readable when half a record is there, which nobody can read yet."""
    not_yet = [ssl.SSLWantReadError, ssl.SSLWantWriteError]

    def recv(size: int) -> bytes:
        if not_yet:
            raise not_yet.pop(0)
        return b"whole"

    pair.far.sendall(b"x")
    pair.near.recv = recv  # type: ignore[method-assign]  # half a record is not to be had from a socket pair

    assert pair.stream.recv(10) == b"whole"


def test_a_hang_up_is_told_once_all_before_it_was_read(pair: Pair) -> None:
    pair.far.sendall(b"last")
    pair.far.close()

    assert pair.stream.recv(10) == b"last"
    with pytest.raises(ConnectionLost, match="hung up without a close frame"):
        pair.stream.recv(10)


def test_who_waits_is_woken_when_both_directions_are_ended(pair: Pair) -> None:
    ended: list[BaseException] = []

    def read() -> None:
        try:
            pair.stream.recv(1)
        except ConnectionLost as error:
            ended.append(error)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    pair.stream.shutdown()
    reader.join(LONG)

    assert len(ended) == 1
    pair.stream.shutdown()  # again is no error


def test_an_interrupt_while_it_waits_finds_nothing_half_done(pair: Pair) -> None:
    seen: list[bool] = []

    def interrupted(seconds: float | None) -> bool:
        seen.append(pair.stream.waiting)
        raise KeyboardInterrupt

    readable = pair.stream._readable
    pair.stream._readable = interrupted
    with pytest.raises(KeyboardInterrupt):
        pair.stream.recv(1)
    pair.stream._readable = readable
    pair.far.sendall(b"z")

    assert seen == [True]
    assert pair.stream.recv(1) == b"z"
    assert not pair.stream.waiting


def test_websocket_client_is_told_not_to_wait_itself(pair: Pair) -> None:
    assert pair.stream.gettimeout() == 0.0
