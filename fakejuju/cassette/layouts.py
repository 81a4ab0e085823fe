"""How a frame is spaced, and how an answer comes back byte for byte under another number."""

from __future__ import annotations

import re

import msgspec

from fakejuju.cassette.model import Exchange, Layout
from jujuclient.wire.dialect import read_reply, write_reply
from jujuclient.wire.messages import Failure, Reply


def pretty(text: str) -> str | None:
    """JSON with one value a line, or None when compacting it would not give the text back."""
    try:
        made = msgspec.json.format(text, indent=1)
        same = msgspec.json.format(made, indent=-1) == text
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return None
    return made if same else None


def compact(text: str) -> str:
    """A payload of a cassette as compact JSON; a text that is not JSON stays as it is."""
    try:
        return msgspec.json.format(text, indent=-1)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return text


def spaced(text: str) -> str:
    """JSON in Python's default spacing."""
    return msgspec.json.format(text, indent=0)


def layout_of(frame: str, standard: str) -> Layout:
    """How a frame is laid out, given what it would be in Go's layout."""
    if frame == standard:
        return "go"
    try:
        if frame == standard[:-1]:
            return "compact"
        if frame == spaced(standard):
            return "spaced"
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        pass
    return "verbatim"


def lay_out(frame: str, layout: Layout) -> str:
    """A frame in Go's layout, in another one."""
    if layout == "spaced":
        return spaced(frame)
    return frame[:-1] if layout == "compact" else frame


def set_answer(exchange: Exchange, frame: str) -> None:
    """Put the frame of an answer into an exchange: in parts where they give it back, else whole."""
    try:
        reply = read_reply(frame)
    except ValueError:
        exchange.answer, exchange.layout = frame, "verbatim"
        return
    result, failure = meaning(reply)
    layout = layout_of(frame, write_reply(Reply(reply.number, result, failure), exchange.dialect))
    if layout == "verbatim":
        exchange.answer = frame
    exchange.result, exchange.failure, exchange.layout = result, failure, layout


def meaning(reply: Reply) -> tuple[str, Failure | None]:
    """Result and error of a reply, their payloads compact."""
    failure = reply.failure
    if failure is not None and failure.info:
        failure = Failure(failure.message, failure.code, compact(failure.info))
    return compact(reply.result), failure


def answer_frame(exchange: Exchange, number: int) -> str:
    """The frame of a recorded answer under the caller's number."""
    if exchange.answer:
        return renumber(exchange.answer, number)
    frame = write_reply(Reply(number, exchange.result, exchange.failure), exchange.dialect)
    return frame if exchange.layout == "go" else lay_out(frame, exchange.layout)


_NUMBER = re.compile(r'("(?:request-id|RequestId)"\s*:\s*)\d+')


def renumber(frame: str, number: int) -> str:
    """A frame with its request id replaced, the rest byte for byte."""
    made: str = _NUMBER.sub(lambda match: f"{match[1]}{number}", frame, count=1)
    return made
