"""A served state that is kept: what is begun once, which model is current, whose password is right."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest
from served_controllers import serving, status

from fakejuju.errors import FakeJujuError
from fakejuju.serve_commands import Asked, make
from jujuclient.connection import Connection
from jujuclient.store import ClientStore


def test_what_a_state_already_has_is_not_begun_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "b.yaml").write_text("applications: {mysql: {charm: mysql, num_units: 1}}\n")
    asked = {"state": tmp_path / "s.json", "bundle": tmp_path / "b.yaml"}

    for _ in range(2):
        with serving(**asked) as served:
            assert list(status(served.ready())["applications"]["mysql"]["units"]) == ["mysql/0"]

    assert capsys.readouterr().err == (
        f"fakejuju: {tmp_path / 's.json'} holds a state, so --bundle is not used\n"
    )


def test_a_model_that_is_asked_for_is_current_and_made_where_it_is_not(tmp_path: Path) -> None:
    state = tmp_path / "s.json"
    seen = []
    for model in ("", "staging", "", "default"):
        with serving(state=state, model=model) as served:
            seen.append((served.ready()["model"], served.controllers[0].models))

    both = ["admin/controller", "admin/default", "admin/staging"]
    currents = ["admin/default", "admin/staging", "admin/staging", "admin/default"]
    assert seen == list(zip(currents, (both[:2], both, both, both), strict=True))


def test_a_state_server_of_juju_1_18_has_one_environment(tmp_path: Path) -> None:
    with serving(["1.18"], state=tmp_path / "s.json", model="amazon") as served:
        assert served.ready()["model"] == "admin/amazon"

    with pytest.raises(FakeJujuError, match=r"Juju 1\.18\.4 has one environment: admin/amazon"):
        make((), Asked(state=tmp_path / "s.json", model="other"))
    with serving(state=tmp_path / "s.json", model="amazon") as served:
        assert served.ready()["model"] == "admin/amazon"


def test_a_current_model_that_was_destroyed_is_current_no_more(tmp_path: Path) -> None:
    with serving(state=tmp_path / "s.json") as served:
        ready = served.ready()
        with Connection.connect(
            [ready["endpoint"]], cacert=Path(ready["cacert"]).read_text(), model_uuid="", user="admin",
            password=ready["password"],
        ) as connection:  # fmt: skip
            tag = {"model-tag": f"model-{ready['model-uuid']}", "destroy-storage": True}
            connection.rpc("ModelManager", "DestroyModels", {"models": [tag]})
    with serving(state=tmp_path / "s.json") as served:
        assert (served.ready()["model"], served.ready()["model-uuid"]) == ("", "")


def test_a_series_stands_for_the_version_that_a_state_is_of(tmp_path: Path) -> None:
    with serving(["3.6.9"], state=tmp_path / "s.json"):
        pass

    for juju in ((), ("3.6",), ("3.6.9",)):
        with serving(juju, state=tmp_path / "s.json") as served:
            assert served.ready()["juju"] == "3.6.9"
    for other in ("3.6.10", "4.0"):
        with pytest.raises(FakeJujuError, match=r"s\.json: the state is of Juju 3\.6\.9, this controller is"):
            make((other,), Asked(state=tmp_path / "s.json"))
    with serving(state=tmp_path / "s.json"):
        pass


def test_a_password_that_was_changed_is_the_printed_one_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with ExitStack() as stack:
        served = stack.enter_context(serving(state=tmp_path / "s.json"))
        store = ClientStore(served.juju_data, {})
        with Connection.from_store(store=store, controller_only=True) as connection:
            changed = {"changes": [{"tag": "user-admin", "password": "another one"}]}
            connection.rpc("UserManager", "SetPassword", changed)
    with serving(state=tmp_path / "s.json") as served:
        assert status(served.ready())["model"]["name"] == "default"

    told = capsys.readouterr().err
    assert told == "fakejuju: the password of admin on fake is fakejuju-password again\n"


def test_several_keep_their_states_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(FakeJujuError, match="is a file; several controllers keep their states in a folder"):
        make(["3.6", "4.0"], Asked(state=tmp_path / "file"))


def test_a_state_that_is_of_no_known_form_holds_no_lock(tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text('{"fakejuju-state": 7}')

    with pytest.raises(FakeJujuError, match=r"s\.json .*form 7"):
        make((), Asked(state=tmp_path / "s.json"))

    assert [path.name for path in tmp_path.iterdir()] == ["s.json"]
