"""Text frames written and read in one step, held against the libraries that know all frames."""

from __future__ import annotations

import pytest
from websocket import ABNF, frame_buffer
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.server import ServerProtocol

from jujuclient.frames import text_at, text_frame

SIZES = (0, 1, 5, 125, 126, 127, 65535, 65536, 70001)


@pytest.mark.parametrize("size", SIZES)
def test_a_masked_text_is_what_a_server_reads(size: int) -> None:
    server = ServerProtocol(state=State.OPEN, max_size=None)
    text = bytes(number % 251 for number in range(size))

    server.receive_data(text_frame(text, masked=True))

    (read,) = server.events_received()
    assert isinstance(read, Frame)
    assert (read.opcode, read.fin, bytes(read.data)) == (Opcode.TEXT, True, text)


@pytest.mark.parametrize("size", SIZES)
def test_a_text_that_is_not_masked_is_what_a_client_reads(size: int) -> None:
    text = bytes(number % 251 for number in range(size))
    rest = bytearray(text_frame(text, masked=False))

    def recv(count: int) -> bytes:
        taken = bytes(rest[:count])
        del rest[:count]
        return taken

    read = frame_buffer(recv, True).recv_frame()

    assert (read.opcode, read.fin, read.data, bytes(rest)) == (ABNF.OPCODE_TEXT, 1, text, b"")


@pytest.mark.parametrize("size", SIZES)
def test_a_whole_text_is_found_where_it_stands_and_not_before_it_is_all_there(size: int) -> None:
    text = b"x" * size
    frame = Frame(Opcode.TEXT, text).serialize(mask=False)
    read = b"before" + frame + b"behind"

    found = text_at(read, 6)

    assert found is not None
    assert read[slice(*found)] == text
    assert found[1] == 6 + len(frame)
    for end in {0, 1, 2, 3, 4, 9, 10, len(frame) - 1} & set(range(len(frame))):
        assert text_at(frame[:end], 0) is None


def test_masks_differ() -> None:
    assert len({text_frame(b"the same text", masked=True) for _ in range(20)}) > 1


@pytest.mark.parametrize(
    "frame",
    [
        Frame(Opcode.TEXT, b"a part", fin=False),
        Frame(Opcode.CONT, b"another"),
        Frame(Opcode.BINARY, b"bytes"),
        Frame(Opcode.PING, b"ping"),
        Frame(Opcode.CLOSE, b"\x03\xe8"),
        Frame(Opcode.TEXT, b"reserved", rsv1=True),
    ],
)
def test_any_other_frame_is_left_to_the_library(frame: Frame) -> None:
    # A reserved bit is written here as an extension would set it.
    head = frame.serialize(mask=False) if not frame.rsv1 else b"\xc1\x08reserved"

    assert text_at(head, 0) is None


@pytest.mark.parametrize("size", SIZES)
def test_a_masked_frame_is_left_to_the_library(size: int) -> None:
    assert text_at(Frame(Opcode.TEXT, b"x" * size).serialize(mask=True), 0) is None
