"""What a served controller begins with: a bundle, charms, rows, a status; and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from served_controllers import serving, status

from fakejuju.errors import FakeJujuError
from fakejuju.serve_commands import Asked, make

STATUS = Path(__file__).parents[2] / "cassettes" / "juju-4.0" / "22-status-after.yaml"
LOCAL_CHARM = "name: web\nsummary: s\ndescription: d\n"


def test_a_bundle_brings_its_charms_from_beside_it(tmp_path: Path) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "metadata.yaml").write_text(LOCAL_CHARM)
    (tmp_path / "bundle.yaml").write_text(
        "applications:\n  web: {charm: ./web, num_units: 2}\n  db: {charm: mysql, num_units: 1}\n"
    )
    with serving(bundle=tmp_path / "bundle.yaml", model="staging") as served:
        found = status(served.ready())

    assert (found["model"]["name"], sorted(found["applications"])) == ("staging", ["db", "web"])
    assert sorted(found["applications"]["web"]["units"]) == ["web/0", "web/1"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("applications: [", r"the bundle .*/b\.yaml is no YAML: [^\n]*$"),
        ("series: jammy", r"the bundle .*/b\.yaml has no applications"),
        ("applications: {x: {charm: ./nosuch}}", r"\./nosuch is not at .*/nosuch"),
        ("applications: {x: {charm: nosuch}}", 'No charm or bundle with name "nosuch"'),
        ("\udcff", r"b\.yaml is no text"),
    ],
)
def test_a_bundle_that_cannot_be_is_said_in_a_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "b.yaml").write_bytes(text.encode(errors="surrogateescape"))

    with pytest.raises(FakeJujuError, match=said):
        make((), Asked(bundle=tmp_path / "b.yaml")).start()


def test_charms_are_deployed_by_name_and_bad_ones_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in {"web": LOCAL_CHARM, "torn": "name: [", "empty": ""}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "metadata.yaml").write_text(text)
    (tmp_path / "broken.charm").write_bytes(b"PK junk")
    (tmp_path / "notes.txt").write_text("no charm, and not meant to be one")

    made = make((), Asked(charms=(tmp_path,)))

    store = made.controllers[0].simulation.charmhub
    told = [line.partition(":")[2] for line in capsys.readouterr().err.splitlines()]
    assert "web" in store.charms
    assert [line.split(" is ")[0] for line in told] == [
        f" warning: left out: {tmp_path / name}" for name in ("broken.charm", "empty", "torn")
    ]


def test_one_charm_directory_or_file_is_enough(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "metadata.yaml").write_text(LOCAL_CHARM)
    (tmp_path / "none").mkdir()

    made = make((), Asked(charms=(tmp_path / "web", tmp_path / "none")))

    assert "web" in made.controllers[0].simulation.charmhub.charms
    assert "none holds no charm" in capsys.readouterr().err


def test_rows_and_profile_are_those_that_were_asked_for(tmp_path: Path) -> None:
    (tmp_path / "rows.yaml").write_text("mysql: [{status: blocked, message: no relation}]\n")
    (tmp_path / "b.yaml").write_text("applications: {mysql: {charm: mysql, num_units: 1}}\n")

    with serving(rows=tmp_path / "rows.yaml", bundle=tmp_path / "b.yaml") as served:
        unit = status(served.ready())["applications"]["mysql"]["units"]["mysql/0"]
        assert unit["workload-status"]["status"] == "blocked"
        assert unit["workload-status"]["info"] == "no relation"
    with serving(profile="steady", bundle=tmp_path / "b.yaml") as served:
        unit = status(served.ready())["applications"]["mysql"]["units"]["mysql/0"]
        assert unit["workload-status"]["status"] == "waiting"


def test_the_last_status_of_a_cassette_is_a_beginning() -> None:
    with serving(["4.0"], status=STATUS) as served:
        found = status(served.ready())

    assert {"alpha", "beta"} <= set(found["applications"])
