"""Format 1 of a cassette: which documents there are, and what each holds.

    fakejuju: 1                header, once, first
    connection: 1              a websocket was opened
    exchange: 14               a call and its answer
    ask: 15 / answer: 15       the same as two documents, when other things happened in between
    push: 3                    a frame that nobody asked for, on connection 3
    close: 1                   connection 1 ended
    stray: 1                   a frame on connection 1 that is no call and no answer
    http: 2                    an HTTP request and its response
    note: …                    a remark
    end: {exchanges: 31, …}    once, last, with the counts; the remark above it is a checksum

The last line of every event is its time, ``took`` where there is an answer and ``at`` elsewhere: an
event at the end of a cut file is whole when that line is, and ``repair`` keeps it.

Two remarks say nothing that is not there without them: the checksum of everything above the end
record, and how long a long block is (``result: |  # 46935 bytes``). Where the checksum is right the
file is what ``writing`` wrote: the lengths are right, too, and large answers are read when they are
asked for. Where it is wrong or missing, somebody edited it, and everything is gone through.

Older formats are brought here by ``ladder``; ``reading`` and ``writing`` are the ways in and out.
Payloads are JSON, one value a line, keys in wire order; ``layout`` says how the frame was spaced, so
that it can be given back byte for byte (``layouts``).
"""

from __future__ import annotations

from typing import Literal

import msgspec

from fakejuju.cassette.model import Layout
from jujuclient.wire.messages import Dialect


class Doc(msgspec.Struct, kw_only=True, rename="kebab", forbid_unknown_fields=True):
    at: float = 0.0


class ConnectionDoc(Doc, kw_only=True):
    connection: int
    path: str
    name: str = ""


class AskFields(Doc, kw_only=True):
    on: int
    call: str
    id: str = ""
    dialect: Dialect = Dialect.JUJU2
    params: str = "{}"


class AskDoc(AskFields, kw_only=True):
    ask: int


class AnswerDoc(Doc, kw_only=True):
    answer: int
    took: float = 0.0
    layout: Layout = "go"
    result: str | None = None
    error: str | None = None
    error_code: str = ""
    error_info: str = ""
    frame: str = ""


class ExchangeDoc(AskFields, kw_only=True):
    # The fields of AnswerDoc again: msgspec does not take two bases with fields.
    exchange: int
    took: float = 0.0
    layout: Layout = "go"
    result: str | None = None
    error: str | None = None
    error_code: str = ""
    error_info: str = ""
    frame: str = ""


class PushDoc(Doc, kw_only=True):
    push: int
    frame: str


class CloseDoc(Doc, kw_only=True):
    close: int
    by: Literal["client", "controller"]
    code: int | None = None
    reason: str = ""


class StrayDoc(Doc, kw_only=True):
    stray: int
    by: Literal["client", "controller"]
    frame: str
    why: str = ""


class NoteDoc(Doc, kw_only=True):
    note: str


class HttpDoc(Doc, kw_only=True):
    http: int
    request: str
    status: str
    took: float = 0.0
    headers: list[tuple[str, str]] = msgspec.field(default_factory=list)
    body: str | dict[str, str] | None = None
    response_headers: list[tuple[str, str]] = msgspec.field(default_factory=list)
    response_body: str | dict[str, str] | None = None


class EndDoc(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    end: dict[str, int]


DOCS: dict[str, type] = {
    "connection": ConnectionDoc,
    "exchange": ExchangeDoc,
    "ask": AskDoc,
    "answer": AnswerDoc,
    "push": PushDoc,
    "close": CloseDoc,
    "stray": StrayDoc,
    "note": NoteDoc,
    "http": HttpDoc,
    "end": EndDoc,
}
