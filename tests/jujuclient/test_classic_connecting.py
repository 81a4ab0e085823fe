"""Connecting as in 0.54: certificates, hosts, environments and models by name, cookie jars."""

from __future__ import annotations

import json
import ssl
from pathlib import Path
from unittest import mock

import pytest
import websocket
from classic_environments import env1

import fakejuju
import jujuclient
from jujuclient.exc import EnvironmentNotBootstrapped
from jujuclient.juju1.connector import Connector as Connector1
from jujuclient.juju1.environment import Environment as Env1
from jujuclient.juju2.environment import Environment as Env2


def test_defect_20_the_ca_is_verified_where_it_is_given(old: fakejuju.FakeController) -> None:
    import trustme

    stranger = trustme.CA().cert_pem.bytes().decode()
    with pytest.raises(ssl.SSLError):
        Env1(f"wss://{old.endpoint}/", ca_cert=stranger)
    path = str(old.cacert)
    env = Env1(f"wss://{old.endpoint}/", ca_cert=path)
    env.close()


def test_without_a_ca_the_call_has_the_shape_of_old() -> None:
    from jujuclient.connector import SSL_VERSION

    with mock.patch("jujuclient.connector.websocket") as library:
        Connector1.connect_socket("wss://abc:17070")

    sslopt = {"ssl_version": SSL_VERSION, "cert_reqs": ssl.CERT_NONE}
    library.create_connection.assert_called_once_with(
        "wss://abc:17070", origin="wss://abc:17070", sslopt=sslopt
    )


def test_a_refused_connection_is_the_systems_error() -> None:
    with pytest.raises(ConnectionRefusedError):
        Env1("wss://localhost:1")


def test_defect_11_waiting_for_a_controller_ends_with_a_connection_or_an_error() -> None:
    with pytest.raises(OSError, match="waited"):
        Connector1.connect_socket_loop("wss://localhost:1", timeout=0.01)


def test_hosts_and_ports() -> None:
    assert Connector1.split_host_port("[2001:db8::1]:7070") == ("2001:db8::1", "7070")
    assert Connector1.split_host_port("10.0.0.1:1") == ("10.0.0.1", "1")
    assert Connector1.split_host_port("a.example.com:17070") == ("a.example.com", "17070")
    with pytest.raises(ValueError, match="host:port"):
        Connector1.split_host_port("junk")


def test_environments_of_juju_1_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUJU_HOME", str(tmp_path))
    folder = tmp_path / "environments"
    folder.mkdir()
    with pytest.raises(EnvironmentNotBootstrapped):
        Connector1().parse_env("amazon")
    (folder / "amazon.jenv").write_text("user: admin\npassword: from-jenv\nstate-servers: ['a:1']\n")
    assert Connector1().parse_env("amazon")[1]["password"] == "from-jenv"
    (folder / "cache.yaml").write_text(
        "server-data: {s: {api-endpoints: ['b:2'], ca-cert: pem, identities: {admin: from-cache}}}\n"
        "environment: {amazon: {env-uuid: e, server-uuid: s, user: admin}}\n"
    )
    home, data = Connector1().parse_env("amazon")
    assert (home, data["password"], data["environ-uuid"]) == (str(tmp_path), "from-cache", "e")


def test_connect_by_name_from_the_client_store(
    new: fakejuju.FakeController, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    new.write_juju_data(tmp_path)
    monkeypatch.setenv("JUJU_DATA", str(tmp_path))

    monkeypatch.setenv("JUJU_HOME", str(tmp_path / "none"))

    for kind in (Env2, jujuclient.Environment):
        env = kind.connect(env_name=f"{new.name}:admin@local/default")
        assert env.info()["uuid"] == new.model_uuid
        env.close()
    with pytest.raises(EnvironmentNotBootstrapped):
        jujuclient.Environment.connect("amazon")


def test_a_closed_socket_is_websocket_clients_error(old: fakejuju.FakeController) -> None:
    env = env1(old)
    env.conn.shutdown()

    with pytest.raises(websocket.WebSocketConnectionClosedException):
        env.info()
    env.close()


def test_defect_21_macaroons_come_from_the_cookie_jars(tmp_path: Path) -> None:
    import base64

    from jujuclient.classic.jars import macaroons_for

    value = base64.b64encode(json.dumps([{"i": "x"}]).encode()).decode()
    cookie = {"Name": "macaroon-1", "Value": value, "CanonicalHost": "ctl.example.com"}
    (tmp_path / "cookies").mkdir()
    (tmp_path / "cookies" / "c.json").write_text(json.dumps([cookie]))
    environ = {"JUJU_DATA": str(tmp_path), "HOME": str(tmp_path)}

    assert macaroons_for("wss://ctl.example.com:17070/api", environ) == [[{"i": "x"}]]
    assert macaroons_for("wss://other-ctl.example.com:17070/api", environ) == []
