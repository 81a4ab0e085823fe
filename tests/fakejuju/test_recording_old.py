"""A Juju 1 controller recorded and replayed: its dialect, version and only environment are known again."""

from __future__ import annotations

from pathlib import Path

import pytest

import fakejuju
from fakejuju.cassette.files import load
from fakejuju.cassette.scan import scan
from fakejuju.proxy import Upstream
from fakejuju.recording import Recording
from fakejuju.served import PASSWORD
from fakejuju.verify.report import verify_files
from fakejuju.world import World


@pytest.mark.parametrize("series", ["1.18", "1.20", "1.22", "1.25"])
def test_what_a_juju_1_controller_said_is_replayed_as_one(series: str, tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    with fakejuju.FakeController(series) as live:
        upstream, world = Upstream((live.endpoint,), live.ca), live.world
        # when
        with (
            Recording(path, upstream, world, password=PASSWORD) as recording,
            recording.connect() as connection,
        ):
            recorded = connection.call("Client", 0, "FullStatus", "{}").raw

    # then
    cassette = load(path)
    assert cassette.header.dialect == "juju1"
    assert scan(cassette) == []
    with fakejuju.replay(path) as replay, replay.connect() as connection:
        assert connection.call("Client", 0, "FullStatus", "{}").raw == recorded
        assert replay.current_model == "admin/default"
        assert replay.world.series.version == World(series).series.version
    assert verify_files([path]).unaccepted("shape") == []
