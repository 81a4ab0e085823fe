"""Controllers that are served together, and the client store that leads to them."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

import pytest
import yaml
from served_controllers import serving, status

from fakejuju.errors import FakeJujuError
from fakejuju.serve_commands import Asked, make, names_of
from jujuclient.connection import Connection
from jujuclient.store import ClientStore


def test_several_series_are_served_behind_one_client_store(tmp_path: Path) -> None:
    with serving(["2.9", "3.6", "4.0"], state=tmp_path / "states") as served:
        ready = served.ready()
        names = ["fake-2.9", "fake-3.6", "fake-4.0"]
        assert list(ready["controllers"]) == names
        assert ready["name"] == "fake-2.9"
        assert len({told["controller-uuid"] for told in ready["controllers"].values()}) == 3
        for name, version in zip(names, ("2.9", "3.6", "4.0"), strict=True):
            with Connection.from_store(
                f"{name}:admin/default", store=ClientStore(served.juju_data, {})
            ) as connection:
                assert connection.server_version.startswith(version)

    assert sorted(path.name for path in (tmp_path / "states").iterdir()) == [f"{name}.json" for name in names]


def test_ports_follow_each_other() -> None:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
        try:
            other.bind(("127.0.0.1", port + 1))
        except OSError:
            pytest.skip("the port after a free one is taken")
    with serving(["3.6", "4.0"], port=port, advertise=("fake.example:1000",)) as served:
        told = yaml.safe_load((served.juju_data / "controllers.yaml").read_text())["controllers"]

        assert [one.endpoint for one in served.controllers] == ["fake.example:1000", "fake.example:1001"]
        assert told["fake-4.0"]["api-endpoints"] == ["fake.example:1001"]
        with socket.create_connection(("127.0.0.1", port + 1), timeout=10):
            pass


def test_a_port_that_is_taken_is_named_and_nothing_stays_behind(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(FakeJujuError, match=f"port {port} cannot be listened on: Address already in use"):
            make((), Asked(port=port, state=tmp_path / "s.json", juju_data=tmp_path / "data")).start()

    assert list(tmp_path.iterdir()) == []
    with serving(port=port, state=tmp_path / "s.json"):
        pass


@pytest.mark.parametrize(
    ("series", "said"),
    [
        (["5.0"], "'5.0' is not a Juju version that is known: write a series from 1.18 to 4.1"),
        (["3.6", "3.6"], "--juju 3.6 is given twice"),
    ],
)
def test_a_series_that_cannot_be_is_refused(series: list[str], said: str) -> None:
    with pytest.raises(FakeJujuError, match=said):
        make(series, Asked())


def test_names_are_those_of_the_series() -> None:
    assert names_of(()) == {"fake": ""}
    assert names_of(["4.0"]) == {"fake": "4.0"}
    assert names_of(["3.6.9", "3.6"]) == {"fake-3.6.9": "3.6.9", "fake-3.6": "3.6"}


@pytest.mark.parametrize(
    ("host", "advertise", "endpoints"),
    [
        ("127.0.0.1", (), ["localhost:{}"]),
        ("0.0.0.0", (), [f"{socket.gethostname()}:{{}}", "localhost:{}"]),
        ("0.0.0.0", ("127.0.0.1",), ["127.0.0.1:{}"]),
        ("0.0.0.0", ("fake.example:17070", "localhost"), ["fake.example:17070", "localhost:{}"]),
    ],
)
def test_clients_are_told_what_is_advertised(host: str, advertise: Any, endpoints: list[str]) -> None:
    with serving(host=host, advertise=advertise) as served:
        told = yaml.safe_load((served.juju_data / "controllers.yaml").read_text())["controllers"]["fake"]
        port = served.controllers[0]._running.port

        assert told["api-endpoints"] == [one.format(port) for one in endpoints]
        with Connection.connect(
            [f"127.0.0.1:{port}"], cacert=told["ca-cert"], model_uuid=served.ready()["model-uuid"],
            user="admin", password=served.ready()["password"],
        ) as connection:  # fmt: skip
            assert connection.server_version == "3.6.28"


def test_a_client_store_with_other_controllers_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    theirs = "controllers:\n  prod: {uuid: x, api-endpoints: ['10.0.0.1:17070'], cloud: aws}\n"
    (tmp_path / "controllers.yaml").write_text(theirs)

    with pytest.raises(
        FakeJujuError, match="a client store with prod, which would be lost: name another folder"
    ):
        make((), Asked(juju_data=tmp_path)).start()

    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("controllers.yaml", theirs)]


def test_a_client_store_is_left_there_and_taken_again(tmp_path: Path) -> None:
    for version in ("3.6", "4.0"):
        with serving([version], juju_data=tmp_path / "data") as served:
            assert served.ready()["juju-data"] == str(tmp_path / "data")
            with Connection.from_store(store=ClientStore(tmp_path / "data", {})) as connection:
                assert connection.server_version.startswith(version)
    assert (tmp_path / "data" / "controllers.yaml").exists()


def test_a_client_store_is_one_serve_s(tmp_path: Path) -> None:
    with serving(juju_data=tmp_path) as served:
        with pytest.raises(
            FakeJujuError, match=rf"a fakejuju that runs \(process {os.getpid()}\): end that one"
        ):
            make((), Asked(juju_data=tmp_path)).start()

        assert status(served.ready())["model"]["name"] == "default"
