"""The typed table against what real controllers answered: over a socket, and reply by reply."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import fakejuju
from fakejuju.cassette.files import load
from jujuclient import facades
from jujuclient.errors import DecodeError, NotSupported
from jujuclient.facades.application import Application
from jujuclient.facades.client import Client
from jujuclient.facades.model_manager import ModelManager
from jujuclient.wire.series import Series

CASSETTES = Path(__file__).parents[2] / "cassettes"


def test_a_typed_call_gives_a_typed_answer_of_a_real_controller() -> None:
    with (
        fakejuju.replay(CASSETTES / "juju-4.0" / "22-status-after.yaml") as controller,
        controller.connect() as connection,
    ):
        status = connection.facade(Client).full_status(patterns=[])

    assert status.model.name == "m1"
    assert "alpha" in status.applications


def test_a_facade_of_the_other_kind_of_connection_fails_before_the_wire() -> None:
    with (
        fakejuju.replay(CASSETTES / "juju-4.0" / "22-status-after.yaml") as controller,
        controller.connect() as connection,
    ):
        with pytest.raises(NotSupported, match="ModelManager is not offered by this model connection"):
            connection.facade(ModelManager)
        with pytest.raises(NotSupported, match="Application version 1 is not offered"):
            connection.best_version("Application", 1)
        assert connection.facades["Application"] == connection.facade(Application).version == 22


@pytest.mark.parametrize("folder", ["juju-2.9", "juju-3.6", "juju-4.0", "agentless"])
def test_every_recorded_reply_of_a_declared_method_decodes_with_its_type(folder: str) -> None:
    failed, decoded, undeclared = [], 0, Counter[str]()
    for path in sorted((CASSETTES / folder).glob("*.yaml")):
        cassette = load(path)
        series = Series.of(cassette.header.juju).known_as
        for exchange in cassette.exchanges:
            if exchange.answered is None or exchange.failure is not None or exchange.answer:
                continue
            method = facades.method(exchange.facade, exchange.version, exchange.method, series)
            if method is None:
                undeclared[exchange.call] += 1
                continue
            try:
                method.decode_result(exchange.result, exchange.version, series)
                decoded += 1
            except DecodeError as error:
                failed.append(f"{path.name} exchange {exchange.number} {exchange.call}: {error}")

    assert failed == []
    assert decoded > 100
    assert set(undeclared) <= UNDECLARED, "recorded, answered and not in the table"


UNDECLARED: set[str] = set()
"""Calls that real controllers answered and that the table does not declare; there are none."""
