"""Charms and resources over HTTP: who may, what is refused and how it is written, what comes back."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from asking import PASSWORD, Asking

from fakejuju.charmstore import CharmStore
from fakejuju.domain.charm_archive import make_archive
from fakejuju.server import HttpRequest
from fakejuju.state.controller import Access, User

METADATA = "name: myapp\nsummary: S\ndescription: D\nresources: {blob: {type: file, filename: blob.bin}}\n"


def charm(**files: str) -> bytes:
    """A charm archive."""
    return make_archive({"metadata.yaml": METADATA, "icon.svg": "<svg/>", **files})


def auth(user: str = "user-admin", password: str = PASSWORD) -> dict[str, str]:
    """The header of a user."""
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


ZIP = {"Content-Type": "application/zip"}
TEXT = {"Content-Type": "text/plain"}
MINE = {**ZIP, "Juju-Curl": "local:myapp-0"}
HUB = {**ZIP, "Juju-Curl": "ch:myapp-0"}


class Http:
    """HTTP to a simulated controller; a body that is JSON is decoded."""

    def __init__(self, juju: str) -> None:
        self.asking = Asking(juju)
        self.uuid = self.asking.uuid

    def __call__(
        self, method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b""
    ) -> tuple[int, Any, dict[str, str]]:
        """Status, body and headers."""

        async def once() -> AsyncIterator[bytes]:
            yield body

        request = HttpRequest(method, path, list({**auth(), **(headers or {})}.items()), once())
        response = asyncio.run(self.asking.simulator.http(request))
        assert isinstance(response.body, bytes)
        told = dict(response.headers)
        text: Any = response.body
        if told.get("content-type") == "application/json":
            text = json.loads(text)
        if self.asking.sim.failures:
            raise self.asking.sim.failures[0]
        return response.status, text, told

    def post(self, archive: bytes, query: str = "series=jammy&schema=local&revision=0") -> Any:
        """Upload as clients up to 3.6 do."""
        return self("POST", f"/model/{self.uuid}/charms?{query}", ZIP, archive)

    def put(self, archive: bytes, url: str = "local:myapp-0", name: str = "myapp") -> Any:
        """Upload as clients of 4.0 do."""
        digest = hashlib.sha256(archive).hexdigest()[:7]
        return self("PUT", f"/model-{self.uuid}/charms/{name}-{digest}", {**ZIP, "Juju-Curl": url}, archive)


class TestUploads:
    """Recorded on 2.9.52, 3.6.28 and 4.0.15."""

    def test_3_6_takes_the_revision_of_the_query(self) -> None:
        http = Http("3.6")

        first, second = http.post(charm(revision="7")), http.post(charm(revision="7"))

        assert first[:2] == (200, {"charm-url": "local:jammy/myapp-0"})
        assert first[2]["juju-curl"] == "local:jammy/myapp-0"
        assert second[1] == {"charm-url": "local:jammy/myapp-1"}
        assert http.post(charm(), "")[1] == {"charm-url": "local:myapp-0"}

    def test_2_9_takes_the_revision_of_the_archive(self) -> None:
        http = Http("2.9")

        assert http.post(charm(revision="7"))[1] == {"charm-url": "local:jammy/myapp-7"}
        assert http.post(charm(revision="7"))[1] == {"charm-url": "local:jammy/myapp-8"}

    def test_4_0_takes_only_puts(self) -> None:
        http = Http("4.0")

        assert http.post(charm())[:2] == (404, b"404 page not found\n")
        assert http.put(charm())[1] == {"charm-url": "local:myapp-0"}
        status, told, headers = http.put(charm())
        assert (status, told, headers["juju-curl"]) == (200, {"charm-url": "local:myapp-1"}, "local:myapp-1")

    def test_the_same_archive_can_be_put_to_3_6(self) -> None:
        assert Http("3.6").put(charm())[1] == {"charm-url": "local:myapp-0"}

    def test_juju_1_spells_with_capitals(self) -> None:
        http = Http("1.25")

        assert http("POST", "/charms?series=trusty", ZIP, charm())[1] == {"CharmURL": "local:trusty/myapp-0"}
        assert http("POST", "/charms", ZIP, charm())[:2] == (400, {"Error": "expected series=URL argument"})


class TestRefusals:
    """What is said, as recorded on 4.0.15 and 3.6.28."""

    @pytest.mark.parametrize(
        ("path", "headers", "said"),
        [
            ("myapp-22c9a25", TEXT, "expected Content-Type: application/zip, got: text/plain"),
            ("myapp-22c9a25", ZIP, 'missing "Juju-Curl" header'),
            ("myapp-1234567", MINE, "resolving uploaded charm: charm hash mismatch"),
            ("myapp", MINE, '"myapp" is not a valid charm object path'),
            ("myapp-ef875a1", HUB, "non-local charms may only be uploaded during model migration import"),
        ],
    )
    def test_bad_puts(self, path: str, headers: dict[str, str], said: str) -> None:
        http = Http("4.0")

        status, told, _ = http("PUT", f"/model-{http.uuid}/charms/{path}", headers, charm())

        assert (status, told) == (400, {"error": f"uploading charm: {said}", "error-code": "bad request"})

    def test_no_zip(self) -> None:
        said = "reading charm archive: zip: not a valid zip file"
        assert Http("4.0").put(b"nope")[1]["error"] == f"uploading charm: {said}"
        said = "cannot open charm archive: zip: not a valid zip file"
        assert Http("3.6").post(b"nope")[1]["error"] == f"cannot upload charm: {said}"

    def test_another_schema_is_for_migrations(self) -> None:
        status, told, _ = Http("3.6").post(charm(), "series=jammy&schema=bogus")

        said = "cannot upload charm: charms may only be uploaded during model migration import"
        assert (status, told) == (400, {"error": said, "error-code": "bad request"})

    def test_another_method(self) -> None:
        http = Http("4.0")

        status, text, headers = http("POST", f"/model-{http.uuid}/charms/myapp-22c9a25", ZIP)

        assert (status, text, headers["allow"]) == (405, b"Method Not Allowed\n", "PUT, GET, HEAD")

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"Authorization": ""}, "no credentials provided"),
            (auth(password="wrong"), "invalid entity name or password"),
            (auth("user-nobody"), "invalid entity name or password"),
            (auth("admin"), '"admin" is not a valid tag'),
        ],
    )
    def test_who_is_not_known(self, given: dict[str, str], said: str) -> None:
        http = Http("4.0")

        status, text, headers = http("GET", f"/model-{http.uuid}/charms/myapp-22c9a25", given)

        assert (status, text) == (401, f"authentication failed: {said}\n".encode())
        assert "www-authenticate" not in headers

    def test_a_model_that_is_not_there(self) -> None:
        path = "/model/00000000-0000-4000-8000-000000000000/charms?series=jammy"

        status, text, _ = Http("3.6")("POST", path, ZIP, charm())

        assert (status, text) == (401, b"authentication failed: invalid entity name or password\n")

    def test_a_reader_may_not_upload(self) -> None:
        http = Http("4.0")
        sim = http.asking.sim
        admin = sim.state.find(User, "admin")
        assert admin is not None
        with sim.state.transaction() as state:
            state.put(User(name="bob", password=admin.password))
            state.put(Access(user="bob", target=f"model-{http.uuid}", level="read"))

        status, text, _ = http("PUT", f"/model-{http.uuid}/charms/myapp-1234567", {**ZIP, **auth("user-bob")})

        assert (status, text) == (403, b"authorization failed: permission denied\n")


class TestDownloads:
    """Recorded on 3.6.28."""

    def test_files_of_a_charm(self) -> None:
        http = Http("3.6")
        http.post(charm())
        path = f"/model/{http.uuid}/charms?url=local:jammy/myapp-0"

        assert http("GET", path)[1] == {"files": ["icon.svg", "metadata.yaml", "revision"]}
        status, text, headers = http("GET", f"{path}&file=metadata.yaml")
        assert (status, text, headers["content-type"]) == (200, METADATA.encode(), "application/x-yaml")
        assert http("GET", f"{path}&icon=1")[1:] == (
            b"<svg/>",
            {"content-length": "6", "content-type": "image/svg+xml"},
        )
        assert http("GET", f"{path}&file=*")[1].startswith(b"PK")

    def test_what_is_not_there(self) -> None:
        http = Http("3.6")
        http.post(charm())
        path = f"/model/{http.uuid}/charms?url=local:jammy/"

        said = 'cannot retrieve charm: cannot get charm from state: charm "local:jammy/nope-1" not found'
        assert http("GET", f"{path}nope-1&file=*")[:2] == (404, {"error": said, "error-code": "not found"})
        assert http("GET", f"{path}myapp-0&file=nope")[:2] == (
            404,
            {"error": "cannot retrieve charm: charm file not found", "error-code": "not found"},
        )

    def test_4_0_gives_the_archive_that_was_put(self) -> None:
        http, archive = Http("4.0"), charm()
        http.put(archive)

        digest = hashlib.sha256(archive).hexdigest()[:7]

        assert http("GET", f"/model-{http.uuid}/charms/myapp-{digest}")[1] == archive


class TestResources:
    """Recorded on 4.0.15."""

    def test_a_pending_resource_gets_its_content(self) -> None:
        http = Http("4.0")
        http.put(charm())
        resource = {
            "name": "blob", "type": "file", "path": "blob.bin", "origin": "upload",
            "revision": 0, "fingerprint": "", "size": 0,
        }  # fmt: skip
        asked = {"tag": "application-myapp", "url": "local:myapp-0", "resources": [resource]}
        pending = http.asking.ask("Resources", 3, "AddPendingResources", asked)["pending-ids"][0]
        path = f"/model/{http.uuid}/applications/myapp/resources/blob?pendingid={pending}"
        content = {
            "Content-Type": "application/octet-stream",
            "Content-Disposition": 'form-data; filename="other.bin"',
            "Content-Sha384": hashlib.sha384(b"x").hexdigest(),
        }

        status, told, _ = http("PUT", path, content, b"x")

        assert status == 200
        assert told["resource"]["id"] == pending
        assert told["resource"]["size"] == 1
        assert base64.b64decode(told["resource"]["fingerprint"]).hex() == content["Content-Sha384"]
        wrong = {**content, "Content-Disposition": "form-data; filename=b.txt"}
        assert http("PUT", path, wrong, b"x")[1]["error"]["message"] == (
            'incorrect extension on resource upload "b.txt", expected ".bin"'
        )

    def test_a_resource_of_nobody(self) -> None:
        http = Http("4.0")

        status, told, _ = http("PUT", f"/model/{http.uuid}/applications/nosuch/resources/blob", {}, b"x")

        said = 'getting resource uuid: application "nosuch", resource "blob" not found'
        assert (status, told) == (404, {"error": {"message": said, "code": "not found"}})


class TestCharmhub:
    """The paths that python-libjuju asks for, and Juju's own."""

    def test_info_and_download(self) -> None:
        http = Http("3.6")
        http.asking.sim.charmhub = CharmStore()

        told = http("GET", "/v2/charms/info/postgresql?fields=channel-map")[1]

        release = told["channel-map"][0]
        where = "/" + release["revision"]["download"]["url"].split("/", 3)[3]
        archive = http("GET", where)[1]
        assert hashlib.sha256(archive).hexdigest() == release["revision"]["download"]["hash-sha-256"]
        assert http("GET", "/v2/charms/info/nope")[0] == 404

    def test_refresh(self) -> None:
        http = Http("3.6")
        http.asking.sim.charmhub = CharmStore()
        base = {"name": "ubuntu", "channel": "22.04", "architecture": "amd64"}
        actions = [
            {"action": "install", "instance-key": "a", "name": "mysql", "channel": "8.0/edge", "base": base},
            {"action": "install", "instance-key": "b", "name": "nope", "channel": "stable", "base": base},
        ]

        body = json.dumps({"context": [], "actions": actions}).encode()
        found, missing = http("POST", "/v2/charms/refresh", {}, body)[1]["results"]

        assert (found["name"], found["effective-channel"]) == ("mysql", "8.0/edge")
        assert missing["error"]["code"] == "name-not-found"

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("q=redis", ["redis-k8s"]),
            ("q=redis&type=charm", ["redis-k8s"]),
            ("q=redis&type=bundle", []),
            ("q=redis&publisher=fakejuju", ["redis-k8s"]),
            ("q=redis&publisher=canonical", []),
            ("q=redis&category=database", []),
        ],
    )
    def test_find_gives_what_is_asked_for(self, query: str, found: list[str]) -> None:
        """``juju find --type bundle``, ``--publisher`` and ``--category`` leave it to Charmhub."""
        http = Http("3.6")
        http.asking.sim.charmhub = CharmStore()
        told = http("GET", f"/v2/charms/find?{query}")[1]["results"]
        assert [one["name"] for one in told] == found

    def test_a_resource_is_downloaded(self) -> None:
        """``juju download --resources`` asks where the charm's release says."""
        http = Http("3.6")
        http.asking.sim.charmhub = CharmStore()
        told = http("GET", "/v2/charms/info/redis-k8s?fields=channel-map")[1]
        resource = told["channel-map"][0]["resources"][0]["download"]
        where = "/" + resource["url"].split("/", 3)[3]
        status, content, *_ = http("GET", where)
        assert (status, hashlib.sha256(content).hexdigest()) == (200, resource["hash-sha-256"])
        assert http("GET", where.replace("_1", "_2"))[0] == 404

    def test_without_a_store_there_is_no_such_path(self) -> None:
        assert Http("3.6")("GET", "/v2/charms/info/postgresql")[0] == 404
