"""The two envelopes, to text and from text.

A frame is read in one pass by one decoder that knows the keys of both spellings, because
controllers of 2.0 to 3.6 accept both on one socket and answer in the spelling they were
asked in. Source: the wire facts, section 1.
"""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec

from jujuclient.wire.messages import Dialect, Failure, Reply, Request

_NOTHING = msgspec.Raw(b"")


class Envelope(msgspec.Struct, gc=False):
    """Every key that any frame of any series has; ``None`` and absent are the same to Go."""

    number: int | None = msgspec.field(default=None, name="request-id")
    type: str | None = None
    version: int | None = None
    id: str | None = None
    request: str | None = None
    params: msgspec.Raw = _NOTHING
    error: str | None = None
    error_code: str | None = msgspec.field(default=None, name="error-code")
    error_info: msgspec.Raw = msgspec.field(default=_NOTHING, name="error-info")
    response: msgspec.Raw = _NOTHING
    old_number: int | None = msgspec.field(default=None, name="RequestId")
    old_type: str | None = msgspec.field(default=None, name="Type")
    old_version: int | None = msgspec.field(default=None, name="Version")
    old_id: str | None = msgspec.field(default=None, name="Id")
    old_request: str | None = msgspec.field(default=None, name="Request")
    old_params: msgspec.Raw = msgspec.field(default=_NOTHING, name="Params")
    old_error: str | None = msgspec.field(default=None, name="Error")
    old_error_code: str | None = msgspec.field(default=None, name="ErrorCode")
    old_response: msgspec.Raw = msgspec.field(default=_NOTHING, name="Response")


_decoder = msgspec.json.Decoder(Envelope)
_first_value = json.JSONDecoder()


def read_envelope(text: str) -> Envelope:
    """The envelope of a frame; ValueError when the frame is not a JSON object of the right types.

    What stands behind the first JSON value is ignored, as Go's decoder ignores it.
    """
    try:
        return _decoder.decode(text)
    except msgspec.ValidationError as error:
        raise ValueError(f"the frame does not fit Juju's envelope: {error}") from None
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        return _read_first_value(text, error)


def _read_first_value(text: str, error: Exception) -> Envelope:
    try:
        value, end = _first_value.raw_decode(text.lstrip())
    except (ValueError, RecursionError):
        raise ValueError(f"the frame is not JSON: {error}") from None
    if not isinstance(value, dict):
        raise ValueError("the frame is not a JSON object")
    try:
        return _decoder.decode(_with_whole_characters(text.lstrip()[:end]))
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as second:
        raise ValueError(f"the frame does not fit Juju's envelope: {second}") from None


# An escape of JSON: a surrogate with or without its other half, the other half alone, or anything else.
_ESCAPE = re.compile(
    r"\\(?:(u[dD][89abAB][0-9a-fA-F]{2})(\\u[dD][c-fC-F][0-9a-fA-F]{2})?|(u[dD][c-fC-F][0-9a-fA-F]{2})|.)"
)


def _with_whole_characters(text: str) -> str:
    """JSON in which half a surrogate pair is U+FFFD, as Go reads it."""
    return _ESCAPE.sub(lambda m: "\\ufffd" if m[3] or (m[1] and not m[2]) else m[0], text)


def _raw_text(raw: msgspec.Raw) -> str:
    return bytes(raw).decode()


def request_of(envelope: Envelope, raw: str) -> Request:
    """The request in an envelope of Juju 2's spelling; number 0 when it has none.

    Go matches keys without regard to case: python-libjuju says ``Id`` for the id of a watcher.
    """
    return Request(
        envelope.number or 0,
        envelope.type or envelope.old_type or "",
        envelope.request or envelope.old_request or "",
        envelope.version or envelope.old_version or 0,
        envelope.id or envelope.old_id or "",
        _raw_text(envelope.params) or _raw_text(envelope.old_params),
        Dialect.JUJU2,
        raw,
    )


def old_request_of(envelope: Envelope, raw: str) -> Request:
    """The request in an envelope of Juju 1's spelling; number 0 when it has none."""
    return Request(
        envelope.old_number or 0,
        envelope.old_type or "",
        envelope.old_request or "",
        envelope.old_version or 0,
        envelope.old_id or "",
        _raw_text(envelope.old_params),
        Dialect.JUJU1,
        raw,
    )


def read_request(text: str) -> Request:
    """The request in a frame, in the spelling it is in; ValueError when the frame holds none."""
    envelope = read_envelope(text)
    old = envelope.number is None and envelope.old_type is not None
    request = old_request_of(envelope, text) if old else request_of(envelope, text)
    if not request.facade and not request.method:
        raise ValueError("the frame is not a request: it names no type and no request")
    return request


def read_reply(text: str) -> Reply:
    """The reply in a frame of either spelling; ValueError when the frame is not Juju's."""
    envelope = read_envelope(text)
    if envelope.number is not None:
        failure = None
        if envelope.error or envelope.error_code:
            failure = Failure(envelope.error or "", envelope.error_code or "", _raw_text(envelope.error_info))
        return Reply(envelope.number, _raw_text(envelope.response) or "{}", failure, text)
    if envelope.old_number is None:
        raise ValueError("the frame has no request id")
    failure = None
    if envelope.old_error or envelope.old_error_code:
        failure = Failure(envelope.old_error or "", envelope.old_error_code or "")
    return Reply(envelope.old_number, _raw_text(envelope.old_response) or "{}", failure, text)


_string = json.JSONEncoder(ensure_ascii=False).encode


def go_string(text: str) -> str:
    """A JSON string as Go writes it: ``<``, ``>``, ``&`` and the line separators escaped."""
    made = _string(text)
    for char, escaped in _GO_ESCAPES:
        if char in made:
            made = made.replace(char, escaped)
    return made


_GO_ESCAPES = (
    ("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"),
    ("\u2028", "\\u2028"), ("\u2029", "\\u2029"),
)  # fmt: skip


def write_request(request: Request) -> str:
    """The frame of a request, keys in Go's order, what is empty left out."""
    if request.dialect is Dialect.JUJU1:
        keys = ("RequestId", "Type", "Version", "Id", "Request", "Params")
    else:
        keys = ("request-id", "type", "version", "id", "request", "params")
    version = f',"{keys[2]}":{request.version}' if request.version else ""
    object_id = f',"{keys[3]}":{_string(request.id)}' if request.id else ""
    return (
        f'{{"{keys[0]}":{request.number},"{keys[1]}":{_string(request.facade)}{version}{object_id},'
        f'"{keys[4]}":{_string(request.method)},"{keys[5]}":{request.params or "{}"}}}'
    )


def write_reply(reply: Reply, dialect: Dialect) -> str:
    """The frame of a reply as a controller writes it, the closing newline included."""
    failure = reply.failure
    if dialect is Dialect.JUJU1:
        if failure is None:
            return f'{{"RequestId":{reply.number},"Response":{reply.result}}}\n'
        code = f',"ErrorCode":{go_string(failure.code)}' if failure.code else ""
        error = f'"Error":{go_string(failure.message)}{code}'
        return f'{{"RequestId":{reply.number},{error},"Response":{reply.result}}}\n'
    if failure is None:
        return f'{{"request-id":{reply.number},"response":{reply.result}}}\n'
    code = f',"error-code":{go_string(failure.code)}' if failure.code else ""
    info = f',"error-info":{failure.info}' if failure.info else ""
    return (
        f'{{"request-id":{reply.number},"error":{go_string(failure.message)}{code}{info},'
        f'"response":{reply.result}}}\n'
    )


def login_params(
    version: int,
    *,
    tag: str,
    password: str = "",
    nonce: str = "",
    macaroons: list[Any] | None = None,
    client_version: str = "",
    user_data: str = "",
) -> str:
    """The parameters of Admin.Login in the shape of its version: 0 to 2 for Juju 1, 3 since Juju 2."""
    if version == 0:
        return _compact({"AuthTag": tag, "Password": password, "Nonce": nonce})
    params: dict[str, Any] = {"auth-tag": tag, "credentials": password, "nonce": nonce}
    if version >= 3:
        params |= {"macaroons": macaroons, "bakery-version": 3, "user-data": user_data}
        if client_version:
            params["client-version"] = client_version
    return _compact(params)


def _compact(value: Any) -> str:
    return msgspec.json.encode(value).decode()
