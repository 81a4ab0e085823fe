"""The dashboard, offline: what it asks is answered from the recording beside this file.

pytest                          # plays dashboard.yaml; anything else that is asked fails the test
./make-recording.sh             # records it anew
"""

from __future__ import annotations

import pytest
from dashboard import show

from fakejuju.served import Served
from jujuclient import Model


@pytest.mark.juju_cassette("dashboard.yaml")
def test_what_is_not_well_is_told(juju_controller: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUJU_DATA", str(juju_controller.juju_data))
    with Model.connect() as model:
        shown = show(model)

    assert shown.splitlines() == [
        "haproxy      active   █",
        "mysql        active   ██",
        "wordpress    blocked  ░░",
        "  wordpress/0: no database",
        "  wordpress/1: no database",
    ]
