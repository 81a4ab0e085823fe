"""The client store that a fake writes for any client."""

from __future__ import annotations

import stat
import tempfile
from pathlib import Path

import pytest
import yaml
from cryptography.hazmat.primitives import serialization

from fakejuju.controller import FakeController
from fakejuju.errors import FakeJujuError
from fakejuju.jujudata import Known, write_juju_data
from fakejuju.world import ModelFacts

KNOWN = Known(("127.0.0.1:17070",), "CA", "572bc3f0-bafd-4275-b408-5c983cf5436f", "admin", "secret")


def test_it_has_the_key_pair_that_python_libjuju_adds_a_model_with(tmp_path: Path) -> None:
    write_juju_data(tmp_path, KNOWN)

    public = serialization.load_ssh_public_key((tmp_path / "ssh" / "juju_id_rsa.pub").read_bytes())
    private = (tmp_path / "ssh" / "juju_id_rsa").read_bytes()
    assert public == serialization.load_ssh_private_key(private, password=None).public_key()
    assert stat.S_IMODE((tmp_path / "ssh" / "juju_id_rsa").stat().st_mode) == 0o600


def test_a_key_that_is_there_stays(tmp_path: Path) -> None:
    (tmp_path / "ssh").mkdir()
    (tmp_path / "ssh" / "juju_id_rsa.pub").write_text("ssh-rsa AAAA mine\n")

    write_juju_data(tmp_path, KNOWN)

    assert (tmp_path / "ssh" / "juju_id_rsa.pub").read_text() == "ssh-rsa AAAA mine\n"
    assert not (tmp_path / "ssh" / "juju_id_rsa").exists()


def test_clients_of_juju_1_find_their_environments(tmp_path: Path) -> None:
    models = [ModelFacts("one", "amazon"), ModelFacts("two", "other")]

    write_juju_data(tmp_path, KNOWN._replace(version="1.25.13", models=models, current="two"))

    assert (tmp_path / "current-environment").read_text() == "other\n"
    assert yaml.safe_load((tmp_path / "environments" / "amazon.jenv").read_text()) == {
        "user": "admin",
        "password": "secret",
        "environ-uuid": "one",
        "server-uuid": KNOWN.controller_uuid,
        "state-servers": ["127.0.0.1:17070"],
        "ca-cert": "CA",
    }


def test_only_a_controller_of_juju_1_has_environments(tmp_path: Path) -> None:
    write_juju_data(tmp_path, KNOWN._replace(version="3.6.28"))

    assert not (tmp_path / "environments").exists()


def test_a_controller_writes_a_store_when_somebody_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    made_before = tempfile.mkdtemp
    monkeypatch.setattr(
        "tempfile.mkdtemp", lambda *given, **named: made.append(made_before(*given, **named)) or made[-1]
    )

    with FakeController("3.6") as controller, controller.connect():
        unasked = list(made)
        controller.add_model("later")
        models = yaml.safe_load((controller.juju_data / "models.yaml").read_text())
        folder = controller.folder

    assert unasked == []
    assert set(models["controllers"]["fake"]["models"]) == {"admin/default", "admin/later"}
    assert made == [str(folder)]
    assert not folder.exists()
    with pytest.raises(FakeJujuError, match="is not running"):
        _ = controller.juju_data
