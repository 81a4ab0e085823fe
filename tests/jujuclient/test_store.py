"""Reading the client store: where it is, who comes first, and what is said when something is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from fakejuju import FakeController
from jujuclient import Model, store as module
from jujuclient.errors import StoreError
from jujuclient.store import AccountDetails, ClientStore, ControllerDetails, ModelDetails

UUIDS = {
    "prod admin/web": "aaaaaaaa-0000-4000-8000-000000000001",
    "prod bob/web": "aaaaaaaa-0000-4000-8000-000000000002",
    "prod admin/db": "bbbbbbbb-0000-4000-8000-000000000003",
    "test carol/web": "cccccccc-0000-4000-8000-000000000004",
    "test carol/lab": "dddddddd-0000-4000-8000-000000000005",
}

CONTROLLERS = """\
controllers:
  prod:
    uuid: 0000aaaa-0000-4000-8000-000000000000
    api-endpoints: ['10.0.0.1:17070', '[fd00::1]:17070']
    ca-cert: |
      -----BEGIN CERTIFICATE-----
      prod
      -----END CERTIFICATE-----
    cloud: aws
    region: eu-west-1
    agent-version: 3.10
    controller-machine-count: 3
  test:
    uuid: 0000bbbb-0000-4000-8000-000000000000
    api-endpoints: ['10.0.0.2:17070']
  jaas:
    uuid: 0000cccc-0000-4000-8000-000000000000
    api-endpoints: ['jimm.example.com:443', '10.0.0.3:17070']
    public-hostname: jimm.example.com
  empty: {}
current-controller: prod
"""

ACCOUNTS = """\
controllers:
  prod: {user: admin, password: 0123, last-known-access: superuser}
  test: {user: carol, password: s3cret}
  jaas: {user: bob@external, access-token: t0ken}
  empty: {password: nobody}
"""

MODELS = """\
controllers:
  prod:
    models:
      admin/web: {uuid: aaaaaaaa-0000-4000-8000-000000000001, type: iaas}
      bob/web: {uuid: aaaaaaaa-0000-4000-8000-000000000002}
      admin/db: {uuid: bbbbbbbb-0000-4000-8000-000000000003, type: caas}
      admin/half: {type: caas}
    current-model: admin/web
  test:
    models:
      carol/web: {uuid: cccccccc-0000-4000-8000-000000000004}
      carol/lab: {uuid: dddddddd-0000-4000-8000-000000000005}
    current-model: carol/lab
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "controllers.yaml").write_text(CONTROLLERS)
    (tmp_path / "accounts.yaml").write_text(ACCOUNTS)
    (tmp_path / "models.yaml").write_text(MODELS)
    return tmp_path


@pytest.fixture
def store(folder: Path) -> ClientStore:
    return ClientStore(folder, environ={})


# -- where it is


@pytest.mark.parametrize(
    ("environ", "path"),
    [
        ({"JUJU_DATA": "/a", "XDG_DATA_HOME": "/b", "HOME": "/c"}, "/a"),
        ({"XDG_DATA_HOME": "/b", "HOME": "/c"}, "/b/juju"),
        ({"JUJU_DATA": "", "XDG_DATA_HOME": "", "HOME": "/c"}, "/c/.local/share/juju"),
    ],
)
def test_the_folder_follows_the_environment(environ: dict[str, str], path: str) -> None:
    assert ClientStore(environ=environ).path == Path(path)
    assert path in repr(ClientStore(environ=environ))


def test_without_any_variable_it_is_in_the_home_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ubuntu")

    assert ClientStore(environ={}).path == Path("/home/ubuntu/.local/share/juju")


def test_an_argument_comes_before_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUJU_DATA", "/elsewhere")

    assert ClientStore(str(tmp_path)).path == tmp_path
    assert ClientStore().path == Path("/elsewhere")


# -- what is in it


def test_a_controller(store: ClientStore) -> None:
    prod = store.controller("prod")

    assert prod == ControllerDetails(
        "prod",
        "0000aaaa-0000-4000-8000-000000000000",
        ("10.0.0.1:17070", "[fd00::1]:17070"),
        "-----BEGIN CERTIFICATE-----\nprod\n-----END CERTIFICATE-----\n",
        "",
        "aws",
        "eu-west-1",
        "3.10",
    )
    assert prod.addresses == ["10.0.0.1:17070", "[fd00::1]:17070"]
    assert prod.fields["controller-machine-count"] == "3"
    assert store.controllers() == ["empty", "jaas", "prod", "test"]


def test_a_public_controller_is_reached_by_its_name_first(store: ClientStore) -> None:
    assert store.controller("jaas").addresses[0] == "jimm.example.com:443"


def test_an_account_and_its_secrets(store: ClientStore) -> None:
    assert store.account("prod") == AccountDetails("admin", "0123", "superuser")
    assert store.account("jaas").access_token == "t0ken"
    assert "s3cret" not in repr(store.account("test"))
    assert "t0ken" not in repr(store.account("jaas"))
    assert "s3cret" not in repr(store.resolve("test:"))


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("web", "admin/web"),
        ("admin/web", "admin/web"),
        ("bob/web", "bob/web"),
        ("bbbbbbbb-0000-4000-8000-000000000003", "admin/db"),
        ("bbbbbb", "admin/db"),
    ],
)
def test_a_model_by_name_owner_uuid_or_the_start_of_one(store: ClientStore, name: str, full: str) -> None:
    found = store.model("prod", name)

    assert (found.name, found.uuid) == (full, UUIDS[f"prod {full}"])


def test_the_models_of_a_controller(store: ClientStore) -> None:
    assert store.models("prod") == ["admin/db", "admin/half", "admin/web", "bob/web"]
    assert store.models("jaas") == []
    assert store.model("prod", "admin/db").type == "caas"


def test_a_uuid_that_no_file_knows_is_taken_as_it_is(store: ClientStore) -> None:
    uuid = "eeeeeeee-0000-4000-8000-000000000006"

    assert store.model("prod", uuid) == ModelDetails("", uuid)


# -- who comes first


@pytest.mark.parametrize(
    ("arguments", "environ", "target"),
    [
        # what juju switch left
        ({}, {}, "prod admin/web"),
        ({"controller": "test"}, {}, "test carol/lab"),
        ({"model": "test:"}, {}, "test carol/lab"),
        # JUJU_CONTROLLER
        ({}, {"JUJU_CONTROLLER": "test"}, "test carol/lab"),
        ({"model": "web"}, {"JUJU_CONTROLLER": "test"}, "test carol/web"),
        ({"model": "prod:db"}, {"JUJU_CONTROLLER": "test"}, "prod admin/db"),
        # JUJU_MODEL
        ({}, {"JUJU_MODEL": "db"}, "prod admin/db"),
        ({}, {"JUJU_MODEL": "bob/web"}, "prod bob/web"),
        ({}, {"JUJU_MODEL": "test:"}, "test carol/lab"),
        ({}, {"JUJU_MODEL": "test:web"}, "test carol/web"),
        ({}, {"JUJU_MODEL": "test:carol/web"}, "test carol/web"),
        ({}, {"JUJU_MODEL": "web", "JUJU_CONTROLLER": "test"}, "test carol/web"),
        ({}, {"JUJU_MODEL": "test:web", "JUJU_CONTROLLER": "test"}, "test carol/web"),
        # arguments
        ({"model": "lab"}, {"JUJU_MODEL": "test:web"}, "test carol/lab"),
        ({"model": "db"}, {"JUJU_MODEL": "web"}, "prod admin/db"),
        ({"model": "prod:bob/web"}, {"JUJU_MODEL": "test:web", "JUJU_CONTROLLER": "test"}, "prod bob/web"),
        ({"model": "bob/web", "controller": "prod"}, {"JUJU_CONTROLLER": "test"}, "prod bob/web"),
        ({"model": "prod:db", "controller": "prod"}, {}, "prod admin/db"),
        ({"controller": "prod"}, {"JUJU_MODEL": "test:web"}, "prod admin/web"),
        # no model is current
        ({"controller": "jaas"}, {}, "jaas None"),
        ({}, {"JUJU_CONTROLLER": "jaas"}, "jaas None"),
    ],
)
def test_precedence(folder: Path, arguments: dict[str, Any], environ: dict[str, str], target: str) -> None:
    found = ClientStore(folder, environ).resolve(**arguments)

    assert f"{found.controller.name} {found.model and found.model.name}" == target
    assert found.account.user


def test_the_two_variables_may_not_contradict_each_other(folder: Path) -> None:
    store = ClientStore(folder, {"JUJU_MODEL": "prod:web", "JUJU_CONTROLLER": "test"})

    with pytest.raises(
        StoreError, match=r"JUJU_MODEL \(prod\) conflicts with value in JUJU_CONTROLLER \(test\)"
    ):
        store.resolve()

    assert store.resolve("test:web").controller.name == "test"


def test_the_two_arguments_may_not_contradict_each_other(store: ClientStore) -> None:
    with pytest.raises(StoreError, match="names controller prod, and controller is test"):
        store.resolve("prod:web", controller="test")


# -- what is said when something is missing


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda s: s.controller("prud"), "controllers.yaml: no controller prud; did you mean prod"),
        (lambda s: s.controller("zzz"), "it has empty, jaas, prod, test"),
        (lambda s: s.account("zzz"), "accounts.yaml: no account on controller zzz; .*juju login -c zzz"),
        (lambda s: s.account("empty"), "accounts.yaml: the account on controller empty has no user"),
        (
            lambda s: s.model("prod", "wob"),
            "models.yaml: no model on controller prod admin/wob; did you mean",
        ),
        (lambda s: s.model("jaas", "x/y"), "it has none"),
        (lambda s: s.model("prod", "aaaaaaaa"), "no model on controller prod admin/aaaaaaaa"),
        (lambda s: s.model("prod", "half"), "model admin/half on controller prod has no uuid"),
    ],
)
def test_what_is_missing_is_said_with_the_file_and_what_is_there(
    store: ClientStore, ask: Any, words: str
) -> None:
    with pytest.raises(StoreError, match=words) as caught:
        ask(store)

    assert str(store.path) in str(caught.value)


def test_a_store_that_knows_of_a_juju_1_spares_the_dial_that_finds_it_out() -> None:
    with FakeController("1.25") as fake:
        with Model.connect(store=ClientStore(fake.juju_data, {})):
            pass
        logins = [asked.version for asked in fake.requests.of("Admin.Login")]

    assert logins == [1]  # 3 is the version that a Juju 1 refuses


def test_no_current_controller(folder: Path) -> None:
    (folder / "controllers.yaml").write_text("controllers: {a: {}, b: {}}\n")

    with pytest.raises(StoreError, match=r"no controller is current; it has a, b.*juju switch"):
        ClientStore(folder, {}).resolve()


def test_no_store_at_all(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"controllers.yaml: there is no such file; set JUJU_DATA"):
        ClientStore(tmp_path, {}).resolve()


def test_a_store_without_models_has_none(folder: Path) -> None:
    (folder / "models.yaml").unlink()

    assert ClientStore(folder, {}).resolve().model is None


def test_a_file_that_cannot_be_read(folder: Path) -> None:
    (folder / "accounts.yaml").write_bytes(b"\xff\xfe\xff")

    with pytest.raises(StoreError, match=r"accounts.yaml: cannot be read"):
        ClientStore(folder, {}).account("prod")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("controllers:\n  prod: {user: admin\n  x", r"accounts.yaml:[34]: not YAML: .*expected ',' or '}'"),
        ("a: b\n\tc: d", r"accounts.yaml:2: not YAML"),
        ("- a\n- b\n", "accounts.yaml: a mapping is expected, found list"),
        ("controllers: [a]", "under controllers a mapping is expected, found list"),
        ("controllers: {prod: {user: [a]}}", "under user a text is expected, found list"),
        ("", "it has none"),
        ("controllers:", "it has none"),
        ("controllers: null", "it has none"),
    ],
)
def test_a_file_that_is_not_as_it_should_be(folder: Path, text: str, words: str) -> None:
    (folder / "accounts.yaml").write_text(text)

    with pytest.raises(StoreError, match=words):
        ClientStore(folder, {}).account("prod")


@pytest.mark.parametrize("endpoints", ["a", "[[a]]"])
def test_endpoints_that_are_no_list_of_texts(folder: Path, endpoints: str) -> None:
    (folder / "controllers.yaml").write_text(f"controllers: {{prod: {{api-endpoints: {endpoints}}}}}")

    with pytest.raises(StoreError, match="under api-endpoints a list of texts is expected"):
        ClientStore(folder, {}).controller("prod")


def test_endpoints_may_be_absent(store: ClientStore) -> None:
    assert store.controller("empty").addresses == []


def test_a_broken_file_does_not_show_the_password_in_it(folder: Path) -> None:
    (folder / "accounts.yaml").write_text("controllers: {prod: {user: admin, password: *s3cret}}")

    with pytest.raises(StoreError) as caught:
        ClientStore(folder, {}).account("prod")

    assert "s3cret" not in str(caught.value)
    assert "accounts.yaml:1" in str(caught.value)


def test_yaml_tags_make_nothing(folder: Path) -> None:
    (folder / "accounts.yaml").write_text(
        'controllers: {prod: {user: !!python/object/apply:os.system ["true"]}}'
    )

    with pytest.raises(StoreError, match="under user a text is expected"):
        ClientStore(folder, {}).account("prod")


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("store")
    (folder / "accounts.yaml").write_text(text, encoding="utf-8", errors="replace")

    with pytest.raises(StoreError):
        ClientStore(folder, {}).account("prod")


@given(st.text("abc:/", max_size=8))
def test_a_name_splits_into_controller_and_model(text: str) -> None:
    controller, model = module._split(text)

    assert text == (f"{controller}:{model}" if ":" in text else model)
