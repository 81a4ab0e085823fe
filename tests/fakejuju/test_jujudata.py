"""The client store that a fake writes for any client."""

from __future__ import annotations

import stat
from pathlib import Path

from cryptography.hazmat.primitives import serialization

from fakejuju.jujudata import Known, write_juju_data

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
