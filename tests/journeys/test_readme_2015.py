"""The session of the README of 2015, on the controllers that there were then."""

from __future__ import annotations

import pytest

import fakejuju
from jujuclient import Environment

FACADES = {
    "Action": {"attr": "actions", "version": 0},
    "Annotations": {"attr": "annotations", "version": 1},
    "Backups": {"attr": "backups", "version": 0},
    "Charms": {"attr": "charms", "version": 1},
    "EnvironmentManager": {"attr": "mess", "version": 1},
    "HighAvailability": {"attr": "ha", "version": 1},
    "ImageManager": {"attr": "images", "version": 1},
    "KeyManager": {"attr": "keys", "version": 0},
    "UserManager": {"attr": "users", "version": 0},
}


@pytest.mark.parametrize("juju", ["1.23", "1.25"])
def test_the_session_of_the_readme(juju: str) -> None:
    with fakejuju.FakeController(juju=juju) as controller:
        env = Environment(f"wss://{controller.endpoint}", ca_cert=controller.ca)
        env.login(controller.password)
        assert sorted(env.info()) == ["DefaultSeries", "Name", "ProviderType", "ServerUUID", "UUID"]
        assert env.facades == FACADES
        # 0.54 listed the facade Client, too: it is there for whoever asks for it.
        assert env.facades["Client"] == env.facades.get("Client") == {"attr": "client", "version": 0}

        watch = env.watch()
        env.deploy("mysql", "cs:trusty/mysql-1")
        assert "service" in {change[0] for change in watch.next()}
        env.deploy("wordpress", "cs:trusty/wordpress-1")
        related = env.add_relation("mysql:mysql", "wordpress:db")
        assert set(related["Endpoints"]) == {"mysql", "wordpress"}
        env.expose("wordpress")
        assert env.status()["Services"]["wordpress"]["Exposed"] is True

        env.set_config("mysql", {"profile": "testing"})
        assert env.get_config("mysql")["profile"]["value"] == "testing"
        wanted = {"mem": "2048"}
        env.set_constraints("mysql", wanted)
        assert env.get_constraints("mysql") == wanted == {"mem": 2048}

        assert env.add_units("wordpress", 2)["Units"] == ["wordpress/1", "wordpress/2"]
        env.wait_for_units(timeout=30)
        env.remove_units(["wordpress/2"])
        assert sorted(env.status()["Services"]["wordpress"]["Units"]) == ["wordpress/0", "wordpress/1"]
        env.destroy_service("wordpress")
        env.destroy_service("mysql")
        assert env.status()["Services"] == {}

        watch.stop()
        env.close()
        assert controller.requests
