"""Writing the client store: what is added is read back, all else stays, and a crash changes nothing.

What juju writes, and where its lock is: the client store facts.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings, strategies as st

from jujuclient import storefiles
from jujuclient.errors import StoreError
from jujuclient.store import ClientStore, ModelDetails

ONE, TWO = (f"{letter * 8}-0000-4000-8000-000000000001" for letter in "ab")

CONTROLLERS = """\
controllers:
  prod:
    uuid: 0000aaaa-0000-4000-8000-000000000000
    api-endpoints: ['10.0.0.1:17070', '[fd00::1]:17070']
    ca-cert: |
      -----BEGIN CERTIFICATE-----
      prod
      -----END CERTIFICATE-----
    agent-version: 3.10
    controller-machine-count: 3
  test: {uuid: 0000bbbb-0000-4000-8000-000000000000, api-endpoints: ['10.0.0.2:17070']}
current-controller: prod
"""
ACCOUNTS = """\
controllers:
  prod: {user: admin, password: "0123"}
  test: {user: carol, password: s3cret}
"""
MODELS = """\
controllers:
  prod:
    models:
      admin/web: {uuid: aaaaaaaa-0000-4000-8000-000000000001, type: iaas, branch: master}
    current-model: admin/web
"""


@pytest.fixture
def store(tmp_path: Path) -> ClientStore:
    (tmp_path / "juju").mkdir()
    for name, text in (("controllers", CONTROLLERS), ("accounts", ACCOUNTS), ("models", MODELS)):
        (tmp_path / "juju" / f"{name}.yaml").write_text(text)
    (tmp_path / "juju" / "cookies").mkdir()
    (tmp_path / "juju" / "cookies" / "prod.json").write_text("[]")
    return ClientStore(tmp_path / "juju", {"TMPDIR": str(tmp_path)})


def loaded(store: ClientStore, name: str = "models") -> Any:
    return yaml.safe_load((store.path / f"{name}.yaml").read_text())


# --- what is written -----------------------------------------------------------------------------


def test_a_model_that_is_added_is_read_back_beside_the_others(store: ClientStore) -> None:
    store.add_model("prod", ModelDetails("admin/db", TWO, "caas"))

    assert store.model("prod", "db") == ModelDetails("admin/db", TWO, "caas")
    assert store.current_model("prod") == "admin/web"
    assert loaded(store)["controllers"]["prod"]["models"]["admin/web"]["branch"] == "master"


def test_a_current_model_leaves_the_one_before_it_as_the_previous_one(store: ClientStore) -> None:
    store.add_model("prod", ModelDetails("admin/db", TWO), current=True)

    assert store.current_model("prod") == "admin/db"
    assert loaded(store)["controllers"]["prod"]["previous-model"] == "admin/web"


def test_a_model_that_is_removed_is_not_current_any_more(store: ClientStore) -> None:
    store.add_model("prod", ModelDetails("admin/db", TWO), current=True)

    store.remove_model("prod", "admin/db")
    store.remove_model("prod", "admin/nobody-knows-it")

    assert loaded(store)["controllers"]["prod"]["models"].keys() == {"admin/web"}
    assert loaded(store)["controllers"]["prod"].keys() == {"models", "previous-model"}


def test_models_that_are_gone_are_forgotten_and_new_ones_known(store: ClientStore) -> None:
    store.set_models("prod", [ModelDetails("bob/lab", TWO, "iaas")])

    assert loaded(store)["controllers"]["prod"] == {"models": {"bob/lab": {"uuid": TWO, "type": "iaas"}}}


def test_the_first_model_makes_the_file(store: ClientStore) -> None:
    (store.path / "models.yaml").unlink()

    store.add_model("test", ModelDetails("carol/lab", ONE), current=True)

    assert loaded(store) == {
        "controllers": {"test": {"models": {"carol/lab": {"uuid": ONE}}, "current-model": "carol/lab"}}
    }


def test_switching_makes_a_controller_and_a_model_current(store: ClientStore) -> None:
    store.add_model("test", ModelDetails("carol/lab", TWO))

    store.switch("test", "lab")

    assert (store.current_controller(), store.current_model("test")) == ("test", "carol/lab")
    assert loaded(store, "controllers")["previous-controller"] == "prod"
    assert loaded(store, "controllers")["has-controller-changed-on-previous-switch"] is True


def test_switching_within_a_controller_is_no_change_of_it(store: ClientStore) -> None:
    store.add_model("prod", ModelDetails("admin/db", TWO))
    store.switch("test")
    store.switch("prod")

    store.switch("prod", "db")

    assert loaded(store, "controllers")["has-controller-changed-on-previous-switch"] is False


@pytest.mark.parametrize(("controller", "model"), [("nope", ""), ("prod", "nope"), ("test", "web")])
def test_what_is_not_there_cannot_be_switched_to(store: ClientStore, controller: str, model: str) -> None:
    before = {path: path.read_bytes() for path in store.path.rglob("*.*")}

    with pytest.raises(StoreError, match=r"no controller nope|no model on controller"):
        store.switch(controller, model)

    assert {path: path.read_bytes() for path in store.path.rglob("*.*")} == before


def test_the_rest_of_the_store_is_left_alone(store: ClientStore) -> None:
    before = {path: path.read_bytes() for path in store.path.rglob("*.*") if path.name != "models.yaml"}

    store.add_model("prod", ModelDetails("admin/db", TWO), current=True)

    after = {path: path.read_bytes() for path in store.path.rglob("*.*") if path.name != "models.yaml"}
    assert after == before


def test_numbers_texts_and_certificates_stay_as_they_were_written(store: ClientStore) -> None:
    store.switch("test")

    text = (store.path / "controllers.yaml").read_text()
    assert "    ca-cert: |\n      -----BEGIN CERTIFICATE-----\n      prod\n" in text
    assert "agent-version: 3.10\n" in text
    assert "controller-machine-count: 3\n" in text
    assert "api-endpoints: ['10.0.0.1:17070', '[fd00::1]:17070']" in text


def test_what_is_known_already_is_not_written_again(store: ClientStore) -> None:
    before = (store.path / "models.yaml").stat()

    store.add_model("prod", ModelDetails("admin/web", ONE, "iaas"), current=True)

    assert (store.path / "models.yaml").stat() == before


def test_what_an_anchor_shares_is_changed_in_one_place_only(store: ClientStore) -> None:
    (store.path / "models.yaml").write_text(
        f"controllers:\n  prod: &same\n    models: {{admin/web: {{uuid: {ONE}}}}}\n  test: *same\n"
    )

    store.add_model("prod", ModelDetails("admin/db", TWO))

    assert store.models("prod") == ["admin/db", "admin/web"]
    assert store.models("test") == ["admin/web"]


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=30),
    st.sampled_from(["0123", "yes", "3.10", "~", "", "a: b", "- x", "two\nlines\n", "#", "1e3", "0x1f", "é"]),
)  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(min_size=1, max_size=9), inner, max_size=4)
    ),
    max_leaves=12,
)
NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,10}/[a-z][a-z0-9-]{0,10}", fullmatch=True)
STYLES = st.fixed_dictionaries(
    {
        "default_flow_style": st.sampled_from([True, False, None]),
        "default_style": st.sampled_from([None, "'", '"']),
    }
)


@settings(max_examples=60, deadline=None)
@given(
    fields=st.dictionaries(st.text(min_size=1, max_size=9), VALUES, max_size=4),
    others=st.dictionaries(NAMES, VALUES, max_size=4),
    name=NAMES,
    style=STYLES,
)
def test_whatever_the_file_holds_stays_as_it_is(
    fields: dict[str, Any], others: dict[str, Any], name: str, style: dict[str, Any]
) -> None:
    fields.pop("controllers", None)
    held = {"controllers": {"prod": {"models": others, "odd": fields}, "other": fields}, **fields}
    with tempfile.TemporaryDirectory() as folder:
        store = ClientStore(folder, {"TMPDIR": folder})
        path = Path(folder, "models.yaml")
        path.write_text(yaml.safe_dump(held, allow_unicode=True, **style), encoding="utf-8")
        texts = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
        if not isinstance(others.get(name, {}), dict) and others[name] is not None:
            with pytest.raises(StoreError, match="a mapping is expected"):
                store.add_model("prod", ModelDetails(name, ONE))
            assert yaml.safe_load(path.read_text(encoding="utf-8")) == held
            return

        store.add_model("prod", ModelDetails(name, ONE))

        models = held["controllers"]["prod"]["models"]
        models[name] = {**(models.get(name) or {}), "uuid": ONE}
        assert yaml.safe_load(path.read_text(encoding="utf-8")) == held
        after = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
        for found in (texts, after):
            found["controllers"]["prod"]["models"].pop(name, None)
        assert after == texts


# --- how it is written ---------------------------------------------------------------------------


def test_the_file_is_for_nobody_else_to_read(store: ClientStore) -> None:
    (store.path / "models.yaml").chmod(0o644)

    store.add_model("prod", ModelDetails("admin/db", TWO))

    assert (store.path / "models.yaml").stat().st_mode & 0o777 == 0o600


def test_a_link_is_followed(store: ClientStore, tmp_path: Path) -> None:
    (store.path / "models.yaml").rename(tmp_path / "elsewhere.yaml")
    (store.path / "models.yaml").symlink_to(tmp_path / "elsewhere.yaml")

    store.add_model("prod", ModelDetails("admin/db", TWO))

    assert (store.path / "models.yaml").is_symlink()
    assert "admin/db" in (tmp_path / "elsewhere.yaml").read_text()


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failure_leaves_the_old_file_and_nothing_beside_it(
    store: ClientStore, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(os, step, fail)

    with pytest.raises(StoreError, match="cannot be written: no space left"):
        store.add_model("prod", ModelDetails("admin/db", TWO))

    assert (store.path / "models.yaml").read_text() == MODELS
    assert {path.name for path in store.path.iterdir() if "models" in path.name} == {"models.yaml"}


def test_a_kill_in_the_middle_leaves_the_old_file_and_no_lock(store: ClientStore, tmp_path: Path) -> None:
    code = (
        "import os, sys\n"
        "from jujuclient.store import ClientStore, ModelDetails\n"
        "os.replace = lambda *_: os._exit(9)\n"
        "ClientStore(sys.argv[1], {'TMPDIR': sys.argv[2]}).add_model('prod', ModelDetails('a/b', 'c'))\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, str(store.path), str(tmp_path)], timeout=60, check=False
    )

    assert done.returncode == 9
    assert (store.path / "models.yaml").read_text() == MODELS
    store.add_model("prod", ModelDetails("admin/db", TWO))
    assert store.models("prod") == ["admin/db", "admin/web"]


def test_the_lock_is_the_one_that_juju_takes() -> None:
    # printf %s /home/u/.local/share/juju/controllers.yaml | sha256sum, its first eight digits as bytes
    folder = Path("/home/u/.local/share/juju")

    assert storefiles.lock_path(folder, {}) == Path("/tmp/juju-store-lock-3530333235616530")
    assert storefiles.lock_path(folder, {"TMPDIR": "/var/tmp"}).parent == Path("/var/tmp")


def test_who_holds_the_lock_is_waited_for_and_not_for_ever(store: ClientStore) -> None:
    store.lock_timeout = 0.05
    held = os.open(storefiles.lock_path(store.path, store.environ), os.O_CREAT | os.O_RDONLY, 0o600)
    fcntl.flock(held, fcntl.LOCK_EX)

    with pytest.raises(StoreError, match=r"has held .* the client store was not changed"):
        store.add_model("prod", ModelDetails("admin/db", TWO))

    assert (store.path / "models.yaml").read_text() == MODELS
    os.close(held)
    store.add_model("prod", ModelDetails("admin/db", TWO))
    assert "admin/db" in store.models("prod")


def test_many_writers_lose_nothing(store: ClientStore) -> None:
    def add(number: int) -> None:
        ClientStore(store.path, store.environ).add_model("prod", ModelDetails(f"admin/m{number}", ONE))

    threads = [threading.Thread(target=add, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert store.models("prod") == sorted(["admin/web", *(f"admin/m{number}" for number in range(8))])


def test_a_file_that_is_no_yaml_is_not_replaced(store: ClientStore) -> None:
    (store.path / "models.yaml").write_text("controllers: [")

    with pytest.raises(StoreError, match="not YAML"):
        store.add_model("prod", ModelDetails("admin/db", TWO))

    assert (store.path / "models.yaml").read_text() == "controllers: ["
