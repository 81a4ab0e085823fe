"""Every public name of jubilant is here and is called as it is there."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import fakejuju
import jujuclient
from jujuclient import Juju
from jujuclient.errors import JujuError, NotSupported
from jujuclient.facades.client_types import FullStatus
from jujuclient.jujucommand import CommandFailed
from jujuclient.wire.struct import decode

SURFACE = json.loads((Path(__file__).parents[1] / "data" / "jubilant_surface.json").read_text())["names"]
CASSETTES = Path(__file__).parents[2] / "cassettes"


def found(name: str) -> Any:
    """``Juju.add_unit``, ``statustypes.Status.get_units``: modules and classes are written apart by case."""
    module, _, rest = name.partition(".") if name[0].islower() and "." in name else ("", "", name)
    here: Any = import_module(f"jujuclient.{module}") if module else jujuclient
    for part in rest.split("."):
        here = getattr(here, part)
    return here


def of_kind(*kinds: str) -> list[Any]:
    return [pytest.param(*one, id=one[1]) for one in SURFACE if one[0] in kinds]


@pytest.mark.parametrize(
    ("kind", "name", "about"), of_kind("name", "property", "classmethod", "staticmethod")
)
def test_a_name_is_there(kind: str, name: str, about: list[str]) -> None:
    found(name)


@pytest.mark.parametrize(("kind", "name", "fields"), of_kind("class"))
def test_a_class_has_the_fields(kind: str, name: str, fields: list[str]) -> None:
    here = found(name)
    known = {field for base in here.__mro__ for field in getattr(base, "__annotations__", {})}

    assert [field for field in fields if field not in known and not hasattr(here, field)] == []


@pytest.mark.parametrize(("kind", "name", "params"), of_kind("method", "function"))
def test_it_is_called_as_there(kind: str, name: str, params: list[str]) -> None:
    ours = inspect.signature(found(name)).parameters
    if name.endswith("CLIError.__init__"):
        return  # the command's own, which we have another way: nobody makes one
    by_place = [
        one.name for one in ours.values() if one.kind is one.POSITIONAL_OR_KEYWORD and one.name != "self"
    ]
    star = next((at for at, one in enumerate(params) if one.startswith("*")), len(params))
    theirs = {one.partition("=")[0]: one.partition("=")[2] for one in params if one != "*"}

    assert by_place[:star] == [one.partition("=")[0] for one in params[:star]]
    for word, default in theirs.items():
        if word.startswith("*"):
            assert ours[word[1:]].kind is inspect.Parameter.VAR_POSITIONAL
        elif default:
            assert repr(ours[word].default) == default
    needed = {
        one.name
        for one in ours.values()
        if one.default is one.empty and one.kind in (one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY)
    }
    assert needed - {"self"} <= set(theirs)


# --- the juju command --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def fake() -> Iterator[fakejuju.FakeController]:
    with fakejuju.FakeController(juju="3.6") as made:
        yield made


@pytest.fixture
def command(tmp_path: Path) -> Path:
    """A juju command that writes down its words and what its file says, and prints what it reads."""
    path = tmp_path / "juju"
    path.write_text(
        f"#!{sys.executable}\n"
        "import json, os, sys\n"
        "words = sys.argv[1:]\n"
        "files = [open(one).read() for one in words if one.endswith('.yaml') and os.path.exists(one)]\n"
        "json.dump([words, files], open(os.path.dirname(sys.argv[0]) + '/said', 'w'))\n"
        "if words[0] == 'fail': sys.exit('ERROR no')\n"
        "sys.stdout.write(sys.stdin.read() if words[0] == 'read' else 'done')\n"
    )
    path.chmod(0o755)
    return path


@pytest.fixture
def juju(fake: fakejuju.FakeController, command: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Juju]:
    monkeypatch.setenv("JUJU_DATA", str(fake.juju_data))
    with Juju(model="default", cli_binary=command) as made:
        yield made  # type: ignore[misc]  # it is entered as itself


def said(command: Path) -> tuple[list[str], list[str]]:
    words, files = json.loads((command.parent / "said").read_text())
    return [word for word in words if not word.startswith("/tmp/")], files


ON = ["--model", "fake:admin/default"]
LXD = {"clouds": {"mine": {"type": "lxd"}}}
KEYS = {"credentials": {"mine": {"me": {"auth-type": "userpass", "password": "p"}}}}
DOINGS: list[tuple[Callable[[Juju], Any], str]] = [
    (lambda juju: juju.cli("foo", "--bar"), "foo --model fake:admin/default --bar"),
    (lambda juju: juju.cli("foo", "--bar", include_model=False), "foo --bar"),
    (
        lambda juju: juju.ssh(
            "mysql/0", "ls", "-l", user="u", ssh_options=["-v"], host_key_checks=False, container="c"
        ),
        "ssh --model fake:admin/default --container c --no-host-key-checks u@mysql/0 -v ls -l",
    ),
    (
        lambda juju: juju.scp("a", "mysql/0:b", scp_options=["-r"], host_key_checks=False, container="c"),
        "scp --model fake:admin/default --container c --no-host-key-checks -- -r a mysql/0:b",
    ),
    (
        lambda juju: juju.bootstrap(
            "lxd", "c", bootstrap_constraints={"mem": "1G"}, config={"a": True}, constraints={"cores": 2},
            force=True, metadata_source="z", model_defaults={"x": 1}, storage_pool={"p": "q"}, to=["a", "b"],
        ),
        "bootstrap lxd c --no-switch --bootstrap-constraints mem=1G --config a=true --constraints cores=2 "
        "--metadata-source z --force --model-default x=1 --storage-pool p=q --to a,b",
    ),
    (
        lambda juju: juju.add_machine("ssh:u@h", base="ubuntu@22.04", private_key="k", public_key="p"),
        "add-machine --model fake:admin/default ssh:u@h --base ubuntu@22.04 --private-key k --public-key p",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("do", "words"), DOINGS)
def test_what_only_the_command_does_is_left_to_it(
    juju: Juju, command: Path, do: Callable[[Juju], Any], words: str
) -> None:
    do(juju)

    assert said(command)[0] == words.split()


def test_the_users_own_files_are_left_to_the_command(juju: Juju, command: Path) -> None:
    juju.add_cloud("mine", LXD, client=True, controller="fake", credential="me")
    words, [file] = said(command)
    assert words == ["add-cloud", "mine", "--credential", "me", "--client", "--controller", "fake"]
    assert "type: lxd" in file

    juju.add_credential("mine", KEYS, client=True, region="r")
    words, [file] = said(command)
    assert words == ["add-credential", "mine", "-f", "--region", "r", "--client"]
    assert "password: p" in file

    juju.update_cloud("mine", {"type": "lxd"}, client=True)
    assert said(command)[0] == ["update-cloud", "mine", "-f", "--client"]


def test_what_the_command_reads_and_how_it_fails(juju: Juju) -> None:
    assert juju.cli("read", stdin="hé\n") == "hé\n"
    with pytest.raises(jujuclient.CLIError) as failed:
        juju.cli("fail", "--token=secret")
    assert (failed.value.returncode, failed.value.stderr) == (1, "ERROR no\n")
    assert isinstance(failed.value, subprocess.CalledProcessError)
    assert isinstance(failed.value, CommandFailed)
    assert "ERROR no" in str(failed.value)
    assert "secret" not in f"{failed.value} {failed.value!r}"


def test_without_the_command_it_says_what_is_missing(
    fake: fakejuju.FakeController, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUJU_DATA", str(fake.juju_data))
    with (
        Juju(cli_binary="/nowhere/juju") as juju,
        pytest.raises(JujuError, match="ssh needs the juju command"),
    ):
        juju.ssh("mysql/0", "ls")  # type: ignore[attr-defined]  # it is entered as itself


# --- what needs no command ---------------------------------------------------------------------


def test_clouds_and_credentials_of_the_controller(
    juju: Juju, fake: fakejuju.FakeController, tmp_path: Path
) -> None:
    (tmp_path / "clouds.yaml").write_text(
        "clouds: {mine: {type: openstack, auth-types: [userpass], endpoint: https://a}}"
    )
    juju.add_cloud("mine", tmp_path / "clouds.yaml", force=True)
    juju.add_credential("mine", KEYS, controller=fake.name)
    juju.update_cloud("mine", {"type": "openstack", "auth-types": ["userpass"], "endpoint": "https://b"})

    with jujuclient.Controller.connect() as controller:
        assert controller.show_cloud("mine").endpoint == "https://b"
        assert [one.name for one in controller.credentials() if one.cloud == "mine"] == ["me"]
    with pytest.raises(ValueError, match="say nothing of other"):
        juju.add_cloud("other", LXD)


def test_a_model_leaves_machines_by_ssh_to_the_command(juju: Juju) -> None:
    with pytest.raises(NotSupported, match="prepared by SSH"):
        jujuclient.Model.add_machine(juju, "ssh:u@h", private_key="k")


def test_a_name_that_is_none_is_refused_at_once(juju: Juju) -> None:
    with pytest.raises(JujuError, match="no model on controller fake"):
        Juju(model="nope")
    with pytest.raises(AttributeError, match="has no attribute 'stauts'"):
        juju.stauts  # type: ignore[attr-defined]  # noqa: B018 -- that is what is tested


# --- storage in a status -----------------------------------------------------------------------


def test_the_storage_of_a_recorded_status() -> None:
    """Juju 4.0.15, as recorded; names are those of units and machines, as the juju command writes them."""
    with fakejuju.replay(CASSETTES / "juju-4.0" / "39a2-status-storage.yaml") as controller:
        connection = controller.connect()
        full = connection.rpc("Client", "FullStatus", {"include-storage": True, "patterns": None}).raw
        connection.close()
    told = json.loads(full)
    status = jujuclient.Status.read(decode(full, FullStatus))
    found = status.storage

    assert len(found.storage) == len(told["storage"])
    assert len(found.filesystems) == len(told["filesystems"])
    assert {one.storage for one in found.filesystems.values()} <= set(found.storage)
    for kept in (*found.storage.values(), *found.filesystems.values()):
        units = kept.attachments.units if kept.attachments is not None else {}
        for unit, where in units.items():
            assert status.apps[unit.partition("/")[0]].units[unit].machine == where.machine
    machines = {id for one in found.filesystems.values() for id in one.attachments.machines}
    assert machines <= set(status.machines)
