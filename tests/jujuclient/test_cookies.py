"""The cookie jar: the juju command's own form, whole files only, nothing expired, nothing shown."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import Any

import pytest

from jujuclient.cookies import CookieJar, header
from jujuclient.errors import StoreError
from jujuclient.store import ClientStore

SIGNATURE = base64.urlsafe_b64encode(bytes(range(32))).decode().rstrip("=")
FIELDS = {
    "Name", "Value", "Domain", "Path", "Secure", "HttpOnly", "Persistent", "HostOnly", "Expires",
    "Creation", "LastAccess", "Updated", "CanonicalHost",
}  # fmt: skip


def proof(user: str = "bob", until: str = "2100-01-01T00:00:00.123456789Z") -> list[Any]:
    caveats = [{"i": f"declared username {user}"}, {"i": f"time-before {until}"}]
    return [{"c": caveats, "l": "juju", "i": "login", "s64": SIGNATURE}]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cookies" / "prod.json"


def test_what_is_kept_is_there_for_another_jar_of_the_same_file(path: Path) -> None:
    CookieJar(path).add("10.0.0.1", proof())

    assert CookieJar(path).macaroons("10.0.0.1") == [proof()]
    assert CookieJar(path).macaroons("10.0.0.2") == []


def test_the_file_is_what_the_juju_command_reads(path: Path) -> None:
    CookieJar(path).add("Controller.Example", proof())

    (cookie,) = json.loads(path.read_text())
    assert set(cookie) == FIELDS
    assert cookie["Name"].startswith("macaroon-")
    assert json.loads(base64.b64decode(cookie["Value"])) == proof()
    assert (cookie["Path"], cookie["CanonicalHost"]) == ("/", "controller.example")
    assert cookie["Expires"].startswith("2100-01-01T00:00:00")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_later_proof_takes_the_place_of_the_one_before(path: Path) -> None:
    jar = CookieJar(path)
    jar.add("here", proof(until="2099-01-01T00:00:00Z"))
    jar.add("here", proof(until="2100-01-01T00:00:00Z"))
    jar.add("here", proof(user="alice"))

    assert jar.macaroons("here") == [proof(user="alice"), proof(until="2100-01-01T00:00:00Z")]


def test_what_has_expired_is_not_given_and_goes_when_something_is_written(path: Path) -> None:
    jar = CookieJar(path)
    jar.add("here", proof(until="2001-01-01T00:00:00Z"))

    assert jar.macaroons("here") == []
    jar.add("here", proof(user="alice"))

    assert len(json.loads(path.read_text())) == 1


def test_what_others_wrote_stays(path: Path) -> None:
    path.parent.mkdir()
    other = {"Name": "session", "Value": "x", "Domain": "elsewhere", "New": [1]}
    path.write_text(json.dumps([other]))

    CookieJar(path).add("here", proof())
    CookieJar(path).remove("here")

    assert json.loads(path.read_text()) == [other]


def test_a_cookie_that_holds_no_macaroon_is_passed_over(path: Path) -> None:
    path.parent.mkdir()
    mine = {"Name": "macaroon-1", "CanonicalHost": "here"}
    path.write_text(json.dumps([{**mine, "Value": "?"}, {**mine, "Value": "e30="}, mine, 7]))

    assert CookieJar(path).macaroons("here") == []


@pytest.mark.parametrize("text", ["", "null", "[]"])
def test_an_empty_file_is_an_empty_jar(path: Path, text: str) -> None:
    path.parent.mkdir()
    path.write_text(text)

    assert CookieJar(path).macaroons("here") == []


@pytest.mark.parametrize("text", ['[{"Value": "s3cret"', "{}", '"s3cret"'])
def test_a_file_that_is_no_jar_is_named_and_not_shown(path: Path, text: str) -> None:
    path.parent.mkdir()
    path.write_text(text)

    with pytest.raises(StoreError) as caught:
        CookieJar(path).macaroons("here")

    assert str(path) in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_a_write_that_fails_leaves_the_file_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    jar = CookieJar(path)
    jar.add("here", proof())
    before = path.read_text()

    def refuse(*_: Any) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(StoreError, match="no space left"):
        jar.add("here", proof(user="alice"))

    assert path.read_text() == before
    assert os.listdir(path.parent) == [path.name]


def test_a_jar_in_memory() -> None:
    jar = CookieJar()
    jar.add("here", proof())

    assert jar.macaroons("here") == [proof()]
    assert repr(jar) == "CookieJar()"


def test_the_jar_of_a_controller_is_in_the_client_store(tmp_path: Path) -> None:
    assert CookieJar.of(ClientStore(tmp_path), "prod").path == tmp_path / "cookies" / "prod.json"


def test_proofs_as_a_header() -> None:
    name, _, value = header([proof()]).partition("=")

    assert name.startswith("macaroon-")
    assert json.loads(base64.b64decode(value)) == proof()
    assert header(None) == ""
