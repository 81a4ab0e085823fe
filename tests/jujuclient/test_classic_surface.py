"""Every public name of jujuclient 0.54 is here, and is called as it was then."""

from __future__ import annotations

import builtins
import inspect
import json
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from jujuclient import StatusTranslator
from jujuclient.classic.connector import Juju2Connector
from jujuclient.juju1.watch import TimeoutWatcher, Watcher

SURFACE = json.loads((Path(__file__).parents[1] / "data" / "classic_surface.json").read_text())["names"]
OTHERWISE = {
    "jujuclient.connector:SSL_VERSION": "TLS 1.2 alone was named; what both sides have is negotiated",
    "jujuclient.watch:WatchWrapper.process": "it said that it takes nothing, and was given three",
    "jujuclient.facades:BaseFacade.tag": "a property: the spelling is that of the major",
    "jujuclient.juju1.facades:APIFacade.tag": "the same",
    "jujuclient.juju2.facades:APIFacade.tag": "the same",
}


def found(path: str) -> Any:
    module, _, name = path.partition(":")
    here: Any = import_module(module)
    for part in name.split("."):
        here = inspect.getattr_static(here, part) if inspect.isclass(here) else getattr(here, part)
    return here


def resolved(path: str) -> Any:
    return found(path) if ":" in path else getattr(builtins, path)


def of_kind(*kinds: str) -> list[Any]:
    return [pytest.param(*one, id=one[1]) for one in SURFACE if one[0] in kinds]


@pytest.mark.parametrize(("kind", "path", "bases"), of_kind("class"))
def test_a_class_is_there_and_is_what_it_was(kind: str, path: str, bases: list[str]) -> None:
    here = found(path)

    assert inspect.isclass(here)
    assert [base for base in bases if not issubclass(here, resolved(base))] == []


@pytest.mark.parametrize(
    ("kind", "path", "params"), of_kind("method", "classmethod", "staticmethod", "function")
)
def test_it_is_called_as_it_was(kind: str, path: str, params: list[str]) -> None:
    if path in OTHERWISE:
        return
    here = found(path)
    if isinstance(here, classmethod | staticmethod):
        bound = not isinstance(here, staticmethod)
        here = here.__func__
    else:
        bound = kind != "function"
    ours = list(inspect.signature(here).parameters.values())[bound:]
    if {inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD} <= {one.kind for one in ours}:
        return  # handed on as it comes
    by_place = [one for one in ours if one.kind is not inspect.Parameter.KEYWORD_ONLY]
    old = [one for one in params if not one.startswith("*")]

    if len(old) == len(params):  # what took anything may say now what it takes
        assert [one.name for one in by_place[: len(old)]] == [one.partition("=")[0] for one in old]
        assert [one.name for one in ours[len(old) :] if one.default is one.empty] == []
    for one, was in zip(by_place, old, strict=False):
        if "=" in was:
            assert repr(one.default) == was.partition("=")[2]


@pytest.mark.parametrize(("kind", "path", "value"), of_kind("value", "property"))
def test_a_value_is_what_it_was(kind: str, path: str, value: list[str]) -> None:
    here = found(path)

    if value and path not in OTHERWISE:
        assert repr(here) == value[0]


@pytest.mark.parametrize(
    "path",
    [
        "jujuclient.connector.socket.create_connection",
        "jujuclient.connector.websocket.create_connection",
        "jujuclient.rpc.time.sleep",
        "jujuclient.utils.subprocess.check_output",
        "jujuclient.watch.time.time",
    ],
)
def test_what_tests_of_its_time_patch_can_be_patched_by_its_path(path: str) -> None:
    with mock.patch(path) as patched:
        module, _, name = path.removeprefix("jujuclient.").partition(".")[2].rpartition(".")
        assert getattr(import_module(module), name) is patched


# --- hooks ---------------------------------------------------------------------------------------


class Spoken:
    connected = True

    def __init__(self, *answers: dict[str, Any]) -> None:
        self.sent: list[dict[str, Any]] = []
        self.answers = list(answers)

    def send(self, text: str) -> None:
        self.sent.append(json.loads(text))

    def recv(self) -> str:
        return json.dumps(self.answers.pop(0))


def test_a_subclass_may_ask_for_another_watch_and_read_it_its_way() -> None:
    class OfServices(Watcher):
        def start_args(self) -> dict[str, Any]:
            return {"Type": "Client", "Request": "WatchServices", "Params": {}}

        def get_watcher_id(self, result: dict[str, Any]) -> Any:
            return result["Special"]

        def get_deltas(self, result: dict[str, Any]) -> list[Any]:
            return [["service", "change", one] for one in result["Found"]]

    line = Spoken({"Response": {"Special": "7"}}, {"Response": {"Found": [{"Name": "a"}]}})
    watch = OfServices(line)

    assert watch.next() == [["service", "change", {"Name": "a"}]]
    assert [one["Request"] for one in line.sent] == ["WatchServices", "Next"]
    assert line.sent[1]["Id"] == "7"


def test_a_watch_with_a_deadline_is_a_watch() -> None:
    assert issubclass(TimeoutWatcher, Watcher)


# --- shapes --------------------------------------------------------------------------------------


def test_the_client_store_is_told_in_the_words_of_the_juju_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "controllers.yaml").write_text(
        "controllers: {c: {uuid: u, api-endpoints: ['h:1'], ca-cert: PEM, cloud: lxd}}"
    )
    (tmp_path / "models.yaml").write_text("controllers: {c: {models: {admin/m: {uuid: mu, type: iaas}}}}")
    (tmp_path / "accounts.yaml").write_text("controllers: {c: {user: admin, password: '0123'}}")
    monkeypatch.setenv("JUJU_DATA", str(tmp_path))
    connector = Juju2Connector()

    assert connector.get_account(str(tmp_path), "c") == {"user": "admin", "password": "0123"}
    assert connector.get_controller("c")["api-endpoints"] == ["h:1"]
    assert connector.get_model("c", "m", "admin@local")["model-uuid"] == "mu"
    assert connector.parse_env("c:admin@local/m")[1]["environ-uuid"] == "mu"


def test_a_ca_is_written_by_the_signature_of_either_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUJU_DATA", str(tmp_path))
    connector = Juju2Connector()

    assert connector.write_ca("a", "PEM") == str(tmp_path / "jclient" / "a-cacert.pem")
    assert connector.write_ca(str(tmp_path / "x"), "b", "PEM") == str(tmp_path / "x" / "b-cacert.pem")
    assert connector.write_ca(cert_dir=tmp_path, cert_name="d", data="PEM2") == str(tmp_path / "d-cacert.pem")
    assert (tmp_path / "d-cacert.pem").read_text() == "PEM2"


MYSQL = {"Service": "mysql", "Series": "trusty", "CharmURL": "cs:trusty/mysql-1"}
CHANGES = [
    ["machine", "change", {"Id": "0", "InstanceId": "i-0", "Status": "started", "StatusInfo": "",
                           "Life": "alive", "Series": "trusty",
                           "HardwareCharacteristics": {"Arch": "amd64"}}],
    ["service", "change", {"Name": "mysql", "CharmURL": "cs:trusty/mysql-1", "OwnerTag": "user-admin",
                           "Exposed": False, "MinUnits": 0, "Constraints": {}, "Config": {"a": 1}}],
    ["unit", "change", {"Name": "mysql/0", **MYSQL, "PublicAddress": "1.2.3.4", "PrivateAddress": "",
                        "MachineId": "0", "Status": "started", "StatusInfo": "",
                        "Ports": [{"Protocol": "tcp", "Number": 3306}]}],
    ["unit", "change", {"Name": "mysql/1", **MYSQL, "MachineId": "", "Ports": None, "Status": "pending",
                        "StatusInfo": "soon"}],
    ["relation", "change", {"Key": "mysql:cluster", "Endpoints": [
        {"ServiceName": "mysql", "Relation": {"Name": "cluster", "Role": "peer"}}]}],
    ["annotation", "change", {"Tag": "unit-mysql-0", "Annotations": {"a": "b"}}],
]  # fmt: skip


def test_a_change_set_is_told_as_the_juju_command_told_a_status() -> None:
    """What 0.50.1 and 0.52.0 made of the same change-set, run."""
    assert StatusTranslator().run(iter([CHANGES])) == {
        "machines": {
            "0": {
                "instance-id": "i-0",
                "agent-state": "started",
                "series": "trusty",
                "hardwarecharacteristics": {"Arch": "amd64"},
            }
        },
        "services": {
            "mysql": {
                "charm": "cs:trusty/mysql-1",
                "exposed": False,
                "ownertag": "user-admin",
                "relations": {"cluster": ["mysql"]},
                "units": {
                    "mysql/0": {
                        "agent-state": "started",
                        "machine": "0",
                        "public-address": "1.2.3.4",
                        "open-ports": ["3306/tcp"],
                    },
                    "mysql/1": {"agent-state": "pending", "agent-state-info": "soon", "machine": ""},
                },
            }
        },
    }
