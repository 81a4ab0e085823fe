"""What a recording says of itself."""

from __future__ import annotations

from pathlib import Path

import pytest
import trustme

import fakejuju
from fakejuju.cassette.files import load
from fakejuju.proxy import Upstream
from fakejuju.recording import record, source_of, target_of
from jujuclient.store import ClientStore


def test_a_recording_of_a_fake_does_not_pass_for_one_of_a_real_controller(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    with fakejuju.FakeController("3.6") as controller:
        upstream, world, password = target_of("", ClientStore(controller.juju_data))
        with record(path, upstream, world, password=password) as recording, recording.connect():
            pass

    assert load(path).header.source == "fakejuju, simulated or replayed"


@pytest.mark.parametrize(
    "ca",
    ["", "no certificate", trustme.CA().cert_pem.bytes().decode()],
    ids=["none", "no certificate", "another"],
)
def test_any_other_authority_is_that_of_a_real_controller(ca: str) -> None:
    assert source_of(Upstream(("10.0.0.1:17070",), ca)) == "real controller"
