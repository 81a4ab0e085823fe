"""A charm goes up and comes down again as it was, on every series."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

import pytest

import fakejuju
from jujuclient import Model, NotSupported, charms
from jujuclient.errors import NotFound


def contents(archive: bytes) -> dict[str, tuple[bytes, bool]]:
    """Name to the text, or where a symlink leads; and whether it is one."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {
            one.filename: (opened.read(one), stat.S_ISLNK(one.external_attr >> 16))
            for one in opened.infolist()
            if not one.is_dir()
        }


@pytest.mark.parametrize("juju", ["1.18", "1.25", "2.2", "2.8", "2.9", "3.1", "3.6", "4.0", "4.1"])
def test_what_was_uploaded_is_downloaded(juju: str, tmp_path: Path) -> None:
    folder = tmp_path / "app"
    (folder / "hooks").mkdir(parents=True)
    (folder / "metadata.yaml").write_text("name: app\nsummary: s\ndescription: d\nseries: [trusty, jammy]\n")
    (folder / "dispatch").write_text("#!/bin/sh\n")
    (folder / "hooks" / "install").symlink_to("../dispatch")
    packed = contents(charms.pack(folder))
    with (
        fakejuju.FakeController(juju=juju) as fake,
        Model.at(fake.endpoint, fake.model_uuid, cacert=fake.ca, password=fake.password) as model,
    ):
        model.deploy(folder, "mine")

        found = contents(model.download_charm("mine"))
        found.pop("revision", None)  # which controllers up to 3.6 write into what they are given
        assert found == packed
        with pytest.raises(NotFound):
            model.download_charm("other")
        before = model.status().apps["mine"].charm
        (folder / "dispatch").write_text("#!/bin/bash\n")
        model.refresh("mine", path=folder)
        assert model.status().apps["mine"].charm == before.replace("app-0", "app-1")
        assert contents(model.download_charm("mine"))["dispatch"][0] == b"#!/bin/bash\n"
        with pytest.raises(NotFound):
            model.refresh("other", path=folder)


def test_juju_4_is_not_asked_without_a_hash() -> None:
    with (
        fakejuju.FakeController(juju="4.0") as fake,
        Model.at(fake.endpoint, fake.model_uuid, cacert=fake.ca, password=fake.password) as model,
        pytest.raises(NotSupported, match="give its sha256"),
    ):
        charms.download(model.access, "local:app-0", juju=(4, 0))


def test_before_2_9_there_is_no_charmhub_to_refresh_from() -> None:
    with (
        fakejuju.FakeController(juju="1.25") as fake,
        Model.at(fake.endpoint, fake.model_uuid, cacert=fake.ca, password=fake.password) as model,
    ):
        model.deploy("cs:trusty/mysql-1", "db")
        with pytest.raises(NotSupported, match="give a path"):
            model.refresh("db")


@pytest.mark.parametrize("juju", ["2.9", "3.1", "3.6", "4.0"])
def test_a_channel_that_has_no_release_of_the_charm_is_refused(juju: str) -> None:
    with (
        fakejuju.FakeController(juju=juju) as fake,
        Model.at(fake.endpoint, fake.model_uuid, cacert=fake.ca, password=fake.password) as model,
    ):
        model.deploy("mysql", channel="8.0/stable")

        # As the juju command reads it: one word that is no risk is a track.
        for channel in ("nope", "8.0/nope"):
            with pytest.raises(NotFound, match="not found for channel"):
                model.refresh("mysql", channel=channel)
        model.refresh("mysql", channel="edge")

        assert model.status().apps["mysql"].charm_channel == "8.0/edge"
