"""Cassettes made in a test, and a raw client for what no well-behaved client does."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

from fakejuju.cassette.model import Cassette, Connection, Exchange, Header
from fakejuju.served import Served
from jujuclient.wire.dialect import write_request
from jujuclient.wire.messages import Request
from jujuclient.wire.series import Series

UUID = "120d9310-b334-4ef6-87f7-fdd0e0e188d6"
Dial = Callable[..., ClientConnection]


@pytest.fixture
def dial() -> Iterator[Dial]:
    """Open a bare websocket to a fake; closed at the end of the test."""
    with ExitStack() as stack:

        def open_one(controller: Served, path: str = f"/model/{UUID}/api") -> ClientConnection:
            context = ssl.create_default_context(cadata=controller.ca)
            made = connect(
                f"wss://{controller.endpoint}{path}", ssl=context, server_hostname="juju-apiserver",
                compression=None, max_size=None, open_timeout=20, close_timeout=5,
            )  # fmt: skip
            return stack.enter_context(made)

        yield open_one


def login_result(series: Series, facades: dict[str, list[int]]) -> str:
    """The answer to a login, in the shape of the series."""
    listed = ",".join(f'{{"name":"{n}","versions":{v}}}' for n, v in sorted(facades.items()))
    old = ",".join(f'{{"Name":"{n}","Versions":{v}}}' for n, v in sorted(facades.items()))
    if series.version >= (2, 0):
        return (
            f'{{"model-tag":"model-{UUID}","controller-tag":"controller-{UUID}","facades":[{listed}],'
            f'"user-info":{{"identity":"user-admin"}},"server-version":"{series}.1"}}'
        )
    return f'{{"EnvironTag":"environment-{UUID}","Facades":[{old}]}}'


def cassette_of(version: str, *calls: Exchange, path: str = "", facades: Any = None) -> Cassette:
    """A cassette of one connection: a login, then the calls."""
    series = Series.of(version)
    new = series.version >= (2, 0)
    where = path or (
        f"/model/{UUID}/api" if new else f"/environment/{UUID}/api" if series.version > (1, 18) else "/"
    )
    params = '{"auth-tag":"user-admin","credentials":"<password:1>","cli-args":"juju status"}'
    old_params = '{"AuthTag":"user-admin","Password":"<password:1>","Nonce":""}'
    offered = facades or {"Client": [8 if new else 0], "Pinger": [1 if new else 0]}
    login = Exchange(
        number=1, on=1, facade="Admin", method="Login", version=3 if new else 0,
        params=params if new else old_params, result=login_result(series, offered),
        dialect=series.dialect, asked=2, answered=2,
    )  # fmt: skip
    for number, call in enumerate(calls, 2):
        call.number, call.dialect = number, series.dialect
        if not call.asked:
            call.asked, call.answered = number + 1, number + 1
    return Cassette(
        header=Header(juju=version, dialect=series.dialect.value, source="made in a test"),
        events=[Connection(number=1, path=where, place=1), login, *calls],
    )


def call(
    facade: str, method: str, version: int = 1, params: str = "{}", result: str = "{}", **more: Any
) -> Exchange:
    """A recorded call on connection 1."""
    return Exchange(
        number=0, on=1, facade=facade, method=method, version=version, params=params, result=result, **more
    )


def spelled(series: Series, number: int, facade: str, version: int, method: str, params: str = "{}") -> str:
    """A request frame in the spelling of the series."""
    return write_request(Request(number, facade, method, version, "", params, series.dialect))
