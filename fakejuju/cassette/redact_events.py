"""Redaction of whole events and cassettes, by a ``Redactor`` that knows how each text is looked through."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from fakejuju.cassette.bodies import Kind
from fakejuju.cassette.files import body_bytes, make_body
from fakejuju.cassette.model import (
    Body,
    Cassette,
    Close,
    Connection,
    Event,
    Exchange,
    HttpExchange,
    Note,
    Push,
    Stray,
)
from fakejuju.cassette.redact import Redactor
from jujuclient.wire.messages import Failure

E = TypeVar("E", bound=Event)


def redact_cassette(cassette: Cassette, redactor: Redactor) -> Cassette:
    """A copy of a cassette with its secrets replaced; the original stays as it is.

    The events are gone through twice: what stands in an ordinary place, such as a command line,
    before the field comes that gives it away, is found the second time.
    """
    for event in cassette.events:
        redact_event(redactor, event)
    events = [redact_event(redactor, event) for event in cassette.events]
    return msgspec.structs.replace(cassette, events=events)


def redact_event(redactor: Redactor, event: E) -> E:
    """A copy of one event with its secrets replaced."""
    copy: E = _REDACT[type(event)](redactor, event)
    return copy


def redact_exchange(redactor: Redactor, event: Exchange) -> Exchange:
    """A copy of a call and its answer with their secrets replaced."""
    call = (event.facade, event.version, event.method)
    made = dataclasses.replace(
        event,
        params=redactor.params(*call, event.params),
        result=redactor.result(*call, event.result),
        answer=redactor.result(*call, event.answer) if event.answer else "",
    )
    failure = event.failure
    if failure is not None:
        # Last, when what the call gave away is known.
        info = redactor.frame(failure.info) if failure.info else ""
        made.failure = Failure(redactor.text(failure.message), failure.code, info)
    return made


def redact_http(redactor: Redactor, event: HttpExchange) -> HttpExchange:
    """A copy of an HTTP exchange with its secrets replaced; bodies in files stay as they are."""
    return msgspec.structs.replace(
        event,
        path=redactor.path(event.path),
        headers=redactor.headers(event.headers),
        body=_redact_body(redactor, event, event.body, response=False),
        response_headers=redactor.headers(event.response_headers),
        response_body=_redact_body(redactor, event, event.response_body, response=True),
    )


def _redact_body(
    redactor: Redactor, event: HttpExchange, body: Body | None, *, response: bool
) -> Body | None:
    data = body_bytes(body, None)
    if not data:
        return body
    kind = Kind.of(event, response=response)
    new = redactor.body(kind.method, kind.path, kind.content_type, data, response=response)
    return body if new == data else make_body(new)


_REDACT: dict[type, Callable[[Redactor, Any], Any]] = {
    Connection: lambda r, e: msgspec.structs.replace(e, path=r.path(e.path)),
    Exchange: redact_exchange,
    Push: lambda r, e: msgspec.structs.replace(e, frame=r.frame(e.frame)),
    Close: lambda r, e: msgspec.structs.replace(e, reason=r.text(e.reason)),
    Stray: lambda r, e: msgspec.structs.replace(e, frame=r.frame(e.frame)),
    Note: lambda r, e: msgspec.structs.replace(e, text=r.frame(e.text)),
    HttpExchange: redact_http,
}
